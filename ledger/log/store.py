"""Appending to, reading and following one ledger's log. The only module that knows the library `eventsourcing`
(README.md beside it says what of it is used, and why not more).

The library's contracts are implemented here: its dynamic consistency boundary recorder on its PostgreSQL datastore, its
subscription, its tracking recorder. They are agnostic about bytes: `log.py` above them speaks of entries.

All appends go through one function in the database that holds one lock, so position order is commit order on every
path. Reads are made in pages up to a head that is fixed when they begin: memory is bounded, and no old snapshot held.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

import msgspec
import psycopg

# Named as themselves, these are handed on: who appends bytes past the rules, as tests do, has them from here, so that
# the library's next major version is met in one module.
from eventsourcing import persistence as persistence
from eventsourcing.dcb.api import DCBAppendCondition as DCBAppendCondition
from eventsourcing.dcb.api import DCBEvent as DCBEvent
from eventsourcing.dcb.api import DCBQuery as DCBQuery
from eventsourcing.dcb.api import DCBQueryItem as DCBQueryItem
from eventsourcing.dcb.api import DCBReadResponse, DCBRecorder, DCBSequencedEvent, DCBSubscription
from eventsourcing.postgres import ConnectionPool, PostgresDatastore, PostgresRecorder, PostgresTrackingRecorder
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from ledger.errors import Refused
from ledger.log.appending import Appended, AppendOutcome, IdempotencyKey
from ledger.log.database import Cursor as Cursor
from ledger.log.database import Database
from ledger.log.listening import told_of
from ledger.log.sqlfiles import composable, statements
from ledger.when import sleep

Datastore = PostgresDatastore

PAGE: Final = 1000
"""Events fetched at a time when reading."""

LIBRARY_PRIVATE_NAMES: Final[dict[type, tuple[str, ...]]] = {
    DCBSubscription: ("_recorder", "_query", "_last_position", "_has_been_stopped"),
    PostgresTrackingRecorder: ("_insert_tracking",),
}
"""Every private name of the library that is used here, by its class. A subscription can only be written by reading what
its base class was given. The tracking recorder's public methods open a transaction of their own, and a position must be
committed with the rows that it stands for. A test holds them against the pinned version."""

_SQL: Final = {name: composable(statement) for name, statement in statements("ledger.log.sql", "queries.sql").items()}


# --- The library's contracts ------------------------------------------------------------------------------------


@dataclass
class RecordedEvent(DCBSequencedEvent):
    """An event with its position and the instant it was recorded."""

    recorded_at: datetime


Fetch = Callable[[int, int], list[RecordedEvent]]  # those after a position, at most so many


class PagedReadResponse(DCBReadResponse):
    """Events in position order, fetched a page at a time up to a head that was fixed when the `first` was fetched."""

    def __init__(self, first: list[RecordedEvent], fetch: Fetch, head: int, nonce: str | None, limit: int | None):
        self.nonce = nonce  # how that of the entry at the head begins; None: there is none
        self._ahead, self._fetch, self._left = first, fetch, limit
        self._head: int | None = head if limit is None else None
        self._waiting: Iterator[RecordedEvent] = iter(())
        self._exhausted = len(first) < page_size(limit)
        self._after = first[-1].position if first else head

    @property
    def head(self) -> int | None:
        """The log's head when the read began; with a limit, the last position that was returned."""
        return self._head

    def __next__(self) -> RecordedEvent:
        event = next(self._waiting, None)
        if event is None:
            self._waiting = iter(self.page())
            event = next(self._waiting)
        if self._left is not None:
            self._left -= 1
            self._head = event.position
        return event

    def page(self) -> list[RecordedEvent]:
        """The next events, as many as are fetched at a time: for who takes all, page by page. None at the end."""
        events, self._ahead = self._ahead, []
        if not events and not self._exhausted and (size := page_size(self._left)) > 0:
            events = self._fetch(self._after, size)
            self._exhausted = len(events) < size
            self._after = events[-1].position if events else self._after
        return events


