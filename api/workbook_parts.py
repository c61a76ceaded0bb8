"""A workbook from outside, made safe before anybody reads it.

An .xlsx is a zip of XML, and both can be bombs: a small file can unpack to gigabytes, and one cell far away makes a
reader lay out every cell before it. So each part is unpacked here within bounds and looked through, and what is handed
on is packed anew, without compression. The looking through also finds what the reader of cells does not tell: which
cells hold a formula error, and which a formula that nobody has calculated.
"""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, Final
from xml.parsers import expat

import msgspec

from api.decision_file import unreadable

LONGEST_UNPACKED: Final = 50_000_000
"""Bytes of all parts together."""

MOST_PARTS: Final = 500
MOST_ROWS: Final = 3_000
MOST_COLUMNS: Final = 200
MOST_TEXT: Final = 50_000_000
"""Characters, if every cell with a shared text held the longest of them."""

_SAVE_AS: Final = "Spara den som Excel-arbetsbok (.xlsx), utan lösenord och makron."
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
"""What an old .xls begins with, and a workbook with a password."""

_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_STRICT_RELATION: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships id"

_ALL_OF_IT: Final = True

Cell = tuple[int, int]
"""Row and column, both from 0."""


class Marks(msgspec.Struct):
    """What is found in one worksheet: cells that hold an error, and formulas without a calculated value."""

    errors: set[Cell] = msgspec.field(default_factory=set)
    uncalculated: set[Cell] = msgspec.field(default_factory=set)
    shared_texts: int = 0


class Parts(msgspec.Struct, frozen=True):
    """A workbook that can be read: its bytes packed anew, and the marks of each sheet by name."""

    data: bytes
    marks: dict[str, Marks]


def safe_parts(data: bytes, name: str) -> Parts:
    """Unpacks a workbook within bounds. Raises Refused (file-malformed) for what is no workbook, or has a bomb's size
    or shape."""
    parts = _unpacked(data, name)
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise unreadable(name, "Filen innehåller makron.", _SAVE_AS)
    if "xl/workbook.xml" not in parts:
        raise unreadable(name, "Filen är ingen Excel-arbetsbok.", _SAVE_AS)
    marks = {part: _looked_through(parts[part], name) for part in parts if part.endswith((".xml", ".rels"))}
    longest = max(
        (len(text) for text in re.split(rb"<(?:\w+:)?si\b", parts.get("xl/sharedStrings.xml", b""))), default=0
    )
    if longest * sum(found.shared_texts for found in marks.values()) > MOST_TEXT:
        raise unreadable(name, "Filen har för mycket text.", "kortare texter i cellerna")
    sheets = _sheets(parts, name)
    return Parts(_packed(parts), {sheet: marks[part] for sheet, part in sheets.items() if part in marks})


def _unpacked(data: bytes, name: str) -> dict[str, bytes]:
    """Every part, counted while it is unpacked: what a zip says about its own sizes is not believed."""
    if data.startswith(_COMPOUND):
        raise unreadable(name, "Filen är i det gamla formatet .xls, eller har ett lösenord.", _SAVE_AS)
    parts: dict[str, bytes] = {}
    left = LONGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > MOST_PARTS:
                raise unreadable(name, f"Filen har fler än {MOST_PARTS} delar.", _SAVE_AS)
            for entry in archive.infolist():
                with archive.open(entry) as part:
                    content = part.read(left + 1)
                if len(content) > left:
                    size = LONGEST_UNPACKED // 1_000_000
                    raise unreadable(name, f"Filen är större än {size} MB uppackad.", "en mindre arbetsbok")
                left -= len(content)
                parts[entry.filename] = content
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise unreadable(name, "Filen är ingen Excel-arbetsbok, eller är skadad.", _SAVE_AS) from error
    except (ValueError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise unreadable(name, "Filen är skadad.", _SAVE_AS) from error
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
            target = given.get("Target", "")
            inside = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            targets[given.get("Id", "")] = inside

    def sheet(tag: str, given: dict[str, str]) -> None:
        if tag == "sheet":
            sheets[given.get("name", "")] = given.get(_RELATION) or given.get(_STRICT_RELATION) or ""

    _parsed(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), name, relation)
    _parsed(parts["xl/workbook.xml"], name, sheet)
    return {sheet: targets.get(relation, "") for sheet, relation in sheets.items()}


def _looked_through(content: bytes, name: str) -> Marks:
    """What cells a part has, held to the bounds. In XML a cell may leave out where it is: then it is the next one."""
    looking = _Looking(name)
    _parsed(content, name, looking.begins, looking.ends)
    return looking.marks


class _Looking:
    """One pass over one part. `row` and `column` are those of the cell that is read, from 0."""

    def __init__(self, name: str) -> None:
        self.name, self.marks = name, Marks()
        self.row = self.column = -1
        self.formula = self.value = False

    def begins(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        if tag == "row":
            stated = given.get("r", "")
            self.row = int(stated) - 1 if re.fullmatch(r"[0-9]{1,7}", stated) else self.row + 1
            self.column = -1
        elif tag == "c":
            self._place(given.get("r", ""))
            self.formula = self.value = False
            self.marks.shared_texts += given.get("t") == "s"
            if given.get("t") == "e":
                self.marks.errors.add((self.row, self.column))
        elif tag == "f":
            self.formula = True
        elif tag in ("v", "is"):
            self.value = True

    def _place(self, reference: str) -> None:
        if (found := _REFERENCE.fullmatch(reference)) is not None:
            self.row, self.column = int(found[2]) - 1, column_number(found[1])
        elif reference:
            raise unreadable(self.name, "Filen är skadad: en cell har ingen plats.", _SAVE_AS)
        else:
            self.column += 1
        if not (0 <= self.row < MOST_ROWS and 0 <= self.column < MOST_COLUMNS):
            detail = f"Filen har celler utanför rad 1–{MOST_ROWS} och kolumn A–{column_name(MOST_COLUMNS - 1)}."
            raise unreadable(self.name, detail, "en arbetsbok utan tomma formaterade rader och kolumner långt ned")

    def ends(self, tag: str) -> None:
        """An element ends."""
        if tag == "c" and self.formula and not self.value:
            self.marks.uncalculated.add((self.row, self.column))


def _parsed(
    content: bytes, name: str, begins: Callable[[str, dict[str, str]], None], ends: Callable[[str], None] | None = None
) -> None:
    """Goes through a part's elements, without their namespaces. Raises Refused for what is no plain XML."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def doctype(*_given: Any) -> None:
        raise unreadable(name, "Filen har egna definitioner i sin XML (DOCTYPE), vilket inte används.", _SAVE_AS)

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda tag, given: begins(tag.rpartition(" ")[2], given)
    if ends is not None:
        parser.EndElementHandler = lambda tag: ends(tag.rpartition(" ")[2])
    try:
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
