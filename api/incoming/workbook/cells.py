"""The cells of a workbook as plain text, each with its place; what Excel guessed is not taken for what was meant.

A number in Excel holds 15 digits, and what its sums leave behind those (`0,30000000000000004`) is noise: an amount is
read by its 15 digits as a decimal text, and must then be whole öre. An id that Excel has made a number may have lost
its zeros, and a day that it has made of a case number was never one: both are refused. So is a cell that shows a reader
something else than what would be recorded: what is seen is told by `shown.py`, and a figure has the decimals that it is
shown with.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from api.incoming.malformed import unreadable
from api.incoming.reading import Node, Unreadable
from api.incoming.workbook.parts import Parts
from api.incoming.workbook.shown import Seen, general_text, names_day, shown, text_hidden_or_changed
from api.incoming.workbook.styles import GENERAL
from api.incoming.workbook.worksheet import Cell, Marks, column_name
from ledger.money import AmountUnit, format_ore, unit_named
from ledger.text import visible

_DIGITS: Final = 15
_EXACT: Final = 10**_DIGITS
_ROW: Final = 1 << 20
_SHEET: Final = 1 << 40

SHOWN_DIFFERENTLY: Final = "cell-shown-differently"
"""The code of a cell that shows something else than what would be recorded."""


class Sheet:
    """One sheet, read: `text`, `id`, `day` and `amount` give the node of a cell, in the way that is wanted there."""

    def __init__(self, name: str, number: int, rows: list[list[Any]], marks: Marks):
        self.name, self.number, self._rows, self._marks = name, number, rows, marks

    def __len__(self) -> int:
        return len(self._rows)

    def width(self) -> int:
        """How many columns the widest row has."""
        return max(map(len, self._rows), default=0)

    def merged(self) -> list[tuple[Cell, Cell]]:
        """The merged ranges, each by its first and its last cell."""
        return self._marks.merged

    def out_of_sight(self, row: int, column: int) -> Unreadable | None:
        """What a cell is worth that somebody has struck out, or written in the cell's own colour, or a part of it; None
        for one that is read."""
        if (row, column) in self._marks.struck:
            detail = "Cellen är överstruken, helt eller delvis: någon har tagit tillbaka det som står där."
            return Unreadable("cell-struck-out", detail, "cellen utan överstrykning om den gäller, annars tom")
        if (row, column) in self._marks.unseen:
            detail = "Cellen visar ingenting, eller inte allt: det som står där har samma färg som cellen."
            return Unreadable(SHOWN_DIFFERENTLY, detail, "cellen i en färg som syns om den gäller, annars tom")
        return None

    def row_hidden(self, row: int) -> bool:
        """Whether nobody sees a row."""
        return self._marks.row_hidden(row)

    def column_hidden(self, column: int) -> bool:
        """Whether nobody sees a column."""
        return self._marks.column_hidden(column)

    def place(self, row: int, column: int) -> int:
        """A cell as one number, which orders the cells of a workbook as one reads them."""
        return self.number * _SHEET + row * _ROW + column

    def is_empty(self, row: int, column: int) -> bool:
        """Whether nothing stands in a cell: no value, no error, no formula."""
        if any(
            (row, column) in marked
            for marked in (self._marks.errors, self._marks.uncalculated, self._marks.doubtful, self._marks.filled)
        ):
            return False
        value = self._value(row, column)
        return value is None or (isinstance(value, str) and not value.strip())

    def text(self, row: int, column: int) -> Node:
        """A text. A whole number is its digits; a day is refused, for it was written as something else."""
        value = self._value(row, column)
        match value:
            case bool():
                value = _refused("Cellen är ett sanningsvärde.", "text")
            case int() | float():
                value = _number_as_text(_decimal(value), self._format(row, column))
            case datetime() | date() | time():
                value = _refused(
                    f"Excel har gjort en dag av cellen: {value}.", "samma sak som text, som den är skriven"
                )
        return self._node(row, column, value)

    def identifier(self, row: int, column: int) -> Node:
        """An id or a code. A number is refused: its first zeros may be gone."""
        value = self._value(row, column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            detail = f"Cellen är ett tal ({_swedish(_decimal(value))}), och ett tal tappar nollor i början."
            return self._node(
                row, column, _refused(detail, "id:t som text: formatera cellen som text och skriv om det")
            )
        return self.text(row, column)

    def day(self, row: int, column: int) -> Node:
        """A day, as a day or as text."""
        value = self._value(row, column)
        if (row, column) in self._marks.no_days:
            value = _refused("Cellen är ett tal som inte är någon dag.", "en dag som 2026-03-01, som text")
        elif isinstance(value, datetime) and value.time() != time():
            value = _refused(f"Cellen är ett klockslag: {value}.", "en dag som 2026-03-01")
        elif isinstance(value, date):
            whole = self._format(row, column) == GENERAL or names_day(self._format(row, column))
            value = value.isoformat()[:10] if whole else _day_cut(value)
        elif isinstance(value, int | float):
            value = _refused(f"Cellen är talet {_swedish(_decimal(value))}.", "en dag som 2026-03-01")
        return self._node(row, column, value)

    def amount(self, row: int, column: int, unit: AmountUnit | None) -> Node:
        """An amount as text with its unit: a number in the sheet's unit, or a text as printed. A text that is only a
        number is in the sheet's unit too. Without a unit (it could not be read) every number stands for nothing."""
        value = self._value(row, column)
        match value:
            case bool() | date() | time():
                value = _refused("Cellen är inget belopp.", "ett tal, eller en text som 1 578,9 mnkr")
            case int() | float():
                value = _amount(_decimal(value), unit, self._format(row, column)) if unit else "0 kr"
            case str() if (row, column) in self._marks.raised:
                detail = f"Cellen visar ”{visible(value)}” med en del upphöjd eller nedsänkt, som en not."
                value = Unreadable(SHOWN_DIFFERENTLY, detail, "beloppet utan noten, som kan stå i anteckningen")
            case str() if not any(character.isalpha() for character in value):
                value = f"{value.strip()} {unit}" if unit else "0 kr"
        return self._node(row, column, value)

    def heading(self, row: int, column: int) -> str:
        """A cell's text as it stands, for finding one's way."""
        value = self._value(row, column)
        return "" if value is None else " ".join(str(value).split())

    def _value(self, row: int, column: int) -> Any:
        found = self._rows[row] if row < len(self._rows) else []
        return found[column] if column < len(found) and found[column] != "" else None

    def _format(self, row: int, column: int) -> str:
        return self._marks.formats.get((row, column), GENERAL)

    def _node(self, row: int, column: int, value: Any) -> Node:
        value = self._as_seen(row, column, value)
        if (row, column) in self._marks.errors:
            value = _refused("Cellen innehåller ett formelfel (som #REF! eller #DIVISION/0!).", "ett värde")
        elif (row, column) in self._marks.uncalculated:
            value = _refused(
                "Cellen har en formel som inte är uträknad.", "öppna och spara filen i Excel, eller ett värde"
            )
        elif (row, column) in self._marks.doubtful:
            detail = (
                "Cellen har en formel, och arbetsboken är skriven av ett program som inte räknar: värdet som står där "
                "är kanske inte formelns."
            )
            value = _refused(detail, "öppna och spara filen i Excel, som räknar, eller ett värde")
        elif isinstance(value, str):
            value = value.strip() or None
        if value is None and (row, column) in self._marks.filled:
            value = _refused("Cellens värde går inte att läsa.", "värdet inskrivet på nytt i Excel")
        return Node(value, self.place(row, column))

    def _as_seen(self, row: int, column: int, value: Any) -> Any:
        """A cell's value, unless what is seen there is another, or somebody has taken it back."""
        if (out_of_sight := self.out_of_sight(row, column)) is not None:
            return out_of_sight
        if self._marks.shown_by_condition((row, column)) and value is not None:
            detail = "Cellen har villkorsstyrd formatering som kan visa ett annat tal, stryka över det eller dölja det."
            right = "cellen utan villkorsstyrd formatering av talformat, tecken och färg"
            return Unreadable(SHOWN_DIFFERENTLY, detail, right)
        if isinstance(value, str) and (seen := text_hidden_or_changed(value, self._format(row, column))) is not None:
            detail = f"Cellen visar ”{visible(seen)}” men innehåller texten ”{visible(value)}”."
            return Unreadable(SHOWN_DIFFERENTLY, detail, "texten som den ska läsas, i en cell med formatet Text")
        return value


