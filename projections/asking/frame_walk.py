"""The way from one coordinate to another for frames: what every frame becomes when one more thing is known, or one more
thing is decided.

Pure. First along the known clock, in order of position, as decided by the first day; then along the decided clock, in
decided order, as known at the last position; last what is only supposed. Each step has one cause, and the steps
together are the whole way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final

import msgspec

from ledger.meaning.frame_steps import History, history_on
from ledger.meaning.frames import FrameFact, Standing, touched_frames
from ledger.meaning.later_acts import NO_LATER_ACTS, LaterActs, annulment_of, later_acts_of
from ledger.meaning.placed import PlacedFact
from ledger.values import FrameKey
from projections.asking.cause import StepCause
from projections.asking.subject_walk import KnownFact, known_fact
from projections.asking.walk import KnownItem, Step, WalkChange, decided_way, known_way, supposed_way


class KnownFrameFact(KnownItem, frozen=True, kw_only=True):
    """A fact about a frame on the way."""

    fact: FrameFact


FrameWayStep = Step[WalkChange[FrameKey, Standing]]
"""One step of the way, and the frames that it changes."""


def known_frame_facts(facts: Iterable[FrameFact]) -> list[KnownFrameFact]:
    """Facts about frames as they are on the way: each acts from the day it counts, if nothing else is waited for."""
    return [
        KnownFrameFact(
            fact=fact,
            acts_on=fact.decided_latest,
            cause=StepCause.NEW_DECISION,
            decided=fact.decided,
            entry_position=fact.entry_position,
            known_from=fact.known_from,
            known_to=fact.known_to,
            family=fact.family,
        )
        for fact in facts
    ]


def acting_of(placed: PlacedFact, known_to: int | None) -> KnownFact | None:
    """What a fact does to decisions that stand already, cited as its entry is; None for one that does nothing."""
    known = known_fact(placed, known_to)
    if known is None or known.cause is StepCause.NEW_DECISION:
        return None
    return msgspec.structs.replace(known, family=None)


class Past(msgspec.Struct, frozen=True, dict=True):
    """Everything that has ever been known of some frames: the facts about them, and what acts on decisions. `supposed`
    are those of both that are only laid on top: nobody knows them, in the order in which they are laid. `supposed_ppb`
    is what every index that is not decided is supposed to be."""

    facts: Mapping[FrameKey, Sequence[KnownFrameFact]]
    acting: Sequence[KnownFact] = ()
    supposed: Sequence[KnownItem] = ()
    supposed_ppb: int | None = None

    @cached_property
    def items(self) -> tuple[KnownItem, ...]:
        """All of it."""
        return (*(fact for known in self.facts.values() for fact in known), *self.acting)


def _later_acts(acting: Sequence[KnownFact]) -> LaterActs:
    return later_acts_of(act.placed for act in acting) if acting else NO_LATER_ACTS


def _ever_acting(acting: Sequence[KnownFact]) -> LaterActs:
    """The same, with what judgments said before they were recorded again."""
    said = [annulment for act in acting if (annulment := annulment_of(act.placed.fact)) is not None]
    annulments = tuple(annulment for annulment in said if not annulment.parts)
    in_part = tuple(annulment for annulment in said if annulment.parts)
    return msgspec.structs.replace(_later_acts(acting), annulments=annulments, in_part=in_part)


class _FrameWorld:
    """What is known and decided somewhere on the way, and every frame there. A frame's history is kept up with each
    step; one whose decisions may come to stand otherwise is reckoned anew."""

    def __init__(self, past: Past, position: int, as_of: date):
        self._past = past
        facts = {frame: [item.fact for item in known] for frame, known in past.facts.items()}
        self._touched = dict.fromkeys(touched_frames(facts, _ever_acting(past.acting)))
        self._seen = {id(item) for item in past.items if item.is_known(position) and item.acts_on <= as_of}
        self._later_acts = self._later_acts_seen()
        seen = {frame: [item.fact for item in known if id(item) in self._seen] for frame, known in past.facts.items()}
        self._histories = {frame: history_on(facts, self._later_acts, date.max) for frame, facts in seen.items()}
        self.standings = {frame: history.last() for frame, history in self._histories.items()}

    def changed(
        self, removed: Sequence[KnownItem], added: Sequence[KnownItem], _on: date
    ) -> tuple[WalkChange[FrameKey, Standing], ...]:
        """Takes some things out of the world and others in, and says which frames changed."""
        self._seen.difference_update(map(id, removed))
        self._seen.update(map(id, added))
        frames = self._kept_up(removed, added)
        if any(isinstance(item, KnownFact) for item in (*removed, *added)):
            frames |= self._touched
            self._later_acts = self._later_acts_seen()
        return tuple(change for frame in frames if (change := self._change(frame)) is not None)

    def _kept_up(self, removed: Sequence[KnownItem], added: Sequence[KnownItem]) -> dict[FrameKey, None]:
        """Keeps the histories up with the facts about frames among some things, and says which frames those are."""
        histories, frames = self._histories, dict[FrameKey, None]()
        for item in removed:
            if isinstance(item, KnownFrameFact):
                frame = item.fact.frame
                histories[frame], frames[frame] = histories[frame].without(item.entry_position), None
        for item in added:
            if isinstance(item, KnownFrameFact):
                frame = item.fact.frame
                histories[frame], frames[frame] = histories[frame].plus(item.fact), None
        return frames

    def _change(self, frame: FrameKey) -> WalkChange[FrameKey, Standing] | None:
        history = self._reckoned(frame) if frame in self._touched else self._histories[frame]
        before, after = self.standings[frame], history.last()
        self.standings[frame] = after
        return None if before.value == after.value else WalkChange(frame, before, after)

    def _later_acts_seen(self) -> LaterActs:
        seen = _later_acts([act for act in self._past.acting if id(act) in self._seen])
        return msgspec.structs.replace(seen, supposed_ppb=self._past.supposed_ppb)

    def _reckoned(self, frame: FrameKey) -> History:
        seen = (item.fact for item in self._past.facts[frame] if id(item) in self._seen)
        return history_on(seen, self._later_acts, date.max)


def known_steps(past: Past, as_of: date, after: int, until: int) -> Iterator[FrameWayStep]:
    """The way along the known clock, from one position to another, as decided by a day."""
    return known_way(_FrameWorld(past, after, as_of), past.items, as_of, after, until, apart=True)


def decided_steps(past: Past, position: int, after: date, until: date) -> Iterator[FrameWayStep]:
    """The way along the decided clock, from one day to another, as known at a position."""
    return decided_way(_FrameWorld(past, position, after), _decided_between(past, position, after, until))


def _decided_between(past: Past, position: int, after: date, until: date) -> list[KnownItem]:
    return [item for item in past.items if after < item.acts_on <= until and item.is_known(position)]


class FrameWay(msgspec.Struct, frozen=True):
    """The whole way between two coordinates: every frame at the first, and the steps from there."""

    before: dict[FrameKey, Standing]
    steps: list[FrameWayStep]


NOTHING_CORRECTED: Final[Mapping[int, int]] = {}


def frame_way(
    past: Past, start: tuple[int, date], until: tuple[int, date], corrected: Mapping[int, int] = NOTHING_CORRECTED
) -> FrameWay:
    """The way from one position and day to another, neither before the first; then what is supposed. `corrected`: for
    each entry that would correct another, the place of that. The world that one clock leaves is the one that the next
    begins in."""
    (after, first_day), (position, as_of) = start, until
    world = _FrameWorld(past, after, first_day)
    before = dict(world.standings)
    steps = [
        *known_way(world, past.items, first_day, after, position, apart=True),
        *decided_way(world, _decided_between(past, position, first_day, as_of)),
    ]
    if past.supposed or corrected:
        in_place = {
            entry_position: [item for item in past.items if item.decided.position == place and item.is_known(position)]
            for entry_position, place in corrected.items()
        }
        steps += supposed_way(world, past.supposed, in_place, as_of, position)
    return FrameWay(before, steps)
