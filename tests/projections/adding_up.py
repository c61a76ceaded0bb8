"""An adder that knows no rules: a dict of what the rows say, added up in the order in which they come."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from api.app import OpenLedger
from projections.asking.question import Question
from projections.frames.current import frames_answer

Key = tuple[str, str, str, int]
"""Unit, line, kind and year."""

SIDES: Final = ("costs", "revenues", "net")
Figures = tuple[int | None, int | None, int | None]
NOTHING: Final = (0, 0, 0)


class Sums(NamedTuple):
    """What frames are: each that is known, with its figures and its commitment; and what is undetermined beside."""

    frames: dict[Key, tuple[Figures, str | None]]
    undetermined: dict[Key, Figures]


def sums_of(rows: Iterable[Mapping[str, Any]], as_of: date) -> Sums:
    """Rows in the read model's own columns, added up by a day. Nothing is known here but how to add."""
    sums: dict[Key, dict[str, int]] = {}
    for row in rows:
        if row["decided_on"] <= as_of:
            sum_ = sums.setdefault((row["unit"], row["line"], row["kind"], row["year"]), {})
            for name, value in row.items():
                if type(value) is int:
                    sum_[name] = sum_.get(name, 0) + value
    return Sums(
        {key: (_figures(sum_, ""), _commitment(sum_)) for key, sum_ in sums.items() if sum_["known"]},
        {key: beside for key, sum_ in sums.items() if (beside := _figures(sum_, "undetermined_")) != NOTHING},
    )


def _figures(sums: Mapping[str, int], what: str) -> Figures:
    costs, revenues, net = (
        None if sums[f"{what}unknown_{side}"] else sums[f"{what}{side}_ore"] for side in SIDES
    )
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
    costs, revenues, net = (None if None in pair else sum(pair) for pair in zip(first, second, strict=True))
    return costs, revenues, net


def _shown(frame: Any) -> Figures:
    if frame.expenditures_ore is not None or frame.receipts_ore is not None:
        return frame.expenditures_ore, frame.receipts_ore, frame.net_ore
    return frame.costs_ore, frame.revenues_ore, frame.net_ore
