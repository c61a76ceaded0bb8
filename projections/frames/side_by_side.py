"""Figures side by side: which column each is compared to, what each is called, and the change from one to another.

Pure. A column is what one question's coordinates give. What is not there in a column is missing, which is not zero: the
change from it is the whole. What is not known is not known, and neither is the change from it or to it. Each column's
rows are its total, and the rows' changes are the change of the total, to the öre.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from ledger.meaning.effects import NOTHING, UNKNOWN, Sides, minus
from ledger.meaning.tree import way_up
from ledger.money import rate_text
from ledger.values import FrameKey, FrameKind
from ledger.words import words
from projections.asking.amounts import sides_in
from projections.asking.question import Coordinates, GroupBy, Question
from projections.frames.current import FramesAnswer
from projections.frames.grouping import Tree, group_of

SUPPOSED: Final = ("stage", "proposal", "laid", "legal_force", "index_ppb")
"""What may differ between columns and is one choice among several, not a step in time."""

COMPARED: Final = ("year", "as_of", "known_at", *SUPPOSED)
"""All that may differ between the columns of a comparison."""


# --- The columns ------------------------------------------------------------------------------------------------


def varied(questions: Sequence[Question]) -> tuple[str, ...]:
    """What differs between some questions. Raises ValueError for what cannot be compared: they must be about the same
    frames, put together in the same way."""
    first, *others = questions
    differing = set().union(*(_differing(first, other) for other in others))
    if unfit := differing - {*COMPARED, "min_position"}:
        raise ValueError(f"columns differ in {', '.join(sorted(unfit))}")
    return tuple(name for name in COMPARED if name in differing)


def compared_to(questions: Sequence[Question]) -> list[int | None]:
    """The number of the column that each is compared to, from 0; None for the first.

    A column is compared to the nearest before it that differs in the fewest ways; when only what is supposed differs,
    to the first such, so that each of several proposals is set against what they would all change.

    >>> compared_to([Question(year=2026), Question(year=2027), Question(year=2028)])
    [None, 0, 1]
    >>> compared_to([Question(), Question(laid=("a",)), Question(laid=("b",))])
    [None, 0, 0]
    """
    return [None if number == 0 else _base(question, questions[:number]) for number, question in enumerate(questions)]


def _base(question: Question, before: Sequence[Question]) -> int:
    ways = [_differing(question, earlier) for earlier in before]
    fewest = min(len(way) for way in ways)
    nearest = max(number for number, way in enumerate(ways) if len(way) == fewest)
    return ways.index(ways[nearest]) if ways[nearest] <= set(SUPPOSED) else nearest


def _differing(question: Question, other: Question) -> set[str]:
    return {name for name in Question.__struct_fields__ if getattr(question, name) != getattr(other, name)}


def labels(questions: Sequence[Question], at: Sequence[Coordinates]) -> list[str]:
    """What each column is called: only how it differs from the others.

    `2026`, `beslutat t.o.m. 2025-12-31`, `registrerat t.o.m. 40`, `budget-2024-m`, `om a antas`, `index 3 %`.
    """
    names = varied(questions)
    return [", ".join(dict.fromkeys(_label(names, coordinates))) for coordinates in at]


def _label(names: Collection[str], at: Coordinates) -> Iterator[str]:
    if "year" in names:
        yield str(at.year)
    if "as_of" in names:
        yield f"beslutat t.o.m. {at.as_of}"
    if "known_at" in names:
        yield f"registrerat t.o.m. {at.known_at or at.position}"
    if "laid" in names:
        yield f"om {' och '.join(at.laid)} antas" if at.laid else _DECIDED
    if "proposal" in names:
        yield at.proposal or _DECIDED
    elif "stage" in names and at.stage is not None:
        yield words.value(at.stage)
    if "legal_force" in names:
        yield "med laga kraft" if at.legal_force else _DECIDED
    if "index_ppb" in names:
        yield "index som beslutat" if at.index_ppb is None else f"index {rate_text(at.index_ppb)}"


_DECIDED: Final = "beslutat"


# --- The rows ---------------------------------------------------------------------------------------------------


class RowKey(msgspec.Struct, frozen=True, order=True):
    """A row, in the order of rows: one kind of money of a unit, or of a group of frames. `path` is the group, in a tree
    after those above it. `line` is only told apart where every frame stands by itself. `reason`: why its figures have
    no place in the tree that was asked for."""

    investment: bool
    reason: str
    path: tuple[str, ...]
    line: str = ""

    @property
    def kind(self) -> FrameKind:
        """Which kind of money."""
        return FrameKind.INVESTMENT if self.investment else FrameKind.OPERATING

    @property
    def group(self) -> str:
        """The id of the unit, or of the line."""
        return self.path[-1]


class ColumnFigures(msgspec.Struct, frozen=True):
    """Figures of one row in one column, and the indices that some of them wait for."""

    sides: Sides
    undecided: frozenset[str] = frozenset()

    def plus(self, other: "ColumnFigures") -> "ColumnFigures":
        """Both together."""
        return ColumnFigures(self.sides.plus(other.sides), self.undecided | other.undecided)


class ReckonedColumn(msgspec.Struct, frozen=True):
    """One column: its rows, what their groups are called, and the groups, each of operating money or of investments,
    that some of what is not comparable may belong to: no change from them or to them is known."""

    rows: Mapping[RowKey, ColumnFigures]
    names: Mapping[str, str]
    unsettled: frozenset[tuple[bool, str]] = frozenset()

    def total(self, kind: FrameKind) -> ColumnFigures | None:
        """Everything of one kind; None when there is nothing."""
        total: ColumnFigures | None = None
        for key, figures in self.rows.items():
            if key.kind is kind and len(key.path) == 1:  # those below are in those above already
                total = figures if total is None else total.plus(figures)
        return total


def column_of(answer: FramesAnswer, tree: Tree) -> ReckonedColumn:
    """An answer about frames as one column; `tree` is the one that its figures are put in. Where nothing says how they
    are put together, every frame stands by itself: a unit, and a line of it."""
    if answer.coordinates.by is None and answer.coordinates.tree_on is None:
        names = {frame.unit: frame.unit_name for frame in answer.frames}
        return ReckonedColumn(_together(_frames(answer)), names)
    beside = {frames.unit: frames.unit_name for frames in answer.not_comparable}
    names = beside | {group.group: group.name for group in answer.groups}
    rows = _together([*_groups(answer), *_left_out(answer)])
    return ReckonedColumn(rows, names, frozenset(_unsettled(answer, tree)))


def _together(rows: Iterable[tuple[RowKey, ColumnFigures]]) -> dict[RowKey, ColumnFigures]:
    together: dict[RowKey, ColumnFigures] = {}
    for key, figures in rows:
        together[key] = together[key].plus(figures) if key in together else figures
    return together


def _invested(kind: str) -> bool:
    return kind == FrameKind.INVESTMENT


def _frames(answer: FramesAnswer) -> Iterator[tuple[RowKey, ColumnFigures]]:
    for frame in answer.frames:
        key = RowKey(_invested(frame.kind), "", (frame.unit,), frame.line)
        yield key, ColumnFigures(sides_in(frame.kind, frame), frozenset(frame.undecided_indices))


def _groups(answer: FramesAnswer) -> Iterator[tuple[RowKey, ColumnFigures]]:
    path: tuple[str, ...] = ()
    for group in answer.groups:
        path = (*path[: group.depth], group.group)
        key = RowKey(_invested(group.kind), "", path)
        yield key, ColumnFigures(sides_in(group.kind, group.amounts), frozenset(group.undecided_indices))


def _left_out(answer: FramesAnswer) -> Iterator[tuple[RowKey, ColumnFigures]]:
    for beside in answer.not_comparable:
        own = (frame for frame in answer.frames if (frame.unit, frame.kind) == (beside.unit, beside.kind))
        waits = frozenset(index for frame in own for index in frame.undecided_indices)
        key = RowKey(_invested(beside.kind), beside.reason, (beside.unit,))
        yield key, ColumnFigures(sides_in(beside.kind, beside.amounts), waits)


def _unsettled(answer: FramesAnswer, tree: Tree) -> Iterator[tuple[bool, str]]:
    """The groups that money which is not comparable may belong to, whether they are there or not."""
    by = answer.coordinates.by or GroupBy.UNIT
    for beside in answer.not_comparable:
        lines = {frame.line for frame in answer.frames if (frame.unit, frame.kind) == (beside.unit, beside.kind)}
        for unit in beside.could_be:
            frames = [FrameKey(unit, FrameKind(beside.kind), 0, line) for line in lines]
            groups = way_up(tree, unit) if by is GroupBy.TREE else [group_of(frame, by, tree) for frame in frames]
            yield from ((_invested(beside.kind), group) for group in groups)


# --- The change -------------------------------------------------------------------------------------------------


class ReckonedCell(msgspec.Struct, frozen=True):
    """One row in one column: its figures, None when it is not there; and the change from the column that this one is
    compared to, None when there is none, or when it is in neither."""

    figures: ColumnFigures | None
    change: Sides | None


def row_keys(columns: Iterable[ReckonedColumn]) -> list[RowKey]:
    """Every row of any column, operating money first; what is not comparable stands last."""
    return sorted({key for column in columns for key in column.rows})


def row_cells(key: RowKey, columns: Sequence[ReckonedColumn], bases: Sequence[int | None]) -> list[ReckonedCell]:
    """A row in every column. Where money that is not comparable may belong to it, its change is not known."""

    def known(number: int, base: int) -> bool:
        column, other = columns[number], columns[base]
        if key.reason:
            return (key in column.rows) == (key in other.rows)
        return (key.investment, key.group) not in column.unsettled | other.unsettled

    figures = [column.rows.get(key) for column in columns]
    return [
        ReckonedCell(cell, None if base is None else change(figures[base], cell) if known(number, base) else UNKNOWN)
        for number, (cell, base) in enumerate(zip(figures, bases, strict=True))
    ]


def total_cells(kind: FrameKind, columns: Sequence[ReckonedColumn], bases: Sequence[int | None]) -> list[ReckonedCell]:
    """The total of one kind of money in every column."""
    figures = [column.total(kind) for column in columns]
    return [
        ReckonedCell(cell, None if base is None else change(figures[base], cell))
        for cell, base in zip(figures, bases, strict=True)
    ]


def change(before: ColumnFigures | None, after: ColumnFigures | None) -> Sides | None:
    """From one to another. From what is missing it is the whole; between two that are missing there is none."""
    if before is None and after is None:
        return None
    return minus(NOTHING if after is None else after.sides, NOTHING if before is None else before.sides)
