"""One body by any of its names, wherever an answer tells where its decisions stand."""

from datetime import date

import pytest
from msgspec.structs import replace

from api.app import OpenLedger
from ledger.events import (
    DelegatedDecisionReported,
    MeetingRegistered,
    NoticePosted,
    ParagraphsWithoutBudgetEffect,
    UnitAliasAdded,
    UnitRegistered,
)
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.values import Basis, DecisionReference
from projections.asking.question import Question
from projections.chapters.diary import diary_answer
from projections.chapters.meetings import meetings_answer
from projections.frames.current import frames_answer
from tests.given import basis, decided, key
from tests.projections.chapters.conftest import Record

BOARD, DAY, POSTED = "Bildningsnämnden", date(2026, 3, 10), date(2026, 3, 17)
FORCE = "2026-04-08"
"""Three weeks from the notice is 7 April."""

PAIRS = [("BUN", BOARD), (BOARD, "BUN"), ("Skolan", BOARD), (BOARD, "Skolan"), ("Skolan", "BUN"), ("BUN", "Skolan")]


def by(body: str, paragraph: str = "§ 20", **written: object) -> Basis:
    return replace(basis("2026-03-10", paragraph, 1, body), **{"case_number": "BUN 2026/3", **written})


@pytest.fixture(params=[True, False], ids=["registered", "called"])
def _units(request: pytest.FixtureRequest, record: Record) -> None:
    """bun, which is called as a board; that is registered too, or not, when its other name is its unit's."""
    record(None, UnitRegistered("bun", BOARD))
    if request.param:
        record("2026-01-15", BodyRegistered(BOARD, BodyKind.BOARD, "bun", aliases=("Skolan",)))
    else:
        record(None, UnitAliasAdded("bun", "Skolan"))
    record("2025-11-24", decided(100_00, frame=key("bun")))


def stands(ledger: OpenLedger, paragraph: str = "§ 20") -> tuple[str, bool]:
    """What the diary says of a decision, and whether the frames of what has legal force have it."""
    day = date(2026, 4, 30)
    diary = diary_answer(ledger.model, Question(as_of=day)).answer
    [status] = [clause.status for each in diary.decisions if each.paragraph == paragraph for clause in each.clauses]
    assert status is not None
    asked = Question(year=2026, as_of=day, legal_force=True)
    return status.text, bool(frames_answer(ledger.model, asked).answer.frames)


@pytest.mark.usefixtures("_units")
@pytest.mark.parametrize(("decides", "noticed"), PAIRS)
def test_a_notice_is_found_by_any_name(record: Record, stad: OpenLedger, decides: str, noticed: str) -> None:
    record(by(decides), decided(5_00, frame=key("bun", line="x")))
    assert stands(stad) == ("inte anslaget", False)
    record(None, NoticePosted(noticed, DAY, POSTED))
    assert stands(stad) == (f"laga kraft sedan {FORCE}", True)
    earlier = diary_answer(stad.model, Question(as_of=date(2026, 4, 7))).answer.decisions[-1].clauses[0].status
    assert earlier is not None
    assert earlier.text == "kan överklagas till och med 2026-04-07"


@pytest.mark.usefixtures("_units")
@pytest.mark.parametrize(("reported", "noticed"), PAIRS)
def test_so_is_that_of_the_meeting_at_which_it_was_reported(
    record: Record, stad: OpenLedger, reported: str, noticed: str
) -> None:
    made = by("Rektorn", decided=date(2026, 3, 2), delegation="Nämndens delegationsordning 4.2")
    record(made, decided(5_00, frame=key("bun", line="x")))
    meant = DecisionReference("Rektorn", "BUN 2026/3", "§ 20")
    record(None, DelegatedDecisionReported(meant, body=reported, meeting_day=DAY, paragraph="§ 44"))
    record(None, NoticePosted(noticed, DAY, POSTED))
    assert stands(stad) == (f"laga kraft sedan {FORCE}", True)


@pytest.mark.usefixtures("_units")
@pytest.mark.parametrize(("decides", "registered"), PAIRS)
def test_a_meeting_has_what_was_decided_at_it_by_any_name(
    record: Record, stad: OpenLedger, decides: str, registered: str
) -> None:
    record(by(decides), decided(5_00, frame=key("bun", line="x")))
    record(None, MeetingRegistered(registered, DAY, 19, 21))
    record(None, ParagraphsWithoutBudgetEffect(decides, DAY, ("§ 19",)))
    [meeting] = meetings_answer(stad.model, Question()).answer.meetings
    assert ([each.paragraph for each in meeting.recorded], meeting.without_effect) == (["§ 20"], ("§ 19",))
    assert meeting.gaps == ("§ 21",)


@pytest.mark.usefixtures("_units")
@pytest.mark.parametrize(("first", "later"), PAIRS)
def test_clauses_of_one_decision_stand_together(record: Record, stad: OpenLedger, first: str, later: str) -> None:
    record(by(first), decided(5_00, frame=key("bun", line="x")))
    record(by(later, clause=2), decided(5_00, frame=key("bun", line="y")))
    of_board = [each for each in diary_answer(stad.model, Question()).answer.decisions if each.paragraph == "§ 20"]
    assert [(each.body, [clause.clause for clause in each.clauses]) for each in of_board] == [(first, [1, 2])]


def test_what_the_council_let_the_executive_decide_is_its_own_and_may_be_reported(
    record: Record, stad: OpenLedger
) -> None:
    """KL 5:2: legal force from its own notice, and nothing is told of the report."""
    made = replace(by("KS"), delegation="KF:s beslut 2026-02-15 § 5")
    record(made, decided(5_00, frame=key("slk", line="x")))
    record(None, NoticePosted("Kommunstyrelsen", DAY, POSTED))
    meant = DecisionReference("KS", "BUN 2026/3", "§ 20")
    last = record(None, DelegatedDecisionReported(meant, body="KF", meeting_day=date(2026, 4, 20)))
    [reported] = stad.log.between(last - 1, last)
    assert reported.entry.recording.warnings == ()
    assert stands(stad) == (f"laga kraft sedan {FORCE}", True)
