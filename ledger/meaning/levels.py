"""Frames at two levels: a sum that has both counts some money twice, if the upper one includes the lower.

Whether it does, only the document knows. No entry is wrong by itself, so nothing is refused: it is told when it is
recorded, and wherever the sum stands.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from ledger.meaning.tree import UnitOnDay, way_up
from ledger.money import amount_text
from ledger.text import first_of
from ledger.values import FrameKey, FrameKind
from ledger.words import words

TOTAL = "total"
"""The line of a frame whose document has no lines."""


def total_beside(frame: FrameKey) -> FrameKey:
    """The `total` of a frame's own unit, kind and year."""
    return FrameKey(frame.unit, frame.kind, frame.year, TOTAL)


class TwoLevels(msgspec.Struct, frozen=True):
    """A unit with a frame, and what is below it and has one too: lines of its own beside a `total`, or other units.
    `lines_beyond_ore` and `units_beyond_ore`: by how much the lines, and the next units below, together have more net
    than what they may be parts of; 0 when they have not, or nobody knows."""

    unit: str
    kind: FrameKind
    year: int
    lines: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    lines_beyond_ore: int = 0
    units_beyond_ore: int = 0

    @property
    def remarks(self) -> Iterator[str]:
        """What to know of a sum that has both levels, in Swedish."""
        kind = words.value(self.kind)
        if self.lines:
            lines = first_of(self.lines)
            more = _beyond("posterna", self.lines_beyond_ore, "”total”")
            yield f"{self.unit} {kind}: både ”total” och egna poster ({lines}) har belopp; summan räknar alla.{more}"
        if self.units:
            units, (both, joined) = first_of(self.units), ("båda", "och") if len(self.units) == 1 else ("alla", "samt")
            more = _beyond(f"enheterna närmast under {self.unit}", self.units_beyond_ore, f"{self.unit} självt")
            who = f"{self.unit} {joined} {units} under {self.unit}"
            yield f"{who} har {both} ramar ({kind}); summan räknar {both}.{more}"


def _beyond(who: str, ore: int, whole: str) -> str:
    return f" Tillsammans har {who} {amount_text(ore)} mer netto än {whole}." if ore else ""


Nets = Mapping[FrameKey, int | None]
"""The net of frames in öre; None for one that is not known."""

_OfUnit = tuple[FrameKind, int, str]
"""The frames of one kind and year that a unit has."""


def two_levels(
    frames: Iterable[FrameKey], units: Mapping[str, UnitOnDay], nets: Nets = MappingProxyType({})
) -> Iterator[TwoLevels]:
    """Where frames of one kind and year are at two levels, in order of kind, year and unit; with what the lower level
    has more than the upper, where the `nets` of both are known. Each unit's way up is gone once."""
    by_unit: dict[_OfUnit, list[FrameKey]] = {}
    for frame in frames:
        by_unit.setdefault((frame.kind, frame.year, frame.unit), []).append(frame)
    under: dict[_OfUnit, list[str]] = {}
    next_below: dict[_OfUnit, list[_OfUnit]] = {}
    for kind, year, unit in by_unit:
        above = [(kind, year, each) for each in way_up(units, unit)[1:] if (kind, year, each) in by_unit]
        for key in above:
            under.setdefault(key, []).append(unit)
        for key in above[:1]:
            next_below.setdefault(key, []).append((kind, year, unit))
    for key, own in sorted(by_unit.items()):
        kind, year, unit = key
        lines = [frame for frame in own if frame.line != TOTAL] if _is_twofold(own) else []
        if lines or key in under:
            named = tuple(sorted(frame.line for frame in lines)), tuple(sorted(under.get(key, ())))
            beyond = _more(lines, [total_beside(own[0])], nets) if lines else 0
            levels = [by_unit[each] for each in (key, *next_below.get(key, ()))]
            known = bool(next_below.get(key)) and not any(map(_is_twofold, levels))
            below = _more([frame for level in levels[1:] for frame in level], own, nets) if known else 0
            yield TwoLevels(unit, kind, year, *named, beyond, below)


def _is_twofold(own: Sequence[FrameKey]) -> bool:
    """Whether a unit has both a `total` and lines, so that nobody knows what it has in all."""
    return len(own) > 1 and any(frame.line == TOTAL for frame in own)


def _more(lower: Iterable[FrameKey], upper: Iterable[FrameKey], nets: Nets) -> int:
    """By how much some frames together have more net than some others; 0 where they have not, or that is not known."""
    shared, there = _net(lower, nets), _net(upper, nets)
    return 0 if shared is None or there is None else max(shared - there, 0)


def _net(frames: Iterable[FrameKey], nets: Nets) -> int | None:
    total = 0
    for frame in frames:
        if (net := nets.get(frame)) is None:
            return None
        total += net
    return total
