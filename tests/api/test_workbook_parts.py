"""What is no workbook, or one that would fill the memory, is refused before anybody reads its cells."""

import io
import zipfile

import pytest

from api.workbook_parts import LONGEST_UNPACKED, MOST_PARTS, column_name, column_number, safe_parts
from ledger.errors import Refused
from tests.api.workbooks import packed, parts_of, row, workbook

WORKBOOK = workbook(row("slk", "drift", "budget", 1, 0))
SHEET = "xl/worksheets/sheet2.xml"


def said(data: bytes) -> str:
    """Why a file is refused."""
    with pytest.raises(Refused) as refused:
        safe_parts(data, "budget.xlsx")
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.where) == ("file-malformed", "budget.xlsx")
    return refusal.detail


def with_sheet(xml: bytes) -> bytes:
    """The workbook with another sheet of frames."""
    return packed(parts_of(WORKBOOK) | {SHEET: xml})


def sheet(cells: str) -> bytes:
    """A sheet's XML."""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{namespace}"><sheetData>{cells}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "ingen Excel-arbetsbok"),
        (b"liggare: stad\n", "ingen Excel-arbetsbok"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "det gamla formatet .xls, eller har ett lösenord"),
        (WORKBOOK[:-30], "ingen Excel-arbetsbok"),
        (packed({"word/document.xml": b"<a/>"}), "ingen Excel-arbetsbok"),
        (packed(parts_of(WORKBOOK) | {"xl/vbaProject.bin": b"x"}), "makron"),
        (packed({f"part{number}": b"" for number in range(MOST_PARTS + 1)}), "fler än 500 delar"),
        (with_sheet(b"<worksheet><sheetData></worksheet>"), "XML går inte att läsa"),
        (with_sheet(b"\xff\xfe\x00"), "XML går inte att läsa"),
        (with_sheet(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "DOCTYPE"),
        (with_sheet(sheet('<row r="1"><c r="XFD1048576"><v>1</v></c></row>')), "celler utanför"),
        (with_sheet(sheet('<row r="1048576"><c><v>1</v></c></row>')), "celler utanför"),
        (with_sheet(sheet('<row r="1"><c r="&#88;FD1"><v>1</v></c></row>')), "celler utanför"),
        (with_sheet(sheet('<row r="1"><c r="1A"><v>1</v></c></row>')), "ingen plats"),
    ],
)
def test_a_file_that_is_no_plain_workbook_is_refused(data: bytes, expected: str) -> None:
    assert expected in said(data)


def test_a_bomb_is_measured_while_it_is_unpacked() -> None:
    bomb = packed(parts_of(WORKBOOK) | {"xl/bomb.bin": bytes(LONGEST_UNPACKED)})
    assert len(bomb) < 1_000_000
    assert "större än 50 MB uppackad" in said(bomb)


def test_a_zip_that_lies_about_its_sizes_is_refused() -> None:
    honest = io.BytesIO()
    with zipfile.ZipFile(honest, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"a" * 1000)
    lying = honest.getvalue().replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert "skadad" in said(lying)


def test_one_long_text_in_many_cells_is_refused() -> None:
    shared = f'<sst xmlns="x"><si><t>{"a" * 1_000_000}</t></si></sst>'.encode()
    cells = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(1, 100))
    data = packed(parts_of(WORKBOOK) | {"xl/sharedStrings.xml": shared, SHEET: sheet(cells)})
    assert said(data) == "Filen har för mycket text."


def test_errors_and_uncalculated_formulas_are_found_by_sheet() -> None:
    cells = '<row><c t="e"><v>#REF!</v></c><c r="C1"><f>A1</f></c><c><f>A1</f><v>2</v></c></row>'
    marks = safe_parts(with_sheet(sheet(cells)), "x").marks
    assert marks["Ramar"].errors == {(0, 0)}
    assert marks["Ramar"].uncalculated == {(0, 2)}
    assert marks["Beslut"].errors == set()


@pytest.mark.parametrize(
    ("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_have_letters(number: int, name: str) -> None:
    assert (column_name(number), column_number(name), column_number(name.lower())) == (name, number, number)
