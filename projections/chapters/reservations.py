"""Answers about earmarks of equity and about units that carry their result over."""

from datetime import date
from typing import Final

import msgspec

from ledger.events import Fact
from ledger.events.equity import OperatingPlanApproved, ResultCarriedOver, ResultUnitApproved
from ledger.events.projects import ContingentEventNoted
from ledger.meaning.placed import about
from ledger.meaning.reservations import Change, ChangeKind, Reservation, Validity, changes_of, reservation_on
from ledger.money import amount_or_unknown, amount_text
from projections.asking.declaration import Declaration
from projections.asking.fact_origin import FactOrigin, FactStanding, beside, origin_of
from projections.asking.register_query import RegisterAnswer, RegisterGround, WithNote, from_register
from projections.asking.texts import ToldOre, ToldOreOrUnknown
from projections.chapters.projects import Noted, noted

RESERVATIONS_RECIPE: Final = "reservations-4"
"""The version of the form and the rules of answers about earmarks."""

RESULT_UNITS_RECIPE: Final = "result-units-4"
"""The version of the form and the rules of answers about result units."""


class ReservationChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that happened to an earmark, or would. `amount_ore` is positive, None when unknown or when nothing is
    moved, and has no text then; `remaining_ore` is what remained after it, None when that is not known or not reckoned,
    and without a text when it counts in no sum. `comes_later`: it is decided, but its own day comes after the day asked
    about, so that it is not in the amounts of that day."""

    kind: ChangeKind
    origin: FactOrigin
    amount_ore: int | None
    amount_text: str
    day: date | None = None
    purpose: str | None = None
    note: str | None = None
    remaining_ore: int | None = None
    remaining_text: str | None = None
    comes_later: bool = False


class EquityReservation(msgspec.Struct, frozen=True):
    """An earmark of equity. `validity` is where the day asked about lies in its time. Amounts are öre as they are on
    that day; None is unknown, and `says` says plainly what is not known. `changes` stand in the order of their days.
    `beside` counts in no sum; `expected` is what may come, and is not decided."""

    reservation: str
    purpose: str | None
    validity: Validity
    first_day: date | None
    last_day: date | None
    lapsed_on: date | None
    origin_known: bool
    reserved_ore: ToldOreOrUnknown
    topped_up_ore: ToldOreOrUnknown
    drawn_ore: ToldOreOrUnknown
    released_ore: ToldOreOrUnknown
    lapsed_ore: ToldOreOrUnknown
    remaining_ore: ToldOreOrUnknown
    says: tuple[str, ...]
    changes: tuple[ReservationChange, ...]
    beside: tuple[ReservationChange, ...]
    expected: tuple[Noted, ...]


class ReservationsAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """Earmarks of equity at a coordinate, in order of id."""

    reservations: list[EquityReservation]


@from_register(RESERVATIONS_RECIPE, ("reservation",))
def reservations_answer(ground: RegisterGround) -> ReservationsAnswer:
    """Earmarks of equity at a question's coordinates."""
    subjects = {subject for fact in ground.placed for subject in fact.subjects}
    names = sorted(name for kind, _, name in (subject.partition(":") for subject in subjects) if kind == "reservation")
    asked = [name for name in names if ground.question.name in (None, name)]
    told = [_reservation(ground, name) for name in asked]
    shown = [reservation for reservation in told if reservation.changes or reservation.beside or reservation.expected]
    empty = f"Ingen sådan reservation av eget kapital var beslutad eller föreslagen till och med {ground.as_of}."
    return ReservationsAnswer(**ground.head, reservations=shown, note=None if shown else empty)


RESERVATIONS: Final = Declaration(
    "reservations", "reservations", RESERVATIONS_RECIPE, ("name", "on", "stage", "proposal"), reservations_answer
)


def _reservation(ground: RegisterGround, name: str) -> EquityReservation:
    subject = f"reservation:{name}"
    standing = about(ground.standing(), subject)
    decided = reservation_on(name, standing)
    placed = decided.by(ground.on)
    waiting = [
        _change(change, how)
        for fact, how in beside(ground, about(ground.placed, subject))
        for change in changes_of(fact, name)
    ]
    may_come = (fact for fact in standing if isinstance(fact.fact, ContingentEventNoted))
    return EquityReservation(
        name,
        placed.purpose,
        placed.validity(ground.on),
        placed.first_day,
        placed.last_day,
        placed.lapsed_on,
        placed.origin_known,
        **placed.amounts_ore(),
        says=tuple(_says(decided, placed, ground.on)),
        changes=tuple(_change(change, FactStanding.COUNTED, ground.on) for change in decided.in_order_of_days()),
        beside=tuple(waiting),
        expected=tuple(noted(fact, FactStanding.COUNTED) for fact in may_come),
    )


