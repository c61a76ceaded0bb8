"""A frame through time: where every decision leaves it, for every day of the decided clock.

The same figures as the read model answers, reckoned once for all days, so that a rule can look at every later day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import reduce
from itertools import accumulate
from typing import Final

import msgspec

from ledger.meaning.effects import (
    NOTHING,
    Decided,
    FrameValue,
    Movement,
    Sides,
)
from ledger.meaning.later_acts import LaterActs
from ledger.values import Commitment


class Standing(msgspec.Struct, frozen=True):
    """A frame somewhere in decided order: the set that governs there, and the figures with the changes after it."""

    governing: Movement | None
    sides: Sides
    known: bool = True

    @property
    def value(self) -> FrameValue:
        """The same as an answer."""
        return FrameValue(self.sides, self.governing.effect.sets if self.governing else None, self.known)

    def after(self, movement: Movement) -> "Standing":
        """One movement on; a plan does not replace a budget."""
        sets, governing = movement.effect.sets, self.governing
        if sets is None:
            return Standing(governing, self.sides.plus(movement.effect.sides))
        if governing is not None and sets is Commitment.PLAN and governing.effect.sets is Commitment.BUDGET:
            return self
        return Standing(movement, movement.effect.sides)


_BEFORE_ANYTHING: Final = Standing(None, NOTHING, known=False)


def _place(movement: Movement) -> Decided:
    return movement.decided


def _day(movement: Movement) -> date:
    return movement.decided.latest


class History(msgspec.Struct, frozen=True):
    """One frame's movements in decided order, and where each leaves the frame: what it is on every day,
    reckoned once. A movement that comes last costs one step."""

    ordered: tuple[Movement, ...] = ()
    standings: tuple[Standing, ...] = ()

    def plus(self, movement: Movement) -> "History":
        """With one more movement in its place."""
        index = bisect_right(self.ordered, movement.decided, key=_place)
        return _continued((*self.ordered[:index], movement, *self.ordered[index:]), self.standings[:index])

    def plus_all(self, movements: Iterable[Movement]) -> "History":
        """With some more movements in their places."""
        return reduce(History.plus, movements, self)

    def without(self, entry_position: int) -> "History":
        """Without what an entry did."""
        ordered = tuple(movement for movement in self.ordered if movement.entry_position != entry_position)
        same = next(
            (i for i, (one, other) in enumerate(zip(ordered, self.ordered, strict=False)) if one is not other), -1
        )
        return _continued(ordered, self.standings[: len(ordered) if same < 0 else same])

    def before(self, decided: Decided) -> Standing:
        """Just before a place in decided order."""
        return self._at(bisect_left(self.ordered, decided, key=_place))

    def last(self) -> Standing:
        """After everything."""
        return self._at(len(self.ordered))

    def on(self, day: date) -> FrameValue:
        """As decided up to and including a day."""
        return self._at(bisect_right(self.ordered, day, key=_day)).value

    def days(self, start: date = date.min) -> Iterator[date]:
        """The days that something was decided on, from one day on; each once, in order."""
        index = bisect_left(self.ordered, start, key=_day)
        while index < len(self.ordered):
            day = self.ordered[index].decided.latest
            yield day
            index = bisect_right(self.ordered, day, index, key=_day)

    def _at(self, index: int) -> Standing:
        return self.standings[index - 1] if index else _BEFORE_ANYTHING


def history(movements: Iterable[Movement]) -> History:
    """A frame's history, from its movements in any order."""
    return _continued(tuple(sorted(movements, key=_place)), ())


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

    def plus(self, movement: Movement, later_acts: LaterActs) -> "Timeline":
        """With one more movement, as decisions stand on each stretch; only when it begins no other stretch."""
        standing = ((since, stretch, _standing((movement,), later_acts, since)) for since, stretch in self.stretches)
        return Timeline(tuple((since, stretch.plus_all(stands)) for since, stretch, stands in standing))

    def has_stretches_of(self, movement: Movement, later_acts: LaterActs) -> bool:
        """Whether a movement begins no stretch that is not here already."""
        return len(self.stretches) > 1 or not is_touched(movement, later_acts) or not later_acts.days()

    def without(self, entry_position: int) -> "Timeline":
        """Without what an entry did."""
        return Timeline(tuple((since, stretch.without(entry_position)) for since, stretch in self.stretches))

    def _standing_on(self, day: date) -> History:
        return self.stretches[bisect_right(self.stretches, day, key=_since) - 1][1]


_AFTER_THE_BEGINNING: Final = date.min + timedelta(days=1)


def _since(stretch: tuple[date, History]) -> date:
    return stretch[0]


def timeline(movements: Iterable[Movement], later_acts: LaterActs) -> Timeline:
    """A frame's timeline, from its movements in any order and what has come of decisions since."""
    every = tuple(movements)
    days = later_acts.days() if any(is_touched(movement, later_acts) for movement in every) else ()
    return Timeline(tuple((day, history_on(every, later_acts, day)) for day in (date.min, *days)))


def history_on(movements: Iterable[Movement], later_acts: LaterActs, day: date) -> History:
    """A frame's history as decisions stand on one day."""
    return history(_standing(movements, later_acts, day))


def is_touched(movement: Movement, later_acts: LaterActs) -> bool:
    """Whether anything but its own place decides when, and how much, a movement counts."""
    conditions = movement.basis is not None and movement.basis.conditions
    annulled = later_acts.annulled_from(movement.basis, movement.decided.latest)
    return bool(conditions) or movement.effect.index is not None or annulled is not None


def _standing(movements: Iterable[Movement], later_acts: LaterActs, day: date) -> Iterator[Movement]:
    """The movements that stand on a day, with what indices make of them."""
    for movement in movements:
        annulled = later_acts.annulled_from(movement.basis, movement.decided.latest)
        if later_acts.conditions_met(movement.basis, day) and (annulled is None or annulled > day):
            yield _indexed(movement, later_acts, day)


def _indexed(movement: Movement, later_acts: LaterActs, day: date) -> Movement:
    effect = movement.effect
    rate = None if effect.index is None else later_acts.index_rate(effect.index, day)
    if rate is None:
        return movement
    indexed = msgspec.structs.replace(effect, sides=effect.sides.plus(effect.sides.share(rate)))
    return msgspec.structs.replace(movement, effect=indexed)


def _continued(ordered: tuple[Movement, ...], standings: tuple[Standing, ...]) -> History:
    """A history whose first standings are already known."""
    start = standings[-1] if standings else _BEFORE_ANYTHING
    new = accumulate(ordered[len(standings) :], Standing.after, initial=start)
    next(new)
    return History(ordered, (*standings, *new))
