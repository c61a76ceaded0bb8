"""Where a decision stands on any day: reckoned by hand, day by day."""

from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from ledger.decision_names import body_key
from ledger.events import (
    AnnulledAmount,
    DecisionAppealed,
    DelegatedDecisionReported,
    DelegationReporting,
    ExecutionStayed,
    Fact,
    JudgmentEffect,
    JudgmentGiven,
    JudgmentOutcome,
    LegalForceConfirmed,
    MinutesApproved,
    NoticePosted,
)
from ledger.meaning.decisions import (
    Decision,
    DecisionStatus,
    covers,
    decision_of,
    means,
    of_review,
    status_on,
    taken_down_early,
)
from ledger.meaning.placed import PlacedFact, claim_of, placed_facts
from ledger.values import DecisionReference, OperatingAmount
from tests.given import adjusted, basis, between, decided_place, key

MEETING = date(2025, 11, 24)
RECORDED = date(2026, 11, 21)
POSTED = date(2025, 12, 2)
DEADLINE = date(2025, 12, 23)
NOTICE = NoticePosted("KF", MEETING, POSTED, appeal_deadline=DEADLINE)
REFERENCE = DecisionReference("KF", "KS 2025/1", "§ 12")
APPEAL = DecisionAppealed(REFERENCE, date(2025, 12, 20))
LATE = date(2026, 11, 1)


def decision(paragraph: str | None = "§ 12", clause: int | None = 1) -> Decision:
    on = basis(paragraph=paragraph, clause=clause)
    return decision_of(on, *decided_place(on, RECORDED, 5))


def test_what_the_council_has_let_a_body_decide_is_that_bodys_own_decision() -> None:
    """KL 5:2. Minutes noticed on 2 December: the time to appeal is out on the 23rd, and nothing is to be reported. By
    delegation inside a board it begins where that is reported (KL 6:40)."""
    by_council, inside = (
        replace(basis(body="KS"), delegation=text) for text in ("Kommunfullmäktige 2025-11-24 § 100", "KS ordning 4.2")
    )
    for on, force in ((by_council, date(2025, 12, 24)), (inside, None)):
        made = decision_of(on, *decided_place(on, RECORDED, 5))
        review = placed(replace(NOTICE, body="KS"))
        assert status_on(review, made, LATE).legal_force_from == force


def placed(*facts: Fact) -> list[PlacedFact]:
    entries: list[PlacedFact] = []
    for position, fact in enumerate(facts, start=10):
        entries += placed_facts(claim_of(fact, None, position, RECORDED))
    return entries


def status(*facts: Fact, day: date = LATE, of: Decision | None = None) -> DecisionStatus:
    return status_on(placed(*facts), of or decision(), day)


def judged(outcome: JudgmentOutcome, final_on: date | None = date(2026, 6, 1)) -> JudgmentGiven:
    parts = (AnnulledAmount(key(), OperatingAmount(1_00, 0)),) if outcome is JudgmentOutcome.ANNULLED_IN_PART else ()
    return JudgmentGiven(
        REFERENCE, "FR", outcome, date(2026, 5, 1), final_on, annulled_amounts=parts, final_ground="Lagakraftbevis"
    )


def test_legal_force_comes_the_day_after_the_last_day_to_appeal() -> None:
    """Posted on 2 December, so 23 December is the last day; nobody appeals."""
    decision_status = status(NOTICE)
    assert decision_status.legal_force_from == date(2025, 12, 24)
    assert not decision_status.in_force(DEADLINE)
    assert decision_status.in_force(date(2025, 12, 24))


def test_nothing_has_legal_force_before_it_is_noticed() -> None:
    assert status().legal_force_from is None
    approved = status(MinutesApproved("KF", MEETING, date(2025, 12, 1), immediate=True))
    assert (approved.approved_on, approved.immediate, approved.legal_force_from) == (date(2025, 12, 1), True, None)
    assert status(NOTICE, day=date(2025, 12, 1)).posted_on is None


