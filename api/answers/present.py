"""What a command led to, in the one form that every door answers with."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

import msgspec

from ledger.meaning.effects import FrameValue
from ledger.money import change_ore
from ledger.recording import FrameConsequence, Receipt, StatedWarning
from ledger.rules.chapters.totals import FrameSum
from ledger.values import ControlOf, FrameKey, FrameKind
from projections.asking.amounts import GrossSides, figures_by_name
from projections.asking.texts import ToldOre

Instant = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"})]
"""An instant as `instant_text` writes it."""


class FrameName(msgspec.Struct, frozen=True):
    """Which frame: unit, line, kind and year, all spelt out."""

    unit: str
    line: str
    kind: FrameKind
    year: int


class FrameFigures(GrossSides, frozen=True, omit_defaults=True):
    """A frame's figures, in öre. `known` is False before anything was decided."""

    commitment: str | None
    known: bool
    net_ore: ToldOre | None


class FrameChange(msgspec.Struct, frozen=True):
    """A frame before and after. `change_net_ore` is what the change does to a total that the frame is part of: a frame
    that did not exist counts as zero, and the change is None when either net is unknown."""

    frame: FrameName
    before: FrameFigures
    after: FrameFigures
    change_net_ore: ToldOre | None


class PrintedSumView(msgspec.Struct, frozen=True):
    """A total as the document prints it, and whether it agrees with the sum within its precision. `difference_ore` is
    the printed one less the computed one; None when a frame lacks the side."""

    of: ControlOf
    printed: str
    agrees: bool
    difference_ore: ToldOre | None


class FrameSumView(GrossSides, frozen=True, omit_defaults=True):
    """What a command comes to, for one kind of money and one year: the sum of the frames that it sets (`sets`), or of
    what it changes, and the document's own totals of them. `proposal`: it is only proposed, there."""

    kind: FrameKind
    year: int
    sets: bool
    frames: int
    net_ore: ToldOre | None
    printed: tuple[PrintedSumView, ...]
    proposal: str | None = None


class ReceiptView(msgspec.Struct, frozen=True):
    """The answer to a command. The positions and the instant are None when it was only rehearsed; `types` are the
    stored names of its events, in order. A repeated command gets the same answer as the first one. `clock`: that the
    clock lies far behind the log, or None."""

    ledger: str
    outcome: Literal["stored", "rehearsed"]
    first_position: int | None
    last_position: int | None
    recorded_at: Instant | None
    as_of: date
    types: tuple[str, ...]
    warnings: tuple[StatedWarning, ...]
    frames: tuple[FrameChange, ...]
    sums: tuple[FrameSumView, ...]
    clock: str | None


def receipt_view(ledger: str, receipt: Receipt) -> ReceiptView:
    """A receipt as it is answered."""
    consequence = receipt.consequence
    return ReceiptView(
        ledger,
        "rehearsed" if receipt.first_position is None else "stored",
        receipt.first_position,
        receipt.last_position,
        None if receipt.recorded_at is None else instant_text(receipt.recorded_at),
        consequence.as_of,
        consequence.types,
        consequence.warnings,
        tuple(_change(frame) for frame in consequence.frames),
        tuple(map(_sum, consequence.sums)),
        receipt.clock,
    )


def instant_text(instant: datetime) -> str:
    """An instant in UTC as RFC 3339 with microseconds: `2026-03-01T12:00:00.000000Z`."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _change(consequence: FrameConsequence) -> FrameChange:
    change = change_ore(_net(consequence.before), _net(consequence.after))
    frame: FrameKey = consequence.frame
    return FrameChange(
        FrameName(frame.unit, frame.line, frame.kind, frame.year),
        _figures(frame.kind, consequence.before),
        _figures(frame.kind, consequence.after),
        change,
    )


def _sum(found: FrameSum) -> FrameSumView:
    printed = tuple(
        PrintedSumView(total.of, total.printed, total.difference_ore == 0, total.difference_ore)
        for total in found.printed
    )
    return FrameSumView(
        kind=found.kind,
        year=found.year,
        sets=found.sets,
        frames=found.frames,
        printed=printed,
        proposal=found.proposal,
        **figures_by_name(found.kind, found.sides),
    )


def _figures(kind: FrameKind, value: FrameValue) -> FrameFigures:
    if not value.known:
        return FrameFigures(value.commitment, known=False, net_ore=None)
    return FrameFigures(value.commitment, known=True, **figures_by_name(kind, value.sides))


def _net(value: FrameValue) -> int | None:
    return value.sides.net_ore if value.known else 0
