"""Which unit a question is about, by one rule for every answer; and what a unit is called elsewhere.

A unit that nobody has registered is a mistake, never an empty answer; except before anything was registered.
"""

from collections.abc import Collection

import msgspec

from ledger.errors import Refusal, Refused

_LISTED = 20
"""How many units a refusal lists."""


def check_unit(unit: str, known: Collection[str], position: int) -> None:
    """Raises Refused (unit-unknown) for a unit that is not among those that are known at a position, if any are."""
    if known and unit not in known:
        detail = f"Enheten {unit} var inte registrerad vid position {position}."
        raise Refused(Refusal("unit-unknown", detail, unit, right=", ".join(sorted(known)[:_LISTED])))


class UnitCode(msgspec.Struct, frozen=True):
    """A unit's code in another system."""

    system: str
    code: str
