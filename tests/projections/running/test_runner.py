"""The runner: everything or nothing, beside what is live, by turns, and honest about what it cannot take in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Event
from typing import Final

import msgspec
import psycopg
import pytest
from psycopg.sql import SQL

from api.app import Application, OpenLedger
from ledger.errors import Refusal, Refused
from ledger.log.database import Cursor, Database
from ledger.log.log import Log
from ledger.log.migrations import create_ledger
from ledger.log.store import DCBEvent
from projections.asking.question import Question
from projections.asking.read_model import ReadModel
from projections.frames.current import FramesAnswer, frames_answer
from projections.running.runner import Runner
from projections.tables import PROJECTIONS
from projections.tables.projection import ClaimedFact, Projection
from tests.given import AUTHOR, adjusted, basis, command, decided
from tests.projections.conftest import NewRunner, table_rows
from tests.racing import at_once, superuser

DAY: Final = date(2026, 3, 1)
NOTED: Final = SQL("CREATE TABLE noted (position bigint PRIMARY KEY)")
INSERT: Final = SQL("INSERT INTO noted VALUES (%(position)s) ON CONFLICT DO NOTHING")

WITHDRAWALS = (23, 28, 30, 43)
APPLIED = [position for position in range(1, 44) if position not in WITHDRAWALS]
"""What a projection is told to apply of the rich ledger; a withdrawal only takes away."""


class Fussy:
    """What a projection does that notes each position, and does not accept some of them."""

    def __init__(self, *refused: int) -> None:
        self.refused = set(refused)
        self.projection = Projection("fussy", {"create": NOTED}, ("noted",), self.apply, lambda *_: None)

    def apply(self, cursor: Cursor, claim: ClaimedFact) -> None:
        """Notes first, so that a failure leaves something to roll back."""
        cursor.execute(INSERT, {"position": claim.recorded.position})
        if claim.recorded.position in self.refused:
            raise ValueError(f"cannot read {claim.recorded.position}")


@contextmanager
def seen_from_outside(database: Database, runner: Runner) -> Iterator[psycopg.Connection[tuple[int]]]:
    """A connection that is no part of the runner's transactions, on its tables."""
    with superuser(database) as connection:
        connection.execute(f"SET search_path = {runner.place.projection_schema}".encode())
        yield connection


def noted(database: Database, runner: Runner) -> list[int]:
    with seen_from_outside(database, runner) as connection:
        return [row[0] for row in connection.execute("SELECT position FROM noted ORDER BY position")]


def reached(database: Database, runner: Runner) -> int:
    with seen_from_outside(database, runner) as connection:
        row = connection.execute("SELECT coalesce(max(notification_id), 0) FROM notification_tracking").fetchone()
        return row[0] if row else 0


def refusal_of(refused: pytest.ExceptionInfo[Refused]) -> Refusal:
    [refusal] = refused.value.refusals
    return refusal


@pytest.fixture
def fussy() -> Fussy:
    return Fussy()


@pytest.fixture
def uneven(rich: OpenLedger, new_runner: NewRunner, fussy: Fussy) -> Runner:
    """A runner over the rich ledger, with a projection that may fail."""
    return new_runner(rich.runner.place, (*PROJECTIONS, fussy.projection))


@pytest.fixture
def uneven_model(database: Database, rich: OpenLedger, uneven: Runner) -> ReadModel:
    """A reader of the tables that `uneven` fills."""
    return ReadModel(database, uneven.place, lambda: rich.log)


def ask(model: ReadModel, known_at: int | None = None, year: int = 2026) -> FramesAnswer:
    return frames_answer(model, Question(year=year, as_of=DAY, known_at=known_at)).answer


# --- Going forward ------------------------------------------------------------------------------------------


def test_an_empty_ledger_is_at_position_0_and_can_be_rebuilt(database: Database, log: Log) -> None:
    runner = Runner(database, create_ledger(database, "stad"))
    runner.prepare()
    assert (runner.catch_up(), runner.rebuild(), runner.catch_up()) == (0, 0, 0)


