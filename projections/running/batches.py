"""How entries are taken in: a transaction's worth at a time, in one of three ways.

One statement at a time says exactly which entry fails. Statements sent together wait for nothing but what is fetched,
and are quickest for a few entries; rows that are copied in are quickest for many. When either of those fails, the same
entries are taken in once more, one statement at a time.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final, TypeVar

from ledger.errors import Refused
from ledger.log.codec import CodecError
from ledger.log.database import LOST, Cursor, is_lost
from ledger.log.entry import Recorded
from ledger.log.log import Log
from ledger.log.store import Datastore, PostgresLogRecorder, ProjectionTracking
from projections.running.bulk_copy import BulkCopyCursor, BulkStatements
from projections.tables.projection import Projection, project, sql_of

_SQL: Final = sql_of("projections.running", "state")

Result = TypeVar("Result")
BatchWay = Callable[[Datastore], AbstractContextManager[Cursor]]
"""A cursor on some tables in one transaction, which is committed at the end."""


class Failure(Exception):
    """One projection could not take one entry, or the entry could not be read. The cause is chained."""

    def __init__(self, projection: str, position: int, type_: str, error: Exception):
        super().__init__(f"{projection}: {type(error).__name__}: {error}")
        self.position = position
        self.type = type_


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


def in_one_way_or_another(way: BatchWay, datastore: Datastore, work: Callable[[Cursor], Result]) -> Result:
    """Does some work in a way that is quick, and when that fails in the way that says why."""
    try:
        with way(datastore) as cursor:
            return work(cursor)
    except Exception as error:
        if isinstance(error, Refused) or is_lost(error):
            raise
    with one_by_one(datastore) as cursor:
        return work(cursor)


def advance(
    cursor: Cursor, datastore: Datastore, projections: Iterable[Projection], reached: dict[str, Any], batch: int
) -> int:
    """Takes in the entries after the position `reached`, at most a batch of them, and their position with them. Returns
    that. Raises Failure."""
    start = position = int(reached["position"])
    log = Log(PostgresLogRecorder(datastore, lambda: nullcontext(cursor)))
    for recorded in _readable(log, start, min(start + batch, reached["head"])):
        _project(projections, cursor, recorded)
        position = recorded.position
    if position > start:
        ProjectionTracking(datastore).advance(cursor, position)
    return position


def _project(projections: Iterable[Projection], cursor: Cursor, recorded: Recorded) -> None:
    for projection in projections:
        try:
            project(projection, cursor, recorded)
        except LOST:  # the database went away; that says nothing about the entry
            raise
        except Exception as error:
            raise Failure(projection.name, recorded.position, recorded.type, error) from error


def _readable(log: Log, after: int, upto: int) -> Iterator[Recorded]:
    """Entries after a position. Raises Failure for one that cannot be read, such as of a type this version lacks."""
    position = after
    try:
        for recorded in log.between(after, upto):
            position = recorded.position
            yield recorded
    except CodecError as error:
        [event] = log.recorder.read(after=position, limit=1)
        raise Failure("codec", event.position, event.event.type, error) from error
