"""Keeps a ledger's projections up to date: incrementally, or rebuilt beside the live ones and swapped in.

All projections advance in one transaction with one position, many entries per transaction. A projection that fails
stops them all at the entry before, says why, and answers say that they are stale.
"""

import hashlib
import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final

import msgspec
import psycopg
from psycopg.sql import Composed, Identifier

from ledger import effects, held
from ledger.codec import CodecError
from ledger.database import LOST, Database, LedgerPlace, reaching_database
from ledger.database import PROJECTIONS as PROJECTIONS_ROLE
from ledger.entry import Recorded
from ledger.errors import Refusal, Refused
from ledger.events import catalogue
from ledger.store import Log, PostgresLogRecorder, ProjectionTracking, open_datastore
from ledger.when import sleep
from projections import PROJECTIONS, projection
from projections.gathering import copies_of, gathering
from projections.projection import Cursor, Projection, project, sql_of

BATCH: Final = 1000
"""Entries per transaction."""

FEWEST_GATHERED: Final = 100
"""When so many entries wait, their rows are gathered and copied in together; fewer are quicker one by one."""

LONGEST_REASON: Final = 500
"""Characters kept of why the projections stopped."""

_SQL: Final = sql_of("state")

Progress = Callable[[int, int], None]
"""Told after each transaction: position reached, and the head it is going for."""


class Failure(Exception):
    """One projection could not take one entry, or the entry could not be read. The cause is chained."""

    def __init__(self, projection: str, position: int, type_: str, error: Exception):
        super().__init__(f"{projection}: {type(error).__name__}: {error}")
        self.position = position
        self.type = type_

    @property
    def refused(self) -> Refused:
        """The same as a reader is told."""
        values = {"position": self.position, "type": self.type, "reason": str(self)[:LONGEST_REASON]}
        return Refused(stopped_refusal({f"stopped_{name}": value for name, value in values.items()}))


def recipe(projections: tuple[Projection, ...]) -> str:
    """The SHA-256 of everything that decides what the tables hold: their statements, and the code that fills them.
    Another recipe means a rebuild, so that a mended fault does not live on in old rows."""
    events = (inspect.getmodule(fact) for fact in catalogue())
    fillers = (inspect.getmodule(one.apply) for one in projections)
    modules = dict.fromkeys([*events, effects, held, projection, *fillers])
    statements = {"state": _SQL, **{one.name: one.sql for one in projections}}
    parts = [f"{name}\n{sql.as_string()}" for every in statements.values() for name, sql in every.items()]
    parts += [inspect.getsource(module) for module in modules if module is not None]
    return hashlib.sha256("\n".join([*statements, *parts]).encode()).hexdigest()


