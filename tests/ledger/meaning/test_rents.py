"""Rents on a day: before, in and after their time, and where a vague start may have come."""

from datetime import date

import pytest

from ledger.events import Fact
from ledger.events.projects import LeasePlanned, ProjectNoted, RentRecorded, RentStatus, VagueDay
from ledger.meaning.placed import PlacedFact
from ledger.meaning.rents import RentStanding, rents_on
from ledger.values import Stage
from tests.given import basis, decided_place

BUDGETED, FORECAST = RentStatus.BUDGETED, RentStatus.FORECAST
QUARTER = VagueDay("från och med kvartal 4 2028", date(2028, 10, 1), date(2028, 12, 31))


def placed(*facts: Fact) -> list[PlacedFact]:
    """Facts in decided order."""
    earliest, decided = decided_place(basis(), date(2026, 1, 2), 1)
    return [
        PlacedFact(fact, basis(), Stage.DECIDED, None, earliest, decided, number)
        for number, fact in enumerate(facts, 1)
    ]


def rent(status: RentStatus = BUDGETED, **more: object) -> RentRecorded:
    return RentRecorded("stadshuset", "slk", status, "Stadshuset", **more)  # type: ignore[arg-type]


def standings(day: date, *facts: Fact) -> list[RentStanding]:
    return [rent.standing for rent in rents_on(placed(*facts), day)]


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2025, 12, 31), RentStanding.COMING),
        (date(2026, 1, 1), RentStanding.VALID),
        (date(2026, 12, 31), RentStanding.VALID),
        (date(2027, 1, 1), RentStanding.OVER),
    ],
)
def test_a_rent_between_two_days(day: date, standing: RentStanding) -> None:
    fact = rent(applies_from=date(2026, 1, 1), last_day=date(2026, 12, 31))
    assert standings(day, fact) == [standing]


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2028, 9, 30), RentStanding.COMING),
        (date(2028, 10, 1), RentStanding.UNCERTAIN),
        (date(2028, 12, 30), RentStanding.UNCERTAIN),
        (date(2028, 12, 31), RentStanding.VALID),
    ],
)
def test_a_start_some_time_in_a_quarter(day: date, standing: RentStanding) -> None:
    assert standings(day, rent(FORECAST, start=QUARTER)) == [standing]
    assert standings(day, LeasePlanned("h", "slk", "H", QUARTER)) == [standing]


def test_a_start_at_the_earliest_on_a_day_is_uncertain_for_ever_after() -> None:
    lease = LeasePlanned("h", "slk", "H", VagueDay("tidigast kvartal 4 2026", date(2026, 10, 1)))
    assert standings(date(2026, 9, 30), lease) == [RentStanding.COMING]
    assert standings(date(2030, 1, 1), lease) == [RentStanding.UNCERTAIN]
    assert standings(date(2026, 1, 1), LeasePlanned("h", "slk", "H", VagueDay("senare"))) == [RentStanding.UNCERTAIN]


def test_a_rent_without_any_day_is_what_it_is_now() -> None:
    assert standings(date(2026, 1, 1), rent()) == [RentStanding.VALID]


def test_what_is_said_later_of_the_same_rent_and_status_holds_instead() -> None:
    day = date(2026, 7, 1)
    assert standings(day, rent(), rent()) == [RentStanding.REPLACED, RentStanding.VALID]
    assert standings(day, rent(BUDGETED), rent(FORECAST)) == [RentStanding.VALID, RentStanding.VALID]
    later = rent(applies_from=date(2027, 1, 1))
    assert standings(day, rent(), later) == [RentStanding.VALID, RentStanding.COMING]


def test_a_budgeted_rent_that_puts_an_end_to_the_contract_does_so_while_it_applies() -> None:
    """Stockholm's new model of rents: 54,1 mnkr in the budget of 2026 in the place of the contract's 101,45."""
    contract = rent(RentStatus.EXISTING_CONTRACT)
    budgeted = rent(applies_from=date(2026, 1, 1), last_day=date(2026, 12, 31), replaces=RentStatus.EXISTING_CONTRACT)
    assert standings(date(2025, 12, 31), contract, budgeted) == [RentStanding.VALID, RentStanding.COMING]
    assert standings(date(2026, 1, 1), contract, budgeted) == [RentStanding.REPLACED, RentStanding.VALID]
    assert standings(date(2026, 1, 1), rent(FORECAST), budgeted) == [RentStanding.VALID, RentStanding.VALID]
    assert standings(date(2026, 1, 1), budgeted, contract) == [RentStanding.VALID, RentStanding.VALID]


def test_what_is_no_rent_is_left_out() -> None:
    assert standings(date(2026, 1, 1), ProjectNoted("p", "P")) == []
