"""One worksheet looked through: what the reader of cells does not tell of its cells, and how they are shown.

It does not tell which cells hold a formula error, and which a formula that nobody has calculated; nor which are struck
out, lie in a hidden row or column, or are shown in a format that makes another figure of them.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import msgspec

from api.incoming.malformed import unreadable
from api.incoming.workbook.calculation import Calculation
from api.incoming.workbook.colours import BLACK, Colour, colour_of, is_seen
from api.incoming.workbook.elements import SAVE_AS, Given, is_on, parsed
from api.incoming.workbook.styles import GENERAL, PLAIN, UNCHANGED, Conditional, Style, Styles, whole, with_laid_on
from api.incoming.workbook.texts import RichText
from ledger.errors import Refused
from ledger.text import visible

MOST_ROWS: Final = 3_000
MOST_COLUMNS: Final = 200

MOST_MERGED: Final = 1_000
"""Merged ranges in one sheet; each is told as a problem of its own."""

_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_GRID: Final = (1 << 20, 1 << 14)
"""Rows and columns that Excel has at most."""

_FIRST_SURE_DAY: Final = 61
"""1900-03-01 as Excel counts days. It counts 1900-02-29 as a day, so what lies before is one thing or another."""

_INVISIBLE: Final = Decimal("0.5")
"""A row lower than this, in points, or a column narrower, in characters, shows nothing."""

_NO_FIGURE: Final = Conditional(number_format=";;;")
"""What an icon or a bar that stands alone makes of a figure."""

Cell = tuple[int, int]
"""Row and column, both from 0."""

Range = tuple[Cell, Cell]
"""Cells in a rectangle: its first and its last."""


class Marks(msgspec.Struct):
    """What is found in one worksheet: cells that hold an error, formulas without a calculated value, cells that have a
    value of their own (which the reader of cells must not lose), numbers that are no day, and the merged ranges. How
    they are seen: cells that are struck out, have a raised part or are written in the cell's own colour, the number
    formats that are not the general one, what a condition may show in another way, and the rows and columns that nobody
    sees. `doubtful` are formulas with a value that nobody may have calculated."""

    errors: set[Cell] = msgspec.field(default_factory=set)
    uncalculated: set[Cell] = msgspec.field(default_factory=set)
    doubtful: set[Cell] = msgspec.field(default_factory=set)
    filled: set[Cell] = msgspec.field(default_factory=set)
    no_days: set[Cell] = msgspec.field(default_factory=set)
    merged: list[Range] = msgspec.field(default_factory=list)
    struck: set[Cell] = msgspec.field(default_factory=set)
    raised: set[Cell] = msgspec.field(default_factory=set)
    unseen: set[Cell] = msgspec.field(default_factory=set)
    coloured: dict[Cell, Style] = msgspec.field(default_factory=dict)
    formats: dict[Cell, str] = msgspec.field(default_factory=dict)
    conditional: list[tuple[Range, Conditional]] = msgspec.field(default_factory=list)
    hidden_rows: set[int] = msgspec.field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = msgspec.field(default_factory=list)
    shared_texts: int = 0

    def row_hidden(self, row: int) -> bool:
        """Whether nobody sees a row."""
        return row in self.hidden_rows

    def column_hidden(self, column: int) -> bool:
        """Whether nobody sees a column."""
        return any(first <= column <= last for first, last in self.hidden_columns)

    def shown_by_condition(self, cell: Cell) -> bool:
        """Whether a condition can show a cell in another way."""
        row, column = cell
        style = self.coloured.get(cell, PLAIN)
        return any(
            top <= row <= bottom and left <= column <= right and on_top.changes(style)
            for ((top, left), (bottom, right)), on_top in self.conditional
        )


def looked_through(
    content: bytes,
    name: str,
    texts: Sequence[RichText] = (),
    styles: Styles | None = None,
    calculation: Calculation = Calculation.DONE,
) -> Marks:
    """What cells a worksheet has, held to the bounds; `texts` are those that cells share. In XML a cell may leave out
    where it is: then it is the next one. Raises Refused (file-malformed)."""
    looking = _Looking(name, texts, styles or Styles(), calculation)
    parsed(content, name, looking.begins, looking.ends, looking.says, looking.strange)
    return looking.marks


class _Looking:
    """One pass over one worksheet. `row` and `column` are those of the cell that is read, from 0."""

    def __init__(self, name: str, texts: Sequence[RichText], styles: Styles, calculation: Calculation) -> None:
        self.name, self.texts, self.styles, self.marks = name, texts, styles, Marks()
        self.calculation = calculation
        self.row = self.column = -1
        self.stated = self.inside = self.formula = self.value = False
        self.kind, self.text, self.within = "", "", ""
        self.style, self.rich = -1, RichText()
        self.last: Cell = (-1, -1)
        self.conditional: list[Range] = []
        self.laid_on, self.in_font, self.changing = False, False, UNCHANGED

    def begins(self, tag: str, given: Given) -> None:
        """An element begins."""
        if tag == "row":
            self._row(given)
        elif tag == "c":
            self._place(given.get("r", ""))
            self.inside, self.formula, self.value, self.text = True, False, False, ""
            self.kind, self.style, self.rich = given.get("t", "n"), whole(given.get("s", "0")), RichText()
        elif self.inside:
            self._in_cell(tag, given)
        elif tag == "mergeCell":
            self._merged(given.get("ref", ""))
        elif tag == "col" and _hidden(given, "width"):
            self.marks.hidden_columns.append((whole(given.get("min", "")) - 1, whole(given.get("max", "")) - 1))
        elif tag == "conditionalFormatting":
            self.conditional, self.changing = list(_ranges(given.get("sqref", ""))), UNCHANGED
        elif tag in ("dxf", "sqref") or self.laid_on:
            self._extended(tag, given)
        elif tag == "cfRule" and (on_top := self.styles.on_condition(whole(given.get("dxfId", "")))) != UNCHANGED:
            self.marks.conditional += [(cells, on_top) for cells in self.conditional]
        elif tag in ("iconSet", "dataBar") and not is_on(given, "showValue", otherwise=True):
            self.changing = _NO_FIGURE
            self.marks.conditional += [(cells, _NO_FIGURE) for cells in self.conditional]

    def _extended(self, tag: str, given: Given) -> None:
        """A condition of Excel's extension (x14) has its style inside it, and its cells as a text after that."""
        if tag == "sqref":
            self.within, self.text = tag, ""
        elif tag == "dxf":
            self.laid_on = True
        elif tag == "font":
            self.in_font = True
        else:
            theme, in_font = self.styles.theme, self.in_font
            self.changing = with_laid_on(self.changing, tag, given, theme, in_font=in_font)

    def _in_cell(self, tag: str, given: Given) -> None:
        self.rich.begins(tag, given)
        if tag == "f":
            self.formula = True
        elif tag == "v":
            self.value, self.within = True, "v"
        elif tag in ("t", "rPh"):
            self.within = tag if self.within != "rPh" else "rPh"

    def says(self, text: str) -> None:
        """Characters; those of a cell's value are kept, and not how its text is pronounced."""
        if self.within in ("v", "t", "sqref"):
            self.text += text
        if self.within in ("v", "t"):
            self.rich.says(text)

    def strange(self, *_given: Any) -> None:
        """A comment or something of its kind, which one reader skips and another reads."""
        if self.inside:
            raise self._damaged(f"cellen {self._cell()} går inte att läsa")

    def ends(self, tag: str) -> None:
        """An element ends."""
        self.rich.ends(tag)
        if tag == "sqref" and self.changing != UNCHANGED:
            self.marks.conditional += [(cells, self.changing) for cells in _ranges(self.text)]
        self.laid_on, self.in_font = self.laid_on and tag != "dxf", self.in_font and tag != "font"
        if tag == self.within:
            self.within = ""
        elif tag == "c":
            self.inside = False
            self._mark((self.row, self.column), self.text.strip())

    def _row(self, given: Given) -> None:
        stated = given.get("r", "")
        self.stated = re.fullmatch(r"[0-9]{1,7}", stated) is not None
        self.row = int(stated) - 1 if self.stated else self.row + 1
        self.column = -1
        if _hidden(given, "ht"):
            self.marks.hidden_rows.add(self.row)

    def _mark(self, cell: Cell, text: str) -> None:
        if self.formula and self.calculation.is_doubted(text):
            self.marks.doubtful.add(cell)
        if self.kind == "e":
            self.marks.errors.add(cell)
        elif self.formula and not text and not (self.kind == "str" and self.value):
            self.marks.uncalculated.add(cell)
        elif self.kind == "s":
            self._shared(text)
        elif text:
            self.marks.filled.add(cell)
            if self.kind == "n" and not _is_day(text):
                self.marks.no_days.add(cell)
        if text:
            self._seen(cell)

    def _shared(self, text: str) -> None:
        self.marks.shared_texts += 1
        if text and not (re.fullmatch("[0-9]{1,9}", text) and int(text) < len(self.texts)):
            raise self._damaged(f"cellen {self._cell()} har en text som inte finns")
        if text:
            self.rich = self.texts[int(text)]

    def _seen(self, cell: Cell) -> None:
        """How a cell that says something is shown."""
        style = self.styles.of(self.style)
        if style.struck or self.rich.struck:
            self.marks.struck.add(cell)
        if self.rich.raised:
            self.marks.raised.add(cell)
        if any(not is_seen(colour, style.behind) for colour in self._colours(style)):
            self.marks.unseen.add(cell)
        if (style.colour, style.behind) != (PLAIN.colour, PLAIN.behind):
            self.marks.coloured[cell] = style
        if style.number_format != GENERAL:
            self.marks.formats[cell] = style.number_format

    def _colours(self, style: Style) -> list[Colour | None]:
        """What the parts of a cell are written in: all of a number is in its own."""
        said = self.rich.colours or {None}
        theme = self.styles.theme
        return [style.colour if given is None else colour_of(dict(given), theme, BLACK) for given in said]

    def _place(self, reference: str) -> None:
        wrong = False
        if (found := _REFERENCE.fullmatch(reference)) is not None:
            row, self.column = int(found[2]) - 1, column_number(found[1])
            wrong, self.row = self.stated and row != self.row, row
        elif reference:
            raise self._damaged("en cell har ingen plats")
        else:
            self.column += 1
        if not (0 <= self.row < MOST_ROWS and 0 <= self.column < MOST_COLUMNS):
            detail = f"Filen har celler utanför rad 1–{MOST_ROWS} och kolumn A–{column_name(MOST_COLUMNS - 1)}."
            raise unreadable(self.name, detail, "en arbetsbok utan tomma formaterade rader och kolumner långt ned")
        if wrong:
            raise self._damaged(f"cellen {self._cell()} står på fel rad")
        if (self.row, self.column) <= self.last:
            raise self._damaged(f"cellen {self._cell()} står två gånger, eller efter en som kommer senare")
        self.last = self.row, self.column

    def _merged(self, reference: str) -> None:
        if len(self.marks.merged) == MOST_MERGED:
            raise unreadable(
                self.name, f"Ett blad har fler än {MOST_MERGED} sammanfogningar.", "ett värde i varje cell"
            )
        cells = _corners(reference)
        if len(cells) != 2 or reference.count(":") != 1:
            raise self._damaged(f"sammanfogningen {visible(reference, 40)} går inte att läsa")
        (top, left), (bottom, right) = cells
        if not (0 <= top <= bottom < _GRID[0] and 0 <= left <= right < _GRID[1]):
            raise self._damaged(f"sammanfogningen {visible(reference, 40)} ligger inte på bladet")
        self.marks.merged.append((cells[0], cells[1]))

    def _cell(self) -> str:
        return f"{column_name(self.column)}{self.row + 1}"

    def _damaged(self, detail: str) -> Refused:
        return unreadable(self.name, f"Filen är skadad: {detail}.", SAVE_AS)


def _hidden(given: Given, size: str) -> bool:
    """Whether a row or a column says that it is hidden, or has been drawn together to nothing."""
    stated = _number(given.get(size, ""))
    return is_on(given, "hidden") or (stated is not None and stated < _INVISIBLE)


def _corners(reference: str) -> list[Cell]:
    found = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
    return [(int(corner[2]) - 1, column_number(corner[1])) for corner in found if corner is not None]


def _ranges(references: str) -> Iterator[Range]:
    """`A1:B2 D4`; what is none is left out."""
    for reference in references.split():
        if cells := _corners(reference):
            yield cells[0], cells[-1]


def _is_day(number: str) -> bool:
    """Whether a number can be a day, as Excel counts them."""
    stated = _number(number)
    return stated is not None and stated >= _FIRST_SURE_DAY


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text) if Decimal(text).is_finite() else None
    except InvalidOperation:
        return None


def column_number(letters: str) -> int:
    """A column's number from 0.

    >>> column_number("A"), column_number("aa")
    (0, 26)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def column_name(number: int) -> str:
    """A column's letters.

    >>> column_name(0), column_name(26)
    ('A', 'AA')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
