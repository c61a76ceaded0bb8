"""A cursor says where somebody is, and in which log."""

import pytest

from ledger.log.feed.cursor import BEGINNING, LogCursor, diverged, parse_cursor


@pytest.mark.parametrize("text", ["0", "17", "17-3fa94c02"])
def test_a_cursor_is_written_as_it_is_read(text: str) -> None:
    assert str(parse_cursor(text)) == text


@pytest.mark.parametrize("text", ["", "-1", "1.5", "17-", "17-3fa94c0", "17-3FA94C02", "17 ", "9" * 19, "\u0661"])
def test_what_is_no_cursor_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="ingen markör"):
        parse_cursor(text)


def test_only_a_bare_number_of_an_entry_is_unchecked() -> None:
    assert [parse_cursor(text).is_unchecked for text in ("0", "17", "17-3fa94c02")] == [False, True, False]
    assert not BEGINNING.is_unchecked


def test_a_cursor_of_another_log_is_told_what_stands_there_and_what_to_do() -> None:
    other = diverged(LogCursor(3, "00000000"), "3fa94c02", LogCursor(4, "11111111"))
    assert (other.code, other.asserted, other.calculated, other.where) == (
        "log-diverged",
        "3-00000000",
        "3-3fa94c02",
        "after",
    )
    assert other.detail == "Vid position 3 står en annan post än den som markören 3-00000000 är från."
    assert "after=0" in (other.right or "")
    beyond = diverged(LogCursor(5, "00000000"), None, LogCursor(4, "11111111"))
    assert beyond.detail == "Position 5 finns inte: liggaren slutar vid 4."
