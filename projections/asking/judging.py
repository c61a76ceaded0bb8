"""What counts in a frame: the part that every fact a coordinate sees has in the answer.

Pure. The set that governs a frame is the last in decided order of those that count, a budget before a plan; with the
changes after it, it is the frame. Everything else stands outside, each for a reason that is told.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

import msgspec

from ledger.meaning.later_acts import LaterActs
from projections.asking.amounts import sides_of

Row = dict[str, Any]
"""A fact about a frame, with the columns of `facts_at`; judged also `part`, `commitment` (of the governing set),
`annulled_on`, `index_ppb`, and with an index `unindexed` (its figures without it)."""

Force = tuple[str, int, date]
"""A decision's key, clause (0: none) and day: what has, or has not, gained legal force."""

COUNTED: Final = "counted"
REPLACED: Final = "replaced"


def judged(
    rows: Iterable[Row],
    later_acts: LaterActs,
    as_of: date,
    forces: Container[Force] | None = None,
) -> list[Row]:
    """Rows in order of frame and then decided order, each with its part in the answer.

    `later_acts` is what has changed decisions that stand already, as known at the coordinate. `forces` are the
    decisions that have gained legal force, when only those count.
    """
    found: list[Row] = []
    for _, group in groupby(rows, key=frame_of):
        every = [_indexed(row, later_acts, as_of) for row in group]
        outside = [_outside(row, later_acts, as_of, forces) for row in every]
        found += _placed(every, outside)
    return found


def frame_of(row: Row) -> tuple[str, str, str]:
    """The frame of a row, within its year: unit, line, kind."""
    return row["unit"], row["line"], row["kind"]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows in order of frame and then decided order, as `facts_at` gives them."""
    return sorted(rows, key=_place)


def _place(row: Row) -> tuple[Any, ...]:
    decided = (row["decided_latest"], row["paragraph_number"], row["paragraph_suffix"], row["clause"], row["place"])
    return (row["unit"], row["line"], row["kind"] != "operating", *decided, row["entry_position"], row["ordinal"])


def _outside(row: Row, later_acts: LaterActs, as_of: date, forces: Container[Force] | None) -> str | None:
    """Why a row does not count, whatever else there is; None when nothing stands in its way."""
    key, clause, latest = row["decision_key"], row["clause"], row["decided_latest"]
    annulled_on = None
    if key in later_acts.by_decision:
        annulled_on = later_acts.decision_annulled_from(key, clause or None, latest)
    row["annulled_on"] = annulled_on
    if annulled_on is not None and annulled_on <= as_of:
        return "annulled"
    if latest > as_of:
        return "undetermined"
    if row["conditions"] and not later_acts.has_met(row["conditions"], as_of):
        return "conditional"
    if forces is not None and key is not None and (key, clause, latest) not in forces:
        return "without-legal-force"
    return None


def _placed(rows: Sequence[Row], outside: Sequence[str | None]) -> Iterator[Row]:
    """The rows of one frame with their parts."""
    governing = _governing(rows, outside)
    commitment = None if governing is None else rows[governing]["sets"]
    for number, (row, why) in enumerate(zip(rows, outside, strict=True)):
        after = governing is None or number == governing or (row["sets"] is None and number > governing)
        row["part"] = why or (COUNTED if after else REPLACED)
        row["commitment"] = commitment
        yield row


def _governing(rows: Sequence[Row], outside: Sequence[str | None]) -> int | None:
    """Which row sets the frame: the last budget, or else the last plan."""
    sets = [n for n, row in enumerate(rows) if row["sets"] is not None and outside[n] is None]
    budgets = [number for number in sets if rows[number]["sets"] == "budget"]
    return next(reversed(budgets or sets), None)


def _indexed(row: Row, later_acts: LaterActs, as_of: date) -> Row:
    """A row with the index it names, as decided by the day or as the question supposes it."""
    index = row["index_name"]
    rate = row["index_ppb"] = None if index is None else later_acts.index_rate(index, as_of)
    if rate is not None:
        amount = row["unindexed"] = sides_of(row)
        row |= msgspec.structs.asdict(amount.plus(amount.share(rate)))
    return row
