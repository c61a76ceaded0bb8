"""Keeps a ledger's projections up to date: incrementally, or rebuilt beside the live ones and swapped in.

All projections advance in one transaction with one position, many entries per transaction. A projection that fails
stops them all at the entry before, says why, and answers say that they are stale.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property, partial
from typing import Any, Final

from psycopg.errors import LockNotAvailable
from psycopg.sql import Composed, Identifier

from ledger.errors import Refusal, Refused
from ledger.log.database import Cursor, Database, LedgerPlace, Progress, reaching_database
from ledger.log.store import Datastore, open_datastore
from ledger.when import sleep, wait_until
from projections.running.batches import (
    BatchWay,
    Failure,
    UnreadableFailure,
    advance,
    copied_in,
    in_one_way_or_another,
    one_by_one,
    sent_together,
)
from projections.running.bulk_copy import BulkStatements
from projections.running.recasts import Recasting
from projections.running.recipe import Recipe
from projections.running.standing import asides_in, has_stopped, in_the_way, let_read, reading_on, stopped_refusal
from projections.tables import PROJECTIONS
from projections.tables.projection import Projection, sql_of

BATCH: Final = 1000
"""Entries per transaction."""

BATCH_BESIDE: Final = 5 * BATCH
"""The same in a rebuild, which nobody waits for: what is known of a frame is read once for each that touches it."""

FEWEST_COPIED: Final = 10
"""When so many entries wait, their rows are copied in together; those of fewer are quicker inserted."""

LONGEST_TURN_SECONDS: Final = 600
"""How long a rebuild waits for another of the same ledger."""

LONGEST_SWAP_SECONDS: Final = 1_800
"""How long a swap tries to get past whoever reads the live tables: a nightly dump of a city takes some minutes."""

BETWEEN_SWAPS_SECONDS: Final = 1
"""Between two tries. Each may hold up other readers for a moment."""

_SQL: Final = sql_of("projections.running", "state")


class Runner:
    """Runs the projections of one ledger. Several processes may do so at once: they take turns."""

    longest_turn_seconds = LONGEST_TURN_SECONDS
    longest_swap_seconds = LONGEST_SWAP_SECONDS

    def __init__(self, database: Database, place: LedgerPlace, projections: tuple[Projection, ...] = PROJECTIONS):
        self.place = place
        self.projections = projections
        self.recipe = Recipe(projections)
        self._database = database
        self._live = open_datastore(database, place.models_role, place.projection_schema, place.log_schema)

    @cached_property
    def _beside(self) -> Datastore:
        return open_datastore(self._database, self.place.models_role, self.place.rebuild_schema, self.place.log_schema)

    @cached_property
    def _copied_in(self) -> BatchWay:
        return copied_in(BulkStatements(self.projections))

    def is_ready(self) -> bool:
        """Whether the tables are there, made from these very sources, and nothing has stopped them. Only a swap
        waits for this, or it for a swap; when it says no, `prepare` sees what there is to do."""
        with reaching_database():
            try:
                state = self._seen()
            except Refused as refused:
                if refused.refusals[0].code != "projection-behind":
                    raise
                return False
        return bool(state["sources_sha256"] == self.recipe.sources_sha256) and state["stopped_position"] is None

    def _seen(self) -> dict[str, Any]:
        with self._live.get_connection() as connection:
            return _found(reading_on(connection), "progress")

    def prepare(self, progress: Progress | None = None) -> None:
        """Makes the tables, rebuilds them when their recipe is another, and forgets why they last stopped.

        Raises Refused (projection-stopped) when an entry cannot be taken in by a rebuild.
        """
        with reaching_database():
            if self._made_ready():
                return
            with self._alone():
                if not self._made_ready():  # somebody else may have rebuilt them while we waited
                    self._rebuild(progress)

    def _made_ready(self) -> bool:
        """Whether the tables follow this recipe, having made them if there are none."""
        with self._live.transaction(commit=True) as cursor:
            self._take_turn(cursor)
            state = self._state_made(cursor)
            if state is None:
                self._create(cursor)
                for projection in self.projections:
                    _index(projection, cursor)
                return True
            ready = self.recipe.made(state)
            if ready:
                cursor.execute(_SQL["resume"], {"sources": self.recipe.sources_sha256})
            return ready

    def catch_up(self, progress: Progress | None = None, batch: int = BATCH) -> int:
        """Takes in everything recorded so far; returns the position reached.

        Raises Refused: projection-stopped when an entry cannot be taken in; projection-behind when another version of
        the program has made the tables, and is the one to fill them.
        """
        with reaching_database():
            state = self._seen()
            position, head = int(state["position"]), int(state["head"])
            if not self.recipe.made(state) or state["stopped_position"] is not None or position < head:
                return self._take_in(progress, batch, head - position)
        if progress is not None:
            progress(position, head)
        return position

    def _take_in(self, progress: Progress | None, batch: int, waiting: int) -> int:
        while True:
            try:
                position, head = self._step(batch, waiting)
            except _SetAside:
                return self._without_what_is_set_aside(progress)
            except Failure as failure:
                if self._stop(failure):
                    raise self._stopped_by(failure) from failure
                continue
            if progress is not None:
                progress(position, head)
            waiting = head - position
            if waiting <= 0:
                return position

    def _without_what_is_set_aside(self, progress: Progress | None) -> int:
        """What has been set aside may be in the tables already, and no answer may stand on a place between the entry
        and its setting aside: the tables are made anew, and come to both at once."""
        with self._alone():
            state = self._seen()
            if asides_in(state).after(int(state["position"])):  # somebody else may have rebuilt them while we waited
                return self._rebuild(progress)
        return self.catch_up(progress)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Makes all tables anew beside the live ones, which answer meanwhile, and swaps them in at an equal position or
        a later one. Returns that position. Raises Refused (projection-stopped); then the live ones are as they were."""
        with reaching_database(), self._alone():
            return self._rebuild(progress)

    def _rebuild(self, progress: Progress | None) -> int:
        try:
            self._make_beside(progress=progress)
            self._index_beside()
            self._fill_beside()  # what was recorded while the indices were made
            position = self._swap_in()
        except UnreadableFailure as failure:
            position = self._swap_in_before(failure)
        except Failure as failure:
            raise self._stopped_by(failure) from failure
        self.catch_up(progress)
        return position

    def _swap_in_before(self, failure: UnreadableFailure) -> int:
        """Tables up to the entry that cannot be read, and why they stopped there. Raises Refused (projection-stopped)
        when the live ones have come further, and can go on from there: then they are as they were."""
        until, live = failure.position - 1, self._seen()
        goes_on = self.recipe.made(live) and not asides_in(live).after(int(live["position"]))
        if goes_on and live["position"] > until:
            raise self._stopped_by(failure) from failure
        self._make_beside(until)
        self._index_beside()
        self._write_beside(lambda cursor: cursor.execute(_SQL["stop"], failure.stop))
        return self._swap_in()

    def _index_beside(self) -> None:
        for projection in self.projections:  # each in a transaction of its own, since none may last for ever
            self._write_beside(partial(_index, projection))

    def _make_beside(self, until: int | None = None, progress: Progress | None = None) -> None:
        """Makes all tables anew and fills them, up to a position or the head. Indices come after: they are quicker made
        of all rows than row by row."""
        self._write_beside(lambda cursor: self._drop_all(cursor, self.place.rebuild_schema))
        self._write_beside(self._create)
        self._fill_beside(until, progress)

    def _write_beside(self, work: Callable[[Cursor], object]) -> None:
        with one_by_one(self._beside) as cursor:
            work(cursor)

    def reached(self) -> int:
        """The position of the live tables."""
        with reaching_database(), self.live() as cursor:
            return int(_found(cursor, "progress")["position"])

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
                self._make_beside(until, progress)
                yield
            except Failure as failure:
                raise self._stopped_by(failure) from failure
            finally:
                self._write_beside(lambda cursor: self._drop_all(cursor, self.place.rebuild_schema))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one rebuild of a ledger at a time, in all processes: it guards the tables in the rebuild's schema. A
        connection owns the lock, not a transaction: a rebuild is many of those.

        Raises Refused (projection-behind) when another rebuild does not end in time.
        """
        ledger = {"ledger": self.place.name}
        with self._beside.cursor() as cursor:
            if not wait_until(lambda: bool(_found(cursor, "try_alone", ledger)["locked"]), self.longest_turn_seconds):
                seconds = self.longest_turn_seconds
                detail = f"En annan omräkning av {self.place.name} har inte blivit klar på {seconds} sekunder."
                raise Refused(Refusal("projection-behind", detail, right="Försök igen när den är klar."))
            try:
                yield
            finally:
                cursor.execute(_SQL["end_alone"], ledger)

    def _fill_beside(self, until: int | None = None, progress: Progress | None = None) -> None:
        before, position, end = -1, 0, 1
        while before < position < end:  # the log may end before the position that the live tables say they have
            before = position
            batch = BATCH_BESIDE if until is None else min(BATCH_BESIDE, until - position)
            position, head = in_one_way_or_another(self._copied_in, self._beside, partial(self._fill_in, batch))
            end = head if until is None else until
            if progress is not None:
                progress(position, end)

    def _fill_in(self, batch: int, cursor: Cursor, *, together: bool) -> tuple[int, int]:
        cursor.execute(_SQL["commit_later"])
        return self._advance_beside(batch, cursor, together=together)

    def _advance_beside(self, batch: int, cursor: Cursor, *, together: bool = False) -> tuple[int, int]:
        reached = _found(cursor, "progress")
        if reached["stopped_position"] is not None:  # as far as they go
            return int(reached["position"]), int(reached["position"])
        return advance(cursor, self._beside, self.projections, reached, batch, together=together)

    def _swap_in(self) -> int:
        """Once nobody is reading the live tables. Who reads in one long transaction, as a dump that is being taken,
        delays the swap and nobody else. Raises Refused (projection-behind), naming who it is, when that does not end in
        time: the live tables are as they were."""
        swapped, recasting = list[int](), Recasting(self.place)
        self._write_beside(recasting.begin)
        if not wait_until(lambda: self._try_swap(swapped, recasting), self.longest_swap_seconds):
            raise Refused(self._in_the_way())
        return swapped[0]

    def _try_swap(self, swapped: list[int], recasting: Recasting) -> bool:
        self._fill_beside()  # what was recorded while the last try waited: not in the transaction of the swap
        try:
            swapped.append(self._swap_now(recasting))
        except Exception as error:
            if not any(isinstance(each, LockNotAvailable) for each in (error, error.__cause__)):
                raise
            sleep(BETWEEN_SWAPS_SECONDS)
            return False
        return True

    def _swap_now(self, recasting: Recasting) -> int:
        """In one transaction: the last entries, and the change of tables. The live ones stand still meanwhile: a reader
        that has been told a position never meets tables that have not reached it."""
        with one_by_one(self._beside) as cursor:
            self._take_turn(cursor)
            cursor.execute(self._of_live("hold_runners"))
            position, head = 0, 1
            while position < head:
                position, head = self._advance_beside(BATCH, cursor)
            recasting.end(cursor, position)
            cursor.execute(_SQL["wait_briefly"])
            cursor.execute(self._of_live("hold_readers"))
            self._swap(cursor)
            return position

    def _in_the_way(self) -> Refusal:
        with self._beside.cursor() as cursor:
            readers = cursor.execute(_SQL["in_the_way"], {"schema": self.place.projection_schema}).fetchall()
        return in_the_way(self.place.name, readers, self.longest_swap_seconds)

    def _of_live(self, statement: str) -> Composed:
        return _SQL[statement].format(schema=Identifier(self.place.projection_schema))

    def _step(self, batch: int, waiting: int) -> tuple[int, int]:
        """One transaction's worth of entries; `waiting` is how many there are as far as is known."""
        if min(batch, waiting) >= FEWEST_COPIED:
            return in_one_way_or_another(self._copied_in, self._live, partial(self._advance_live, batch))
        return in_one_way_or_another(sent_together, self._live, partial(self._advance_live, min(batch, FEWEST_COPIED)))

    def _advance_live(self, batch: int, cursor: Cursor, *, together: bool) -> tuple[int, int]:
        cursor.execute(_SQL["lock_state"])
        reached = _found(cursor, "progress")
        if has_stopped(reached):
            raise Refused(stopped_refusal(reached))
        if not self.recipe.made(reached):
            detail = "Framräkningen sköts av en annan version av programmet."
            raise Refused(Refusal("projection-behind", detail, right="Starta om med den nya versionen."))
        if asides_in(reached).after(int(reached["position"])):
            raise _SetAside
        return advance(cursor, self._live, self.projections, reached, batch, together=together)

    def _stop(self, failure: Failure) -> bool:
        """Takes in what came before the failing entry, then says why it stopped; False when another runner could take
        the entry in, and is past it."""
        missing = 1
        while missing > 0:
            with one_by_one(self._live) as cursor:
                cursor.execute(_SQL["lock_state"])
                reached = _found(cursor, "progress")
                missing = failure.position - 1 - reached["position"]
                if missing > 0:
                    advance(cursor, self._live, self.projections, reached, min(missing, BATCH))
                elif missing == 0:
                    cursor.execute(_SQL["stop"], failure.stop)
        return missing == 0

    def _stopped_by(self, failure: Failure) -> Refused:
        """A failure as a reader is told of it."""
        with self._live.cursor() as cursor:
            head = _found(cursor, "progress")["head"]
        values = {f"stopped_{name}": value for name, value in failure.stop.items()}
        return Refused(stopped_refusal(values | {"stopped_ledger": self.place.name, "head": head}))

    def _take_turn(self, cursor: Cursor) -> None:
        cursor.execute(_SQL["lock_runners"], {"ledger": self.place.name})

    def _state_made(self, cursor: Cursor) -> dict[str, Any] | None:
        """By which recipe the live tables were made; None when there are none."""
        table = f"{self.place.projection_schema}.projection_state"
        return _found(cursor, "state") if _found(cursor, "is_made", {"table": table})["made"] else None

    def _create(self, cursor: Cursor) -> None:
        cursor.execute(_SQL["create"])
        for projection in self.projections:
            cursor.execute(projection.sql["create"])
        recipe = {"recipe": self.recipe.sha256, "sources": self.recipe.sources_sha256}
        cursor.execute(_SQL["insert_state"], recipe)
        cursor.execute(let_read(self.place, self.projections))

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


def _index(projection: Projection, cursor: Cursor) -> None:
    if "index" in projection.sql:
        cursor.execute(projection.sql["index"])


def _found(cursor: Cursor, statement: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
    row = cursor.execute(_SQL[statement], values).fetchone()
    if row is None:
        raise LookupError(f"{statement} returned no row")
    return row


class _SetAside(Exception):
    """An entry has been set aside where the live tables have not come yet."""
