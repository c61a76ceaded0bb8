"""A tertial report on Stockholm's own ledger: closed, then a supplement that was decided in time and recorded late,
then opened again and closed once more. What was reported stays, what stands now is told beside it, and why.

The frame of slk for 2026 is Stockholm's; what is decided after it is the tests' own, in whole millions.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec
import pytest

from api.app import Application, OpenLedger
from ledger.events import (
    AnyFact,
    FrameAdjusted,
    RecordingErrorCorrected,
    Replacement,
    ReportClosed,
    ReportKind,
    ReportReopened,
)
from ledger.log.embedded import EmbeddedServer
from ledger.recording import Receipt
from ledger.values import Basis
from projections.asking.cause import Cause
from projections.asking.question import Question
from projections.chapters.closed_report import ReportAnswer, report_answer
from projections.chapters.reports import reports_answer
from projections.frames.current import frames_answer
from tests.given import AUTHOR, Command, basis, key
from tests.stories.conftest import MNKR, budget_of
from tests.stories.doors import Doors, World, doors_to, recorded_worlds

NET: Final = 153_130_000_000
"""1 531,3 mnkr: what the council decided for slk in 2026."""

APRIL: Final = date(2026, 4, 30)
CLOSING: Final = ReportClosed("t1-2026", ReportKind.TERTIAL, "Tertialrapport 1 2026", 2026, APRIL)
SUPPLEMENT: Final = FrameAdjusted(key(), budget_of(9))


class Stockholm(NamedTuple):
    """The ledger, and short ways to record in it and to ask."""

    application: Application
    ledger: OpenLedger

    def records(self, fact: AnyFact, on: Basis | None = None) -> Receipt:
        """One fact, taken in at once."""
        receipt = self.application.record("stockholm", Command((fact,), on), AUTHOR, None)
        self.ledger.runner.catch_up()
        return receipt

    def report(self, **asked: Any) -> ReportAnswer:
        """The report on slk's money."""
        question = Question(name="t1-2026", unit="slk", line="total", **asked)
        return report_answer(self.ledger.model, question).answer


@pytest.fixture
def recorded(server: EmbeddedServer) -> Iterator[World]:
    with recorded_worlds(server) as world:
        yield world


@pytest.fixture
def stockholm(recorded: World) -> Stockholm:
    """A change of 5 millions in March, as somebody recorded it, and the report closed after that."""
    stockholm = Stockholm(recorded.application, recorded.application.ledger("stockholm"))
    stockholm.records(FrameAdjusted(key(), budget_of(5)), basis("2026-03-10", "§ 20"))
    stockholm.records(CLOSING)
    return stockholm


def millions(ore: int | None) -> int | None:
    """By how many whole millions a net differs from what the council decided."""
    return None if ore is None else (ore - NET) // MNKR