class Runner:
    """Runs the projections of one ledger. Several processes may do so at once: they take turns."""

    def __init__(self, database: Database, place: LedgerPlace, projections: tuple[Projection, ...] = PROJECTIONS):
        self.place = place
        self.projections = projections
        self.recipe = recipe(projections)
        self._copies = copies_of(projections)
        self._live = open_datastore(database, PROJECTIONS_ROLE, place.projection_schema, place.log_schema)
        self._beside = open_datastore(database, PROJECTIONS_ROLE, place.rebuild_schema, place.log_schema)

    def close(self) -> None:
        """Gives the connections back."""
        self._live.close()
        self._beside.close()

    def prepare(self, progress: Progress | None = None) -> None:
        """Makes the tables, rebuilds them when their recipe is another, and forgets why they last stopped.

        Raises Refused (projection-stopped) when an entry cannot be taken in by a rebuild.
        """
        with reaching_database():
            if self._is_ready():
                return
            with self._alone():
                if not self._is_ready():  # somebody else may have rebuilt them while we waited
                    self._rebuild(progress)

    def _is_ready(self) -> bool:
        """Whether the tables follow this recipe, having made them if there are none."""
        with self._live.transaction(commit=True) as cursor:
            self._take_turn(cursor)
            made = self._recipe_made(cursor)
            if made is None:
                self._create(cursor)
            elif made == self.recipe:
                cursor.execute(_SQL["resume"])
            return made in (None, self.recipe)

    def catch_up(self, progress: Progress | None = None, batch: int = BATCH) -> int:
        """Takes in everything recorded so far; returns the position reached.

        Raises Refused: projection-stopped when an entry cannot be taken in; projection-behind when another version of
        the program has made the tables, and is the one to fill them.
        """
        with reaching_database():
            while True:
                try:
                    position, head = self._step(batch)
                except Failure as failure:
                    if self._stop(failure):
                        raise failure.refused from failure
                    continue
                if progress is not None:
                    progress(position, head)
                if position >= head:
                    return position

    def rebuild(self, progress: Progress | None = None) -> int:
        """Makes all tables anew beside the live ones, which answer meanwhile, and swaps them in at an equal position or
        a later one. Returns that position. Raises Refused (projection-stopped); then the live ones are as they were."""
        with reaching_database(), self._alone():
            return self._rebuild(progress)

    def _rebuild(self, progress: Progress | None) -> int:
        with self._beside.transaction(commit=True) as cursor:
            self._drop_all(cursor, self.place.rebuild_schema)
            self._create(cursor)
        try:
            self._fill_beside(progress)
            position = self._swap_in()
        except Failure as failure:
            raise failure.refused from failure
        self.catch_up(progress)
        return position

    def reached(self) -> int:
        """The position of the live tables."""
        with reaching_database(), self.live() as cursor:
            return ProjectionTracking(self._live).position(cursor)

    def live(self) -> AbstractContextManager[Cursor]:
        """A cursor on the live tables, in a transaction that changes nothing."""
        return self._live.transaction(commit=False)

    def beside(self) -> AbstractContextManager[Cursor]:
        """The same on the tables beside them."""
        return self._beside.transaction(commit=False)

    @contextmanager
    def shadow(self, until: int, progress: Progress | None = None) -> Iterator[None]:
        """Makes all tables anew up to a position beside the live ones, to compare with, and takes them away at the end.
        No rebuild goes on meanwhile. Raises Refused (projection-stopped) when an entry cannot be taken in."""
        with reaching_database(), self._alone():
            try:
                self._fill_shadow(until, progress)
                yield
            except Failure as failure:
                raise failure.refused from failure
            finally:
                with self._beside.transaction(commit=True) as cursor:
                    self._drop_all(cursor, self.place.rebuild_schema)

    def _fill_shadow(self, until: int, progress: Progress | None) -> None:
        with self._beside.transaction(commit=True) as cursor:
            self._drop_all(cursor, self.place.rebuild_schema)
            self._create(cursor)
        before, position = -1, 0
        while before < position < until:  # the log may end before the position that the live tables say they have
            before = position
            with self._beside.transaction(commit=True) as cursor:
                position, _ = self._advance(cursor, self._tracking_beside, min(BATCH, until - position))
            if progress is not None:
                progress(position, until)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one rebuild of a ledger at a time. A connection holds the lock: a rebuild is many transactions."""
        ledger = {"ledger": self.place.name}
        with self._live.cursor() as cursor:
            while not _found(cursor, "try_alone", ledger)["locked"]:
                sleep(0.05)
            try:
                yield
            finally:
                cursor.execute(_SQL["end_alone"], ledger)

    def _fill_beside(self, progress: Progress | None) -> None:
        position, head = 0, 1
        while position < head:
            with self._beside.transaction(commit=True) as cursor:
                position, head = self._advance(cursor, self._tracking_beside, BATCH)
            if progress is not None:
                progress(position, head)

    def _swap_in(self) -> int:
        """In one transaction: the last entries, and the change of tables. The live ones stand still meanwhile: a reader
        that has been told a position never meets tables that have not reached it."""
        with self._beside.transaction(commit=True) as cursor:
            self._take_turn(cursor)
            cursor.execute(self._of_live("hold_runners"))
            position, head = 0, 1
            while position < head:
                position, head = self._advance(cursor, self._tracking_beside, BATCH)
            cursor.execute(self._of_live("hold_readers"))
            self._swap(cursor)
            return position

    def _of_live(self, statement: str) -> Composed:
        return _SQL[statement].format(schema=Identifier(self.place.projection_schema))

    @property
    def _tracking_beside(self) -> ProjectionTracking:
        return ProjectionTracking(self._beside)

    def _step(self, batch: int) -> tuple[int, int]:
        with self._live.transaction(commit=True) as cursor:
            state = _found(cursor, "lock_state")
            if state["stopped_position"] is not None:
                raise Refused(stopped_refusal(state))
            if state["recipe_sha256"] != self.recipe:
                detail = "Framräkningen sköts av en annan version av programmet."
                raise Refused(Refusal("projection-behind", detail, right="Starta om med den nya versionen."))
            return self._advance(cursor, ProjectionTracking(self._live), batch)

    def _advance(self, cursor: Cursor, tracking: ProjectionTracking, batch: int) -> tuple[int, int]:
        """One transaction's worth of entries, and their position with them."""
        start = tracking.position(cursor)
        log = Log(PostgresLogRecorder(tracking.datastore, lambda: nullcontext(cursor)))
        head = log.head()
        gathers = min(batch, head - start) >= FEWEST_GATHERED or tracking.datastore is self._beside
        taken = self._gathered if gathers else self._row_by_row
        position = taken(cursor, log, start, batch)
        if position > start:
            tracking.advance(cursor, position)
        return position, head

    def _gathered(self, cursor: Cursor, log: Log, start: int, batch: int) -> int:
        """Takes in entries, their rows all together. When that fails, row by row: that says which entry it was."""
        try:
            with gathering(cursor, self._copies) as gathered:
                return self._row_by_row(gathered, log, start, batch)
        except LOST:
            raise
        except Exception:
            return self._row_by_row(cursor, log, start, batch)

    def _row_by_row(self, cursor: Cursor, log: Log, start: int, batch: int) -> int:
        position = start
        for recorded in _readable(log, start, batch):
            self._project(cursor, recorded)
            position = recorded.position
        return position

    def _project(self, cursor: Cursor, recorded: Recorded) -> None:
        for one in self.projections:
            try:
                project(one, cursor, recorded)
            except LOST:  # the database went away; that says nothing about the entry
                raise
            except Exception as error:
                raise Failure(one.name, recorded.position, recorded.entry.type, error) from error

    def _stop(self, failure: Failure) -> bool:
        """Takes in what came before the failing entry, then says why it stopped; False when another runner could take
        the entry in, and is past it."""
        missing = 1
        while missing > 0:
            with self._live.transaction(commit=True) as cursor:
                cursor.execute(_SQL["lock_state"])
                tracking = ProjectionTracking(self._live)
                missing = failure.position - 1 - tracking.position(cursor)
                if missing > 0:
                    self._advance(cursor, tracking, min(missing, BATCH))
                elif missing == 0:
                    values = {"position": failure.position, "type": failure.type}
                    cursor.execute(_SQL["stop"], values | {"reason": str(failure)[:LONGEST_REASON]})
        return missing == 0

    def _take_turn(self, cursor: Cursor) -> None:
        cursor.execute(_SQL["lock_runners"], {"ledger": self.place.name})

    def _recipe_made(self, cursor: Cursor) -> str | None:
        found = cursor.execute(_SQL["recipe"], {"table": f"{self.place.projection_schema}.projection_state"}).fetchone()
        if found is None or not found["made"]:
            return None
        state = cursor.execute(_SQL["state"]).fetchone()
        return str(state["recipe_sha256"]) if state else None

    def _create(self, cursor: Cursor) -> None:
        cursor.execute(_SQL["create"])
        for one in self.projections:
            cursor.execute(one.sql["create"])
        cursor.execute(_SQL["insert_state"], {"recipe": self.recipe})

    def _drop_all(self, cursor: Cursor, schema: str) -> None:
        for table in self._tables(cursor, schema):
            cursor.execute(_SQL["drop_table"].format(schema=Identifier(schema), table=Identifier(table)))

    def _swap(self, cursor: Cursor) -> None:
        live, beside = self.place.projection_schema, self.place.rebuild_schema
        self._drop_all(cursor, live)
        for table in self._tables(cursor, beside):
            names = {"table": Identifier(table), "from_schema": Identifier(beside), "to_schema": Identifier(live)}
            cursor.execute(_SQL["move_table"].format(**names))

    @staticmethod
    def _tables(cursor: Cursor, schema: str) -> list[str]:
        return [row["tablename"] for row in cursor.execute(_SQL["tables"], {"schema": schema}).fetchall()]

    def digests(self) -> dict[str, str]:
        """Every live table's rows as a SHA-256, to compare a rebuild with."""
        with reaching_database(), self._live.transaction(commit=False) as cursor:
            cursor.execute(_SQL["begin_reading"])
            tables = [table for one in self.projections for table in one.tables]
            return {table: self._digest(cursor, table) for table in tables}

    @staticmethod
    def _digest(cursor: Cursor, table: str) -> str:
        row = cursor.execute(_SQL["digest_table"].format(table=Identifier(table))).fetchone()
        return hashlib.sha256(str(row["rows"] if row else "").encode()).hexdigest()


