"""The sheet of frames: a row for each board, line and kind, and for each year its amounts; and the printed totals."""

from typing import Any, Final, NamedTuple

import msgspec

from api.incoming.reading import Node, Path, Reader, Unreadable
from api.incoming.workbook.cells import Sheet
from api.incoming.workbook.layout import (
    COMMITMENT,
    INCOMING,
    KIND,
    LINE,
    NAME,
    NET,
    NOTE,
    OUTGOING,
    PRINTED_TOTAL,
    UNIT,
    YEAR_COLUMNS,
    column_of,
    year_heading,
)
from api.incoming.workbook.worksheet import column_name
from ledger.money import AmountUnit
from ledger.text import visible
from ledger.values import FrameKey, FrameKind
from ledger.words import words

_HEADING_WITHIN: Final = 20
"""Rows from the top that the headings are looked for in."""

_OPERATING, _INVESTMENT = words.value(FrameKind.OPERATING.value), words.value(FrameKind.INVESTMENT.value)
_SIDES: Final = {_OPERATING: ("costs_ore", "revenues_ore"), _INVESTMENT: ("expenditures_ore", "receipts_ore")}
WHOLE_UNIT: Final[str] = msgspec.structs.fields(FrameKey)[-1].default
"""The line of a frame when none is named: `total`."""

_COLUMN_FIELDS: Final = {UNIT: "unit", LINE: "line", KIND: "kind"}


class _Row(NamedTuple):
    """One row of the table: `columns` has its cells outside the years, and `years` those of each year that has any."""

    number: int
    columns: dict[str, int]
    years: dict[int, dict[str, int]]


def read_rows(sheet: Sheet, unit: AmountUnit | None, reader: Reader) -> dict[str, Node]:
    """The facts and the printed totals that the sheet says, as a part of a decision file's root."""
    top = _heading_row(sheet)
    if top < 0:
        detail = f"Bladet har ingen rad med rubriker; någon av de första {_HEADING_WITHIN} ska ha ”{UNIT}”."
        return _without_facts(detail, "mallens rubriker: liggare template FIL.xlsx", sheet.place(0, 0))
    return _Table(sheet, unit, reader, top).root()


def _without_facts(detail: str, right: str, place: int) -> dict[str, Node]:
    return {words.field("facts"): Node(Unreadable("field-missing", detail, right), place)}


def _heading_row(sheet: Sheet) -> int:
    for row in range(min(len(sheet), _HEADING_WITHIN)):
        if any(sheet.heading(row, column).casefold() == UNIT for column in range(sheet.width())):
            return row
    return -1


