"""The timelines of frames, earmarks, fees and prices on the command line: along the decided clock, then along the known
clock."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, TypeVar

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.table import figure, title_line
from api.tables.why import amount_cells, frame_heading, notes
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES
from projections.asking.question import Coordinates
from projections.asking.register_query import RegisterAnswer
from projections.asking.texts import text_of
from projections.asking.timelines import StepSaid
from projections.chapters.fee_timeline import FeeLevel, FeeStep, FeeTimelineAnswer
from projections.chapters.price_timeline import PriceStep, PriceTimelineAnswer
from projections.chapters.reservation_timeline import ReservationStep, ReservationTimelineAnswer
from projections.frames.timeline import TimelineAnswer, TimelineStep

_DECIDED: Final = "Räknas från"
_KNOWN: Final = "Registrerat"
_CHARGES: Final = {
    "base": "Underlag",
    "sum_of_rows": "Uträknat",
    "printed_rows": "Tryckt",
    "issued": "Debiterat",
    "recalculated": "Omräknat",
    "settled": "Reglerat",
    "to_settle": "Att reglera",
}
"""The amounts of a fee year, of which those that occur get a column."""

Steps = TypeVar("Steps", bound=Sequence[object])


def timeline_tables(answer: TimelineAnswer, unit: AmountUnit) -> RenderableType:
    """Two tables for each frame: what it was as more was decided, and as more was recorded."""
    parts: list[RenderableType] = [title_line(answer)]
    for frame in answer.frames:
        heading = frame_heading(frame.unit_name, frame.line, frame.kind, frame.year)
        parts.append(Text(f"{heading}, {unit.value}", style="italic"))
        steps = partial(_steps, frame.kind, unit)
        parts += _along_both(answer.coordinates, frame.decided, frame.known, steps)
    return Group(*parts, *notes(answer.note, answer.stale, answer.remarks))


def _along_both(
    at: Coordinates, decided: Steps, known: Steps, table: Callable[[Steps, str], Table]
) -> Iterator[RenderableType]:
    yield Text(f"Efter beslutsdag, registrerat t.o.m. position {at.position}", style="dim")
    yield table(decided, _DECIDED)
    yield Text(f"Efter registrering, beslutat t.o.m. {at.as_of}", style="dim")
    yield table(known, _KNOWN)


def _steps(kind: str, unit: AmountUnit, steps: Sequence[TimelineStep], clock: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in (clock, "Position", "Orsak", "Händelse", "Beslut", "Art"):
        table.add_column(heading, justify="right" if heading == "Position" else "left")
    for name in SIDES[kind]:
        table.add_column(words.field(name).capitalize(), justify="right", no_wrap=True)
    table.add_column("Ändring netto", justify="right", no_wrap=True)
    for step in steps:
        decision = step.decision
        day = step.acts_on if clock == _DECIDED else decision.recorded_on
        art = words.value(step.commitment) if step.commitment else ""
        amounts = amount_cells(kind, step.amount, unit) if step.known else ["–"] * len(SIDES[kind])
        cells = [str(day), str(decision.position), text_of(step, "cause"), decision.event, escape(decision.told), art]
        table.add_row(*cells, *amounts, figure(step.change.net_ore, unit))
    return table


# --- Earmarks, fees and prices ----------------------------------------------------------------------------------


def reservation_timeline_tables(answer: ReservationTimelineAnswer, unit: AmountUnit) -> RenderableType:
    """Two tables for each earmark: its time, and what remained of it."""
    parts: list[RenderableType] = [_title(answer)]
    for one in answer.reservations:
        purposes = [step.purpose for step in (*one.known, *one.decided) if step.purpose]
        parts.append(Text(f"{': '.join((one.reservation, *purposes[-1:]))}, {unit.value}", style="italic"))
        parts += _along_both(answer.coordinates, one.decided, one.known, partial(_reservation_steps, unit))
    return Group(*parts, *notes(answer.note, answer.stale))


def _reservation_steps(unit: AmountUnit, steps: Sequence[ReservationStep], clock: str) -> Table:
    table = _table(clock, ("Tid",), ("Återstår", "Ändring"))
    for step in steps:
        left = figure(step.amount.remaining_ore, unit) if step.known else "–"
        table.add_row(*_said(step, clock), _time(step), left, figure(step.change.remaining_ore, unit))
    return table


def _time(step: ReservationStep) -> str:
    if not step.known:
        return ""
    until = "" if step.last_day is None else f", t.o.m. {step.last_day}"
    return f"{words.value(step.validity)}{until}"


def fee_timeline_tables(answer: FeeTimelineAnswer, unit: AmountUnit) -> RenderableType:
    """Two tables for each fee and year: rate, cap, and those amounts of members' charges that there are."""
    parts: list[RenderableType] = [_title(answer)]
    for fee in answer.fees:
        parts.append(Text(f"{fee.name or fee.fee} ({fee.fee}), {fee.year}, {unit.value}", style="italic"))
        parts += _along_both(answer.coordinates, fee.decided, fee.known, partial(_fee_steps, unit))
    return Group(*parts, *notes(answer.note, answer.stale))


