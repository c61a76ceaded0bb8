"""How cells look: the number format of each style, whether what stands in it is struck out, and in which colour on
which.

A cell names one style by its number (ECMA-376 part 1, 18.8.10 `cellXfs`). The built-in formats (18.8.30) have numbers
and no text in the file.
"""

from typing import Final

import msgspec
from msgspec.structs import replace

from api.incoming.workbook.colours import BLACK, NO_THEME, WHITE, Colour, Theme, colour_of, is_seen
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
    """How a cell is shown: `colour` is what its text is written in, and `behind` that of the cell itself; None for one
    that cannot be told."""

    number_format: str = GENERAL
    struck: bool = False
    colour: Colour | None = BLACK
    behind: Colour | None = WHITE

    @property
    def unseen(self) -> bool:
        """Whether what stands in it has the cell's own colour."""
        return not is_seen(self.colour, self.behind)


PLAIN: Final = Style()


class Conditional(msgspec.Struct, frozen=True):
    """What a condition can lay on top of a style (`dxf`): None for what it leaves as it is."""

    number_format: str | None = None
    struck: bool = False
    colour: Colour | None = None
    behind: Colour | None = None

    def changes(self, style: Style) -> bool:
        """Whether it shows another figure than a style does, strikes it out, or hides it."""
        on_top = Style(colour=self.colour or style.colour, behind=self.behind or style.behind)
        return self.number_format is not None or self.struck or on_top.unseen


UNCHANGED: Final = Conditional()


def with_laid_on(on_top: Conditional, tag: str, given: Given, theme: Theme, *, in_font: bool) -> Conditional:
    """What a condition lays on top, with one more element of its style."""
    if tag == "numFmt":
        return replace(on_top, number_format=given.get("formatCode", GENERAL))
    if tag == "strike":
        return replace(on_top, struck=is_on(given, "val", otherwise=True))
    if tag == "color" and in_font:
        return replace(on_top, colour=colour_of(given, theme, BLACK))
    if tag == "bgColor":  # a condition's covering fill has its colour here (18.8.32)
        return replace(on_top, behind=colour_of(given, theme, WHITE))
    return on_top


class Styles(msgspec.Struct, frozen=True):
    """The styles of a workbook's cells by their numbers, those that a condition can lay on top (`dxfs`), and the theme
    that colours are looked up in."""

    cells: tuple[Style, ...] = ()
    conditional: tuple[Conditional, ...] = ()
    theme: Theme = NO_THEME

    def of(self, number: int) -> Style:
        """A cell's style; plain when the file does not have it."""
        return self.cells[number] if 0 <= number < len(self.cells) else PLAIN

    def on_condition(self, number: int) -> Conditional:
        """What a condition lays on top; nothing when the file does not have it."""
        return self.conditional[number] if 0 <= number < len(self.conditional) else UNCHANGED


def styles_of(content: bytes, name: str, theme: Theme = NO_THEME) -> Styles:
    """The styles that a part says. Raises Refused (file-malformed) for what is no plain XML."""
    reading = _Reading(theme)
    parsed(content, name, reading.begins, reading.ends)
    return reading.styles()


def whole(text: str) -> int:
    """A number in an attribute; −1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class _Reading:
    """One pass over the styles."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._formats: dict[int, str] = {}
        self._fonts: list[Style] = []
        self._fills: list[Colour | None] = []
        self._cells: list[tuple[int, int, int]] = []
        self._conditional: list[Conditional] = []
        self._within: list[str] = []
        self._solid = False

    def begins(self, tag: str, given: Given) -> None:
        """An element begins."""
        inside = self._within[-1] if self._within else ""
        self._within.append(tag)
        if tag == "dxf":
            self._conditional.append(UNCHANGED)
        elif "dxf" in self._within:
            self._conditionally(tag, inside, given)
        elif "fonts" in self._within:
            self._font(tag, inside, given)
        elif "fills" in self._within:
            self._fill(tag, inside, given)
        elif tag == "numFmt":
            self._formats[whole(given.get("numFmtId", ""))] = given.get("formatCode", GENERAL)
        elif tag == "xf" and inside == "cellXfs":
            numbers = (given.get(key, "0") for key in ("numFmtId", "fontId", "fillId"))
            number_format, font, fill = map(whole, numbers)
            self._cells.append((number_format, font, fill))

    def ends(self, _tag: str) -> None:
        """An element ends."""
        self._within.pop()

    def styles(self) -> Styles:
        """What was found."""
        return Styles(tuple(self._style(*cell) for cell in self._cells), tuple(self._conditional), self._theme)

    def _font(self, tag: str, inside: str, given: Given) -> None:
        if tag == "font" and inside == "fonts":
            self._fonts.append(PLAIN)
        elif tag == "strike" and self._fonts:
            self._fonts[-1] = replace(self._fonts[-1], struck=is_on(given, "val", otherwise=True))
        elif tag == "color" and self._fonts:
            self._fonts[-1] = replace(self._fonts[-1], colour=colour_of(given, self._theme, BLACK))

    def _fill(self, tag: str, inside: str, given: Given) -> None:
        """Only one that covers the cell has a colour that can be told; a pattern is read as seen."""
        if tag == "fill" and inside == "fills":
            self._fills.append(None)
        elif tag == "patternFill" and self._fills:
            self._fills[-1] = WHITE if given.get("patternType", "none") == "none" else None
            self._solid = given.get("patternType") == "solid"
        elif tag == "fgColor" and self._fills and self._solid:
            self._fills[-1] = colour_of(given, self._theme, BLACK)

    def _conditionally(self, tag: str, inside: str, given: Given) -> None:
        on_top = self._conditional[-1]
        self._conditional[-1] = with_laid_on(on_top, tag, given, self._theme, in_font=inside == "font")

    def _style(self, number: int, font: int, fill: int) -> Style:
        number_format = self._formats.get(number) or _BUILT_IN.get(number, UNKNOWN_FORMAT)
        written = self._fonts[font] if 0 <= font < len(self._fonts) else PLAIN
        behind = self._fills[fill] if 0 <= fill < len(self._fills) else WHITE
        return replace(written, number_format=number_format, behind=behind)
