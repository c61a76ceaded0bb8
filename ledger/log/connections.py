"""The connections of a process to its database: a few for all ledgers, each of which carries one role and its schemas.

A library's pool has connections that are all alike: one for each role of each ledger would hold as many as there are
ledgers, and threads that make them. Here whoever needs a connection makes it, or takes over one that is idle, and is
told at once when the database cannot be reached; so there is nothing that waits before it tries again.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Final, NamedTuple, Self

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row
from psycopg.sql import Literal

from ledger.errors import Refusal, Refused
from ledger.log.sqlfiles import composable, statements
from ledger.when import monotonic

Connection = psycopg.Connection[dict[str, Any]]

MOST_CONNECTIONS: Final = 16
"""The most that a process holds to one database, beside the one that listens."""

KEPT_APART: Final = 6
"""How many there are before one that is idle is taken over instead of a new one made. Each keeps in the server's memory
what it has met of every ledger, so that a few that know all are quicker than many that know some."""

LEFT_FOR_SECOND: Final = 4
"""How many of those are left for threads that hold one already, so that these always come to an end."""

LONGEST_WAIT_SECONDS: Final = 5
"""How long a thread waits for a connection that others use."""

LONGEST_IDLE_SECONDS: Final = 300
"""How long a connection is kept that nobody uses."""

_SQL: Final = {name: composable(text) for name, text in statements("ledger.log.sql", "connections.sql").items()}


class Carried(NamedTuple):
    """Under which role a connection speaks, and in which schemas it looks for names."""

    role: str
    search_path: tuple[str, ...]

    @property
    def path(self) -> str:
        """Its schemas as the server takes them, with nobody's temporary tables before them."""
        return ", ".join((*self.search_path, "pg_temp"))


class _OfThread(threading.local):
    held = 0
    """How many this thread holds."""


class _Idle(NamedTuple):
    carried: Carried
    connection: Connection
    since: float


