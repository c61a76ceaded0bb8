"""The same decision of which only the day is mistyped is told, whatever event it is written as; real twins are not."""

from datetime import date
from typing import Final

import pytest
from msgspec.structs import replace

from ledger.events import (
    AnyFact,
    ClauseDecided,
    ClauseOutcome,
    EfficiencySavingDecided,
    FinancingLeg,
    FinancingSource,
    FrameTransferred,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
)
from ledger.events.equity import EquityReserved, ReservationDrawn, ReservationToppedUp
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.values import Basis
from tests.given import adjusted, basis, between, decided, key, money
from tests.ledger.rules.scenario import When, corrected, given, past, without_basis

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
