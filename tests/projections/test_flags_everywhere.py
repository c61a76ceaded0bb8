"""What is to be known about a frame stands wherever its figures stand, from its own day, and nowhere else
(design.md, section 9; issue 10 D)."""

from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from ledger.events import (
    AnnulledAmount,
    ConditionMet,
    DelegatedDecisionReported,
    ExecutionStayed,
    FinancingLeg,
    FinancingSource,
    FrameAdjusted,
    FrameDecided,
    IndexDecided,
    InvestmentCarriedForward,
    JudgmentGiven,
    JudgmentOutcome,
    OutcomeRecorded,
    SupplementaryAppropriationDecided,
    UnitClosed,
)
from ledger.events.policy import WarningResolved
from ledger.values import Basis, Commitment, DecisionReference, FrameKey, FrameKind, InvestmentAmount
from projections.asking.question import Question
from projections.chapters.audit import audit_answer
from projections.chapters.warnings import warnings_answer
from projections.frames.why import why_answer
from tests.given import adjusted, basis, decided, key, money, transferred
from tests.projections.telling import Told, on_condition

LATER = date(2026, 12, 1)


def test_a_transfer_tells_each_frame_only_of_itself(told: Told) -> None:
    """ks has no set and slk has: only ks is told so."""
    position = told.record(transferred(40_00, "slk", "ks"), on=basis("2026-03-01", "§ 3"))
    assert told.everywhere("ks") == {("frame-not-set", position, "2026-03-01")}
    assert told.everywhere("slk") == set()


def test_what_a_set_has_swallowed_is_told_from_the_day_of_the_set(told: Told) -> None:
    """Of 2026-02-01, recorded after a set of 2026-03-01: until then it is in the frame."""
    told.record(decided(600_00), on=basis("2026-03-01", "§ 3"))
    position = told.record(adjusted(5_00), on=basis("2026-02-01", "§ 2"))
    assert told.everywhere("slk") == {("swallowed", position, "2026-03-01")}
    assert told.everywhere("slk", date(2026, 2, 28)) == set()
    assert told.everywhere("sbk") == set()


def annulling(paragraph: str, **more: Any) -> JudgmentGiven:
    """A judgment of 1 May, final on 1 June."""
    of = DecisionReference("KF", "KS 2025/1", paragraph, more.pop("clause", None))
    return JudgmentGiven(
        of, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), **more, final_ground="Lagakraftbevis"
    )


def test_a_judgment_is_told_until_it_is_final_and_then_only_what_rests_on_it(told: Told) -> None:
    """KL 13:15: 500 and +10, which are annulled; +20 is as much as it ever was, and 525 of 530 is too much."""
    changed = told.record(adjusted(10_00), on=basis("2026-02-01", "§ 2"))
    told.record(adjusted(20_00), on=basis("2026-03-01", "§ 3"))
    after = told.record(adjusted(-525_00), on=basis("2026-04-01", "§ 4"))
    given = told.record(annulling("§ 2"))
    assert told.everywhere("slk", date(2026, 4, 30)) == set()
    assert told.everywhere("slk", date(2026, 5, 31)) == {
        ("judgment-not-final", changed, "2026-05-01"),
        ("judgment-not-final", given, "2026-05-01"),
    }
    assert told.everywhere("slk") == {("stands-on-annulled", after, "2026-06-01")}
    assert told.everywhere("sbk") == set()


def test_what_annulled_money_paid_for_in_another_frame_is_told_at_both_and_counted_once(told: Told) -> None:
    """slk has 500 and +10 that are annulled; 505 of it went to sbk: that is told at slk, at sbk, and once."""
    told.record(adjusted(10_00), on=basis("2026-02-01", "§ 2"))
    moved = told.record(transferred(505_00), on=basis("2026-03-01", "§ 3"))
    told.record(annulling("§ 2"))
    expected = {("stands-on-annulled", moved, "2026-06-01")}
    assert told.everywhere("slk") == told.everywhere("sbk") == expected
    assert told.everywhere("sbk", date(2026, 5, 31)) == set()
    answer = warnings_answer(told.ledger.model, Question(year=2026, name="stands-on-annulled", as_of=LATER)).answer
    assert [(warning.position, warning.units) for warning in answer.warnings] == [(moved, ("slk", "sbk"))]
    assert [count.warnings for count in answer.counts] == [1]


