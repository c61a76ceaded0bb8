"""The colours of what stands in a cell and of the cell behind it, and whether the one is seen on the other.

A colour is written as its red, green and blue, as a number in a palette, or as a place in the workbook's theme with a
tint (ECMA-376 part 1, 18.8.19 `color`, 18.8.27 `indexedColors`, 20.1.6.2 `clrScheme`).
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from api.incoming.workbook.elements import Given, parsed

Colour = tuple[int, int, int]
"""Red, green and blue, 0–255 each."""

BLACK: Final[Colour] = (0, 0, 0)
WHITE: Final[Colour] = (255, 255, 255)

_NEAR: Final = 48
"""Two colours that differ by less than this, all three taken together, are one to the eye."""

_WRITTEN: Final = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")
_PALETTE: Final = re.findall(
    "[0-9A-F]{6}",
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF "
    "800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF "
    "000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 "
    "3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333",
)
"""The colours that have a number, as they are when a workbook has no palette of its own."""

_THEME_PLACES: Final = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
"""A theme's colours in the order in which they are numbered: light before dark, which the theme itself has not."""

Theme = tuple[Colour | None, ...]

NO_THEME: Final[Theme] = (WHITE, BLACK)
"""Where no theme is to be read: paper and print."""


def theme_of(content: bytes, name: str) -> Theme:
    """The colours of a theme by their numbers. Raises Refused (file-malformed) for what is no plain XML."""
    found: dict[str, Colour | None] = {}
    within: list[str] = []

    def begins(tag: str, given: Given) -> None:
        within.append(tag)
        if "clrScheme" in within and len(within) > 1 and within[-2] in _THEME_PLACES:
            found.setdefault(within[-2], _written(given.get("lastClr", "") or given.get("val", "")))

    def ends(_tag: str) -> None:
        within.pop()

    parsed(content, name, begins, ends)
    return tuple(found.get(place) for place in _THEME_PLACES) if found else NO_THEME


def colour_of(given: Given, theme: Theme, automatic: Colour) -> Colour | None:
    """The colour that an element says; `automatic` is what it is when nothing is said. None: it cannot be told."""
    if "rgb" in given:
        said = _written(given["rgb"])
    elif "theme" in given:
        place = _number(given["theme"])
        said = theme[place] if place < len(theme) else None
    elif "indexed" in given:
        place = _number(given["indexed"])
        said = _written(_PALETTE[place]) if place < len(_PALETTE) else automatic
    else:
        return automatic
    return None if said is None else _tinted(said, given.get("tint", "0"))


def is_seen(front: Colour | None, behind: Colour | None) -> bool:
    """Whether a colour is seen on another; also when one of them cannot be told.

    >>> is_seen((255, 255, 255), (255, 255, 255)), is_seen((250, 250, 250), (255, 255, 255)), is_seen(None, (0, 0, 0))
    (False, False, True)
    """
    if front is None or behind is None:
        return True
    return sum(abs(one - other) for one, other in zip(front, behind, strict=True)) >= _NEAR


def _written(text: str) -> Colour | None:
    found = _WRITTEN.fullmatch(text)
    return None if found is None else (int(found[1], 16), int(found[2], 16), int(found[3], 16))


def _tinted(colour: Colour, tint: str) -> Colour:
    """Lighter by a positive part of the way to white, darker by a negative one to black."""
    try:
        part = max(Decimal(-1), min(Decimal(1), Decimal(tint)))
    except InvalidOperation:
        return colour
    end = 255 if part > 0 else 0
    red, green, blue = (int(shade + (end - shade) * abs(part)) for shade in colour)
    return red, green, blue


def _number(text: str) -> int:
    """A place in a palette or a theme; one after the last for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else len(_PALETTE)
