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
from operator import attrgetter, itemgetter, sub
from typing import Final

import msgspec
from msgspec.structs import astuple

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
from ledger.values import Commitment

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

    def differs_within(self, other: "History") -> tuple[date, date]:
        """The first and the last day on which the difference between two histories can change, as far as one was made
        of the other. What is kept of a history when a fact comes or goes are its first standings, which are then the
        very same; and facts that both end with add the same to both, unless one of them sets the frame, or is not
        known."""
        shortest = min(len(self.standings), len(other.standings))
        same = bisect_left(range(shortest), 1, key=lambda index: self.standings[index] is not other.standings[index])
        if not same:
            return date.min, date.max
        mine, others = self.ordered[same - 1 :], other.ordered[same - 1 :]
        pairs = enumerate(zip(reversed(mine), reversed(others), strict=False))
        alike = next((number for number, (own, its) in pairs if own is not its), min(len(mine), len(others)))
        differing = (*mine[: len(mine) - alike], *others[: len(others) - alike])
        if not differing:
            return date.max, date.min
        turns = (fact for fact in mine[len(mine) - alike :] if fact.sets is not None or None in astuple(fact.sides))
        last = max(fact.decided_latest for fact in (*differing, *turns))
        was_known = self.standings[same - 1].known
        return min(fact.decided_latest for fact in differing), last if was_known else date.max

    def days(self, start: date = date.min, end: date = date.max) -> Iterator[date]:
        """The days that something was decided on, from one day on until another; each once, in order."""
        index = bisect_left(self.ordered, start, key=_day)
        while index < len(self.ordered):
            day = self.ordered[index].decided_latest
            if day > end:
                return
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
        return SidesChange(
            self.costs_ore + other.costs_ore,
            self.revenues_ore + other.revenues_ore,
            self.net_ore + other.net_ore,
            self.unknown_costs + other.unknown_costs,
            self.unknown_revenues + other.unknown_revenues,
            self.unknown_net + other.unknown_net,
        )

    def less(self, other: "SidesChange") -> "SidesChange":
        """The one without the other."""
        return SidesChange(
            self.costs_ore - other.costs_ore,
            self.revenues_ore - other.revenues_ore,
            self.net_ore - other.net_ore,
            self.unknown_costs - other.unknown_costs,
            self.unknown_revenues - other.unknown_revenues,
            self.unknown_net - other.unknown_net,
        )

    @property
    def sides(self) -> Sides:
        """What a sum of changes has come to."""
        return Sides(
            None if self.unknown_costs else self.costs_ore,
            None if self.unknown_revenues else self.revenues_ore,
            None if self.unknown_net else self.net_ore,
        )


NO_CHANGE: Final = SidesChange()


def counted(sides: Sides) -> SidesChange:
    """Figures as a change from nothing."""
    return SidesChange(*_numbers(sides))


def _numbers(sides: Sides) -> tuple[int, ...]:
    costs, revenues, net = sides.costs_ore, sides.revenues_ore, sides.net_ore
    return (costs or 0, revenues or 0, net or 0, int(costs is None), int(revenues is None), int(net is None))


class StandingChange(msgspec.Struct, frozen=True):
    """What came and went of a frame beside its figures: `known` 1, that something is decided about it now and was not
    before, and -1 the other way; `budget` and `plan` the same of what it has been set as."""

    known: int = 0
    budget: int = 0
    plan: int = 0

    @classmethod
    def of(cls, value: FrameValue) -> "StandingChange":
        """What a frame is, as a change from nothing."""
        commitment = value.commitment
        return cls(int(value.known), int(commitment is Commitment.BUDGET), int(commitment is Commitment.PLAN))

    def plus(self, other: "StandingChange") -> "StandingChange":
        """Both together."""
        return StandingChange(self.known + other.known, self.budget + other.budget, self.plan + other.plan)

    @property
    def commitment(self) -> Commitment | None:
        """What a sum of changes has come to."""
        return Commitment.BUDGET if self.budget else Commitment.PLAN if self.plan else None


AS_BEFORE: Final = StandingChange()


