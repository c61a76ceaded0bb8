"""Answers about rents: what the contract says on a day, what the budget holds, what is expected and what is to come."""

from datetime import date
from typing import Final

import msgspec

from ledger.events import Fact
from ledger.events.projects import LeasePlanned, RentRecorded, RentStatus
from ledger.meaning.placed import PlacedFact
from ledger.meaning.rents import RentOnDay, RentStanding, rents_on
from projections.asking.declaration import Declaration
from projections.asking.fact_origin import FactOrigin, FactStanding, beside, origin_of
from projections.asking.register_query import RegisterAnswer, RegisterGround, WithNote, from_register
from projections.asking.texts import ToldOre

RENTS_RECIPE: Final = "rents-5"
"""The version of the form and the rules of answers about rents."""


class Rent(WithNote, frozen=True, omit_defaults=True):
    """A rent, or a planned lease (`status` left out), and how it stands on the day: its premises, its amount in öre a
    year, and when it begins: a day, or the document's own words and the days they can mean."""

    rent: str
    premises: str
    standing: RentStanding
    origin: FactOrigin
    status: RentStatus | None = None
    amount_ore: ToldOre | None = None
    applies_from: date | None = None
    verbatim: str | None = None
    earliest: date | None = None
    latest: date | None = None
    last_day: date | None = None
    area_m2: int | None = None
    places: int | None = None
    per_area_ore: ToldOre | None = None
    per_place_ore: ToldOre | None = None


class RentSum(msgspec.Struct, frozen=True):
    """What a unit's rents of one status are together on the day, in öre a year, as far as their amounts are known;
    `unknown_count` is how many are not. Budgeted rent is a part of the unit's frame, never beside it."""

    status: RentStatus
    known_ore: ToldOre
    unknown_count: int


class UnitRents(msgspec.Struct, frozen=True):
    """A unit's rents: the sums of what is valid on the day, by status; then every rent and planned lease, also those
    that are to come; then what is proposed, waits, or is not settled."""

    unit: str
    unit_name: str
    sums: tuple[RentSum, ...]
    rents: tuple[Rent, ...]
    beside: tuple[Rent, ...]


class RentsAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """Rents on a day, unit by unit. They never change a frame."""

    units: list[UnitRents]


@from_register(RENTS_RECIPE, ("rent",))
def rents_answer(ground: RegisterGround) -> RentsAnswer:
    """Rents on the day of a question."""
    question = ground.question

    def is_about(fact: Fact) -> bool:
        if not isinstance(fact, RentRecorded | LeasePlanned):
            return False
        return question.unit in (None, fact.unit) and question.name in (None, fact.rent)

    rents = rents_on((placed for placed in ground.standing() if is_about(placed.fact)), ground.on)
    asked = (placed for placed in ground.placed if is_about(placed.fact))
    waiting = [(_on_day(placed, ground.on), standing) for placed, standing in beside(ground, asked)]
    units = dict.fromkeys(rent.fact.unit for rent in (*rents, *(rent for rent, _ in waiting)))
    listed = [_of_unit(ground, unit, rents, waiting) for unit in sorted(units)]
    return RentsAnswer(
        **ground.head, units=listed, note=None if listed else f"Ingen hyra var känd till och med {ground.as_of}."
    )


RENTS: Final = Declaration("rents", "rents", RENTS_RECIPE, ("name", "unit", "on", "stage", "proposal"), rents_answer)


def _on_day(placed: PlacedFact, day: date) -> RentOnDay:
    [rent] = rents_on((placed,), day)
    return rent


def _of_unit(
    ground: RegisterGround, unit: str, rents: list[RentOnDay], waiting: list[tuple[RentOnDay, FactStanding]]
) -> UnitRents:
    own = [rent for rent in rents if rent.fact.unit == unit]
    return UnitRents(
        unit,
        ground.unit_names.get(unit, unit),
        tuple(_sum(status, own) for status in RentStatus if _valid(status, own)),
        tuple(_rent(rent, FactStanding.COUNTED) for rent in own),
        tuple(_rent(rent, standing) for rent, standing in waiting if rent.fact.unit == unit),
    )


def _valid(status: RentStatus, rents: list[RentOnDay]) -> list[RentRecorded]:
    valid = (rent.fact for rent in rents if rent.standing is RentStanding.VALID)
    return [fact for fact in valid if isinstance(fact, RentRecorded) and fact.status is status]


def _sum(status: RentStatus, rents: list[RentOnDay]) -> RentSum:
    amounts = [fact.amount_ore for fact in _valid(status, rents)]
    known = sum(amount for amount in amounts if amount is not None)
    return RentSum(status, known, amounts.count(None))


def _rent(rent: RentOnDay, standing: FactStanding) -> Rent:
    fact, start = rent.fact, rent.fact.start
    planned = Rent(
        rent=fact.rent,
        premises=fact.premises,
        standing=rent.standing,
        origin=origin_of(rent.placed, standing),
        verbatim=None if start is None else start.verbatim,
        earliest=None if start is None else start.earliest,
        latest=None if start is None else start.latest,
        note=fact.note,
    )
    if isinstance(fact, LeasePlanned):
        return planned
    return msgspec.structs.replace(
        planned,
        status=fact.status,
        amount_ore=fact.amount_ore,
        applies_from=fact.applies_from,
        last_day=fact.last_day,
        area_m2=fact.area_m2,
        places=fact.places,
        per_area_ore=fact.per_area_ore,
        per_place_ore=fact.per_place_ore,
    )
