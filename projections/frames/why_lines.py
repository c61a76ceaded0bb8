"""Why a frame is what it is, in the form that every door shows: the lines that add up to it and what stands beside.

The same in Swedish sentences can be put into a report as they stand; amounts in them are exact."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from ledger.money import MINUS, UNKNOWN
from ledger.values import FrameKey
from ledger.words import words
from ledger.words.labels import frame_label
from projections.asking.amounts import SIDES, FrameAmounts, NamedFrame
from projections.asking.citations import DecisionCited
from projections.asking.question import Coordinates
from projections.asking.texts import ToldCode, ToldRate, text_of
from projections.frames.figures import FrameWarning


def _with_copied(what: str, copies: FrameKey | None) -> str:
    """What a line is, with the frame that it copies: `planår kopierat (plan), kopia av slk drift 2028`."""
    return what if copies is None else f"{what}, kopia av {frame_label(copies)}"


class WhyLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One contribution to a frame: what was decided, by how much the frame changed, and the balance after it. On an
    index line, `index` and `index_ppb` (billionths) say what the line before it grew by, and the decision is that on
    the index; one that the question only supposes has the decision that it is applied to. `counterparts`: the other
    frames that the same fact is about. `annulled_on`: from then on a final judgment annuls it, `annulled_in_part_on`: a
    part of its amount. `copies`: the frame that a plan year is said to be a copy of. `note`: what the entry's own note
    says."""

    what: str
    change: FrameAmounts
    balance: FrameAmounts
    decision: DecisionCited
    index: str | None = None
    index_ppb: ToldRate | None = None
    counterparts: tuple[str, ...] = ()
    annulled_on: date | None = None
    annulled_in_part_on: date | None = None
    copies: FrameKey | None = None
    note: str | None = None

    @property
    def text(self) -> str:
        """What it is, with the frame that it copies."""
        return _with_copied(self.what, self.copies)