class ChangeOnDay(msgspec.Struct, frozen=True):
    """One step of a difference: from this decided day on, so much more."""

    decided_on: date
    change: SidesChange
    undetermined: SidesChange = NO_CHANGE
    standing: StandingChange = AS_BEFORE

    def plus(self, other: "ChangeOnDay") -> "ChangeOnDay":
        """Both together, from the day of this one on."""
        return ChangeOnDay(
            self.decided_on,
            self.change.plus(other.change),
            self.undetermined.plus(other.undetermined),
            self.standing.plus(other.standing),
        )

    def negated(self) -> "ChangeOnDay":
        """What takes it back."""
        standing = StandingChange(-self.standing.known, -self.standing.budget, -self.standing.plan)
        change, undetermined = NO_CHANGE.less(self.change), NO_CHANGE.less(self.undetermined)
        return ChangeOnDay(self.decided_on, change, undetermined, standing)

    @property
    def value(self) -> FrameValue:
        """What a sum of changes has come to."""
        return FrameValue(self.change.sides, self.standing.commitment, bool(self.standing.known))


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

    def days(self, start: date = date.min, end: date = date.max) -> Iterator[date]:
        """The days on which the frame can change, from one day on until another; each once, in order."""
        days = {day for since, history in self.stretches for day in (since, *history.days(start, end))}
        return iter(sorted(day for day in days if max(start, _AFTER_THE_BEGINNING) <= day <= end))

    def change_days(self, start: date = date.min, end: date = date.max) -> list[date]:
        """The days on which the frame, or what is undetermined beside it, can change, from one day on until another: in
        order."""
        days = {*self.days(start, end)}
        if self.bounded:
            bounds = (day for fact in self.bounded for day in (fact.decided_earliest, fact.decided_latest))
            acting = any(is_touched(fact, self.later_acts) for fact in self.bounded)
            days |= {day for day in (*bounds, *(self.later_acts.days() if acting else ())) if start <= day <= end}
        return sorted(days)

    @cached_property
    def steps(self) -> tuple[FrameStep, ...]:
        """Its steps in order of days, each another than the one before it."""
        steps = [FrameStep(date.min, BEFORE_ANYTHING.value)]
        for day in self.change_days():
            step = FrameStep(day, self.on(day).value, self.undetermined_on(day))
            if (step.value, step.undetermined) != (steps[-1].value, steps[-1].undetermined):
                steps.append(step)
        return tuple(steps[1:])

    def since(self, earlier: "StepFunction") -> tuple[ChangeOnDay, ...]:
        """What is to be added to an earlier function to make this one: the days on which that changes. What both have
        in common is not reckoned again: one that was made of the other by a fact costs what comes after that fact."""
        return tuple(_changes(earlier, self))

    def differs_within(self, other: "StepFunction") -> tuple[date, date]:
        """The first and the last day on which the difference between two functions can change, as far as can be told
        without reckoning it."""
        if self.later_acts is not other.later_acts or len(self.stretches) != len(other.stretches):
            return date.min, date.max
        pairs = zip(self.stretches, other.stretches, strict=True)
        within = [mine.differs_within(others) for (_, mine), (_, others) in pairs]
        if len(within) == 1 and not self.bounded and not other.bounded:
            return within[0]
        either = {id(fact): fact for fact in (*self.bounded, *other.bounded)}
        both = {id(fact) for fact in self.bounded} & {id(fact) for fact in other.bounded}
        bounds = (fact.decided_earliest for number, fact in either.items() if number not in both)
        return min((*(first for first, _ in within), *bounds)), date.max

    def without(self, entry_position: int) -> "StepFunction":
        """Without what an entry did."""
        stretches = tuple((since, history.without(entry_position)) for since, history in self.stretches)
        bounded = tuple(fact for fact in self.bounded if fact.entry_position != entry_position)
        return StepFunction(self.later_acts, stretches, bounded)

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
    first, last = after.differs_within(before)
    so_far = (0,) * len(_counted_on(after, first))
    for day in sorted({*before.change_days(first, last), *after.change_days(first, last)}):
        whole = tuple(map(sub, _counted_on(after, day), _counted_on(before, day)))
        if whole != so_far:
            step = tuple(map(sub, whole, so_far))
            yield ChangeOnDay(day, SidesChange(*step[:6]), SidesChange(*step[6:12]), StandingChange(*step[12:]))
        so_far = whole


_NOTHING_BESIDE: Final = _numbers(NOTHING)


def _counted_on(function: StepFunction, day: date) -> tuple[int, ...]:
    """A function on a day in plain numbers, in the order of `ChangeOnDay`: many are compared, and few are told."""
    there = function.on(day)
    beside = _numbers(function.undetermined_on(day)) if function.bounded else _NOTHING_BESIDE
    commitment = there.commitment
    standing = int(there.known), int(commitment is Commitment.BUDGET), int(commitment is Commitment.PLAN)
    return (*_numbers(there.sides), *beside, *standing)
