"""What comes after a decision is found by the meeting or the decision that it is about."""

from datetime import date

from ledger.events import DecisionAppealed, JudgmentGiven, JudgmentOutcome, NoticePosted
from ledger.events.review import meeting_subject
from ledger.values import DecisionReference

DAY = date(2025, 11, 24)
DECISION = DecisionReference("Kommunfullmäktige", "KS 2025/1", "§ 12")


def test_a_meeting_is_found_however_its_body_is_written() -> None:
    assert meeting_subject("Kommun fullmäktige ", DAY) == meeting_subject("kommunfullmäktige", DAY)
    notice = NoticePosted("Kommunfullmäktige", DAY, date(2025, 12, 2))
    assert notice.tags() == ("meeting:kommunfullmäktige/2025-11-24",)
    short = NoticePosted("KF", DAY, date(2025, 12, 2))
    assert (short.tags(), short.subjects()) == (("meeting:kf/2025-11-24",), notice.subjects())


def test_what_comes_of_a_decision_is_found_by_it_and_moves_no_frame() -> None:
    appeal = DecisionAppealed(DECISION, date(2025, 12, 20))
    assert appeal.tags() == ("decision:kommunfullmäktige/ks2025/1/§12",)
    judgment = JudgmentGiven(DECISION, "FR", JudgmentOutcome.ANNULLED, date(2026, 4, 1))
    assert judgment.tags() == (*appeal.tags(), "aftermath")
    assert (judgment.frames(), judgment.units()) == ((), ())


def test_no_appellant_can_be_recorded() -> None:
    """R-61: who appeals is a private person; the court's case number is enough."""
    assert set(DecisionAppealed.__struct_fields__) == {"decision", "received_on", "court", "case_number"}
