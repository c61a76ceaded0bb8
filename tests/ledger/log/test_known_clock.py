"""The known clock: instants of recording rise, and a position, a day or an instant is resolved to a position."""

from datetime import UTC, date, datetime, timedelta

import pytest
from psycopg.sql import SQL, Identifier

from ledger.errors import Refused
from ledger.log.database import Database
from ledger.log.log import Log
from ledger.when import KnownAt, end_of_day, now, swedish_day
from tests.checks import check_rows, rows
from tests.ledger.log.test_store import event, put, unit
from tests.racing import superuser

INSERT = SQL("INSERT INTO {}.event VALUES (%s, 'drawn.v1', '{{}}', '', substr(sha256('1'), 1, 16), %s)")


def insert(database: Database, log: Log, *instants: datetime) -> None:
    """Events that were recorded at chosen instants; only the owner can."""
    statement = INSERT.format(Identifier(log.recorder.datastore.schema))
    with superuser(database) as connection:
        for position, instant in enumerate(instants, start=1):
            connection.execute(statement, [position, instant])


def test_recorded_at_grows_when_the_clock_stands_still_or_goes_back(own_log: Log, shared_database: Database) -> None:
    future = datetime(2999, 1, 1, tzinfo=UTC)
    insert(shared_database, own_log, future)
    assert [own_log.recorder.append([event("a"), event("b")]) for _ in range(3)] == [3, 5, 7]
    with own_log.recorder.locked() as locked:
        locked.append([event("c")])
        locked.append([event("d")])
    instants = [row["recorded_at"] for row in rows(own_log.recorder, "SELECT recorded_at FROM event ORDER BY position")]
    steps = [0, 1, 1, 2, 2, 3, 3, 4, 5]
    assert instants == [future + timedelta(microseconds=step) for step in steps]
    check_rows(own_log.recorder)


def test_a_position_a_day_or_an_instant_is_resolved_to_a_position(own_log: Log, shared_database: Database) -> None:
    assert (own_log.resolve(0).position, own_log.resolve(0).fixed) == (0, True)
    new_day = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)  # in Sweden's winter
    recorded = [new_day - timedelta(microseconds=1), new_day, new_day + timedelta(hours=10)]
    insert(shared_database, own_log, *recorded)
    asked: dict[KnownAt, tuple[int, bool]] = {
        date(2026, 2, 28): (0, True),
        date(2026, 3, 1): (1, True),
        date(2026, 3, 2): (3, False),  # nothing later is recorded yet: this answer may still grow
        recorded[0] - timedelta(microseconds=1): (0, True),
        recorded[0]: (1, True),  # what is recorded at an instant is known at it
        recorded[1]: (2, True),
        recorded[2]: (3, False),
        2: (2, True),
    }
    for known_at, (position, fixed) in asked.items():
        resolved = own_log.resolve(known_at)
        assert (resolved.position, resolved.fixed) == (position, fixed), known_at
    with pytest.raises(Refused) as refused:
        own_log.resolve(4)
    [refusal] = refused.value.refusals
    told = (refusal.code, refusal.asserted, refusal.calculated, refusal.right)
    assert told == ("position-beyond-head", "4", "3", "0–3")


def test_what_is_recorded_now_is_known_today_and_not_fixed(own_log: Log) -> None:
    before = now()
    put(own_log, unit("a1"))
    assert (own_log.resolve(before).position, own_log.resolve(before).fixed) == (0, True)
    resolved = own_log.resolve(swedish_day(now()))
    assert (resolved.position, resolved.fixed) == (1, False)
    assert own_log.resolve(end_of_day(swedish_day(now()))).position == 1
