"""A cell's number format and font are found by the number of its style."""

import pytest

from api.incoming.workbook.styles import GENERAL, PLAIN, UNKNOWN_FORMAT, Style, styles_of, whole

STYLES = """<styleSheet xmlns="x">
<numFmts><numFmt numFmtId="164" formatCode="0&quot; tkr&quot;"/></numFmts>
<fonts><font><sz val="11"/></font><font><strike/></font><font><strike val="0"/></font></fonts>
<cellStyleXfs><xf numFmtId="9" fontId="1"/></cellStyleXfs>
<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="164" fontId="1"/><xf numFmtId="9" fontId="2"/>
<xf numFmtId="30" fontId="9"/><xf/></cellXfs>
<dxfs><dxf><font><b/></font></dxf><dxf><font><strike/></font></dxf>
<dxf><numFmt numFmtId="165" formatCode="0,"/></dxf><dxf><font><strike val="0"/></font></dxf></dxfs></styleSheet>"""


def test_each_style_of_a_cell_has_its_format_and_says_whether_it_is_struck_out() -> None:
    found = styles_of(STYLES.encode(), "x")
    assert found.cells == (Style(), Style('0" tkr"', struck=True), Style("0%"), Style(UNKNOWN_FORMAT), Style())
    assert (found.of(1).number_format, found.of(99), found.of(-1)) == ('0" tkr"', PLAIN, PLAIN)


@pytest.mark.parametrize(("number", "changes"), [(0, False), (1, True), (2, True), (3, False), (4, False), (-1, False)])
def test_a_condition_changes_what_is_seen_when_it_strikes_out_or_writes_otherwise(number: int, changes: bool) -> None:
    found = styles_of(STYLES.encode(), "x")
    assert found.on_condition(number).changes(found.of(0)) is changes


def test_a_workbook_without_styles_is_plain() -> None:
    assert styles_of(b"<none/>", "x").of(0) == Style(GENERAL)


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("", -1), ("-1", -1), ("x", -1), ("9" * 30, -1)])
def test_a_number_of_a_style_is_whole(text: str, number: int) -> None:
    assert whole(text) == number


COLOURS = """<styleSheet xmlns="x">
<fonts><font><color theme="1"/></font><font><color rgb="FFFFFFFF"/></font><font><color theme="0"/></font>
<font><color indexed="9"/></font><font><color theme="0" tint="-0.5"/></font><font><color theme="99"/></font></fonts>
<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FF000080"/><bgColor indexed="64"/></patternFill></fill>
<fill><patternFill patternType="solid"><fgColor theme="1"/></patternFill></fill>
<fill><gradientFill><stop position="0"><color theme="0"/></stop></gradientFill></fill></fills>
<cellXfs>{}</cellXfs>
<dxfs><dxf><font><color rgb="FFFFFFFF"/></font></dxf><dxf><fill><patternFill><bgColor theme="1"/></patternFill></fill>
</dxf><dxf><font><color rgb="FF9C0006"/></font><fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill></dxf>
<dxf><font><color theme="0"/></font><fill><patternFill><bgColor rgb="FFC00000"/></patternFill></fill></dxf>
<dxf><border><left><color theme="0"/></left></border></dxf></dxfs></styleSheet>"""
"""Fonts 1–3 are white; fill 2 is dark blue, fill 3 is black, and what the fills 1 and 4 are cannot be told."""


@pytest.mark.parametrize(
    ("font", "fill", "unseen"),
    [
        *((font, 0, True) for font in (1, 2, 3)),
        *((font, fill, False) for font in (1, 2, 3) for fill in (1, 2, 3, 4)),
        *((font, 0, False) for font in (0, 4, 5)),
        (0, 3, True),
    ],
)
def test_what_has_the_colour_of_its_cell_is_not_seen(font: int, fill: int, unseen: bool) -> None:
    cells = f'<xf numFmtId="0" fontId="{font}" fillId="{fill}"/>'
    assert styles_of(COLOURS.format(cells).encode(), "x").of(0).unseen is unseen


@pytest.mark.parametrize(("number", "changes"), [(0, True), (1, True), (2, False), (3, False), (4, False)])
def test_a_condition_that_gives_the_colour_of_the_cell_hides_it(number: int, changes: bool) -> None:
    found = styles_of(COLOURS.format("").encode(), "x")
    assert found.on_condition(number).changes(PLAIN) is changes
    assert not found.on_condition(0).changes(Style(behind=(0, 0, 128)))
