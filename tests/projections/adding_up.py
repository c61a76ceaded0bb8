"""An adder that knows no rules: a dict of what rows of frame changes say, added up in the order in which they come."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec

from api.app import OpenLedger
from projections.asking.question import Question
from projections.frames.current import frames_answer
from projections.frames.frame_changes import FrameChanged
from projections.frames.recast import RecastChange

Key = tuple[str, str, str, int]
"""Unit, line, kind and year."""

SIDES: Final = ("costs", "revenues", "net")
Figures = tuple[int | None, int | None, int | None]
NOTHING: Final = (0, 0, 0)


class Sums(NamedTuple):
    """What frames are: each that is known, with its figures and its commitment; and what is undetermined beside."""

    frames: dict[Key, tuple[Figures, str | None]]
    undetermined: dict[Key, Figures]


class Adder:
    """Keeps what it is told to add, by frame and day. It knows nothing but how to add."""

    def __init__(self) -> None:
        self.sums: dict[tuple[Key, date], Counter[str]] = {}

    def add(self, changes: Iterable[FrameChanged | RecastChange]) -> None:
        """Some more."""
        for row in changes:
            frame = (row.unit, row.line, row.kind, row.year), row.decided_on
            self.sums.setdefault(frame, Counter()).update(msgspec.structs.asdict(row.adds))

    def on(self, as_of: date) -> Sums:
        """The frames as decided by a day."""
        by_frame: dict[Key, Counter[str]] = {}
        for (frame, day), numbers in self.sums.items():
            if day <= as_of:
                by_frame.setdefault(frame, Counter()).update(numbers)
        return Sums(
            {frame: (_figures(sums, ""), _commitment(sums)) for frame, sums in by_frame.items() if sums["known"]},
            {
                frame: beside
                for frame, sums in by_frame.items()
                if (beside := _figures(sums, "undetermined_")) != NOTHING
            },
        )


def _figures(sums: Mapping[str, int], what: str) -> Figures:
    costs, revenues, net = (None if sums[f"{what}unknown_{side}"] else sums[f"{what}{side}_ore"] for side in SIDES)
    return costs, revenues, net


def _commitment(sums: Mapping[str, int]) -> str | None:
    return "budget" if sums["budget"] else "plan" if sums["plan"] else None


def answered(ledger: OpenLedger, years: Iterable[int], position: int, as_of: date) -> Sums:
    """The same as the answer `frames` has it."""
    frames: dict[Key, tuple[Figures, str | None]] = {}
    beside: dict[Key, Figures] = {}
    for year in years:
        answer = frames_answer(ledger.model, Question(year=year, as_of=as_of, known_at=position)).answer
        for frame in answer.frames:
            frames[_key(frame)] = (_shown(frame), frame.commitment)
        for frame in answer.undetermined:
            beside[_key(frame)] = _sum(beside.get(_key(frame), NOTHING), _shown(frame))
    return Sums(frames, {key: sides for key, sides in beside.items() if sides != NOTHING})


def _key(frame: Any) -> Key:
    return frame.unit, frame.line, str(frame.kind), frame.year


def _sum(first: Figures, second: Figures) -> Figures:
    pairs = zip(first, second, strict=True)
    costs, revenues, net = (None if one is None or other is None else one + other for one, other in pairs)
    return costs, revenues, net


def _shown(frame: Any) -> Figures:
    if frame.expenditures_ore is not None or frame.receipts_ore is not None:
        return frame.expenditures_ore, frame.receipts_ore, frame.net_ore
    return frame.costs_ore, frame.revenues_ore, frame.net_ore