def test_each_transaction_takes_a_batch_and_tells_how_far_it_came(uneven: Runner) -> None:
    told: list[tuple[int, int]] = []
    assert uneven.catch_up(lambda *progress: told.append(progress), batch=10) == 43
    assert told == [(10, 43), (20, 43), (30, 43), (40, 43), (43, 43)]
    assert uneven.catch_up(lambda *progress: told.append(progress)) == 43
    assert told[5:] == [(43, 43)]


def test_the_position_is_committed_with_the_rows(database: Database, uneven: Runner, fussy: Fussy) -> None:
    """In the middle of a batch nobody else sees the rows or the position; between batches everybody sees both."""
    outside: list[tuple[int, list[int], int]] = []
    plain = fussy.projection.apply

    def look(cursor: Cursor, claim: ClaimedFact) -> None:
        plain(cursor, claim)
        outside.append((claim.recorded.position, noted(database, uneven), reached(database, uneven)))

    uneven.projections = (*PROJECTIONS, msgspec.structs.replace(fussy.projection, apply=look))
    uneven.catch_up(batch=4)
    assert outside[:9] == [
        *((position, [], 0) for position in (1, 2, 3, 4)),
        *((position, [1, 2, 3, 4], 4) for position in (5, 6, 7, 8)),
        (9, [1, 2, 3, 4, 5, 6, 7, 8], 8),
    ]


def test_a_connection_that_is_killed_in_the_middle_of_a_batch_leaves_nothing_half_done(
    database: Database, uneven: Runner, fussy: Fussy
) -> None:
    plain = fussy.projection.apply
    killed: list[int] = []

    def die_once(cursor: Cursor, claim: ClaimedFact) -> None:
        if claim.recorded.position == 17 and not killed:
            killed.append(cursor.connection.info.backend_pid)
            with superuser(database) as connection:
                connection.execute("SELECT pg_terminate_backend(%s, 5000)", killed)
        plain(cursor, claim)

    uneven.projections = (*PROJECTIONS, msgspec.structs.replace(fussy.projection, apply=die_once))
    with pytest.raises(Refused) as refused:
        uneven.catch_up(batch=10)
    assert refusal_of(refused).code == "database-unavailable"
    assert (noted(database, uneven)[-1], reached(database, uneven)) == (10, 10)
    assert uneven.catch_up(batch=10) == 43, "it lost the database; no projection has failed"


def test_two_runners_at_once_take_turns(database: Database, application: Application, stad: OpenLedger) -> None:
    other = Runner(database, stad.runner.place)

    def work(number: int) -> int:
        if number == 0:
            for entry in range(25):
                application.record("stad", command(adjusted(entry + 1)), AUTHOR, f"k{entry}")
            return stad.log.head()
        runner = stad.runner if number % 2 else other
        while stad.log.head() < 29:
            runner.catch_up(batch=number)
        return runner.catch_up(batch=number)

    assert at_once(5, work) == [29] * 5
    incremental = table_rows(stad.runner)
    stad.runner.rebuild()
    assert table_rows(stad.runner) == incremental
    assert ask(stad.model).frames[0].costs_ore == 325  # 1 + 2 + … + 25


# --- Failing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_a_failing_projection_stops_all_of_them_at_the_entry_before(
    database: Database, rich: OpenLedger, uneven: Runner, uneven_model: ReadModel, fussy: Fussy, batch: int
) -> None:
    fussy.refused.add(20)
    for _ in range(2):  # it does not try again by itself
        with pytest.raises(Refused) as refused:
            uneven.catch_up(batch=batch)
        stopped = refusal_of(refused)
        assert stopped.code == "projection-stopped"
        assert stopped.detail == (
            "Framräkningen stannade vid position 20 (frame-adjusted.v1): fussy: ValueError: cannot read 20"
        )
    assert noted(database, uneven) == list(range(1, 20))
    standing = uneven_model.standing()
    assert (standing.position, standing.head, standing.stopped) == (19, 43, stopped)
    rich.runner.catch_up()
    assert ask(uneven_model, 19).frames == ask(rich.model, 19).frames


