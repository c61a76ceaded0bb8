"""Frames side by side, on the command line: a column for each coordinate, and what changed between them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.groups import HEADINGS
from api.tables.headings import coordinate_parts, heading, owner
from api.tables.layout import amounts, caption, figure, note_lines, ranges, stale_lines, table, warning_lines
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES, FrameAmounts
from projections.asking.question import GroupBy
from projections.frames.comparison import ComparedCell, ComparedColumn, ComparedRow, ComparedTotal, ComparisonAnswer

_MISSING: Final = "–"
_INDENT: Final = "  "
_WIDEST: Final = 10_000
"""How wide a table can be, whatever there is room for."""


def comparison_tables(answer: ComparisonAnswer, unit: AmountUnit) -> RenderableType:
    """One table for each kind of money: the net of every unit or group, above its sides where they are known."""
    parts: list[RenderableType] = [_heading(answer), *note_lines(answer.note)]
    for total in answer.totals:
        parts += [caption(f"{words.value(total.kind).capitalize()}, {unit.value}"), _SideBySide(answer, total, unit)]
    parts += warning_lines((*answer.remarks, *_reasons(answer), *_warnings(answer)))
    return Group(*parts, *stale_lines(answer.stale))


def _heading(answer: ComparisonAnswer) -> Text:
    """Whose frames they are, and what all of the columns have in common."""
    columns = [coordinate_parts(owner(answer), column.coordinates) for column in answer.columns]
    return heading(*(part for part in columns[0] if all(part in parts for parts in columns)))


class _SideBySide(msgspec.Struct, frozen=True):
    """One kind of money: as many columns in each table as there is room for, so that no figure is cut short."""

    answer: ComparisonAnswer
    total: ComparedTotal
    unit: AmountUnit

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The tables, one below another."""
        left = range(len(self.answer.columns))
        while left:
            tables = [self._table(left[:many]) for many in range(1, len(left) + 1)]
            wide = [console.measure(table, options=options.update_width(_WIDEST)).maximum for table in tables]
            many = max(1, sum(width <= options.max_width for width in wide))
            yield tables[many - 1]
            left = left[many:]

    def _table(self, columns: range) -> Table:
        """Some columns that stand beside each other."""
        rows = [row for row in self.answer.rows if row.kind == self.total.kind]
        lines = any(row.line not in (None, "total") for row in rows)
        named = (HEADINGS[self.answer.by or GroupBy.UNIT], *(["Post"] if lines else []))
        headings = (name for number in columns for name in _headings(self.answer.columns, number, columns))
        shown = table(*named, *amounts(*headings))
        for row in rows:
            line = [("" if row.line == "total" else row.line or "")] if lines else []
            self._add(shown, columns, row, [escape(_INDENT * row.depth + _named(row)), *line])
        shown.add_section()
        self._add(shown, columns, self.total, ["Summa", *([""] if lines else [])], style="bold")
        return shown

    def _add(
        self, shown: Table, columns: range, row: ComparedRow | ComparedTotal, named: Sequence[str], style: str = ""
    ) -> None:
        """The net, and below it the sides, when any of them is known anywhere."""
        empty = [""] * (len(named) - 1)
        for side in ("net", *(name for name in SIDES[row.kind] if name != "net")):
            texts = (self._cells(row.cells[number], self.answer.columns[number], side) for number in columns)
            cells = [text for of_column in texts for text in of_column]
            if side == "net":
                shown.add_row(*named, *cells, style=style)
            elif _known(row.cells, side):
                shown.add_row(f"{_INDENT}{words.field(side)}", *empty, *cells, style="dim")

    def _cells(self, cell: ComparedCell, column: ComparedColumn, side: str) -> Iterator[str]:
        """A figure, and its change when the column is compared to another."""
        ore, shown = getattr(cell.amounts, f"{side}_ore", None), _figure(cell.amounts, side, self.unit)
        yield f"{shown} + index" if cell.undecided_indices and ore else shown
        if column.compared_to is not None:
            yield _figure(cell.change, side, self.unit)


def _named(row: ComparedRow) -> str:
    return row.name if row.not_comparable is None else f"{row.name} (ej jämförbart)"


def _headings(columns: Sequence[ComparedColumn], number: int, shown: range) -> Iterator[str]:
    """What a column is called, whose it is and what it is; and what its change is from, unless it is beside it."""
    column = columns[number]
    parts = _parts(column)
    whose = [] if column.proposal is None else [f"({column.proposal.body})"]
    yield "\n".join((*parts, *whose, *map(words.value, column.commitments)))
    if column.compared_to is not None:
        base = column.compared_to
        differs = [part for part in _parts(columns[base]) if part not in parts]
        beside = base == number - 1 and base in shown
        yield "Förändring" if beside else "\n".join(("Förändring mot", *(differs or parts)))


def _parts(column: ComparedColumn) -> list[str]:
    """What a column is called, a line for each way in which it differs, or two."""
    return [part.replace("t.o.m. ", "t.o.m.\n") for part in column.label.split(", ")]


def _known(cells: Iterable[ComparedCell], side: str) -> bool:
    return any(getattr(cell.amounts, f"{side}_ore", None) is not None for cell in cells)


def _figure(amounts: FrameAmounts | None, side: str, unit: AmountUnit) -> str:
    return _MISSING if amounts is None else figure(getattr(amounts, f"{side}_ore"), unit)


def _reasons(answer: ComparisonAnswer) -> Iterator[str]:
    """Why something has no place in the tree that is asked for, each reason once."""
    reasons = dict.fromkeys(row.not_comparable for row in answer.rows if row.not_comparable is not None)
    yield from reasons
    if reasons:
        yield "Det som inte går att jämföra kan höra till enheter vars förändring därför är okänd; det ingår i summan."


def _warnings(answer: ComparisonAnswer) -> Iterator[str]:
    entries: dict[str, set[int]] = {}
    for warning in answer.warnings:
        entries.setdefault(warning.text, set()).add(warning.position)
    for text, positions in entries.items():
        yield f"{text} (position {ranges(sorted(positions))})"
