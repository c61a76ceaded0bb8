"""A text in runs tells whether any part of it is struck out or raised."""

import pytest

from api.incoming.workbook.texts import shared_texts


@pytest.mark.parametrize(
    ("text", "struck", "raised"),
    [
        ("<t>100</t>", False, False),
        ("<r><rPr><strike/></rPr><t>100</t></r><r><t> 90</t></r>", True, False),
        ("<r><t>90 </t></r><r><rPr><strike val='1'/></rPr><t>100</t></r>", True, False),
        ("<r><rPr><strike val='0'/></rPr><t>100</t></r>", False, False),
        ("<r><rPr><strike/></rPr><t> </t></r><r><t>100</t></r>", False, False),
        ("<r><t>1578,9</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r>", False, True),
        ("<r><rPr><vertAlign val='baseline'/></rPr><t>1</t></r>", False, False),
        ("<r><t>a</t></r><rPh><r><rPr><strike/></rPr><t>b</t></r></rPh>", False, False),
    ],
)
def test_a_part_of_a_text_can_be_struck_out_or_raised(text: str, struck: bool, raised: bool) -> None:
    first, found = shared_texts(f"<sst xmlns='x'><si/><si>{text}</si></sst>".encode(), "x")
    assert (found.struck, found.raised) == (struck, raised)
    assert (first.size, first.struck) == (0, False)
