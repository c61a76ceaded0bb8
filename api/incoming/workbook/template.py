"""The template of a workbook: what `api.workbook` reads, empty, with help in Swedish and lists to choose from.

It holds no formulas: what is read is what somebody wrote. Ids and codes are cells of text, so that Excel keeps their
zeros, and the table has a name and headings that stay.
"""

import io
from collections.abc import Sequence
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from api.incoming.workbook.layout import (
    AMOUNTS_IN,
    BASIS_SHEET,
    COMMITMENT,
    FRAMES_SHEET,
    HELP_SHEET,
    KIND,
    LINE,
    NAME,
    NOTE,
    PRINTED_TOTAL,
    ROW_COLUMNS,
    UNIT,
    UNITS_SHEET,
    YEAR_COLUMNS,
    ColumnQuestion,
    questions,
    year_heading,
)
from ledger.money import AmountUnit
from ledger.values import Commitment, FrameKind
from ledger.words import words

TABLE: Final = "Ramar"
TOP: Final = 3
"""The row of the headings, from 0."""

EMPTY_ROWS: Final = 20
"""Rows to fill in beside those of the units."""

_KINDS: Final = tuple(words.value(kind.value) for kind in FrameKind)
_AMOUNT_FORMAT: Final = "#,##0.0##########"
_WIDTHS: Final = {UNIT: 14, NAME: 34, LINE: 14, KIND: 13, NOTE: 24, COMMITMENT: 12}

HELP: Final = (
    "Så fyller du i",
    "1. Fyll i bladet Beslut: vilken liggare, vem som beslutade, när, och i vilket dokument det står.",
    "2. Välj där vilken enhet talen på bladet Ramar är i (kr, tkr, mnkr eller mdkr).",
    "3. Fyll i en rad per enhet, anslagspost och slag på bladet Ramar. År utan belopp registreras inte.",
    "4. Provkör: liggare record FIL.xlsx --dry-run. Alla fel visas på en gång, med blad och cell.",
    "5. Registrera: liggare record FIL.xlsx. Allt registreras, eller inget; samma innehåll bara en gång.",
    "",
    "Kolumnerna på bladet Ramar",
    "enhet: enhetens id i liggaren, som text. namn: bara till hjälp för den som läser; det registreras inte.",
    "anslagspost: tom när dokumentet inte har poster. slag: drift eller investering.",
    "kostnader/utgifter och intäkter/inkomster: båda skrivs positiva. Skriv 0 när det inte finns några.",
    "netto: som dokumentet trycker det, att jämföra med de andra två; en skillnad blir en varning.",
    "Står bara nettot är det nettot som beslutas.",
    "avser: budget eller plan. Ska ett helt år inte registreras: ta bort årets kolumner.",
    "Belopp är tal, eller text som i dokumentet: 1 578,9 mnkr. Fler decimaler än öret avvisas; inget avrundas.",
    f"Raderna ”{PRINTED_TOTAL}”: dokumentets egna summor, att jämföra med raderna; en skillnad blir en varning.",
    "Alla rader i tabellen läses, också dolda och bortfiltrerade. Text ovanför tabellen läses inte.",
    "Formler får användas; det uträknade värdet läses. Slå inte ihop celler, och lägg inte till egna blad.",
)
"""What the sheet of help says, line by line; a line that is followed by none is a heading."""


