"""What every table is made of: its columns, its figures, and the notes around it."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from ledger.money import UNKNOWN, AmountUnit, exact_decimals, figure_text
from ledger.words import words
from projections.asking.amounts import SIDES, FrameAmounts
from projections.asking.read_model import Staleness
from projections.frames.figures import FrameWarning


class Column(msgspec.Struct, frozen=True):
    """A column of a table. `whole`: what stands in it is never broken into lines;
    `folds`: even inside a word."""

    heading: str
    justify: Literal["left", "right"] = "right"
    whole: bool = False
    folds: bool = False


POSITION: Final = Column("Position")
"""Where an entry stands in the log."""


class ColumnFigure(str):
    """An amount without its unit, as a text that knows what it says, and `then` what follows it (`+ index`)."""

    __slots__ = ("ore", "then", "unit")

    ore: int
    unit: AmountUnit
    then: str

    def __new__(cls, ore: int, unit: AmountUnit, then: str = "", decimals: int | None = None) -> "ColumnFigure":
        """With as few decimals as are exact, unless told how many."""
        written = figure_text(ore, unit, exact_decimals(ore, unit) if decimals is None else decimals)
        made = str.__new__(cls, f"{written}{then}")
        made.ore, made.unit, made.then = ore, unit, then
        return made


class TableOfFigures(Table):
    """A table whose columns have their figures with as many decimals as the most exact of them: 17,0 over 11,2."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Written when every row is there."""
        for column in self.columns:
            column._cells = _alike(column._cells)
        yield from super().__rich_console__(console, options)


def _alike(cells: Sequence[RenderableType]) -> list[RenderableType]:
    decimals = max((exact_decimals(cell.ore, cell.unit) for cell in cells if isinstance(cell, ColumnFigure)), default=0)
    return [
        ColumnFigure(cell.ore, cell.unit, cell.then, decimals) if isinstance(cell, ColumnFigure) else cell
        for cell in cells
    ]


def table(*columns: str | Column, style: str = "none") -> Table:
    """An empty table; a column that is only named has text in it, which is broken inside a word rather than cut."""
    made = TableOfFigures(box=None, header_style="dim", pad_edge=False, style=style)
    for column in columns:
        if isinstance(column, str):
            made.add_column(column, overflow="fold")
        else:
            overflow: Literal["fold", "ellipsis"] = "fold" if column.folds else "ellipsis"
            made.add_column(column.heading, justify=column.justify, no_wrap=column.whole, overflow=overflow)
    return made


def numbers(*headings: str) -> list[Column]:
    """Columns of numbers, which may be broken into lines when there is no room for them."""
    return [Column(heading) for heading in headings]


def amounts(*headings: str) -> list[Column]:
    """Columns of amounts, which are never broken into lines."""
    return [Column(heading, whole=True) for heading in headings]


def side_columns(kind: str) -> list[Column]:
    """A column for each side of a kind of money: costs, revenues, net."""
    return amounts(*map(side_name, SIDES[kind]))


def side_name(side: str) -> str:
    """`Kostnader` for `costs`."""
    return words.field(side).capitalize()


def figure(ore: int | None, unit: AmountUnit, then: str = "") -> str:
    """An amount without its unit, which stands in the heading, and what follows it; `okänt` for an unknown one."""
    return f"{UNKNOWN}{then}" if ore is None else ColumnFigure(ore, unit, then)


def figure_if_any(ore: int | None, unit: AmountUnit) -> str:
    """The same for an amount that need not be there: empty when it is not."""
    return "" if ore is None else figure(ore, unit)


def figures(kind: str, amounts: FrameAmounts, unit: AmountUnit) -> list[str]:
    """Each side's figure, in the order of its kind."""
    return [figure(getattr(amounts, f"{side}_ore"), unit) for side in SIDES[kind]]


def caption(text: str) -> Text:
    """The line above a table."""
    return Text(text, style="italic")


def note_lines(note: str | None) -> list[RenderableType]:
    """Why an answer is empty; nothing when it is not."""
    return [Text(note, style="yellow")] if note else []


def warning_lines(warnings: Iterable[str]) -> list[RenderableType]:
    """What to know of an answer, a line for each thing."""
    return [Text(f"⚠ {text}", style="yellow") for text in warnings]


def noticed_lines(warnings: Iterable[FrameWarning], *, codes: bool = False) -> list[RenderableType]:
    """What is to be known about frames, each thing once, with the entries and the day from which it holds; and with the
    code by which somebody says that it has been looked at."""
    said: dict[tuple[str, str], set[int]] = {}
    for warning in warnings:
        named = f"{warning.code}, " if codes else ""
        said.setdefault((warning.text, f"{named}från {warning.holds_from}"), set()).add(warning.position)
    return warning_lines(
        f"{text} ({since}, position {ranges(sorted(positions))})" for (text, since), positions in said.items()
    )


def stale_lines(stale: Staleness | None) -> list[RenderableType]:
    """What an answer says when entries are missing from it; nothing when none are."""
    if stale is None:
        return []
    missing = f"position {stale.position} av {stale.head}"
    return [Text(f"Svaret är inte helt aktuellt: {missing}. {stale.reason}", style="red")]


def notes(note: str | None, stale: Staleness | None, remarks: Iterable[str] = ()) -> list[RenderableType]:
    """Why an answer is empty, what to know of it, and whether entries are missing from it."""
    return [*note_lines(note), *warning_lines(remarks), *stale_lines(stale)]


def ranges(positions: Sequence[int]) -> str:
    """`5–8, 11`."""
    spans: list[list[int]] = []
    for position in sorted(positions):
        if spans and position == spans[-1][1] + 1:
            spans[-1][1] = position
        else:
            spans.append([position, position])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in spans)


def days_of_validity(applies_from: object, last_day: object) -> str:
    """`2026-01-01–2026-12-31`, `okänd dag–`."""
    return f"{applies_from or 'okänd dag'}–{last_day or ''}"