class Connections:
    """All connections of a process to one database. Safe to use from several threads.

    It owns them until `close`, after which new ones are made when they are asked for. The lock guards which there are;
    nobody waits for the server while holding it.
    """

    def __init__(self, connect: Callable[[Carried], Connection], most: int = MOST_CONNECTIONS):
        self._connect = connect
        self._most = most
        self._idle: list[_Idle] = []  # the one that was given back last is last
        self._existing = 0
        self._closings = 0
        self._changed = threading.Condition()
        self._thread = _OfThread()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Closes all that are idle, and each of the others when it is given back."""
        with self._changed:
            self._closings += 1
            idle, self._idle = self._idle, []
            self._existing -= len(idle)
            self._changed.notify_all()
        for each in idle:
            each.connection.close()

    @property
    def existing(self) -> int:
        """How many there are now, idle and in use."""
        return self._existing

    @property
    def idle(self) -> int:
        """How many nobody uses now."""
        return len(self._idle)

    @property
    def most(self) -> int:
        """How many there may be."""
        return self._most

    @contextmanager
    def carrying(self, carried: Carried) -> Iterator[Connection]:
        """A connection for one role and its schemas. What was begun on it is committed at the end, or rolled back.

        Raises Refused (database-full) when every connection is in use for long; psycopg's errors when the database
        cannot be reached.
        """
        closings = self._closings
        connection = self._taken(carried)
        try:
            yield connection
        except BaseException:
            with suppress(psycopg.Error):
                connection.rollback()
            raise
        else:
            connection.commit()
        finally:
            self._give_back(carried, connection, closings)

    def _taken(self, carried: Carried) -> Connection:
        asked, may_connect = monotonic(), True
        while True:
            idle = self._next(carried, asked, may_connect=may_connect)
            try:
                connection = self._connect(carried) if idle is None else _taken_over(idle, carried)
            except BaseException as error:
                self._forget()
                may_connect = not is_full(error)
                is_last = idle is None and (may_connect or not self._existing)
                if is_last or not isinstance(error, psycopg.Error):
                    raise
                continue  # another that is idle, or that somebody gives back, or a new one
            self._thread.held += 1
            return connection

    def _next(self, carried: Carried, asked: float, *, may_connect: bool) -> _Idle | None:
        """An idle one, preferably of the same role and schemas; None: a new one may be made, and counts already. It was
        `asked` for at a time by `monotonic`."""
        most = self._most if self._thread.held else self._most - LEFT_FOR_SECOND
        with self._changed:
            self._close_forgotten(asked)
            while True:
                in_use = self._existing - len(self._idle)
                alike = next((each for each in reversed(self._idle) if each.carried == carried), None)
                if in_use < most and alike is not None:
                    self._idle.remove(alike)
                    return alike
                is_needed = self._existing < KEPT_APART or not self._idle
                if in_use < most and may_connect and is_needed and self._existing < self._most:
                    self._existing += 1
                    return None
                if in_use < most and self._idle:
                    return self._idle.pop(0)
                if not self._changed.wait(asked + LONGEST_WAIT_SECONDS - monotonic()):
                    raise _all_in_use(in_use)

    def _give_back(self, carried: Carried, connection: Connection, closings: int) -> None:
        self._thread.held = max(self._thread.held - 1, 0)  # a generator may be ended by another thread
        usable = not connection.closed and connection.info.transaction_status is TransactionStatus.IDLE
        with self._changed:
            kept = usable and closings == self._closings
            if kept:
                self._idle.append(_Idle(carried, connection, monotonic()))
            else:
                self._existing -= 1
            self._changed.notify()
        if not kept:
            connection.close()

    def _forget(self) -> None:
        """One that was taken, and is not there any more."""
        with self._changed:
            self._existing -= 1
            self._changed.notify()

    def _close_forgotten(self, now: float) -> None:
        """Those that nobody has used for long; they were given back first."""
        while self._idle and self._idle[0].since < now - LONGEST_IDLE_SECONDS:
            self._idle.pop(0).connection.close()
            self._existing -= 1


class LedgerConnections:
    """Those for one role of one ledger: what the library's datastore asks of a pool."""

    def __init__(self, connections: Connections, carried: Carried, parameters: Callable[[], dict[str, Any]]):
        self._connections = connections
        self._carried = carried
        self._parameters = parameters

    @property
    def kwargs(self) -> dict[str, Any]:
        """How a connection is made that is none of these: for who listens."""
        return {**self._parameters(), "row_factory": dict_row, "autocommit": True}

    def open(self, wait: bool = False, timeout: float = 0) -> None:
        """Nothing: each is made when it is asked for."""

    def close(self) -> None:
        """Nothing: they belong to the process, and the next ledger takes them over."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def connection(self) -> AbstractContextManager[Connection]:
        """One connection, as `Connections.carrying`."""
        return self._connections.carrying(self._carried)


def _taken_over(idle: _Idle, carried: Carried) -> Connection:
    """An idle connection that is still there, with another role and schemas when it had others. Raises psycopg's errors
    when it is not: it is closed then."""
    try:
        _check_connected(idle.connection)
        if idle.carried != carried:
            role, search_path = Literal(carried.role), Literal(carried.path)
            idle.connection.execute(_SQL["take_over"].format(role=role, search_path=search_path))
    except BaseException:
        idle.connection.close()
        raise
    return idle.connection


def _check_connected(connection: Connection) -> None:
    """Raises when the server has closed a connection. It asks the socket and not the server: the first look takes in
    the server's parting words, the second finds the end."""
    for _ in range(2):
        connection.pgconn.consume_input()


def is_full(error: BaseException) -> bool:
    """Whether a server has no room for another connection, also where a library has wrapped what the driver raised. A
    connection that is not made has no SQLSTATE: what 53300 says is looked for, in English and Swedish."""
    is_lost = any(isinstance(each, psycopg.OperationalError) for each in (error, error.__cause__))
    return is_lost and any(part in str(error) for part in _FULL)


_FULL: Final = (
    "too many clients",
    "connection slots",
    "too many connections",
    "många klienter",
    "anslutningsslottar",
    "många anslutningar",
)


def _all_in_use(number: int) -> Refused:
    detail = f"Alla {number} anslutningar till databasen används."
    return Refused(Refusal("database-full", detail, right="Försök igen om en stund."))
