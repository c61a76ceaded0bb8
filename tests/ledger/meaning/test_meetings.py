"""The meeting register: what is recorded, what has no effect, and the gaps."""

from datetime import date

from ledger.events import Fact, MeetingRegistered, ParagraphsWithoutBudgetEffect
from ledger.meaning.meetings import meetings_of, paragraph_text, paragraphs_of
from ledger.meaning.placed import PlacedFact, claim_of, placed_facts
from ledger.values import Basis
from tests.given import adjusted, basis

DAY = date(2025, 11, 24)
RECORDED = date(2026, 11, 21)


def placed(*entries: tuple[Fact, Basis | None]) -> list[PlacedFact]:
    in_place: list[PlacedFact] = []
    for position, (fact, on) in enumerate(entries, start=1):
        in_place += placed_facts(claim_of(fact, on, position, RECORDED))
    return in_place


def test_every_paragraph_is_recorded_without_effect_or_a_gap() -> None:
    [meeting] = meetings_of(
        placed(
            (MeetingRegistered("KF", DAY, 10, 14), None),
            (adjusted(1), basis(paragraph="§ 12")),
            (adjusted(2), basis(paragraph="§ 12", clause=2)),
            (adjusted(3), basis(paragraph="§ 13", body="KS")),
            (adjusted(4), basis("2025-11-25", paragraph="§ 13")),
            (adjusted(5), basis(paragraph="§ 15")),
            (ParagraphsWithoutBudgetEffect("kf", DAY, ("§ 10", "§ 11", "§ 9")), None),
        ),
        DAY,
    )
    assert meeting.recorded == {(12, ""): (2, 3), (15, ""): (6,)}
    assert meeting.without_effect == ((10, ""), (11, ""))
    assert meeting.gaps == ((13, ""), (14, ""))
    assert meeting.unlisted == ((9, ""), (15, ""))


def test_a_meeting_is_there_from_its_day() -> None:
    registered = placed((MeetingRegistered("KF", DAY, 1, 2), None))
    assert meetings_of(registered, date(2025, 11, 23)) == []
    assert len(meetings_of(registered, DAY)) == 1


def test_paragraphs_are_a_range_or_a_list() -> None:
    assert paragraphs_of(MeetingRegistered("KF", DAY, 9, 11)) == ((9, ""), (10, ""), (11, ""))
    listed = MeetingRegistered("KF", DAY, paragraphs=("§ 12 A", "§ 2", "§ 12"))
    assert [paragraph_text(paragraph) for paragraph in paragraphs_of(listed)] == ["§ 2", "§ 12", "§ 12 A"]
