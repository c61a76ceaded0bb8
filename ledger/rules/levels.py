"""Frames at two levels, told when they are recorded: a sum of them counts some money twice, if the upper one includes
the lower. Which of a document's figures include which, only it knows; so it is told, and never refused."""

from collections.abc import Iterator, Sequence
from datetime import date

from ledger.events import Fact
from ledger.looking.state import State
from ledger.meaning.levels import total_beside, two_levels
from ledger.meaning.tree import units_on
from ledger.text import first_of
from ledger.values import FrameKey, FrameKind, RecordedWarning
from ledger.words.labels import frame_label


def levels_warnings(
    facts: Sequence[Fact], before: State, after: State, day: date
) -> Iterator[tuple[int, RecordedWarning]]:
    """Warnings of a whole command, each with the number of the first fact that it is about. Only what the command
    brings to the ledger is told, so that nobody reads it again at each change. The units are those `after` it,
    on a `day`."""
    new: dict[FrameKey, int] = {}
    for number, fact in enumerate(facts):
        for frame in fact.frames():
            if not before.of_frame(frame.tag):
                new.setdefault(frame, number)
    there = dict.fromkeys((*new, *(total for total in map(total_beside, new) if before.of_frame(total.tag))))
    levels = list(two_levels(there, units_on(after.of_units(day), day))) if len(there) > 1 else ()
    by_unit: dict[tuple[FrameKind, int, str], list[FrameKey]] = {}
    for frame in there if levels else ():
        by_unit.setdefault((frame.kind, frame.year, frame.unit), []).append(frame)
    for level in levels:
        own = by_unit[level.kind, level.year, level.unit]
        lines = [frame for frame in own if frame.line in level.lines]
        below = [*lines, *(frame for unit in level.units for frame in by_unit[level.kind, level.year, unit])]
        told = [new[frame] for frame in (*own, *below) if frame in new]
        if told:
            upper = FrameKey(level.unit, level.kind, level.year)
            others = first_of(sorted(frame_label(frame) for frame in below))
            values = {"frame": frame_label(upper if upper in there else own[0]), "others": others}
            yield min(told), RecordedWarning("frames-at-two-levels", values)
