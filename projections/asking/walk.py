"""Every value that something has had, along either clock: an earmark of equity, a fee, or anything else that is
reckoned from facts by a pure function.

Pure. What is reckoned is asked again wherever something may have made a difference, and a step is where it did. Along
the decided clock that is in decided order, as known at a position, and where a day comes that a fact itself names
(the day of a draw, the day after the last). Along the known clock it is from position to position, as decided by a day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

from ledger.events import ConditionMet, family, stored_name
from ledger.meaning.effects import Decided
from ledger.meaning.later_acts import Aftermath, aftermath_of, annulment_of
from ledger.meaning.placed import Held
from ledger.values import Stage

Value = TypeVar("Value", bound=msgspec.Struct)
Key = str | int


class StepCause(StrEnum):
    """Why a value became another: a decision that counts, a judgment, a condition that is met, a day that came; along
    the known clock also that it was recorded, or that a recording error was corrected."""

    NEW_DECISION = "new-decision"
    RECORDED = "recorded"
    CORRECTION = "correction"
    ANNULMENT = "annulment"
    CONDITION = "condition"
    DAY = "day"


class KnownFact(msgspec.Struct, frozen=True):
    """A fact, from which day it acts, and between which positions it is known; `known_to` None: still. `cause` is what
    it is on the way: a decision that counts, or something that changes decisions which stand already."""

    held: Held
    acts_on: date
    cause: StepCause
    known_from: int
    known_to: int | None

    def is_known(self, position: int) -> bool:
        """Whether it is known at a position."""
        return self.known_from <= position and (self.known_to is None or self.known_to > position)


class MadeBy(msgspec.Struct, frozen=True, order=True):
    """The entry that made a step, and the family of its fact; None when it says several."""

    position: int
    family: str | None = None


class ValueStep(msgspec.Struct, Generic[Value], frozen=True):
    """One value before and after a step; None: there is none. `acts_on` is the day of the decided clock on which it
    acts. `made_by` is one entry, or several when they all name the day that came."""

    key: Key
    cause: StepCause
    acts_on: date
    made_by: tuple[MadeBy, ...]
    before: Value | None
    after: Value | None


class Told(msgspec.Struct, Generic[Value], frozen=True):
    """Everything that has ever been known of one subject, and how what holds there is reckoned.

    `values` gives every value on a day, by its key, from facts in decided order that all stand. `days` gives the days
    that some such facts name themselves, each with the fact that does. `on` is the day the values are about; None: they
    are about the day of the decided clock.
    """

    facts: Sequence[KnownFact]
    values: Callable[[Sequence[Held], date], Mapping[Key, Value]]
    days: Callable[[Sequence[Held]], Iterable[tuple[date, Held]]] = lambda _held: ()
    on: date | None = None


def known_fact(held: Held, known_to: int | None) -> KnownFact | None:
    """A fact as it is on the way; None for one that is only proposed."""
    if held.stage is not Stage.DECIDED:
        return None
    cause, acts_on = StepCause.NEW_DECISION, held.decided.latest
    annulment = annulment_of(held.fact)
    if annulment is not None:
        cause, acts_on = StepCause.ANNULMENT, annulment.final_on
    elif isinstance(held.fact, ConditionMet):
        cause = StepCause.CONDITION
    return KnownFact(held, acts_on, cause, held.position, known_to)


def touching(facts: Iterable[KnownFact], acting: Iterable[KnownFact]) -> list[KnownFact]:
    """Of what changes decisions, that which may change the decisions behind some facts."""
    bases = [one.held.basis for one in facts if one.held.basis is not None]
    keys = {basis.decision_key for basis in bases}
    conditions = {condition for basis in bases for condition in basis.conditions}
    return [one for one in acting if _touches(one.held, keys, conditions)]


def _touches(acting: Held, keys: set[str], conditions: set[str]) -> bool:
    if isinstance(acting.fact, ConditionMet):
        return acting.fact.condition in conditions
    annulment = annulment_of(acting.fact)
    return annulment is not None and annulment.decision.key in keys


class _World(Generic[Value]):
    """What is known and decided somewhere on the way, and every value there."""

    def __init__(self, told: Told[Value]):
        self._told = told
        self._facts = sorted(told.facts, key=lambda one: one.held.decided)
        self._seen: set[int] = set()
        self._aftermath = Aftermath()
        self._values: Mapping[Key, Value] = {}

    def standing(self) -> list[Held]:
        """What stands, in decided order."""
        seen = (one.held for one in self._facts if id(one) in self._seen and one.cause is StepCause.NEW_DECISION)
        return [held for held in seen if self._aftermath.stands(held, date.max)]

    def changed(
        self, gone: Iterable[KnownFact], come: Iterable[KnownFact], on: date
    ) -> Iterator[tuple[Key, Value | None, Value | None]]:
        """Takes some facts out of the world and others in, and says which values are others on a day."""
        gone, come = tuple(gone), tuple(come)
        self._seen.difference_update(map(id, gone))
        self._seen.update(map(id, come))
        if any(one.cause is not StepCause.NEW_DECISION for one in (*gone, *come)):
            self._aftermath = aftermath_of(one.held for one in self._facts if id(one) in self._seen)
        before, self._values = self._values, self._told.values(self.standing(), on)
        for key in dict.fromkeys((*before, *self._values)):
            if before.get(key) != self._values.get(key):
                yield key, before.get(key), self._values.get(key)


def decided_walk(told: Told[Value], position: int) -> Iterator[ValueStep[Value]]:
    """Every value along the decided clock, as known at a position: on a day first what the day itself brings, then what
    was decided on it in decided order, an entry's facts together, then what acts on decisions that stand already."""
    world = _World(told)
    known = [one for one in told.facts if one.is_known(position)]
    named: list[tuple[date, Held]] = []
    for (day, *_), together in sorted(_places(told, known).items()):
        named = [] if together else named
        for key, before, after in world.changed((), together, told.on or day):
            if together:
                made_by = _made_by(together[0].known_from, together)
                yield ValueStep(key, together[0].cause, day, (made_by,), before, after)
            else:
                named = named or list(told.days(world.standing()))
                yield ValueStep(key, StepCause.DAY, day, _that_name(day, named), before, after)


