"""What is no workbook, or one that would fill the memory, is refused before anybody reads its cells."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Sequence

import pytest

from api.incoming.workbook.parts import LONGEST_UNPACKED, MOST_PARTS, safe_parts
from api.incoming.workbook.worksheet import MOST_MERGED
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


def sheet(cells: str, after: str = "") -> bytes:
    """A sheet's XML, with what stands after its cells."""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{namespace}"><sheetData>{cells}</sheetData>{after}</worksheet>'.encode()


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
        (with_sheet("<worksheet/>".encode("utf-16")), "XML går inte att läsa"),
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
    shared = f'<sst xmlns="x"><si><t>{"a" * 1_000_000}</t></si>{"<si/>" * 99}</sst>'.encode()
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
    ("cell", "uncalculated"),
    [
        ("<c><f>1+1</f><v></v></c>", True),
        ("<c><f>1+1</f><v/></c>", True),
        ("<c><f>1+1</f><v> </v></c>", True),
        ('<c t="n"><f>1+1</f></c>', True),
        ('<c t="str"><f>A1</f></c>', True),
        ('<c t="str"><f>A1</f><v></v></c>', False),
        ("<c><f>1+1</f><v>2</v></c>", False),
        ("<c><v></v></c>", False),
    ],
)
def test_a_formula_with_an_empty_result_is_not_calculated_unless_the_result_is_a_text(
    cell: str, uncalculated: bool
) -> None:
    marks = safe_parts(with_sheet(sheet(f"<row>{cell}</row>")), "x").marks["Ramar"]
    assert (marks.uncalculated == {(0, 0)}) is uncalculated


def test_numbers_that_are_no_day_and_values_that_are_there_are_found() -> None:
    numbers = ("nan", "inf", "-1", "0", "60", "60.9", "61", "45985", "x")
    cells = "".join(f"<c><v>{number}</v></c>" for number in numbers)
    told = '<c t="inlineStr"><is><rPh><t>a</t></rPh></is></c><c t="inlineStr"><is><r><t>a</t></r></is></c>'
    marks = safe_parts(with_sheet(sheet(f"<row>{cells}{told}</row>")), "x").marks["Ramar"]
    assert sorted(column for _, column in marks.no_days) == [0, 1, 2, 3, 4, 5, 8]
    assert sorted(column for _, column in marks.filled) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 10]


# --- Parts and their names --------------------------------------------------------------------------------------

FAR = sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
RELATIONS = "xl/_rels/workbook.xml.rels"


def with_sheet_at(part: str, xml: bytes) -> bytes:
    """The workbook with its sheet of frames in another part."""
    parts = parts_of(WORKBOOK)
    del parts[SHEET]
    parts[RELATIONS] = parts[RELATIONS].replace(b"worksheets/sheet2.xml", part.encode())
    return packed(parts | {f"xl/{part}": xml})