class _Table:
    """The table below its headings."""

    def __init__(self, sheet: Sheet, unit: AmountUnit | None, reader: Reader, top: int) -> None:
        self._sheet, self._unit, self._reader, self._top = sheet, unit, reader, top
        self._columns: dict[str, int] = {}
        self._years: dict[int, dict[str, int]] = {}
        self._facts: list[Node] = []
        self._totals: list[Node] = []
        self._seen: dict[tuple[Any, ...], int] = {}
        self._committed: dict[int, tuple[int, int]] = {}
        self._amounted: set[int] = set()
        for column in range(sheet.width()):
            self._heading(column)
        self._expected_headings()
        self._nothing_hidden_above()

    def root(self) -> dict[str, Node]:
        """The facts, and the totals when there are any."""
        for row in range(self._top + 1, len(self._sheet)):
            self._row(row)
        if not self._facts:
            detail = "Inget belopp är ifyllt för någon enhet och något år."
            return _without_facts(detail, "minst ett belopp", self._sheet.place(self._top, 0))
        for year, cell in self._committed.items():
            if year not in self._amounted:
                self._no_amounts(year, cell)
        facts = {words.field("facts"): Node(self._facts, self._sheet.place(self._top, 0))}
        return facts | ({words.field("frame_totals"): Node(self._totals)} if self._totals else {})

    # --- The headings ---

    def _heading(self, column: int) -> None:
        heading = self._sheet.heading(self._top, column)
        path = self._known(self._top, column)
        if not heading:
            self._nothing_below(column)
        elif (meant := column_of(heading)) is None:
            right = f"rubrikerna i mallen, som ”{UNIT}” och ”{year_heading(2026, OUTGOING)}”"
            self._reader.refuse("field-unknown", f"Rubriken ”{visible(heading)}” finns inte här.", path, right=right)
        else:
            year, name = meant
            columns = self._columns if year is None else self._years.setdefault(year, {})
            if name in columns:
                detail = f"Rubriken ”{visible(heading)}” står två gånger."
                self._reader.refuse("field-repeated", detail, path, right="en av dem")
            columns.setdefault(name, column)

    def _nothing_below(self, column: int) -> None:
        for row in range(self._top + 1, len(self._sheet)):
            if not self._sheet.is_empty(row, column):
                detail = "Cellen står i en kolumn utan rubrik."
                self._reader.refuse(
                    "field-unknown", detail, self._known(row, column), right="en rubrik, eller en tom cell"
                )

    def _expected_headings(self) -> None:
        path = self._known(self._top, self._columns.get(UNIT, 0))
        missing = [KIND] if KIND not in self._columns else []
        for year, columns in self._years.items():
            missing += [year_heading(year, name) for name in YEAR_COLUMNS if name not in columns and name != NET]
        for heading in missing:
            self._reader.refuse("field-missing", f"Rubriken ”{heading}” saknas.", path, right=f"en kolumn ”{heading}”")
        if not self._years:
            right = ", ".join(year_heading(2026, name) for name in YEAR_COLUMNS)
            self._reader.refuse("field-missing", "Tabellen har inga år.", path, right=right)

    def _nothing_hidden_above(self) -> None:
        """What is read below its heading is seen, and so is the heading."""
        if self._sheet.row_hidden(self._top):
            self._hidden(self._top, self._columns.get(UNIT, 0), f"Rad {self._top + 1}, med rubrikerna, är dold.")
        years = ((name, column) for columns in self._years.values() for name, column in columns.items())
        for name, column in (*self._columns.items(), *years):
            if (out_of_sight := self._sheet.out_of_sight(self._top, column)) is not None:
                self._reader.cannot(out_of_sight, self._known(self._top, column))
            if name != NAME and self._sheet.column_hidden(column) and (row := self._first_filled(column)) is not None:
                self._hidden(row, column, f"Kolumn {column_name(column)} är dold men ifylld.")

    def _first_filled(self, column: int) -> int | None:
        rows = range(self._top + 1, len(self._sheet))
        return next((row for row in rows if not self._sheet.is_empty(row, column)), None)

    def _hidden(self, row: int, column: int, detail: str) -> None:
        right = "raden eller kolumnen framme, så att alla ser vad som registreras, eller tom"
        self._reader.refuse("cell-hidden", detail, self._known(row, column), right=right)

    def _known(self, row: int, column: int) -> Path:
        """A path for a cell that says nothing of the command."""
        path: Path = (self._sheet.name, row, column)
        self._reader.lines[path] = self._sheet.place(row, column)
        return path

    # --- The rows ---

    def _row(self, number: int) -> None:
        years = {
            year: filled
            for year, columns in self._years.items()
            if (filled := {name: column for name, column in columns.items() if not self._empty(number, column)})
            and filled.keys() != {COMMITMENT}
        }
        row = _Row(number, {n: c for n, c in self._columns.items() if not self._empty(number, c)}, years)
        if years:
            self._in_sight(row)
        if self._text(number, UNIT) == PRINTED_TOTAL.casefold():
            for year in years:
                self._total(row, year)
            return
        if NOTE in row.columns and not years:
            path = self._known(number, self._columns[NOTE])
            detail = "Raden har en anteckning men inga belopp."
            self._reader.refuse("field-missing", detail, path, right="ett belopp, eller ingen anteckning")
        self._note_years(number, years)
        for year in years:
            self._fact(row, year)

    def _in_sight(self, row: _Row) -> None:
        """A row that says something is seen, and nobody has taken it back by striking out whom it is about."""
        if self._sheet.row_hidden(row.number):
            column = min(column for filled in row.years.values() for column in filled.values())
            self._hidden(row.number, column, f"Rad {row.number + 1} är dold men ifylld.")
        name = row.columns.get(NAME)
        if name is not None and (out_of_sight := self._sheet.out_of_sight(row.number, name)) is not None:
            self._reader.cannot(out_of_sight, self._known(row.number, name))

    def _note_years(self, number: int, years: dict[int, dict[str, int]]) -> None:
        """Which years have an amount on any row, and where a year is first said to be decided."""
        self._amounted |= years.keys()
        for year, columns in self._years.items():
            column = columns.get(COMMITMENT)
            if column is not None and not self._empty(number, column):
                self._committed.setdefault(year, (number, column))

    def _no_amounts(self, year: int, cell: tuple[int, int]) -> None:
        """One row may be without amounts, for the template says `avser` on every row; a whole year has lost them."""
        detail = f"För {year} är ”{COMMITMENT}” ifyllt, men året har inga belopp på någon rad."
        right = "årets belopp, eller ett blad utan årets kolumner"
        self._reader.refuse("field-missing", detail, self._known(*cell), right=right)

    def _fact(self, row: _Row, year: int) -> None:
        path: Path = ("facts", len(self._facts))
        for name, field in _COLUMN_FIELDS.items():
            self._expect((*path, "frame", field), row.number, self._columns.get(name))
        self._expect((*path, "commitment"), row.number, self._years[year].get(COMMITMENT))
        frame = {
            **self._named(row, {UNIT: "unit", LINE: "line"}),
            **self._kind(row),
            words.field("year"): Node(str(year), self._heading_place(year)),
        }
        fact = {
            words.field("frame"): Node(frame, self._place(row.number)),
            **self._amounts(row, year, path),
            **self._choice(row.number, row.years[year], COMMITMENT, "commitment"),
        }
        if NOTE in row.columns:
            fact[words.field("note")] = self._sheet.text(row.number, row.columns[NOTE])
        self._once(row, year)
        place = self._first_amount(row, year)
        self._facts.append(Node({words.fact("frame-decided"): Node(fact, place)}, place))

    def _amounts(self, row: _Row, year: int, path: Path) -> dict[str, Node]:
        """Both sides, and the net as the document prints it; or only the net, when that is all that is decided."""
        filled, columns = row.years[year], self._years[year]
        fields = self._sides(row)
        amount, printed = words.field("amount"), words.field("printed")
        if not filled.keys() & {OUTGOING, INCOMING}:
            if NET not in filled:
                return {}
            net = self._amount(row.number, filled[NET])
            return {amount: Node({words.field("net"): net}, net.line)}
        sides = {}
        for name, field in zip((OUTGOING, INCOMING), fields, strict=True):
            self._expect((*path, "amount", field), row.number, columns.get(name))
            if name in filled:
                sides[words.field(field)] = self._amount(row.number, filled[name])
        found = {amount: Node(sides, self._first_amount(row, year))}
        if NET in filled:
            net = self._amount(row.number, filled[NET])
            found[printed] = Node({words.field("net"): net}, net.line)
        return found

    def _total(self, row: _Row, year: int) -> None:
        """The document's own totals of a kind and a year."""
        filled = row.years[year]
        path: Path = ("frame_totals", len(self._totals))
        self._expect((*path, "kind"), row.number, self._columns.get(KIND))
        sides = zip((OUTGOING, INCOMING, NET), (*self._sides(row), "net"), strict=True)
        printed = {
            words.field(field): self._amount(row.number, filled[name]) for name, field in sides if name in filled
        }
        total = {
            **self._kind(row),
            words.field("year"): Node(str(year), self._heading_place(year)),
            words.field("printed"): Node(printed, self._place(row.number)),
        }
        self._once(row, year)
        self._totals.append(Node(total, self._place(row.number)))

    def _once(self, row: _Row, year: int) -> None:
        """Two rows must not say the same frame, whether or not they say the same."""
        line = self._text(row.number, LINE) or WHOLE_UNIT
        key = (self._text(row.number, UNIT), line, self._text(row.number, KIND), year)
        first = self._seen.setdefault(key, row.number)
        if first != row.number:
            detail = f"Raden gäller samma enhet, anslagspost, slag och år som rad {first + 1}."
            place = self._known(row.number, self._columns[UNIT])
            self._reader.refuse(
                "field-repeated", detail, place, right=f"en av raderna {first + 1} och {row.number + 1}"
            )

    # --- The cells ---

    def _named(self, row: _Row, names: dict[str, str]) -> dict[str, Node]:
        return {
            words.field(field): self._sheet.identifier(row.number, row.columns[name])
            for name, field in names.items()
            if name in row.columns
        }

    def _kind(self, row: _Row) -> dict[str, Node]:
        return self._choice(row.number, row.columns, KIND, "kind")

    def _choice(self, number: int, filled: dict[str, int], name: str, field: str) -> dict[str, Node]:
        """One of a few words, whatever the size of its letters."""
        if name not in filled:
            return {}
        node = self._sheet.text(number, filled[name])
        said = node.value.casefold() if isinstance(node.value, str) else node.value
        return {words.field(field): Node(said, node.line)}

    def _sides(self, row: _Row) -> tuple[str, str]:
        return _SIDES.get(self._text(row.number, KIND), _SIDES[_OPERATING])

    def _amount(self, number: int, column: int) -> Node:
        return self._sheet.amount(number, column, self._unit)

    def _text(self, number: int, name: str) -> str:
        column = self._columns.get(name)
        return "" if column is None else self._sheet.heading(number, column).casefold()

    def _empty(self, number: int, column: int) -> bool:
        return self._sheet.is_empty(number, column)

    def _place(self, number: int) -> int:
        return self._sheet.place(number, self._columns.get(UNIT, 0))

    def _first_amount(self, row: _Row, year: int) -> int:
        """Where a row begins to say something of a year."""
        filled = row.years[year]
        return self._sheet.place(row.number, min(column for name, column in filled.items() if name != COMMITMENT))

    def _heading_place(self, year: int) -> int:
        return self._sheet.place(self._top, min(self._years[year].values()))

    def _expect(self, path: Path, number: int, column: int | None) -> None:
        """Where something is to stand, so that it is missed there."""
        if column is not None:
            self._reader.lines[path] = self._sheet.place(number, column)
