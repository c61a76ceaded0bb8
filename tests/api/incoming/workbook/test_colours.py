"""A colour is told however it is written, and what has the colour of its cell is not seen."""

import pytest

from api.incoming.workbook.colours import BLACK, NO_THEME, WHITE, Colour, colour_of, is_seen, theme_of

THEME = b"""<a:theme xmlns:a="x"><a:themeElements><a:clrScheme name="Office">
<a:dk1><a:sysClr val="windowText" lastClr="101010"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FEFEFE"/></a:lt1>
<a:dk2><a:srgbClr val="44546A"/></a:dk2><a:lt2><a:srgbClr val="E7E6E6"/></a:lt2>
<a:accent1><a:srgbClr val="4472C4"/></a:accent1></a:clrScheme></a:themeElements></a:theme>"""


def test_a_theme_has_its_light_colours_before_its_dark_ones() -> None:
    theme = theme_of(THEME, "x")
    assert theme[:5] == ((254, 254, 254), (16, 16, 16), (231, 230, 230), (68, 84, 106), (68, 114, 196))
    assert theme[5:] == (None,) * 7
    assert theme_of(b"<none/>", "x") == NO_THEME


@pytest.mark.parametrize(
    ("given", "colour"),
    [
        ({}, BLACK),
        ({"auto": "1"}, BLACK),
        ({"rgb": "FF0A0B0C"}, (10, 11, 12)),
        ({"rgb": "0A0B0C"}, (10, 11, 12)),
        ({"rgb": "vit"}, None),
        ({"indexed": "9"}, WHITE),
        ({"indexed": "63"}, (51, 51, 51)),
        ({"indexed": "64"}, BLACK),
        ({"theme": "0"}, WHITE),
        ({"theme": "1"}, BLACK),
        ({"theme": "7"}, None),
        ({"theme": "x"}, None),
        ({"theme": "0", "tint": "-0.5"}, (127, 127, 127)),
        ({"theme": "1", "tint": "1"}, WHITE),
        ({"theme": "1", "tint": "9"}, WHITE),
        ({"theme": "1", "tint": "mycket"}, BLACK),
    ],
)
def test_a_colour_is_written_in_several_ways(given: dict[str, str], colour: Colour | None) -> None:
    assert colour_of(given, NO_THEME, BLACK) == colour


@pytest.mark.parametrize(
    ("front", "behind", "seen"),
    [
        (WHITE, WHITE, False),
        ((240, 240, 240), WHITE, False),
        ((217, 217, 217), WHITE, True),
        (BLACK, WHITE, True),
        ((255, 255, 0), WHITE, True),
        (None, WHITE, True),
        (WHITE, None, True),
    ],
)
def test_what_has_nearly_the_colour_of_its_cell_is_not_seen(
    front: Colour | None, behind: Colour | None, seen: bool
) -> None:
    assert is_seen(front, behind) is seen
