"""Frames at two levels, told when they are recorded: a sum of them counts some money twice, if the upper one includes
the lower. Which of a document's figures include which, only it knows; so it is told, and never refused."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec.structs import astuple

from ledger.events import Fact
from ledger.looking.state import State
from ledger.meaning.flags import acts_on
from ledger.meaning.levels import total_beside, two_levels
from ledger.text import first_of
from ledger.values import FrameKey, FrameKind, RecordedWarning
from ledger.words.labels import frame_label


def levels_warnings(
    facts: Sequence[Fact], before: State, after: State, day: date
) -> Iterator[tuple[int, RecordedWarning]]:
    """Warnings of a whole command, each with the number of the first fact that it is about. Only what the command
    brings to the ledger is told, so that nobody reads it again at each change; and only what has any money `after`
    it. The units are as they lie in the year of the money, from the `day` of the decision on."""
    new: dict[FrameKey, int] = {}
    for number, fact in enumerate(facts):
        for frame in fact.frames():
            if not before.of_frame(frame.tag):
                new.setdefault(frame, number)
    there = dict.fromkeys((*new, *(total for total in map(total_beside, new) if before.of_frame(total.tag))))
    there = dict.fromkeys(frame for frame in there if _has_money(after, frame))
    years = sorted({frame.year for frame in there}) if len(there) > 1 else ()
    levels = [level for year in years for level in two_levels(_of(year, there), after.units_on(acts_on(day, year)))]
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


def _of(year: int, frames: Iterable[FrameKey]) -> list[FrameKey]:
    return [frame for frame in frames if frame.year == year]


def _has_money(state: State, frame: FrameKey) -> bool:
    """Whether a frame is anything but nothing after all that is known of it."""
    return not state.of_frame(frame.tag) or any(astuple(state.frame_steps(frame.tag).on(date.max).sides))
