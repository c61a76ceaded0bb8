"""What a rent is on a day: what the contract says, what the budget holds, what is expected, and what is to come."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

import msgspec

from ledger.events.projects import LeasePlanned, RentRecorded, VagueDay
from ledger.meaning.placed import PlacedFact


class RentStanding(StrEnum):
    """Where a day lies in a rent's time: before it; where a vague start may have come; in it; after it; or in it, but
    something said later about the same rent holds instead."""

    COMING = "coming"
    UNCERTAIN = "uncertain"
    VALID = "valid"
    OVER = "over"
    REPLACED = "replaced"


class RentOnDay(msgspec.Struct, frozen=True):
    """Something said about a rent or a lease, and how it stands on a day."""

    fact: RentRecorded | LeasePlanned
    placed: PlacedFact
    standing: RentStanding


def rents_on(placed: Iterable[PlacedFact], day: date) -> list[RentOnDay]:
    """Every rent and planned lease on a day, of facts that are given in decided order and all stand."""
    rents = [
        RentOnDay(entry.fact, entry, _standing(entry.fact, day))
        for entry in placed
        if isinstance(entry.fact, RentRecorded | LeasePlanned)
    ]
    return [_or_replaced(rent, rents[number + 1 :]) for number, rent in enumerate(rents)]


def _standing(fact: RentRecorded | LeasePlanned, day: date) -> RentStanding:
    if isinstance(fact, RentRecorded):
        if fact.last_day is not None and day > fact.last_day:
            return RentStanding.OVER
        if fact.applies_from is not None:
            return RentStanding.VALID if day >= fact.applies_from else RentStanding.COMING
    return RentStanding.VALID if fact.start is None else _vaguely(fact.start, day)


def _vaguely(start: VagueDay, day: date) -> RentStanding:
    """A start that is only vaguely known has come by its last possible day; without one, nobody knows when."""
    if start.latest is not None and day >= start.latest:
        return RentStanding.VALID
    early = start.earliest is not None and day < start.earliest
    return RentStanding.COMING if early else RentStanding.UNCERTAIN


def _or_replaced(rent: RentOnDay, later: Sequence[RentOnDay]) -> RentOnDay:
    if rent.standing is RentStanding.VALID and any(_takes_over(other, rent) for other in later):
        return msgspec.structs.replace(rent, standing=RentStanding.REPLACED)
    return rent


def _takes_over(other: RentOnDay, rent: RentOnDay) -> bool:
    """A contract, a budget and a forecast stand side by side: the same of the same rent is replaced, and what another
    says that it puts an end to."""
    if other.standing is not RentStanding.VALID or other.fact.rent != rent.fact.rent:
        return False
    if isinstance(rent.fact, RentRecorded) and isinstance(other.fact, RentRecorded):
        return rent.fact.status in (other.fact.status, other.fact.replaces)
    return type(other.fact) is type(rent.fact)
