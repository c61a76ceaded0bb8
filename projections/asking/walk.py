"""Every value that something has had, along either clock: an earmark of equity, a fee, or anything else that is
reckoned from facts by a pure function.

Pure. What is reckoned is asked again wherever something may have made a difference, and a step is where it did. Along
the decided clock that is in decided order, as known at a position, and where a day comes that a fact itself names
(the day of a draw, the day after the last). Along the known clock it is from position to position, as decided by a day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Generic, TypeVar

import msgspec

from ledger.events import ConditionMet, family, stored_name
from ledger.meaning.effects import Decided
from ledger.meaning.later_acts import LaterActs, annulment_of, later_acts_of
from ledger.meaning.placed import PlacedFact
from ledger.values import Stage
from projections.asking.cause import StepCause

AnyValue = TypeVar("AnyValue", bound=msgspec.Struct)
SubjectKey = str | int


class KnownFact(msgspec.Struct, frozen=True):
    """A fact, from which day it acts, and between which positions it is known; `known_to` None: still. `cause` is what
    it is on the way: a decision that counts, or something that changes decisions which stand already."""

    placed: PlacedFact
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


class ValueStep(msgspec.Struct, Generic[AnyValue], frozen=True):
    """One value before and after a step; None: there is none. `acts_on` is the day of the decided clock on which it
    acts. `made_by` is one entry, or several when they all name the day that came."""

    key: SubjectKey
    cause: StepCause
    acts_on: date
    made_by: tuple[MadeBy, ...]
    before: AnyValue | None
    after: AnyValue | None


class Told(msgspec.Struct, Generic[AnyValue], frozen=True):
    """Everything that has ever been known of one subject, and how what holds there is reckoned.

    `values` gives every value on a day, by its key, from facts in decided order that all stand. `days` gives the days
    that some such facts name themselves, each with the fact that does. `on` is the day the values are about; None: they
    are about the day of the decided clock.
    """

    facts: Sequence[KnownFact]
    values: Callable[[Sequence[PlacedFact], date], Mapping[SubjectKey, AnyValue]]
    days: Callable[[Sequence[PlacedFact]], Iterable[tuple[date, PlacedFact]]] = lambda _held: ()
    on: date | None = None


def known_fact(placed: PlacedFact, known_to: int | None) -> KnownFact | None:
    """A fact as it is on the way; None for one that is only proposed."""
    if placed.stage is not Stage.DECIDED:
        return None
    cause, acts_on = StepCause.NEW_DECISION, placed.decided.latest
    annulment = annulment_of(placed.fact)
    if annulment is not None:
        cause, acts_on = StepCause.ANNULMENT, annulment.final_on
    elif isinstance(placed.fact, ConditionMet):
        cause = StepCause.CONDITION
    return KnownFact(placed, acts_on, cause, placed.position, known_to)


def touching(facts: Iterable[KnownFact], acting: Iterable[KnownFact]) -> list[KnownFact]:
    """Of what changes decisions, that which may change the decisions behind some facts."""
    bases = [one.placed.basis for one in facts if one.placed.basis is not None]
    keys = {basis.decision_key for basis in bases}
    conditions = {condition for basis in bases for condition in basis.conditions}
    return [one for one in acting if _touches(one.placed, keys, conditions)]


def _touches(acting: PlacedFact, keys: set[str], conditions: set[str]) -> bool:
    if isinstance(acting.fact, ConditionMet):
        return acting.fact.condition in conditions
    annulment = annulment_of(acting.fact)
    return annulment is not None and annulment.decision.key in keys


class _World(Generic[AnyValue]):
    """What is known and decided somewhere on the way, and every value there."""

    def __init__(self, told: Told[AnyValue]):
        self._told = told
        self._facts = sorted(told.facts, key=lambda one: one.placed.decided)
        self._seen: set[int] = set()
        self._later_acts = LaterActs()
        self._values: Mapping[SubjectKey, AnyValue] = {}

    def standing(self) -> list[PlacedFact]:
        """What stands, in decided order."""
        seen = (one.placed for one in self._facts if id(one) in self._seen and one.cause is StepCause.NEW_DECISION)
        return [placed for placed in seen if self._later_acts.stands(placed, date.max)]

    def changed(
        self, gone: Iterable[KnownFact], come: Iterable[KnownFact], on: date
    ) -> Iterator[tuple[SubjectKey, AnyValue | None, AnyValue | None]]:
        """Takes some facts out of the world and others in, and says which values are others on a day."""
        gone, come = tuple(gone), tuple(come)
        self._seen.difference_update(map(id, gone))
        self._seen.update(map(id, come))
        if any(one.cause is not StepCause.NEW_DECISION for one in (*gone, *come)):
            self._later_acts = later_acts_of(one.placed for one in self._facts if id(one) in self._seen)
        before, self._values = self._values, self._told.values(self.standing(), on)
        for key in dict.fromkeys((*before, *self._values)):
            if before.get(key) != self._values.get(key):
                yield key, before.get(key), self._values.get(key)


def decided_walk(told: Told[AnyValue], position: int) -> Iterator[ValueStep[AnyValue]]:
    """Every value along the decided clock, as known at a position: on a day first what the day itself brings, then what
    was decided on it in decided order, an entry's facts together, then what acts on decisions that stand already."""
    world = _World(told)
    known = [one for one in told.facts if one.is_known(position)]
    named: list[tuple[date, PlacedFact]] = []
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
    families = {family(stored_name(type(one.placed.fact))) for one in facts}
    return MadeBy(position, families.pop() if len(families) == 1 else None)


def _that_name(day: date, named: Iterable[tuple[date, PlacedFact]]) -> tuple[MadeBy, ...]:
    found = {MadeBy(placed.position, family(stored_name(type(placed.fact)))) for on, placed in named if on == day}
    return tuple(sorted(found))


_Place = tuple[date, int, tuple[Decided, int] | tuple[()]]
_ORDER = (StepCause.NEW_DECISION, StepCause.ANNULMENT, StepCause.CONDITION)


def _places(told: Told[AnyValue], known: Iterable[KnownFact]) -> dict[_Place, list[KnownFact]]:
    """Where on the decided clock something may make a difference, and the facts that begin to act there."""
    places: dict[_Place, list[KnownFact]] = defaultdict(list)
    for one in known:
        places[one.acts_on, _ORDER.index(one.cause), (one.placed.decided, one.known_from)].append(one)
        if told.on is None:
            places |= {(day, -1, ()): [] for day, _ in told.days([one.placed])}
    return places


def known_walk(told: Told[AnyValue], as_of: date, position: int) -> Iterator[ValueStep[AnyValue]]:
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
        corrects = bool(gone[at]) or any(one.placed.decided.position != at for one in come[at])
        cause = StepCause.CORRECTION if corrects else _as_recorded(come[at])
        acts_on = max((one.acts_on for one in come[at]), default=as_of)
        made_by = (_made_by(at, (*gone[at], *come[at])),)
        for key, before, after in world.changed(gone[at], come[at], told.on or as_of):
            yield ValueStep(key, cause, acts_on, made_by, before, after)


def _as_recorded(come: Sequence[KnownFact]) -> StepCause:
    """Along the known clock a decision is just recorded, whenever it was taken."""
    cause = come[0].cause
    return StepCause.RECORDED if cause is StepCause.NEW_DECISION else cause
