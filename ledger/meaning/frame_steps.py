"""A frame as a step function over decided days: what it is from each day on, and what is undetermined beside it.

What one entry does to a frame is the difference of two such functions, one with what was known before it and one with
what was known after. Differences add up: the sum of those of all entries is the frame, on every day.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from ledger.meaning.effects import NOTHING, FrameValue, Sides
from ledger.meaning.frames import FrameFact, Role, frame_on, in_order, is_touched
from ledger.meaning.history import timeline
from ledger.meaning.later_acts import LaterActs


class FrameStep(msgspec.Struct, frozen=True):
    """What a frame is from a day on, until the next step: its value, and the sum of what is undetermined beside it."""

    since: date
    value: FrameValue
    undetermined: Sides = NOTHING


_BEFORE: Final = FrameStep(date.min, FrameValue(NOTHING, None, known=False))
"""A frame before anything."""


class SidesChange(msgspec.Struct, frozen=True):
    """By how much three figures changed, in öre, where a figure that is not known stands as 0 and is counted for
    itself: `unknown_net` 1 says that the net was known before and is not now, -1 the other way."""

    costs_ore: int = 0
    revenues_ore: int = 0
    net_ore: int = 0
    unknown_costs: int = 0
    unknown_revenues: int = 0
    unknown_net: int = 0

    def plus(self, other: "SidesChange") -> "SidesChange":
        """Both together."""
        mine, others = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        return SidesChange(*(one + another for one, another in zip(mine, others, strict=True)))

    def less(self, other: "SidesChange") -> "SidesChange":
        """The one without the other."""
        mine, others = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        return SidesChange(*(one - another for one, another in zip(mine, others, strict=True)))

    @property
    def sides(self) -> Sides:
        """What a sum of changes has come to."""
        figures = zip(msgspec.structs.astuple(self)[:3], msgspec.structs.astuple(self)[3:], strict=True)
        return Sides(*(None if unknown else ore for ore, unknown in figures))


NO_CHANGE: Final = SidesChange()


def counted(sides: Sides) -> SidesChange:
    """Figures as a change from nothing."""
    figures = msgspec.structs.astuple(sides)
    return SidesChange(*(ore or 0 for ore in figures), *(int(ore is None) for ore in figures))


class ChangeOnDay(msgspec.Struct, frozen=True):
    """One step of a difference: from this decided day on, so much more."""

    decided_on: date
    change: SidesChange
    undetermined: SidesChange


class StepFunction(msgspec.Struct, frozen=True):
    """A frame on every day: its steps in order of days, each another than the one before it."""

    steps: tuple[FrameStep, ...] = ()

    def on(self, day: date) -> FrameStep:
        """The step that a day is on."""
        number = bisect_right(self.steps, day, key=_since)
        return self.steps[number - 1] if number else _BEFORE

    def since(self, earlier: "StepFunction") -> tuple[ChangeOnDay, ...]:
        """What is to be added to an earlier function to make this one: the days on which that changes."""
        return tuple(_changes(earlier, self))


def _since(step: FrameStep) -> date:
    return step.since


def _changes(before: StepFunction, after: StepFunction) -> Iterator[ChangeOnDay]:
    so_far = NO_CHANGE, NO_CHANGE
    for day in sorted({step.since for step in (*before.steps, *after.steps)}):
        was, now = before.on(day), after.on(day)
        whole = (
            counted(now.value.sides).less(counted(was.value.sides)),
            counted(now.undetermined).less(counted(was.undetermined)),
        )
        if whole != so_far:
            yield ChangeOnDay(day, whole[0].less(so_far[0]), whole[1].less(so_far[1]))
        so_far = whole


def step_function(facts: Iterable[FrameFact], later_acts: LaterActs) -> StepFunction:
    """One frame as a step function, from its facts in any order and what has come of decisions since."""
    ordered = in_order(facts)
    through_time = timeline(ordered, later_acts)
    waiting = [fact for fact in ordered if fact.decided_earliest < fact.decided_latest]
    days = {*through_time.days(), *(day for fact in waiting for day in (fact.decided_earliest, fact.decided_latest))}
    if any(is_touched(fact, later_acts) for fact in waiting):
        days |= {*later_acts.days()}
    steps: list[FrameStep] = []
    for day in sorted(days):
        step = FrameStep(day, through_time.on(day), _undetermined(waiting, later_acts, day))
        before = steps[-1] if steps else _BEFORE
        if (step.value, step.undetermined) != (before.value, before.undetermined):
            steps.append(step)
    return StepFunction(tuple(steps))


def _undetermined(waiting: Iterable[FrameFact], later_acts: LaterActs, day: date) -> Sides:
    """The sum of what may have been decided by a day, and may not."""
    seen = [fact for fact in waiting if fact.decided_earliest <= day < fact.decided_latest]
    total = NOTHING
    for fact in frame_on(seen, later_acts, day).facts:
        if fact.role is Role.UNDETERMINED:
            total = total.plus(fact.fact.sides)
    return total