def test_the_clause_that_is_left_of_a_decision_is_told_at_its_own_frame(told: Told) -> None:
    """§ 2 gives sbk 10 in clause 2, and clause 1, which paid, is annulled: sbk's stands, and nothing pays for it."""
    told.record(adjusted(-10_00), on=basis("2026-02-01", "§ 2", 1))
    left = told.record(adjusted(10_00, frame=key("sbk")), on=basis("2026-02-01", "§ 2", 2))
    told.record(annulling("§ 2", clause=1))
    assert told.everywhere("sbk") == {("stands-on-annulled", left, "2026-06-01")}
    assert told.everywhere("slk") == set()


def test_what_waited_for_a_condition_that_an_annulled_decision_met_is_told(told: Told) -> None:
    waiting = told.record(adjusted(20_00), on=on_condition("§ 2", "avtal"))
    told.record(ConditionMet("avtal"), on=basis("2026-03-01", "§ 4"))
    assert told.everywhere("slk") == set()
    told.record(annulling("§ 4"))
    assert told.everywhere("slk", date(2026, 5, 31)) == set()
    assert told.everywhere("slk") == {("stands-on-annulled", waiting, "2026-06-01")}


def test_a_set_whose_raise_another_clause_paid_for_rests_on_that_clause(told: Told) -> None:
    """KL 11:15: § 2 sets slk from 500 to 490 in clause 1, which is annulled, and sbk from 300 to 310 in clause 2."""
    told.record(decided(490_00), on=basis("2026-02-01", "§ 2", 1))
    left = told.record(decided(310_00, frame=key("sbk")), on=basis("2026-02-01", "§ 2", 2))
    told.record(annulling("§ 2", clause=1))
    assert told.everywhere("sbk") == {("stands-on-annulled", left, "2026-06-01")}
    assert told.everywhere("slk") == set()


def test_money_that_a_condition_let_in_and_that_was_taken_out_again_rests_on_what_met_it(told: Told) -> None:
    """500 and +20 on a condition; 515 of the 520 go to sbk. The meeting of the condition is annulled: 500 is left."""
    waiting = told.record(adjusted(20_00), on=on_condition("§ 2", "avtal"))
    told.record(ConditionMet("avtal"), on=basis("2026-03-01", "§ 4"))
    moved = told.record(transferred(515_00), on=basis("2026-04-01", "§ 5"))
    told.record(annulling("§ 4"))
    flags = {("stands-on-annulled", position, "2026-06-01") for position in (waiting, moved)}
    assert told.everywhere("slk") == flags
    assert told.everywhere("sbk") == {("stands-on-annulled", moved, "2026-06-01")}
    assert told.everywhere("slk", date(2026, 5, 31)) == told.everywhere("sbk", date(2026, 5, 31)) == set()


def test_what_waits_again_in_a_frame_that_has_nothing_else_is_told_where_it_stands(told: Told) -> None:
    """ks has no money but what waits: it is in no sum, and is told in the lists beside."""
    on_avtal = on_condition("§ 2", "avtal")
    waiting = told.record(decided(20_00, frame=key("ks")), on=on_avtal)
    told.record(ConditionMet("avtal"), on=basis("2026-03-01", "§ 4"))
    before = told.everywhere("ks")
    told.record(annulling("§ 4"))
    assert told.everywhere("ks", date(2026, 4, 30)) == before
    assert told.everywhere("ks") == before | {("stands-on-annulled", waiting, "2026-06-01")}


def test_what_waits_for_a_condition_that_waits_for_an_annulled_one_is_told(told: Told) -> None:
    waiting = told.record(adjusted(20_00), on=on_condition("§ 2", "avtal"))
    met = msgspec.structs.replace(basis("2026-03-01", "§ 3"), conditions=("lov",))
    told.record(ConditionMet("avtal"), on=met)
    told.record(ConditionMet("lov"), on=basis("2026-03-02", "§ 4"))
    assert told.everywhere("slk") == set()
    told.record(annulling("§ 4"))
    assert told.everywhere("slk") == {("stands-on-annulled", waiting, "2026-06-01")}


def test_an_amount_with_an_index_whose_decision_is_annulled_is_told(told: Told) -> None:
    """slk 600 + index of 3 %, that is 618; the decision on the index is annulled, and slk is 600 + index again."""
    indexed = told.record(replace(decided(600_00), index="pki"), on=basis("2026-01-15", "§ 2"))
    told.record(IndexDecided("pki", 30_000_000), on=basis("2026-02-01", "§ 3"))
    told.record(adjusted(-610_00), on=basis("2026-03-01", "§ 4"))
    taken = told.ledger.log.head()
    assert told.everywhere("slk") == set()
    told.record(annulling("§ 3"))
    assert told.everywhere("slk") == {("stands-on-annulled", position, "2026-06-01") for position in (indexed, taken)}
    told.record(IndexDecided("pki", 20_000_000), on=basis("2026-07-01", "§ 5"))
    assert told.everywhere("slk", date(2026, 6, 30)) != set()
    assert told.everywhere("slk") == set(), "decided anew, 612 covers the 610"


