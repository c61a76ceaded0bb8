"""R-53 to R-59: what comes after a decision is recorded whatever it is, with its warnings."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.events import (
    DecisionAppealed,
    DelegatedDecisionReported,
    DelegationReporting,
    ExecutionStayed,
    Fact,
    JudgmentGiven,
    JudgmentOutcome,
    LegalForceConfirmed,
    MeetingRegistered,
    MinutesApproved,
    NoticePosted,
    ParagraphsWithoutBudgetEffect,
)
from ledger.values import DecisionReference
from tests.given import adjusted, basis, decided
from tests.ledger.rules.scenario import accepting, corrected, given, past, refusal, warning, without_basis

MEETING = date(2025, 11, 24)
DECISION = DecisionReference("KF", "KS 2025/1", "§ 12", 1, MEETING)
FRAME = past(decided(100_00))
FINAL = date(2026, 6, 1)


def annulled(of: DecisionReference = DECISION, final_on: date | None = FINAL) -> JudgmentGiven:
    return JudgmentGiven(of, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), final_on, final_ground="Lagakraftbevis")


def test_minutes_and_notice_in_time_say_nothing() -> None:
    """R-54: on the fourteenth day and on the second day after."""
    scene = given(FRAME)
    scene.when(MinutesApproved("KF", MEETING, date(2025, 12, 8))).then()
    approved = without_basis(MinutesApproved("KF", MEETING, date(2025, 12, 1)))
    given(FRAME, approved).when(NoticePosted("KF", MEETING, date(2025, 12, 3))).then()


def test_r54_approved_on_friday_and_posted_on_monday_is_in_time() -> None:
    """Shared case decisions/03: KL 8:12 with lag 1930:173 § 2; the second day is Sunday 31 May 2026."""
    meeting = date(2026, 5, 25)
    approved = without_basis(MinutesApproved("KF", meeting, date(2026, 5, 29)), recorded_on="2026-06-02")
    given(FRAME, approved).when(NoticePosted("KF", meeting, date(2026, 6, 1))).then()
    given(FRAME, approved).when(NoticePosted("KF", meeting, date(2026, 6, 2))).then(
        warning(
            "notice-posted-late",
            "Protokollet anslogs 2026-06-02, efter 2026-06-01: det ska ske senast andra dagen efter justeringen "
            "(KL 8:12).",
        )
    )


@pytest.mark.parametrize(("approved", "late"), [(5, False), (6, False), (8, False), (9, True)])
def test_r54_fourteen_days_that_end_on_a_saturday_end_on_the_monday_after(approved: int, late: bool) -> None:
    """Case 13: a meeting on Saturday 23 May 2026; day 14 is Saturday 6 June, the National Day, so Monday 8 June is in
    time (lag 1930:173 § 2)."""
    minutes = MinutesApproved("KF", date(2026, 5, 23), date(2026, 6, approved))
    given().when(minutes).then(*((warning("minutes-approved-late"),) if late else ()))


def test_r54_a_notice_before_the_approval_is_told_whichever_is_recorded_first() -> None:
    approved, posted = (
        MinutesApproved("KF", MEETING, date(2025, 12, 1)),
        NoticePosted("KF", MEETING, date(2025, 11, 30)),
    )
    given(FRAME, without_basis(approved)).when(posted).then(warning("notice-before-approval"))
    given(FRAME, without_basis(posted)).when(approved).then(warning("notice-before-approval"))
    same_day = NoticePosted("KF", MEETING, date(2025, 12, 1))
    given(FRAME, without_basis(approved)).when(same_day).then()
    given(FRAME, without_basis(same_day)).when(approved).then()
    other = MinutesApproved("KF", MEETING, date(2025, 12, 1), ("§ 13",))
    given(FRAME, without_basis(other)).when(NoticePosted("KF", MEETING, date(2025, 11, 25), ("§ 12",))).then()


def test_r54_a_paragraph_that_was_approved_at_once_may_be_noticed_before_the_rest_is_approved() -> None:
    at_once = without_basis(MinutesApproved("KF", MEETING, MEETING, ("§ 12",), immediate=True))
    posted = NoticePosted("KF", MEETING, date(2025, 11, 25), ("§ 12",))
    given(FRAME, at_once, without_basis(posted)).when(MinutesApproved("KF", MEETING, date(2025, 12, 5))).then()
    rest = without_basis(MinutesApproved("KF", MEETING, date(2025, 12, 5)))
    given(FRAME, at_once, rest).when(posted).then()


def test_a_notice_is_held_to_the_minutes_of_its_own_paragraphs() -> None:
    at_once = without_basis(MinutesApproved("KF", MEETING, MEETING, ("§ 12",), immediate=True))
    later = without_basis(MinutesApproved("KF", MEETING, date(2025, 12, 5), ("§ 13",)))
    scene = given(FRAME, at_once, later)
    scene.when(NoticePosted("KF", MEETING, date(2025, 12, 6), ("§ 13",))).then()
    scene.when(NoticePosted("KF", MEETING, date(2025, 12, 6), ("§ 12",))).then(warning("notice-posted-late"))


@pytest.mark.parametrize(
    "fact",
    [
        MinutesApproved("KF", MEETING, date(2026, 11, 22)),
        NoticePosted("KF", MEETING, date(2026, 11, 22)),
        DecisionAppealed(DECISION, date(2026, 11, 22)),
        ExecutionStayed(DECISION, "FR", date(2026, 11, 22)),
        LegalForceConfirmed(DECISION, date(2026, 11, 22)),
        MeetingRegistered("KF", date(2026, 11, 22), 1, 2),
        annulled(final_on=date(2026, 11, 22)),
        DelegatedDecisionReported(DECISION, body="KS", meeting_day=date(2026, 11, 22)),
    ],
)
def test_what_has_not_happened_yet_is_not_recorded(fact: Fact) -> None:
    """R-02."""
    codes = {refusal.code for refusal in given(FRAME).when(fact).verdict.refusals}  # type: ignore[arg-type]
    assert codes == {"day-in-future"}


@pytest.mark.parametrize(
    ("fact", "where"),
    [
        (NoticePosted("KF", MEETING, date(2025, 11, 23)), "posted_on"),
        (NoticePosted("KF", MEETING, date(2025, 12, 2), taken_down_on=date(2025, 12, 1)), "taken_down_on"),
        (annulled(final_on=date(2026, 4, 30)), "final_on"),
        (DelegatedDecisionReported(DECISION, body="KS", meeting_day=date(2025, 11, 23)), "meeting_day"),
        (
            DelegatedDecisionReported(DECISION, body="KS", meeting_day=date(2025, 12, 9), posted_on=MEETING),
            "posted_on",
        ),
    ],
)
def test_days_come_in_order(fact: NoticePosted | JudgmentGiven | DelegatedDecisionReported, where: str) -> None:
    said = given(FRAME).when(fact).then(refusal("interval-reversed"))
    assert said.verdict.refusals[0].where == where


@pytest.mark.parametrize(
    ("meeting", "code"),
    [
        (MeetingRegistered("KF", MEETING), "field-missing"),
        (MeetingRegistered("KF", MEETING, 1), "field-missing"),
        (MeetingRegistered("KF", MEETING, 1, 2, ("§ 3",)), "field-missing"),
        (MeetingRegistered("KF", MEETING, 2, 1), "value-malformed"),
    ],
)
def test_the_paragraphs_of_a_meeting_are_a_range_or_a_list(meeting: MeetingRegistered, code: str) -> None:
    given(FRAME).when(meeting).then(refusal(code))


def test_a_meeting_may_be_corrected_and_read() -> None:
    scene = given(FRAME, without_basis(MeetingRegistered("KF", MEETING, 1, 2)))
    scene.when(corrected(6, MeetingRegistered("KF", MEETING, 1, 3))).then()
    scene.when(ParagraphsWithoutBudgetEffect("KF", MEETING, ("§ 1",))).then()


BY_DELEGATION = replace(basis("2026-05-04", "D 12", None, "Ekonomichefen"), delegation="KS delegationsordning p. 4.2")
DELEGATED = DecisionReference("Ekonomichefen", "KS 2025/1", "D 12", decided_on=date(2026, 5, 4))
REPORTED = DelegatedDecisionReported(DELEGATED, body="KS", meeting_day=date(2026, 6, 9), paragraph="§ 90")


def test_a_delegated_decision_is_reported_and_corrected_without_a_word() -> None:
    """Shared case decisions/11."""
    scene = given(past(decided(100_00), BY_DELEGATION))
    scene.when(REPORTED).then()
    scene.when(replace(REPORTED, posted_on=date(2026, 6, 15))).then()
    scene.when(DelegatedDecisionReported(DELEGATED, DelegationReporting.EXECUTION)).then()
    scene.when(DelegatedDecisionReported(DELEGATED, DelegationReporting.OWN_MINUTES, posted_on=date(2026, 5, 5))).then()
    known = without_basis(REPORTED, recorded_on="2026-06-10")
    again = given(past(decided(100_00), BY_DELEGATION), known)
    again.when(corrected(6, replace(REPORTED, paragraph="§ 91"))).then()


@pytest.mark.parametrize("reporting", [way for way in DelegationReporting if way is not DelegationReporting.REPORTED])
def test_what_is_not_reported_has_no_meeting(reporting: DelegationReporting) -> None:
    """R-55."""
    scene = given(past(decided(100_00), BY_DELEGATION))
    scene.when(replace(REPORTED, reporting=reporting)).then(refusal("value-malformed"), refusal("value-malformed"))


def test_an_appeal_against_a_delegated_decision_has_three_weeks_from_where_it_was_reported() -> None:
    """R-55: not from a notice of its own day."""
    own = without_basis(NoticePosted("Ekonomichefen", date(2026, 5, 4), date(2026, 5, 5)))
    notice = without_basis(NoticePosted("KS", date(2026, 6, 9), date(2026, 6, 15)))
    scene = given(past(decided(100_00), BY_DELEGATION), own, without_basis(REPORTED), notice)
    scene.when(DecisionAppealed(DELEGATED, date(2026, 7, 6))).then()
    scene.when(DecisionAppealed(DELEGATED, date(2026, 7, 7))).then(warning("appeal-late"))
    given(past(decided(100_00), BY_DELEGATION), own).when(DecisionAppealed(DELEGATED, date(2026, 7, 7))).then()


def test_an_appeal_in_time_says_nothing() -> None:
    scene = given(FRAME, without_basis(NoticePosted("KF", MEETING, date(2025, 12, 2))))
    scene.when(DecisionAppealed(DECISION, date(2025, 12, 23))).then()
    scene.when(DecisionAppealed(DECISION, date(2025, 12, 24))).then(warning("appeal-late"))


def test_a_decision_that_is_not_recorded_is_told_when_it_can_be_known() -> None:
    unknown = DecisionReference("KF", "KS 2025/99", "§ 12")
    given(FRAME).when(annulled(unknown)).then(warning("decision-not-recorded"))
    given(FRAME).when(annulled(DecisionReference("KF"))).then(warning("decision-not-recorded"))


def test_of_several_decisions_that_may_be_meant_each_is_named() -> None:
    """Two paragraphs of one day in one case: who names the case alone is not sent to the first of them."""
    scene = given(FRAME, past(adjusted(5_00), basis("2025-11-24", "§ 13")))
    [refused] = scene.when(annulled(DecisionReference("KF", "KS 2025/1"))).verdict.refusals
    assert refused.calculated == "KF, 2025-11-24, KS 2025/1, § 12 eller KF, 2025-11-24, KS 2025/1, § 13"
    assert "i post 5 och 6" in refused.detail


@pytest.mark.parametrize(
    "meant",
    [
        DecisionReference("KF", None, "12 §", decided_on=date(2025, 11, 24)),
        DecisionReference("Kommunfullmäktige", "Dnr KS2025/0001", None),
        DecisionReference("KF", "KS 2025/1", None, decided_on=date(2025, 11, 24)),
        DecisionReference("KF", "KS 2025/1", "§ 12", decided_on=date(2025, 11, 25)),
        DecisionReference("KF", None, "§ 12", decided_on=date(2025, 11, 25)),
    ],
    ids=str,
)
def test_a_decision_that_is_registered_under_another_name_is_named_as_it_is(meant: DecisionReference) -> None:
    """What lacks the case or the paragraph, or has another day, would annul nothing, in silence."""
    scene = given(FRAME)
    [refused] = scene.when(annulled(meant)).then(refusal("decision-named-otherwise")).verdict.refusals
    assert refused.calculated == "KF, 2025-11-24, KS 2025/1, § 12"
    scene.when(annulled(meant), accept=[accepting("decision-named-otherwise")]).then(warning("rule-accepted"))


@pytest.mark.parametrize(
    "meant",
    [
        DecisionReference("Kommunfullmäktige", "Dnr KS 2025-001", "12 §"),
        DecisionReference("KF", "KS 2025/1", "§ 12", decided_on=date(2025, 11, 24)),
    ],
    ids=str,
)
def test_typography_is_no_other_name(meant: DecisionReference) -> None:
    given(FRAME).when(annulled(meant)).then()


@pytest.mark.parametrize(
    "meant",
    [
        DecisionReference("KF", None, "§ 12", decided_on=date(2024, 11, 25)),
        DecisionReference("KF", "KS 2025/1", "§ 13"),
        DecisionReference("KS", "KS 2025/1", "§ 12"),
    ],
    ids=str,
)
def test_another_decision_is_not_taken_for_one_that_is_there(meant: DecisionReference) -> None:
    given(FRAME).when(annulled(meant)).then(warning("decision-not-recorded"))


def test_a_judgment_is_never_refused_for_making_a_frame_negative() -> None:
    """R-56, R-37: 100 kronor decided in November, 90 taken in April; the 100 are annulled."""
    scene = given(
        FRAME, past(adjusted(30_00), basis("2026-02-01", "§ 5")), past(adjusted(-110_00), basis("2026-04-01"))
    )
    after = scene.when(annulled(DecisionReference("KF", "KS 2025/1", "§ 5"))).then(warning("stands-on-annulled"))
    assert [after.costs(day) for day in ("2026-05-31", "2026-06-01")] == [20_00, -10_00]


def test_a_change_does_not_rest_on_another_for_coming_after_it() -> None:
    """R-56: an amount more is the same whatever there was before; also after a set that is annulled."""
    changes = [past(adjusted(ore), basis(day, paragraph)) for ore, day, paragraph in CHANGED_AFTER]
    scene = given(FRAME, *changes)
    scene.when(annulled(DecisionReference("KF", "KS 2025/1", "§ 5"))).then()
    scene.when(annulled(DECISION)).then()


def test_what_takes_the_annulled_money_rests_on_it_unless_the_frame_was_set_anew() -> None:
    """R-56: 100, § 5 gave 30 and is annulled, § 6 took 120: 10 it had only by § 5. A set on the way gives it a frame of
    its own, unless that is annulled itself."""
    gave, took = past(adjusted(30_00), basis("2026-02-01", "§ 5")), past(adjusted(-120_00), basis("2026-04-01", "§ 6"))
    anew = past(decided(200_00), basis("2026-03-01", "§ 7"))
    judgment = annulled(DecisionReference("KF", "KS 2025/1", "§ 5"))
    given(FRAME, gave, took).when(judgment).then(warning("stands-on-annulled"))
    given(FRAME, gave, anew, took).when(judgment).then()
    fallen = without_basis(annulled(DecisionReference("KF", "KS 2025/1", "§ 7")), "2026-06-01")
    given(FRAME, gave, anew, took, fallen).when(judgment).then(warning("stands-on-annulled"))


def test_what_rested_on_another_judgment_before_is_not_told_again() -> None:
    gave = [past(adjusted(30_00), basis("2026-02-01", "§ 5")), past(adjusted(1_00), basis("2026-02-01", "§ 8"))]
    took = past(adjusted(-131_00), basis("2026-04-01", "§ 6"))
    first = without_basis(annulled(DecisionReference("KF", "KS 2025/1", "§ 5")), "2026-06-01")
    given(FRAME, *gave, took, first).when(annulled(DecisionReference("KF", "KS 2025/1", "§ 8"))).then()


def test_what_waits_for_a_condition_does_not_stand_on_anything_yet() -> None:
    waiting = replace(basis("2026-04-01", "§ 6"), conditions=("avtal",))
    scene = given(FRAME, past(adjusted(5_00), basis("2026-02-01", "§ 5")), past(adjusted(1_00), waiting))
    scene.when(annulled(DecisionReference("KF", "KS 2025/1", "§ 5"))).then()


CHANGED_AFTER = ((5_00, "2026-02-01", "§ 5"), (6_00, "2026-02-15", "§ 6"), (8_00, "2026-04-01", "§ 8"))
"""Öre, day and paragraph."""


def test_a_judgment_that_is_not_final_or_upholds_warns_of_nothing() -> None:
    scene = given(FRAME, past(adjusted(5_00), basis("2026-02-01", "§ 5")))
    scene.when(annulled(final_on=None)).then()
    scene.when(
        JudgmentGiven(DECISION, "FR", JudgmentOutcome.UPHELD, date(2026, 5, 1), FINAL, final_ground="Lagakraftbevis")
    ).then()


@pytest.mark.parametrize(("body", "near"), [("Komunstyrelsen", "kommunstyrelsen"), ("KS", None), ("SON", None)])
def test_a_report_to_a_board_that_is_misspelt_is_told(body: str, near: str | None) -> None:
    """R-55: its time to appeal begins at no notice of that board's."""
    of = DecisionReference("Ekonomichefen", "KS 2025/1", "D 12")
    by_right = replace(basis("2026-05-04", "D 12", None, "Ekonomichefen"), delegation="KS delegationsordning 4.2")
    report = DelegatedDecisionReported(of, body=body, meeting_day=date(2026, 6, 9))
    told = given(past(decided(100_00), by_right)).when(report).verdict.warnings
    assert [each.values["near"] for each in told if each.code == "body-unknown"] == ([] if near is None else [near])


@pytest.mark.parametrize(("body", "near"), [("Komunfullmäktige", "kommunfullmäktige"), ("KF", None), ("SON", None)])
def test_a_meeting_of_a_body_that_is_misspelt_is_told(body: str, near: str | None) -> None:
    """It meets no decision of that body, and so no time to appeal: nobody would notice."""
    day = date(2026, 3, 2)
    for fact in (MinutesApproved(body, day, day), NoticePosted(body, day, day)):
        told = [each for each in given().when(fact).verdict.warnings if each.code == "body-unknown"]
        assert [each.values["near"] for each in told] == ([] if near is None else [near])
