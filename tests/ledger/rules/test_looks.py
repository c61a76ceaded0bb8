"""What more is looked at before a clause, a dissent, a judgment and a condition are decided."""

from datetime import date

from msgspec.structs import replace

from ledger.events import (
    ClauseDecided,
    ClauseOutcome,
    ConditionMet,
    DissentKind,
    DissentRecorded,
    FrameAdjusted,
    IndexDecided,
    JudgmentGiven,
    JudgmentOutcome,
)
from ledger.log.entry import Look
from ledger.meaning.later_acts import Annulment
from ledger.rules.looks import (
    annulled_frames,
    case_looks,
    conditions_reached,
    frames_touched,
    looks_after,
    waiting_frames,
)
from ledger.values import Basis, DecisionReference
from tests.given import SOURCE, adjusted, basis, decided, key, money
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


def test_a_condition_that_another_waits_for_looks_at_what_waits_for_that() -> None:
    """The amount waits for the agreement, which is met when the consultation is; and so does the index."""
    after_samrad = replace(basis("2026-01-15"), conditions=("samrad",))
    state = given(
        past(adjusted(1_00, frame=key("ks")), WAITING),
        past(FrameAdjusted(key("sbk"), money(1_00), index="kf-index"), basis("2026-01-20")),
        past(ConditionMet("avtal"), after_samrad),
        past(IndexDecided("kf-index", 1), after_samrad),
    ).state
    met = ConditionMet("samrad")
    assert conditions_reached(state, (met,)) == (("samrad", "avtal"), ("kf-index",))
    assert list(frames_touched(state, met)) == [key("ks").tag, key("sbk").tag]


def test_a_judgment_looks_at_what_waited_for_a_condition_that_the_annulled_decision_met() -> None:
    state = given(
        past(adjusted(1_00, frame=key("ks")), WAITING),
        past(ConditionMet("avtal"), basis("2026-02-05", "§ 12")),
        past(IndexDecided("kf-index", 1), basis("2026-02-05", "§ 12")),
        past(FrameAdjusted(key("sbk"), money(1_00), index="kf-index"), basis("2026-03-01", "§ 7")),
    ).state
    final = JudgmentGiven(DECISION, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1))
    assert set(frames_touched(state, final)) == {key("ks").tag, key("sbk").tag}
