"""A frame as a step function over decided days: what it is from each day on, and what is undetermined beside it.

One for rules and answers: the figures that the read model answers on any day, reckoned once for all days, and kept up
one fact at a time. What one entry does to a frame is the difference of two such functions, one with what was known
before it and one with what was known after. Differences add up: the sum of those of all entries is the frame, on every
day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from operator import add, attrgetter, itemgetter, sub
from typing import Final

import msgspec

from ledger.meaning.effects import NOTHING, FrameValue, Sides, sum_of_sides
from ledger.meaning.frames import (
    BEFORE_ANYTHING,
    FrameFact,
    Standing,
    decided_order,
    frame_on,
    in_order,
    is_touched,
    standing_on,
)
from ledger.meaning.later_acts import LaterActs, Role
from ledger.meaning.placed import Decided

# --- In decided order -------------------------------------------------------------------------------------------

_day: Final = attrgetter("decided_latest")
_NOWHERE: Final = (BEFORE_ANYTHING,)


class History(msgspec.Struct, frozen=True):
    """The facts of one frame that stand, in decided order, and where the frame stands before the first and after each.
    A fact that comes last costs one step."""

    ordered: tuple[FrameFact, ...] = ()
    standings: tuple[Standing, ...] = _NOWHERE

    def plus(self, fact: FrameFact) -> "History":
        """With one more fact in its place."""
        index = bisect_right(self.ordered, fact.decided, key=decided_order)
        return _continued((*self.ordered[:index], fact, *self.ordered[index:]), self.standings[: index + 1])

    def without(self, entry_position: int) -> "History":
        """Without what an entry did."""
        left = tuple(fact for fact in self.ordered if fact.entry_position != entry_position)
        pairs = enumerate(zip(left, self.ordered, strict=False))
        same = next((number for number, (now, was) in pairs if now is not was), len(left))
        return _continued(left, self.standings[: same + 1])

    def before(self, decided: Decided) -> Standing:
        """Just before a place in decided order."""
        return self.standings[bisect_left(self.ordered, decided, key=decided_order)]

    def last(self) -> Standing:
        """After everything."""
        return self.standings[-1]

    def last_with(self, fact: FrameFact) -> Standing:
        """After everything, with one more fact in its place."""
        comes_last = not self.ordered or fact.decided >= self.ordered[-1].decided
        return self.standings[-1].after(fact) if comes_last else self.plus(fact).standings[-1]

    def on(self, day: date) -> Standing:
        """As decided up to and including a day."""
        return self.standings[bisect_right(self.ordered, day, key=_day)]

    def days(self, start: date = date.min) -> Iterator[date]:
        """The days that something was decided on, from one day on; each once, in order."""
        index = bisect_left(self.ordered, start, key=_day)
        while index < len(self.ordered):
            day = self.ordered[index].decided_latest
            yield day
            index = bisect_right(self.ordered, day, index, key=_day)


def history_on(facts: Iterable[FrameFact], later_acts: LaterActs, day: date) -> History:
    """One frame's history as decisions stand on a day, from its facts in any order."""
    return _continued(tuple(sorted(standing_on(facts, later_acts, day), key=decided_order)), _NOWHERE)


def _continued(ordered: tuple[FrameFact, ...], standings: tuple[Standing, ...]) -> History:
    """A history whose first standings are already known."""
    new = accumulate(ordered[len(standings) - 1 :], Standing.after, initial=standings[-1])
    return History(ordered, (*standings[:-1], *new))


# --- On every day -----------------------------------------------------------------------------------------------


class FrameStep(msgspec.Struct, frozen=True):
    """What a frame is from a day on, until the next step: its value, and the sum of what is undetermined beside it."""

    since: date
    value: FrameValue
    undetermined: Sides = NOTHING


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
        return SidesChange(*map(add, mine, others))

    def less(self, other: "SidesChange") -> "SidesChange":
        """The one without the other."""
        mine, others = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        return SidesChange(*map(sub, mine, others))

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


_AFTER_THE_BEGINNING: Final = date.min + timedelta(days=1)


