"""The timelines of frames, earmarks, fees and prices on the command line: along the decided clock, then along the known
clock."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final, Protocol, TypeVar

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.headings import answer_heading, frame_heading, title_line
from api.tables.layout import (
    POSITION,
    Column,
    amounts,
    caption,
    days_of_validity,
    figure,
    figure_if_any,
    figures,
    notes,
    side_columns,
    table,
)
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES
from projections.asking.question import Coordinates
from projections.asking.register_query import RegisterAnswer
from projections.asking.texts import text_of
from projections.asking.timelines import StepSaid
from projections.chapters.fee_timeline import FeeLevel, FeeStep, FeeTimelineAnswer
from projections.chapters.price_timeline import PriceStep, PriceTimelineAnswer
from projections.chapters.reservation_timeline import (
    ReservationStep,
    ReservationTimeline,
    ReservationTimelineAnswer,
)
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
_Step = TypeVar("_Step", bound=StepSaid, covariant=True)


def timeline_tables(answer: TimelineAnswer, unit: AmountUnit) -> RenderableType:
    """Two tables for each frame: what it was as more was decided, and as more was recorded."""
    parts: list[RenderableType] = [title_line(answer)]
    for frame in answer.frames:
        heading = frame_heading(frame.unit_name, frame.line, frame.kind, frame.year)
        parts.append(caption(f"{heading}, {unit.value}"))
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
    shown = table(*_said_columns(clock), "Art", *side_columns(kind), *amounts("Ändring netto"))
    for step in steps:
        decision = step.decision
        day = step.acts_on if clock == _DECIDED else decision.recorded_on
        art = words.value(step.commitment) if step.commitment else ""
        now = figures(kind, step.amount, unit) if step.known else ["–"] * len(SIDES[kind])
        cells = [str(day), str(decision.position), text_of(step, "cause"), decision.event, escape(decision.told), art]
        shown.add_row(*cells, *now, figure(step.change.net_ore, unit))
    return shown


# --- Earmarks, fees and prices ----------------------------------------------------------------------------------


class _Walked(Protocol[_Step]):
    """An earmark, a fee or a price, with its steps along both clocks."""

    @property
    def decided(self) -> Sequence[_Step]:
        """As more was decided."""

    @property
    def known(self) -> Sequence[_Step]:
        """As more was recorded."""


def _timelines(
    answer: RegisterAnswer,
    walked: Iterable[tuple[str, _Walked[_Step]]],
    unit: AmountUnit,
    steps: Callable[[AmountUnit, Sequence[_Step], str], Table],
) -> RenderableType:
    """Two tables for each thing, below what it is called."""
    parts: list[RenderableType] = [answer_heading(answer, answer.coordinates.on or answer.coordinates.year)]
    for name, subject in walked:
        parts.append(caption(f"{name}, {unit.value}"))
        parts += _along_both(answer.coordinates, subject.decided, subject.known, partial(steps, unit))
    return Group(*parts, *notes(answer.note, answer.stale))


def reservation_timeline_tables(answer: ReservationTimelineAnswer, unit: AmountUnit) -> RenderableType:
    """Two tables for each earmark: its time, and what remained of it."""
    return _timelines(
        answer, [(_earmark(earmark), earmark) for earmark in answer.reservations], unit, _reservation_steps
    )


def _earmark(earmark: ReservationTimeline) -> str:
    purposes = [step.purpose for step in (*earmark.known, *earmark.decided) if step.purpose]
    return ": ".join((earmark.reservation, *purposes[-1:]))


def _reservation_steps(unit: AmountUnit, steps: Sequence[ReservationStep], clock: str) -> Table:
    shown = table(*_said_columns(clock), "Tid", *amounts("Återstår", "Ändring"))
    for step in steps:
        left = figure(step.amount.remaining_ore, unit) if step.known else "–"
        shown.add_row(*_said(step, clock), _time(step), left, figure(step.change.remaining_ore, unit))
    return shown


def _time(step: ReservationStep) -> str:
    if not step.known:
        return ""
    until = "" if step.last_day is None else f", t.o.m. {step.last_day}"
    return f"{words.value(step.validity)}{until}"


def fee_timeline_tables(answer: FeeTimelineAnswer, unit: AmountUnit) -> RenderableType:
    """Two tables for each fee and year: rate, cap, and those amounts of members' charges that there are."""
    fees = [(f"{fee.name or fee.fee} ({fee.fee}), {fee.year}", fee) for fee in answer.fees]
    return _timelines(answer, fees, unit, _fee_steps)


def _fee_steps(unit: AmountUnit, steps: Sequence[FeeStep], clock: str) -> Table:
    names = [name for name in _CHARGES if any(getattr(step.amount, f"{name}_ore") is not None for step in steps)]
    shown = table(*_said_columns(clock), *amounts("Sats", "Tak", *(_CHARGES[name] for name in names)))
    for step in steps:
        ores = (getattr(step.amount, f"{name}_ore") for name in names)
        cells = (figure_if_any(ore, unit) for ore in ores)
        above = " (över taket)" if step.within_cap is False else ""
        shown.add_row(*_said(step, clock), f"{_level(step.rate)}{above}", _level(step.cap), *cells)
    return shown


def _level(level: FeeLevel | None) -> str:
    return "–" if level is None else level.text


def price_timeline_tables(answer: PriceTimelineAnswer, unit: AmountUnit) -> RenderableType:
    """Two tables for each item of a price list: its price, and from and to which day."""
    prices = [(f"{price.name} ({price.price_list}, {price.item})", price) for price in answer.prices]
    return _timelines(answer, prices, unit, _price_steps)


def _price_steps(unit: AmountUnit, steps: Sequence[PriceStep], clock: str) -> Table:
    shown = table(*_said_columns(clock), "Gäller", *amounts("Pris", "Ändring"))
    for step in steps:
        days = days_of_validity(step.applies_from, step.last_day) if step.known else ""
        price = figure(step.amount_ore, unit) if step.known else "–"
        shown.add_row(*_said(step, clock), days, price, figure_if_any(step.change_ore, unit))
    return shown


def _said(step: StepSaid, clock: str) -> Iterator[str]:
    """The first cells of every step: when, by which entries, why, and what they decide."""
    on = step.acts_on if clock == _DECIDED else step.decisions[0].recorded_on
    yield f"{on}{' (senare)' if step.comes_later and clock == _DECIDED else ''}"
    yield ", ".join(str(decision.position) for decision in step.decisions)
    yield text_of(step, "cause")
    yield ", ".join(dict.fromkeys(decision.event for decision in step.decisions))
    yield escape("; ".join(dict.fromkeys(decision.text for decision in step.decisions)))


def _said_columns(clock: str) -> tuple[str | Column, ...]:
    return clock, POSITION, "Orsak", "Händelse", "Beslut"