@pytest.mark.parametrize(
    ("paragraphs", "of", "noticed"),
    [
        ((), decision(), True),
        (("§ 12",), decision(), True),
        (("§ 12",), decision(clause=None), True),
        (("§ 12",), decision(clause=7), True),
        (("§ 11", "§ 13"), decision(), False),
        (("§ 12 A",), decision(), False),
    ],
)
def test_a_notice_covers_every_clause_of_its_paragraphs(paragraphs: Sequence[str], of: Decision, noticed: bool) -> None:
    notice = NoticePosted("kf", MEETING, POSTED, tuple(paragraphs), appeal_deadline=DEADLINE)
    assert (status(notice, of=of).legal_force_from is not None) is noticed


def test_another_body_or_day_is_another_meeting() -> None:
    assert status(NoticePosted("KS", MEETING, POSTED, appeal_deadline=DEADLINE)).posted_on is None
    assert status(NoticePosted("KF", date(2025, 11, 25), POSTED, appeal_deadline=DEADLINE)).posted_on is None


def test_a_decision_whose_day_is_not_known_is_noticed_by_its_paragraph_only() -> None:
    on = between("2025-11-01", "2025-11-30")
    unknown = decision_of(on, *decided_place(on, RECORDED, 5))
    assert status(NOTICE, of=unknown).posted_on is None
    named = NoticePosted("KF", MEETING, POSTED, ("§ 12",), appeal_deadline=DEADLINE)
    assert status(named, of=unknown).posted_on == POSTED


def test_a_notice_that_is_taken_down_early_lets_no_time_run_out() -> None:
    """R-53: also on the last day itself, which is not over."""
    early = NoticePosted("KF", MEETING, POSTED, taken_down_on=DEADLINE, appeal_deadline=DEADLINE)
    decision_status = status(NOTICE, early)
    assert taken_down_early(early)
    assert (decision_status.time_runs, decision_status.legal_force_from) == (False, None)
    in_time = NoticePosted("KF", MEETING, POSTED, taken_down_on=date(2025, 12, 24), appeal_deadline=DEADLINE)
    assert status(NOTICE, in_time).legal_force_from == date(2025, 12, 24)


def test_a_new_notice_counts_after_one_that_was_taken_down_early() -> None:
    early = NoticePosted("KF", MEETING, POSTED, taken_down_on=date(2025, 12, 10), appeal_deadline=DEADLINE)
    again = NoticePosted("KF", MEETING, date(2025, 12, 11), appeal_deadline=date(2026, 1, 2))
    assert status(early, again).legal_force_from == date(2026, 1, 3)


def test_an_appeal_stops_legal_force_until_the_judgment_is_final() -> None:
    assert status(NOTICE, APPEAL).legal_force_from is None
    assert status(NOTICE, APPEAL, judged(JudgmentOutcome.UPHELD, None)).legal_force_from is None
    for outcome in (JudgmentOutcome.UPHELD, JudgmentOutcome.DISMISSED):
        assert status(NOTICE, APPEAL, judged(outcome)).legal_force_from == date(2026, 6, 1)


def test_an_appeal_that_came_too_late_stops_nothing() -> None:
    late = DecisionAppealed(REFERENCE, date(2025, 12, 27))
    assert status(NOTICE, late).legal_force_from == date(2025, 12, 24)


def test_a_judgment_that_annuls_flags_the_decision_until_it_is_final_or_another_court_has_judged() -> None:
    """D-13: lower court annuls 06-01, higher court annuls that judgment 10-01: a flag from 06-01 to 10-01."""
    lower = JudgmentGiven(REFERENCE, "Förvaltningsrätten", JudgmentOutcome.ANNULLED, date(2026, 6, 1))
    stands = JudgmentEffect.STANDS
    higher = JudgmentGiven(
        REFERENCE, "KR", JudgmentOutcome.ANNULLED, date(2026, 10, 1), LATE, effect=stands, final_ground="Lagakraftbevis"
    )
    days = {
        date(2026, 5, 31): None,
        date(2026, 6, 1): "Förvaltningsrätten",
        date(2026, 9, 30): "Förvaltningsrätten",
        date(2026, 10, 1): None,
    }
    for day, court in days.items():
        judgment = status(NOTICE, APPEAL, lower, higher, day=day).open_judgment
        assert (None if judgment is None else judgment.court) == court
        assert status(NOTICE, APPEAL, lower, higher, day=day).annulled_from is None
    assert status(judged(JudgmentOutcome.ANNULLED)).open_judgment is None


