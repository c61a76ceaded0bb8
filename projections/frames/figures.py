"""A frame's figures as answers write them: every entry's part in it, the sums, and what was noticed about it."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any, Final

import msgspec

from ledger.values import FrameKey, FrameKind
from ledger.words.labels import frame_label
from ledger.words.notices import warning_text
from projections.asking.amounts import SIDES, GrossSides
from projections.asking.texts import ToldOre


class FramePart(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry's part in a frame: counted, replaced by a later set, undetermined (its day is not settled), annulled,
    conditional (what the decision waits for has not come), or without legal force. `annulled_on`: the day from which a
    final judgment annuls it, also when that is later than the answer. `index`: what its amount grows by, and
    `index_ppb` how much, in billionths; None while that is not decided. `laid`: nobody has decided it, it is only laid
    on top."""

    position: int
    family: str
    part: str
    decided_earliest: date
    decided_latest: date
    net_ore: ToldOre | None
    costs_ore: int | None = None
    revenues_ore: int | None = None
    expenditures_ore: int | None = None
    receipts_ore: int | None = None
    annulled_on: date | None = None
    index: str | None = None
    index_ppb: int | None = None
    laid: bool = False


class FrameWarning(msgspec.Struct, frozen=True):
    """A warning that belongs to an entry behind a frame."""

    position: int
    code: str
    text: str


class _FrameRemarks(GrossSides, frozen=True, omit_defaults=True, kw_only=True):
    """What is said last of a frame. `undecided_indices`: the figures are without these, and not settled before they are
    decided."""

    gross_known: bool = True
    warnings: tuple[FrameWarning, ...] = ()
    undecided_indices: tuple[str, ...] = ()


class Frame(_FrameRemarks, frozen=True, omit_defaults=True):
    """A frame's figures at a coordinate, in öre. Gross None means that only the net is known. `commitment` None: no set
    is known, only changes."""

    unit: str
    unit_name: str
    line: str
    kind: str
    year: int
    commitment: str | None
    net_ore: ToldOre | None
    parts: tuple[FramePart, ...]


class _TotalRemarks(GrossSides, frozen=True, omit_defaults=True, kw_only=True):
    undecided_indices: tuple[str, ...] = ()


class FrameTotal(_TotalRemarks, frozen=True, omit_defaults=True):
    """The sum of the frames of one kind; a side that is unknown in any of them is unknown in the sum."""

    kind: str
    net_ore: ToldOre | None
    frames: int


_COLUMNS: Final = {
    kind: tuple((f"{name}_ore", stored) for name, stored in sides.items()) for kind, sides in SIDES.items()
}
"""The same as columns: the name of each amount in an answer, and where it is stored."""


def frames_of(rows: Iterable[dict[str, Any]], unit_names: dict[str, str]) -> list[Frame]:
    """Adds up what `facts_at` found: one frame for each unit, line and kind that has anything counted."""
    groups = groupby(rows, key=lambda row: (row["unit"], row["line"], row["kind"]))
    frames = [_frame(list(group), unit_names) for _, group in groups]
    return [frame for frame in frames if any(part.part == "counted" for part in frame.parts)]


def outside_of(rows: Iterable[dict[str, Any]], unit_names: dict[str, str], part: str) -> list[Frame]:
    """The facts that stand outside the totals for one reason (`undetermined`, `conditional`), each with its own
    amount."""
    return [_frame([row], unit_names, counts=part) for row in rows if row["part"] == part]


def totals_of(frames: Iterable[Frame]) -> list[FrameTotal]:
    """One total for operating money and one for investments; the two are never added together."""
    found = list(frames)
    return [_total(kind, [frame for frame in found if frame.kind == kind]) for kind in SIDES]


def _total(kind: str, frames: list[Frame]) -> FrameTotal:
    sums = {f"{name}_ore": _sum([getattr(frame, f"{name}_ore") for frame in frames]) for name in SIDES[kind]}
    undecided = tuple(sorted({index for frame in frames for index in frame.undecided_indices}))
    return FrameTotal(kind=kind, frames=len(frames), undecided_indices=undecided, **sums)


def _sum(amounts: list[int | None]) -> int | None:
    return None if None in amounts else sum(ore for ore in amounts if ore is not None)


def _frame(rows: list[dict[str, Any]], unit_names: dict[str, str], counts: str = "counted") -> Frame:
    first = rows[0]
    counted = [row for row in rows if row["part"] == counts]
    sums = {name: _sum([row[stored] for row in counted]) for name, stored in _COLUMNS[first["kind"]]}
    return Frame(
        unit=first["unit"],
        unit_name=unit_names.get(first["unit"], first["unit"]),
        line=first["line"],
        kind=first["kind"],
        year=first["year"],
        commitment=first["commitment"] if counts == "counted" else first["sets"],
        parts=tuple(_part(row) for row in rows),
        gross_known=all(ore is not None for ore in sums.values()),
        warnings=tuple(dict.fromkeys(warning for row in rows for warning in _warnings(row))),
        undecided_indices=_undecided(counted),
        **sums,
    )


def _undecided(rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """The indices that some amounts wait for."""
    return tuple(sorted({row["index_name"] for row in rows if row["index_name"] and row["index_ppb"] is None}))


def _part(row: dict[str, Any]) -> FramePart:
    amounts = {name: row[stored] for name, stored in _COLUMNS[row["kind"]]}
    return FramePart(
        position=row["entry_position"],
        family=row["family"],
        part=row["part"],
        decided_earliest=row["decided_earliest"],
        decided_latest=row["decided_latest"],
        annulled_on=row["annulled_on"],
        index=row["index_name"],
        index_ppb=row["index_ppb"],
        laid=row.get("laid", False),
        **amounts,
    )


def _warnings(row: dict[str, Any]) -> Iterable[FrameWarning]:
    """What was noticed when a row was recorded, unless the answer itself says otherwise by now."""
    for warning in row["warnings"] or ():
        values = warning.get("values", {})
        if not (warning["code"] == "frame-not-set" and _is_set(row, values["frame"])):
            yield FrameWarning(row["entry_position"], warning["code"], warning_text(warning["code"], values))


def _is_set(row: dict[str, Any], named: str) -> bool:
    """Whether the frame that a warning names is a row's own, and has a set. A transfer warns of both its frames."""
    frame = FrameKey(row["unit"], FrameKind(row["kind"]), row["year"], row["line"])
    return row["commitment"] is not None and frame_label(frame) == named
