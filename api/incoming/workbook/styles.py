"""How cells look: the number format of each style, and whether what stands in it is struck out.

A cell names one style by its number (ECMA-376 part 1, 18.8.10 `cellXfs`). The built-in formats (18.8.30) have numbers
and no text in the file.
"""

from typing import Final

import msgspec

from api.incoming.workbook.elements import Given, is_on, parsed

GENERAL: Final = "General"
"""The format that shows a number's own digits."""

_BUILT_IN: Final = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '#,##0" kr";-#,##0" kr"',
    6: '#,##0" kr";-#,##0" kr"',
    7: '#,##0.00" kr";-#,##0.00" kr"',
    8: '#,##0.00" kr";-#,##0.00" kr"',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"',
    42: '#,##0" kr";-#,##0" kr";"-"" kr"',
    43: '#,##0.00;-#,##0.00;"-"',
    44: '#,##0.00" kr";-#,##0.00" kr";"-"" kr"',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
"""The formats that have only a number in the file, as Excel shows them in Swedish. Any other number is unknown here."""

UNKNOWN_FORMAT: Final = "?"
"""A built-in format of another language: what it shows cannot be told."""


class Style(msgspec.Struct, frozen=True):
    """How a cell is shown."""

    number_format: str = GENERAL
    struck: bool = False


PLAIN: Final = Style()


class Styles(msgspec.Struct, frozen=True):
    """The styles of a workbook's cells by their numbers, and those that a condition can lay on top (`dxfs`): there a
    format is None when the condition leaves it as it is."""

    cells: tuple[Style, ...] = ()
    conditional: tuple[tuple[str | None, bool], ...] = ()

    def of(self, number: int) -> Style:
        """A cell's style; plain when the file does not have it."""
        return self.cells[number] if 0 <= number < len(self.cells) else PLAIN

    def changes(self, number: int) -> bool:
        """Whether a conditional style shows another figure, or strikes it out."""
        number_format, struck = self.conditional[number] if 0 <= number < len(self.conditional) else (None, False)
        return number_format is not None or struck


def styles_of(content: bytes, name: str) -> Styles:
    """The styles that a part says. Raises Refused (file-malformed) for what is no plain XML."""
    reading = _Reading()
    parsed(content, name, reading.begins, reading.ends)
    return reading.styles()


def whole(text: str) -> int:
    """A number in an attribute; −1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class _Reading:
    """One pass over the styles."""

    def __init__(self) -> None:
        self._formats: dict[int, str] = {}
        self._fonts: list[bool] = []
        self._cells: list[tuple[int, int]] = []
        self._conditional: list[tuple[str | None, bool]] = []
        self._within: list[str] = []

    def begins(self, tag: str, given: Given) -> None:
        """An element begins."""
        inside = self._within[-1] if self._within else ""
        self._within.append(tag)
        if tag == "dxf":
            self._conditional.append((None, False))
        elif "dxf" in self._within:
            self._conditionally(tag, given)
        elif tag == "numFmt":
            self._formats[whole(given.get("numFmtId", ""))] = given.get("formatCode", GENERAL)
        elif tag == "font" and inside == "fonts":
            self._fonts.append(False)
        elif tag == "strike" and self._fonts:
            self._fonts[-1] = is_on(given, "val", otherwise=True)
        elif tag == "xf" and inside == "cellXfs":
            self._cells.append((whole(given.get("numFmtId", "0")), whole(given.get("fontId", "0"))))

    def ends(self, _tag: str) -> None:
        """An element ends."""
        self._within.pop()

    def styles(self) -> Styles:
        """What was found."""
        return Styles(tuple(self._style(*cell) for cell in self._cells), tuple(self._conditional))

    def _conditionally(self, tag: str, given: Given) -> None:
        number_format, struck = self._conditional[-1]
        if tag == "numFmt":
            number_format = given.get("formatCode", GENERAL)
        elif tag == "strike":
            struck = is_on(given, "val", otherwise=True)
        self._conditional[-1] = number_format, struck

    def _style(self, number: int, font: int) -> Style:
        number_format = self._formats.get(number) or _BUILT_IN.get(number, UNKNOWN_FORMAT)
        return Style(number_format, 0 <= font < len(self._fonts) and self._fonts[font])
