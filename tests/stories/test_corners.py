"""On Stockholm's own ledger, the five things that make two clocks necessary: each asked before and after on both, with
what changed told by its cause, and *why* adding up at every corner.

The frame of slk for 2026 is Stockholm's; what is decided after it is the tests' own, in whole millions.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

import msgspec
import pytest
from msgspec.structs import replace

from api.app import Application, OpenLedger
from ledger.events import (
    AnyFact,
    FrameAdjusted,
    FrameTransferred,
    JudgmentGiven,
    JudgmentOutcome,
    RecordingErrorCorrected,
    Replacement,
    TechnicalAdjustmentMade,
)
from ledger.log.embedded import EmbeddedServer
from ledger.values import Basis, DecisionReference
from projections.asking.cause import Cause
from projections.asking.question import Question
from projections.frames.difference import difference_answer
from projections.frames.why import why_answer
from tests.given import AUTHOR, Command, basis, key
from tests.projections.test_explaining_laws import check_why
from tests.stories.conftest import MNKR, budget_of
from tests.stories.doors import recorded_worlds

NET: Final = 153_130_000_000
"""1 531,3 mnkr: what the council decided for slk in 2026."""


class Stockholm(NamedTuple):
    """The ledger, and short ways to record in it and to ask."""

    application: Application
    ledger: OpenLedger

    def records(self, fact: AnyFact, on: Basis | None = None) -> int:
        """One fact, taken in at once. Returns its position."""
        receipt = self.application.record("stockholm", Command((fact,), on), AUTHOR, None)
        self.ledger.runner.catch_up()
        return receipt.last_position or 0

    def changed(self, as_of: str, known_at: int, unit: str = "slk") -> int:
        """By how many millions a unit's frame differs from what the council decided for slk, or from nothing."""
        question = Question(year=2026, as_of=date.fromisoformat(as_of), known_at=known_at, unit=unit, line="total")
        check_why(self.ledger, question)
        frames = [frame for frame in why_answer(self.ledger.model, question).answer.frames if frame.kind == "operating"]
        nets = [frame.amount.net_ore or 0 for frame in frames if frame.lines]
        return (sum(nets) - (NET if unit == "slk" else 0)) // MNKR

    def causes(self, start: tuple[str, int], until: tuple[str, int]) -> dict[Cause, int]:
        """What changed slk's frame between two coordinates, in millions."""
        question = Question(year=2026, as_of=date.fromisoformat(until[0]), known_at=until[1], unit="slk")
        begin = replace(question, as_of=date.fromisoformat(start[0]), known_at=start[1])
        units = difference_answer(self.ledger.model, begin, question).answer.units
        return {each.cause: (each.change.net_ore or 0) // MNKR for unit in units for each in unit.causes}


@pytest.fixture
def stockholm(server: EmbeddedServer) -> Iterator[Stockholm]:
    with recorded_worlds(server) as world:
        yield Stockholm(world.application, world.application.ledger("stockholm"))


def test_a_supplement_decided_in_time_but_recorded_late(stockholm: Stockholm) -> None:
    before = stockholm.ledger.log.head()
    after = stockholm.records(FrameAdjusted(key(), budget_of(9)), basis("2026-03-10", "§ 21"))
    corners = [stockholm.changed(day, at) for at in (before, after) for day in ("2026-03-09", "2026-03-10")]
    assert corners == [0, 0, 0, 9]
    assert stockholm.causes(("2026-04-30", before), ("2026-04-30", after)) == {Cause.RECORDED_LATE: 9}
    assert stockholm.causes(("2026-03-09", before), ("2026-04-30", after)) == {Cause.NEW_DECISION: 9}


def test_a_change_decided_before_a_set_and_recorded_after_it(stockholm: Stockholm) -> None:
    """It counted until the budget was decided, on 31 December at the latest, and never since."""
    before = stockholm.ledger.log.head()
    after = stockholm.records(FrameAdjusted(key(), budget_of(9)), basis("2025-09-15", "§ 21"))
    assert [stockholm.changed("2026-03-01", at) for at in (before, after)] == [0, 0]
    assert stockholm.changed("2025-09-20", after) == 9 - NET // MNKR - 1, "the change alone"
    assert stockholm.causes(("2026-03-01", before), ("2026-03-01", after)) == {}
    question = Question(year=2026, as_of=date(2026, 3, 1), known_at=after, unit="slk", line="total")
    [frame_why] = [frame for frame in why_answer(stockholm.ledger.model, question).answer.frames if frame.beside]
    assert [(beside.part, beside.decision.position) for beside in frame_why.beside] == [("swallowed", after)]


def test_a_technical_adjustment_in_june_with_effect_from_january(stockholm: Stockholm) -> None:
    before = stockholm.ledger.log.head()
    on = msgspec.structs.replace(basis("2026-06-15", "§ 33"), effective_day=date(2026, 1, 1))
    after = stockholm.records(TechnicalAdjustmentMade(key(), budget_of(-47)), on)
    corners = [stockholm.changed(day, at) for at in (before, after) for day in ("2026-04-30", "2026-06-15")]
    assert corners == [0, 0, 0, -47]
    assert stockholm.causes(("2026-04-30", after), ("2026-06-15", after)) == {Cause.NEW_DECISION: -47}


def test_a_correction_of_a_recording_error(stockholm: Stockholm) -> None:
    wrong = stockholm.records(FrameAdjusted(key(), budget_of(90)), basis("2026-03-10", "§ 21"))
    right = Replacement(FrameAdjusted(key(), budget_of(9)), basis("2026-03-10", "§ 21"))
    after = stockholm.records(RecordingErrorCorrected(wrong, "90 är 9", right))
    corners = [stockholm.changed(day, at) for at in (wrong, after) for day in ("2026-03-09", "2026-03-10")]
    assert corners == [0, 90, 0, 9]
    assert stockholm.causes(("2026-04-30", wrong), ("2026-04-30", after)) == {Cause.CORRECTION: -81}
    assert stockholm.causes(("2026-03-01", wrong), ("2026-04-30", after)) == {Cause.NEW_DECISION: 9}


def test_a_transfer_annulled_after_seven_months_with_the_judgment_final_later_still(stockholm: Stockholm) -> None:
    moved = FrameTransferred(key(), key("visningsenheten"), budget_of(12))
    before = stockholm.records(moved, basis("2026-02-10", "§ 3"))
    meant = DecisionReference("KF", "KS 2025/1", "§ 3")
    judgment = JudgmentGiven(
        meant,
        "Kammarrätten",
        JudgmentOutcome.ANNULLED,
        date(2026, 9, 10),
        date(2026, 10, 5),
        final_ground="Lagakraftbevis",
    )
    after = stockholm.records(judgment)
    days = ("2026-02-09", "2026-02-10", "2026-09-10", "2026-10-04", "2026-10-05")
    assert [stockholm.changed(day, before) for day in days] == [0, -12, -12, -12, -12]
    assert [stockholm.changed(day, after) for day in days] == [0, -12, -12, -12, 0]
    assert [stockholm.changed(day, after, "visningsenheten") for day in days] == [0, 12, 12, 12, 0]
    assert stockholm.causes(("2026-10-04", after), ("2026-10-05", after)) == {Cause.ANNULMENT: 12}
    assert stockholm.causes(("2026-10-05", before), ("2026-10-05", after)) == {Cause.ANNULMENT: 12}
    assert stockholm.causes(("2026-01-01", before), ("2026-11-01", after)) == {
        Cause.NEW_DECISION: -12,
        Cause.ANNULMENT: 12,
    }
