"""What every table is made of."""

import pytest

from api.tables.layout import (
    POSITION,
    amounts,
    days_of_validity,
    figure,
    figure_if_any,
    figures,
    notes,
    numbers,
    ranges,
    side_columns,
    table,
)
from ledger.money import AmountUnit
from projections.asking.amounts import FrameAmounts
from projections.asking.read_model import Staleness
from tests.api.tables.showing import shown


@pytest.mark.parametrize(
    ("ore", "unit", "text"),
    [
        (157_890_000_000, AmountUnit.MILLIONS, "1\u00a0578,9"),
        (157_890_000_000, AmountUnit.KRONOR, "1\u00a0578\u00a0900\u00a0000"),
        (-100, AmountUnit.KRONOR, "\u22121"),
        (0, AmountUnit.MILLIONS, "0"),
        (None, AmountUnit.MILLIONS, "okänt"),
    ],
)
def test_a_figure_stands_without_the_unit_of_its_heading(ore: int | None, unit: AmountUnit, text: str) -> None:
    assert figure(ore, unit) == text


def test_a_figure_that_need_not_be_there_is_empty_when_it_is_not() -> None:
    assert [figure_if_any(ore, AmountUnit.KRONOR) for ore in (None, 100)] == ["", "1"]


def test_figures_stand_in_the_order_of_their_columns() -> None:
    columns = side_columns("investment")
    assert [column.heading for column in columns] == ["Utgifter", "Inkomster", "Netto"]
    invested = FrameAmounts(200, expenditures_ore=300, receipts_ore=100)
    assert figures("investment", invested, AmountUnit.KRONOR) == ["3", "1", "2"]


def test_texts_stand_to_the_left_and_numbers_to_the_right() -> None:
    made = table(POSITION, "Enhet", *numbers("Antal"), *amounts("Belopp"))
    made.add_row("12", "slk", "3", "1\u00a0000")
    assert [line.rstrip() for line in shown(made).splitlines()] == [
        "Position  Enhet  Antal  Belopp",
        "      12  slk        3   1 000",
    ]


def test_the_figures_of_a_column_have_as_many_decimals_as_the_most_exact_of_them() -> None:
    """Case 15 of the decisions: 17,0, not 17; −11,248, not −11,2480. What follows a figure stays, and texts do."""
    made = table("Vad", *amounts("Före", "Efter"))
    made.add_row("a", figure(1_700_000_000, AmountUnit.MILLIONS), figure(-1_124_800_000, AmountUnit.MILLIONS))
    made.add_row("b", figure(1_120_000_000, AmountUnit.MILLIONS), figure(100_000_000, AmountUnit.MILLIONS, " + index"))
    made.add_row("c", "–", figure(None, AmountUnit.MILLIONS))
    assert [line.split(maxsplit=2) for line in shown(made).splitlines()[1:]] == [
        ["a", "17,0", "−11,248"],
        ["b", "11,2", "1,000 + index"],
        ["c", "–", "okänt"],
    ]


def test_an_amount_is_never_broken_into_lines() -> None:
    made = table("Vad", *amounts("Belopp"))
    made.add_row("ord " * 20, "1 000 000")
    assert "1 000 000" in shown(made, width=30)


def test_notes_say_why_what_and_whether_anything_is_missing() -> None:
    lines = notes("Inget.", Staleness(4, 5, "Framräkningen pågår."), ["Obs."])
    assert [shown(line).strip() for line in lines] == [
        "Inget.",
        "⚠ Obs.",
        "Svaret är inte helt aktuellt: position 4 av 5. Framräkningen pågår.",
    ]
    assert notes(None, None) == []


def test_positions_that_follow_each_other_are_a_range() -> None:
    assert ranges([11, 5, 6, 8, 7]) == "5–8, 11"


def test_a_day_that_is_not_known_is_said_to_be_unknown() -> None:
    assert [days_of_validity(None, None), days_of_validity("a", "b")] == ["okänd dag–", "a–b"]
