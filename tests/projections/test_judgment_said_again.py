"""R-56: a judgment that is recorded again comes instead of what it said before, in every answer, as known at a
position; until then everything answers what was said first."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.events import AnnulledAmount, JudgmentEffect, JudgmentGiven, JudgmentOutcome, UnitRenamed
from ledger.values import DecisionReference
from projections.asking.question import Question
from projections.frames.current import frames_answer
from projections.frames.difference import difference_answer
from projections.frames.timeline import timeline_answer
from tests.given import adjusted, basis, key, money
from tests.projections.telling import Told

ON = basis("2026-02-01", "§ 2")
OF = DecisionReference("KF", "KS 2025/1", "§ 2")
FIRST = JudgmentGiven(
    OF, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), final_ground="Lagakraftbevis"
)
LATER_DAY = replace(
    FIRST, final_on=date(2026, 6, 15), decision=replace(OF, decided_on=date(2026, 2, 1)), final_ground="Lagakraftbevis"
)
IN_PART = replace(FIRST, effect=JudgmentEffect.ANNULLED_IN_PART, annulled_amounts=(AnnulledAmount(key(), money(4_00)),))


def costs(told: Told, as_of: str, known_at: int | None = None) -> int | None:
    told.ledger.runner.catch_up()
    question = Question(year=2026, unit="slk", as_of=date.fromisoformat(as_of), known_at=known_at)
    return frames_answer(told.ledger.model, question).answer.frames[0].costs_ore


DAYS = ("2026-05-31", "2026-06-01", "2026-06-14", "2026-06-15", "2026-11-20")


@pytest.mark.parametrize(
    ("again", "figures"),
    [
        (LATER_DAY, (510_00, 510_00, 510_00, 500_00, 500_00)),
        (replace(FIRST, final_on=date(2026, 5, 31), final_ground="Lagakraftbevis"), (500_00,) * 5),
        (replace(FIRST, final_on=None), (510_00,) * 5),
        (replace(FIRST, outcome=JudgmentOutcome.DENIED), (510_00,) * 5),
        (IN_PART, (510_00, 506_00, 506_00, 506_00, 506_00)),
        (
            replace(IN_PART, final_on=date(2026, 6, 15), final_ground="Lagakraftbevis"),
            (510_00, 510_00, 510_00, 506_00, 506_00),
        ),
    ],
)
def test_what_was_recorded_last_holds_in_every_answer(told: Told, again: JudgmentGiven, figures: tuple[int]) -> None:
    """500 and +10, annulled from 1 June; then the same judgment says something else."""
    told.record(adjusted(10_00), on=ON)
    before = told.record(FIRST)
    position = told.record(again)
    assert tuple(costs(told, day) for day in DAYS) == figures
    first = (510_00, *(500_00,) * 4)
    assert tuple(costs(told, day, before) for day in DAYS) == first, "as it was known then"
    model = told.ledger.model
    for day, now, was in zip(DAYS, figures, first, strict=True):
        question = Question(year=2026, unit="slk", as_of=date.fromisoformat(day))
        [frame] = timeline_answer(model, question).answer.frames
        decided = [step.amount.costs_ore for step in frame.decided if str(step.acts_on) <= day]
        assert (decided[-1], frame.known[-1].amount.costs_ore) == (now, now)
        days = [step.acts_on for step in frame.decided]
        assert len(set(days)) == len(days), "nothing comes and goes on one day"
        answer = difference_answer(
            model, replace(question, known_at=before), replace(question, known_at=position)
        ).answer
        changes = [unit.change.costs_ore for unit in answer.units]
        assert sum(ore or 0 for ore in changes) == now - was


def test_of_one_clause_again_the_others_stay_annulled_from_the_first_day(told: Told) -> None:
    told.record(adjusted(10_00), on=replace(ON, clause=1))
    told.record(adjusted(5_00), on=replace(ON, clause=2))
    told.record(FIRST)
    told.record(replace(LATER_DAY, decision=replace(OF, clause=2)))
    assert tuple(costs(told, day) for day in DAYS) == (515_00, 505_00, 505_00, 500_00, 500_00)
    for day in DAYS:
        question = Question(year=2026, unit="slk", as_of=date.fromisoformat(day))
        [frame] = timeline_answer(told.ledger.model, question).answer.frames
        assert frame.known[-1].amount.costs_ore == costs(told, day)
        assert [step.amount.costs_ore for step in frame.decided] == [500_00, 510_00, 515_00, 505_00, 500_00]


def test_a_judgment_without_a_day_reaches_nothing_that_is_decided_after_it(told: Told) -> None:
    """+10 by § 2 in February, annulled by a judgment of 1 May that names no day; +7 by the next § 2 of the case, on
    1 July, counts: 507. Nor does what that says of a unit fall."""
    told.record(adjusted(10_00), on=ON)
    told.record(FIRST)
    later = told.record(adjusted(7_00), UnitRenamed("slk", "Ledning", date(2026, 7, 1)), on=basis("2026-07-01", "§ 2"))
    assert tuple(costs(told, day) for day in DAYS) == (510_00, 500_00, 500_00, 500_00, 507_00)
    assert [code for code, position, _ in told.everywhere("slk") if position == later] == []
    question = Question(year=2026, unit="slk", as_of=date(2026, 11, 20))
    assert frames_answer(told.ledger.model, question).answer.frames[0].unit_name == "Ledning"


@pytest.mark.parametrize("first", [True, False])
def test_a_clause_stays_annulled_whatever_is_said_of_the_whole(told: Told, first: bool) -> None:
    """Clause 1 of +10 is annulled, and the appeal of § 2 otherwise refused by the same court on the same day: +5 of
    clause 2 stays, however the two are recorded."""
    told.record(adjusted(10_00), on=replace(ON, clause=1))
    told.record(adjusted(5_00), on=replace(ON, clause=2))
    said = [replace(FIRST, decision=replace(OF, clause=1)), replace(FIRST, outcome=JudgmentOutcome.DENIED)]
    for judgment in said if first else reversed(said):
        told.record(judgment)
    assert tuple(costs(told, day) for day in DAYS) == (515_00, 505_00, 505_00, 505_00, 505_00)
