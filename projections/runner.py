"""Keeps a ledger's projections up to date: incrementally, or rebuilt beside the live ones and swapped in.

All projections advance in one transaction with one position, many entries per transaction. A projection that fails
stops them all at the entry before, says why, and answers say that they are stale.
"""

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, Final

import msgspec
from psycopg.sql import Identifier

from ledger.database import PROJECTIONS as PROJECTIONS_ROLE
from ledger.database import Database, LedgerPlace
from ledger.errors import Refusal, Refused
from ledger.events import Recorded
from ledger.store import Log, PostgresLogRecorder, ProjectionTracking, open_datastore, reaching_database
from projections import PROJECTIONS
from projections.projection import Cursor, Projection, project, sql_of

BATCH: Final = 1000
"""Entries per transaction."""

_SQL: Final = sql_of("state")

Progress = Callable[[int, int], None]
"""Told after each transaction: position reached, and the head it is going for."""


class Failure(Exception):
    """One projection could not take one entry. The cause is chained."""

    def __init__(self, projection: str, recorded: Recorded, error: Exception):
        super().__init__(f"{projection}: {type(error).__name__}: {error}")
        self.recorded = recorded


def recipe(projections: tuple[Projection, ...]) -> str:
    """The SHA-256 of everything that decides what the tables look like; another recipe means a rebuild."""
    parts = [_SQL["create"].as_string(), *(f"{one.name}\n{one.sql['create'].as_string()}" for one in projections)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Runner:
    """Runs the projections of one ledger. Several processes may do so at once: they take turns."""

    def __init__(self, database: Database, place: LedgerPlace, projections: tuple[Projection, ...] = PROJECTIONS):
        self.place = place
        self.projections = projections
        self.recipe = recipe(projections)
        self._live = open_datastore(database, PROJECTIONS_ROLE, place.projection_schema, place.log_schema)
        self._beside = open_datastore(database, PROJECTIONS_ROLE, place.rebuild_schema, place.log_schema)

    def close(self) -> None:
        """Gives the connections back."""
        self._live.close()
        self._beside.close()

    def prepare(self, progress: Progress | None = None) -> None:
        """Makes the tables, rebuilds them when their recipe is another, and forgets why they last stopped."""
        with reaching_database():
            with self._live.transaction(commit=True) as cursor:
                self._take_turn(cursor)
                made = self._recipe_made(cursor)
                if made is None:
                    self._create(cursor)
                else:
                    cursor.execute(_SQL["resume"])
            if made not in (None, self.recipe):
                self.rebuild(progress)

    def catch_up(self, progress: Progress | None = None, batch: int = BATCH) -> int:
        """Takes in everything recorded so far; returns the position reached.

        Raises Refused (projection-stopped) when an entry cannot be taken in.
        """
        with reaching_database():
            while True:
                try:
                    position, head = self._step(batch)
                except Failure as failure:
                    self._stop(failure)
                    raise self._stopped(failure) from failure
                if progress is not None:
                    progress(position, head)
                if position >= head:
                    return position

    def rebuild(self, progress: Progress | None = None) -> int:
        """Makes all tables anew beside the live ones, which answer meanwhile, and swaps them in at an equal position or
        a later one. Returns that position."""
        with reaching_database():
            with self._beside.transaction(commit=True) as cursor:
                self._take_turn(cursor)
                self._drop_all(cursor, self.place.rebuild_schema)
                self._create(cursor)
            try:
                self._fill_beside(progress)
                position = self._swap_in()
            except Failure as failure:
                raise self._stopped(failure) from failure
        self.catch_up(progress)
        return position

    def _fill_beside(self, progress: Progress | None) -> None:
        position, head = 0, 1
        while position < head:
            with self._beside.transaction(commit=True) as cursor:
                position, head = self._advance(cursor, self._tracking_beside, BATCH)
            if progress is not None:
                progress(position, head)

    def _swap_in(self) -> int:
        """In one transaction: the last entries, and the change of tables."""
        with self._beside.transaction(commit=True) as cursor:
            self._take_turn(cursor)
            position, head = 0, 1
            while position < head:
                position, head = self._advance(cursor, self._tracking_beside, BATCH)
            self._swap(cursor)
            return position

    @property
    def _tracking_beside(self) -> ProjectionTracking:
        return ProjectionTracking(self._beside)

    def _step(self, batch: int) -> tuple[int, int]:
        with self._live.transaction(commit=True) as cursor:
            state = cursor.execute(_SQL["lock_state"]).fetchone()
            if state is not None and state["stopped_position"] is not None:
                raise Refused(stopped_refusal(state))
            return self._advance(cursor, ProjectionTracking(self._live), batch)

    def _advance(self, cursor: Cursor, tracking: ProjectionTracking, batch: int) -> tuple[int, int]:
        """One transaction's worth of entries, and their position with them."""
        start = tracking.position(cursor)
        log = Log(PostgresLogRecorder(tracking.datastore, lambda: nullcontext(cursor)))
        head, position = log.head(), start
        for recorded in list(log.stream(after=start, limit=batch)):
            self._project(cursor, recorded)
            position = recorded.position
        if position > start:
            tracking.advance(cursor, position)
        return position, head

    def _project(self, cursor: Cursor, recorded: Recorded) -> None:
        for projection in self.projections:
            try:
                project(projection, cursor, recorded)
            except Exception as error:
                raise Failure(projection.name, recorded, error) from error

    def _stop(self, failure: Failure) -> None:
        """Takes in what came before the failing entry, then says why it stopped."""
        position = failure.recorded.position
        while True:
            with self._live.transaction(commit=True) as cursor:
                cursor.execute(_SQL["lock_state"])
                tracking = ProjectionTracking(self._live)
                missing = position - 1 - tracking.position(cursor)
                if missing > 0:
                    self._advance(cursor, tracking, min(missing, BATCH))
                    continue
                values = {"position": position, "type": failure.recorded.entry.type, "reason": str(failure)[:500]}
                cursor.execute(_SQL["stop"], values)
                return

    @staticmethod
    def _stopped(failure: Failure) -> Refused:
        recorded = failure.recorded
        return Refused(
            stopped_refusal(
                {
                    "stopped_position": recorded.position,
                    "stopped_type": recorded.entry.type,
                    "stopped_reason": str(failure)[:500],
                }
            )
        )

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
        for projection in self.projections:
            cursor.execute(projection.sql["create"])
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
            tables = [table for projection in self.projections for table in projection.tables]
            return {table: self._digest(cursor, table) for table in tables}

    @staticmethod
    def _digest(cursor: Cursor, table: str) -> str:
        row = cursor.execute(_SQL["digest_table"].format(table=Identifier(table))).fetchone()
        return hashlib.sha256(str(row["rows"] if row else "").encode()).hexdigest()


class Standing(msgspec.Struct, frozen=True):
    """How far the projections have come, where the log ends, and why they stopped if they did."""

    position: int
    head: int
    stopped: Refusal | None


def standing(cursor: Cursor) -> Standing:
    """The projections' standing. Raises Refused (projection-behind) before they have been made."""
    row = cursor.execute(_SQL["progress"]).fetchone()
    if row is None:
        raise Refused(Refusal("projection-behind", "Framräkningen har inte börjat.", right="Kör: liggare migrate"))
    stopped = stopped_refusal(row) if row["stopped_position"] is not None else None
    return Standing(row["position"], row["head"], stopped)


def stopped_refusal(state: dict[str, Any]) -> Refusal:
    """Why the projections stand still."""
    detail = (
        f"Framräkningen stannade vid position {state['stopped_position']} ({state['stopped_type']}): "
        f"{state['stopped_reason']}"
    )
    return Refusal("projection-stopped", detail, right="Rätta felet och starta om; svaren gäller till positionen före.")
