"""The figures of frames as answers write them: each side by the name it has for its kind of money."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from ledger.meaning.effects import NOTHING, Sides
from ledger.money import amount_text

SIDES: Final = {
    "operating": {"costs": "costs_ore", "revenues": "revenues_ore", "net": "net_ore"},
    "investment": {"expenditures": "costs_ore", "receipts": "revenues_ore", "net": "net_ore"},
}
"""For each kind of money, the names its sides have in an answer, and where they are stored."""


class FrameAmounts(msgspec.Struct, frozen=True, omit_defaults=True):
    """Figures of one kind of money, in öre and as text; a side that is not there is not known. For investments the
    sides are expenditures and receipts."""

    net_ore: int | None = None
    net_text: str | None = None
    costs_ore: int | None = None
    costs_text: str | None = None
    revenues_ore: int | None = None
    revenues_text: str | None = None
    expenditures_ore: int | None = None
    expenditures_text: str | None = None
    receipts_ore: int | None = None
    receipts_text: str | None = None


def frame_amounts(kind: str, sides: Sides) -> FrameAmounts:
    """Figures as an answer writes them."""
    found: dict[str, Any] = {}
    for name, stored in SIDES[kind].items():
        ore: int | None = getattr(sides, stored)
        found |= {f"{name}_ore": ore, f"{name}_text": None if ore is None else amount_text(ore)}
    return FrameAmounts(**found)


def sides_in(kind: str, one: Any) -> Sides:
    """The figures of anything that an answer writes them in: the other way."""
    return Sides(**{stored: getattr(one, f"{name}_ore") for name, stored in SIDES[kind].items()})


def sides_of(row: dict[str, Any]) -> Sides:
    """A row's figures, with its index when it has one."""
    return Sides(row["costs_ore"], row["revenues_ore"], row["net_ore"])


def minus(one: Sides, other: Sides) -> Sides:
    """The difference; a side that is unknown in either is unknown in it."""
    return one.plus(other.negated())


def sum_of(every: Iterable[Sides]) -> Sides:
    """The sum of any number of figures; nothing is zero."""
    total = NOTHING
    for one in every:
        total = total.plus(one)
    return total
