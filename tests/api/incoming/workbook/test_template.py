"""The template is empty of values and formulas, keeps its table's name and headings, and is what the reader reads."""

import io
import re
from typing import Any

import pytest
from python_calamine import CalamineWorkbook, load_workbook

from api.incoming.workbook.layout import PRINTED_TOTAL, questions
from api.incoming.workbook.template import TABLE, TOP, template
from api.incoming.workbook.workbook import read_workbook
from ledger.errors import Refused
from tests.api.workbooks import filled, frames_of, parts_of

UNITS = [("0180", "Staden"), ("slk", "Stadsledningskontoret")]
MADE = template([2026, 2027, 2028], "stad", UNITS)


def rows(sheet: str) -> list[list[Any]]:
    """A sheet of the template, as it is read."""
    return CalamineWorkbook.from_filelike(io.BytesIO(MADE)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def test_it_asks_every_question_and_fills_in_the_ledger() -> None:
    asked = {str(row[0]): row[1] for row in rows("Beslut")}
    assert [question.label for question in questions() if question.label not in asked] == []
    assert (asked["liggare"], asked["belopp i"], asked["organ"]) == ("stad", "mnkr", "")


def test_units_are_texts_with_a_row_of_each_kind() -> None:
    units = [(row[0], row[1], row[3]) for row in rows("Ramar")[TOP + 1 :] if row[0]]
    assert units == [
        ("0180", "Staden", "drift"),
        ("slk", "Stadsledningskontoret", "drift"),
        ("0180", "Staden", "investering"),
        ("slk", "Stadsledningskontoret", "investering"),
        (PRINTED_TOTAL, "", "drift"),
        (PRINTED_TOTAL, "", "investering"),
    ]


def test_the_table_has_its_name_and_there_are_no_formulas() -> None:
    assert load_workbook(io.BytesIO(MADE), load_tables=True).table_names == [TABLE]
    parts = parts_of(MADE)
    assert not [name for name, content in parts.items() if re.search(rb"<f[ >]", content)]
    assert b'ref="A4:Q30"' in parts["xl/tables/table1.xml"]
    assert [parts[f"xl/worksheets/sheet{number}.xml"].count(b"<pane ") for number in (1, 2)] == [1, 1]
    assert parts["xl/worksheets/sheet2.xml"].count(b"<dataValidation ") == 5


def test_an_empty_template_is_refused_for_being_empty_only() -> None:
    with pytest.raises(Refused) as refused:
        read_workbook(MADE, "mall.xlsx")
    [refusal] = refused.value.refusals
    assert refusal.where == "mall.xlsx, blad Ramar, cell A4"
    assert refusal.detail == "Inget belopp är ifyllt för någon enhet och något år."


def test_a_template_that_is_filled_in_is_read() -> None:
    answers = {"B6": "KF", "B7": "2025-11-24", "B12": "Budget", "B13": "ab" * 32}
    amounts = {"G6": 1578.9, "H6": "47,6 mnkr", "G29": 1578.9, "K6": 1600, "L6": 50, "O6": 1650, "P6": 50}
    file = read_workbook(filled(filled(MADE, 1, answers), 2, amounts), "mall.xlsx")
    assert [(fact.frame.unit, fact.amount.net_ore) for fact in frames_of(file)] == [
        ("slk", 153_130_000_000),
        ("slk", 155_000_000_000),
        ("slk", 160_000_000_000),
    ]
    assert len(file.command.frame_totals) == 1
