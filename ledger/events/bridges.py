"""Bridges between two years, and figures that documents print: kept as printed, computed beside, never corrected."""

from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from ledger.events.fact import FactWithNote, its_subject, its_unit
from ledger.money import Ore
from ledger.text import Text
from ledger.values import Identifier, PrintedText, Rate, Value
from ledger.when import Year


class StepKind(StrEnum):
    """What a step of a bridge does: it starts from a base, it changes, or it says what it should have come to."""

    BASE = "base"
    CHANGE = "change"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


class BridgeAmount(Value, frozen=True):
    """One figure of a bridge. `printed_increase` and `printed_share` are what the document prints as the increase since
    the base, in money and of the base, verbatim: `45,8 mnkr` and `4,2 %`."""

    amount_ore: Ore
    as_printed: PrintedText | None = None
    printed_increase: PrintedText | None = None
    printed_share: PrintedText | None = None


class BridgeStep(Value, frozen=True):
    """A named step of a bridge, with one amount for each column."""

    name: Text
    kind: StepKind
    amounts: Annotated[tuple[BridgeAmount, ...], msgspec.Meta(min_length=1, max_length=20)]


class BridgeRecorded(FactWithNote, tag_field="type", tag="bridge-recorded.v1", frozen=True):
    """How a unit's cost comes from one year to another, step by step, in one or more columns (as proposed, adjusted).
    Figures are kept as printed; what they come to is computed, and a difference is noticed, never corrected."""

    needs_basis: ClassVar[bool] = False

    bridge: Identifier
    name: Text
    unit: Identifier
    from_year: Year
    to_year: Year
    columns: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1, max_length=20)]
    steps: Annotated[tuple[BridgeStep, ...], msgspec.Meta(min_length=1, max_length=200)]

    subjects = its_subject("bridge")
    units = its_unit


class OfWhich(Value, frozen=True):
    """What a printed figure is said to consist of in part (varav)."""

    name: Text
    amount_ore: Ore
    as_printed: PrintedText | None = None


class BridgeColumn(Value, frozen=True):
    """The total of a column of a bridge (the first is 1), with an assumed index on top, in billionths."""

    bridge: Identifier
    column: Annotated[int, msgspec.Meta(ge=1, le=20)]
    rate_ppb: Rate = 0


class PrintedFigure(Value, frozen=True):
    """A figure as a document prints it. Without a name or a year where it has none. `compared_with`: what it seems to
    be made from, so that a difference is noticed."""

    amount_ore: Ore
    as_printed: PrintedText | None = None
    name: Text | None = None
    year: Year | None = None
    of_which: tuple[OfWhich, ...] = ()
    compared_with: BridgeColumn | None = None
    note: Text | None = None


class FiguresPrinted(FactWithNote, tag_field="type", tag="figures-printed.v1", frozen=True):
    """Figures that a document prints and that nobody decides, as in a chart. They change nothing."""

    needs_basis: ClassVar[bool] = False

    bridge: Identifier
    name: Text
    unit: Identifier
    figures: Annotated[tuple[PrintedFigure, ...], msgspec.Meta(min_length=1, max_length=200)]

    def subjects(self) -> tuple[str, ...]:
        """They are found where bridges are, and those they are compared with."""
        compared = (figure.compared_with.bridge for figure in self.figures if figure.compared_with is not None)
        return tuple(dict.fromkeys(f"bridge:{bridge}" for bridge in (self.bridge, *compared)))

    units = its_unit
