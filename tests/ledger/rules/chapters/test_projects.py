"""Projects, premises and forecasts, rule by rule: given, when, then."""

from datetime import date

import pytest

from ledger.events import Fact
from ledger.events.projects import (
    CostPressureNoted,
    DecisionPlanned,
    GrantNoted,
    LeasePlanned,
    ProjectNoted,
    RentRecorded,
    RentStatus,
    ShortfallForecast,
    VagueDay,
)
from tests.given import basis, decided
from tests.golden.examples.projects import EXAMPLES
from tests.ledger.rules.scenario import given, past, refusal, warning

EXISTING = RentStatus.EXISTING_CONTRACT


def rent(amount_ore: int | None = 10_145_232_200, **more: object) -> RentRecorded:
    return RentRecorded("stadshuset", "slk", EXISTING, "Stadshuset", amount_ore, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_costs_of_2026_are_the_same_before_and_after(name: str) -> None:
    """1 578,9 mnkr, whatever is noted of rents, projects, staffing and grants."""
    frame = past(decided(157_890_000_000))
    scene = given(frame).when(EXAMPLES[name].fact, basis("2026-02-10"))
    assert not scene.verdict.refusals
    assert scene.costs("2026-12-31") == 157_890_000_000


@pytest.mark.parametrize(
    "fact",
    [
        ProjectNoted("p", "P", first_year=2026, last_year=2025),
        DecisionPlanned("p", "sak", first_year=2029, last_year=2027),
        rent(applies_from=date(2026, 2, 1), last_day=date(2026, 1, 31)),
        LeasePlanned("h", "slk", "H", VagueDay("x", date(2026, 2, 1), date(2026, 1, 31))),
    ],
)
def test_time_runs_forwards(fact: Fact) -> None:
    given().when(fact, basis("2026-02-10")).then(refusal("interval-reversed"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fact",
    [rent(-1), rent(per_area_ore=-1), GrantNoted("g", "G", amount_ore=-1), ShortfallForecast("p", 2027, -1)],
)
def test_an_amount_has_no_sign(fact: Fact) -> None:
    given().when(fact, basis("2026-02-10")).then(refusal("amount-negative"))  # type: ignore[arg-type]


def test_r33_what_the_document_prints_for_a_metre_and_a_place_is_compared() -> None:
    """101 452 322 / 30 300 = 3 348,26; / 512 = 198 149,07."""
    as_printed = {"area_m2": 30_300, "places": 512, "per_area_ore": 334_800, "per_place_ore": 19_814_900}
    given().when(rent(**as_printed)).then()
    given().when(rent(**as_printed | {"per_area_ore": 334_700})).then(warning("rent-figure-differs"))
    given().when(rent(**as_printed | {"per_place_ore": 19_815_000})).then(warning("rent-figure-differs"))


def test_r33_half_a_krona_is_within_what_is_printed() -> None:
    given().when(rent(1_050, area_m2=10, per_area_ore=55)).then()
    given().when(rent(2_000, area_m2=10, per_area_ore=250)).then()
    given().when(rent(2_000, area_m2=10, per_area_ore=251)).then(warning("rent-figure-differs"))


def test_without_an_amount_or_a_count_there_is_nothing_to_compare() -> None:
    given().when(rent(None, area_m2=10, per_area_ore=1)).then()
    given().when(rent(100, per_area_ore=1)).then()


def test_a_unit_that_nobody_has_registered() -> None:
    given().when(CostPressureNoted("swen", "SWEN", "miljo")).then(refusal("unit-unknown"))
    given().when(CostPressureNoted("swen", "SWEN")).then()
