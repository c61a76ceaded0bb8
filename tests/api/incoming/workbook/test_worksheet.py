"""What is found in a worksheet when it is looked through: how its cells are seen."""

import pytest

from api.incoming.workbook.calculation import Calculation
from api.incoming.workbook.styles import Conditional, Style, Styles
from api.incoming.workbook.texts import RichText
from api.incoming.workbook.worksheet import Marks, column_name, column_number, looked_through

STYLES = Styles((Style(), Style("0%"), Style(struck=True)), (Conditional(), Conditional(struck=True)))
TEXTS = (RichText(), RichText(struck=True), RichText(raised=True))


def marks(cells: str, before: str = "", after: str = "") -> Marks:
    """What is found in a sheet of some cells."""
    xml = f'<worksheet xmlns="x">{before}<sheetData>{cells}</sheetData>{after}</worksheet>'
    return looked_through(xml.encode(), "x", TEXTS, STYLES)


def test_formats_and_what_is_struck_out_are_found_where_something_stands() -> None:
    cells = (
        '<c s="1"><v>1</v></c><c s="2"><v>2</v></c><c s="2"/><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c><v>3</v></c>'
    )
    inline = '<c t="inlineStr"><is><r><rPr><strike/></rPr><t>4</t></r></is></c>'
    found = marks(f"<row>{cells}{inline}</row>")
    assert found.formats == {(0, 0): "0%"}
    assert found.struck == {(0, 1), (0, 3), (0, 6)}
    assert found.raised == {(0, 4)}


@pytest.mark.parametrize(
    ("given", "hidden"),
    [('hidden="1"', True), ('hidden="true"', True), ('ht="0"', True), ('ht="15"', False), ('hidden="0"', False)],
)
def test_a_row_is_hidden_when_nobody_sees_it(given: str, hidden: bool) -> None:
    assert marks(f'<row r="3" {given}><c><v>1</v></c></row>').row_hidden(2) is hidden


@pytest.mark.parametrize(
    ("given", "hidden"), [('hidden="1"', True), ('width="0"', True), ('width="9.1" hidden="0"', False)]
)
def test_columns_are_hidden_from_the_first_to_the_last(given: str, hidden: bool) -> None:
    found = marks("", f'<cols><col min="2" max="3" {given}/></cols>')
    assert [found.column_hidden(column) for column in range(4)] == [False, hidden, hidden, False]


def test_a_condition_that_strikes_out_is_found_by_its_cells() -> None:
    rule = '<conditionalFormatting sqref="A1 C1:D2"><cfRule dxfId="{}"/></conditionalFormatting>'
    found, harmless = marks("", after=rule.format(1)), marks("", after=rule.format(0))
    assert [found.shown_by_condition((0, column)) for column in range(4)] == [True, False, True, True]
    assert not harmless.shown_by_condition((0, 0))


@pytest.mark.parametrize(("shown", "hidden"), [("0", True), ("1", False)])
def test_an_icon_or_a_bar_that_stands_alone_hides_its_figure(shown: str, hidden: bool) -> None:
    for tag in ("iconSet", "dataBar"):
        rule = f'<cfRule type="{tag}"><{tag} showValue="{shown}"/></cfRule>'
        found = marks("", after=f'<conditionalFormatting sqref="A1">{rule}</conditionalFormatting>')
        assert found.shown_by_condition((0, 0)) is hidden


@pytest.mark.parametrize(
    ("calculation", "doubtful"),
    [(Calculation.LEFT, {0, 1, 2}), (Calculation.UNTOLD, {0, 2}), (Calculation.DONE, set[int]())],
)
def test_the_value_of_a_formula_that_nobody_may_have_calculated_is_doubtful(
    calculation: Calculation, doubtful: set[int]
) -> None:
    cells = "<c><f>1+1</f><v>0</v></c><c><f>1+1</f><v>7</v></c><c><f>1+1</f><v>0.0</v></c><c><v>0</v></c>"
    xml = f'<worksheet xmlns="x"><sheetData><row>{cells}</row></sheetData></worksheet>'
    found = looked_through(xml.encode(), "x", calculation=calculation)
    assert found.doubtful == {(0, column) for column in doubtful}


@pytest.mark.parametrize(
    ("style", "found"),
    [
        ("<font><strike/></font>", True),
        ('<font><strike val="1"/></font>', True),
        ('<numFmt numFmtId="164" formatCode=";;;"/>', True),
        ('<font><strike val="0"/><b/></font><fill><patternFill/></fill>', False),
        ("", False),
    ],
    ids=["struck out", "struck out, said so", "hidden", "bold and filled", "nothing"],
)
def test_a_condition_of_the_extension_is_found_by_its_cells(style: str, found: bool) -> None:
    """Excel writes conditions that name another sheet so (x14, in extLst): the style inside, the cells after it."""
    extension = (
        '<extLst><ext xmlns:x14="y" xmlns:xm="z"><x14:conditionalFormattings><x14:conditionalFormatting>'
        '<x14:cfRule type="expression" priority="1"><xm:f>Blad2!A1&gt;0</xm:f><x14:dxf>{}</x14:dxf></x14:cfRule>'
        "<xm:sqref>A1 C1:D2</xm:sqref></x14:conditionalFormatting>"
        "<x14:conditionalFormatting><x14:cfRule><x14:dxf/></x14:cfRule><xm:sqref>B1</xm:sqref>"
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    seen = marks("<row><c><v>1</v></c></row>", after=extension.format(style))
    assert [seen.shown_by_condition((0, column)) for column in range(4)] == [found, False, found, found]


@pytest.mark.parametrize(
    ("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_have_letters(number: int, name: str) -> None:
    assert (column_name(number), column_number(name), column_number(name.lower())) == (name, number, number)