def test_a_part_of_an_annulled_supplement_that_was_taken_back_rests_on_it(told: Told) -> None:
    """domain.md, D-3: +5 on 03-09, of which 2 are taken back 06-15, and the +5 annulled: 0, and not −2."""
    told.record(supplement(5_00), on=basis("2026-03-09", "§ 2"))
    back = told.record(supplement(-2_00), on=basis("2026-04-15", "§ 3"))
    told.record(annulling("§ 2"))
    assert told.everywhere("slk") == {("stands-on-annulled", back, "2026-06-01")}
    told.record(supplement(3_00), on=basis("2026-04-01", "§ 4"))
    assert told.everywhere("slk") == set(), "another supplement covers what is taken back"


def supplement(ore: int, unit: str = "slk", *legs: FinancingLeg) -> SupplementaryAppropriationDecided:
    return SupplementaryAppropriationDecided(key(unit), money(ore), legs)


@pytest.mark.parametrize(
    ("source", "is_told"), [(FinancingSource.REVENUE, True), (FinancingSource.LOAN, False)], ids=["revenues", "a loan"]
)
def test_a_supplement_from_new_revenues_rests_on_the_clause_that_raised_them(
    told: Told, source: FinancingSource, is_told: bool
) -> None:
    """KL 11:15: clause 1, annulled, gave slk revenues of 10, and clause 2 gives sbk 10 out of "new revenues"."""
    told.record(FrameAdjusted(key(), money(0, 10_00)), on=basis("2026-02-01", "§ 2", 1))
    left = told.record(supplement(10_00, "sbk", FinancingLeg(source, 10_00)), on=basis("2026-02-01", "§ 2", 2))
    told.record(annulling("§ 2", clause=1))
    assert told.everywhere("sbk") == ({("stands-on-annulled", left, "2026-06-01")} if is_told else set())
    assert told.everywhere("slk") == set()


@pytest.mark.parametrize(
    ("carried", "used", "is_told"),
    [(30_00, None, False), (120_00, None, True), (30_00, 75_00, True), (30_00, 70_00, False)],
    ids=["there without it", "more than there is", "not there when the outcome is known", "left without it"],
)
def test_what_was_carried_into_the_next_year_out_of_an_annulled_decision_is_told_there(
    told: Told, carried: int, used: int | None, is_told: bool
) -> None:
    """R-43: a project had 100 and +50 in 2025, of which the 50 are annulled."""
    last, this = (FrameKey("slk", FrameKind.INVESTMENT, year, "bro") for year in (2025, 2026))
    told.record(decided_investment(last, 100_00), on=basis("2024-11-25", "§ 8"))
    told.record(FrameAdjusted(last, InvestmentAmount(50_00, 0)), on=basis("2025-05-05", "§ 2"))
    told.record(decided_investment(this, 10_00), on=basis("2025-11-24", "§ 9"))
    if used is not None:
        told.record(OutcomeRecorded(last, InvestmentAmount(used, 0)))
    amount = InvestmentAmount(carried, 0)
    forward = told.record(InvestmentCarriedForward(this, amount), on=basis("2026-03-02", "§ 9"))
    before = told.everywhere("slk")
    told.record(annulling("§ 2"))
    assert told.everywhere("slk") - before == ({("stands-on-annulled", forward, "2026-06-01")} if is_told else set())


def test_what_was_decided_by_delegation_and_is_not_reported_is_told_at_its_frames_until_it_is(told: Told) -> None:
    """KL 6:40, 7:8; design.md, section 9: a warning stands wherever the figures stand."""
    by_delegation = msgspec.structs.replace(basis("2026-05-04", "D 12", None, "Ekonomichefen"), delegation="KS 4.2")
    moved = told.record(transferred(1_00), on=by_delegation)
    expected = {("delegation-not-reported", moved, "2026-05-04")}
    assert told.everywhere("slk") >= expected
    assert told.everywhere("sbk") >= expected
    assert told.everywhere("ks") == told.everywhere("slk", date(2026, 5, 3)) == set()
    of = DecisionReference("Ekonomichefen", "KS 2025/1", "D 12", decided_on=date(2026, 5, 4))
    told.record(DelegatedDecisionReported(of, body="KS", meeting_day=date(2026, 6, 9), paragraph="§ 90"))
    assert told.everywhere("slk", date(2026, 6, 8)) >= expected
    assert not expected & told.everywhere("slk")