def told(answer: ReportAnswer) -> tuple[int | None, int | None, dict[Cause, int]]:
    """As reported, as it stands, in millions beside the council's; and the difference by cause, in millions."""
    [total] = [total for total in answer.totals if total.kind == "operating"]
    causes = {cause.cause: (cause.change.net_ore or 0) // MNKR for cause in total.causes}
    assert (total.change.net_ore or 0) == sum(cause.change.net_ore or 0 for cause in total.causes)
    return millions(total.before.net_ore), millions(total.after.net_ore), causes


def test_a_supplement_that_comes_late_is_a_line_of_its_own_and_alters_nothing_that_was_reported(
    stockholm: Stockholm,
) -> None:
    closed = stockholm.ledger.log.head()
    assert told(stockholm.report()) == (5, 5, {})
    assert stockholm.report().note == "Ingenting är registrerat efter rapporten."
    receipt = stockholm.records(SUPPLEMENT, basis("2026-03-20", "§ 21"))
    assert [warning.code for warning in receipt.consequence.warnings] == ["period-reported", "rule-accepted"]
    answer = stockholm.report()
    assert told(answer) == (5, 14, {Cause.RECORDED_LATE: 9})
    [step] = answer.steps
    assert (step.decision.position, step.decision.paragraph, step.acts_on) == (closed + 1, "§ 21", date(2026, 3, 20))
    assert (answer.version, answer.reported.as_of, answer.reported.position) == (1, APRIL, closed - 1)
    assert (answer.coordinates.as_of, answer.coordinates.position) == (APRIL, closed + 1)


def test_what_was_reported_is_the_frames_at_the_coordinate_of_the_report_for_ever(stockholm: Stockholm) -> None:
    answer = stockholm.report()
    at = Question(year=2026, unit="slk", line="total", as_of=APRIL, known_at=answer.reported.position)
    before = msgspec.json.encode(frames_answer(stockholm.ledger.model, at).answer)
    stockholm.records(SUPPLEMENT, basis("2026-03-20", "§ 21"))
    assert msgspec.json.encode(frames_answer(stockholm.ledger.model, at).answer) == before
    [frame] = [frame for frame in frames_answer(stockholm.ledger.model, at).answer.frames if frame.kind == "operating"]
    [unit] = [unit for unit in stockholm.report().units if unit.kind == "operating"]
    assert unit.before.net_ore == frame.net_ore == NET + 5 * MNKR


def test_each_cause_is_told_by_itself_and_what_was_decided_after_the_day_only_when_it_is_asked_for(
    stockholm: Stockholm,
) -> None:
    """The change of March was 6 and not 5: a recording error. The decision of May is none of the report's."""
    closed = stockholm.ledger.log.head()
    right = Replacement(FrameAdjusted(key(), budget_of(6)), basis("2026-03-10", "§ 20"))
    corrected = stockholm.records(RecordingErrorCorrected(closed - 1, "Beloppet skrevs av fel.", right))
    stockholm.records(SUPPLEMENT, basis("2026-03-20", "§ 21"))
    may = stockholm.records(FrameAdjusted(key(), budget_of(4)), basis("2026-05-04", "§ 30"))
    assert "period-reported" in [warning.code for warning in corrected.consequence.warnings]
    assert "period-reported" not in [warning.code for warning in may.consequence.warnings]
    assert told(stockholm.report()) == (5, 15, {Cause.CORRECTION: 1, Cause.RECORDED_LATE: 9})
    assert told(stockholm.report(as_of=date(2026, 5, 31))) == (
        5,
        19,
        {Cause.CORRECTION: 1, Cause.RECORDED_LATE: 9, Cause.NEW_DECISION: 4},
    )
    assert told(stockholm.report(known_at=closed)) == (5, 5, {})


def test_opened_again_and_closed_once_more_it_is_a_second_version_and_the_first_stays(stockholm: Stockholm) -> None:
    stockholm.records(SUPPLEMENT, basis("2026-03-20", "§ 21"))
    opened = stockholm.records(ReportReopened("t1-2026", "Tilläggsanslaget i mars saknades."))
    assert told(stockholm.report()) == (5, 14, {Cause.RECORDED_LATE: 9})
    stockholm.records(CLOSING)
    second = stockholm.report()
    assert (second.version, told(second)) == (2, (14, 14, {}))
    first = stockholm.report(version=1)
    assert (first.version, told(first)) == (1, (5, 14, {Cause.RECORDED_LATE: 9}))
    [report] = reports_answer(stockholm.ledger.model, Question(year=2026)).answer.reports
    assert report.closed
    reopened = report.versions[0].reopened
    assert reopened is not None
    assert (reopened.position, reopened.reason) == (opened.last_position, "Tilläggsanslaget i mars saknades.")


@pytest.fixture
def doors(
    stockholm: Stockholm, recorded: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Doors]:
    """Both doors to Stockholm's ledger, with a supplement that came late to its report."""
    stockholm.records(SUPPLEMENT, basis("2026-03-20", "§ 21"))
    with doors_to("stockholm", recorded, monkeypatch, capsys) as both:
        yield both


def test_both_doors_say_the_same_in_one_call(doors: Doors) -> None:
    answer = doors.ask("frames/report", name="t1-2026", by="top")
    assert (answer["report"]["kind_text"], answer["version"], answer["by"]) == ("tertialrapport", 1, "top")
    [total] = [total for total in answer["totals"] if total["kind"] == "operating"]
    assert total["change"]["net_ore"] == 9 * MNKR
    shown = doors.shown("report", name="t1-2026", unit="slk")
    assert "Stockholms stad · Tertialrapport 1 2026 (t1-2026), version 1 av 1 · Avser 2026" in shown
    assert "Kostnader 1 583,9 1 592,9 9 " in shown
    assert "Poster efter rapporten" in shown
    [listed] = doors.ask("reports", year="2026")["reports"]
    assert (listed["report"], listed["closed"]) == ("t1-2026", True)
    assert "t1-2026 tertialrapport 2026 1 Tertialrapport 1 2026 2026-04-30" in doors.shown("reports")


def test_a_report_that_nobody_has_closed_is_refused_with_those_there_are(doors: Doors) -> None:
    code, said = doors.liggare("report", "--ledger", "stockholm", "--name", "t2-2026")
    assert code == 2
    assert "Rapporten t2-2026 var inte avslutad" in said
    assert "en av: t1-2026" in said
