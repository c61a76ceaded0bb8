"""What a reader sees of a number is told as Excel shows it in Swedish, or it is said why it cannot be told."""

from decimal import Decimal
from typing import Any

import pytest

from api.incoming.workbook.shown import general_text, names_day, sections, shown, text_hidden_or_changed
from api.incoming.workbook.styles import UNKNOWN_FORMAT

ACCOUNTING = r"_-* #,##0.00\ _k_r_-;-* #,##0.00\ _k_r_-;_-* \"-\"??\ _k_r_-;_-@_-".replace('\\"', '"')


@pytest.mark.parametrize(
    ("number", "number_format", "text", "figure", "decimals"),
    [
        ("1578.94", "#,##0.0", "1\u00a0578,9", "1578.9", 1),
        ("1558", "#,##0.0", "1\u00a0558,0", "1558.0", 1),
        ("1558", "General", "1558", "1558", 0),
        ("1558.25", "@", "1558,25", "1558.25", 2),
        ("1558", r"#\ ##0", "1\u00a0558", "1558", 0),
        ("1.5", "#,##0.0##########", "1,5", "1.5", 1),
        ("0.05", "0.0", "0,1", "0.1", 1),
        ("0.4", "#,##0", "0", "0", 0),
        ("1558", ACCOUNTING, "1\u00a0558,00", "1558.00", 2),
        ("0", ACCOUNTING, "-0", "0", 2),
        ("0", '0.0;-0.0;"–"', "–", "0", 1),
        ("0", "0;-0;", "", "0", 0),
        ("-5", "#,##0;[Red]-#,##0", "-5", "-5", 0),
        ("-5", "#,##0", "−5", "-5", 0),
        ("-5", "0;(0)", "(5)", "-5", 0),
        ("5", "+0;-0", "+5", "5", 0),
        ("5", "[Blue]0", "5", "5", 0),
        # What is another figure than the one that is stored
        ("-5", "#,##0;#,##0", "5", "5", 0),
        ("-5", "0;[Red]0", "5", "5", 0),
        ("5", '"-"0', "-5", "-5", 0),
    ],
)
def test_a_number_is_shown_with_its_sign_and_its_decimals(
    number: str, number_format: str, text: str, figure: str, decimals: int
) -> None:
    seen = shown(Decimal(number), number_format)
    assert (seen.text, seen.figure, seen.decimals, seen.scaled) == (text, Decimal(figure), decimals, "")


@pytest.mark.parametrize(
    ("number", "number_format", "text", "scaled"),
    [
        ("1558000", "#,##0,", "1\u00a0558", "i tusental"),
        ("1234567", "0.,", "1235", "i tusental"),
        ("1234567", "0,.0", "1234,6", "i tusental"),
        ("1578900000", '0.0,," Mkr"', "1578,9 Mkr", "i miljontal"),
        ("0.155", "0.0%", "15,5%", "i procent"),
        ("15", "0 %", "1500 %", "i procent"),
        ("1500", '[>=1000]0," tkr";0', "2 tkr", "i tusental"),
    ],
)
def test_what_is_counted_in_thousands_or_per_cent_is_told(
    number: str, number_format: str, text: str, scaled: str
) -> None:
    seen = shown(Decimal(number), number_format)
    assert (seen.text, seen.scaled) == (text, scaled)


@pytest.mark.parametrize(
    ("number_format", "words"),
    [
        ('#,##0.0 "tkr"', "tkr"),
        ('0" mnkr"', "mnkr"),
        ("[$kr-41D] #,##0.00", "kr"),
        ("#,##0 [$SEK]", "SEK"),
        ('General" tkr"', "tkr"),
        ('"§ "0', "§"),
        ('0"%"', "%"),
        ('_-* #,##0" kr"_-;-* #,##0" kr"_-', "kr"),
    ],
)
def test_what_stands_beside_a_number_is_told(number_format: str, words: str) -> None:
    assert shown(Decimal(7), number_format).words == words


@pytest.mark.parametrize(
    ("number", "number_format", "why"),
    [
        ("15", '0"."0', "egna tecken mellan siffrorna"),
        ("15", r"0\,0", "egna tecken mellan siffrorna"),
        ("15", '"1"0', "egna siffror"),
        ("15", "0*0", "egna siffror"),
        ("15", "# ?/?", "bråk"),
        ("15", "0.00E+00", "på ett annat sätt än som ett belopp"),
        ("15", "[DBNum1]0", "på ett annat sätt än som ett belopp"),
        ("15", "d/m/yyyy", "en dag"),
        ("15", "[h]:mm", "på ett annat sätt"),
        ("15", "[White]0", "vitt"),
        ("15", "0;0;0;@;0", "fler än fyra delar"),
        ("15", "0" * 300, "för långt"),
        ("15", UNKNOWN_FORMAT, "annat språk"),
        ("-15", "[<100]0;0.0", "egna villkor"),
        ("15", "[>100]0;[<1]0", "inget för ett sådant tal"),
        ("1e300", "0", "för stort"),
        ("Infinity", "0", "för stort"),
    ],
)
def test_a_format_that_cannot_be_told_says_why(number: str, number_format: str, why: str) -> None:
    seen = shown(Decimal(number), number_format)
    assert seen.figure is None
    assert why in seen.why


@pytest.mark.parametrize("number_format", [";;;", '"dolt"', ""])
def test_a_number_can_be_shown_as_nothing(number_format: str) -> None:
    assert shown(Decimal(7), number_format).figure is None


@pytest.mark.parametrize(
    ("text", "number_format", "seen"),
    [
        ("100,5", '@" tkr"', "100,5 tkr"),
        ("100,5", ";;;", ""),
        ("100,5", "@", None),
        ("100,5", "#,##0", None),
        ("100,5", '0;0;0;"se not"', "se not"),
        ("100,5", UNKNOWN_FORMAT, None),
    ],
)
def test_a_text_can_be_shown_as_another(text: str, number_format: str, seen: Any) -> None:
    assert text_hidden_or_changed(text, number_format) == seen


@pytest.mark.parametrize(
    ("number_format", "whole"),
    [("yyyy\\-mm\\-dd", True), ("[$-41D]d mmmm yyyy", True), ("d-mmm", False), ("mmm-yy", False), ("yyyy", False)],
)
def test_a_day_is_whole_when_its_year_month_and_day_are_shown(number_format: str, whole: bool) -> None:
    assert names_day(number_format) is whole
    assert not names_day(UNKNOWN_FORMAT)


def test_a_number_has_its_own_digits_and_a_format_its_parts() -> None:
    assert general_text(Decimal("-1578.94")) == "−1578,94"
    assert len(sections('0;-0;"-;";@')) == 4
