"""The swap of tables that have been made anew: it waits for who reads the live ones, and holds up nobody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Final

import pytest
from psycopg.sql import SQL, Identifier

from api.app import OpenLedger
from ledger.errors import Refused
from ledger.log.database import Database
from ledger.when import wait_until
from projections.asking.question import Question
from projections.frames.current import frames_answer
from projections.running.runner import Runner
from tests.racing import superuser

HELD: Final = SQL("LOCK TABLE {}.frame_fact IN ACCESS SHARE MODE")


def position(opened: OpenLedger) -> int:
    """As far as an answer knows."""
    return frames_answer(opened.model, Question(year=2026, as_of=date(2026, 3, 1))).answer.coordinates.position


def is_waiting(database: Database) -> bool:
    """Whether anybody waits for a lock on a table."""
    with superuser(database) as connection:
        row = connection.execute(
            b"SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'"
        ).fetchone()
    return row is not None and row[0] > 0


def live(opened: OpenLedger) -> Identifier:
    return Identifier(opened.runner.place.projection_schema)


def test_one_long_reader_delays_the_swap_and_no_other_reader(database: Database, rich: OpenLedger) -> None:
    """A dump that is being taken: everybody else reads meanwhile, and the swap comes when it is done."""
    rich.runner.catch_up()
    with ThreadPoolExecutor(1) as pool, superuser(database) as dump:
        with dump.transaction():
            dump.execute(HELD.format(live(rich)))
            swap = pool.submit(rich.runner.rebuild)
            assert wait_until(lambda: is_waiting(database), 30), "the swap has been tried"
            assert [position(rich) for _ in range(20)] == [43] * 20
            assert not swap.done()
        assert swap.result(30) == 43
    assert position(rich) == 43


def test_who_reads_for_too_long_is_named_and_the_live_tables_stay(database: Database, rich: OpenLedger) -> None:
    rich.runner.catch_up()
    impatient = Runner(database, rich.runner.place)
    impatient.longest_swap_seconds = 0
    with superuser(database) as dump, dump.transaction():
        dump.execute(HELD.format(live(rich)))
        dumping = dump.info.backend_pid
        with pytest.raises(Refused) as refused:
            impatient.rebuild()
        assert position(rich) == 43
    [refusal] = refused.value.refusals
    assert refusal.code == "projection-behind"
    assert refusal.detail == (
        "De nya tabellerna för stad är klara men har inte gått att byta in på 0 sekunder: de gamla läses av postgres "
        f"(process {dumping})."
    )
    assert f"SELECT pg_terminate_backend({dumping})" in (refusal.right or "")
    assert impatient.rebuild() == 43
