"""Why a frame is what it is: the contributions that add up to it exactly, and everything that stands beside them.

A pure fold over the rows that a coordinate sees of one frame. The set that governs is the first contribution; then come
the changes after it in decided order, each index as a line of its own; after every line, what it all comes to so far.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from ledger.meaning.effects import NOTHING, Sides
from projections.asking.amounts import minus, sides_of


class Line(msgspec.Struct, frozen=True):
    """One contribution to a frame, and the balance after it. `index_ppb`: the line is what an index adds to the line
    before it, in billionths."""

    row: dict[str, Any]
    change: Sides
    balance: Sides
    index_ppb: int | None = None


class Beside(msgspec.Struct, frozen=True):
    """Something decided that is not in the frame, and why: replaced (by a later set), swallowed (a change that was
    recorded after a set which was decided later), outranked (a plan after a budget), undetermined, annulled,
    conditional, without-legal-force. `by` is the entry of the set that stands in its way."""

    row: dict[str, Any]
    part: str
    by: int | None = None


class Explained(msgspec.Struct, frozen=True):
    """One frame explained: `lines` add up to it, `beside` do not."""

    lines: list[Line]
    beside: list[Beside]

    @property
    def balance(self) -> Sides:
        """What the lines add up to."""
        return self.lines[-1].balance if self.lines else NOTHING


def explained(rows: Sequence[dict[str, Any]]) -> Explained:
    """One frame's rows, in decided order, each with its `part` and `place`; those of another frame must not be there.

    An amount that is not known makes every balance after it unknown, as it does the frame.
    """
    counted = [row for row in rows if row["part"] == "counted"]
    governing = next((number for number, row in enumerate(rows) if row["part"] == "counted" and row["sets"]), None)
    beside = [_beside(rows, number, governing) for number, row in enumerate(rows) if row["part"] != "counted"]
    lines: list[Line] = []
    for row in counted:
        base = unindexed(row)
        lines.append(_line(row, base, lines))
        if row["index_ppb"] is not None:
            lines.append(_line(row, minus(sides_of(row), base), lines, row["index_ppb"]))
    return Explained(lines, beside)


def unindexed(row: dict[str, Any]) -> Sides:
    """A row's figures as they were decided, without the index that they grow by."""
    base: Sides | None = row.get("unindexed")
    return sides_of(row) if base is None else base


def _line(row: dict[str, Any], change: Sides, before: list[Line], index_ppb: int | None = None) -> Line:
    balance = before[-1].balance if before else NOTHING
    return Line(row, change, balance.plus(change), index_ppb)


def _beside(rows: Sequence[dict[str, Any]], number: int, governing: int | None) -> Beside:
    row = rows[number]
    if row["part"] != "replaced" or governing is None:
        return Beside(row, row["part"])
    the_set = rows[governing]
    return Beside(row, _how_replaced(row, the_set, number > governing), the_set["entry_position"])


def _how_replaced(row: dict[str, Any], the_set: dict[str, Any], after: bool) -> str:
    if row["sets"] is not None:
        return "outranked" if after else "replaced"
    return "swallowed" if row["place"] > the_set["place"] else "replaced"
