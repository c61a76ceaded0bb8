"""Rules for projects, premises and forecasts: nothing here moves money, so little can be wrong."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never, get_args

from ledger.errors import Refusal
from ledger.events.projects import (
    ContingentEventNoted,
    CostPressureNoted,
    DecisionPlanned,
    ExtensionPlanned,
    GrantNoted,
    LeasePlanned,
    ProjectFact,
    ProjectFinancingDecided,
    ProjectNoted,
    RentRecorded,
    ShortfallForecast,
    StaffingNoted,
    VagueDay,
)
from ledger.looking.state import State
from ledger.meaning.placed import Situation
from ledger.money import amount_text
from ledger.rules.family import Family, interval_reversed
from ledger.values import RecordedWarning
from ledger.words import words

_HALF_A_KRONA_ORE = 50


def shape(fact: ProjectFact) -> Iterator[Refusal]:
    """Days and years in order, and amounts without a sign (class A)."""
    match fact:
        case ProjectNoted(first_year=int() as first, last_year=int() as last) if last < first:
            yield interval_reversed(last, first)
        case DecisionPlanned(first_year=int() as first, last_year=int() as last) if last < first:
            yield interval_reversed(last, first)
        case RentRecorded(applies_from=date() as first_day, last_day=date() as last_day) if last_day < first_day:
            yield interval_reversed(last_day, first_day)
        case _:
            pass
    for name, day in _vague_days(fact):
        if day is not None and day.earliest and day.latest and day.latest < day.earliest:
            yield interval_reversed(day.latest, day.earliest).within(name)
    for name, ore in _unsigned(fact):
        if ore is not None and ore < 0:
            detail = f"Uppgiften ”{words.field(name)}” är negativ: {amount_text(ore)}."
            yield Refusal("amount-negative", detail, amount_text(ore), right=f"{amount_text(-ore)} utan minustecken")


def _vague_days(fact: ProjectFact) -> Iterator[tuple[str, VagueDay | None]]:
    """The days that may be only vaguely known, by the names of their fields."""
    match fact:
        case RentRecorded() | LeasePlanned():
            yield "start", fact.start
        case DecisionPlanned():
            yield "planned", fact.planned
        case ContingentEventNoted():
            yield "expected", fact.expected
        case ProjectNoted() | ProjectFinancingDecided() | ShortfallForecast() | ExtensionPlanned():
            return
        case StaffingNoted() | GrantNoted() | CostPressureNoted():
            return
        case _:
            assert_never(fact)


def _unsigned(fact: ProjectFact) -> Iterator[tuple[str, int | None]]:
    """The amounts that are written without a sign, by the names of their fields."""
    match fact:
        case ProjectFinancingDecided() | ShortfallForecast() | DecisionPlanned() | ExtensionPlanned():
            yield "amount_ore", fact.amount_ore
        case GrantNoted() | CostPressureNoted():
            yield "amount_ore", fact.amount_ore
        case RentRecorded():
            yield from (("amount_ore", fact.amount_ore), ("per_area_ore", fact.per_area_ore))
            yield "per_place_ore", fact.per_place_ore
        case ProjectNoted() | LeasePlanned() | StaffingNoted() | ContingentEventNoted():
            return
        case _:
            assert_never(fact)


def warnings(_state: State, fact: ProjectFact, _situation: Situation) -> Iterator[RecordedWarning]:
    """R-33: a rent for each square metre or place that is not what the rent comes to."""
    if isinstance(fact, RentRecorded) and fact.amount_ore is not None:
        yield from _printed(fact, "per_area", fact.amount_ore, fact.area_m2, fact.per_area_ore)
        yield from _printed(fact, "per_place", fact.amount_ore, fact.places, fact.per_place_ore)


def _printed(
    fact: RentRecorded, of: str, amount_ore: int, count: int | None, printed_ore: int | None
) -> Iterator[RecordedWarning]:
    """Documents print whole kronor, so half a krona is within the printed precision."""
    if not count or printed_ore is None:
        return
    if abs(amount_ore - printed_ore * count) > _HALF_A_KRONA_ORE * count:
        values = {"rent": fact.rent, "of": words.field(of), "asserted": amount_text(printed_ore)}
        yield RecordedWarning("rent-figure-differs", values | {"calculated": amount_text(amount_ore // count)})


FAMILY = Family(get_args(ProjectFact), shape, warnings=warnings)