def test_what_is_left_of_a_decision_annulled_in_part_has_legal_force() -> None:
    whole = status(NOTICE, APPEAL, judged(JudgmentOutcome.ANNULLED_IN_PART))
    assert (whole.annulled_from, whole.annulled_in_part_from, whole.legal_force_from) == (
        None,
        date(2026, 6, 1),
        date(2026, 6, 1),
    )


def test_an_annulled_decision_never_has_legal_force() -> None:
    decision_status = status(NOTICE, APPEAL, judged(JudgmentOutcome.ANNULLED))
    assert (decision_status.annulled_from, decision_status.legal_force_from) == (date(2026, 6, 1), None)
    before = status(NOTICE, APPEAL, judged(JudgmentOutcome.ANNULLED), day=date(2026, 5, 31))
    assert (before.annulled_from, len(before.judgments)) == (None, 1)


def test_a_confirmation_outranks_what_is_reckoned() -> None:
    decision_status = status(NOTICE, APPEAL, LegalForceConfirmed(REFERENCE, date(2026, 1, 15)))
    assert (decision_status.legal_force_from, decision_status.confirmed) == (date(2026, 1, 15), True)


def test_a_stay_only_flags_and_is_lifted_by_another() -> None:
    stay = ExecutionStayed(REFERENCE, "FR", date(2026, 1, 7))
    assert status(NOTICE, APPEAL, stay).stayed
    assert not status(NOTICE, APPEAL, stay, ExecutionStayed(REFERENCE, "FR", date(2026, 2, 1), lifted=True)).stayed


def test_what_happened_later_is_not_told_earlier() -> None:
    assert status(NOTICE, APPEAL, day=date(2025, 12, 19)).appealed_on is None
    assert status(NOTICE, APPEAL, day=date(2025, 12, 20)).appealed_on == date(2025, 12, 20)


def test_a_reference_to_one_clause_means_no_other() -> None:
    reference = DecisionReference("KF", "KS 2025/1", "§ 12", 1)
    assert means(reference, decision())
    assert not means(reference, decision(clause=2))
    assert means(DecisionReference("kf", "ks2025/1", "§12", decided_on=MEETING), decision())
    assert not means(DecisionReference("KF", "KS 2025/1", "§ 12", decided_on=date(2025, 11, 25)), decision())


def test_an_empty_list_of_paragraphs_has_all_of_them() -> None:
    assert covers((), (12, "A"))
    assert covers(("§ 11", "§ 12 a"), (12, "A"))
    assert not covers(("§ 12",), (12, "A"))


def test_only_what_comes_after_decisions_is_review() -> None:
    assert [entry.fact for entry in of_review(placed(NOTICE, adjusted(1), APPEAL))] == [NOTICE, APPEAL]


# --- Made by delegation (R-55) ----------------------------------------------------------------------------------

# The days are those of shared/cases/decisions/11: decided 2026-05-04, reported to KS 2026-06-09 § 90, minutes approved
# 2026-06-12 and noticed 2026-06-15. The last day to appeal is 2026-07-06, so it has legal force from 2026-07-07.

BY_DELEGATE_ON = date(2026, 5, 4)
REPORTED_ON = date(2026, 6, 9)
REPORT_POSTED = date(2026, 6, 15)
LAST_DAY = date(2026, 7, 6)
IN_FORCE = date(2026, 7, 7)
ON = replace(basis("2026-05-04", "D 12", None, "Ekonomichefen"), delegation="KS delegationsordning p. 4.2")
DELEGATED = DecisionReference("Ekonomichefen", "KS 2025/1", "D 12", decided_on=BY_DELEGATE_ON)
REPORTED = DelegatedDecisionReported(DELEGATED, body="Kommunstyrelsen", meeting_day=REPORTED_ON, paragraph="§ 90")
REPORT_NOTICED = replace(REPORTED, posted_on=REPORT_POSTED, appeal_deadline=LAST_DAY)
BOARD_NOTICE = NoticePosted("KS", REPORTED_ON, REPORT_POSTED, ("§ 89", "§ 90"), appeal_deadline=LAST_DAY)
OWN_NOTICE = NoticePosted("Ekonomichefen", BY_DELEGATE_ON, date(2026, 5, 5), appeal_deadline=date(2026, 5, 26))
OWN = DelegatedDecisionReported(DELEGATED, DelegationReporting.OWN_MINUTES)
EXECUTION = DelegatedDecisionReported(DELEGATED, DelegationReporting.EXECUTION)
OTHERWISE = DelegatedDecisionReported(DELEGATED, DelegationReporting.APPEALED_OTHERWISE)