def twice(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip of some parts, which may have the same name."""
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as archive:
        warnings.simplefilter("ignore")
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


@pytest.mark.parametrize("part", ["worksheets/sheet2.dat", "worksheets/sheet2", "other/sheet2.xml", "sheet2.bin"])
@pytest.mark.parametrize("xml", [FAR, parts_of(WORKBOOK)[SHEET]])
def test_a_sheet_in_a_part_of_another_kind_is_refused(part: str, xml: bytes) -> None:
    assert said(with_sheet_at(part, xml)) == "Filen är skadad: bladet Ramar har inget innehåll som går att läsa."


@pytest.mark.parametrize("part", ["worksheets/SHEET2.XML", "Worksheets/Sheet2.xml"])
def test_a_part_is_looked_through_whatever_the_size_of_its_letters(part: str) -> None:
    assert "celler utanför" in said(with_sheet_at(part, FAR))
    good = safe_parts(with_sheet_at(part, parts_of(WORKBOOK)[SHEET]), "x")
    assert good.marks["Ramar"].filled


def test_only_the_parts_that_are_read_are_handed_on() -> None:
    more = {"xl/worksheets/sheet9.dat": FAR, "xl/tables/table1.xml": b"<", "docProps/x.xml": b"<", "xl/a\\b.xml": b"<"}
    handed_on = parts_of(safe_parts(packed(parts_of(WORKBOOK) | more), "x").data)
    assert sorted(handed_on) == [
        "[content_types].xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedstrings.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
    ]


@pytest.mark.parametrize("name", ["xl/SharedStrings.xml", "XL/SHAREDSTRINGS.XML", "xl\\sharedStrings.xml"])
def test_one_long_text_is_measured_whatever_its_part_is_called(name: str) -> None:
    parts = parts_of(WORKBOOK)
    shared = parts.pop("xl/sharedStrings.xml").replace(b"</sst>", b"<si><t>" + b"a" * 1_000_000 + b"</t></si></sst>")
    cells = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(1, 100))
    assert said(packed(parts | {name: shared, SHEET: sheet(cells)})) == "Filen har för mycket text."


@pytest.mark.parametrize("again", [SHEET, "xl/worksheets/SHEET2.xml", "xl\\worksheets\\sheet2.xml"])
@pytest.mark.parametrize("first", [True, False])
def test_two_parts_of_one_name_are_refused(again: str, first: bool) -> None:
    parts = list(parts_of(WORKBOOK).items())
    data = twice([(again, FAR), *parts] if first else [*parts, (again, FAR)])
    assert said(data) == f"Filen är skadad: delen {SHEET} finns två gånger."


@pytest.mark.parametrize("name", ["Ramar", "RAMAR"])
def test_two_sheets_of_one_name_are_refused(name: str) -> None:
    parts = parts_of(WORKBOOK)
    more = f'<sheet name="{name}" sheetId="9" r:id="rId1"/></sheets>'.encode()
    book = parts["xl/workbook.xml"].replace(b"</sheets>", more)
    assert "två" in said(packed(parts | {"xl/workbook.xml": book}))


def test_a_relationship_that_stands_twice_is_refused() -> None:
    parts = parts_of(WORKBOOK)
    relations = parts[RELATIONS].replace(b'"rId1"', b'"rId2"')
    assert said(packed(parts | {RELATIONS: relations})) == "Filen är skadad: rId2 finns två gånger."


# --- Cells that are not where they should be --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "cellen A1 står två gånger"),
        ('<row r="2"><c r="A2"/></row><row r="2"><c r="A2"/></row>', "cellen A2 står två gånger"),
        ('<row r="2"><c r="A2"/></row><row r="1"><c r="A1"/></row>', "cellen A1 står två gånger, eller efter"),
        ('<row r="1"><c r="B1"/><c r="A1"/></row>', "cellen A1 står två gånger, eller efter"),
        ('<row r="9"><c r="A1"><v>1</v></c></row>', "cellen A1 står på fel rad"),
        ('<row r="1"><c t="s"><v>99999</v></c></row>', "cellen A1 har en text som inte finns"),
        ('<row r="1"><c t="s"><v>-1</v></c></row>', "cellen A1 har en text som inte finns"),
        ('<row r="1"><c t="s"><v>x</v></c></row>', "cellen A1 har en text som inte finns"),
        ('<row r="1"><c><v>1<!-- -->2</v></c></row>', "cellen A1 går inte att läsa"),
        ('<row r="1"><c><v><![CDATA[12]]></v></c></row>', "cellen A1 går inte att läsa"),
    ],
)
def test_a_cell_that_can_be_read_in_two_ways_is_refused(cells: str, expected: str) -> None:
    assert expected in said(with_sheet(sheet(cells)))


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "A1",
        "A1:B2:C3",
        "C9:A2",
        "A9:C2",
        "XFE1:XFF2",
        "XFE1:A2",
        "A1:AAAA2",
        "A0:B2",
        "A1048577:B1048578",
        "Z9999999999:A2",
    ],
)
def test_a_merged_range_that_is_none_is_refused(reference: str) -> None:
    merged = f'<mergeCells><mergeCell ref="{reference}"/></mergeCells>'
    assert said(with_sheet(sheet("", merged))).startswith("Filen är skadad: sammanfogningen")


def test_merged_ranges_are_counted_and_kept() -> None:
    merged = '<mergeCell ref="A1:XFD1048576"/>'
    marks = safe_parts(with_sheet(sheet("", f"<mergeCells>{merged * MOST_MERGED}</mergeCells>")), "x").marks["Ramar"]
    assert marks.merged == [((0, 0), (1_048_575, 16_383))] * MOST_MERGED
    assert "fler än 1000" in said(with_sheet(sheet("", merged * (MOST_MERGED + 1))))


def _marked_encrypted() -> bytes:
    """A workbook whose parts say that they have a password, in both places where a zip says so."""
    data = bytearray(WORKBOOK)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def _packed_by(method: int) -> bytes:
    """A workbook packed in a way that a zip allows and a workbook does not."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for part, content in parts_of(WORKBOOK).items():
            archive.writestr(part, content)
    return made.getvalue()


_LOCAL, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def _changed(*changes: tuple[bytes, int, bytes]) -> bytes:
    """A workbook with some bytes written over, each at an offset from the last place where a signature stands."""
    data = bytearray(WORKBOOK)
    for signature, offset, new in changes:
        start = data.rindex(signature) + offset
        data[start : start + len(new)] = new
    return bytes(data)


def _read(data: bytes) -> None:
    """Everything in a zip, by the library alone."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            archive.read(entry)


_STORED = ((_CENTRAL, 10, bytes(2)), (_LOCAL, 8, bytes(2)))
_ENORMOUS = (_CENTRAL, 20, b"\xff\xff\xff\x0f" * 2)


def _beyond_every_file() -> bytes:
    """The first part lies at 2^64 − 1: the place stands in a field of eight bytes of its own (APPNOTE 4.5.3)."""
    extra = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    data, first = bytearray(WORKBOOK), WORKBOOK.index(_CENTRAL)
    (name_length,) = struct.unpack_from("<H", data, first + 28)
    assert data[first + 30 : first + 32] == bytes(2), "the workbook has no such fields of its own"
    struct.pack_into("<H", data, first + 30, len(extra))
    struct.pack_into("<I", data, first + 42, 0xFFFFFFFF)
    end = first + 46 + name_length
    data[end:end] = extra
    size_at = data.rindex(b"PK\x05\x06") + 12
    (size,) = struct.unpack_from("<I", data, size_at)
    struct.pack_into("<I", data, size_at, size + len(extra))
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(WORKBOOK[:-30], zipfile.BadZipFile, id="cut off"),
        pytest.param(_changed((_LOCAL, 60, b"\xff" * 40)), zlib.error, id="a stream that does not unpack"),
        pytest.param(_changed(*_STORED, _ENORMOUS), EOFError, id="a part that ends too early"),
        pytest.param(
            _changed((_CENTRAL, 9, b"\x08"), (_CENTRAL, 46, b"\xff")), ValueError, id="a name that is no text"
        ),
        pytest.param(_changed((_CENTRAL, 6, b"\xff")), NotImplementedError, id="an unknown version"),
        pytest.param(_beyond_every_file(), OverflowError, id="a place beyond every file"),
    ],
)
def test_whatever_the_library_says_of_a_damaged_zip_it_is_refused_by_name(data: bytes, says: type[Exception]) -> None:
    with pytest.raises(says):
        _read(data)
    assert "Filen är ingen Excel-arbetsbok, eller är skadad." in said(data)


@pytest.mark.parametrize(
    "data",
    [_marked_encrypted(), _packed_by(zipfile.ZIP_BZIP2), _packed_by(zipfile.ZIP_LZMA)],
    ids=["password", "bzip2", "lzma"],
)
def test_a_password_and_another_packing_are_refused_before_anything_is_unpacked(data: bytes) -> None:
    assert "har ett lösenord, eller är packad på ett annat sätt" in said(data)