def page_size(left: int | None) -> int:
    """How many events are fetched at a time, when so many are left to be."""
    return PAGE if left is None else max(min(PAGE, left), 0)


@dataclass
class DecidedOn(DCBAppendCondition):
    """A condition that also names the entry at `after`, by how its nonce begins: in another log another stands there.
    None: not told, or the log was empty."""

    nonce: str | None = None


class PostgresLogRecorder(DCBRecorder, PostgresRecorder):
    """The library's recorder on our own log table; agnostic about types, tags and bytes."""

    def __init__(
        self,
        datastore: PostgresDatastore,
        cursors: Callable[[], AbstractContextManager[Cursor]] | None = None,
        tell: Callable[[int], object] | None = None,
    ):
        super().__init__(datastore)
        self.cursors = cursors or datastore.cursor
        self._tell = tell or self.notify

    def head(self) -> int:
        """The last position, 0 when nothing is recorded."""
        with self.cursors() as cursor:
            return int(_one(cursor, "head")["head"])

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> PagedReadResponse:
        """Events matching a query, in order. See the library's contract."""
        items = _items(query)
        statement = "read_all" if items is None else "read_matching"

        def page(cursor: Cursor, start: int, size: int) -> list[RecordedEvent]:
            values = {"after": start, "upto": upto, "limit": size, "items": items}
            return [_recorded(row) for row in cursor.execute(_SQL[statement], values, binary=True)]

        def fetch(start: int, size: int) -> list[RecordedEvent]:
            with self.cursors() as cursor:
                return page(cursor, start, size)

        with self.cursors() as cursor:
            end = cursor.execute(_SQL["end"]).fetchone() or {"position": 0, "nonce": None}
            upto = int(end["position"])
            first = page(cursor, after or 0, page_size(limit))
        return PagedReadResponse(first, fetch, upto, end["nonce"], limit)

    def between(self, after: int, upto: int) -> Iterator[tuple[int, str, bytes, datetime]]:
        """Position, type, bytes and instant of every event after one position and up to another, a page at a time."""
        for start in range(after, upto, PAGE):
            with self.cursors() as cursor, cursor.connection.cursor(binary=True, row_factory=tuple_row) as reading:
                rows = reading.execute(
                    _SQL["read_between"], {"after": start, "upto": min(start + PAGE, upto)}
                ).fetchall()
            yield from rows

    def append(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None) -> int:
        """Appends, unless the condition fails: then raises the library's IntegrityError. Returns the last position."""
        if not events:
            raise persistence.ProgrammingError("an append needs at least one event")
        appended = self.append_with_key(events, condition, None)
        if appended.outcome is not AppendOutcome.STORED or appended.last_position is None:
            raise persistence.IntegrityError(f"position {appended.conflict_position} fails the condition")
        return appended.last_position

    def append_with_key(
        self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None, key: IdempotencyKey | None
    ) -> Appended:
        """Appends under an idempotency key that lives in the same transaction; returns the outcome, never raises it."""
        values = {
            "types": [event.type for event in events],
            "datas": [event.data for event in events],
            "tag_values": [tag for event in events for tag in event.tags],
            "tag_owners": [owner for owner, event in enumerate(events, start=1) for _ in event.tags],
            "items": None if condition is None else (_items(condition.fail_if_events_match) or Jsonb([])),
            "after": None if condition is None else condition.after,
            "after_nonce": condition.nonce if isinstance(condition, DecidedOn) else None,
            "key": key.key if key else None,
            "command_sha256": key.command_sha256 if key else None,
            "answer": key.answer if key else None,
        }
        with self.cursors() as cursor:
            appended = msgspec.convert(_one(cursor, "append", values), Appended)
        if appended.outcome is AppendOutcome.STORED and appended.last_position is not None:
            self._tell(appended.last_position)
        return appended

    def notify(self, position: int) -> None:
        """Tells whoever listens that the log has come so far. What is recorded is recorded, whether or not anybody can
        be told: who was not asks."""
        with suppress(persistence.PersistenceError, psycopg.Error, Refused), self.cursors() as cursor:
            cursor.execute(_SQL["notify"], {"position": position})

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> "LogSubscription":
        """Follows the log from a position, and waits at its end for more."""
        return LogSubscription(self, query, after)

    @contextmanager
    def locked(self) -> Iterator["PostgresLogRecorder"]:
        """A recorder inside one transaction that already holds the writers' lock; committed at the end."""
        appended = [0]
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(_SQL["lock_head"])
            yield PostgresLogRecorder(self.datastore, lambda: nullcontext(cursor), appended.append)
        if last := max(appended):
            self.notify(last)


