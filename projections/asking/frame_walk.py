"""The way from one coordinate to another, one step at a time: what every frame becomes when one more thing is known, or
one more thing is decided.

Pure. First along the known clock, in order of position, as decided by the first day; then along the decided clock, in
decided order, as known at the last position. Each step has one cause, and the steps together are the whole way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec

from ledger.events import ConditionMet, IndexDecided, JudgmentGiven, JudgmentOutcome
from ledger.meaning.effects import Decided
from ledger.meaning.frames import FrameFact, Standing, is_touched
from ledger.meaning.history import History, history_on
from ledger.meaning.later_acts import LaterActs, later_acts_of
from ledger.meaning.placed import PlacedFact
from ledger.values import FrameKey, Stage
from projections.asking.cause import Cause


class Acting(msgspec.Struct, frozen=True):
    """Something that changes decisions which stand already: from which day, why, and between which positions it is
    known."""

    placed: PlacedFact
    acts_on: date
    cause: Cause
    known_from: int
    known_to: int | None


Item = FrameFact | Acting


class Past(msgspec.Struct, frozen=True):
    """Everything that has ever been known of some frames: the facts about them, and what acts on decisions. `supposed`
    are those of both that are only laid on top: nobody knows them, in the order in which they are laid. `supposed_ppb`
    is what every index that is not decided is supposed to be."""

    facts: Mapping[FrameKey, Sequence[FrameFact]]
    acting: Sequence[Acting] = ()
    supposed: Sequence[Item] = ()
    supposed_ppb: int | None = None


class FrameStep(msgspec.Struct, frozen=True):
    """One frame before and after a step."""

    frame: FrameKey
    before: Standing
    after: Standing


class Step(msgspec.Struct, frozen=True):
    """One step: why, by which entry, on which day of the decided clock what is said acts, and the frames it changes.
    `family`: of the fact, when the step is one fact's."""

    cause: Cause
    position: int
    acts_on: date
    changes: tuple[FrameStep, ...]
    family: str | None = None


def acting_of(placed: PlacedFact, known_to: int | None) -> Acting | None:
    """What a fact does to decisions that stand already; None for one that does nothing."""
    if placed.stage is not Stage.DECIDED:
        return None
    match placed.fact:
        case JudgmentGiven(outcome=JudgmentOutcome.ANNULLED, final_on=date() as final_on):
            return Acting(placed, final_on, Cause.ANNULMENT, placed.position, known_to)
        case ConditionMet():
            return Acting(placed, placed.decided.latest, Cause.CONDITION, placed.position, known_to)
        case IndexDecided():
            return Acting(placed, placed.decided.latest, Cause.INDEX, placed.position, known_to)
        case _:
            return None


class _World:
    """What is known and decided somewhere on the way, and every frame there. A frame's history is kept up with each
    step; one whose decisions may come to stand otherwise is reckoned anew."""

    def __init__(self, past: Past, position: int, as_of: date):
        self._past = past
        every = later_acts_of(one.placed for one in past.acting)
        self._touched = {
            frame: None for frame, known in past.facts.items() if any(is_touched(fact, every) for fact in known)
        }
        self._seen = {id(item) for item in _items(past) if _is_known(item, position) and _acts_on(item) <= as_of}
        self._later_acts = self._later_acts_seen()
        self._histories = {frame: self._reckoned(frame) for frame in past.facts}
        self.standings = {frame: history.last() for frame, history in self._histories.items()}

    def changed(self, gone: Iterable[Item], come: Iterable[Item]) -> tuple[FrameStep, ...]:
        """Takes some things out of the world and others in, and says which frames changed."""
        gone, come = tuple(gone), tuple(come)
        self._seen.difference_update(map(id, gone))
        self._seen.update(map(id, come))
        frames = {item.frame: None for item in (*gone, *come) if isinstance(item, FrameFact)}
        self._keep_up(gone, come)
        if any(isinstance(item, Acting) for item in (*gone, *come)):
            frames |= self._touched
            self._later_acts = self._later_acts_seen()
        return tuple(step for frame in frames if (step := self._step(frame)) is not None)

    def _keep_up(self, gone: Iterable[Item], come: Iterable[Item]) -> None:
        histories = self._histories
        for item in gone:
            if isinstance(item, FrameFact):
                frame = item.frame
                histories[frame] = histories[frame].without(item.entry_position)
        for item in come:
            if isinstance(item, FrameFact):
                frame = item.frame
                histories[frame] = histories[frame].plus(item)

    def _step(self, frame: FrameKey) -> FrameStep | None:
        history = self._reckoned(frame) if frame in self._touched else self._histories[frame]
        before, after = self.standings[frame], history.last()
        self.standings[frame] = after
        return None if before.value == after.value else FrameStep(frame, before, after)

    def _later_acts_seen(self) -> LaterActs:
        seen = later_acts_of(one.placed for one in self._past.acting if id(one) in self._seen)
        return msgspec.structs.replace(seen, supposed_ppb=self._past.supposed_ppb)

    def _reckoned(self, frame: FrameKey) -> History:
        seen = (fact for fact in self._past.facts[frame] if id(fact) in self._seen)
        return history_on(seen, self._later_acts, date.max)