def _made_by(position: int, facts: Iterable[KnownFact]) -> MadeBy:
    families = {family(stored_name(type(one.held.fact))) for one in facts}
    return MadeBy(position, families.pop() if len(families) == 1 else None)


def _that_name(day: date, named: Iterable[tuple[date, Held]]) -> tuple[MadeBy, ...]:
    found = {MadeBy(held.position, family(stored_name(type(held.fact)))) for on, held in named if on == day}
    return tuple(sorted(found))


_Place = tuple[date, int, tuple[Decided, int] | tuple[()]]
_ORDER = (StepCause.NEW_DECISION, StepCause.ANNULMENT, StepCause.CONDITION)


def _places(told: Told[Value], known: Iterable[KnownFact]) -> dict[_Place, list[KnownFact]]:
    """Where on the decided clock something may make a difference, and the facts that begin to act there."""
    places: dict[_Place, list[KnownFact]] = defaultdict(list)
    for one in known:
        places[one.acts_on, _ORDER.index(one.cause), (one.held.decided, one.known_from)].append(one)
        if told.on is None:
            places |= {(day, -1, ()): [] for day, _ in told.days([one.held])}
    return places


def known_walk(told: Told[Value], as_of: date, position: int) -> Iterator[ValueStep[Value]]:
    """Every value along the known clock up to a position, as decided by a day. One entry is one step."""
    world = _World(told)
    come: dict[int, list[KnownFact]] = defaultdict(list)
    gone: dict[int, list[KnownFact]] = defaultdict(list)
    for one in told.facts:
        if one.acts_on <= as_of:
            come[one.known_from].append(one)
            if one.known_to is not None:
                gone[one.known_to].append(one)
    for at in sorted(number for number in come.keys() | gone.keys() if number <= position):
        corrects = bool(gone[at]) or any(one.held.decided.position != at for one in come[at])
        cause = StepCause.CORRECTION if corrects else _as_recorded(come[at])
        acts_on = max((one.acts_on for one in come[at]), default=as_of)
        made_by = (_made_by(at, (*gone[at], *come[at])),)
        for key, before, after in world.changed(gone[at], come[at], told.on or as_of):
            yield ValueStep(key, cause, acts_on, made_by, before, after)


def _as_recorded(come: Sequence[KnownFact]) -> StepCause:
    """Along the known clock a decision is just recorded, whenever it was taken."""
    cause = come[0].cause
    return StepCause.RECORDED if cause is StepCause.NEW_DECISION else cause