def _readable(log: Log, after: int, limit: int) -> Iterator[Recorded]:
    """Entries after a position. Raises Failure for one that cannot be read, such as of a type this version lacks."""
    position = after
    try:
        for recorded in log.stream(after=after, limit=limit):
            position = recorded.position
            yield recorded
    except CodecError as error:
        [event] = log.recorder.read(after=position, limit=1)
        raise Failure("codec", event.position, event.event.type, error) from error


def _found(cursor: Cursor, statement: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
    row = cursor.execute(_SQL[statement], values).fetchone()
    if row is None:
        raise LookupError(f"{statement} returned no row")
    return row


class Standing(msgspec.Struct, frozen=True):
    """How far the projections have come, where the log ends, and why they stopped if they did."""

    position: int
    head: int
    stopped: Refusal | None


def begin_reading(cursor: Cursor) -> None:
    """To be called first in a reader's transaction. Raises Refused (projection-behind) before the tables are made."""
    try:
        cursor.execute(_SQL["begin_reading"])
    except psycopg.errors.UndefinedTable:
        raise _not_begun() from None


def standing_now(cursor: Cursor) -> Standing:
    """Begins reading and says the projections' standing, both at once where statements can be sent together. Raises
    Refused (projection-behind) before the tables are made."""
    try:
        cursor.execute(_SQL["begin_reading"])
        return standing(cursor)
    except psycopg.errors.UndefinedTable:
        raise _not_begun() from None


def _not_begun() -> Refused:
    return Refused(Refusal("projection-behind", "Framräkningen har inte börjat.", right="Kör: liggare migrate"))


def standing(cursor: Cursor) -> Standing:
    """The projections' standing, for a reader that has begun."""
    row = _found(cursor, "progress")
    stopped = stopped_refusal(row) if row["stopped_position"] is not None else None
    return Standing(row["position"], row["head"], stopped)


def stopped_refusal(state: dict[str, Any]) -> Refusal:
    """Why the projections stand still."""
    detail = (
        f"Framräkningen stannade vid position {state['stopped_position']} ({state['stopped_type']}): "
        f"{state['stopped_reason']}"
    )
    return Refusal("projection-stopped", detail, right="Rätta felet och starta om; svaren gäller till positionen före.")
