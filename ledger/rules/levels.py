"""Frames at two levels, told when they are recorded: a sum of them counts some money twice, if the upper one includes
the lower. Which of a document's figures include which, only it knows; so it is told, and never refused."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec.structs import astuple

from ledger.events import Fact, UnitMoved
from ledger.looking.state import NO_FACTS, State
from ledger.meaning.flags import acts_on
from ledger.meaning.levels import TwoLevels, two_levels
from ledger.meaning.tree import UnitOnDay
from ledger.text import first_of
from ledger.values import FrameKey, FrameKind, RecordedWarning
from ledger.words.labels import frame_label


def levels_warnings(
    facts: Sequence[Fact], before: State, after: State, day: date
) -> Iterator[tuple[int, RecordedWarning]]:
    """Warnings of a whole command, each with the number of the first fact that it is about: the frames that it brings
    above or below others, and the units with frames that it moves there. Only what the command brings to the ledger is
    told, so that nobody reads it again at each change; and only what has any money `after` it. The units are as they
    lie in the year of the money, from the `day` of the decision on, or from that on which they are moved."""
    new: dict[FrameKey, int] = {}
    moves = any(isinstance(fact, UnitMoved) for fact in facts)
    for number, fact in enumerate(facts):
        for frame in fact.frames():
            held, holds = (state.frames.get(frame.tag, NO_FACTS) for state in (before, after))
            if not held.facts or (holds.sets and not held.sets):
                new.setdefault(frame, number)
    known = _known(before) if new or moves else []
    for year in sorted({frame.year for frame in new}):
        ours = [frame for frame in new if frame.year == year]
        kinds = {frame.kind for frame in ours}
        others = [frame for frame in known if frame.year == year and frame.kind in kinds and frame not in new]
        yield from _told(after, {frame: new[frame] for frame in ours}, others, after.units_on(acts_on(day, year)))
    for number, fact in enumerate(facts):
        if isinstance(fact, UnitMoved):
            on = max(day, fact.applies_from)
            frames = [frame for frame in dict.fromkeys((*known, *new)) if frame.year >= on.year]
            yield from ((number, warning) for warning in _moved(before, after, frames, on))


def _known(state: State) -> list[FrameKey]:
    return [known.facts[0].frame for known in state.frames.values() if known.facts]


def _told(
    after: State, new: Mapping[FrameKey, int], known: Collection[FrameKey], units: Mapping[str, UnitOnDay]
) -> Iterator[tuple[int, RecordedWarning]]:
    """The levels of a year that new frames make with each other, and with those that are known."""
    if not any(two_levels((*known, *new), units)):
        return
    there = [frame for frame in known if _has_money(after, frame)]
    ours = [frame for frame in new if _has_money(after, frame)]
    before, by_unit = set(two_levels(there, units)), dict[tuple[str, FrameKind], list[FrameKey]]()
    for frame in (*there, *ours):
        by_unit.setdefault((frame.unit, frame.kind), []).append(frame)
    for level in two_levels((*there, *ours), units):
        if level in before:
            continue
        own = by_unit[level.unit, level.kind]
        lines = [frame for frame in own if frame.line in level.lines]
        upper = [frame for frame in own if frame not in lines]
        below = [*lines, *(frame for unit in level.units for frame in by_unit[unit, level.kind])]
        brought = [new[frame] for frame in (*own, *below) if frame in new]
        named = below if any(frame in new for frame in upper) else [frame for frame in below if frame in new]
        # What is only changed, and not set, has nothing in it that was there before.
        is_whole = any(frame not in new or after.frames.get(frame.tag, NO_FACTS).sets for frame in upper)
        if brought and (is_whole or all(frame in new for frame in named)):
            yield min(brought), _warning(level, upper, named)


def _moved(before: State, after: State, frames: Collection[FrameKey], on: date) -> Iterator[RecordedWarning]:
    """The levels that frames are at since a unit was moved."""
    for year in sorted({frame.year for frame in frames}):
        units, former = (state.units_on(acts_on(on, year)) for state in (after, before))
        known = [frame for frame in frames if frame.year == year and _has_money(after, frame)]
        there = {(level.unit, level.kind): level.units for level in two_levels(known, former)}
        for level in two_levels(known, units):
            moved = set(level.units).difference(there.get((level.unit, level.kind), ()))
            if moved:
                own = [frame for frame in known if (frame.unit, frame.kind) == (level.unit, level.kind)]
                below = [frame for frame in known if frame.unit in moved and frame.kind is level.kind]
                yield _warning(level, own, below)


def _has_money(state: State, frame: FrameKey) -> bool:
    """Whether a frame is anything but nothing after all that is known of it."""
    return not state.of_frame(frame.tag) or any(astuple(state.frame_steps(frame.tag).on(date.max).sides))


def _warning(level: TwoLevels, own: Sequence[FrameKey], below: Iterable[FrameKey]) -> RecordedWarning:
    upper = FrameKey(level.unit, level.kind, level.year)
    above = [upper] if upper in own else own
    values = {
        "frame": first_of(sorted(map(frame_label, above))),
        "others": first_of(sorted(map(frame_label, below))),
    }
    return RecordedWarning("frames-at-two-levels", values)
