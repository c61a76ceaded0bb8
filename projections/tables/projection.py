"""What a projection is: tables, and how one entry changes them. Disposable: everything here can be made anew."""

from collections.abc import Callable, Iterable, Sequence

import msgspec
from psycopg.sql import SQL, Composable, Identifier

from ledger.events import Fact, RecordingErrorCorrected
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.log.sqlfiles import composable, statements
from ledger.meaning.placed import Claim, Situation, claim_in
from ledger.values import Basis


class Projection(msgspec.Struct, frozen=True):
    """One read model: its name, its statements by name, its tables, and what it does with an entry.

    `apply` gets the position an entry has, what it claims (of a correction: the replacement) and on what basis, and may
    be called twice for the same entry; only for the types of facts that it `handles`, None for all. `forget` closes the
    known interval of an entry that has been corrected. `notice` is shown every entry itself, also one that only takes
    another away. `settle` is shown the entries of a transaction together, those that it handles and all corrections, in
    their order: when every projection's rows of them are there, so that it may read what others keep. It may be shown
    the same ones again, and any part of them at a time.

    Rows are given to a statement `insert_x` as tuples, in the order of its columns. What there is a `copy_x` for, with
    the same columns, is copied in when there is much of it. The statements `close_x` are those of `closings`, one for
    each table: they take `entry_positions` and, for each of them, one of `known_tos`.
    """

    name: str
    sql: dict[str, SQL]
    tables: tuple[str, ...]
    apply: Callable[[Cursor, "ClaimedFact"], None]
    forget: Callable[[Cursor, int, int], None]
    notice: Callable[[Cursor, Recorded], None] | None = None
    handles: frozenset[type[Fact]] | None = None
    settle: Callable[[Cursor, Sequence[Recorded]], None] | None = None


class ClaimedFact(msgspec.Struct, frozen=True):
    """The fact that an entry claims, where that stands, and the entry it came from."""

    fact: Fact
    situation: Situation
    recorded: Recorded

    @property
    def basis(self) -> Basis | None:
        """What the fact rests on."""
        return self.situation.basis


def sql_of(package: str, name: str) -> dict[str, SQL]:
    """The statements of a .sql file in a package, by name."""
    return {key: composable(statement) for key, statement in statements(package, f"{name}.sql").items()}


def put_together(statement: SQL, **parts: Composable) -> SQL:
    """A statement with its parts in place: `{facts}` in it stands for one. Put together once for all, since the driver
    would else do it each time the statement is asked."""
    return composable(statement.format(**parts).as_string())


def project(projection: Projection, cursor: Cursor, recorded: Recorded, known: Claim | None = None) -> None:
    """Lets one projection see one entry; what that claims is `known` when it has been reckoned for another."""
    if projection.notice is not None:
        projection.notice(cursor, recorded)
    claim = known or claim_in(recorded)
    if claim.situation.corrects is not None:
        projection.forget(cursor, claim.situation.corrects, recorded.position)
    if claim.fact is not None and (projection.handles is None or type(claim.fact) in projection.handles):
        projection.apply(cursor, ClaimedFact(claim.fact, claim.situation, recorded))


def settle(projection: Projection, cursor: Cursor, entries: Sequence[Recorded]) -> None:
    """Lets one projection settle some entries whose rows are there."""
    if projection.settle is not None and (handled := [each for each in entries if _is_handled(projection, each)]):
        projection.settle(cursor, handled)


def _is_handled(projection: Projection, recorded: Recorded) -> bool:
    fact = recorded.entry.fact
    return isinstance(fact, RecordingErrorCorrected) or projection.handles is None or type(fact) in projection.handles


def nothing_applied(_cursor: Cursor, _claim: ClaimedFact) -> None:
    """What a projection applies that only settles."""


def nothing_forgotten(_cursor: Cursor, _entry_position: int, _known_to: int) -> None:
    """What a projection forgets whose rows are never closed."""


def closings(tables: Iterable[str]) -> dict[str, SQL]:
    """What closes known intervals in each of some tables, by name: `close_` and the table."""
    close = sql_of("projections.tables", "projection")["close"]
    return {f"close_{table}": put_together(close, table=Identifier(table)) for table in tables}


def closing(tables: Iterable[str]) -> Callable[[Cursor, int, int], None]:
    """What closes the known interval of an entry that has been corrected, in each of some tables."""
    statements = closings(tables).values()

    def forget(cursor: Cursor, entry_position: int, known_to: int) -> None:
        for statement in statements:
            cursor.execute(statement, closed(entry_position, known_to))

    return forget


def closed(entry_position: int, known_to: int) -> dict[str, list[int]]:
    """One known interval to close, as the statements `close_x` take it."""
    return {"entry_positions": [entry_position], "known_tos": [known_to]}
