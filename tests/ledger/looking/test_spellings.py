"""One decision is found again however it was spelled when it was stored: rules look under every spelling of it."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import (
    AnyFact,
    ClauseDecided,
    ClauseOutcome,
    DissentKind,
    DissentRecorded,
    JudgmentGiven,
    JudgmentOutcome,
)
from ledger.log.entry import case_tags, ways_to
from ledger.values import Basis, DecisionReference
from tests.given import AUTHOR, Command, basis

Told = Callable[[AnyFact, Basis | None], list[str]]
"""The codes of what is refused or told when a fact is recorded."""

AFTER = date(2026, 5, 1)
CLAUSE = ClauseDecided(ClauseOutcome.APPROVED, "att bifalla")
OUTSIDE = replace(basis(), case_number=None)


@pytest.fixture
def told(application: Application, stad: OpenLedger) -> Told:
    def record(fact: AnyFact, made: Basis | None) -> list[str]:
        try:
            receipt = application.record("stad", Command((fact,), made), AUTHOR, f"k{stad.log.head()}")
        except Refused as refused:
            return [refusal.code for refusal in refused.refusals]
        return [warning.code for warning in receipt.consequence.warnings if warning.code != "basis-incomplete"]

    return record


@pytest.mark.parametrize(
    ("made", "again"),
    [
        (OUTSIDE, replace(OUTSIDE, body="Kommunfullmäktige")),
        (replace(OUTSIDE, body="kommunfullmäktige"), OUTSIDE),
        (OUTSIDE, replace(OUTSIDE, paragraph="12 §")),
        (replace(OUTSIDE, paragraph="§12"), replace(OUTSIDE, body="Kommunfullmäktige", paragraph="12")),
        (basis(), replace(basis(), case_number="Dnr KS 2025/1")),
        (replace(basis(), case_number="dnr: KS 2025/1"), basis()),
    ],
    ids=["in full", "for short", "the sign after", "both", "with dnr", "without dnr"],
)
def test_a_decision_is_found_under_another_spelling(told: Told, made: Basis, again: Basis) -> None:
    assert told(CLAUSE, made) == []
    assert told(CLAUSE, again) == ["decision-already-recorded"]
    assert told(DissentRecorded("m-1", DissentKind.RESERVATION), again) == []
    of = DecisionReference(again.body, again.case_number, again.paragraph)
    assert told(JudgmentGiven(of, "FR", JudgmentOutcome.UPHELD, AFTER), None) == []


@pytest.mark.parametrize(
    "other",
    [replace(OUTSIDE, body="Kommunstyrelsen"), replace(OUTSIDE, paragraph="§ 13")],
    ids=["another body", "another paragraph"],
)
def test_another_decision_is_another(told: Told, other: Basis) -> None:
    assert told(CLAUSE, OUTSIDE) == []
    assert told(CLAUSE, other) == []
    of = DecisionReference(OUTSIDE.body, None, "§ 14")
    assert told(JudgmentGiven(of, "FR", JudgmentOutcome.UPHELD, AFTER), None) == ["decision-not-recorded"]


def test_what_is_stored_has_one_spelling_and_what_has_no_name_is_looked_for_nowhere() -> None:
    assert case_tags(OUTSIDE) == ("decision:kf//§12",)
    assert ways_to(OUTSIDE)[0] == "decision:kf//§12"
    assert ways_to(replace(OUTSIDE, paragraph="Utl. 2023:133", body="Nämnden")) == (
        "decision:nämnden//utl.2023:133",
        "paragraph:nämnden/utl.2023:133/2025",
    )
    assert ways_to(replace(OUTSIDE, paragraph=None)) == ("paragraph:kommunfullmäktige//2025-11-24",)
    assert ways_to(DecisionReference("KF")) == ways_to(None) == ()
