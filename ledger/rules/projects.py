"""Rules for projects, premises and forecasts: nothing here moves money, so little can be wrong."""

from collections.abc import Iterator
from datetime import date
from typing import get_args

from ledger.errors import Refusal
from ledger.events.projects import (
    DecisionPlanned,
    ProjectFact,
    ProjectNoted,
    RentRecorded,
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
    yield from _vague(fact)
    yield from _signs(fact)


def _vague(fact: ProjectFact) -> Iterator[Refusal]:
    """The bounds of a day that is only vaguely known."""
    for name in ("start", "planned", "expected"):
        day = getattr(fact, name, None)
        if isinstance(day, VagueDay) and day.earliest and day.latest and day.latest < day.earliest:
            yield interval_reversed(day.latest, day.earliest).within(name)


def _signs(fact: ProjectFact) -> Iterator[Refusal]:
    for name in ("amount_ore", "per_area_ore", "per_place_ore"):
        ore = getattr(fact, name, None)
        if ore is not None and ore < 0:
            detail = f"Uppgiften ”{words.field(name)}” är negativ: {amount_text(ore)}."
            yield Refusal("amount-negative", detail, amount_text(ore), right=f"{amount_text(-ore)} utan minustecken")


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
