"""Rents on a day, unit by unit: the sums of what is valid, and everything that is to come."""

from datetime import date

import pytest

from api.app import OpenLedger
from ledger.events import AnyFact, ProposalMade
from ledger.events.projects import LeasePlanned, RentRecorded, RentStatus, VagueDay
from ledger.values import Basis
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.chapters.rents import RentsAnswer, UnitRents, rents_answer
from tests.given import basis, between
from tests.projections.chapters.conftest import Record

EXISTING, BUDGETED, FORECAST = RentStatus.EXISTING_CONTRACT, RentStatus.BUDGETED, RentStatus.FORECAST
QUARTER = VagueDay("från och med kvartal 4 2028", date(2028, 10, 1), date(2028, 12, 31))


def rent(status: RentStatus, amount_ore: int | None, name: str = "stadshuset", **more: object) -> RentRecorded:
    return RentRecorded(name, "slk", status, name.capitalize(), amount_ore, **more)  # type: ignore[arg-type]


@pytest.fixture
def rents(record: Record, stad: OpenLedger) -> OpenLedger:
    """A contract, a budget for 2026, a forecast and a lease; one rent without amount, and one proposed."""
    january = basis("2026-01-31")
    said: tuple[tuple[Basis, AnyFact], ...] = (
        (january, rent(EXISTING, 10_145_232_200, area_m2=30_300, per_area_ore=334_800)),
        (january, rent(BUDGETED, 5_410_000_000, applies_from=date(2026, 1, 1), last_day=date(2026, 12, 31))),
        (between("2026-02-01", "2026-06-30"), rent(FORECAST, 5_770_000_000, start=QUARTER)),
        (basis("2026-07-01"), LeasePlanned("kanalhuset", "slk", "Hantverkargatan 2 B", VagueDay("senare"))),
        (basis("2026-07-01"), rent(EXISTING, None, "arkivet")),
        (basis("2026-07-01"), ProposalMade("billigare", (rent(FORECAST, 1),))),
    )
    for on, fact in said:
        record(on, fact)
    return stad


def ask(ledger: OpenLedger, as_of: str, **more: object) -> UnitRents:
    question = Question(as_of=date.fromisoformat(as_of), **more)  # type: ignore[arg-type]
    answer = rents_answer(ledger.model, question).answer
    assert isinstance(answer, RentsAnswer)
    [slk] = answer.units
    return slk


def test_contract_and_budget_stand_side_by_side_on_the_last_of_january(rents: OpenLedger) -> None:
    slk = ask(rents, "2026-01-31", on=date(2026, 1, 31))
    assert {
        rent_sum.status: (rent_sum.known_ore, text_of(rent_sum, "known_ore"), rent_sum.unknown_count)
        for rent_sum in slk.sums
    } == {
        EXISTING: (10_145_232_200, "101\u00a0452\u00a0322\u00a0kr", 0),
        BUDGETED: (5_410_000_000, "54\u00a0100\u00a0000\u00a0kr", 0),
    }
    assert (slk.unit_name, text_of(slk.rents[0], "per_area_ore")) == ("Stadsledningskontoret", "3\u00a0348\u00a0kr")


def test_a_rent_without_amount_is_counted_and_not_guessed(rents: OpenLedger) -> None:
    sums = {rent_sum.status: rent_sum for rent_sum in ask(rents, "2026-07-01").sums}
    assert (sums[EXISTING].known_ore, sums[EXISTING].unknown_count) == (10_145_232_200, 1)


def test_what_is_to_come_is_listed_and_in_no_sum(rents: OpenLedger) -> None:
    slk = ask(rents, "2026-07-01", on=date(2028, 11, 1))
    standing = {(rent.rent, rent.status): rent.standing for rent in slk.rents}
    assert standing[("stadshuset", FORECAST)] == "uncertain"
    assert standing[("stadshuset", BUDGETED)] == "over"
    assert standing[("kanalhuset", None)] == "uncertain"
    assert {rent_sum.status for rent_sum in slk.sums} == {EXISTING}
    assert {rent_sum.status for rent_sum in ask(rents, "2026-07-01", on=date(2029, 1, 1)).sums} == {EXISTING, FORECAST}


def test_what_is_not_settled_or_only_proposed_stands_beside(rents: OpenLedger) -> None:
    assert [rent.origin.standing for rent in ask(rents, "2026-03-01").beside] == ["undetermined"]
    [proposed] = ask(rents, "2026-07-01").beside
    assert (proposed.origin.proposal, proposed.amount_ore) == ("billigare", 1)


def test_only_one_rent_or_one_unit(rents: OpenLedger) -> None:
    assert [rent.rent for rent in ask(rents, "2026-07-01", name="arkivet").rents] == ["arkivet"]
    nobody = rents_answer(rents.model, Question(unit="ks", as_of=date(2026, 7, 1))).answer
    assert nobody.note == "Ingen hyra var känd till och med 2026-07-01."
