"""What more is looked at before a clause, a dissent, a judgment and a condition are decided."""

from datetime import date

from ledger.aftermath import Annulment
from ledger.entry import Look
from ledger.events import (
    ClauseDecided,
    ClauseOutcome,
    ConditionMet,
    DissentKind,
    DissentRecorded,
    JudgmentGiven,
    JudgmentOutcome,
)
from ledger.rules.looks import annulled_frames, case_looks, looks_after, waiting_frames
from ledger.values import Basis, DecisionReference
from tests.given import SOURCE, adjusted, basis, decided, key
from tests.ledger.rules.scenario import corrected, given, past

CLAUSE = ClauseDecided(ClauseOutcome.DENIED, "Avslås.")
WAITING = Basis("KF", date(2026, 2, 1), SOURCE, "KS 2026/2", "§ 5", 1, conditions=("avtal",))
DECISION = DecisionReference("KF", "KS 2025/1", "§ 12")


def test_a_clause_and_a_dissent_look_at_their_case() -> None:
    case = [Look("case:ks2025/1")]
    assert list(case_looks((CLAUSE,), basis())) == case
    assert list(case_looks((DissentRecorded("m", DissentKind.RESERVATION),), basis())) == case
    assert list(case_looks((corrected(5, CLAUSE, basis()),), None)) == case
    assert list(case_looks((decided(1_00),), basis())) == []


def test_a_final_judgment_that_annuls_looks_at_the_frames_of_the_decision() -> None:
    state = given(past(decided(100_00)), past(adjusted(1_00, frame=key("ks")), basis("2026-02-01", "§ 5"))).state
    final = JudgmentGiven(DECISION, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1))
    assert list(looks_after(state, (final,))) == [Look(key().tag)]
    assert list(annulled_frames(state, Annulment(DECISION, date(2026, 6, 1)))) == [key().tag]
    open_still = JudgmentGiven(DECISION, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1))
    assert list(looks_after(state, (open_still, CLAUSE))) == []


def test_a_condition_looks_at_the_frames_that_wait_for_it() -> None:
    state = given(past(decided(100_00)), past(adjusted(1_00, frame=key("ks")), WAITING)).state
    assert list(looks_after(state, (ConditionMet("avtal"),))) == [Look(key("ks").tag)]
    assert waiting_frames(state, "annat") == []
