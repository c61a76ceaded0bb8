"""Where somebody is who follows frame changes, as a text."""

import pytest

from ledger.log.feed.cursor import parse_cursor
from projections.frames.change_cursor import CURSOR, FROM_THE_BEGINNING, ChangeCursor, parse_change_cursor


def test_a_cursor_is_where_in_the_log_and_in_which_recast() -> None:
    for cursor in (ChangeCursor(17, "3fa94c02", 2), ChangeCursor(17, "3fa94c02", 0, 1000), FROM_THE_BEGINNING):
        assert parse_change_cursor(str(cursor)) == cursor
    assert str(ChangeCursor(17, "3fa94c02", 0, 1000)) == "17-3fa94c02.0.1000"


def test_a_cursor_of_the_log_has_had_no_recast() -> None:
    for text in ("17-3fa94c02", "17", "0"):
        cursor, of_log = parse_change_cursor(text), parse_cursor(text)
        assert (cursor.position, cursor.nonce, cursor.recast, cursor.taken) == (of_log.position, of_log.nonce, 0, 0)
        assert cursor.is_unchecked == of_log.is_unchecked


@pytest.mark.parametrize("text", ["", "x", "17.", "17-3fa94c02.x", "17-3fa94c02.1.2.3", "17-3fa94c02.1234567890", "1٣"])
def test_anything_else_is_no_cursor(text: str) -> None:
    with pytest.raises(ValueError, match="är ingen markör"):
        CURSOR.read(text)
