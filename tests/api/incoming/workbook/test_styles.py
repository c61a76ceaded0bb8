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
    assert styles_of(STYLES.encode(), "x").changes(number) is changes


def test_a_workbook_without_styles_is_plain() -> None:
    assert styles_of(b"<none/>", "x").of(0) == Style(GENERAL)


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("", -1), ("-1", -1), ("x", -1), ("9" * 30, -1)])
def test_a_number_of_a_style_is_whole(text: str, number: int) -> None:
    assert whole(text) == number
