"""Which units and frames a fact names, wherever in it they stand: what somebody who follows one unit is told of."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from ledger.events import ClauseDecided, Fact, NamedProposal, RecordingErrorCorrected, catalogue, stored_name
from ledger.events.fact import AFTERMATH
from ledger.events.frames import FactAboutFrames
from ledger.values import FrameKey, Stage, fields_of

_FRAME, _UNIT = "frame:", "unit:"


class Touched(msgspec.Struct, frozen=True):
    """What an entry names: units, and frames as in their tags (`slk/total/operating/2026`). `stages` are those that it
    can be of. `reaches`: it may touch more than it names, as a judgment does that annuls a whole decision, or an entry
    that this program cannot read; it is never left out for what it does not name."""

    units: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    stages: frozenset[Stage] = frozenset((Stage.DECIDED,))
    reaches: bool = False

    def also(self, other: "Touched") -> "Touched":
        """What both touch."""
        units = tuple(dict.fromkeys((*self.units, *other.units)))
        frames = tuple(dict.fromkeys((*self.frames, *other.frames)))
        return Touched(units, frames, self.stages | other.stages, self.reaches or other.reaches)


def touched_by_tags(tags: Iterable[str], *, readable: bool = True) -> Touched:
    """What the tags of an entry name. Who cannot read the entry itself cannot know that it is all."""
    kept = tuple(tags)
    frames = tuple(tag.removeprefix(_FRAME) for tag in kept if tag.startswith(_FRAME))
    units = (*(tag.removeprefix(_UNIT) for tag in kept if tag.startswith(_UNIT)), *map(_unit_of, frames))
    if readable:
        return Touched(tuple(dict.fromkeys(units)), frames)
    return Touched(tuple(dict.fromkeys(units)), frames, frozenset(Stage), reaches=True)


def touched_by(fact: Fact, tags: Iterable[str]) -> Touched:
    """What a fact names, and the tags of its entry."""
    frames = (*(frame.tag.removeprefix(_FRAME) for frame in (*fact.frames(), *_frames_in(fact))),)
    own = Touched(
        tuple(dict.fromkeys((*fact.units(), *_units_in(fact), *map(_unit_of, frames)))),
        tuple(dict.fromkeys(frames)),
        _stages(fact),
    )
    all_of_it = touched_by_tags(tags).also(own)
    reaches = AFTERMATH in tags and not all_of_it.units
    return msgspec.structs.replace(all_of_it, stages=own.stages, reaches=reaches)


def _unit_of(frame: str) -> str:
    return frame.partition("/")[0]


def _frames_in(value: object) -> Iterator[FrameKey]:
    if isinstance(value, FrameKey):
        yield value
        return
    for _, inner in fields_of(value):
        yield from _frames_in(inner)


def _units_in(fact: Fact) -> Iterator[str]:
    """Those that the facts inside a fact name."""
    inner: tuple[Fact, ...] = ()
    if isinstance(fact, NamedProposal):
        inner = fact.facts
    elif isinstance(fact, ClauseDecided):
        inner = fact.decides()
    elif isinstance(fact, RecordingErrorCorrected) and fact.replacement is not None:
        inner = (fact.replacement.fact,)
    for one in inner:
        yield from (*one.units(), *_units_in(one))


def _stages(fact: Fact) -> frozenset[Stage]:
    """A correction is of the stage of what it puts in the place of another entry; what withdraws is of that one's."""
    if isinstance(fact, RecordingErrorCorrected):
        return frozenset() if fact.replacement is None else _stages(fact.replacement.fact)
    return frozenset((fact.stage if isinstance(fact, NamedProposal) else Stage.DECIDED,))


TOLD_BY_TAGS: Final = frozenset(
    stored_name(fact)
    for fact in catalogue()
    if issubclass(fact, FactAboutFrames) and fact.tags is FactAboutFrames.tags and fact.units is Fact.units
)
"""The stored names of facts whose tags name all that they touch: their bytes need not be read for it."""

CORRECTION: Final = stored_name(RecordingErrorCorrected)

OTHER_STAGES: Final = {
    stage: tuple(
        stored_name(fact)
        for fact in catalogue()
        if fact is not RecordingErrorCorrected
        and (getattr(fact, "stage", Stage.DECIDED) if issubclass(fact, NamedProposal) else Stage.DECIDED) is not stage
    )
    for stage in Stage
}
"""For each stage the stored names of facts that are of another one, whatever they say."""
