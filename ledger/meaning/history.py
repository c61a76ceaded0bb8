"""A frame through time: where every decision leaves it, for every day of the decided clock.

The same figures as the read model answers, reckoned once for all days, so that a rule can look at every later day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from operator import attrgetter, itemgetter
from typing import Final

import msgspec

from ledger.meaning.effects import Decided, FrameValue
from ledger.meaning.frames import BEFORE_ANYTHING, FrameFact, Standing, decided_order, is_touched, standing_on
from ledger.meaning.later_acts import LaterActs

_day: Final = attrgetter("decided_latest")


class History(msgspec.Struct, frozen=True):
    """One frame's facts in decided order, and where each leaves the frame: what it is on every day,
    reckoned once. A fact that comes last costs one step."""

    ordered: tuple[FrameFact, ...] = ()
    standings: tuple[Standing, ...] = ()

    def plus(self, fact: FrameFact) -> "History":
        """With one more fact in its place."""
        index = bisect_right(self.ordered, fact.decided, key=decided_order)
        return _continued((*self.ordered[:index], fact, *self.ordered[index:]), self.standings[:index])

    def without(self, entry_position: int) -> "History":
        """Without what an entry did."""
        ordered = tuple(fact for fact in self.ordered if fact.entry_position != entry_position)
        same = next(
            (i for i, (left, was) in enumerate(zip(ordered, self.ordered, strict=False)) if left is not was), -1
        )
        return _continued(ordered, self.standings[: len(ordered) if same < 0 else same])

    def before(self, decided: Decided) -> Standing:
        """Just before a place in decided order."""
        return self._at(bisect_left(self.ordered, decided, key=decided_order))

    def last(self) -> Standing:
        """After everything."""
        return self._at(len(self.ordered))

    def last_with(self, fact: FrameFact) -> Standing:
        """After everything, with one more fact in its place."""
        comes_last = not self.ordered or fact.decided >= self.ordered[-1].decided
        return self.last().after(fact) if comes_last else self.plus(fact).last()

    def on(self, day: date) -> FrameValue:
        """As decided up to and including a day."""
        return self._at(bisect_right(self.ordered, day, key=_day)).value

    def days(self, start: date = date.min) -> Iterator[date]:
        """The days that something was decided on, from one day on; each once, in order."""
        index = bisect_left(self.ordered, start, key=_day)
        while index < len(self.ordered):
            day = self.ordered[index].decided_latest
            yield day
            index = bisect_right(self.ordered, day, index, key=_day)

    def _at(self, index: int) -> Standing:
        return self.standings[index - 1] if index else BEFORE_ANYTHING


def history(facts: Iterable[FrameFact]) -> History:
    """A frame's history, from its facts in any order."""
    return _continued(tuple(sorted(facts, key=decided_order)), ())


class Timeline(msgspec.Struct, frozen=True):
    """One frame through time: a history for each stretch of the decided clock on which the same decisions stand. Most
    frames have one stretch; a judgment, a condition that is met or an index begins another."""

    stretches: tuple[tuple[date, History], ...]

    def on(self, day: date) -> FrameValue:
        """As decided up to and including a day."""
        return self._standing_on(day).on(day)

    def last(self) -> History:
        """As the decisions stand after everything."""
        return self.stretches[-1][1]

    def days(self, start: date = date.min) -> Iterator[date]:
        """The days on which the frame can change, from one day on; each once, in order."""
        found = {day for since, stretch in self.stretches for day in (since, *stretch.days(start))}
        return iter(sorted(day for day in found if day >= max(start, _AFTER_THE_BEGINNING)))

    def plus(self, fact: FrameFact, later_acts: LaterActs) -> "Timeline":
        """With one more fact, as decisions stand on each stretch; only when it begins no other stretch."""
        stretches = []
        for since, stretch in self.stretches:
            standing = next(standing_on((fact,), later_acts, since), None)
            stretches.append((since, stretch if standing is None else stretch.plus(standing)))
        return Timeline(tuple(stretches))

    def has_stretches_of(self, fact: FrameFact, later_acts: LaterActs) -> bool:
        """Whether a fact begins no stretch that is not here already."""
        return len(self.stretches) > 1 or not is_touched(fact, later_acts) or not later_acts.days()

    def without(self, entry_position: int) -> "Timeline":
        """Without what an entry did."""
        return Timeline(tuple((since, stretch.without(entry_position)) for since, stretch in self.stretches))

    def _standing_on(self, day: date) -> History:
        return self.stretches[bisect_right(self.stretches, day, key=itemgetter(0)) - 1][1]


_AFTER_THE_BEGINNING: Final = date.min + timedelta(days=1)


def timeline(facts: Iterable[FrameFact], later_acts: LaterActs) -> Timeline:
    """A frame's timeline, from its facts in any order and what has come of decisions since."""
    every = tuple(facts)
    days = later_acts.days() if any(is_touched(fact, later_acts) for fact in every) else ()
    return Timeline(tuple((day, history_on(every, later_acts, day)) for day in (date.min, *days)))


def history_on(facts: Iterable[FrameFact], later_acts: LaterActs, day: date) -> History:
    """A frame's history as decisions stand on one day."""
    return history(standing_on(facts, later_acts, day))


def _continued(ordered: tuple[FrameFact, ...], standings: tuple[Standing, ...]) -> History:
    """A history whose first standings are already known."""
    start = standings[-1] if standings else BEFORE_ANYTHING
    new = accumulate(ordered[len(standings) :], Standing.after, initial=start)
    next(new)
    return History(ordered, (*standings, *new))
