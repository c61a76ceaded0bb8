"""What a command led to, in the one form that every door answers with."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Literal

import msgspec

from ledger.meaning.effects import FrameValue
from ledger.money import amount_text
from ledger.recording import FrameConsequence, Receipt, StatedWarning
from ledger.values import FrameKey, FrameKind

Instant = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"})]
"""An instant as `instant_text` writes it."""

_SIDES: Final = {
    FrameKind.OPERATING: {"costs": "costs_ore", "revenues": "revenues_ore", "net": "net_ore"},
    FrameKind.INVESTMENT: {"expenditures": "costs_ore", "receipts": "revenues_ore", "net": "net_ore"},
}
"""For each kind, the names its figures have in an answer, and the stored sides they come from."""


class FrameName(msgspec.Struct, frozen=True):
    """Which frame: unit, line, kind and year, all spelt out."""

    unit: str
    line: str
    kind: FrameKind
    year: int


class FrameFigures(msgspec.Struct, frozen=True, omit_defaults=True):
    """A frame's figures, in öre and as text. `known` is False before anything was decided; a side that is not there
    is not known. For investments the sides are expenditures and receipts."""

    commitment: str | None
    known: bool
    net_ore: int | None
    net_text: str | None
    costs_ore: int | None = None
    costs_text: str | None = None
    revenues_ore: int | None = None
    revenues_text: str | None = None
    expenditures_ore: int | None = None
    expenditures_text: str | None = None
    receipts_ore: int | None = None
    receipts_text: str | None = None


class FrameChange(msgspec.Struct, frozen=True):
    """A frame before and after. `change_net_ore` is what the change does to a total that the frame is part of: a frame
    that did not exist counts as zero, and the change is None when either net is unknown."""

    frame: FrameName
    before: FrameFigures
    after: FrameFigures
    change_net_ore: int | None
    change_net_text: str | None


class ReceiptView(msgspec.Struct, frozen=True):
    """The answer to a command. The positions and the instant are None when it was only rehearsed; `types` are the
    stored names of its events, in order. A repeated command gets the same answer as the first one."""

    ledger: str
    outcome: Literal["stored", "rehearsed"]
    first_position: int | None
    last_position: int | None
    recorded_at: Instant | None
    as_of: date
    types: tuple[str, ...]
    warnings: tuple[StatedWarning, ...]
    frames: tuple[FrameChange, ...]


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
    )


def instant_text(instant: datetime) -> str:
    """An instant in UTC as RFC 3339 with microseconds: `2026-03-01T12:00:00.000000Z`."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _change(found: FrameConsequence) -> FrameChange:
    change = _difference(_net(found.before), _net(found.after))
    frame: FrameKey = found.frame
    return FrameChange(
        FrameName(frame.unit, frame.line, frame.kind, frame.year),
        _figures(frame.kind, found.before),
        _figures(frame.kind, found.after),
        change,
        _text(change),
    )


def _figures(kind: FrameKind, value: FrameValue) -> FrameFigures:
    amounts = {name: getattr(value.sides, side) if value.known else None for name, side in _SIDES[kind].items()}
    ore: dict[str, Any] = {f"{name}_ore": amount for name, amount in amounts.items()}
    texts: dict[str, Any] = {f"{name}_text": _text(amount) for name, amount in amounts.items()}
    return FrameFigures(commitment=value.commitment, known=value.known, **ore, **texts)


def _net(value: FrameValue) -> int | None:
    return value.sides.net_ore if value.known else 0


def _difference(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before


def _text(ore: int | None) -> str | None:
    return None if ore is None else amount_text(ore)