class LogSubscription(DCBSubscription[PostgresLogRecorder]):
    """Polls first, listens second, bounds every wait, and reconnects: a lost notification or a killed connection
    delays an event by `longest_wait_seconds` seconds at most, and never loses one."""

    longest_wait_seconds = 1.0

    def __init__(self, recorder: PostgresLogRecorder, query: DCBQuery | None = None, after: int | None = None):
        super().__init__(recorder, query, after)
        self._page: Iterator[DCBSequencedEvent] = iter(())
        self._listening: psycopg.Connection[Any] | None = None
        self._number: int | None = None

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        super().__exit__(*args, **kwargs)
        self._stop_listening()

    def __next__(self) -> DCBSequencedEvent:
        while not self._has_been_stopped:
            event = next(self._page, None)
            if event is not None:
                self._last_position = event.position
                return event
            try:
                self._poll_or_wait()
            except (persistence.PersistenceError, psycopg.Error):
                self._stop_listening()
                sleep(self.longest_wait_seconds)
        self._stop_listening()
        raise StopIteration

    def _poll_or_wait(self) -> None:
        events = list(self._recorder.read(self._query, after=self._last_position, limit=PAGE))
        self._page = iter(events)
        if events:
            return
        listening = self._listening  # looked at once: whoever leaves may do so in another thread
        if listening is None:
            self._listen()  # and poll once more: something may have come in between
        else:
            for notification in listening.notifies(timeout=self.longest_wait_seconds):
                if (told := told_of(notification.payload)) is not None and told[0] == self._number:
                    break

    def _listen(self) -> None:
        parameters = cast("dict[str, Any]", self._recorder.datastore.pool.kwargs)
        self._listening = listening = psycopg.connect(**parameters)
        row = listening.execute(_SQL["number"]).fetchone()
        self._number = row and row["number"]
        listening.execute(_SQL["listen"])

    def _stop_listening(self) -> None:
        listening, self._listening = self._listening, None
        if listening is not None:
            with suppress(psycopg.Error):
                listening.close()


class ProjectionTracking(PostgresTrackingRecorder):
    """The library's tracking recorder, on a table that the projections' migration makes."""

    APPLICATION_NAME: Final = "projections"

    def advance(self, cursor: Cursor, position: int) -> None:
        """Moves forward, in the same transaction as the rows. Raises the library's IntegrityError if not forward."""
        self._insert_tracking(cursor, persistence.Tracking(self.APPLICATION_NAME, position))


def _one(cursor: Cursor, name: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
    row = cursor.execute(_SQL[name], values).fetchone()
    if row is None:
        raise LookupError(f"{name} returned no row")
    return row


def _items(query: DCBQuery | None) -> Jsonb | None:
    """A query as the database function takes it; None when it matches everything."""
    if query is None or not query.items or any(not item.types and not item.tags for item in query.items):
        return None
    return Jsonb([{"types": item.types, "tags": item.tags} for item in query.items])


def _recorded(row: dict[str, Any]) -> RecordedEvent:
    event = DCBEvent(type=row["type"], data=row["data"], tags=row["tags"])
    return RecordedEvent(event, row["position"], row["recorded_at"])


def open_datastore(database: Database, role: str, *search_path: str) -> PostgresDatastore:
    """The library's datastore for a role, on the connections of this process. The first schema is its own."""
    datastore = PostgresDatastore(*("",) * 5, schema=search_path[0])
    datastore.pool = cast("ConnectionPool[Any]", database.carrying(role, *search_path))
    return datastore
