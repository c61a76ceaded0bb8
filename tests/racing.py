"""Doing things at once, and seeing that somebody waits."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import repeat
from threading import Barrier
from typing import Any, TypeVar

import psycopg
from psycopg.sql import SQL, Identifier

from ledger.log.database import Database, LedgerPlace
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


def in_turn(
    database: Database, place: LedgerPlace, works: Sequence[Callable[[], Result]], within_seconds: int = 30
) -> list[Result | Exception]:
    """What works return or raise when each has looked at a ledger before any of them writes to it, and they then write
    in the order given: whoever waits for the writers' lock gets it in the order of coming."""
    lock = SQL("SELECT FROM {}.head_lock FOR UPDATE").format(Identifier(place.log_schema))
    futures: list[Future[Result]] = []
    with ThreadPoolExecutor(len(works)) as pool, superuser(database) as watching, superuser(database) as holding:
        with holding.transaction():
            holding.execute(lock)
            for work in works:
                futures.append(pool.submit(work))
                assert wait_until(lambda: _are_there(watching, futures), within_seconds), "somebody never came to write"
        return list(map(outcome, futures, repeat(within_seconds)))


def _are_there(connection: psycopg.Connection[tuple[Any, ...]], futures: Sequence[Future[Any]]) -> bool:
    """Whether each has come to wait for a lock, or was done before."""
    waiting = len(connection.execute(_WAITING).fetchall())
    return waiting + sum(future.done() for future in futures) >= len(futures)


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