def cell_name(names: tuple[str, ...], place: int) -> str:
    """`blad Ramar, cell D12`."""
    sheet, rest = divmod(place, _SHEET)
    row, column = divmod(rest, _ROW)
    return f"blad {names[sheet]}, cell {column_name(column)}{row + 1}"


def open_sheets(parts: Parts, name: str) -> Iterator[tuple[str, bool]]:
    """Every sheet's name, and whether it can be seen."""
    for sheet in _workbook(parts, name).sheets_metadata:
        seen = sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        yield sheet.name, seen


def read_sheet(parts: Parts, name: str, sheet_name: str, number: int) -> Sheet:
    """One sheet. Raises Refused (file-malformed) when it cannot be read."""
    workbook = _workbook(parts, name)
    if (marks := parts.marks.get(sheet_name)) is None:
        raise unreadable(name, f"Bladet {sheet_name} är inget kalkylblad.", "ett blad som i mallen")
    try:
        sheet = workbook.get_sheet_by_name(sheet_name)
        rows = sheet.to_python(skip_empty_area=False)
    except BaseException as error:
        raise _unreadable_by_reader(error, name) from error
    return Sheet(sheet_name, number, rows, marks)


def _workbook(parts: Parts, name: str) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(parts.data))
    except BaseException as error:
        raise _unreadable_by_reader(error, name) from error


