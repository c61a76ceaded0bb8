"""The meeting register: what is recorded of each meeting, and the gaps."""

from datetime import date

from api.app import Application, OpenLedger
from ledger.events import MeetingRegistered, ParagraphsWithoutBudgetEffect
from projections.asking.question import Question
from projections.chapters.meetings import (
    RECIPE,
    MeetingsAnswer,
    RecordedParagraph,
    meetings_answer,
)
from tests.given import AUTHOR, Command, command, decided

MEETING = date(2025, 11, 24)


def ask(ledger: OpenLedger, **asked: object) -> MeetingsAnswer:
    ledger.runner.catch_up()
    answer = meetings_answer(ledger.model, Question(**asked)).answer  # type: ignore[arg-type]
    assert isinstance(answer, MeetingsAnswer)
    return answer


def test_each_paragraph_is_recorded_without_effect_or_a_gap(application: Application, stad: OpenLedger) -> None:
    told = (
        Command((MeetingRegistered("KF", MEETING, 10, 14),)),
        command(decided(1_00)),  # § 12, position 6
        Command((ParagraphsWithoutBudgetEffect("KF", MEETING, ("§ 10", "§ 11")),)),
    )
    for number, to_record in enumerate(told):
        application.record("stad", to_record, AUTHOR, f"told-{number}")
    [meeting] = ask(stad).meetings
    assert (meeting.body, meeting.day, meeting.position, meeting.paragraphs) == ("KF", MEETING, 5, 5)
    assert meeting.recorded == (RecordedParagraph("§ 12", (6,)),)
    assert (meeting.without_effect, meeting.gaps) == (("§ 10", "§ 11"), ("§ 13", "§ 14"))
    assert ask(stad, known_at=6).meetings[0].gaps == ("§ 10", "§ 11", "§ 13", "§ 14")


def test_meetings_are_those_of_the_year_held_by_the_day(application: Application, stad: OpenLedger) -> None:
    application.record("stad", Command((MeetingRegistered("KF", MEETING, 1, 2),)), AUTHOR, "k")
    assert len(ask(stad, year=2025).meetings) == 1
    assert ask(stad, year=2026).note == "Inga sammanträden var registrerade."
    assert ask(stad, as_of=date(2025, 11, 23)).meetings == []
    assert ask(stad).recipe == RECIPE
