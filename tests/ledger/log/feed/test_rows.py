"""The rows of a log, and which of them may be wanted: by type and tags, and no further than is asked."""

import pytest

from ledger.errors import Refused
from ledger.log.feed.cursor import BEGINNING, LogCursor
from ledger.log.feed.rows import FeedRows, WantedRows
from ledger.log.log import Log
from ledger.log.store import DCBEvent

EVENTS = [
    DCBEvent("told.v1", b"1", ["frame:slk/total/operating/2026"]),
    DCBEvent("told.v1", b"2", ["frame:sbk/total/operating/2026", "frame:sbk/total/operating/2027"]),
    DCBEvent("untold.v1", b"3", ["proposal:x"]),
    DCBEvent("told.v1", b"4", ["outcome:slk/total/operating/2027", "frame:sl/k/operating/2028"]),
    DCBEvent("unit.v1", b"5", ["unit:slk", "unit:sbk"]),
    DCBEvent("units.v1", b"6", ["units:slk"]),
]
TOLD = ("told.v1",)


@pytest.fixture
def rows(log: Log) -> FeedRows:
    log.recorder.append(EVENTS)
    return FeedRows(log)


def found(rows: FeedRows, wanted: WantedRows, after: int = 0, upto: int = 6, limit: int = 100) -> list[int]:
    return [row.position for row in rows.after(after, upto, limit, wanted)]


def test_a_row_is_what_is_stored(rows: FeedRows, log: Log) -> None:
    [row] = rows.after(1, 2, 100, WantedRows())
    assert (row.position, row.type, row.data, list(row.tags)) == (2, "told.v1", b"2", EVENTS[1].tags)
    with log.recorder.cursors() as cursor:
        stored = cursor.execute("SELECT nonce, recorded_at FROM event WHERE position = 2").fetchone()
    assert stored is not None
    assert (row.nonce, row.recorded_at) == (bytes(stored["nonce"])[:4].hex(), stored["recorded_at"])
    assert row.cursor == rows.cursor(2)


def test_what_may_be_wanted_is_found(rows: FeedRows) -> None:
    assert found(rows, WantedRows()) == [1, 2, 3, 4, 5, 6]
    assert found(rows, WantedRows(), 2, 5, 2) == [3, 4]
    assert found(rows, WantedRows(types=("told.v1", "unit.v1")), 1, 5) == [2, 4, 5]
    assert found(rows, WantedRows(types=("told.v1", "unit.v1")), limit=2) == [1, 2]
    assert found(rows, WantedRows(units=("slk",), told=TOLD)) == [1, 3, 5, 6]
    assert found(rows, WantedRows(units=("sbk",), year=2027, told=TOLD)) == [2, 3, 5, 6]
    assert found(rows, WantedRows(year=2026, told=TOLD, types=TOLD)) == [1, 2]
    assert found(rows, WantedRows(passed_over=("untold.v1", "told.v1"))) == [5, 6]


def test_what_is_about_units_is_found_by_its_tags(rows: FeedRows) -> None:
    assert [row.position for row in rows.about_units(0)] == [5]
    assert rows.about_units(5) == []


def test_the_end_is_told_to_who_is_in_the_same_log(rows: FeedRows) -> None:
    head = rows.head(BEGINNING)
    assert head.position == 6
    for cursor in (head, rows.cursor(3), LogCursor(3)):
        assert rows.head(cursor) == head
    for cursor in (LogCursor(3, "00000000"), LogCursor(7), LogCursor(7, "00000000"), LogCursor(0, "00000000")):
        with pytest.raises(Refused) as refused:
            rows.head(cursor)
        assert refused.value.refusals[0].code == "log-diverged"


def test_an_empty_log_has_its_beginning(log: Log) -> None:
    assert FeedRows(log).head(BEGINNING) == BEGINNING
    assert FeedRows(log).cursor(0) == BEGINNING
    assert FeedRows(log).at([]) == []