def _unreadable_by_reader(error: BaseException, name: str) -> BaseException:
    """What the reader of cells stumbles on is the file's fault, also when it panics; an interruption is neither."""
    if isinstance(error, CalamineError | OSError | ValueError) or type(error).__name__ == "PanicException":
        return unreadable(name, "Filen är skadad och går inte att läsa.", "Öppna och spara den i Excel.")
    return error


def _decimal(value: Any) -> Decimal:
    """A number as Excel shows it at most, exactly."""
    return Decimal(f"{value:.{_DIGITS}g}")


def _number_as_text(number: Decimal, number_format: str) -> str | Unreadable:
    """The digits of a whole number, if that is what is seen."""
    if number != number.to_integral_value() or abs(number) >= _EXACT:
        return _refused(f"Cellen är talet {_swedish(number)}.", "samma sak som text")
    digits = f"{number:f}".partition(".")[0]
    seen = shown(number, number_format)
    if not _same(seen, number):
        detail = f"Cellen visar {_seen_text(seen)} men innehåller talet {digits}."
        return Unreadable(SHOWN_DIFFERENTLY, detail, "samma sak som text, som den ska läsas")
    return digits


def _day_cut(value: date) -> Unreadable:
    detail = f"Cellen visar inte hela dagen {value.isoformat()[:10]}: år, månad eller dag saknas i dess format."
    return Unreadable(SHOWN_DIFFERENTLY, detail, "ett datumformat som 2026-03-01")


def _amount(number: Decimal, unit: AmountUnit, number_format: str) -> str | Unreadable:
    """A number as an amount in the sheet's unit, with the decimals that it is shown with."""
    written = f"{visible(_swedish(number), 40)} {unit}"
    if not number.is_finite() or abs(number) * unit.ore >= _EXACT:
        detail = f"{written} är för stort för att Excel ska hålla det på öret som tal."
        return Unreadable("amount-out-of-range", detail, "beloppet som text")
    ore = number * unit.ore
    if ore != ore.to_integral_value():
        right = f"högst {unit.max_decimals} decimaler i {unit}"
        return Unreadable("amount-malformed", f"{written} är inte hela ören.", right)
    if number_format == GENERAL:
        return format_ore(int(ore), unit)
    seen = shown(number, number_format)
    if number == 0 and seen.figure == 0:  # nothing is nothing in every unit, and is as exact as the unit that is seen
        unit = unit_named(seen.words) or unit
    elif (other := _shown_differently(seen, number, unit)) is not None:
        why = f": {seen.why}" if seen.why else ""
        detail = f"Cellen visar {_seen_text(seen)} men innehåller {written}{why}."
        return Unreadable(SHOWN_DIFFERENTLY, detail, other, seen.text or None, written)
    return format_ore(int(ore), unit, min(seen.decimals, unit.max_decimals))


def _shown_differently(seen: Seen, number: Decimal, unit: AmountUnit) -> str | None:
    """What would be right where another amount is seen than the one that is stored; None where it is the same."""
    stored = general_text(number)
    if seen.scaled:
        return f"{stored} i ett talformat utan omräkning ({seen.scaled}), eller det tal som ska gälla i {unit}"
    named = unit_named(seen.words)
    if seen.figure is not None and named not in (None, unit):
        return f"talet i {unit}, som bladet är i, eller ”belopp i” {named} på bladet Beslut om alla tal är i {named}"
    if seen.figure is None or (seen.words and named is None):
        return f"{stored} i ett vanligt talformat, utan annan text än {unit}"
    if seen.figure != number:
        return (
            f"talet som det ska gälla, {seen.text} eller {stored}, i ett talformat som visar alla decimaler och minus"
        )
    return None


def _same(seen: Seen, number: Decimal) -> bool:
    """Whether nothing else is seen than a number."""
    return seen.figure == number and not (seen.words or seen.scaled)


def _seen_text(seen: Seen) -> str:
    return f"”{visible(seen.text)}”" if seen.text else "något annat" if seen.why else "ingenting"


def _swedish(number: Decimal) -> str:
    return general_text(number) if number.is_finite() else str(number)


def _refused(detail: str, right: str) -> Unreadable:
    return Unreadable("value-malformed", detail, right)
