"""Frames at two levels, told when they are recorded: a sum of them counts some money twice, if the upper one includes
the lower. Which of a document's figures include which, only it knows; so it is told, and never refused."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from ledger.events import Fact, UnitMoved
from ledger.looking.state import NO_FACTS, State
from ledger.meaning.levels import TwoLevels, two_levels
from ledger.meaning.tree import UnitOnDay, units_on
from ledger.text import first_of
from ledger.values import FrameKey, FrameKind, RecordedWarning
from ledger.words.labels import frame_label


def levels_warnings(
    facts: Sequence[Fact], before: State, after: State, day: date
) -> Iterator[tuple[int, RecordedWarning]]:
    """Warnings of a whole command, each with the number of the first fact that it is about: the frames that it brings
    above or below others, and the units with frames that it moves there. Only what the command brings to the ledger is
    told, so that nobody reads it again at each change. The units are those `after` it, on a `day`, or on that from
    which they are moved."""
    new: dict[FrameKey, int] = {}
    for number, fact in enumerate(facts):
        for frame in fact.frames():
            held, holds = (state.frames.get(frame.tag, NO_FACTS) for state in (before, after))
            if not held.facts or (holds.sets and not held.sets):
                new.setdefault(frame, number)
    of = {(frame.kind, frame.year) for frame in new}
    if new:
        known = [frame for frame in _known(before) if (frame.kind, frame.year) in of and frame not in new]
        units = units_on(after.of_units(day), day)
        levels = set(two_levels(known, units))
        for number, level, own, below in _brought(new, known, units):
            # What is only changed, and not set, has nothing in it that was there before.
            is_whole = any(frame not in new or after.frames.get(frame.tag, NO_FACTS).sets for frame in own)
            if level not in levels and (is_whole or all(frame in new for frame in below)):
                yield number, _warning(level, own, below)
    moves = [(number, fact) for number, fact in enumerate(facts) if isinstance(fact, UnitMoved)]
    for number, fact in moves:
        on = max(day, fact.applies_from)
        known = [frame for frame in (*_known(before), *new) if frame.year >= on.year]
        units, former = (units_on(state.of_units(on), on) for state in (after, before))
        there = {(level.unit, level.kind, level.year): level for level in two_levels(known, former)}
        for level in two_levels(known, units):
            was = there.get((level.unit, level.kind, level.year))
            moved = set(level.units).difference(() if was is None else was.units)
            if moved:
                yield number, _warning(level, known, [frame for frame in known if frame.unit in moved])


def _known(state: State) -> list[FrameKey]:
    return [known.facts[0].frame for known in state.frames.values() if known.facts]


_Brought = tuple[int, TwoLevels, list[FrameKey], list[FrameKey]]
"""The number of a fact, the level that it makes, the frames above, and of those below the ones to be named."""


def _brought(
    new: Mapping[FrameKey, int], known: Iterable[FrameKey], units: Mapping[str, UnitOnDay]
) -> Iterator[_Brought]:
    """The levels that new frames make with each other, and with those that are known."""
    frames, by_unit = dict.fromkeys((*known, *new)), dict[tuple[str, FrameKind, int], list[FrameKey]]()
    for frame in frames:
        by_unit.setdefault((frame.unit, frame.kind, frame.year), []).append(frame)
    for level in two_levels(frames, units):
        own = by_unit[level.unit, level.kind, level.year]
        lines = [frame for frame in own if frame.line in level.lines]
        below = [*lines, *(frame for unit in level.units for frame in by_unit[unit, level.kind, level.year])]
        brought = [new[frame] for frame in (*own, *below) if frame in new]
        upper = [frame for frame in own if frame not in lines]
        if brought:
            is_upper_new = any(frame in new for frame in upper)
            yield min(brought), level, upper, below if is_upper_new else [frame for frame in below if frame in new]


def _warning(level: TwoLevels, frames: Iterable[FrameKey], below: Iterable[FrameKey]) -> RecordedWarning:
    own = [frame for frame in frames if (frame.unit, frame.kind, frame.year) == (level.unit, level.kind, level.year)]
    upper = FrameKey(level.unit, level.kind, level.year)
    same = (frame for frame in below if (frame.kind, frame.year) == (level.kind, level.year))
    others = first_of(sorted(frame_label(frame) for frame in same))
    values = {"frame": frame_label(upper if upper in own else own[0]), "others": others}
    return RecordedWarning("frames-at-two-levels", values)
