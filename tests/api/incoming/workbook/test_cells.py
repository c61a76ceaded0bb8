"""A cell is read as what somebody wrote, to the öre, and what Excel made of it instead is refused."""

from datetime import date, datetime, time
from typing import Any

import pytest

from api.incoming.reading import Unreadable
from api.incoming.workbook.cells import Sheet, cell_name
from api.incoming.workbook.worksheet import Marks
from ledger.money import AmountUnit

MILLIONS = AmountUnit.MILLIONS


def sheet(value: Any) -> Sheet:
    """A sheet of one cell."""
    return Sheet("Ramar", 1, [[value]], Marks())


def amount(value: Any, unit: AmountUnit | None = MILLIONS) -> Any:
    """What a cell says as an amount: its text, or the code and what is wrong."""
    read = sheet(value).amount(0, 0, unit).value
    return (read.code, read.detail) if isinstance(read, Unreadable) else read


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1578.9, "1\u00a0578,9\u00a0mnkr"),
        (1558.0, "1\u00a0558\u00a0mnkr"),
        (1558, "1\u00a0558\u00a0mnkr"),
        (1.558, "1,5580\u00a0mnkr"),
        (-44.4, "−44,4\u00a0mnkr"),
        (-0.0, "0\u00a0mnkr"),
        (0.1 + 0.2, "0,3\u00a0mnkr"),
        (1e-8, "0,00000001\u00a0mnkr"),
        (1e-9, ("amount-malformed", "0,000000001 mnkr är inte hela ören.")),
        (
            99_999_999.99999999,
            ("amount-out-of-range", "100000000 mnkr är för stort för att Excel ska hålla det på öret som tal."),
        ),
        ("1 578,9", "1 578,9 mnkr"),
        ("1 578,9 tkr", "1 578,9 tkr"),
        (" ca 3 ", "ca 3"),
        ("", None),
        (None, None),
        (True, ("value-malformed", "Cellen är inget belopp.")),
        (date(2026, 1, 1), ("value-malformed", "Cellen är inget belopp.")),
    ],
)
def test_an_amount_is_exact_or_refused(value: Any, expected: Any) -> None:
    assert amount(value) == expected


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_a_number_without_end_is_refused(value: Any) -> None:
    assert amount(value)[0] == "amount-out-of-range"


@pytest.mark.parametrize("value", [1.234567891, "3,5"])
def test_without_a_unit_no_amount_is_blamed(value: Any) -> None:
    assert amount(value, None) == "0 kr"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("slk ", "slk"),
        (3.0, "3"),
        (12.5, "Cellen är talet 12,5."),
        (True, "Cellen är ett sanningsvärde."),
        (datetime.combine(date(2026, 1, 1), time()), "Excel har gjort en dag av cellen: 2026-01-01 00:00:00."),
        (time(12), "Excel har gjort en dag av cellen: 12:00:00."),
    ],
)
def test_a_text_is_what_somebody_wrote(value: Any, expected: str) -> None:
    read = sheet(value).text(0, 0).value
    assert (read.detail if isinstance(read, Unreadable) else read) == expected


@pytest.mark.parametrize(("value", "readable"), [("0180", True), (180.0, False), (180, False)])
def test_an_id_that_has_become_a_number_is_refused(value: Any, readable: bool) -> None:
    assert isinstance(sheet(value).identifier(0, 0).value, str) is readable


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 3, 1), "2026-03-01"),
        (datetime.combine(date(2026, 3, 1), time()), "2026-03-01"),
        ("2026-03-01", "2026-03-01"),
        (datetime.combine(date(2026, 3, 1), time(12)), None),
        (46000.0, None),
    ],
)
def test_a_day_is_a_day_or_its_text(value: Any, expected: str | None) -> None:
    read = sheet(value).day(0, 0).value
    assert (None if isinstance(read, Unreadable) else read) == expected


def test_a_number_that_is_no_day_is_never_a_day_whatever_it_was_made_into() -> None:
    marks = Marks(no_days={(0, 0)})
    for value in (date(1900, 2, 28), datetime.combine(date(1904, 1, 1), time()), time(), 0.0):
        assert isinstance(Sheet("Beslut", 0, [[value]], marks).day(0, 0).value, Unreadable)
    assert Sheet("Ramar", 0, [[0.0]], marks).amount(0, 0, MILLIONS).value == "0\u00a0mnkr"


@pytest.mark.parametrize("rows", [[], [[""]]])
def test_a_value_that_the_reader_of_cells_loses_is_a_problem(rows: list[list[Any]]) -> None:
    lost = Sheet("Ramar", 0, rows, Marks(filled={(0, 0)}))
    assert not lost.is_empty(0, 0)
    assert isinstance(lost.amount(0, 0, MILLIONS).value, Unreadable)


def test_a_cell_has_a_name() -> None:
    place = sheet(None).place(11, 27)
    assert cell_name(("Beslut", "Ramar"), place) == "blad Ramar, cell AB12"


def test_a_cell_with_an_error_is_not_empty() -> None:
    marked = Sheet("Ramar", 0, [["", "", " "]], Marks({(0, 0)}, {(0, 1)}))
    assert [marked.is_empty(0, column) for column in range(4)] == [False, False, True, True]
    assert isinstance(marked.text(0, 0).value, Unreadable)
    assert isinstance(marked.amount(0, 1, MILLIONS).value, Unreadable)
