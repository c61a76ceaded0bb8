"""Frames at two levels: a sum that has both counts some money twice, if the upper one includes the lower.

Whether it does, only the document knows. No entry is wrong by itself, so nothing is refused: it is told when it is
recorded, and wherever the sum stands.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from ledger.meaning.tree import UnitOnDay, way_up
from ledger.text import first_of
from ledger.values import FrameKey, FrameKind
from ledger.words import words

TOTAL = "total"
"""The line of a frame whose document has no lines."""


def total_beside(frame: FrameKey) -> FrameKey:
    """The `total` of a frame's own unit, kind and year."""
    return FrameKey(frame.unit, frame.kind, frame.year, TOTAL)


class TwoLevels(msgspec.Struct, frozen=True):
    """A unit with a frame, and what is below it and has one too: lines of its own beside a `total`, or other units."""

    unit: str
    kind: FrameKind
    year: int
    lines: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def remarks(self) -> Iterator[str]:
        """What to know of a sum that has both levels, in Swedish."""
        kind = words.value(self.kind)
        if self.lines:
            lines = first_of(self.lines)
            yield f"{self.unit} {kind}: både ”total” och egna poster ({lines}) har belopp; summan räknar alla."
        if self.units:
            units, both = first_of(self.units), "båda" if len(self.units) == 1 else "alla"
            yield f"{self.unit} och {units} under {self.unit} har {both} ramar ({kind}); summan räknar {both}."


def two_levels(frames: Iterable[FrameKey], units: Mapping[str, UnitOnDay]) -> Iterator[TwoLevels]:
    """Where frames of one kind and year are at two levels, in order of kind, year and unit. Each unit's way up is gone
    once."""
    lines: dict[tuple[FrameKind, int, str], list[str]] = {}
    for frame in frames:
        lines.setdefault((frame.kind, frame.year, frame.unit), []).append(frame.line)
    under: dict[tuple[FrameKind, int, str], list[str]] = {}
    for kind, year, unit in lines:
        for above in way_up(units, unit)[1:]:
            if (kind, year, above) in lines:
                under.setdefault((kind, year, above), []).append(unit)
    for key, own in sorted(lines.items()):
        kind, year, unit = key
        beside = tuple(sorted(line for line in own if line != TOTAL)) if TOTAL in own else ()
        if beside or key in under:
            yield TwoLevels(unit, kind, year, beside, tuple(sorted(under.get(key, ()))))