class WhyBeside(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something decided that the frame is without, and why: `part` is replaced, swallowed, outranked, undetermined,
    annulled, conditional or without-legal-force. `by` is the entry of the set that stands in its way; `waits_for` are
    the conditions of the decision. `copies` and `note` are as for a line. `commitment`: of what would set the frame."""

    what: str
    part: ToldCode
    amount: FrameAmounts
    decision: DecisionCited
    by: int | None = None
    annulled_on: date | None = None
    waits_for: tuple[str, ...] = ()
    copies: FrameKey | None = None
    note: str | None = None
    commitment: str | None = None

    @property
    def text(self) -> str:
        """What it is, with the frame that it copies."""
        return _with_copied(self.what, self.copies)


class FrameWhy(NamedFrame, frozen=True, omit_defaults=True):
    """One frame: its figures, the contributions that add up to them exactly with the governing set first, and what is
    not in it. `text` says the same in words, for a report. `warnings`: what to know about the frame on the day."""

    amount: FrameAmounts
    lines: tuple[WhyLine, ...]
    beside: tuple[WhyBeside, ...]
    text: str
    warnings: tuple[FrameWarning, ...] = ()


# --- As text ----------------------------------------------------------------------------------------------------

_UNKNOWN: Final = f"{UNKNOWN} belopp"


def report_text(frame: FrameWhy, coordinates: Coordinates) -> str:
    """A frame's explanation, one sentence on each line: the sum, how it came about, what is not in
    it, and what to know about it."""
    noted = (f"Att veta: {text}" for text in dict.fromkeys(warning.text for warning in frame.warnings))
    return "\n".join((*_heading(frame, coordinates), *_contributions(frame), *_what_is_not(frame), *noted))


def _heading(frame: FrameWhy, at: Coordinates) -> Iterator[str]:
    line = "" if frame.line == "total" else f", anslagsposten {frame.line}"
    name = f"{frame.unit_name}{line}, {words.value(frame.kind)} {frame.year}"
    until = f"lagt till och med {at.as_of} och registrerat till och med position {at.position}."
    voice = f"Enligt förslaget {at.proposal}, {until}"
    if at.proposal is None:
        voice = f"Beslutat till och med {at.as_of} och registrerat till och med position {at.position}."
    if not frame.lines:
        yield f"{name}: ingenting räknas. {voice}"
        return
    art = words.value(frame.commitment) if frame.commitment else "bara ändringar är kända"
    yield f"{name} ({art}): {sides_text(frame.kind, frame.amount)}. {voice}"


def _contributions(frame: FrameWhy) -> Iterator[str]:
    for number, line in enumerate(frame.lines):
        yield _sentence(frame, line, first=number == 0) + _annulled_later(line) + _noted(line.note)
    if len(frame.lines) > 1:
        yield f"Tillsammans blir det {sides_text(frame.kind, frame.amount)}."


def _sentence(frame: FrameWhy, line: WhyLine, *, first: bool) -> str:
    if line.index is not None:
        change = _signed(text_of(line.change, "net_ore"))
        return f"Index {line.index}, {text_of(line, 'index_ppb')}: {change} netto ({_source(line.decision)})."
    if first and frame.commitment is not None:
        begins = "Ramen fastställdes till" if line.decision.family == "frame-decided" else f"{_capital(line.text)}:"
        return f"{begins} {sides_text(frame.kind, line.change)} ({_source(line.decision)})."
    others = f", tillsammans med {', '.join(line.counterparts)}" if line.counterparts else ""
    detail = sides_text(frame.kind, line.change, signed=True)
    balance = text_of(line.balance, "net_ore") or _UNKNOWN
    return f"{_capital(line.what)}{others}: {detail}, därefter {balance} netto ({_source(line.decision)})."


def _source(decision: DecisionCited) -> str:
    """The decision, and the document that it was read from."""
    return decision.told if decision.document is None else f"{decision.told}; {decision.document}"


def _capital(text: str) -> str:
    """A sentence begins with a capital, whatever comes after keeps its own."""
    return text[0].upper() + text[1:]


def _annulled_later(line: WhyLine) -> str:
    in_part = line.annulled_in_part_on
    whole = "" if line.annulled_on is None else f" Beslutet upphävs från och med {line.annulled_on}."
    return whole if in_part is None else f"{whole} En del av beloppet upphävs av domstol från och med {in_part}."


def _noted(note: str | None) -> str:
    return "" if note is None else f" Anteckning: ”{note}”"


def _what_is_not(frame: FrameWhy) -> Iterator[str]:
    if frame.beside:
        yield "Ingår inte:"
    for beside in frame.beside:
        amount = sides_text(frame.kind, beside.amount)
        yield f"– {beside.text}, {amount} ({_source(beside.decision)}): {_reason(beside)}.{_noted(beside.note)}"


def _reason(beside: WhyBeside) -> str:
    part = text_of(beside, "part")
    if beside.part == "annulled":
        return f"{part} från och med {beside.annulled_on}"
    if beside.waits_for:
        return f"{part}, väntar på {', '.join(beside.waits_for)}"
    return part if beside.by is None else f"{part}, se position {beside.by}"


def sides_text(kind: str, amounts: FrameAmounts, *, signed: bool = False) -> str:
    """`kostnader 1 578 900 000 kr, intäkter 47 600 000 kr, netto 1 531 300 000 kr`; the net alone when no more is
    known."""
    texts = {name: text_of(amounts, f"{name}_ore") for name in SIDES[kind]}
    known = {name: text for name, text in texts.items() if text}
    if not known:
        return _UNKNOWN
    return ", ".join(f"{words.field(name)} {_signed(text) if signed else text}" for name, text in known.items())


def _signed(text: str) -> str:
    if not text:
        return _UNKNOWN
    return text if text.startswith((MINUS, "0\u00a0")) else f"+{text}"
