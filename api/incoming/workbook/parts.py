"""A workbook from outside, made safe before anybody reads it.

An .xlsx is a zip of XML, and both can be bombs: a small file can unpack to gigabytes, and one cell far away makes a
reader lay out every cell before it. So each part is unpacked here within bounds, and what is handed on is packed anew,
without compression: only the parts that the reader of cells needs, each of them looked through, under names in small
letters, for that reader does not tell `Sheet1.xml` from `sheet1.xml`. The looking through also finds what it does not
tell: which cells hold a formula error, and which a formula that nobody has calculated.
"""

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any, Final
from xml.parsers import expat

import msgspec

from api.incoming.decision_file import unreadable
from ledger.errors import Refused
from ledger.text import visible

LONGEST_UNPACKED: Final = 50_000_000
"""Bytes of all parts together."""

_ENCRYPTED: Final = 0x1
"""The bit of a zip entry that says it has a password (APPNOTE 4.4.4)."""

_COMPRESSED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How the parts of a workbook may be packed (ISO/IEC 29500-2)."""

MOST_PARTS: Final = 500
MOST_ROWS: Final = 3_000
MOST_COLUMNS: Final = 200
MOST_TEXT: Final = 50_000_000
"""Bytes, if every cell with a shared text held the longest of them."""

MOST_MERGED: Final = 1_000
"""Merged ranges in one sheet; each is told as a problem of its own."""

_SAVE_AS: Final = "Spara den som Excel-arbetsbok (.xlsx), utan lösenord och makron."
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError)
"""What the library says of a damaged zip: no zip, or a wrong checksum; a stream that does not unpack; one that ends too
early; a place before the beginning, or a name that is no text; a version or a packing that it does not know."""

_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
"""What an old .xls begins with, and a workbook with a password."""

_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_GRID: Final = (1 << 20, 1 << 14)
"""Rows and columns that Excel has at most."""

_WORKBOOK, _RELATIONS, _TEXTS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedstrings.xml"
_OTHERS: Final = frozenset({"[content_types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS, _TEXTS, "xl/styles.xml"})
_WORKSHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_NO_CELLS: Final = ("xl/chartsheets/", "xl/dialogsheets/", "xl/macrosheets/")
"""Where sheets lie that have no cells to read; their parts are not handed on."""

_FIRST_SURE_DAY: Final = 61
"""1900-03-01 as Excel counts days. It counts 1900-02-29 as a day, so what lies before is one thing or another."""

_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_STRICT_RELATION: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships id"

_ALL_OF_IT: Final = True

Cell = tuple[int, int]
"""Row and column, both from 0."""


class Marks(msgspec.Struct):
    """What is found in one worksheet: cells that hold an error, formulas without a calculated value, cells that have a
    value of their own (which the reader of cells must not lose), numbers that are no day, and the merged ranges."""

    errors: set[Cell] = msgspec.field(default_factory=set)
    uncalculated: set[Cell] = msgspec.field(default_factory=set)
    filled: set[Cell] = msgspec.field(default_factory=set)
    no_days: set[Cell] = msgspec.field(default_factory=set)
    merged: list[tuple[Cell, Cell]] = msgspec.field(default_factory=list)
    shared_texts: int = 0


class Parts(msgspec.Struct, frozen=True):
    """A workbook that can be read: its bytes packed anew, and the marks of each sheet by name."""

    data: bytes
    marks: dict[str, Marks]


def safe_parts(data: bytes, name: str) -> Parts:
    """Unpacks a workbook within bounds. Raises Refused (file-malformed) for what is no workbook, or has a bomb's size
    or shape."""
    unpacked = _unpacked(data, name)
    if any(part.endswith("vbaproject.bin") for part in unpacked):
        raise unreadable(name, "Filen innehåller makron.", _SAVE_AS)
    if _WORKBOOK not in unpacked:
        raise unreadable(name, "Filen är ingen Excel-arbetsbok.", _SAVE_AS)
    parts = {part: content for part, content in unpacked.items() if part in _OTHERS or _WORKSHEET.fullmatch(part)}
    for part in parts.keys() & _OTHERS:
        _parsed(parts[part], name, lambda _tag, _given: None)
    texts = _shared_texts(parts.get(_TEXTS, b"<none/>"), name)
    sheets = _sheets(parts, name)
    marks = {part: _looked_through(parts[part], name, len(texts)) for part in parts if _WORKSHEET.fullmatch(part)}
    if max(texts, default=0) * sum(found.shared_texts for found in marks.values()) > MOST_TEXT:
        raise unreadable(name, "Filen har för mycket text.", "kortare texter i cellerna")
    return Parts(_packed(parts), {sheet: marks[part] for sheet, part in sheets.items() if part in marks})


def _unpacked(data: bytes, name: str) -> dict[str, bytes]:
    """Every part by its name in small letters, counted while it is unpacked: what a zip says about its own sizes is not
    believed."""
    if data.startswith(_COMPOUND):
        raise unreadable(name, "Filen är i det gamla formatet .xls, eller har ett lösenord.", _SAVE_AS)
    parts: dict[str, bytes] = {}
    left = LONGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > MOST_PARTS:
                raise unreadable(name, f"Filen har fler än {MOST_PARTS} delar.", _SAVE_AS)
            for entry in archive.infolist():
                if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _COMPRESSED:
                    detail = "Filen har ett lösenord, eller är packad på ett annat sätt än en arbetsbok."
                    raise unreadable(name, detail, _SAVE_AS)
                with archive.open(entry) as part:
                    content = part.read(left + 1)
                if len(content) > left:
                    size = LONGEST_UNPACKED // 1_000_000
                    raise unreadable(name, f"Filen är större än {size} MB uppackad.", "en mindre arbetsbok")
                left -= len(content)
                part_name = entry.filename.replace("\\", "/").lower()
                if part_name in parts:
                    raise unreadable(name, f"Filen är skadad: delen {visible(part_name)} finns två gånger.", _SAVE_AS)
                parts[part_name] = content
    except _DAMAGED as error:
        raise unreadable(name, "Filen är ingen Excel-arbetsbok, eller är skadad.", _SAVE_AS) from error
    return parts


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part), content)
    return packed.getvalue()


def _sheets(parts: dict[str, bytes], name: str) -> dict[str, str]:
    """Each sheet's part, by the sheet's name."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(tag: str, given: dict[str, str]) -> None:
        if tag == "Relationship":
            target = given.get("Target", "").lower()
            inside = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            _once(targets, given.get("Id", ""), inside, name)

    def sheet(tag: str, given: dict[str, str]) -> None:
        if tag == "sheet":
            related = given.get(_RELATION) or given.get(_STRICT_RELATION) or ""
            _once(sheets, given.get("name", ""), related, name)

    _parsed(parts.get(_RELATIONS, b"<none/>"), name, relation)
    _parsed(parts[_WORKBOOK], name, sheet)
    found = {sheet: targets.get(related, "") for sheet, related in sheets.items()}
    if len({sheet.casefold() for sheet in found}) != len(found):
        raise unreadable(name, "Filen är skadad: två blad har samma namn.", _SAVE_AS)
    for sheet_name, part in found.items():
        if part.startswith(_NO_CELLS):
            continue
        if part not in parts or not _WORKSHEET.fullmatch(part):
            raise unreadable(
                name, f"Filen är skadad: bladet {visible(sheet_name)} har inget innehåll som går att läsa.", _SAVE_AS
            )
    return found


