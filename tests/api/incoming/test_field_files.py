"""Files that went wrong in the field, each with what is right: what the reader of a file sees is what is recorded.

The numbers are those of the cases; all data in them is invented.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.http.json_body import read_command
from api.incoming.decision_file import read_text
from api.incoming.file import read_incoming
from api.incoming.reading import Unreadable
from api.incoming.workbook.cells import Sheet
from api.incoming.workbook.workbook import read_workbook
from api.incoming.workbook.worksheet import Marks
from ledger.errors import Refusal, Refused
from ledger.events import FrameDecided
from ledger.events.fees import FeeRateDecided
from ledger.money import AmountUnit, parse_amount
from ledger.values import OperatingAmount
from ledger.words.labels import measure_text
from tests.api.workbooks import Touch, frames_of, refusals, row, told, workbook

FILES: Final = Path(__file__).parent / "files" / "field"
GOOD: Final = row("slk", "drift", "budget", 1558, 47.6, 1510)


def wrong(name: str) -> list[tuple[str, str]]:
    """Where and with which code a file is refused."""
    with pytest.raises(Refused) as refused:
        read_incoming(FILES / name)
    return [((one.where or "").removeprefix(f"{name}, blad "), one.code) for one in refused.value.refusals]


# --- Case 01: a number has the decimals that it is shown with ---------------------------------------------------


def test_case_01_a_printed_figure_has_the_decimals_that_its_format_shows() -> None:
    [fact] = frames_of(read_incoming(FILES / "01-visad-precision.xlsx"))
    printed = [total.printed.replace("\u00a0", " ") for total in fact.printed]
    assert printed == ["1 558,0 mnkr", "47,6 mnkr", "1 510,0 mnkr"]
    assert parse_amount(printed[2]).half_unit_ore == 5_000_000


# --- Case 03: what makes the shown figure another than the stored one -------------------------------------------


def test_case_03_a_format_that_names_another_unit_is_refused_by_its_cell() -> None:
    with pytest.raises(Refused) as refused:
        read_incoming(FILES / "03-talformat-enhet.xlsx")
    [costs] = refused.value.refusals
    assert (costs.where, costs.code) == ("03-talformat-enhet.xlsx, blad Ramar, cell G2", "cell-shown-differently")
    assert (costs.asserted, costs.calculated) == ("100,5 tkr", "100,5 mnkr")


def in_format(number_format: str, *cells: tuple[str, Any]) -> Touch:
    """Cells of the sheet of frames written in a number format."""

    def touch(book: Any, _basis: Any, frames: Any) -> None:
        for cell, number in cells:
            frames.write_number(cell, number, book.add_format({"num_format": number_format}))

    return touch


@pytest.mark.parametrize(
    ("number", "number_format", "shown", "stored"),
    [
        (1558000, "#,##0,", "1 558", "1558000 mnkr"),
        (15, '0" tkr"', "15 tkr", "15 mnkr"),
        (1578.9, "[$kr-41D]\\ #,##0.00", "kr 1 578,90", "1578,9 mnkr"),
        (1578.94, "#,##0.0", "1 578,9", "1578,94 mnkr"),
        (1578.94, "0", "1579", "1578,94 mnkr"),
        (0.155, "0.0%", "15,5%", "0,155 mnkr"),
        (15, '0"%"', "15%", "15 mnkr"),
        (15, "0.0E+00", None, "15 mnkr"),
        (15, "# ?/?", None, "15 mnkr"),
        (15, ";;;", None, "15 mnkr"),
        (15, '"-"0', "-15", "15 mnkr"),
        (15, '0" milj"', "15 milj", "15 mnkr"),
        (15, "[White]0", None, "15 mnkr"),
    ],
)
def test_a_figure_that_is_seen_as_another_is_refused_by_its_cell(
    number: Any, number_format: str, shown: str | None, stored: str
) -> None:
    data = workbook(row("slk", "drift", "budget", 1, 0), touch=in_format(number_format, ("G5", number)))
    [refusal] = refusals(data)
    assert (refusal.where, refusal.code) == ("budget.xlsx, blad Ramar, cell G5", "cell-shown-differently")
    seen = None if refusal.asserted is None else refusal.asserted.replace("\u00a0", " ")
    assert (seen, refusal.calculated) == (shown, stored)
    assert refusal.right


@pytest.mark.parametrize(
    ("number", "number_format", "printed"),
    [
        (1558, "#,##0.0", "1 558,0 mnkr"),
        (1558, '#,##0.0" mnkr"', "1 558,0 mnkr"),
        (1558, '#,##0" Mkr"', "1 558 mnkr"),
        (1558, "General", "1 558 mnkr"),
        (0, '0.0;-0.0;"-"', "0,0 mnkr"),
        (1578.94, "#,##0.00", "1 578,94 mnkr"),
        (0.1 + 0.2, "0.0", "0,3 mnkr"),
        (1.5, "0.0000000000", "1,50000000 mnkr"),
    ],
)
def test_a_figure_that_is_seen_as_it_is_keeps_its_decimals(number: Any, number_format: str, printed: str) -> None:
    data = workbook(row("slk", "drift", "budget", 1, 0), touch=in_format(number_format, ("G5", number)))
    fact = frames_of(read_workbook(data, "budget.xlsx"))[0]
    assert fact.printed[0].printed.replace("\u00a0", " ") == printed


SUFFIXES: Final = {"": None, ' "kr"': AmountUnit.KRONOR, ' "tkr"': AmountUnit.THOUSANDS, ' "mnkr"': AmountUnit.MILLIONS}


@settings(deadline=None, max_examples=300)
@given(
    st.integers(-(10**6), 10**6),
    st.integers(0, 3),
    st.integers(0, 4),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from(sorted(SUFFIXES)),
    st.sampled_from((AmountUnit.KRONOR, AmountUnit.THOUSANDS, AmountUnit.MILLIONS)),
)
def test_what_is_taken_is_what_is_seen_whatever_the_format(
    digits: int, own: int, shown: int, thousands: int, per_cent: bool, suffix: str, unit: AmountUnit
) -> None:
    number = Decimal(digits).scaleb(-own)
    if number * unit.ore % 1:
        return
    number_format = f"#,##0{'.' if shown else ''}{'0' * shown}{',' * thousands}{'%' if per_cent else ''}{suffix}"
    cell: Any = float(number)  # as a cell holds it
    found = Sheet("Ramar", 1, [[cell]], Marks(formats={(0, 0): number_format})).amount(0, 0, unit).value
    rounded = number.quantize(Decimal(1).scaleb(-shown)) != number
    same = number == 0 or (not (thousands or per_cent or rounded) and SUFFIXES[suffix] in (None, unit))
    assert isinstance(found, str) is same, (number_format, found)
    if isinstance(found, str):
        assert parse_amount(found).ore == int(number * unit.ore)
    else:
        assert isinstance(found, Unreadable)
        assert found.code == "cell-shown-differently"


def test_a_text_is_seen_as_it_is_or_refused() -> None:
    def touch(book: Any, _basis: Any, frames: Any) -> None:
        frames.write_string("G5", "100,5", book.add_format({"num_format": '@" tkr"'}))
        frames.write_rich_string("H5", "47,6", book.add_format({"font_script": 1}), "1")

    assert told(GOOD, touch=touch) == [
        ("Ramar, cell G5", "cell-shown-differently"),
        ("Ramar, cell H5", "cell-shown-differently"),
    ]


def test_what_is_no_amount_is_held_to_what_is_seen_too() -> None:
    def touch(book: Any, basis: Any, _frames: Any) -> None:
        basis.write_datetime("B4", date(2025, 11, 24), book.add_format({"num_format": "mmm yyyy"}))
        basis.write_number("B8", 12, book.add_format({"num_format": '"§ "0'}))
        basis.write_number("B9", 1, book.add_format({"num_format": "000"}))

    assert told(GOOD, touch=touch) == [
        ("Beslut, cell B4", "cell-shown-differently"),
        ("Beslut, cell B8", "cell-shown-differently"),
    ]


def test_a_condition_that_may_show_another_figure_is_told() -> None:
    def touch(book: Any, _basis: Any, frames: Any) -> None:
        struck = book.add_format({"font_strikeout": True})
        frames.conditional_format("G5:G9", {"type": "cell", "criteria": ">", "value": 5, "format": struck})
        bold = book.add_format({"bold": True})
        frames.conditional_format("H5:H9", {"type": "cell", "criteria": ">", "value": 5, "format": bold})

    assert told(GOOD, touch=touch) == [("Ramar, cell G5", "cell-shown-differently")]


def test_what_is_written_in_the_colour_of_its_cell_is_told_wherever_it_is_read() -> None:
    def touch(book: Any, basis: Any, frames: Any) -> None:
        white = book.add_format({"font_color": "#FFFFFF"})
        basis.write_string("A3", "organ", white)
        basis.write_string("B4", "2025-11-24", white)
        frames.write_string("A5", "slk", white)
        frames.write_string("B5", "Namnet", white)
        frames.write_number("G5", 100, book.add_format({"font_color": "#CCCCFF", "bg_color": "#C9CCFF"}))
        frames.write_rich_string("H5", "47,", white, "6")

    cells = ["Beslut, cell A3", "Beslut, cell B4", *(f"Ramar, cell {column}5" for column in "ABGH")]
    assert told(GOOD, touch=touch) == [(cell, "cell-shown-differently") for cell in cells]


def test_white_on_a_dark_cell_is_seen() -> None:
    def touch(book: Any, _basis: Any, frames: Any) -> None:
        dark = book.add_format({"font_color": "#FFFFFF", "bg_color": "#1F3864"})
        frames.write_string("A5", "slk", dark)
        frames.write_number("G5", 100, dark)
        negative = book.add_format({"font_color": "#9C0006", "bg_color": "#FFC7CE"})
        frames.conditional_format("G5:H9", {"type": "cell", "criteria": "<", "value": 5, "format": negative})

    [fact] = frames_of(read_workbook(workbook(GOOD, touch=touch), "budget.xlsx"))
    assert fact.amount == OperatingAmount(10_000_000_000, 4_760_000_000)


def test_a_condition_that_may_hide_a_figure_is_told() -> None:
    def touch(book: Any, _basis: Any, frames: Any) -> None:
        white = book.add_format({"font_color": "#FFFFFF"})
        frames.conditional_format("G5:G9", {"type": "cell", "criteria": "=", "value": 0, "format": white})

    assert told(GOOD, touch=touch) == [("Ramar, cell G5", "cell-shown-differently")]


# --- Case 05: an empty line and `total` are one line ------------------------------------------------------------


def test_case_05_the_same_frame_on_two_rows_is_refused_when_one_of_them_names_the_total() -> None:
    assert wrong("05-samma-ram-tva-rader.xlsx") == [("Ramar, cell A3", "field-repeated")]


# --- Case 08: what somebody took back ---------------------------------------------------------------------------


def test_case_08_a_struck_out_cell_is_refused() -> None:
    assert wrong("08-overstruken-cell.xlsx") == [("Ramar, cell G2", "cell-struck-out")]


def test_what_is_struck_out_is_refused_wherever_it_is_read() -> None:
    def touch(book: Any, basis: Any, frames: Any) -> None:
        struck = book.add_format({"font_strikeout": True})
        basis.write_string("A6", "källa, sha256", struck)
        basis.write_string("B8", "§ 12", struck)
        frames.write_string("B5", "Stadsledningskontoret", struck)
        frames.write_rich_string("G5", struck, "1 558 ", book.add_format(), "1 600")
        frames.write_string("J4", "2027 avser", struck)
        frames.write_string("B9", "Ingen rad", struck)

    assert told(GOOD, touch=touch) == [
        ("Beslut, cell A6", "cell-struck-out"),
        ("Beslut, cell B8", "cell-struck-out"),
        ("Ramar, cell J4", "cell-struck-out"),
        ("Ramar, cell B5", "cell-struck-out"),
        ("Ramar, cell G5", "cell-struck-out"),
    ]


# --- Cases 10, 12 and 14: texts, line breaks, and a file of another kind ----------------------------------------


def test_case_10_each_text_that_yaml_cuts_is_told() -> None:
    assert wrong("10.yaml") == [
        ("10.yaml, rad 5 (beslut, ärende)", "text-cut"),
        ("10.yaml, rad 9 (beslut, källa, titel)", "text-cut"),
        ("10.yaml, rad 15 (poster, nr 1, anteckning)", "text-cut"),
    ]


def test_case_12_a_carriage_return_is_a_line_break_at_every_door() -> None:
    [fact] = frames_of(read_incoming(FILES / "12-vagnretur.xlsx"))
    problems: list[Refusal] = []
    command = read_command((FILES / "12.json").read_bytes(), problems)
    assert problems == []
    assert command is not None
    assert [one.note for one in command.facts if isinstance(one, FrameDecided)] == ["rad 1\nrad 2"]
    assert fact.note is not None
    assert fact.note.count("\n") >= 1
    assert "\r" not in fact.note


def test_case_14_a_sie_file_is_called_that_by_every_name(tmp_path: Path) -> None:
    for name in ("14.se", "14.yaml", "14.xlsx", "14.sie", "14"):
        (tmp_path / name).write_bytes((FILES / "14.se").read_bytes())
        with pytest.raises(Refused) as refused:
            read_incoming(tmp_path / name)
        assert "SIE-fil" in refused.value.refusals[0].detail
    with pytest.raises(Refused) as refused:
        read_command((FILES / "14.se").read_bytes(), [])
    assert "SIE-fil" in refused.value.refusals[0].detail


# --- Decision 12: a tariff as its document prints it (maxtaxa 2018, vellinge.se; Storsthlm 2020) ----------------


@pytest.mark.parametrize(
    ("text", "printed", "told"),
    [
        ("3 %", None, "3 %"),
        ("0,35 ‰", None, "0,35 ‰"),
        ("0,40 ‰", "0,40 ‰", "0,40 ‰"),
        ("3,0 %", "3,0 %", "3,0 %"),
        ("30 ‰", "30 ‰", "30 ‰"),
        ("0,5 %", "0,5 %", "0,5 %"),
        ("3%", None, "3 %"),
    ],
)
def test_a_tariff_is_told_as_it_is_printed(text: str, printed: str | None, told: str) -> None:
    fact_text = f"avgiftssats: {{avgift: maxtaxa, första år: 2018, sista år: 2018, sats: '{text}'}}"
    [fact] = read_text(f"liggare: stad\nposter:\n  - {fact_text}\n", "x").command.facts
    assert isinstance(fact, FeeRateDecided)
    assert fact.rate_as_printed == (printed and printed.replace(" ", "\u00a0"))
    said = measure_text(fact.rate_ppb, fact.per_head_ore, fact.rate_as_printed)
    assert said == told.replace(" ", "\u00a0")


# --- Rows, columns and sheets that nobody sees ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("touch", "expected"),
    [
        (lambda _book, _basis, frames: frames.set_row(4, None, None, {"hidden": True}), "Ramar, cell F5"),
        (lambda _book, _basis, frames: frames.set_row(3, None, None, {"hidden": True}), "Ramar, cell A4"),
        (lambda _book, _basis, frames: frames.set_row(4, 0), "Ramar, cell F5"),
        (lambda _book, _basis, frames: frames.set_column(7, 7, None, None, {"hidden": True}), "Ramar, cell H5"),
        (lambda _book, _basis, frames: frames.set_column(7, 7, 0), "Ramar, cell H5"),
        (lambda _book, basis, _frames: basis.set_row(3, None, None, {"hidden": True}), "Beslut, cell A4"),
        (lambda _book, basis, _frames: basis.set_column(1, 1, None, None, {"hidden": True}), "Beslut, cell B1"),
    ],
)
def test_what_nobody_sees_is_told_by_its_cell(touch: Touch, expected: str) -> None:
    assert told(GOOD, touch=touch) == [(expected, "cell-hidden")]


@pytest.mark.parametrize(
    "touch",
    [
        lambda _book, _basis, frames: frames.set_row(8, None, None, {"hidden": True}),
        lambda _book, _basis, frames: frames.set_column(9, 12, None, None, {"hidden": True}),
        lambda _book, _basis, frames: frames.set_column(1, 1, None, None, {"hidden": True}),
        lambda _book, basis, _frames: basis.set_column(2, 2, None, None, {"hidden": True}),
    ],
)
def test_what_is_hidden_and_says_nothing_is_left_alone(touch: Touch) -> None:
    named = row("ks", "drift", None, None, None, None)
    more = named, row(None), row(None), ["sbk", "Namn", None, "drift"]
    assert len(frames_of(read_workbook(workbook(GOOD, *more, touch=touch), "budget.xlsx"))) == 1


# --- Every refusal says what would be right ---------------------------------------------------------------------


def test_each_of_them_says_what_would_be_right() -> None:
    def touch(book: Any, _basis: Any, frames: Any) -> None:
        frames.write_number("G5", 1558, book.add_format({"font_strikeout": True}))
        frames.set_column(7, 7, 0)

    found: tuple[Refusal, ...] = refusals(workbook(GOOD, touch=touch))
    assert [refusal.code for refusal in found] == ["cell-struck-out", "cell-hidden"]
    assert all(refusal.right for refusal in found)