def standings_at(past: Past, position: int, as_of: date) -> dict[FrameKey, Standing]:
    """Every frame at a coordinate."""
    return _World(past, position, as_of).standings


def known_steps(past: Past, as_of: date, after: int, until: int) -> Iterator[Step]:
    """The way along the known clock, from one position to another, as decided by a day."""
    world = _World(past, after, as_of)
    known_no_more = _by_position((item.known_to, item) for item in _items(past))
    known_now = _by_position((item.known_from, item) for item in _items(past))
    for position in sorted(one for one in known_no_more.keys() | known_now.keys() if after < one <= until):
        old, new = known_no_more.get(position, []), known_now.get(position, [])
        gone, come = ([item for item in items if _acts_on(item) <= as_of] for items in (old, new))
        corrects = bool(old) or any(_decided(item).position != position for item in new)
        if corrects:
            yield from _steps(world, Cause.CORRECTION, position, as_of, gone, come)
            continue
        for cause, these in _by_cause(come):
            yield from _steps(world, cause, position, as_of, [], these)


def decided_steps(past: Past, position: int, after: date, until: date) -> Iterator[Step]:
    """The way along the decided clock, from one day to another, as known at a position."""
    world = _World(past, position, after)
    known = [item for item in _items(past) if _is_known(item, position) and after < _acts_on(item) <= until]
    for together in _in_decided_order(known):
        first = together[0]
        cause = first.cause if isinstance(first, Acting) else Cause.NEW_DECISION
        yield from _steps(world, cause, first.known_from, _acts_on(first), [], together)


def supposed_steps(past: Past, position: int, as_of: date, corrected: Mapping[int, int]) -> Iterator[Step]:
    """What is laid on top, one entry at a time: proposals in the order in which they are laid, then what nobody has
    recorded, in the order of the positions that it would have. `corrected`: for each entry that would correct another,
    the place of that."""
    world = _World(past, position, as_of)
    entries: dict[int, list[Item]] = {}
    for item in past.supposed:
        entries.setdefault(_entry(item), []).append(item)
    wrong = set(corrected.values())
    known = (item for item in (_items(past) if wrong else ()) if _is_known(item, position))
    in_place = _by_position((_decided(item).position, item) for item in known if _decided(item).position in wrong)
    for entry_position in sorted(entries.keys() | corrected.keys(), key=_laid_order(entries, position)):
        gone, come = in_place.get(corrected.get(entry_position, 0), ()), entries.get(entry_position, ())
        acting = ([item for item in items if _acts_on(item) <= as_of] for items in (gone, come))
        yield from _steps(world, Cause.SUPPOSED, entry_position, as_of, *acting)


def _laid_order(entries: Iterable[int], position: int) -> Callable[[int], int]:
    """What is recorded at a position comes first, as it is laid; then what is not."""
    first = {entry_position: number for number, entry_position in enumerate(entries)}
    return lambda entry: entry if entry > position else first[entry] - len(first)


def _steps(
    world: _World, cause: Cause, position: int, acts_on: date, gone: Sequence[Item], come: Sequence[Item]
) -> Iterator[Step]:
    changes = world.changed(gone, come)
    if changes:
        families = {item.family for item in (*gone, *come) if isinstance(item, FrameFact)}
        days = {_acts_on(item) for item in come} or {acts_on}
        yield Step(cause, position, max(days), changes, families.pop() if len(families) == 1 else None)


def _items(past: Past) -> Iterator[Item]:
    for known in past.facts.values():
        yield from known
    yield from past.acting


def _acts_on(item: Item) -> date:
    """The day from which it counts, if nothing else is waited for."""
    return item.decided_latest if isinstance(item, FrameFact) else item.acts_on


def _entry(item: Item) -> int:
    return item.entry_position if isinstance(item, FrameFact) else item.placed.position


def _is_known(item: Item, position: int) -> bool:
    return item.known_from <= position and (item.known_to is None or item.known_to > position)


def _by_position(numbered: Iterable[tuple[int | None, Item]]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = {}
    for position, item in numbered:
        if position is not None:
            found.setdefault(position, []).append(item)
    return found


def _decided(item: Item) -> Decided:
    return item.decided if isinstance(item, FrameFact) else item.placed.decided


def _by_cause(come: Iterable[Item]) -> Iterator[tuple[Cause, list[Item]]]:
    """What became known, one cause at a time: decisions on frames first, then what acts on them."""
    groups: dict[Cause, list[Item]] = {}
    for item in come:
        groups.setdefault(item.cause if isinstance(item, Acting) else Cause.RECORDED_LATE, []).append(item)
    yield from ((cause, groups[cause]) for cause in Cause if cause in groups)


def _in_decided_order(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Day by day; on a day first the decisions on frames in decided order, an entry's all together, then what acts on
    them."""
    groups: dict[tuple[date, int, Decided, int], list[Item]] = {}
    order = list(Cause)
    for item in items:
        rank = order.index(item.cause) if isinstance(item, Acting) else -1
        groups.setdefault((_acts_on(item), rank, _decided(item), item.known_from), []).append(item)
    yield from (groups[key] for key in sorted(groups))