def _once(found: dict[str, str], key: str, value: str, name: str) -> None:
    if key in found:
        raise unreadable(name, f"Filen är skadad: {visible(key)} finns två gånger.", _SAVE_AS)
    found[key] = value


def _shared_texts(content: bytes, name: str) -> list[int]:
    """How many bytes each text has that cells share."""
    sizes: list[int] = []

    def begins(tag: str, _given: dict[str, str]) -> None:
        if tag == "si":
            sizes.append(0)

    def says(text: str) -> None:
        if sizes:
            sizes[-1] += len(text.encode())

    _parsed(content, name, begins, says=says)
    return sizes


def _looked_through(content: bytes, name: str, shared: int) -> Marks:
    """What cells a worksheet has, held to the bounds; `shared` is how many texts there are to share. In XML a cell may
    leave out where it is: then it is the next one."""
    looking = _Looking(name, shared)
    _parsed(content, name, looking.begins, looking.ends, looking.says, looking.strange)
    return looking.marks


class _Looking:
    """One pass over one worksheet. `row` and `column` are those of the cell that is read, from 0."""

    def __init__(self, name: str, shared: int) -> None:
        self.name, self.shared, self.marks = name, shared, Marks()
        self.row = self.column = -1
        self.stated = self.inside = self.formula = self.value = False
        self.kind, self.text, self.within = "", "", ""
        self.last: Cell = (-1, -1)

    def begins(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        if tag == "row":
            stated = given.get("r", "")
            self.stated = re.fullmatch(r"[0-9]{1,7}", stated) is not None
            self.row = int(stated) - 1 if self.stated else self.row + 1
            self.column = -1
        elif tag == "c":
            self._place(given.get("r", ""))
            self.inside, self.formula, self.value, self.text = True, False, False, ""
            self.kind = given.get("t", "n")
        elif tag == "f":
            self.formula = True
        elif tag == "v":
            self.value, self.within = True, "v"
        elif tag in ("t", "rPh") and self.inside:
            self.within = tag if self.within != "rPh" else "rPh"
        elif tag == "mergeCell":
            self._merged(given.get("ref", ""))

    def says(self, text: str) -> None:
        """Characters; those of a cell's value are kept, and not how its text is pronounced."""
        if self.within in ("v", "t"):
            self.text += text

    def strange(self, *_given: Any) -> None:
        """A comment or something of its kind, which one reader skips and another reads."""
        if self.inside:
            raise self._damaged(f"cellen {self._cell()} går inte att läsa")

    def ends(self, tag: str) -> None:
        """An element ends."""
        if tag == self.within:
            self.within = ""
        elif tag == "c":
            self.inside = False
            self._mark((self.row, self.column), self.text.strip())

    def _mark(self, cell: Cell, text: str) -> None:
        if self.kind == "e":
            self.marks.errors.add(cell)
        elif self.formula and not text and not (self.kind == "str" and self.value):
            self.marks.uncalculated.add(cell)
        elif self.kind == "s":
            self.marks.shared_texts += 1
            if text and not (re.fullmatch("[0-9]{1,9}", text) and int(text) < self.shared):
                raise self._damaged(f"cellen {self._cell()} har en text som inte finns")
        elif text:
            self.marks.filled.add(cell)
            if self.kind == "n" and not _is_day(text):
                self.marks.no_days.add(cell)

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
        corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
        cells = [(int(found[2]) - 1, column_number(found[1])) for found in corners if found is not None]
        if len(corners) != 2 or len(cells) != 2:
            raise self._damaged(f"sammanfogningen {visible(reference, 40)} går inte att läsa")
        (top, left), (bottom, right) = cells
        if not (0 <= top <= bottom < _GRID[0] and 0 <= left <= right < _GRID[1]):
            raise self._damaged(f"sammanfogningen {visible(reference, 40)} ligger inte på bladet")
        self.marks.merged.append((cells[0], cells[1]))

    def _cell(self) -> str:
        return f"{column_name(self.column)}{self.row + 1}"

    def _damaged(self, detail: str) -> Refused:
        return unreadable(self.name, f"Filen är skadad: {detail}.", _SAVE_AS)


def _is_day(number: str) -> bool:
    """Whether a number can be a day, as Excel counts them."""
    try:
        return Decimal(number).is_finite() and Decimal(number) >= _FIRST_SURE_DAY
    except InvalidOperation:
        return False


def _parsed(
    content: bytes,
    name: str,
    begins: Callable[[str, dict[str, str]], None],
    ends: Callable[[str], None] | None = None,
    says: Callable[[str], None] | None = None,
    strange: Callable[..., None] | None = None,
) -> None:
    """Goes through a part's elements, without their namespaces, as UTF-8 whatever it says that it is: so does the
    reader of cells. Raises Refused for what is no plain XML."""
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")

    def doctype(*_given: Any) -> None:
        raise unreadable(name, "Filen har egna definitioner i sin XML (DOCTYPE), vilket inte används.", _SAVE_AS)

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda tag, given: begins(tag.rpartition(" ")[2], given)
    if ends is not None:
        parser.EndElementHandler = lambda tag: ends(tag.rpartition(" ")[2])
    parser.CharacterDataHandler = says
    parser.CommentHandler = parser.ProcessingInstructionHandler = parser.StartCdataSectionHandler = strange
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise ValueError("UTF-16")
        parser.Parse(content, _ALL_OF_IT)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise unreadable(name, "Filen är skadad: dess XML går inte att läsa.", _SAVE_AS) from error


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
