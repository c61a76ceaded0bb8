"""The value of a formula is read where a spreadsheet program has calculated it, and nowhere else."""

import re

import pytest

from api.incoming.workbook.workbook import read_workbook
from ledger.values import OperatingAmount
from tests.api.workbooks import frames_of, packed, parts_of, refusals, row, told, workbook


def test_a_formula_that_is_left_to_whoever_opens_the_file_is_not_what_stands_there() -> None:
    def formulas(_book: object, basis: object, frames: object) -> None:
        basis.write_formula("B7", '="KS 2025/1"', None, "KS 2025/1")  # type: ignore[attr-defined]
        frames.write_formula("G5", "=50+50")  # type: ignore[attr-defined]
        frames.write_formula("H5", "=2", None, 1)  # type: ignore[attr-defined]

    cells = ["Beslut, cell B7", "Ramar, cell G5", "Ramar, cell H5"]
    good = row("slk", "drift", "budget", 1, 1)
    assert told(good, touch=formulas) == [(cell, "value-malformed") for cell in cells]
    [_, refusal, _] = refusals(workbook(good, touch=formulas))
    assert refusal.right == "öppna och spara filen i Excel, som räknar, eller ett värde"


@pytest.mark.parametrize(
    ("said", "read_zero"),
    [
        (b'<calcPr calcId="191029"/>', True),
        (b'<calcPr iterateCount="100" refMode="A1" iterate="false" iterateDelta="0.001"/>', True),
        (b"<calcPr/>", True),
        (b'<calcPr calcId="191029" calcMode="manual" calcCompleted="0" calcOnSave="0"/>', False),
        (b'<calcPr calcId="999999" calcMode="auto" calcCompleted="1" fullCalcOnLoad="0"/>', True),
        (b'<calcPr calcId="124519" fullCalcOnLoad="1"/>', False),
        (b"", False),
    ],
)
def test_a_formula_that_a_spreadsheet_program_has_calculated_may_come_to_nothing(said: bytes, read_zero: bool) -> None:
    def formula(_book: object, _basis: object, frames: object) -> None:
        frames.write_formula("H5", "=5-5")  # type: ignore[attr-defined]

    data = workbook(row("slk", "drift", "budget", 7, 1), touch=formula)
    parts = parts_of(data)
    saved = re.sub(b"<calcPr[^>]*>", said, parts["xl/workbook.xml"])
    changed = packed(parts | {"xl/workbook.xml": saved})
    if read_zero:
        [fact] = frames_of(read_workbook(changed, "budget.xlsx"))
        assert fact.amount == OperatingAmount(700_000_000, 0)
    else:
        assert [refusal.where for refusal in refusals(changed)] == ["budget.xlsx, blad Ramar, cell H5"]
