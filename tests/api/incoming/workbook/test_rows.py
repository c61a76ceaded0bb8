"""The table of frames: its headings, and rows that are empty, repeated or half filled in."""

import pytest

from ledger.values import OperatingAmount
from tests.api.workbooks import HEADINGS, Row, frames_of, read, row, told

GOOD = row("slk", "drift", "budget", 1, 0)


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ([*HEADINGS, "Kommentar"], [("Ramar, cell N4", "field-unknown")]),
        ([*HEADINGS, "2026 avser"], [("Ramar, cell N4", "field-repeated")]),
        (["Id", *HEADINGS[1:]], [("Ramar, cell A1", "field-missing")]),
        (
            ["Enhet", "Namn", "Anslagspost", "Slag"],
            [("Ramar, cell A4", "field-missing"), ("Ramar, cell F5", "field-unknown")],
        ),
    ],
)
def test_a_heading_that_is_not_the_templates_is_told(headings: Row, expected: list[tuple[str, str]]) -> None:
    assert set(expected) <= set(told(GOOD, headings=headings))


def test_a_value_in_a_column_without_a_heading_is_told() -> None:
    assert told([*GOOD, None, None, None, None, None, 7]) == [("Ramar, cell N5", "field-unknown")]


def test_headings_may_be_written_in_any_letters_and_order() -> None:
    headings = ["2026 Intäkter", "ENHET", "2026 kostnader", "Slag", "2026 avser"]
    [fact] = frames_of(read([1, "slk", 2, "drift", "budget"], headings=headings))
    assert fact.amount == OperatingAmount(200_000_000, 100_000_000)


def test_a_table_without_amounts_says_so() -> None:
    assert told(row("slk", "drift", "budget")) == [("Ramar, cell A4", "field-missing")]
    assert told() == [("Ramar, cell A4", "field-missing")]


def test_a_year_that_is_said_but_has_no_amount_at_all_is_told_once() -> None:
    rows = row("slk", "drift", "budget", 1, 0, None, "plan"), row("ks", "drift", "budget", 1, 0, None, "plan")
    assert told(*rows) == [("Ramar, cell J5", "field-missing")]
    elsewhere = row("sbk", "drift", None, None, None, None, "plan", 1, 0)
    assert len(read(*rows, elsewhere).command.facts) == 3


def test_an_amount_without_its_unit_is_missed_there() -> None:
    assert told(row(None, "drift", "budget", 1, 0)) == [("Ramar, cell A5", "field-missing")]


def test_the_same_frame_on_two_rows_is_told_once_whatever_the_amounts() -> None:
    both = row("slk", "drift", "budget", 2, 0, None, "plan", 1, 0)
    assert told(both, both) == [("Ramar, cell A6", "field-repeated")]


def test_two_rows_may_have_a_year_each_or_a_line_each() -> None:
    rows = (
        row("slk", "drift", "budget", 1, 0),
        row("slk", "drift", None, None, None, None, "plan", 1, 0),
        row("slk", "drift", "budget", 1, 0, line="lokaler"),
        row("slk", "investering", "budget", 1, 0),
    )
    assert len(read(*rows).command.facts) == 4


def test_a_total_that_stands_twice_is_told() -> None:
    total = row("Tryckt summa", "drift", None, 1)
    assert told(GOOD, total, total) == [("Ramar, cell A7", "field-repeated")]


def test_a_year_beyond_reason_is_told_at_its_heading() -> None:
    headings = [heading.replace("2026", "1066") for heading in HEADINGS]
    assert told(GOOD, GOOD, headings=headings)[0] == ("Ramar, cell F4", "year-out-of-range")
