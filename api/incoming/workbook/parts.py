"""A workbook from outside, made safe before anybody reads it.

An .xlsx is a zip of XML, and both can be bombs: a small file can unpack to gigabytes, and one cell far away makes a
reader lay out every cell before it. So each part is unpacked here within bounds, and what is handed on is packed anew,
without compression: only the parts that the reader of cells needs, each of them looked through, under names in small
letters, for that reader does not tell `Sheet1.xml` from `sheet1.xml`.
"""

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import Final

import msgspec

from api.incoming.malformed import unreadable
from api.incoming.workbook.calculation import calculation_of
from api.incoming.workbook.colours import theme_of
from api.incoming.workbook.elements import SAVE_AS, parsed
from api.incoming.workbook.styles import styles_of
from api.incoming.workbook.texts import shared_texts
from api.incoming.workbook.worksheet import Marks, looked_through
from ledger.text import visible
from ledger.zips import BROKEN_ZIP

LONGEST_UNPACKED: Final = 50_000_000
"""Bytes of all parts together."""

_ENCRYPTED: Final = 0x1
"""The bit of a zip entry that says it has a password (APPNOTE 4.4.4)."""

_COMPRESSED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How the parts of a workbook may be packed (ISO/IEC 29500-2)."""

MOST_PARTS: Final = 500
MOST_TEXT: Final = 50_000_000
"""Bytes, if every cell with a shared text held the longest of them."""

_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
"""What an old .xls begins with, and a workbook with a password."""

_WORKBOOK, _RELATIONS, _TEXTS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedstrings.xml"
_STYLES: Final = "xl/styles.xml"
_OTHERS: Final = frozenset({"[content_types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS, _TEXTS, _STYLES})
_READ_BY_NAME: Final = ("/styles", "/sharedstrings")
"""Relations to parts that have one name only, by which they are read."""

_NONE: Final = b"<none/>"
"""What stands for a part that a workbook does not have."""

_WORKSHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_THEME: Final = re.compile(r"xl/theme/[^/]+\.xml")
_NO_CELLS: Final = ("xl/chartsheets/", "xl/dialogsheets/", "xl/macrosheets/")
"""Where sheets lie that have no cells to read; their parts are not handed on."""

_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_STRICT_RELATION: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships id"


class Parts(msgspec.Struct, frozen=True):
    """A workbook that can be read: its bytes packed anew, and the marks of each sheet by name."""

    data: bytes
    marks: dict[str, Marks]


def safe_parts(data: bytes, name: str) -> Parts:
    """Unpacks a workbook within bounds. Raises Refused (file-malformed) for what is no workbook, or has a bomb's size
    or shape."""
    unpacked = _unpacked(data, name)
    if any(part.endswith("vbaproject.bin") for part in unpacked):
        raise unreadable(name, "Filen innehåller makron.", SAVE_AS)
    if _WORKBOOK not in unpacked:
        raise unreadable(name, "Filen är ingen Excel-arbetsbok.", SAVE_AS)
    parts = {part: content for part, content in unpacked.items() if part in _OTHERS or _WORKSHEET.fullmatch(part)}
    for part in parts.keys() & _OTHERS:
        parsed(parts[part], name, lambda _tag, _given: None)
    texts = shared_texts(parts.get(_TEXTS, _NONE), name)
    styles = styles_of(parts.get(_STYLES, _NONE), name, theme_of(_theme(unpacked), name))
    sheets, calculation = _sheets(parts, name), calculation_of(parts[_WORKBOOK], name)
    marks = {
        part: looked_through(parts[part], name, texts, styles, calculation)
        for part in parts
        if _WORKSHEET.fullmatch(part)
    }
    longest = max((text.size for text in texts), default=0)
    if longest * sum(found.shared_texts for found in marks.values()) > MOST_TEXT:
        raise unreadable(name, "Filen har för mycket text.", "kortare texter i cellerna")
    return Parts(_packed(parts), {sheet: marks[part] for sheet, part in sheets.items() if part in marks})


def _theme(unpacked: dict[str, bytes]) -> bytes:
    """The part that has the workbook's colours; it is looked at here, and not handed on."""
    return next((unpacked[part] for part in sorted(unpacked) if _THEME.fullmatch(part)), _NONE)


def _unpacked(data: bytes, name: str) -> dict[str, bytes]:
    """Every part by its name in small letters, counted while it is unpacked: what a zip says about its own sizes is not
    believed."""
    if data.startswith(_COMPOUND):
        raise unreadable(name, "Filen är i det gamla formatet .xls, eller har ett lösenord.", SAVE_AS)
    parts: dict[str, bytes] = {}
    left = LONGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > MOST_PARTS:
                raise unreadable(name, f"Filen har fler än {MOST_PARTS} delar.", SAVE_AS)
            for entry in archive.infolist():
                if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _COMPRESSED:
                    detail = "Filen har ett lösenord, eller är packad på ett annat sätt än en arbetsbok."
                    raise unreadable(name, detail, SAVE_AS)
                with archive.open(entry) as part:
                    content = part.read(left + 1)
                if len(content) > left:
                    size = LONGEST_UNPACKED // 1_000_000
                    raise unreadable(name, f"Filen är större än {size} MB uppackad.", "en mindre arbetsbok")
                left -= len(content)
                part_name = entry.filename.replace("\\", "/").lower()
                if part_name in parts:
                    raise unreadable(name, f"Filen är skadad: delen {visible(part_name)} finns två gånger.", SAVE_AS)
                parts[part_name] = content
    except BROKEN_ZIP as error:
        raise unreadable(name, "Filen är ingen Excel-arbetsbok, eller är skadad.", SAVE_AS) from error
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
            if given.get("Type", "").lower().endswith(_READ_BY_NAME) and inside not in (_STYLES, _TEXTS):
                raise unreadable(name, f"Filen är skadad: delen {visible(inside)} har fel namn.", SAVE_AS)

    def sheet(tag: str, given: dict[str, str]) -> None:
        if tag == "sheet":
            related = given.get(_RELATION) or given.get(_STRICT_RELATION) or ""
            _once(sheets, given.get("name", ""), related, name)

    parsed(parts.get(_RELATIONS, _NONE), name, relation)
    parsed(parts[_WORKBOOK], name, sheet)
    found = {sheet: targets.get(related, "") for sheet, related in sheets.items()}
    if len({sheet.casefold() for sheet in found}) != len(found):
        raise unreadable(name, "Filen är skadad: två blad har samma namn.", SAVE_AS)
    for sheet_name, part in found.items():
        if part.startswith(_NO_CELLS):
            continue
        if part not in parts or not _WORKSHEET.fullmatch(part):
            raise unreadable(
                name, f"Filen är skadad: bladet {visible(sheet_name)} har inget innehåll som går att läsa.", SAVE_AS
            )
    return found


def _once(found: dict[str, str], key: str, value: str, name: str) -> None:
    if key in found:
        raise unreadable(name, f"Filen är skadad: {visible(key)} finns två gånger.", SAVE_AS)
    found[key] = value
