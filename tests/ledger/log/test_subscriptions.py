"""Following the log: nothing is lost and nothing comes twice, whatever happens to notifications and connections."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import Any

import psycopg
import pytest

from ledger.log.database import Database
from ledger.log.log import Log
from ledger.log.store import (
    PAGE,
    DCBEvent,
    DCBQuery,
    DCBQueryItem,
    LogSubscription,
    PagedReadResponse,
    PostgresLogRecorder,
    persistence,
)
from ledger.when import monotonic, wait_until
from tests.checks import check_rows
from tests.ledger.log.one_database import database as database
from tests.ledger.log.one_database import log as log
from tests.racing import superuser

NEVER_SECONDS = 60
"""Longer than any test: what arrives has been notified, not found by looking now and then."""

LISTENERS = b"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
OTHERS = b"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def append(log: Log, count: int = 1, tag: str = "a") -> int:
    return log.recorder.append([DCBEvent("drawn.v1", b"x", [tag])] * count)


def listeners(database: Database) -> list[int]:
    with superuser(database) as connection:
        return [pid for (pid,) in connection.execute(LISTENERS)]


def kill(database: Database, question: bytes) -> None:
    with superuser(database) as connection:
        connection.execute(b"SELECT pg_terminate_backend(pid) FROM (" + question + b") AS found")


@contextmanager
def following(subscription: LogSubscription, count: int) -> Iterator[Future[list[int]]]:
    """The next positions of a subscription, followed in a thread of its own; stopped at the end."""
    with ThreadPoolExecutor(1) as pool, subscription:
        try:
            yield pool.submit(lambda: [event.position for event in islice(subscription, count)])
        finally:
            subscription.stop()


@pytest.fixture(autouse=True)
def _checked(log: Log, database: Database) -> Iterator[None]:
    yield
    check_rows(log.recorder)
    assert wait_until(lambda: not listeners(database), 5), "a subscription that has ended leaves no connection"


def test_events_over_several_pages_come_in_order_and_then_the_new_ones(log: Log, database: Database) -> None:
    append(log, 2 * PAGE + 1)
    subscription = log.follow(after=2)
    subscription.longest_wait_seconds = NEVER_SECONDS
    with following(subscription, 2 * PAGE + 4) as future:
        assert wait_until(lambda: bool(listeners(database)), 5)
        for _ in range(5):
            append(log)
        assert future.result(10) == list(range(3, 2 * PAGE + 7))


def test_a_query_is_followed_past_what_it_does_not_match(log: Log, database: Database) -> None:
    append(log, 3, "other")
    query = DCBQuery([DCBQueryItem(["drawn.v1"], ["wanted"])])
    with following(log.recorder.subscribe(query), 2) as future:
        append(log, 1, "wanted")
        append(log, PAGE + 1, "other")
        append(log, 1, "wanted")
        assert future.result(10) == [4, PAGE + 6]


class Interrupted(PostgresLogRecorder):
    """A recorder that something is appended beside just after it has read that there is nothing, and before anybody
    listens."""

    appended = 0

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> PagedReadResponse:
        """As ever, and then one event more."""
        response = super().read(query, after=after, limit=limit)
        if not self.appended:
            self.appended = self.append([DCBEvent("drawn.v1", b"between")])
        return response


def test_an_event_between_the_first_look_and_listening_is_not_left_waiting(log: Log) -> None:
    subscription = Interrupted(log.recorder.datastore).subscribe()
    subscription.longest_wait_seconds = NEVER_SECONDS
    with following(subscription, 1) as future:
        assert future.result(5) == [1]


class LeftMeanwhile(LogSubscription):
    """A subscription that somebody leaves in another thread as soon as it has looked whether it listens."""

    left = 0
    _kept: psycopg.Connection[Any] | None = None

    @property
    def _listening(self) -> psycopg.Connection[Any] | None:
        listening = self._kept
        if listening is not None and self._has_listened:
            listening.close()
            self._kept = None
            self.left += 1
        return listening

    @_listening.setter
    def _listening(self, connection: psycopg.Connection[Any] | None) -> None:
        self._kept, self._has_listened = connection, False

    def _listen(self) -> None:
        super()._listen()
        self._has_listened = True


def test_leaving_between_two_looks_at_the_connection_disturbs_nobody(log: Log) -> None:
    subscription = LeftMeanwhile(log.recorder)
    subscription.longest_wait_seconds = 0.1
    with following(subscription, 1) as positions:
        assert wait_until(lambda: subscription.left > 0, 5)
        append(log)
        assert positions.result(5) == [1]


@pytest.mark.parametrize("killed", [LISTENERS, OTHERS], ids=["the listening one", "every one"])
def test_a_killed_connection_delays_but_loses_nothing(log: Log, database: Database, killed: bytes) -> None:
    append(log)
    subscription = log.follow()
    subscription.longest_wait_seconds = 0.2
    with following(subscription, 4) as future:
        assert wait_until(lambda: bool(listeners(database)), 5)
        for _ in range(2):
            kill(database, killed)
            assert wait_until(lambda: append_after_loss(log), 5)
        assert wait_until(lambda: bool(listeners(database)), 5), "it listens again"
        append(log)
        assert future.result(10) == [1, 2, 3, 4]


def append_after_loss(log: Log) -> bool:
    """Whether an append went through; pooled connections that were killed are found out one by one."""
    try:
        return append(log) > 0
    except persistence.OperationalError:
        return False


def test_stopping_from_another_thread_ends_the_wait_within_two_seconds(log: Log, database: Database) -> None:
    subscription = log.follow()
    with following(subscription, 1) as future:
        assert wait_until(lambda: bool(listeners(database)), 5)
        started = monotonic()
        subscription.stop()
        assert future.result(5) == []
        assert monotonic() - started < 2
    assert list(subscription) == []


def test_a_subscription_is_entered_once(log: Log) -> None:
    with log.follow() as subscription, pytest.raises(persistence.ProgrammingError):
        subscription.__enter__()
