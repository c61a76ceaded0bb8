"""Appending to, reading and following one ledger's log. The only module that knows the library `eventsourcing`
(README.md beside it says what of it is used, and why not more).

The library's contracts are implemented here: its dynamic consistency boundary recorder on its PostgreSQL datastore, its
subscription, its tracking recorder. `Log` above them speaks of entries instead of bytes: it encodes, decodes, compares
before every append, expands event families to stored names, and makes the loss of the database a refusal.

All appends go through one function in the database that holds one lock, so position order is commit order on every
path. Reads are made in pages up to a head that is fixed when the read begins: memory is bounded whatever the log's
size, and no old snapshot is held.
"""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence, Set
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self, cast

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
from psycopg.sql import Identifier
from psycopg.types.json import Jsonb

from ledger.errors import Refusal, Refused
from ledger.log import codec
from ledger.log.appending import Appended, AppendOutcome, IdempotencyKey, Resolved
from ledger.log.database import APPLICATION, Database, LedgerPlace, reaching_database
from ledger.log.database import Cursor as Cursor
from ledger.log.entry import TAG_KINDS, Entry, Look, Recorded
from ledger.log.sqlfiles import composable, statements
from ledger.when import KnownAt, as_instant, sleep

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


class PagedReadResponse(DCBReadResponse):
    """Events in position order, fetched a page at a time up to a head that was fixed at the start."""

    def __init__(self, page: Callable[[int, int], list[RecordedEvent]], after: int, head: int, limit: int | None):
        self._page, self._after, self._left = page, after, limit
        self._head: int | None = head if limit is None else None
        self._waiting: Iterator[RecordedEvent] = iter(())
        self._exhausted = False

    @property
    def head(self) -> int | None:
        """The log's head when the read began; with a limit, the last position that was returned."""
        return self._head

    def __next__(self) -> RecordedEvent:
        event = next(self._waiting, None) or self._turn_page()
        if self._left is not None:
            self._left -= 1
            self._head = event.position
        return event

    def _turn_page(self) -> RecordedEvent:
        size = PAGE if self._left is None else min(PAGE, self._left)
        if self._exhausted or size <= 0:
            raise StopIteration
        events = self._page(self._after, size)
        self._exhausted = len(events) < size
        if not events:
            raise StopIteration
        self._after = events[-1].position
        self._waiting = iter(events)
        return next(self._waiting)


