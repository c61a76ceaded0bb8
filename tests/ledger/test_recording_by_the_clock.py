"""A log whose last instant lies ahead of the clock: what is recorded then says so."""

from datetime import UTC, datetime, timedelta

import pytest
from psycopg.sql import SQL, Identifier

from api.answers.present import receipt_view
from ledger.log.database import Database
from ledger.log.log import Log
from ledger.recording import record
from ledger.when import clock_behind, now
from tests.given import AUTHOR, command, decided, opening
from tests.racing import superuser

INSERT = SQL("INSERT INTO {}.event VALUES (%s, 'drawn.v1', '{{}}', '', substr(sha256('1'), 1, 16), %s)")


@pytest.mark.parametrize(("ahead", "told"), [(timedelta(seconds=30), False), (timedelta(days=400), True)])
def test_what_is_recorded_far_ahead_of_the_clock_says_so_and_what_to_do(
    own_log: Log, shared_database: Database, ahead: timedelta, *, told: bool
) -> None:
    """It is stored: nobody waits for a clock to come round. The answer to the same key is the first one's own."""
    record(own_log, "stad", opening(), AUTHOR)
    last = now() + ahead
    with superuser(shared_database) as connection:
        connection.execute(INSERT.format(Identifier(own_log.recorder.datastore.schema)), [own_log.head() + 1, last])
    receipt = record(own_log, "stad", command(decided(1_00)), AUTHOR, "k")
    assert receipt.recorded_at == last + timedelta(microseconds=1)
    assert (receipt.clock is not None) is told
    assert receipt_view("stad", receipt).clock == receipt.clock
    assert record(own_log, "stad", command(decided(1_00)), AUTHOR, "k").clock is None


def test_it_says_both_instants_as_a_swedish_clock_shows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    monkeypatch.setattr("ledger.when.now", lambda: clock)
    before = clock - timedelta(hours=1)
    assert clock_behind(None, before) is clock_behind(clock + timedelta(seconds=60), before) is None
    assert (clock_behind(datetime(2027, 1, 31, 23, 5, tzinfo=UTC), before) or "").startswith(
        "Posten är registrerad 2027-02-01 00.05, men klockan är 2026-07-01 12.00."
    )