def test_reads_say_that_the_projections_stand_still(uneven: Runner, uneven_model: ReadModel, fussy: Fussy) -> None:
    fussy.refused.add(20)
    with pytest.raises(Refused):
        uneven.catch_up()
    newest = ask(uneven_model)
    assert newest.coordinates.position == 19
    assert newest.stale is not None
    assert (newest.stale.position, newest.stale.head) == (19, 43)
    assert "position 20 (frame-adjusted.v1): fussy: ValueError: cannot read 20" in newest.stale.reason
    assert ask(uneven_model, 19).stale is None
    for position in (20, 43):
        with pytest.raises(Refused) as refused:
            ask(uneven_model, position)
        assert refusal_of(refused).code == "projection-stopped"
    with pytest.raises(Refused) as refused:
        frames_answer(uneven_model, Question(year=2026, min_position=20))
    assert refusal_of(refused).code == "projection-stopped"
    earlier = Question(year=2026, as_of=DAY, known_at=12, min_position=19)
    assert frames_answer(uneven_model, earlier).answer.frames == ask(uneven_model, 12).frames != []


def test_a_mended_projection_goes_on_where_it_stopped(
    database: Database, uneven: Runner, uneven_model: ReadModel, fussy: Fussy
) -> None:
    fussy.refused.add(20)
    with pytest.raises(Refused):
        uneven.catch_up()
    fussy.refused.clear()
    uneven.prepare()
    assert reached(database, uneven) == 19, "the same recipe: no rebuild"
    assert uneven.catch_up() == 43
    assert ask(uneven_model).stale is None
    assert ask(uneven_model).coordinates.position == 43


def test_an_entry_that_cannot_be_read_stops_them_too(stad: OpenLedger, application: Application) -> None:
    """As when a newer version of the program has written a type that this one does not know."""
    application.record("stad", command(decided(25_000)), AUTHOR, "k1")
    stad.log.recorder.append([DCBEvent("frame-dissolved.v1", b"{}")])
    with pytest.raises(Refused) as refused:
        stad.runner.catch_up()
    assert refusal_of(refused).code == "projection-stopped"
    assert refusal_of(refused).detail.startswith("Posten på position 6 (frame-dissolved.v1) går inte att läsa: ")
    assert ask(stad.model).frames[0].net_ore == 25_000


# --- Rebuilding ---------------------------------------------------------------------------------------------


def test_a_rebuild_that_fails_leaves_the_live_tables_as_they_were(
    database: Database, uneven: Runner, uneven_model: ReadModel, fussy: Fussy
) -> None:
    uneven.catch_up()
    before = table_rows(uneven)
    fussy.refused.add(20)
    with pytest.raises(Refused) as refused:
        uneven.rebuild()
    assert refusal_of(refused).code == "projection-stopped"
    assert table_rows(uneven) == before
    assert ask(uneven_model).stale is None
    fussy.refused.clear()
    assert uneven.rebuild() == 43
    assert table_rows(uneven) == before


def test_another_recipe_means_a_rebuild(database: Database, rich: OpenLedger, fussy: Fussy) -> None:
    rich.runner.catch_up()
    changed = Runner(database, rich.runner.place, (*PROJECTIONS, fussy.projection))
    assert changed.recipe.sha256 != rich.runner.recipe.sha256
    told: list[tuple[int, int]] = []
    changed.prepare(lambda *progress: told.append(progress))
    assert told[0] == (43, 43)
    assert noted(database, changed) == APPLIED
    changed.prepare(lambda *progress: told.append(progress))
    assert len(told) == 2, "once"


def test_the_version_that_made_the_tables_is_the_one_that_fills_them(
    database: Database, application: Application, rich: OpenLedger, fussy: Fussy
) -> None:
    """Old and new programs run side by side while an installation is upgraded."""
    changed = Runner(database, rich.runner.place, (*PROJECTIONS, fussy.projection))
    changed.prepare()
    application.record("stad", command(decided(200_000), on=basis("2026-06-01", "§ 44")), AUTHOR, "k1")
    with pytest.raises(Refused) as refused:
        rich.runner.catch_up()
    assert refusal_of(refused).code == "projection-behind"
    assert changed.catch_up() == 44
    assert rich.runner.place == changed.place


