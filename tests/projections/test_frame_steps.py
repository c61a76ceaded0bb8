"""A frame as a step function over decided days: on each day it is what the naive model answers there, and what one
entry did is the difference of two, so that the differences of all entries add up to the frame."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Final

from hypothesis import given, settings

from ledger.log.entry import Recorded
from ledger.looking.state import State, fold
from ledger.meaning.effects import NOTHING, Sides
from ledger.meaning.frame_steps import (
    NO_CHANGE,
    ChangeOnDay,
    FrameStep,
    SidesChange,
    StepFunction,
    counted,
    step_function,
)
from ledger.meaning.frames import BEFORE_ANYTHING
from ledger.values import FrameKey, FrameKind
from tests.projections import naive
from tests.projections.naive import Coordinate
from tests.projections.random_ledgers import DAYS, FIRST, FRAMES, Drawn, completed, ledgers
from tests.projections.said import Frame

RECORDED_ON: Final = date(2026, 3, 1)
RECORDED_AT: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
BEFORE: Final = FrameStep(date.min, BEFORE_ANYTHING.value)
ASKED: Final = sorted({day + timedelta(days=more) for day in (*DAYS, RECORDED_ON) for more in (-1, 0)})


def states(drawn: Drawn) -> Iterator[State]:
    """What the rules know before the first drawn entry, and after each."""
    entries = [completed(RECORDED_ON, entry) for entry in drawn.entries]
    recorded = [Recorded(number, RECORDED_AT, entry, b"") for number, entry in enumerate(entries, start=FIRST)]
    yield from (fold(recorded[:count]) for count in range(len(recorded) + 1))


def function_of(state: State, frame: Frame) -> StepFunction:
    tag = FrameKey(frame.unit, FrameKind(frame.kind), frame.year, frame.line).tag
    return step_function(state.of_frame(tag), state.later_acts)


def undetermined(answer: naive.Answer, frame: Frame) -> Sides:
    beside = [moved.figures for _, moved in answer.beside["undetermined"] if moved.frame == frame]
    return reduce(Sides.plus, (Sides(*figures) for figures in beside), NOTHING)


def added_up(changes: list[ChangeOnDay], day: date) -> tuple[SidesChange, SidesChange]:
    """What some changes come to on a day: the frame, and what is undetermined beside it."""
    by_then = [change for change in changes if change.decided_on <= day]
    return (
        reduce(SidesChange.plus, (change.change for change in by_then), NO_CHANGE),
        reduce(SidesChange.plus, (change.undetermined for change in by_then), NO_CHANGE),
    )


@settings(max_examples=100, deadline=None)
@given(drawn=ledgers())
def test_on_each_day_a_step_function_is_what_the_naive_model_answers(drawn: Drawn) -> None:
    for position, state in enumerate(states(drawn), start=FIRST - 1):
        functions = {frame: function_of(state, frame) for frame in FRAMES}
        for day in ASKED:
            answer = naive.answer(drawn.lines, FIRST, Coordinate(position, day), RECORDED_ON)
            for frame, function in functions.items():
                there, expected = function.on(day), answer.frames.get(frame)
                assert there.known == (expected is not None)
                if expected is not None:
                    assert (there.commitment, there.sides) == (expected.commitment, Sides(*expected.figures))
                assert function.undetermined_on(day) == undetermined(answer, frame), (position, day, frame)
                step = [step for step in (BEFORE, *function.steps) if step.since <= day][-1]
                assert (step.value, step.undetermined) == (there.value, function.undetermined_on(day))


@settings(max_examples=100, deadline=None)
@given(drawn=ledgers())
def test_what_each_entry_did_adds_up_to_the_frame_on_every_day(drawn: Drawn) -> None:
    for frame in FRAMES:
        before, changes = StepFunction(), list[ChangeOnDay]()
        for state in states(drawn):
            after = function_of(state, frame)
            changes += after.since(before)
            before = after
            for day in ASKED:
                figures = (after.on(day).sides, after.undetermined_on(day))
                assert added_up(changes, day) == tuple(map(counted, figures))


def test_an_unknown_figure_is_counted_and_never_nothing() -> None:
    assert counted(Sides(None, 2, None)) == SidesChange(0, 2, 0, 1, 0, 1)
    assert counted(Sides(None, 2, None)).sides == Sides(None, 2, None)
    assert counted(Sides(5, 2, 3)).less(counted(Sides(None, 2, None))) == SidesChange(5, 0, 3, -1, 0, -1)
