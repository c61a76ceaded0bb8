"""A row of the refusal or the warning table."""

from typing import NamedTuple

from tests.ledger.rules.scenario import Says, When


class Row(NamedTuple):
    """What is tried, and everything that is said about it."""

    when: When
    says: tuple[Says, ...]


def row(when: When, *says: Says) -> Row:
    """One line of the table."""
    return Row(when, says)