class PostgresLogRecorder(DCBRecorder, PostgresRecorder):
    """The library's recorder on our own log table; agnostic about types, tags and bytes."""

    def __init__(
        self, datastore: PostgresDatastore, cursors: Callable[[], AbstractContextManager[Cursor]] | None = None
    ):
        super().__init__(datastore)
        self.cursors = cursors or datastore.cursor

    @property
    def channel_name(self) -> str:
        """The notification channel of this log: the name of its schema."""
        return self.datastore.schema

    def head(self) -> int:
        """The last position, 0 when nothing is recorded."""
        with self.cursors() as cursor:
            return int(_one(cursor, "head")["head"])

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> PagedReadResponse:
        """Events matching a query, in order. See the library's contract."""
        upto = self.head()
        items = _items(query)
        statement = "read_all" if items is None else "read_matching"

        def page(start: int, size: int) -> list[RecordedEvent]:
            values = {"after": start, "upto": upto, "limit": size, "items": items}
            with self.cursors() as cursor:
                cursor.execute(_SQL[statement], values, binary=True)
                return [_recorded(row) for row in cursor]

        return PagedReadResponse(page, after or 0, upto, limit)

    def tags_beginning(self, beginnings: Collection[str]) -> list[str]:
        """Every tag there is that begins with one of some texts."""
        with self.cursors() as cursor:
            rows = cursor.execute(_SQL["tags_beginning"], {"beginnings": list(beginnings)})
            return [row["tag"] for row in rows]

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
            "key": key.key if key else None,
            "command_sha256": key.command_sha256 if key else None,
            "answer": key.answer if key else None,
        }
        with self.cursors() as cursor:
            return msgspec.convert(_one(cursor, "append", values), Appended)

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> "LogSubscription":
        """Follows the log from a position, and waits at its end for more."""
        return LogSubscription(self, query, after)

    @contextmanager
    def locked(self) -> Iterator["PostgresLogRecorder"]:
        """A recorder inside one transaction that already holds the writers' lock; committed at the end."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(_SQL["lock_head"])
            yield PostgresLogRecorder(self.datastore, lambda: nullcontext(cursor))


class LogSubscription(DCBSubscription[PostgresLogRecorder]):
    """Polls first, listens second, bounds every wait, and reconnects: a lost notification or a killed connection
    delays an event by `longest_wait_seconds` seconds at most, and never loses one."""

    longest_wait_seconds = 1.0

    def __init__(self, recorder: PostgresLogRecorder, query: DCBQuery | None = None, after: int | None = None):
        super().__init__(recorder, query, after)
        self._page: Iterator[DCBSequencedEvent] = iter(())
        self._listening: psycopg.Connection[Any] | None = None

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
            for _ in listening.notifies(timeout=self.longest_wait_seconds, stop_after=1):
                pass

    def _listen(self) -> None:
        parameters = cast("dict[str, Any]", self._recorder.datastore.pool.kwargs)
        self._listening = listening = psycopg.connect(**parameters)
        listening.execute(_SQL["listen"].format(channel=Identifier(self._recorder.channel_name)))

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


# --- The log, in entries ----------------------------------------------------------------------------------------


def _query(looks: Iterable[Look]) -> DCBQuery:
    return DCBQuery([_query_item(look) for look in looks])


def _query_item(look: Look) -> DCBQueryItem:
    kind = look.tag.partition(":")[0]
    names = [name for part in look.families for name in codec.versions(part)]
    if names and not look.tag:
        return DCBQueryItem(names, [])
    if kind not in TAG_KINDS:
        raise ValueError(f"{look.tag} is not of a selective kind: {', '.join(TAG_KINDS)}")
    return DCBQueryItem(names, [look.tag])


def _is_wanted(event: DCBEvent, named: Set[str], wide: Iterable[Look]) -> bool:
    """Whether looks, some of which are at whole families, want an event: before it is decoded."""
    return not named.isdisjoint(event.tags) or any(look.reads(event.type, event.tags) for look in wide)


def _from_event(event: DCBSequencedEvent) -> Recorded:
    if not isinstance(event, RecordedEvent):
        raise TypeError("not from this log")
    return codec.recorded_from(event.position, event.recorded_at, event.event.type, event.event.data)


def open_datastore(database: Database, role: str, *search_path: str) -> PostgresDatastore:
    """The library's datastore for a role, on the connections of this process. The first schema is the datastore's
    own."""
    datastore = PostgresDatastore(*("",) * 5, schema=search_path[0])
    datastore.pool = cast("ConnectionPool[Any]", database.carrying(role, *search_path))
    return datastore


@dataclass(frozen=True, eq=False)
class Log:
    """One ledger's log. Safe to use from several threads. Raises Refused (database-unavailable) when it is lost."""

    recorder: PostgresLogRecorder

    @classmethod
    def open(cls, database: Database, place: LedgerPlace) -> Self:
        """The log of a ledger, as the application's role."""
        return cls(PostgresLogRecorder(open_datastore(database, APPLICATION, place.log_schema)))

    def head(self) -> int:
        """The last position, 0 when nothing is recorded."""
        with reaching_database():
            return self.recorder.head()

    def read(self, looks: Iterable[Look], after: int = 0, known: Container[int] = ()) -> tuple[list[Recorded], int]:
        """What a decision looks at, and the head it was read at: appending after that head is safe or refused. What is
        `known` already, by its position, is passed over."""
        wanted = tuple(looks)
        named, wide = {look.tag for look in wanted}, [look for look in wanted if not look.tag]
        with reaching_database():
            response = self.recorder.read(_query(wanted), after=after)
            new = (each for each in response if each.position not in known)
            events = (each for each in new if not wide or _is_wanted(each.event, named, wide))
            return [_from_event(event) for event in events], response.head or 0

    def tags_beginning(self, beginnings: Collection[str]) -> list[str]:
        """Every tag there is that begins with one of some texts (`frame:slk/`), however many entries have it."""
        with reaching_database():
            return self.recorder.tags_beginning(beginnings) if beginnings else []

    def at(self, position: int) -> Recorded | None:
        """The entry at a position, or None."""
        with reaching_database():
            event = next(self.recorder.read(after=position - 1, limit=1), None)
        return _from_event(event) if event is not None and event.position == position else None

    def stream(self, after: int = 0, limit: int | None = None, family: str | None = None) -> Iterator[Recorded]:
        """Every entry (of one family, when given) after a position, in order, in bounded memory, up to the head when
        the reading began."""
        if family is None:
            head = self.head()
            yield from self.between(after, head if limit is None else min(head, after + limit))
            return
        query = DCBQuery([DCBQueryItem(list(codec.versions(family)))])
        with reaching_database():
            for event in self.recorder.read(query, after=after, limit=limit):
                yield _from_event(event)

    def between(self, after: int, upto: int) -> Iterator[Recorded]:
        """Every entry after one position and up to another, in order, in bounded memory."""
        with reaching_database():
            for position, name, data, recorded_at in self.recorder.between(after, upto):
                yield codec.recorded_from(position, recorded_at, name, data)

    def follow(self, after: int = 0) -> LogSubscription:
        """Every entry after a position, and then those to come. Use as a context manager; `stop()` ends it."""
        return self.recorder.subscribe(after=after)

    def append(
        self, entries: Sequence[Entry], looked_at: Iterable[Look], head: int, key: IdempotencyKey | None
    ) -> Appended:
        """Appends entries decided on what was `looked_at` up to `head`; one outcome for all of them."""
        events = [DCBEvent(entry.type, codec.encode(entry), list(entry.tags())) for entry in entries]
        with reaching_database():
            return self.recorder.append_with_key(events, DCBAppendCondition(_query(looked_at), head), key)

    def answered(self, key: str) -> tuple[bytes, Appended] | None:
        """The command digest and the outcome stored under an idempotency key, if any."""
        with reaching_database(), self.recorder.cursors() as cursor:
            row = cursor.execute(_SQL["append_record"], {"key": key}).fetchone()
        if row is None:
            return None
        return row.pop("command_sha256"), msgspec.convert({"outcome": "seen", **row}, Appended)

    @contextmanager
    def locked(self) -> Iterator["Log"]:
        """The log inside one transaction that holds the writers' lock: what is read there cannot go stale."""
        with reaching_database(), self.recorder.locked() as recorder:
            yield Log(recorder)

    def resolve(self, known_at: KnownAt) -> Resolved:
        """A position from a position, a day or an instant. Raises Refused (position-beyond-head)."""
        if isinstance(known_at, int):
            head = self.head()
            if known_at > head:
                detail = f"Position {known_at} finns inte: liggaren slutar vid {head}."
                raise Refused(Refusal("position-beyond-head", detail, str(known_at), str(head), right=f"0–{head}"))
            return Resolved(known_at, fixed=True)
        with reaching_database(), self.recorder.cursors() as cursor:
            row = _one(cursor, "resolve_instant", {"until": as_instant(known_at)})
        return Resolved(row["position"], row["fixed"])