def test_what_a_projection_does_is_a_part_of_its_recipe(stad: OpenLedger) -> None:
    """Mended code must not leave rows behind that the old code made."""
    frames = PROJECTIONS[1]
    sql = frames.sql | {"insert_fact": SQL(frames.sql["insert_fact"].as_string() + " ")}
    place, database = stad.runner.place, Database({}, {})
    by_sql = Runner(database, place, (PROJECTIONS[0], msgspec.structs.replace(frames, sql=sql)))
    by_code = Runner(database, place, (PROJECTIONS[0], msgspec.structs.replace(frames, apply=Fussy().apply)))
    assert len({runner.recipe.sha256 for runner in (stad.runner, by_sql, by_code)}) == 3


def test_several_programs_that_start_at_once_with_another_recipe_rebuild_once(
    database: Database, rich: OpenLedger, fussy: Fussy
) -> None:
    rich.runner.catch_up()
    changed = [Runner(database, rich.runner.place, (*PROJECTIONS, fussy.projection)) for _ in range(4)]
    rebuilt: list[int] = []

    def start(number: int) -> int:
        changed[number].prepare(lambda *_: rebuilt.append(number))
        return changed[number].catch_up()

    assert at_once(4, start) == [43] * 4
    assert len(set(rebuilt)) == 1
    assert noted(database, changed[0]) == APPLIED


def test_a_rebuild_waits_for_another_only_so_long(database: Database, rich: OpenLedger) -> None:
    other = Runner(database, rich.runner.place)
    other.longest_turn_seconds = 0
    with rich.runner.shadow(0), pytest.raises(Refused) as refused:
        other.rebuild()
    assert refusal_of(refused).code == "projection-behind"
    assert refusal_of(refused).detail == "En annan omräkning av stad har inte blivit klar på 0 sekunder."
    assert other.rebuild() == rich.log.head()


def test_reads_and_writes_go_on_while_the_tables_are_rebuilt_and_swapped(
    application: Application, rich: OpenLedger
) -> None:
    """No error, no gap, no step back, and at every position the figures that belong there."""
    rich.runner.catch_up()
    done = Event()
    question = Question(year=2026, as_of=DAY)

    def write() -> int:
        number = 0
        while not done.is_set():
            application.record("stad", command(adjusted(number + 1)), AUTHOR, f"k{number}")
            rich.runner.catch_up()
            number += 1
        return number

    def look(known_at: int | None) -> dict[int, bytes]:
        seen: dict[int, bytes] = {}
        last = 0
        while not done.is_set():
            answer = frames_answer(rich.model, msgspec.structs.replace(question, known_at=known_at)).answer
            position = answer.coordinates.position
            assert position >= last
            figures = msgspec.json.encode((answer.frames, answer.totals, answer.undetermined))
            assert seen.setdefault(position, figures) == figures
            last = position
        return seen

    with ThreadPoolExecutor(5) as pool:
        writer = pool.submit(write)
        readers = [pool.submit(look, known_at) for known_at in (None, None, 20, 43)]
        try:
            swaps = [rich.runner.rebuild() for _ in range(4)]
        finally:
            done.set()
        written = writer.result(30)
        seen = [reader.result(30) for reader in readers]
    assert written > 0
    assert swaps == sorted(swaps)
    assert rich.runner.catch_up() == 43 + written
    for position, figures in (item for seen_by_reader in seen for item in seen_by_reader.items()):
        answer = ask(rich.model, position)
        assert msgspec.json.encode((answer.frames, answer.totals, answer.undetermined)) == figures, position


def test_before_there_are_any_tables_a_read_says_so(database: Database, log: Log) -> None:
    model = ReadModel(database, create_ledger(database, "stad"), lambda: log)
    with pytest.raises(Refused) as refused:
        ask(model)
    assert (refusal_of(refused).code, refusal_of(refused).right) == ("projection-behind", "Kör: liggare migrate")


def test_a_rebuild_holds_one_connection_and_uses_one_more(database: Database, stad: OpenLedger) -> None:
    """A server has few of them, and all ledgers share those of the process."""
    before = database.connections.existing
    runner = Runner(database, stad.runner.place)
    runner.rebuild()
    with runner.shadow(3):
        pass
    assert database.connections.existing <= before + 2
