"""How entries are taken in: a transaction's worth at a time, in one of three ways.

One statement at a time says exactly which entry fails. Statements sent together wait for nothing but what is fetched,
and are quickest for a few entries; rows that are copied in are quickest for many. When either of those fails, the same
entries are taken in once more, one statement at a time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final, Protocol, TypeVar

from ledger.errors import Refused
from ledger.log.codec import stored_from
from ledger.log.database import LOST, Cursor, is_lost
from ledger.log.entry import SET_ASIDE, Recorded, Undecodable
from ledger.log.store import Datastore, PostgresLogRecorder, ProjectionTracking
from ledger.meaning.placed import claim_in
from projections.running.bulk_copy import BulkCopyCursor, BulkStatements
from projections.running.standing import UNREADABLE, asides_in
from projections.tables.projection import Projection, project, settle, sql_of

_SQL: Final = sql_of("projections.running", "state")

LONGEST_REASON: Final = 500
"""Characters kept of why the projections stopped."""

Result = TypeVar("Result", covariant=True)


class Work(Protocol[Result]):
    """What is done in one transaction, told whether it is to settle entries together."""

    def __call__(self, cursor: Cursor, *, together: bool) -> Result:
        """Does it, and says what came of it."""
        ...


BatchWay = Callable[[Datastore], AbstractContextManager[Cursor]]
"""A cursor on some tables in one transaction, which is committed at the end."""


class Failure(Exception):
    """One projection could not take one entry, or the entry could not be read. The cause is chained."""

    def __init__(self, projection: str, position: int, type_: str, error: Exception):
        super().__init__(f"{projection}: {type(error).__name__}: {error}")
        self.position = position
        self.type = type_
        self.reason = str(self)

    @property
    def stop(self) -> dict[str, Any]:
        """What is kept of it where the projections stop."""
        return {"position": self.position, "type": self.type, "reason": self.reason[:LONGEST_REASON]}


class UnreadableFailure(Failure):
    """An entry could not be read, whatever projection would take it."""

    def __init__(self, entry: Undecodable):
        super().__init__("codec", entry.position, entry.type, ValueError(entry.newer or entry.type))
        self.reason = f"{UNREADABLE}{entry.newer or ''}"


@contextmanager
def one_by_one(datastore: Datastore) -> Iterator[Cursor]:
    """Each statement when it is given."""
    with datastore.transaction(commit=True) as cursor:
        yield cursor


@contextmanager
def sent_together(datastore: Datastore) -> Iterator[Cursor]:
    """Statements that wait for nothing but what is fetched. The driver's own transaction would wait at its beginning
    and its end for answers that say nothing."""
    with datastore.get_connection() as connection, connection.pipeline():
        cursor = connection.cursor()
        cursor.execute(_SQL["begin"])
        yield cursor
        cursor.execute(_SQL["commit"])


def copied_in(bulk: BulkStatements) -> BatchWay:
    """Rows that are kept, and copied in together."""

    @contextmanager
    def way(datastore: Datastore) -> Iterator[Cursor]:
        with datastore.transaction(commit=True) as cursor:
            kept = BulkCopyCursor(cursor.connection, bulk)
            yield kept
            kept.flush()

    return way


def in_one_way_or_another(way: BatchWay, datastore: Datastore, work: Work[Result]) -> Result:
    """Does some work in a way that is quick, and when that fails in the way that says why. The work is told whether it
    is to settle entries together."""
    try:
        with way(datastore) as cursor:
            return work(cursor, together=True)
    except Exception as error:
        if isinstance(error, Refused) or is_lost(error):
            raise
    with one_by_one(datastore) as cursor:
        return work(cursor, together=False)


def advance(
    cursor: Cursor,
    datastore: Datastore,
    projections: Sequence[Projection],
    reached: dict[str, Any],
    batch: int,
    *,
    together: bool = False,
) -> tuple[int, int]:
    """Takes in the entries after the position `reached`, at most a batch of them, and their position with them. Returns
    that, and where the log ended. Entries are settled `together`, or each by itself, which says at which one that
    fails. Raises Failure."""
    start = position = int(reached["position"])
    settled_at_once, taken_in = batch if together else 1, list[Recorded]()
    recorder, asides = PostgresLogRecorder(datastore, lambda: nullcontext(cursor)), asides_in(reached)
    for position, type_, data, recorded_at in recorder.between(start, min(start + batch, reached["head"])):
        if type_ == SET_ASIDE or asides.covers(position, data):
            continue
        stored = stored_from(position, recorded_at, type_, data)
        if isinstance(stored, Undecodable):
            raise UnreadableFailure(stored)
        if isinstance(stored, Recorded):
            _project(projections, cursor, stored)
            taken_in.append(stored)
        if len(taken_in) >= settled_at_once:
            _settle(projections, cursor, taken_in)
            taken_in.clear()
    _settle(projections, cursor, taken_in)
    if position > start:
        ProjectionTracking(datastore).advance(cursor, position)
    return position, int(reached["head"])


def _project(projections: Iterable[Projection], cursor: Cursor, recorded: Recorded) -> None:
    claim = claim_in(recorded)
    for projection in projections:
        try:
            project(projection, cursor, recorded, claim)
        except LOST:  # the database went away; that says nothing about the entry
            raise
        except Exception as error:
            raise Failure(projection.name, recorded.position, recorded.type, error) from error


def _settle(projections: Iterable[Projection], cursor: Cursor, entries: Sequence[Recorded]) -> None:
    for projection in projections if entries else ():
        try:
            settle(projection, cursor, entries)
        except LOST:
            raise
        except Exception as error:
            raise Failure(projection.name, entries[-1].position, entries[-1].type, error) from error
