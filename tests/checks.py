"""What is true of every ledger at any time: asked after each integration test."""

from typing import Any

from ledger.log import codec
from ledger.log.log import Log
from ledger.log.store import PostgresLogRecorder
from projections.running.stated_totals import StatedTotals

_EVENTS = "SELECT position, tags, data, nonce, recorded_at FROM event ORDER BY position"
_TAGS = "SELECT position, array_agg(tag ORDER BY tag) AS tags FROM event_tag GROUP BY position ORDER BY position"
_KEYS = "SELECT first_position, last_position FROM append_record ORDER BY first_position"


def check_log(log: Log) -> None:
    """The rows are in order, every entry's bytes and tags are those of the entry, and no figure that a document states
    differs but where the entry says so."""
    check_rows(log.recorder)
    tags = {row["position"]: row["tags"] for row in rows(log.recorder, _EVENTS)}
    totals = StatedTotals()
    for recorded in log.stream():
        totals(recorded)
        assert codec.encode(recorded.entry) == recorded.data, f"position {recorded.position}: other bytes"
        assert list(recorded.entry.tags()) == tags[recorded.position]
    assert totals.told.differences == ()


def check_rows(recorder: PostgresLogRecorder) -> None:
    """What holds whatever the bytes mean: no gap, time never stands still, one nonce each, tags found again, and no
    two keys for one event."""
    events = rows(recorder, _EVENTS)
    assert [event["position"] for event in events] == list(range(1, len(events) + 1))
    instants = [event["recorded_at"] for event in events]
    assert instants == sorted(instants)
    assert len({event["nonce"] for event in events}) == len(events)
    tagged = {event["position"]: sorted(set(event["tags"])) for event in events if event["tags"]}
    assert {row["position"]: sorted(row["tags"]) for row in rows(recorder, _TAGS)} == tagged
    reached = 0
    for key in rows(recorder, _KEYS):
        assert reached < key["first_position"] <= key["last_position"] <= len(events)
        reached = key["last_position"]


def rows(recorder: PostgresLogRecorder, question: str) -> list[dict[str, Any]]:
    """What a ledger's own tables answer to the application's role."""
    with recorder.cursors() as cursor:
        return cursor.execute(question.encode()).fetchall()
