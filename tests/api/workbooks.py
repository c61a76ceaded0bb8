"""Workbooks for tests: written cell by cell, or a template that somebody has filled in."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from api.incoming.decision_file import DecisionFile
from api.incoming.workbook.layout import ROW_COLUMNS, YEAR_COLUMNS, year_heading
from api.incoming.workbook.workbook import read_workbook
from ledger.errors import Refusal, Refused
from ledger.events import FrameDecided

ANSWERS: Final[dict[str, Any]] = {
    "liggare": "stad",
    "belopp i": "mnkr",
    "organ": "KF",
    "beslutsdag": "2025-11-24",
    "källa, titel": "Budget",
    "källa, sha256": "ab" * 32,
    "ärende": "KS 2025/1",
    "paragraf": "§ 12",
    "att-sats": 1,
}
YEARS: Final = (2026, 2027)
HEADINGS: Final = [*ROW_COLUMNS, *(year_heading(year, name) for year in YEARS for name in YEAR_COLUMNS)]
Row = Sequence[Any]
Touch = Callable[[Any, Any, Any], None]


def row(unit: Any, kind: Any = "drift", *amounts: Any, line: Any = None, note: Any = None) -> Row:
    """A row: for each year its commitment, costs, revenues and net."""
    return [unit, None, line, kind, note, *amounts]


def workbook(*rows: Row, touch: Touch | None = None, headings: Row = HEADINGS, **answers: Any) -> bytes:
    """A workbook with the headings on row 4, and rows from row 5; `touch` gets the book and its two sheets. Answers
    that are named by an underscore and a number of words replace the ordinary ones."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        basis, frames = book.add_worksheet("Beslut"), book.add_worksheet("Ramar")
        for number, (label, value) in enumerate((ANSWERS | answers.get("said", {})).items()):
            basis.write(number, 0, label)
            basis.write(number, 1, value)
        for number, cells in enumerate([headings, *rows], start=3):
            for column, value in enumerate(cells):
                if value is not None:
                    frames.write(number, column, value)
        if touch is not None:
            touch(book, basis, frames)
    return made.getvalue()


def read(*rows: Row, **more: Any) -> DecisionFile:
    """A workbook, read."""
    return read_workbook(workbook(*rows, **more), "budget.xlsx")


def refusals(data: bytes) -> tuple[Refusal, ...]:
    """Everything that is wrong with a workbook."""
    with pytest.raises(Refused) as refused:
        read_workbook(data, "budget.xlsx")
    return refused.value.refusals


def told(*rows: Row, **more: Any) -> list[tuple[str, str]]:
    """Where and with which code everything is wrong."""
    return [
        ((refusal.where or "").removeprefix("budget.xlsx, blad "), refusal.code)
        for refusal in refusals(workbook(*rows, **more))
    ]


def frames_of(file: DecisionFile) -> list[FrameDecided]:
    """The facts of a workbook; it can say no others."""
    return [fact for fact in file.command.facts if isinstance(fact, FrameDecided)]


def filled(template: bytes, sheet: int, cells: Mapping[str, Any]) -> bytes:
    """A template whose cells somebody has filled in, as a spreadsheet program does: `{"A5": "slk", "G5": 1578.9}`."""
    parts = parts_of(template)
    name = f"xl/worksheets/sheet{sheet}.xml"
    text = parts[name].decode()
    for reference, value in cells.items():
        pattern = rf'<c r="{reference}"( s="[0-9]+")?[^>]*?(/>|>.*?</c>)'
        match = re.search(pattern, text)
        assert match is not None, reference
        style = match[1] or ""
        if isinstance(value, str):
            new = f'<c r="{reference}"{style} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        else:
            new = f'<c r="{reference}"{style}><v>{value!r}</v></c>'
        text = text[: match.start()] + new + text[match.end() :]
    return packed(parts | {name: text.encode()})


def parts_of(data: bytes) -> dict[str, bytes]:
    """What a zip holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip of some parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()
