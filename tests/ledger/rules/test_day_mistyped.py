"""The same decision of which only the day is mistyped is told, whatever event it is written as; real twins are not."""

import re
from datetime import date
from typing import Final

import msgspec
import pytest
from msgspec.structs import replace

from ledger.events import (
    AnyFact,
    ClauseDecided,
    ClauseOutcome,
    DissentRecorded,
    EfficiencySavingDecided,
    FinancingLeg,
    FinancingSource,
    FrameTransferred,
    NamedProposal,
    RecordingErrorCorrected,
    SupplementaryAppropriationDecided,
    TaxRateDecided,
    TechnicalAdjustmentMade,
    UnitSplit,
)
from ledger.events.equity import EquityReserved, ReservationDrawn, ReservationToppedUp
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.rules.decide import noticed
from ledger.values import Basis
from tests.given import adjusted, basis, between, decided, key, money
from tests.golden.examples import EXAMPLES
from tests.ledger.rules.scenario import TODAY, Given, When, corrected, given, past, without_basis

TOLD: Final = "decision-perhaps-recorded"
SETS: Final = (
    past(decided(100_00)),
    past(decided(100_00, frame=key("sbk"))),
    past(EquityReserved("r", "Syfte", 90_00)),
)


def on(
    day: str = "2026-02-10",
    paragraph: str | None = "§ 44",
    *,
    case: str | None = "KS 2026/51",
    clause: int | None = 1,
    body: str = "KF",
) -> Basis:
    """A decision of which the tests change one part or another."""
    return replace(basis(day, paragraph, clause, body), case_number=case)


def differs(when: When) -> list[str]:
    """In what a decision is told to differ from one that is recorded."""
    return [warning.values["differs"] for warning in when.verdict.warnings if warning.code == TOLD]


AGAIN: Final[list[AnyFact]] = [
    adjusted(5_00),
    decided(120_00),
    FrameTransferred(key("sbk"), key(), money(5_00)),
    TechnicalAdjustmentMade(key(), money(5_00), key("sbk")),
    EfficiencySavingDecided(key(), money(-5_00)),
    SupplementaryAppropriationDecided(key(), money(5_00), (FinancingLeg(FinancingSource.LOAN, 5_00),)),
    ClauseDecided(ClauseOutcome.APPROVED, "Ramen höjs.", facts=(adjusted(5_00),)),
    ReservationDrawn("r", 5_00, date(2026, 2, 20)),
    ReservationToppedUp("r", 5_00),
]


@pytest.mark.parametrize("fact", AGAIN, ids=lambda fact: type(fact).__name__)
def test_r05_the_same_with_another_day_is_told_with_its_position(fact: AnyFact) -> None:
    scene = given(*SETS, past(fact, on()))
    when = scene.when(fact, on("2026-02-11"))
    [told] = [warning for warning in when.verdict.warnings if warning.code == TOLD]
    assert (told.values["entry_position"], told.values["differs"]) == ("8", "beslutsdag")
    assert when.verdict.refusals == ()
    assert differs(given(*SETS, past(adjusted(1_00), on())).when(fact, on("2026-02-11"))) == []


@pytest.mark.parametrize(
    "again",
    [
        *(on("2026-02-11"), on("2026-10-02"), on("2026-02-11", case=None), on("2026-02-11", body="Kommunfullmäktige")),
        *(on("2026-02-11", "44/2026"), on("2026-02-11", "44 §"), on("2026-02-11", case="KS2026-51")),
        replace(between("2026-03-01", "2026-03-31"), paragraph="§ 44", case_number="KS 2026/51"),
    ],
)
def test_r05_a_paragraph_is_one_in_its_year_however_it_is_written(again: Basis) -> None:
    assert differs(given(*SETS, past(adjusted(5_00), on())).when(adjusted(5_00), again))


@pytest.mark.parametrize(
    "other",
    [
        *(on("2026-03-10", "§ 62"), on("2026-02-11", clause=2), on("2026-02-11", "§ 44 A"), on("2026-02-11", None)),
        *(on("2026-02-11", case="KS 2026/52"), on("2025-12-15"), on("2026-02-11", body="KS")),
    ],
)
def test_r05_twins_are_another_decision(other: Basis) -> None:
    assert differs(given(*SETS, past(adjusted(5_00), on())).when(adjusted(5_00), other)) == []


def test_r05_without_a_paragraph_the_case_of_the_month_is_looked_at() -> None:
    scene = given(*SETS, past(adjusted(5_00), on(paragraph=None)))
    assert differs(scene.when(adjusted(5_00), on("2026-02-11", None))) == ["beslutsdag"]
    assert differs(scene.when(adjusted(5_00), on("2026-03-10", None))) == [], "the next month's"
    assert differs(scene.when(adjusted(5_00), on("2026-02-11", None, case="KS 2026/52"))) == []
    minutes = given(*SETS, past(adjusted(5_00), on(paragraph="Utl. 2026:133", case=None)))
    assert differs(minutes.when(adjusted(5_00), on("2026-03-10", "Utl. 2026:140", case=None))) == []


