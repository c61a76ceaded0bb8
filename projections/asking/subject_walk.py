"""Every value that something has had, along either clock: an earmark of equity, a fee, or anything else that is
reckoned from placed facts by a pure function.

Pure. What is reckoned is asked again wherever something may have made a difference, and a step is where it did.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Generic, TypeVar

import msgspec

from ledger.events import ConditionMet, IndexDecided, JudgmentGiven, family, stored_name
from ledger.meaning.later_acts import LaterActs, annulment_of, later_acts_of
from ledger.meaning.placed import Decided, PlacedFact
from ledger.values import Stage
from projections.asking.cause import StepCause
from projections.asking.walk import KnownItem, MadeBy, Step, WalkChange, decided_way, known_way

AnyValue = TypeVar("AnyValue", bound=msgspec.Struct)
SubjectKey = str | int


class KnownFact(KnownItem, frozen=True, kw_only=True):
    """A fact on the way."""

    placed: PlacedFact


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
    days: Callable[[Sequence[PlacedFact]], Iterable[tuple[date, PlacedFact]]] = lambda _placed: ()
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
    elif isinstance(placed.fact, IndexDecided):
        cause = StepCause.INDEX
    return KnownFact(
        placed=placed,
        acts_on=acts_on,
        cause=cause,
        decided=placed.decided,
        entry_position=placed.position,
        known_from=placed.position,
        known_to=known_to,
        family=family(stored_name(type(placed.fact))),
    )


def instead(said: Iterable[KnownFact], before: Iterable[KnownFact] = ()) -> list[KnownFact]:
    """What the judgments among some facts take away of what they said when they were recorded before, whatever they say
    now. It acts from the day on which that did, and comes first on it, so that this never acts. `before` is what else
    was said before them."""
    judgments = [(item, item.placed.fact) for item in said if isinstance(item.placed.fact, JudgmentGiven)]
    others = [(item, item.placed.fact) for item in before if isinstance(item.placed.fact, JudgmentGiven)]
    annulling = [(item, fact) for item, fact in (*others, *judgments) if item.cause is StepCause.ANNULMENT]
    found = list[KnownFact]()
    for item, fact in judgments:
        days = [
            earlier.acts_on
            for earlier, was in annulling
            if earlier.placed.decided < item.placed.decided
            and fact.is_again(was)
            and fact.decision.key == was.decision.key
        ]
        if days:
            place = Decided(date.min, 0, "", 0, item.decided.position)
            placed = msgspec.structs.replace(item.placed, fact=msgspec.structs.replace(fact, final_on=None))
            found.append(
                msgspec.structs.replace(
                    item, placed=placed, acts_on=min(days), cause=StepCause.ANNULMENT, decided=place
                )
            )
    return found


def touching(facts: Iterable[KnownFact], acting: Iterable[KnownFact]) -> list[KnownFact]:
    """Of what changes decisions, that which may change the decisions behind some facts."""
    bases = [fact.placed.basis for fact in facts if fact.placed.basis is not None]
    keys = {basis.decision_key for basis in bases}
    conditions = {condition for basis in bases for condition in basis.conditions}
    return [act for act in acting if _touches(act.placed, keys, conditions)]


def _touches(acting: PlacedFact, keys: set[str], conditions: set[str]) -> bool:
    if isinstance(acting.fact, ConditionMet):
        return acting.fact.condition in conditions
    return isinstance(acting.fact, JudgmentGiven) and acting.fact.decision.key in keys


class _SubjectWorld(Generic[AnyValue]):
    """What is known and decided of a subject somewhere on the way, and every value there."""

    def __init__(self, told: Told[AnyValue]):
        self._told = told
        self._facts = sorted(told.facts, key=lambda fact: fact.decided)
        self._seen: set[int] = set()
        self._later_acts = LaterActs()
        self._values: Mapping[SubjectKey, AnyValue] = {}
        self._named: list[tuple[date, PlacedFact]] | None = None

    def changed(
        self, removed: Sequence[KnownItem], added: Sequence[KnownItem], on: date
    ) -> tuple[WalkChange[SubjectKey, AnyValue | None], ...]:
        """Takes some facts out of the world and others in, and says which values are others on a day."""
        if removed or added:
            self._see(removed, added)
        before, self._values = self._values, self._told.values(self._standing(), self._told.on or on)
        return tuple(
            WalkChange(key, before.get(key), self._values.get(key))
            for key in dict.fromkeys((*before, *self._values))
            if before.get(key) != self._values.get(key)
        )

    def _see(self, removed: Sequence[KnownItem], added: Sequence[KnownItem]) -> None:
        self._named = None
        self._seen.difference_update(map(id, removed))
        self._seen.update(map(id, added))
        if any(fact.cause is not StepCause.NEW_DECISION for fact in (*removed, *added)):
            self._later_acts = later_acts_of(fact.placed for fact in self._facts if id(fact) in self._seen)

    def _standing(self) -> list[PlacedFact]:
        """What stands, in decided order."""
        seen = (fact for fact in self._facts if id(fact) in self._seen and fact.cause is StepCause.NEW_DECISION)
        return [fact.placed for fact in seen if self._later_acts.stands(fact.placed, date.max)]

    def named_by(self, day: date) -> tuple[MadeBy, ...]:
        """The entries among what stands that name a day."""
        if self._named is None:
            self._named = list(self._told.days(self._standing()))
        naming = (placed for named, placed in self._named if named == day)
        return tuple(sorted({MadeBy(placed.position, family(stored_name(type(placed.fact)))) for placed in naming}))


def decided_walk(told: Told[AnyValue], position: int) -> Iterator[ValueStep[AnyValue]]:
    """Every value along the decided clock, as known at a position."""
    world = _SubjectWorld(told)
    known = [fact for fact in told.facts if fact.is_known(position)]
    each = (fact.placed for fact in known) if told.on is None else ()
    days = [day for placed in each for day, _ in told.days([placed])]
    yield from _value_steps(decided_way(world, known, days, world.named_by))


def known_walk(told: Told[AnyValue], as_of: date, position: int) -> Iterator[ValueStep[AnyValue]]:
    """Every value along the known clock up to a position, as decided by a day. One entry is one step."""
    yield from _value_steps(known_way(_SubjectWorld(told), told.facts, as_of, 0, position))


def _value_steps(
    steps: Iterable[Step[WalkChange[SubjectKey, AnyValue | None]]],
) -> Iterator[ValueStep[AnyValue]]:
    for step in steps:
        for change in step.changes:
            yield ValueStep(change.key, step.cause, step.acts_on, step.made_by, change.before, change.after)
