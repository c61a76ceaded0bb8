"""Doing things at once, and seeing that somebody waits."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import psycopg

from ledger.log.database import Database
from ledger.when import wait_until

Result = TypeVar("Result")

_WAITING = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
"""


def at_once(count: int, work: Callable[[int], Result], within_seconds: int = 30) -> list[Result | Exception]:
    """What `work(0)` to `work(count - 1)` return or raise, when all are let go together."""
    together = Barrier(count)

    def start(number: int) -> Result:
        together.wait(within_seconds)
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        futures = [pool.submit(start, number) for number in range(count)]
        return list(map(outcome, futures))


def outcome(future: Future[Result], within_seconds: int = 30) -> Result | Exception:
    """What a future returns or raises; a future that is not done in time fails the test."""
    error = future.exception(within_seconds)
    if error is None:
        return future.result()
    if isinstance(error, Exception):
        return error
    raise error


def superuser(database: Database) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection with every right, which commits each statement."""
    return psycopg.connect(**database.owner_login, autocommit=True)


def waiting_backends(database: Database, count: int) -> list[int]:
    """The server's processes that wait for a lock, when there are at least so many."""
    waiting: list[int] = []

    def enough() -> bool:
        with superuser(database) as connection:
            waiting[:] = [row[0] for row in connection.execute(_WAITING)]
        return len(waiting) >= count

    assert wait_until(enough, 10), f"{len(waiting)} wait for a lock, not {count}"
    return waiting