def test_a_decision_by_delegation_that_is_annulled_is_told_no_more(told: Told) -> None:
    by_delegation = msgspec.structs.replace(basis("2026-05-04", "§ 2", None, "Ekonomichefen"), delegation="KS 4.2")
    moved = told.record(adjusted(-1_00), on=by_delegation)
    of = DecisionReference("Ekonomichefen", "KS 2025/1", "§ 2")
    told.record(
        JudgmentGiven(
            of, "FR", JudgmentOutcome.ANNULLED, date(2026, 6, 1), date(2026, 7, 1), final_ground="Lagakraftbevis"
        )
    )
    assert ("delegation-not-reported", moved, "2026-05-04") in told.everywhere("slk", date(2026, 6, 30))
    assert told.everywhere("slk") == set()


def test_an_outcome_that_leaves_less_than_what_was_carried_forward_is_told_at_the_frame_that_got_it(told: Told) -> None:
    """R-43: 100 in 2025, of which 90 were used and 10 carried to 2026; then 95 turn out to have been used."""
    last, this = (FrameKey("slk", FrameKind.INVESTMENT, year) for year in (2025, 2026))
    sets = (decided_investment(frame, ore) for frame, ore in ((last, 100_00), (this, 50_00)))
    told.record(*sets, on=basis("2024-11-25", "§ 8"))
    told.record(OutcomeRecorded(last, InvestmentAmount(90_00, 0)))
    told.record(InvestmentCarriedForward(this, InvestmentAmount(10_00, 0)), on=basis("2026-03-02", "§ 9"))
    before = told.everywhere("slk")
    outcome = told.record(OutcomeRecorded(last, InvestmentAmount(95_00, 0)))
    new = told.everywhere("slk") - before
    assert {(code, position) for code, position, _ in new} == {("carried-forward-beyond-outcome", outcome)}
    assert told.everywhere("sbk") == set()


def decided_investment(frame: FrameKey, ore: int) -> FrameDecided:
    return FrameDecided(frame, Commitment.BUDGET, InvestmentAmount(ore, 0))


def test_a_condition_that_is_met_too_late_is_told_at_all_three_entries(told: Told) -> None:
    """domain.md, D-16: +20 on condition 02-16; set 200 on 03-01; met 05-04: 200, and all three say so."""
    waiting_on = Basis(**{**_fields(basis("2026-02-16", "§ 2")), "conditions": ("avtal",)})
    waiting = told.record(adjusted(20_00), on=waiting_on)
    the_set = told.record(decided(200_00), on=basis("2026-03-01", "§ 3"))
    met = told.record(ConditionMet("avtal"), on=basis("2026-05-04", "§ 4"))
    code = "swallowed-when-met"
    recorded = {("swallows-waiting", the_set, "2026-03-01")}
    assert told.everywhere("slk", date(2026, 5, 3)) == recorded
    flags = {(code, position, "2026-05-04") for position in (waiting, the_set, met)}
    assert told.everywhere("slk") == recorded | flags
    [frame] = why_answer(told.ledger.model, Question(year=2026, unit="slk", as_of=LATER)).answer.frames
    assert (frame.amount.net_ore, [beside.part for beside in frame.beside][-1]) == (200_00, "swallowed")


def test_money_to_a_unit_that_is_told_later_to_have_ended_is_told_at_the_frame(told: Told) -> None:
    position = told.record(adjusted(20_00), on=basis("2026-07-05", "§ 3"))
    told.record(UnitClosed("slk", date(2026, 6, 30), ("sbk",)), on=basis("2026-06-01", "§ 9"))
    assert told.everywhere("slk") == {("unit-ended", position, "2026-07-05")}
    assert told.everywhere("slk", date(2026, 7, 4)) == set()
    asked = Question(name="unit-ended", unit="slk", year=2026, as_of=LATER)
    [warning] = warnings_answer(told.ledger.model, asked).answer.warnings
    assert "Efterföljare: sbk." in warning.text