def template(years: Sequence[int], ledger: str = "", units: Sequence[tuple[str, str]] = ()) -> bytes:
    """A workbook to fill in, for some years: with a ledger's name, and a row of each kind for each of its units, by id
    and name."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.calc_on_load = False  # nothing is left to calculate, and no program is to go on saying so
        formats = _formats(book)
        _basis_sheet(book, formats, ledger)
        _frames_sheet(book, formats, years, units)
        _help_sheet(book, formats)
        if units:
            _units_sheet(book, formats, units)
    return made.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "text": book.add_format({"num_format": "@"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "amount": book.add_format({"num_format": _AMOUNT_FORMAT}),
        "total": book.add_format({"num_format": _AMOUNT_FORMAT, "bold": True, "top": 1}),
        "total text": book.add_format({"num_format": "@", "bold": True, "top": 1}),
        "quiet": book.add_format({"font_color": "#595959", "text_wrap": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


# --- The decision -----------------------------------------------------------------------------------------------


def _basis_sheet(book: Any, formats: dict[str, Any], ledger: str) -> None:
    sheet = book.add_worksheet(BASIS_SHEET)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 2, 70)
    sheet.write_string(0, 0, "Vad beslutet är, och var det står", formats["title"])
    for column, heading in enumerate(("Uppgift", "Värde", "Förklaring")):
        sheet.write_string(2, column, heading, formats["heading"])
    answers = {"ledger": ledger, AMOUNTS_IN: AmountUnit.MILLIONS.value}
    for row, question in enumerate(questions(), start=3):
        _question(sheet, row, question, str(answers.get(str(question.path[0]), "")), formats)
    sheet.freeze_panes(3, 1)


def _question(sheet: Any, row: int, question: ColumnQuestion, answer: str, formats: dict[str, Any]) -> None:
    is_day = question.path[-1] in ("decided", "earliest", "latest", "effective_day")
    sheet.write_string(row, 0, question.label)
    sheet.write_string(row, 2, question.help, formats["quiet"])
    form = formats["day" if is_day else "text"]
    sheet.write_string(row, 1, answer, form) if answer else sheet.write_blank(row, 1, None, form)
    if question.choices:
        sheet.data_validation(row, 1, row, 1, _list_of(question.choices))


def _list_of(choices: Sequence[str]) -> dict[str, Any]:
    told = "Välj något av: " + ", ".join(choices)
    return {"validate": "list", "source": list(choices), "error_title": "Finns inte att välja", "error_message": told}


# --- The frames -------------------------------------------------------------------------------------------------


def _frames_sheet(book: Any, formats: dict[str, Any], years: Sequence[int], units: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(FRAMES_SHEET)
    sheet.write_string(0, 0, "Ramar", formats["title"])
    sheet.write_string(1, 0, "En rad per enhet, anslagspost och slag. Enheten för talen väljs på bladet Beslut.")
    headings = [*ROW_COLUMNS, *(year_heading(year, name) for year in years for name in YEAR_COLUMNS)]
    rows = [(unit, name, kind) for kind in _KINDS for unit, name in units] + [("", "", "")] * EMPTY_ROWS
    rows += [(PRINTED_TOTAL, "", kind) for kind in _KINDS]
    last = TOP + len(rows)
    columns = [{"header": heading} for heading in headings]
    options = {"name": TABLE, "columns": columns, "style": "Table Style Light 1", "autofilter": False}
    sheet.add_table(TOP, 0, last, len(headings) - 1, options)
    for number, row in enumerate(rows, start=TOP + 1):
        _frame_row(sheet, number, row, years, formats)
    for column, heading in enumerate(headings):
        sheet.write_string(TOP, column, heading, formats["heading"])
        sheet.set_column(column, column, _WIDTHS.get(heading.partition(" ")[2] or heading, 17))
    sheet.freeze_panes(TOP + 1, 2)
    _choices(sheet, TOP + 1, last, headings, units)


def _frame_row(
    sheet: Any, number: int, row: tuple[str, str, str], years: Sequence[int], formats: dict[str, Any]
) -> None:
    unit, name, kind = row
    total = unit == PRINTED_TOTAL
    text, amount = (formats["total text"], formats["total"]) if total else (formats["text"], formats["amount"])
    for column, value in enumerate((unit, name, "", kind, "")):
        sheet.write_string(number, column, value, text) if value else sheet.write_blank(number, column, None, text)
    for place, year in enumerate(years):
        for offset, heading in enumerate(YEAR_COLUMNS):
            column = len(ROW_COLUMNS) + place * len(YEAR_COLUMNS) + offset
            if heading == COMMITMENT and unit and not total:
                meant = Commitment.BUDGET if year == min(years) else Commitment.PLAN
                sheet.write_string(number, column, words.value(meant.value), text)
            else:
                sheet.write_blank(number, column, None, text if heading == COMMITMENT else amount)


def _choices(sheet: Any, first: int, last: int, headings: Sequence[str], units: Sequence[tuple[str, str]]) -> None:
    """Lists to choose from, in each column that has one."""
    commitments = [words.value(commitment.value) for commitment in Commitment]
    for column, heading in enumerate(headings):
        if heading == KIND:
            sheet.data_validation(first, column, last, column, _list_of(_KINDS))
        elif heading.endswith(f" {COMMITMENT}"):
            sheet.data_validation(first, column, last, column, _list_of(commitments))
        elif heading == UNIT and units:
            source = f"={UNITS_SHEET}!$A$2:$A${len(units) + 2}"
            told = "Enheten finns inte i liggaren. Se bladet Enheter."
            listed = {"validate": "list", "source": source, "error_title": "Okänd enhet", "error_message": told}
            sheet.data_validation(first, column, last, column, listed)


# --- For the eyes -----------------------------------------------------------------------------------------------


def _help_sheet(book: Any, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(HELP_SHEET)
    sheet.set_column(0, 0, 110)
    for row, line in enumerate(HELP):
        heading = row == 0 or not HELP[row - 1]
        sheet.write_string(row, 0, line, formats["title" if heading else "wrap"])


def _units_sheet(book: Any, formats: dict[str, Any], units: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(UNITS_SHEET)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 50)
    for column, heading in enumerate(("Enhet", "Namn")):
        sheet.write_string(0, column, heading, formats["heading"])
    for row, (unit, name) in enumerate((*units, (PRINTED_TOTAL, "")), start=1):
        sheet.write_string(row, 0, unit, formats["text"])
        sheet.write_string(row, 1, name)
    sheet.freeze_panes(1, 0)
