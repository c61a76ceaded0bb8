"""One ledger's log, in entries: what is read, appended and followed.

It encodes, decodes, compares before every append, expands event families to stored names, and makes the loss of the
database a refusal. What it stands on, in bytes and in the library's terms, is `store.py`.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

import msgspec

from ledger.errors import Refusal, Refused
from ledger.log import codec
from ledger.log.appending import Appended, IdempotencyKey, Resolved
from ledger.log.aside.unreadable import Asides, asides_of, unreadable_refusal
from ledger.log.database import Database, LedgerPlace, reaching_database
from ledger.log.entry import SET_ASIDE, TAG_KINDS, Entry, Look, Recorded, Stored, Undecodable, is_wanted
from ledger.log.feed.cursor import LogCursor
from ledger.log.server import check_durable
from ledger.log.sqlfiles import composable, statements
from ledger.log.store import (
    DCBEvent,
    DCBQuery,
    DCBQueryItem,
    DecidedOn,
    LogSubscription,
    PostgresLogRecorder,
    RecordedEvent,
    open_datastore,
)
from ledger.when import KnownAt, as_instant

_SQL: Final = {name: composable(statement) for name, statement in statements("ledger.log.sql", "queries.sql").items()}

_ASIDES: Final = DCBQueryItem([SET_ASIDE], [])
"""What has been set aside: read with whatever is looked at."""


def _query_item(look: Look) -> DCBQueryItem:
    kind = look.tag.partition(":")[0]
    names = [name for part in look.families for name in codec.versions(part)]
    if names and not look.tag:
        return DCBQueryItem(names, [])
    if kind not in TAG_KINDS:
        raise ValueError(f"{look.tag} is not of a selective kind: {', '.join(TAG_KINDS)}")
    return DCBQueryItem(names, [look.tag])


def _from_event(event: object) -> Stored:
    if not isinstance(event, RecordedEvent):
        raise TypeError("not from this log")
    there = codec.stored_from(event.position, event.recorded_at, event.event.type, event.event.data)
    if isinstance(there, Undecodable):
        return msgspec.structs.replace(there, tags=tuple(event.event.tags))
    return there


@dataclass(frozen=True, eq=False)
class Log:
    """One ledger's log. Safe to use from several threads. Raises Refused (database-unavailable) when it is lost.

    What is read as entries is never what has been set aside. Raises Refused (entry-unreadable) for an entry that this
    program cannot read; what is `stored` is handed on all the same."""

    recorder: PostgresLogRecorder
    ledger: str = ""
    log_id: UUID | None = None

    @classmethod
    def open(cls, database: Database, place: LedgerPlace) -> Self:
        """The log of a ledger, under its own role."""
        recorder = PostgresLogRecorder(open_datastore(database, place.log_role, place.log_schema))
        return cls(recorder, place.name, place.log_id)

    @property
    def source(self) -> str:
        """Which log it is, wherever it is asked for and whatever its ledger is called there: `urn:liggare:` and its
        id."""
        return f"urn:liggare:{self.log_id}"

    def head(self) -> int:
        """The last position, 0 when nothing is recorded."""
        with reaching_database():
            return self.recorder.head()

    def read(
        self, looks: Iterable[Look], after: int = 0, known: Container[int] = ()
    ) -> tuple[list[Recorded], LogCursor]:
        """What a decision looks at, and the head it was read at: appending after that head is safe or refused. What is
        `known` already, by its position, is passed over."""
        wanted, found = tuple(looks), list[RecordedEvent]()
        named, wide = {look.tag for look in wanted}, [look for look in wanted if not look.tag]
        query = DCBQuery([*map(_query_item, wanted), *([_ASIDES] if wanted else [])])
        with reaching_database():
            response = self.recorder.read(query, after=after)
            while page := response.page():
                new = [each for each in page if each.position not in known]
                if wide:  # before anything is decoded
                    new = [
                        each
                        for each in new
                        if each.event.type == SET_ASIDE or is_wanted(each.event.type, each.event.tags, named, wide)
                    ]
                found += new
        aside = asides_of((each.position, each.event.data) for each in found if each.event.type == SET_ASIDE)
        return list(self._readable(map(_from_event, found), aside)), LogCursor(response.head or 0, response.nonce)

    def _readable(self, stored: Iterable[Stored], asides: Asides) -> Iterator[Recorded]:
        """The entries of what is stored. Raises Refused for those that cannot be read and are not set aside."""
        for there in stored:
            if there.type == SET_ASIDE or asides.covers(there.position, there.data):
                continue
            if isinstance(there, Undecodable):
                raise Refused(unreadable_refusal(self.ledger, there))
            if isinstance(there, Recorded):
                yield there

    def asides(self) -> Asides:
        """What has been set aside."""
        with reaching_database(), self.recorder.cursors() as cursor:
            return asides_of((row["position"], row["data"]) for row in cursor.execute(_SQL["asides"]))

    def tags_beginning(self, beginnings: Collection[str]) -> list[str]:
        """Every tag there is that begins with one of some texts (`frame:slk/`), however many entries have it."""
        with reaching_database(), self.recorder.cursors() as cursor:
            rows = cursor.execute(_SQL["tags_beginning"], {"beginnings": list(beginnings)})
            return [row["tag"] for row in rows]

    def at(self, position: int) -> Recorded | None:
        """The entry at a position, or None."""
        there = self.stored_at(position)
        return None if there is None else next(self._readable([there], self.asides()), None)

    def stored_at(self, position: int) -> Stored | None:
        """What is stored at a position, or None."""
        with reaching_database():
            event = next(self.recorder.read(after=position - 1, limit=1), None)
        return _from_event(event) if event is not None and event.position == position else None

    def stream(self, after: int = 0, limit: int | None = None, family: str | None = None) -> Iterator[Recorded]:
        """Every entry (of one family, when given) after a position, in order, in bounded memory, up to the head when
        the reading began. Of `limit` places, those that hold no entry count as well."""
        yield from self._readable(self.stored(after, limit, family), self.asides())

    def between(self, after: int, upto: int) -> Iterator[Recorded]:
        """Every entry after one position and up to another, in order, in bounded memory."""
        yield from self._readable(self.stored_between(after, upto), self.asides())

    def stored(self, after: int = 0, limit: int | None = None, family: str | None = None) -> Iterator[Stored]:
        """As `stream`, whatever is stored there."""
        if family is None:
            head = self.head()
            yield from self.stored_between(after, head if limit is None else min(head, after + limit))
            return
        query = DCBQuery([DCBQueryItem(list(codec.versions(family)))])
        with reaching_database():
            for event in self.recorder.read(query, after=after, limit=limit):
                yield _from_event(event)

    def stored_between(self, after: int, upto: int) -> Iterator[Stored]:
        """As `between`, whatever is stored there."""
        with reaching_database():
            for position, name, data, recorded_at in self.recorder.between(after, upto):
                there = codec.stored_from(position, recorded_at, name, data)
                yield (self.stored_at(position) or there) if isinstance(there, Undecodable) else there  # with its tags

    def follow(self, after: int = 0) -> LogSubscription:
        """Every entry after a position, and then those to come. Use as a context manager; `stop()` ends it."""
        return self.recorder.subscribe(after=after)

    def append(
        self, entries: Sequence[Entry], looked_at: Iterable[Look], head: LogCursor, key: IdempotencyKey | None
    ) -> Appended:
        """Appends entries decided on what was `looked_at` up to `head`; one outcome for all of them. Raises Refused."""
        events = [DCBEvent(entry.type, codec.encode(entry), list(entry.tags())) for entry in entries]
        condition = DecidedOn(DCBQuery([*map(_query_item, looked_at)]), head.position, head.nonce)
        with reaching_database():
            with self.recorder.cursors() as cursor:
                check_durable(cursor)
            return self.recorder.append_with_key(events, condition, key)

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
            yield Log(recorder, self.ledger, self.log_id)

    def resolve(self, known_at: KnownAt) -> Resolved:
        """A position from a position, a day or an instant. Raises Refused (position-beyond-head)."""
        if isinstance(known_at, int):
            head = self.head()
            if known_at > head:
                detail = f"Position {known_at} finns inte: liggaren slutar vid {head}."
                raise Refused(Refusal("position-beyond-head", detail, str(known_at), str(head), right=f"0–{head}"))
            return Resolved(known_at, fixed=True)
        with reaching_database(), self.recorder.cursors() as cursor:
            row = cursor.execute(_SQL["resolve_instant"], {"until": as_instant(known_at)}).fetchone() or {}
        return Resolved(row["position"], row["fixed"])