class StepFunction(msgspec.Struct, frozen=True, dict=True):
    """One frame on every day of the decided clock. `stretches`: from which day on, the history of the decisions that
    then stand; most frames have one, and a judgment, a condition that is met or an index that is decided begins
    another. `bounded` are the facts whose decision day is known only by its bounds."""

    later_acts: LaterActs = LaterActs()
    stretches: tuple[tuple[date, History], ...] = ((date.min, History()),)
    bounded: tuple[FrameFact, ...] = ()

    def on(self, day: date) -> Standing:
        """The frame as decided up to and including a day."""
        number = bisect_right(self.stretches, day, key=itemgetter(0))
        return self.stretches[number - 1][1].on(day)

    def undetermined_on(self, day: date) -> Sides:
        """The sum of what may have been decided by a day, and may not."""
        seen = [fact for fact in self.bounded if fact.decided_earliest <= day < fact.decided_latest]
        waiting = frame_on(in_order(seen), self.later_acts, day).facts if seen else ()
        return sum_of_sides(fact.fact.sides for fact in waiting if fact.role is Role.UNDETERMINED)

    @property
    def now(self) -> History:
        """In decided order, as the decisions stand after everything."""
        return self.stretches[-1][1]

    def days(self, start: date = date.min) -> Iterator[date]:
        """The days on which the frame can change, from one day on; each once, in order."""
        days = {day for since, history in self.stretches for day in (since, *history.days(start))}
        return iter(sorted(day for day in days if day >= max(start, _AFTER_THE_BEGINNING)))

    @cached_property
    def steps(self) -> tuple[FrameStep, ...]:
        """Its steps in order of days, each another than the one before it."""
        days = {*self.days(), *(day for fact in self.bounded for day in (fact.decided_earliest, fact.decided_latest))}
        if any(is_touched(fact, self.later_acts) for fact in self.bounded):
            days |= {*self.later_acts.days()}
        steps = [FrameStep(date.min, BEFORE_ANYTHING.value)]
        for day in sorted(days):
            step = FrameStep(day, self.on(day).value, self.undetermined_on(day))
            if (step.value, step.undetermined) != (steps[-1].value, steps[-1].undetermined):
                steps.append(step)
        return tuple(steps[1:])

    def since(self, earlier: "StepFunction") -> tuple[ChangeOnDay, ...]:
        """What is to be added to an earlier function to make this one: the days on which that changes."""
        return tuple(_changes(earlier, self))

    def plus(self, fact: FrameFact) -> "StepFunction | None":
        """With one more fact, as decisions stand on each stretch; None when it begins another, and all of it must be
        reckoned anew."""
        later_acts = self.later_acts
        if len(self.stretches) == 1 and is_touched(fact, later_acts) and later_acts.days():
            return None
        stretches = []
        for since, history in self.stretches:
            standing = next(standing_on((fact,), later_acts, since), None)
            stretches.append((since, history if standing is None else history.plus(standing)))
        return StepFunction(later_acts, tuple(stretches), (*self.bounded, *_bounded((fact,))))


def step_function(facts: Iterable[FrameFact], later_acts: LaterActs) -> StepFunction:
    """One frame as a step function, from its facts in any order and what has come of decisions since."""
    known = tuple(facts)
    days = later_acts.days() if any(is_touched(fact, later_acts) for fact in known) else ()
    stretches = tuple((day, history_on(known, later_acts, day)) for day in (date.min, *days))
    return StepFunction(later_acts, stretches, _bounded(known))


def _bounded(facts: Iterable[FrameFact]) -> tuple[FrameFact, ...]:
    return tuple(fact for fact in facts if fact.decided_earliest < fact.decided_latest)


def _changes(before: StepFunction, after: StepFunction) -> Iterator[ChangeOnDay]:
    so_far = NO_CHANGE, NO_CHANGE
    for day in sorted({step.since for step in (*before.steps, *after.steps)}):
        whole = (
            counted(after.on(day).sides).less(counted(before.on(day).sides)),
            counted(after.undetermined_on(day)).less(counted(before.undetermined_on(day))),
        )
        if whole != so_far:
            yield ChangeOnDay(day, whole[0].less(so_far[0]), whole[1].less(so_far[1]))
        so_far = whole
