"""The frame change table (ramförändringstabell): what each frame was, by what it has changed, and what it is.

A pure fold over a frame's facts in their roles. What a column holds is told by the family of the events in it, in one
closed table; what an index adds stands in a column of its own, whatever it is added to. What a court has annulled, all
of a change or a part of any amount, keeps its column, and is taken back in the column of what is annulled.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import asdict, astuple, replace

from ledger.meaning.effects import NOTHING, UNKNOWN, Sides, minus, sum_of_sides
from ledger.meaning.frames import FactInRole, FrameOnDay
from ledger.meaning.later_acts import Role


class ChangeColumn(StrEnum):
    """The columns, in the order in which they are shown. ORIGINAL is what the frame was first set to; RESET what the
    set that governs is more than that, when it was set again: what was decided between the two is in neither, and
    stands beside the table. CURRENT is the sum of all the others."""

    ORIGINAL = "original"
    RESET = "reset"
    SUPPLEMENTARY = "supplementary"
    CARRY_FORWARD = "carry-forward"
    TECHNICAL = "technical"
    TRANSFER = "transfer"
    GROSS_TURNOVER = "gross-turnover"
    SAVING = "saving"
    ONE_OFF = "one-off"
    INDEX = "index"
    OTHER = "other"
    ANNULLED = "annulled"
    CURRENT = "current"


COLUMN_OF: Final[dict[str, ChangeColumn]] = {
    "opening-entry-made": ChangeColumn.ORIGINAL,
    "frame-decided": ChangeColumn.ORIGINAL,
    "plan-year-copied": ChangeColumn.ORIGINAL,
    "supplementary-appropriation-decided": ChangeColumn.SUPPLEMENTARY,
    "investment-carried-forward": ChangeColumn.CARRY_FORWARD,
    "technical-adjustment-made": ChangeColumn.TECHNICAL,
    "frame-transferred": ChangeColumn.TRANSFER,
    "central-reserve-released": ChangeColumn.TRANSFER,
    "gross-turnover-changed": ChangeColumn.GROSS_TURNOVER,
    "efficiency-saving-decided": ChangeColumn.SAVING,
    "one-off-reversed": ChangeColumn.ONE_OFF,
    "frame-adjusted": ChangeColumn.OTHER,
}
"""In which column every family of events stands that sets or changes a frame: a closed table."""

ALWAYS: Final = (ChangeColumn.ORIGINAL, ChangeColumn.CURRENT)
"""The columns that a table has whatever has occurred."""


class Cells(msgspec.Struct, frozen=True):
    """One row of the table, or a sum of rows: the figures in each column that has any, and what they come to."""

    columns: dict[ChangeColumn, Sides]

    @property
    def current(self) -> Sides:
        """The sum of the row."""
        return sum_of_sides(self.columns.values())

    def at(self, column: ChangeColumn) -> Sides:
        """The figures in a column; nothing where nothing has occurred."""
        return self.current if column is ChangeColumn.CURRENT else self.columns.get(column, NOTHING)


def cells_of(frame: FrameOnDay, *, of_a_proposal: bool = False) -> Cells:
    """What the facts of a frame put in each column: those that are counted, and the changes after the set that governs
    which would be, had they not been annulled. A frame that nobody has set in the ledger was something before it was
    changed: what, is unknown, and so is what it is now; but for money that a project has only had carried forward to
    the year, which it began with. A proposal says only itself.

    Raises KeyError for a family without a column.
    """
    unset = frame.governing is None and not of_a_proposal and not _begins_with_carried(frame)
    columns: dict[ChangeColumn, Sides] = {ChangeColumn.ORIGINAL: UNKNOWN} if unset else {}
    first = _first_set(frame)
    for number, part in enumerate(frame.facts):
        taken_back = number > (-1 if frame.governing is None else frame.governing) and _is_taken_back(part)
        if first is not None and number == frame.governing:
            columns[ChangeColumn.ORIGINAL] = first.made_sides
            columns[ChangeColumn.RESET] = minus(part.made_sides, first.made_sides)
        elif part.role is Role.COUNTED or taken_back:
            _add(columns, COLUMN_OF[part.fact.family], part.made_sides)
        if (part.role is Role.COUNTED or taken_back) and part.index_ppb is not None:
            _add(columns, ChangeColumn.INDEX, minus(part.fact.sides, part.decided_sides))
        if taken_back:
            _add(columns, ChangeColumn.ANNULLED, part.fact.sides.negated())
        if part.role is Role.COUNTED or taken_back:
            for taken in part.taken:
                _add(columns, ChangeColumn.ANNULLED, taken.sides.negated())
    return Cells(columns)


def _begins_with_carried(frame: FrameOnDay) -> bool:
    """Whether all that a frame had first, when nobody has set it, is what was carried forward to it."""
    first = next(iter(frame.counted), None)
    return first is not None and COLUMN_OF[first.fact.family] is ChangeColumn.CARRY_FORWARD


def replaced_sets(frame: FrameOnDay) -> list[FactInRole]:
    """What the frame was set to before it was set again, in decided order. A plan that the budget replaces was no frame
    of the year."""
    earlier = frame.facts[: frame.governing or 0]
    return [part for part in earlier if part.role is Role.REPLACED and part.fact.sets is frame.commitment]


def beside_rows(frame: FrameOnDay) -> list[tuple[FactInRole, ChangeColumn]]:
    """What was decided about a frame and is in no figure of its row, with the column where one would look for it, in
    decided order: what is held back or annulled, also the annulled part of what counts, and what a later set has
    replaced. The first set is in the row, as what the frame was from the beginning; any later one set the frame
    anew."""
    sets, first = replaced_sets(frame), _first_set(frame)
    rows: list[tuple[FactInRole, ChangeColumn]] = []
    for number, part in enumerate(frame.facts):
        column = ChangeColumn.RESET if _is_set_again(frame, number) else COLUMN_OF[part.fact.family]
        if part.role is Role.COUNTED:
            rows += [(gone, column) for gone in _gone_of(part)]
        elif part is not first and (_is_apart(part) or part in sets):
            rows.append((part, column))
    return rows


def _gone_of(part: FactInRole) -> Iterable[FactInRole]:
    """The annulled parts of an amount, each as if it was an amount of its own."""
    for taken in part.taken:
        fact = replace(part.fact, **asdict(taken.sides))
        yield FactInRole(fact, Role.ANNULLED, taken.sides, annulled_on=taken.since)


def _is_set_again(frame: FrameOnDay, number: int) -> bool:
    """Whether a fact sets what another had set before it, budget or plan as that was; what is not settled had not."""
    own = frame.facts[number].fact
    earlier = (part for part in frame.facts[:number] if part.role in _HAD_BEEN_DECIDED)
    return own.sets is not None and any(part.fact.sets is own.sets for part in earlier)


_HAD_BEEN_DECIDED: Final = (Role.COUNTED, Role.REPLACED, Role.ANNULLED)


def _is_apart(part: FactInRole) -> bool:
    """Whether what does not count stands beside the rows whatever else there is, as a replaced plan does not."""
    return part.role is not Role.REPLACED or part.fact.sets is None


def _first_set(frame: FrameOnDay) -> FactInRole | None:
    """What the frame was first set to, when it has been set again. None too when the one set has a side that the other
    lacks: by how much they differ is then not known, and the row would not sum to what is known."""
    replaced, the_set = replaced_sets(frame), frame.the_set
    if not replaced or the_set is None:
        return None
    pairs = zip(astuple(replaced[0].made_sides), astuple(the_set.sides), strict=True)
    return replaced[0] if all((was is None) == (now is None) for was, now in pairs) else None


def _is_taken_back(part: FactInRole) -> bool:
    """A change that has been annulled. One that is not known to the öre is told beside the table only: adding it and
    taking it back would leave the frame unknown."""
    fact = part.fact
    is_known = None not in (fact.costs_ore, fact.revenues_ore, fact.net_ore)
    return part.role is Role.ANNULLED and fact.sets is None and is_known


def _add(columns: dict[ChangeColumn, Sides], column: ChangeColumn, sides: Sides) -> None:
    columns[column] = columns.get(column, NOTHING).plus(sides)


def total_of(rows: Sequence[Cells]) -> Cells:
    """The sum of some rows, column by column."""
    columns = {column for cells in rows for column in cells.columns}
    return Cells({column: sum_of_sides(cells.at(column) for cells in rows) for column in sorted(columns)})


def shown_columns(rows: Iterable[Cells]) -> tuple[ChangeColumn, ...]:
    """The columns that a table needs: those in which something has occurred, and those it always has."""
    occurred = {column for cells in rows for column in cells.columns}
    return tuple(column for column in ChangeColumn if column in ALWAYS or column in occurred)
