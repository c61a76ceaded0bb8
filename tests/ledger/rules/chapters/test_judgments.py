"""D-13: what a court said, and what that does to the decision."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.events import (
    AnnulledAmount,
    ConditionMet,
    IndexDecided,
    JudgmentEffect,
    JudgmentGiven,
    JudgmentOutcome,
)
from ledger.values import Amount, DecisionReference, NetAmount
from tests.given import adjusted, basis, decided, key, money
from tests.ledger.rules.scenario import corrected, given, past, refusal, warning, without_basis

MEETING = date(2025, 11, 24)
DECISION = DecisionReference("KF", "KS 2025/1", "§ 12", None, MEETING)
FRAME = past(decided(100_00))
GIVEN_ON = date(2026, 5, 1)
FINAL = date(2026, 6, 1)


def in_part(amount: Amount, of: DecisionReference = DECISION) -> JudgmentGiven:
    words, parts = JudgmentOutcome.ANNULLED_IN_PART, (AnnulledAmount(key(), amount),)
    return JudgmentGiven(of, "FR", words, GIVEN_ON, FINAL, annulled_amounts=parts)


@pytest.mark.parametrize("amount", [money(100_00), money(0), NetAmount(100_00)])
def test_no_more_than_what_was_decided_is_annulled(amount: Amount) -> None:
    given(FRAME).when(in_part(amount)).then()


@pytest.mark.parametrize("amount", [money(100_01), money(-1), money(1_00, 1), NetAmount(100_01)])
def test_what_is_no_part_of_what_was_decided_is_refused(amount: Amount) -> None:
    given(FRAME).when(in_part(amount)).then(refusal("annulled-amount-exceeds"))


def test_a_decision_that_gave_the_frame_nothing_has_nothing_to_annul() -> None:
    other = past(decided(100_00, frame=key("sbk")))
    given(other).when(in_part(money(1))).then(refusal("annulled-amount-exceeds"))


def test_a_decision_that_is_not_recorded_is_not_known() -> None:
    unknown = DecisionReference("KF", "KS 2025/99", "§ 12")
    given(FRAME).when(in_part(money(1), unknown)).then(warning("decision-not-recorded"))


def test_a_frame_that_the_decision_changes_twice_needs_the_clause() -> None:
    twice = past(adjusted(5_00), basis(clause=2))
    given(FRAME, twice).when(in_part(money(1))).then(refusal("field-missing"))


@pytest.mark.parametrize(("change", "rests"), [(5_00, False), (-99_00, False), (-99_01, True), (-1_00, False)])
def test_only_what_takes_the_part_that_is_annulled_is_to_be_looked_at_again(change: int, rests: bool) -> None:
    """R-56, KL 13:15: of 100 kronor 1 is annulled: 99 are left to take of."""
    later = past(adjusted(change), basis("2026-04-01", "§ 41", 2))
    said = (warning("stands-on-annulled"),) if rests else ()
    given(FRAME, later).when(in_part(money(1_00))).then(*said)


def test_the_clause_that_spends_rests_on_the_clause_that_paid() -> None:
    """KL 11:15: clause 1 lowers slk by 5 and is annulled, clause 2 gives them to sbk; § 13 is another matter."""
    sbk = past(decided(100_00, frame=key("sbk")), basis(clause=2))
    pays = past(adjusted(-5_00), basis("2026-02-01", "§ 5", 1))
    spends = past(adjusted(5_00, frame=key("sbk")), basis("2026-02-01", "§ 5", 2))
    other = past(adjusted(7_00, frame=key("sbk")), basis("2026-02-01", "§ 13", 2))
    scene = given(FRAME, sbk, pays, spends, other)
    clause = DecisionReference("KF", "KS 2025/1", "§ 5", 1)
    annulled = JudgmentGiven(clause, "FR", JudgmentOutcome.ANNULLED, GIVEN_ON, FINAL)
    told = (
        "sbk drift 2026: post 8, beslutad 2026-02-01, bygger på beslutet som upphävs 2026-06-01 och bör prövas på nytt"
    )
    scene.when(annulled).then(warning("stands-on-annulled", f"{told} (KL 13:15)."))
    scene.when(replace(annulled, decision=replace(clause, clause=None))).then()


def test_a_second_judgment_says_what_comes_of_the_decision() -> None:
    first = without_basis(JudgmentGiven(DECISION, "FR", JudgmentOutcome.ANNULLED, GIVEN_ON), "2026-11-02")
    second = JudgmentGiven(DECISION, "KR", JudgmentOutcome.DENIED, FINAL)
    given(FRAME, first).when(second).then(refusal("field-missing"))
    said = JudgmentGiven(DECISION, "KR", JudgmentOutcome.DENIED, FINAL, effect=JudgmentEffect.ANNULLED)
    given(FRAME, first).when(said).then()
    given(FRAME, first).when(corrected(6, second)).then()


def test_a_second_judgment_on_a_decision_that_stood_says_it_by_its_words() -> None:
    first = without_basis(JudgmentGiven(DECISION, "FR", JudgmentOutcome.DENIED, GIVEN_ON), "2026-11-02")
    given(FRAME, first).when(JudgmentGiven(DECISION, "KR", JudgmentOutcome.LEAVE_REFUSED, FINAL)).then()


def test_what_waits_again_for_what_the_decision_met_or_decided_is_told_when_it_is_annulled() -> None:
    """§ 5 met the condition that +20 waited for, and decided the index that sbk grows by."""
    waiting = past(adjusted(20_00), replace(basis("2026-01-15", "§ 3"), conditions=("avtal",)))
    indexed = past(replace(decided(100_00, frame=key("sbk")), index="pki"), basis("2026-01-15", "§ 4"))
    met = past(ConditionMet("avtal"), basis("2026-02-01", "§ 5", 1))
    decides = past(IndexDecided("pki", 30_000_000), basis("2026-02-01", "§ 5", 2))
    of = DecisionReference("KF", "KS 2025/1", "§ 5")
    annulled = JudgmentGiven(of, "FR", JudgmentOutcome.ANNULLED, GIVEN_ON, FINAL)
    scene = given(FRAME, waiting, indexed, met, decides)
    scene.when(annulled).then(warning("stands-on-annulled"), warning("stands-on-annulled"))