def by_delegate(by_delegation: bool = True) -> Decision:
    on = ON if by_delegation else replace(ON, delegation=None)
    return decision_of(on, *decided_place(on, RECORDED, 5))


def reported(*facts: Fact, day: date = RECORDED, of: Decision | None = None) -> DecisionStatus:
    return status(*facts, day=day, of=of or by_delegate())


@pytest.mark.parametrize(
    "facts", [(REPORT_NOTICED,), (REPORTED, BOARD_NOTICE), (BOARD_NOTICE, REPORTED), (REPORT_NOTICED, BOARD_NOTICE)]
)
def test_the_time_to_appeal_starts_at_the_notice_of_where_it_was_reported(facts: tuple[Fact, ...]) -> None:
    told = reported(*facts)
    assert (told.posted_on, told.appeal_deadline, told.legal_force_from) == (REPORT_POSTED, LAST_DAY, IN_FORCE)
    assert [told.in_force(day) for day in (LAST_DAY, IN_FORCE)] == [False, True]


def test_a_notice_on_its_own_day_starts_no_time() -> None:
    """It is the board's minutes that count; without delegation its own would."""
    told = reported(OWN_NOTICE)
    assert (told.delegated, told.report, told.posted_on, told.legal_force_from) == (True, None, None, None)
    assert reported(OWN_NOTICE, REPORTED).legal_force_from is None
    assert reported(OWN_NOTICE, of=by_delegate(by_delegation=False)).legal_force_from == date(2026, 5, 27)


@pytest.mark.parametrize(
    "notice",
    [
        replace(BOARD_NOTICE, body="Socialnämnden"),
        replace(BOARD_NOTICE, meeting_day=date(2026, 6, 10)),
        replace(BOARD_NOTICE, paragraphs=("§ 89", "§ 91")),
    ],
)
def test_another_notice_starts_no_time(notice: NoticePosted) -> None:
    assert reported(REPORTED, notice).legal_force_from is None


def test_a_notice_covers_a_report_without_a_paragraph_only_when_it_covers_the_whole_meeting() -> None:
    report = replace(REPORTED, paragraph=None)
    assert reported(report, BOARD_NOTICE).legal_force_from is None
    assert reported(report, replace(BOARD_NOTICE, paragraphs=())).legal_force_from == IN_FORCE


def test_a_kind_that_the_board_has_exempted_counts_from_its_own_minutes() -> None:
    minutes = MinutesApproved("Ekonomichefen", BY_DELEGATE_ON, date(2026, 5, 5))
    for facts in (
        (OWN, OWN_NOTICE, minutes),
        (replace(OWN, posted_on=date(2026, 5, 5), appeal_deadline=date(2026, 5, 26)),),
    ):
        assert reported(*facts).legal_force_from == date(2026, 5, 27)
    assert reported(OWN, OWN_NOTICE, minutes).approved_on == date(2026, 5, 5)
    assert reported(OWN, BOARD_NOTICE).legal_force_from is None


@pytest.mark.parametrize("report", [EXECUTION, OTHERWISE])
def test_no_legal_force_is_reckoned_of_what_is_not_appealed_like_that(report: DelegatedDecisionReported) -> None:
    told = reported(report, OWN_NOTICE, BOARD_NOTICE)
    assert (told.report, told.posted_on, told.legal_force_from) == (report, None, None)
    confirmed = reported(report, LegalForceConfirmed(DELEGATED, date(2026, 6, 1)))
    assert confirmed.legal_force_from == date(2026, 6, 1)


def test_a_report_says_by_itself_that_its_decision_was_delegated() -> None:
    assert reported(REPORT_NOTICED, of=by_delegate(by_delegation=False)).legal_force_from == IN_FORCE


def test_what_is_reported_later_is_not_told_earlier() -> None:
    assert reported(REPORT_NOTICED, day=date(2026, 6, 8)).report is None
    assert reported(REPORT_NOTICED, day=REPORTED_ON).report == REPORT_NOTICED
    assert [reported(REPORT_NOTICED, day=day).posted_on for day in (date(2026, 6, 14), REPORT_POSTED)] == [
        None,
        REPORT_POSTED,
    ]