def _says(decided: Reservation, placed: Reservation, on: date) -> list[str]:
    """What a reader should not have to work out: what is unknown, and that its time is out with money left."""
    if not decided.changes:
        return ["Ingenting är beslutat."]
    says = []
    if not placed.origin_known:
        says.append("Saldot är okänt: reservationens tillkomst är inte registrerad.")
    elif placed.remaining_ore is None:
        says.append("Saldot är okänt: ett av beloppen är inte känt.")
    if placed.remaining_ore is not None and placed.remaining_ore < 0:
        says.append(f"Mer är taget i anspråk än vad som fanns: {amount_text(placed.remaining_ore)} återstår.")
    if placed.validity(on) is Validity.EXPIRED and placed.remaining_ore != 0:
        says.append(
            f"Tiden gick ut {placed.last_day}; det som återstår har inte förts tillbaka till fritt eget kapital."
        )
    return says


def _change(change: Change, standing: FactStanding, on: date | None = None) -> ReservationChange:
    counted = standing is FactStanding.COUNTED
    return ReservationChange(
        kind=change.kind,
        origin=origin_of(change.placed, standing),
        amount_ore=change.amount_ore,
        amount_text="" if change.kind is ChangeKind.EXTENDED else amount_or_unknown(change.amount_ore),
        day=change.day,
        purpose=change.purpose,
        note=getattr(change.placed.fact, "note", None),
        remaining_ore=change.remaining_ore if counted else None,
        remaining_text=amount_or_unknown(change.remaining_ore) if counted else None,
        comes_later=on is not None and change.counts_from > on,
    )


# --- Result units ------------------------------------------------------------------------------------------------


class OfResultUnit(WithNote, frozen=True, omit_defaults=True):
    """What a unit may do by itself, and where that is said."""

    unit: str
    unit_name: str
    origin: FactOrigin


class ResultUnitApproval(OfResultUnit, frozen=True, omit_defaults=True):
    """A unit may carry its result over, from `first_year` to and including `last_year` (None: no end is said)."""

    first_year: int
    last_year: int | None = None


class ResultCarried(OfResultUnit, frozen=True, omit_defaults=True):
    """A result that goes with its unit from one year to another: a surplus is positive, a deficit negative."""

    from_year: int
    to_year: int
    amount_ore: ToldOre
    cap_ore: ToldOre | None = None


class PlanApproval(OfResultUnit, frozen=True, omit_defaults=True):
    """A board's plan for a year is approved."""

    year: int


class ResultUnitsAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """Result units, what they have carried over, and operating plans, at a coordinate. What counts stands first;
    `standing` says of the rest whether it is proposed, waits, or is not settled."""

    result_units: list[ResultUnitApproval]
    carried: list[ResultCarried]
    plans: list[PlanApproval]


@from_register(RESULT_UNITS_RECIPE, ("result", "budget"))
def result_units_answer(ground: RegisterGround) -> ResultUnitsAnswer:
    """Result units at a question's coordinates."""
    question, year = ground.question, ground.question.year

    def is_about(fact: Fact) -> bool:
        match fact:
            case ResultUnitApproved(unit=unit):
                in_year = year is None or fact.first_year <= year <= (fact.last_year or year)
            case ResultCarriedOver(unit=unit):
                in_year = year in (None, fact.from_year, fact.to_year)
            case OperatingPlanApproved(unit=unit):
                in_year = year in (None, fact.year)
            case _:
                return False
        return in_year and question.unit in (None, unit)

    counted = [(placed, FactStanding.COUNTED) for placed in ground.standing() if is_about(placed.fact)]
    shown = [*counted, *beside(ground, [placed for placed in ground.placed if is_about(placed.fact)])]
    empty = f"Ingen resultatenhet och ingen verksamhetsplan var godkänd eller föreslagen till och med {ground.as_of}."
    return ResultUnitsAnswer(
        **ground.head,
        result_units=[
            _approval(ground, placed.fact, origin_of(placed, how))
            for placed, how in shown
            if isinstance(placed.fact, ResultUnitApproved)
        ],
        carried=[
            _carried(ground, placed.fact, origin_of(placed, how))
            for placed, how in shown
            if isinstance(placed.fact, ResultCarriedOver)
        ],
        plans=[
            _plan(ground, placed.fact, origin_of(placed, how))
            for placed, how in shown
            if isinstance(placed.fact, OperatingPlanApproved)
        ],
        note=None if shown else empty,
    )


RESULT_UNITS: Final = Declaration(
    "result-units", "result-units", RESULT_UNITS_RECIPE, ("unit", "year", "stage", "proposal"), result_units_answer
)


def _approval(ground: RegisterGround, fact: ResultUnitApproved, by: FactOrigin) -> ResultUnitApproval:
    name = ground.unit_names.get(fact.unit, fact.unit)
    return ResultUnitApproval(fact.unit, name, by, fact.first_year, fact.last_year, note=fact.note)


def _carried(ground: RegisterGround, fact: ResultCarriedOver, by: FactOrigin) -> ResultCarried:
    return ResultCarried(
        fact.unit,
        ground.unit_names.get(fact.unit, fact.unit),
        by,
        fact.from_year,
        fact.to_year,
        fact.amount_ore,
        fact.cap_ore,
        note=fact.note,
    )


def _plan(ground: RegisterGround, fact: OperatingPlanApproved, by: FactOrigin) -> PlanApproval:
    name = ground.unit_names.get(fact.unit, fact.unit)
    return PlanApproval(fact.unit, name, by, fact.year, note=fact.note)
