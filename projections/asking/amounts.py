"""The figures of frames as answers write them: each side by the name it has for its kind of money."""

from typing import Any, Final

import msgspec

from ledger.meaning.effects import Sides
from projections.asking.texts import ToldOre

SIDES: Final = {
    "operating": {"costs": "costs_ore", "revenues": "revenues_ore", "net": "net_ore"},
    "investment": {"expenditures": "costs_ore", "receipts": "revenues_ore", "net": "net_ore"},
}
"""For each kind of money, the names its sides have in an answer, and where they are stored."""


class FrameNamed(msgspec.Struct, frozen=True):
    """Which frame an answer is about."""

    unit: str
    unit_name: str
    line: str
    kind: str
    year: int


class NamedFrame(FrameNamed, frozen=True, omit_defaults=True):
    """Which frame an answer is about, and what governs it; `commitment` None: no set is known, only changes."""

    commitment: str | None


class GrossSides(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The two sides of a net, in öre, after what else an answer says; a side that is not there is not known. For
    investments they are expenditures and receipts."""

    costs_ore: ToldOre | None = None
    revenues_ore: ToldOre | None = None
    expenditures_ore: ToldOre | None = None
    receipts_ore: ToldOre | None = None


class FrameAmounts(GrossSides, frozen=True, omit_defaults=True):
    """Figures of one kind of money, in öre; a net that is not there is not known."""

    net_ore: ToldOre | None = None


def frame_amounts(kind: str, sides: Sides) -> FrameAmounts:
    """Figures as an answer writes them."""
    return FrameAmounts(**figures_by_name(kind, sides))


def figures_by_name(kind: str, sides: Sides) -> dict[str, int | None]:
    """Figures by the names that they have in an answer: `net_ore`, `expenditures_ore`."""
    return {f"{name}_ore": getattr(sides, stored) for name, stored in SIDES[kind].items()}


def sides_in(kind: str, figures: Any) -> Sides:
    """The figures of anything that an answer writes them in: the other way."""
    return Sides(**{stored: getattr(figures, f"{name}_ore") for name, stored in SIDES[kind].items()})