def test_the_last_report_of_a_decision_holds() -> None:
    assert reported(REPORTED, REPORT_NOTICED).legal_force_from == IN_FORCE
    assert reported(REPORT_NOTICED, replace(REPORTED, meeting_day=date(2026, 6, 10))).legal_force_from is None


def test_an_appeal_in_time_stops_it_and_one_too_late_does_not() -> None:
    assert reported(REPORT_NOTICED, DecisionAppealed(DELEGATED, LAST_DAY)).legal_force_from is None
    assert reported(REPORT_NOTICED, DecisionAppealed(DELEGATED, IN_FORCE)).legal_force_from == IN_FORCE


def test_a_notice_taken_down_early_lets_no_time_run_out() -> None:
    told = reported(REPORT_NOTICED, replace(BOARD_NOTICE, taken_down_on=LAST_DAY))
    assert (told.time_runs, told.legal_force_from) == (False, None)


def test_a_report_of_another_clause_or_day_is_of_another_decision() -> None:
    for other in (
        replace(DELEGATED, clause=2),
        replace(DELEGATED, decided_on=REPORTED_ON),
        replace(DELEGATED, paragraph="D 13"),
    ):
        assert reported(replace(REPORT_NOTICED, decision=other)).report is None


def test_what_the_council_let_a_body_decide_is_its_own_also_when_it_is_reported() -> None:
    """KL 5:2: noticed on 2 December, and reported to the council a week later."""
    on = replace(basis(body="KS"), delegation="Enligt KF § 5")
    reference = DecisionReference("KS", "KS 2025/1", "§ 12")
    reported = DelegatedDecisionReported(reference, body="KF", meeting_day=date(2025, 12, 9))
    there = status(replace(NOTICE, body="KS"), reported, of=decision_of(on, *decided_place(on, RECORDED, 5)))
    assert (there.delegated, there.legal_force_from) == (False, date(2025, 12, 24))


def test_minutes_and_notices_are_found_by_any_name_of_the_body() -> None:
    def names(body: str, _day: date) -> set[str]:
        return {"bun", "bildningsnämnden"} if body_key(body) in ("bun", "bildningsnämnden") else {body_key(body)}

    for body, noticed in (("BUN", "Bildningsnämnden"), ("Bildningsnämnden", "BUN")):
        on = basis(body=body)
        made = decision_of(on, *decided_place(on, RECORDED, 5))
        review = placed(replace(NOTICE, body=noticed))
        assert status_on(review, made, LATE).legal_force_from is None
        assert status_on(review, made, LATE, names).legal_force_from == date(2025, 12, 24)
        on = replace(basis(body="Chefen"), delegation="Nämndens ordning")
        made = decision_of(on, *decided_place(on, RECORDED, 5))
        meant = DecisionReference("Chefen", "KS 2025/1", "§ 12")
        review += placed(DelegatedDecisionReported(meant, body=body, meeting_day=MEETING))
        assert status_on(review, made, LATE, names).legal_force_from == date(2025, 12, 24)


def test_r56_no_judgment_is_on_a_decision_that_was_made_after_it() -> None:
    """§ 12 of November 2025, annulled by a judgment of May that names no day; and § 12 of November 2026 in the case."""
    judgment = judged(JudgmentOutcome.ANNULLED)
    assert status(judgment).annulled_from == judgment.final_on
    next_year = replace(decision(), earliest=date(2026, 11, 2), latest=date(2026, 11, 2))
    assert status(judgment, of=next_year).judgments == ()


def test_r56_a_clause_that_is_annulled_is_so_whatever_the_court_says_of_the_rest() -> None:
    of_one = replace(judged(JudgmentOutcome.ANNULLED), decision=replace(REFERENCE, clause=1))
    rest = judged(JudgmentOutcome.DENIED)
    assert status(of_one, rest).annulled_from == status(rest, of_one).annulled_from == of_one.final_on
    assert status(of_one, rest, of=decision(clause=2)).annulled_from is None
    open_ = replace(of_one, final_on=None)
    assert status(open_, replace(rest, final_on=None)).open_judgment == open_
