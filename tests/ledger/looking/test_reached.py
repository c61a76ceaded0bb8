"""What a fact reaches without naming it."""

from datetime import date

from msgspec.structs import replace

from ledger.events import (
    ConditionMet,
    FrameAdjusted,
    IndexDecided,
    JudgmentGiven,
    JudgmentOutcome,
)
from ledger.looking.reached import annulled_frames, conditions_reached, frames_touched, waiting_frames
from ledger.meaning.later_acts import Annulment
from ledger.values import Basis, DecisionReference
from tests.given import SOURCE, adjusted, basis, decided, key, money
from tests.ledger.rules.scenario import given, past

WAITING = Basis("KF", date(2026, 2, 1), SOURCE, "KS 2026/2", "§ 5", 1, conditions=("avtal",))
DECISION = DecisionReference("KF", "KS 2025/1", "§ 12")


def test_what_a_decision_was_about_and_what_waits_for_a_condition_is_found_by_its_frames() -> None:
    state = given(past(decided(100_00)), past(adjusted(1_00, frame=key("ks")), WAITING)).state
    assert list(annulled_frames(state, Annulment(DECISION, date(2026, 6, 1)))) == [key().tag]
    assert (waiting_frames(state, "avtal"), waiting_frames(state, "annat")) == ([key("ks").tag], [])


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
    final = JudgmentGiven(
        DECISION, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), final_ground="Lagakraftbevis"
    )
    assert set(frames_touched(state, final)) == {key("ks").tag, key("sbk").tag}
