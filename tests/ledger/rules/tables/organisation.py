"""Rows of the refusal table for how units become others: exact texts, read aloud."""

from datetime import date
from typing import Final

from ledger.events import UnitShare, UnitSplit
from tests.ledger.rules.scenario import given, refusal
from tests.ledger.rules.tables.rows import Row, row

_NEW_YEAR: Final = date(2027, 1, 1)


def _split(*percents: tuple[str, int]) -> UnitSplit:
    """The executive's unit becomes two others, by a key in per cent."""
    shares = tuple(UnitShare(unit, percent * 10_000_000) for unit, percent in percents)
    return UnitSplit("ks", ("slk", "sbk"), _NEW_YEAR, shares)


REFUSAL_ROWS: Final[dict[str, Row]] = {
    "R-48: a split whose shares are not the whole": row(
        given().when(_split(("slk", 60), ("sbk", 39))),
        refusal(
            "shares-not-whole",
            "Nyckeln för ks: andelarna är tillsammans 99\u00a0%, inte hela enheten.",
            "andelar som tillsammans är exakt 100\u00a0%",
        ),
    ),
    "R-48: a split whose key has a share for somebody else": row(
        given().when(_split(("slk", 60), ("miljo", 40))),
        refusal(
            "shares-not-whole",
            "Nyckeln för ks har andelar för slk, miljo, men delarna är slk, sbk.",
            "en andel för varje del, och ingen annan",
        ),
    ),
    "R-48: a split whose key has two shares for one part, and none for the other": row(
        given().when(_split(("slk", 60), ("slk", 40))),
        refusal(
            "shares-not-whole",
            "Nyckeln för ks har andelar för slk, slk, men delarna är slk, sbk.",
            "en andel för varje del, och ingen annan",
        ),
    ),
}
"""By what is tried."""

WARNING_ROWS: Final[dict[str, Row]] = {}
