"""Frames at two levels, told when they are recorded: a sum of them counts some money twice, if the upper one includes
the lower. Which of a document's figures include which, only it knows; so it is told, and never refused."""

from collections.abc import Iterator, Sequence
from datetime import date

from ledger.events import Fact
from ledger.looking.state import State
from ledger.meaning.levels import TwoLevels, total_beside, two_levels
from ledger.meaning.tree import units_on
from ledger.text import first_of
from ledger.values import FrameKey, RecordedWarning
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
    there = {*new, *(total for total in map(total_beside, new) if before.of_frame(total.tag))}
    levels = list(two_levels(there, units_on(after.of_units(day), day))) if len(there) > 1 else ()
    for level in levels:
        upper, *below = _frames_of(level, there)
        told = [new[frame] for frame in (upper, *below) if frame in new]
        if told:
            values = {"frame": frame_label(upper), "others": first_of([frame_label(frame) for frame in below])}
            yield min(told), RecordedWarning("frames-at-two-levels", values)


def _frames_of(level: TwoLevels, there: set[FrameKey]) -> Iterator[FrameKey]:
    """The frames at both levels, as far as they are `there` under the name of a total or of their line."""
    yield FrameKey(level.unit, level.kind, level.year)
    lines = (FrameKey(level.unit, level.kind, level.year, line) for line in level.lines)
    totals = (FrameKey(unit, level.kind, level.year) for unit in level.units)
    yield from (frame for frame in (*lines, *totals) if frame in there)