def _fee_steps(unit: AmountUnit, steps: Sequence[FeeStep], clock: str) -> Table:
    names = [name for name in _CHARGES if any(getattr(one.amount, f"{name}_ore") is not None for one in steps)]
    table = _table(clock, (), ("Sats", "Tak", *(_CHARGES[name] for name in names)))
    for step in steps:
        ores = (getattr(step.amount, f"{name}_ore") for name in names)
        amounts = ("" if ore is None else figure(ore, unit) for ore in ores)
        above = " (över taket)" if step.within_cap is False else ""
        table.add_row(*_said(step, clock), f"{_level(step.rate)}{above}", _level(step.cap), *amounts)
    return table


def _level(level: FeeLevel | None) -> str:
    return "–" if level is None else level.text


def price_timeline_tables(answer: PriceTimelineAnswer, unit: AmountUnit) -> RenderableType:
    """Two tables for each item of a price list: its price, and from and to which day."""
    parts: list[RenderableType] = [_title(answer)]
    for one in answer.prices:
        parts.append(Text(f"{one.name} ({one.price_list}, {one.item}), {unit.value}", style="italic"))
        parts += _along_both(answer.coordinates, one.decided, one.known, partial(_price_steps, unit))
    return Group(*parts, *notes(answer.note, answer.stale))


def _price_steps(unit: AmountUnit, steps: Sequence[PriceStep], clock: str) -> Table:
    table = _table(clock, ("Gäller",), ("Pris", "Ändring"))
    for step in steps:
        days = f"{step.applies_from or 'okänd dag'}–{step.last_day or ''}" if step.known else ""
        price = figure(step.amount_ore, unit) if step.known else "–"
        table.add_row(
            *_said(step, clock), days, price, "" if step.change_ore is None else figure(step.change_ore, unit)
        )
    return table


def _said(step: StepSaid, clock: str) -> Iterator[str]:
    """The first cells of every step: when, by which entries, why, and what they decide."""
    on = step.acts_on if clock == _DECIDED else step.decisions[0].recorded_on
    yield f"{on}{' (senare)' if step.comes_later and clock == _DECIDED else ''}"
    yield ", ".join(str(one.position) for one in step.decisions)
    yield text_of(step, "cause")
    yield ", ".join(dict.fromkeys(one.event for one in step.decisions))
    yield escape("; ".join(dict.fromkeys(one.text for one in step.decisions)))


def _table(clock: str, more: Sequence[str], amounts: Sequence[str]) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in (clock, "Position", "Orsak", "Händelse", "Beslut", *more):
        table.add_column(heading, justify="right" if heading == "Position" else "left")
    for heading in amounts:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _title(answer: RegisterAnswer) -> Text:
    """`Stockholms stad · Avser 2026-01-31 · Beslutad t.o.m. 2026-03-01 · Registrerad t.o.m. position 12`."""
    at = answer.coordinates
    about = at.on or at.year
    parts = (answer.organisation or answer.ledger, f"Avser {about}" if about else "", f"Beslutad t.o.m. {at.as_of}")
    return Text(" · ".join((*filter(None, parts), f"Registrerad t.o.m. position {at.position}")), style="bold")
