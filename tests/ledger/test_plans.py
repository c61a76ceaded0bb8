"""What the store asks costs what it returns, not what the log holds: no table is read through, no history is walked.

Counted by the server itself, in the transaction that asked.
"""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
from psycopg.sql import SQL, Identifier

from ledger.log.appending import AppendOutcome, IdempotencyKey
from ledger.log.database import Database
from ledger.log.feed.cursor import LogCursor
from ledger.log.feed.rows import FeedRows, WantedRows
from ledger.log.log import Log
from ledger.log.store import (
    Cursor,
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBQueryItem,
    PostgresLogRecorder,
    RecordedEvent,
)
from ledger.when import now
from tests.racing import superuser
from tests.tampering import ledger_of_anything

MANY = 20_000
HOT = DCBQuery([DCBQueryItem(["drawn.v1"], ["frame:hot"])])
OTHER_TYPE = DCBQuery([DCBQueryItem(["other.v1"], ["frame:hot"])])
RARE = DCBQuery([DCBQueryItem([], ["unit:u77"]), DCBQueryItem([], ["unit:u19001", "frame:hot"])])
WARM = DCBQuery([DCBQueryItem([], ["proposal:p7"])])
RARE_TYPE = DCBQuery([DCBQueryItem(["rare.v1"])])
KEY = IdempotencyKey("k", b"c" * 32, b"answer")

COUNTED = b"""
    SELECT coalesce(sum(seq_scan), 0)::integer AS whole, coalesce(sum(idx_tup_fetch), 0)::integer AS fetched
    FROM pg_stat_xact_user_tables WHERE relname IN ('event', 'event_tag', 'append_record')
"""


@pytest.fixture(scope="module")
def large(shared_database: Database) -> Log:
    """A log where every event has one tag in common, one in common with every twentieth, and one of its own; every
    thousandth is of a rare type."""
    log = Log.open(shared_database, ledger_of_anything(shared_database, "large"))
    for start in range(1, MANY, 5000):
        log.recorder.append([numbered(number) for number in range(start, start + 5000)])
    with superuser(shared_database) as connection:
        # What only notified is committed without a flush: until then VACUUM does not see that what came before it is.
        connection.execute(b"CHECKPOINT")
        for table in ("event", "event_tag"):
            connection.execute(SQL("VACUUM ANALYZE {}").format(Identifier("log_large", table)))
    return log


def numbered(number: int) -> DCBEvent:
    tags = ["frame:hot", f"unit:u{number}", f"proposal:p{number % 20}"]
    return DCBEvent("drawn.v1" if number % 1000 else "rare.v1", b"{}", tags)


def append(recorder: PostgresLogRecorder, query: DCBQuery, after: int) -> AppendOutcome:
    return recorder.append_with_key([DCBEvent("drawn.v1", b"{}")], DCBAppendCondition(query, after), KEY).outcome


def positions(recorder: PostgresLogRecorder, query: DCBQuery, after: int = 0, limit: int | None = None) -> list[int]:
    return [event.position for event in recorder.read(query, after=after, limit=limit)]


def known(recorder: PostgresLogRecorder, position: int) -> int:
    """What was known at the instant an event was recorded."""
    [event] = recorder.read(after=position - 1, limit=1)
    assert isinstance(event, RecordedEvent)
    return Log(recorder).resolve(event.recorded_at).position


def fed(recorder: PostgresLogRecorder, after: int, upto: int, limit: int, wanted: WantedRows) -> list[int]:
    """The positions of what a follower is given."""
    return [row.position for row in FeedRows(Log(recorder)).after(after, upto, limit, wanted)]


ABOUT_ONE = WantedRows(units=("none",), year=2026, told=("drawn.v1", "rare.v1"))

QUESTIONS: dict[str, tuple[Callable[[PostgresLogRecorder], object], object, int]] = {
    "the head": (lambda log: log.head(), MANY, 5),
    "the last five": (lambda log: len(list(log.read(after=MANY - 5))), 5, 20),
    "one in the middle": (lambda log: next(log.read(after=9_999, limit=1)).position, 10_000, 10),
    "two rare tags": (lambda log: positions(log, RARE), [77, 19_001], 30),
    "a warm tag, two in the middle": (lambda log: positions(log, WARM, 10_000, 2), [10_007, 10_027], 20),
    "a rare type": (lambda log: positions(log, RARE_TYPE, 15_000), list(range(16_000, MANY + 1, 1000)), 40),
    "a hot tag from the end": (lambda log: len(positions(log, HOT, MANY - 5)), 4, 40),
    "a hot tag, the first": (lambda log: positions(log, HOT, limit=1), [1], 10),
    "a hot tag that has not moved": (lambda log: append(log, HOT, MANY), AppendOutcome.STORED, 10),
    "a hot tag that has": (lambda log: append(log, HOT, MANY - 5), AppendOutcome.CONFLICT, 20),
    "a hot tag of another type": (lambda log: append(log, OTHER_TYPE, MANY - 5), AppendOutcome.STORED, 40),
    "a warm tag": (lambda log: append(log, WARM, MANY - 14), AppendOutcome.CONFLICT, 20),
    "a rare tag from the start": (lambda log: append(log, RARE, 0), AppendOutcome.CONFLICT, 20),
    "an instant before everything": (lambda log: Log(log).resolve(datetime(2020, 1, 1, tzinfo=UTC)).position, 0, 10),
    "an instant in the middle": (lambda log: known(log, 9_999), 10_000, 20),
    "what is known now": (lambda log: Log(log).resolve(now()).position, MANY, 10),
    "tags by how they begin": (
        lambda log: Log(log).tags_beginning(["frame:h", "proposal:p1", "unit:none"]),
        ["frame:hot", "proposal:p1", *(f"proposal:p{number}" for number in range(10, 20))],
        30,
    ),
    "where a follower is": (lambda log: FeedRows(Log(log)).head(LogCursor(9_999)).position, MANY, 10),
    "a follower's page in the middle": (
        lambda log: fed(log, 9_999, MANY, 3, WantedRows()),
        [10_000, 10_001, 10_002],
        10,
    ),
    "a follower's page of a rare type": (
        lambda log: fed(log, 9_999, MANY, 3, WantedRows(types=("rare.v1",))),
        [10_000, 11_000, 12_000],
        20,
    ),
    "a stretch with nothing for a follower": (lambda log: fed(log, 9_000, 10_000, 100, ABOUT_ONE), [], 1000),
    "a key": (lambda log: Log(log).answered("k"), None, 5),
}


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("repeats", [1, 7], ids=["at once", "with a prepared plan"])
def test_a_question_costs_what_it_answers(large: Log, name: str, repeats: int) -> None:
    ask, answer, most_rows = QUESTIONS[name]
    with large.recorder.datastore.get_connection() as connection:
        for _ in range(repeats):
            with connection.transaction(force_rollback=True), connection.cursor() as cursor:
                before = counted(cursor)
                assert ask(PostgresLogRecorder(large.recorder.datastore, lambda: nullcontext(cursor))) == answer
                whole, fetched = (now - then for now, then in zip(counted(cursor), before, strict=True))
                assert (whole, max(fetched, most_rows)) == (0, most_rows)


def counted(cursor: Cursor) -> tuple[int, int]:
    """Tables read through and rows fetched by an index, in this transaction and what is not yet summed up before it."""
    row = cursor.execute(COUNTED).fetchone()
    assert row is not None
    return row["whole"], row["fetched"]