def test_what_is_told_of_a_frame_can_be_looked_at(told: Told) -> None:
    position = told.record(adjusted(20_00), on=basis("2026-07-05", "§ 3"))
    told.record(UnitClosed("slk", date(2026, 6, 30), ("sbk",)), on=basis("2026-06-01", "§ 9"))
    told.record(WarningResolved(position, "unit-ended", "går till sbk"))
    told.ledger.runner.catch_up()
    asked = Question(name="unit-ended", unit="slk", year=2026, as_of=LATER)
    answer = warnings_answer(told.ledger.model, asked).answer
    assert (answer.warnings, [warning.code for warning in answer.resolved]) == ([], ["unit-ended"])


def _fields(made: Basis) -> dict[str, Any]:
    return {name: getattr(made, name) for name in made.__struct_fields__}


def test_an_audit_counts_what_is_open_elsewhere_and_tells_what_is_about_no_year(told: Told) -> None:
    """A judgment of a decision that is not recorded is about no frame: it is told in every audit, never lost."""
    of = DecisionReference("KF", "KS 2025/99", "§ 99")
    judgment = told.record(JudgmentGiven(of, "FR", JudgmentOutcome.UPHELD, date(2026, 5, 1)))
    told.record(adjusted(5_00, frame=key("ks", 2027)), on=basis("2026-03-01", "§ 3"))
    told.ledger.runner.catch_up()
    audit = audit_answer(told.ledger.model, Question(year=2026, as_of=LATER)).answer
    assert [(warning.position, warning.code) for warning in audit.warnings] == [(judgment, "decision-not-recorded")]
    assert audit.open_elsewhere == 1


def test_a_stay_is_told_wherever_the_frames_of_its_decision_stand(told: Told) -> None:
    """FL 28 §: +10 to slk may not be carried out from 1 February, until that is lifted on 1 March. No figure moves."""
    changed = told.record(adjusted(10_00), on=basis("2026-01-15", "§ 2"))
    told.record(adjusted(5_00, frame=key("sbk")), on=basis("2026-01-15", "§ 3"))
    of = DecisionReference("KF", "KS 2025/1", "§ 2")
    stay = told.record(ExecutionStayed(of, "FR", date(2026, 2, 1)))
    flags = {("execution-stayed", position, "2026-02-01") for position in (changed, stay)}
    assert told.everywhere("slk", date(2026, 1, 31)) == set()
    assert told.everywhere("slk") == flags
    assert told.everywhere("sbk") == set()
    [frame] = why_answer(told.ledger.model, Question(year=2026, unit="slk", as_of=LATER)).answer.frames
    assert frame.amount is not None
    assert frame.amount.costs_ore == 510_00
    told.record(ExecutionStayed(of, "Kammarrätten", date(2026, 3, 1), lifted=True))
    assert told.everywhere("slk", date(2026, 2, 28)) == flags
    assert told.everywhere("slk") == set()


def test_a_stay_ends_with_the_case(told: Told) -> None:
    changed = told.record(adjusted(10_00), on=basis("2026-01-15", "§ 2"))
    stay = told.record(ExecutionStayed(DecisionReference("KF", "KS 2025/1", "§ 2"), "FR", date(2026, 2, 1)))
    told.record(replace(annulling("§ 2"), outcome=JudgmentOutcome.DENIED))
    flags = {("execution-stayed", position, "2026-02-01") for position in (changed, stay)}
    assert told.everywhere("slk", date(2026, 5, 31)) == flags
    assert told.everywhere("slk") == set()


def test_a_judgment_that_annuls_a_part_and_is_not_final_is_told_where_that_is(told: Told) -> None:
    """D-13: § 2 gives slk and sbk 10 each, and 4 of slk's are annulled: sbk's are not, and it says so nowhere."""
    changed = told.record(adjusted(10_00), adjusted(10_00, frame=key("sbk")), on=basis("2026-02-01", "§ 2"))
    parts = (AnnulledAmount(key(), money(4_00)),)
    words, effect = JudgmentOutcome.ANNULLED_IN_PART, None
    given = told.record(replace(annulling("§ 2"), outcome=words, effect=effect, final_on=None, annulled_amounts=parts))
    assert told.everywhere("slk") == {("judgment-not-final", position, "2026-05-01") for position in (changed, given)}
    assert told.everywhere("sbk") == set()
    [frame] = why_answer(told.ledger.model, Question(year=2026, unit="slk", as_of=LATER)).answer.frames
    assert any("upphävt 4\u00a0kr netto av beslutet i posten" in warning.text for warning in frame.warnings)
