"""The timeline of an earmark of equity: everything that it has been, along the decided clock and along the known clock,
and which decision or entry made each step."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from ledger.meaning.placed import PlacedFact
from ledger.meaning.reservations import Validity, reservation_on
from projections.asking.declaration import Declaration
from projections.asking.register_query import RegisterAnswer, RegisterGround, from_register
from projections.asking.subject_walk import KnownFact, Told, ValueStep
from projections.asking.texts import ToldOreOrUnknown
from projections.asking.timelines import StepHead, StepSaid, changes, figures_of, known_facts, others_known, walked

RECIPE: Final = "reservation-timeline-3"
"""The version of the answer's form and rules."""


# --- What is walked along ---------------------------------------------------------------------------------------


class ReservationValue(msgspec.Struct, frozen=True):
    """What an earmark is on a day, in öre; None is unknown. The same figures as in the answer about earmarks."""

    purpose: str | None
    validity: Validity
    first_day: date | None
    last_day: date | None
    lapsed_on: date | None
    reserved_ore: int | None
    topped_up_ore: int | None
    drawn_ore: int | None
    released_ore: int | None
    lapsed_ore: int | None
    remaining_ore: int | None


_NOTHING: Final = ReservationValue(None, Validity.UNKNOWN, None, None, None, 0, 0, 0, 0, 0, 0)
"""Before anything is decided there is nothing, and that is known."""


def told_of(name: str, facts: Sequence[KnownFact], on: date | None = None) -> Told[ReservationValue]:
    """An earmark to be walked along: everything known of it, and what it is on a day (`on`; None: on the day of the
    decided clock)."""

    def values(standing: Sequence[PlacedFact], day: date) -> Mapping[str | int, ReservationValue]:
        value = value_on(name, standing, day)
        return {} if value is None else {name: value}

    def days(standing: Sequence[PlacedFact]) -> Iterator[tuple[date, PlacedFact]]:
        return reservation_on(name, standing).named_days()

    return Told(facts, values, days, on)


def value_on(name: str, standing: Sequence[PlacedFact], on: date) -> ReservationValue | None:
    """An earmark on a day, from facts in decided order that all stand. None: nothing is decided about it."""
    decided = reservation_on(name, standing)
    if not decided.changes:
        return None
    placed = decided.by(on)
    return ReservationValue(
        placed.purpose,
        placed.validity(on),
        placed.first_day,
        placed.last_day,
        placed.lapsed_on,
        **placed.amounts_ore(),
    )


# --- The answer -------------------------------------------------------------------------------------------------


class ReservationAmounts(msgspec.Struct, frozen=True):
    """The amounts of an earmark, or by how much they changed, in öre; None is unknown."""

    reserved_ore: ToldOreOrUnknown
    topped_up_ore: ToldOreOrUnknown
    drawn_ore: ToldOreOrUnknown
    released_ore: ToldOreOrUnknown
    lapsed_ore: ToldOreOrUnknown
    remaining_ore: ToldOreOrUnknown


class ReservationStep(StepSaid, frozen=True, kw_only=True):
    """What an earmark became: where its day lies in its time, that time, its amounts and by how much they changed."""

    validity: Validity
    amount: ReservationAmounts
    change: ReservationAmounts
    purpose: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    lapsed_on: date | None = None


class ReservationTimeline(msgspec.Struct, frozen=True):
    """One earmark: everything it has been along the decided clock, as known at the question's position; and along the
    known clock, as decided by the question's day."""

    reservation: str
    decided: tuple[ReservationStep, ...]
    known: tuple[ReservationStep, ...]


class ReservationTimelineAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """The timelines of earmarks of equity, in order of id. Each step is what the answer about earmarks says there: on
    the day of the step, or on the day asked about when the question names one."""

    reservations: list[ReservationTimeline]


@from_register(RECIPE, ())
def reservation_timeline_answer(ground: RegisterGround) -> ReservationTimelineAnswer:
    """The timelines of one earmark, or of all."""
    name, on = ground.question.name, ground.question.on
    every = {
        reservation: told_of(reservation, facts, on)
        for reservation, facts in known_facts(ground.cursor, ground.place.position, "reservation", name).items()
    }
    walks = walked(ground.cursor, ground.place.position, ground.as_of, every, _step)
    timelines = [ReservationTimeline(reservation, ways.decided, ways.known) for reservation, ways in walks.items()]
    return ReservationTimelineAnswer(
        **ground.head, reservations=timelines, note=None if timelines else _why_empty(ground)
    )


RESERVATION_TIMELINE: Final = Declaration(
    "reservations/timeline", "reservation-timeline", RECIPE, ("name", "on"), reservation_timeline_answer
)


def _why_empty(ground: RegisterGround) -> str:
    where = f"var registrerat vid position {ground.place.position}"
    others = others_known(ground, "reservation", "Reservationer")
    return f"Ingenting beslutat om någon sådan reservation av eget kapital {where}.{others}"


def _step(step: ValueStep[ReservationValue], head: StepHead) -> ReservationStep:
    before, after = step.before or _NOTHING, step.after or _NOTHING
    return ReservationStep(
        **head,
        validity=after.validity,
        amount=ReservationAmounts(**figures_of(after)),
        change=ReservationAmounts(**changes(figures_of(before), figures_of(after))),
        purpose=after.purpose,
        first_day=after.first_day,
        last_day=after.last_day,
        lapsed_on=after.lapsed_on,
    )