def test_r05_a_registered_name_is_the_body_and_a_correction_is_not_told_of_what_it_corrects() -> None:
    named = without_basis(BodyRegistered("kommunfullmäktige", BodyKind.COUNCIL, aliases=("Rådet",)))
    scene = given(*SETS, named, past(adjusted(5_00), on()))
    assert differs(scene.when(adjusted(5_00), on("2026-02-11", body="Rådet"))) == ["beslutsdag och organ"]
    assert differs(scene.when(corrected(9, adjusted(5_00), on("2026-02-11")))) == []


# --- Whatever carries money or a rate ---------------------------------------------------------------------------

INSIDE: Final = (ClauseDecided, NamedProposal, DissentRecorded, RecordingErrorCorrected)
"""What has other facts in it, which are asked themselves; a correction is not what it corrects."""


def carries(fact: AnyFact) -> bool:
    """Whether an amount or a rate stands in the bytes of a fact."""
    return re.search(rb'_(?:ore|ppb)":-?[0-9]', msgspec.json.encode(fact)) is not None


CARRYING: Final[dict[str, AnyFact]] = {
    name: entry.fact
    for name, entry in EXAMPLES.items()
    if carries(entry.fact) and not isinstance(entry.fact, (*INSIDE, EquityReserved, UnitSplit))
}
"""That an earmark is made again is refused as that, with its position; the shares of units are no rates."""


def told_at(scene: Given, fact: AnyFact, again: Basis) -> list[tuple[str, str]]:
    """The positions that are told, and in what they differ."""
    made = noticed(scene.state, fact, again, 9_000, TODAY)
    return [(each.values["entry_position"], each.values["differs"]) for each in made if each.code == TOLD]


@pytest.mark.parametrize("name", CARRYING)
def test_r05_every_event_with_money_or_a_rate_is_told_of_when_its_day_is_mistyped(name: str) -> None:
    fact = CARRYING[name]
    scene = given(*SETS, past(fact, on()))
    assert ("8", "beslutsdag") in told_at(scene, fact, on("2026-02-11"))
    assert told_at(scene, fact, on("2026-03-10", "§ 62")) == []
    assert told_at(scene, fact, on("2026-02-11", clause=2)) == []


def test_r05_that_covers_what_was_silent() -> None:
    """Budget adopted, tax rate, covered parts, carried results, prices, fees, charges, projects and initiatives."""
    classes = {type(fact).__name__ for fact in CARRYING.values()}
    assert classes > {"BudgetAdopted", "TaxRateDecided", "OfWhichNoted", "ResultCarriedOver", "IndexDecided"}
    assert classes > {"PriceDecided", "FeeRateDecided", "MemberChargesIssued", "ProjectFinancingDecided"}
    assert classes > {"InitiativeInvoiced", "RentRecorded", "GrantNoted", "BalanceResultStated", "ReservationDrawn"}


INSIDE_A_CLAUSE: Final = ClauseDecided(
    ClauseOutcome.APPROVED, "Skattesatsen fastställs.", facts=(TaxRateDecided(2027, 217_800_000),)
)


def test_r05_so_is_what_a_clause_decides_and_what_a_correction_puts_in_the_place_of_another() -> None:
    rate = TaxRateDecided(2027, 217_800_000)
    for first, second in ((INSIDE_A_CLAUSE, rate), (rate, INSIDE_A_CLAUSE), (INSIDE_A_CLAUSE, INSIDE_A_CLAUSE)):
        assert differs(given(past(first, on())).when(second, on("2026-02-11"))) == ["beslutsdag"]
    scene = given(past(rate, on()), past(TaxRateDecided(2027, 217_000_000), on("2026-02-11", "§ 45")))
    assert differs(scene.when(corrected(6, rate, on("2026-02-11")))) == ["beslutsdag"]
    assert differs(scene.when(corrected(5, rate, on("2026-02-11")))) == []


@pytest.mark.parametrize("name", ["price-decided.v1", "project-financing-decided.v1", "initiative-invoiced.v1"])
def test_r05_the_very_same_decision_is_refused_whatever_money_it_is_about(name: str) -> None:
    """An invoice that is recorded twice would be counted twice."""
    fact = CARRYING[name]
    scene = given(past(fact, on()))
    refused = [each.code for each in scene.when(fact, on()).verdict.refusals]
    assert "decision-already-recorded" in refused
    other = [each.code for each in scene.when(fact, on(clause=2)).verdict.refusals]
    assert "decision-already-recorded" not in other
