"""Movements between frames of which one end counts and the other is replaced: a frame was set again, and the money of a
transfer gave way there with everything else. The column then has only the one side, and a reader must be told."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ledger.log.database import Cursor
from ledger.meaning.frames import MOVEMENTS, FrameFact, FrameOnDay, frames_on, other_end
from ledger.meaning.later_acts import Role
from ledger.text import listed
from ledger.values import Stage
from ledger.words import words
from ledger.words.labels import frame_label
from projections.asking.frame_query import FrameView
from projections.frames.change_columns import COLUMN_OF
from projections.tables.frames import FrameScope, facts_at, units_of_entries


def one_sided_remarks(cursor: Cursor, view: FrameView) -> tuple[str, ...]:
    """What to say of the movements that a question's frames take part in and that have only one side left. The frames
    at their other end are read where they were not asked for."""
    if view.coordinates.stage is not Stage.DECIDED:
        return ()
    asked = {frame.frame for frame in view.frames}
    one_sided = dict[_OneSided, dict[int, None]]()
    for counted, replaced, by in _pairs((*view.frames, *_other_frames(cursor, view))):
        if counted.frame in asked or replaced.frame in asked:
            column = words.value(f"column-{COLUMN_OF[counted.family]}")
            labels = frame_label(counted.frame), frame_label(replaced.frame)
            one_sided.setdefault(_OneSided(column, *labels, by), {})[counted.entry_position] = None
    return tuple(_told(movements, tuple(positions)) for movements, positions in one_sided.items())


class _OneSided(NamedTuple):
    """Movements with the same one side: their column, where they count, where they are replaced, and by which entry."""

    column: str
    counted: str
    replaced: str
    by: int


def _other_frames(cursor: Cursor, view: FrameView) -> list[FrameOnDay]:
    """The frames at the other end of what moves money to or from some frames, when those are not all there are."""
    scope, at, seen = view.scope, view.coordinates, view.seen
    if scope == FrameScope(scope.year):
        return []
    facts = (part.fact for frame in view.frames for part in frame.facts)
    positions = {fact.entry_position for fact in facts if fact.family in MOVEMENTS}
    units = units_of_entries(cursor, positions, scope.year, at.position) if positions else ()
    if not units:
        return []
    theirs = facts_at(cursor, FrameScope(scope.year, units), at.position, at.as_of)
    frames = frames_on(theirs, seen.later_acts, at.as_of, seen.forces)
    own = {frame.frame for frame in view.frames}
    return [frame for frame in frames if frame.frame not in own]


def _pairs(frames: Iterable[FrameOnDay]) -> Iterator[tuple[FrameFact, FrameFact, int]]:
    """The two ends of every movement of which one counts and the other does not, and the set that replaced that."""
    by_entry = dict[int, dict[int, FrameFact]]()
    where = dict[tuple[int, int], tuple[Role, FrameOnDay]]()
    for frame in frames:
        for part in frame.facts:
            fact = part.fact
            if fact.sets is None and part.role in (Role.COUNTED, Role.REPLACED):
                by_entry.setdefault(fact.entry_position, {})[fact.ordinal] = fact
                where[fact.entry_position, fact.ordinal] = part.role, frame
    for of_entry in by_entry.values():
        for fact in of_entry.values():
            if (other := other_end(fact, of_entry)) is not None:
                yield from _one_sided(fact, other, where)


def _one_sided(
    fact: FrameFact, other: FrameFact, where: Mapping[tuple[int, int], tuple[Role, FrameOnDay]]
) -> Iterator[tuple[FrameFact, FrameFact, int]]:
    for counted, replaced in ((fact, other), (other, fact)):
        role, _ = where[counted.entry_position, counted.ordinal]
        gone, frame = where[replaced.entry_position, replaced.ordinal]
        if role is Role.COUNTED and gone is Role.REPLACED and frame.the_set is not None:
            yield counted, replaced, frame.the_set.entry_position


def _told(movements: _OneSided, positions: tuple[int, ...]) -> str:
    several = len(positions) > 1
    posts = f"Posterna {listed([str(position) for position in positions])}" if several else f"Posten {positions[0]}"
    return (
        f"{posts} räknas i {movements.counted} men är {'ersatta' if several else 'ersatt'} i {movements.replaced}, som "
        f"fastställdes på nytt i posten {movements.by}: av {'dem' if several else 'den'} har kolumnen "
        f"”{movements.column}” bara den ena sidan."
    )
