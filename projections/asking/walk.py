"""The way through either clock, step by step: what became another as more was decided, or as more was known.

Pure. The same walk serves whatever is reckoned from facts: a frame, an earmark of equity, a fee, a price. Each supplies
a world, which says what changes when some facts are taken out of it and others put in. Along the decided clock that is
in decided order, as known at a position, and where a day comes that a fact itself names; along the known clock it is
from position to position, as decided by a day; and last comes what is only supposed, entry by entry.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Generic, Protocol, TypeVar

import msgspec

from ledger.meaning.placed import Decided, KnownBetween
from projections.asking.cause import StepCause

AnyKey = TypeVar("AnyKey")
AnyState = TypeVar("AnyState")
AnyChange_co = TypeVar("AnyChange_co", covariant=True)


class KnownItem(KnownBetween, frozen=True, kw_only=True):
    """Something on the way: from which day it acts, and between which positions it is known.
    `cause` is what it is: a decision that counts, or something that changes decisions which stand already. `decided` is
    its place in decided order, `entry_position` the entry that says it, and `family` the one it is cited by; None: it
    is cited as its entry is."""

    acts_on: date
    cause: StepCause
    decided: Decided
    entry_position: int
    family: str | None = None


class MadeBy(msgspec.Struct, frozen=True, order=True):
    """The entry that made a step, and the family of its fact; None when it says several."""

    position: int
    family: str | None = None


class WalkChange(msgspec.Struct, Generic[AnyKey, AnyState], frozen=True):
    """What one frame, or one value of another subject, was before a step and is after it."""

    key: AnyKey
    before: AnyState
    after: AnyState


class Step(msgspec.Struct, Generic[AnyChange_co], frozen=True):
    """One step: why, on which day of the decided clock what is said acts, by which entry, and all that it changes.
    Several entries made it when they all name the day that came."""

    cause: StepCause
    acts_on: date
    made_by: tuple[MadeBy, ...]
    changes: tuple[AnyChange_co, ...]


class World(Protocol[AnyChange_co]):
    """What is known and decided somewhere on the way, and all that is reckoned from it there."""

    def changed(self, removed: Sequence[KnownItem], added: Sequence[KnownItem], on: date) -> tuple[AnyChange_co, ...]:
        """Takes some facts out of the world and others in, and says what is another on a day."""


def nobody(_day: date) -> tuple[MadeBy, ...]:
    """No fact names a day."""
    return ()


def decided_way(
    world: World[AnyChange_co],
    known: Iterable[KnownItem],
    days: Iterable[date] = (),
    named_by: Callable[[date], tuple[MadeBy, ...]] = nobody,
) -> Iterator[Step[AnyChange_co]]:
    """The way along the decided clock through what is known: on a day first what the day itself brings, then what was
    decided on it in decided order, an entry's facts together, then what acts on decisions that stand already. `days`
    are those on which the day itself may bring something, `named_by` says which entries name such a day."""
    for (day, *_), together in sorted(_places(known, days).items()):
        changes = world.changed((), together, day)
        if changes and together:
            yield Step(together[0].cause, day, (_made_by(together[0].known_from, together),), changes)
        elif changes:
            yield Step(StepCause.DAY, day, named_by(day), changes)


_Place = tuple[date, int, tuple[Decided, int] | tuple[()]]
_ORDER = (StepCause.NEW_DECISION, StepCause.ANNULMENT, StepCause.CONDITION, StepCause.INDEX)


def _places(known: Iterable[KnownItem], days: Iterable[date]) -> dict[_Place, list[KnownItem]]:
    """Where on the decided clock something may make a difference, and the facts that begin to act there."""
    places: dict[_Place, list[KnownItem]] = defaultdict(list, {(day, -1, ()): [] for day in days})
    for item in known:
        places[item.acts_on, _ORDER.index(item.cause), (item.decided, item.known_from)].append(item)
    return places


def known_way(
    world: World[AnyChange_co], items: Iterable[KnownItem], as_of: date, after: int, until: int, *, apart: bool = False
) -> Iterator[Step[AnyChange_co]]:
    """The way along the known clock, from one position to another, as decided by a day. One entry is one step; with
    `apart` each cause in it is one, when it corrects nothing."""
    removed: dict[int, list[KnownItem]] = defaultdict(list)
    added: dict[int, list[KnownItem]] = defaultdict(list)
    for item in items:
        if item.acts_on <= as_of:
            added[item.known_from].append(item)
            if item.known_to is not None:
                removed[item.known_to].append(item)
    for position in sorted(number for number in added.keys() | removed.keys() if after < number <= until):
        old, new = removed[position], added[position]
        if old or any(item.decided.position != position for item in new):
            yield from _step(world, StepCause.CORRECTION, position, as_of, old, new)
            continue
        for together in _by_cause(new) if apart else (new,):
            # Along the known clock a decision is just recorded, whenever it was taken.
            cause = together[0].cause
            recorded = StepCause.RECORDED if cause is StepCause.NEW_DECISION else cause
            yield from _step(world, recorded, position, as_of, (), together)


def _by_cause(items: Iterable[KnownItem]) -> Iterator[list[KnownItem]]:
    """One cause at a time: decisions first, then what acts on them."""
    groups: dict[StepCause, list[KnownItem]] = defaultdict(list)
    for item in items:
        groups[item.cause].append(item)
    yield from (groups[cause] for cause in _ORDER if cause in groups)


def supposed_way(
    world: World[AnyChange_co],
    supposed: Iterable[KnownItem],
    corrected: Mapping[int, Iterable[KnownItem]],
    as_of: date,
    position: int,
) -> Iterator[Step[AnyChange_co]]:
    """What is laid on top of what is known at a position, one entry at a time: proposals in the order in which they are
    laid, then what nobody has recorded, in the order of the positions that it would have. `corrected`: for each entry
    that would correct another, what stands in the place of that."""
    entries: dict[int, list[KnownItem]] = {}
    for item in supposed:
        entries.setdefault(item.entry_position, []).append(item)
    for entry_position in sorted(entries.keys() | corrected.keys(), key=_laid_order(entries, position)):
        removed = [item for item in corrected.get(entry_position, ()) if item.acts_on <= as_of]
        added = [item for item in entries.get(entry_position, ()) if item.acts_on <= as_of]
        yield from _step(world, StepCause.SUPPOSED, entry_position, as_of, removed, added)


def _laid_order(entries: Iterable[int], position: int) -> Callable[[int], int]:
    """What is recorded at a position comes first, as it is laid; then what is not."""
    first = {entry_position: number for number, entry_position in enumerate(entries)}
    return lambda entry: entry if entry > position else first[entry] - len(first)


def _step(
    world: World[AnyChange_co],
    cause: StepCause,
    position: int,
    as_of: date,
    removed: Sequence[KnownItem],
    added: Sequence[KnownItem],
) -> Iterator[Step[AnyChange_co]]:
    changes = world.changed(removed, added, as_of)
    if changes:
        # What is only taken back stops counting from the day it had counted from.
        acts_on = max((item.acts_on for item in (added or removed)), default=as_of)
        yield Step(cause, acts_on, (_made_by(position, (*removed, *added)),), changes)


def _made_by(position: int, items: Iterable[KnownItem]) -> MadeBy:
    families = {item.family for item in items if item.family is not None}
    return MadeBy(position, families.pop() if len(families) == 1 else None)
