"""Taking entries in: the same tables in every way, also where what was copied in is there already."""

import psycopg
import pytest
from psycopg.sql import SQL

from api.app import OpenLedger
from ledger.errors import Refusal, Refused
from ledger.log.database import Cursor, Database
from ledger.log.store import open_datastore
from projections.running.batches import (
    BatchWay,
    Work,
    copied_in,
    in_one_way_or_another,
    one_by_one,
    sent_together,
)
from projections.running.bulk_copy import BulkStatements
from projections.running.runner import FEWEST_COPIED, Runner
from tests.projections.conftest import NewRunner, table_rows

ONE = SQL("SELECT 1 AS one")
WAYS: list[BatchWay] = [one_by_one, sent_together, copied_in(BulkStatements(()))]


def test_every_way_gives_the_same_tables(richest: OpenLedger, new_runner: NewRunner) -> None:
    assert richest.log.head() > 2 * FEWEST_COPIED
    few, many = new_runner(richest.runner.place), new_runner(richest.runner.place)
    few.catch_up(batch=FEWEST_COPIED - 1)
    many.catch_up()
    assert table_rows(many) == table_rows(few)
    few.rebuild()
    assert table_rows(few) == table_rows(many)


def test_a_rebuild_gives_tables_with_every_index(richest: OpenLedger, database: Database) -> None:
    def indices() -> set[str]:
        with database.connect(richest.runner.place.models_role) as connection:
            rows = connection.execute(
                "SELECT indexdef FROM pg_indexes WHERE schemaname = %s", (richest.runner.place.projection_schema,)
            )
            return {row["indexdef"] for row in rows}

    made = indices()
    assert any("frame_fact_proposal_year" in index for index in made)
    richest.runner.rebuild()
    assert indices() == made


def test_entries_that_are_there_already_are_taken_in_again_one_by_one(richest: OpenLedger, database: Database) -> None:
    runner: Runner = richest.runner
    runner.catch_up()
    before = table_rows(runner)
    with database.connect(runner.place.models_role, runner.place.projection_schema) as connection:
        connection.execute("DELETE FROM notification_tracking")
    assert runner.catch_up() == richest.log.head()
    after = table_rows(runner)
    assert after == before


@pytest.mark.parametrize("way", WAYS)
def test_what_fails_is_done_once_more_one_by_one(database: Database, richest: OpenLedger, way: BatchWay) -> None:
    datastore = open_datastore(database, richest.runner.place.models_role, richest.runner.place.projection_schema)
    tried: list[tuple[bool, bool]] = []

    def work(cursor: Cursor, *, together: bool) -> int:
        tried.append((cursor.connection.info.pipeline_status is psycopg.pq.PipelineStatus.OFF, together))
        row = cursor.execute(ONE).fetchone()
        if len(tried) == 1:
            raise ValueError("said by one statement of many")
        return row["one"] if row else 0

    assert in_one_way_or_another(way, datastore, work) == 1
    assert tried == [(way is not sent_together, True), (True, False)], "and then each entry is settled by itself"
    datastore.close()


def failing(error: Exception) -> Work[None]:
    tried: list[int] = []

    def work(cursor: Cursor, *, together: bool) -> None:
        tried.append(1)
        assert len(tried) == 1, "once"
        raise error

    return work


@pytest.mark.parametrize("way", WAYS)
def test_a_refusal_or_a_lost_database_is_not_tried_again(
    database: Database, richest: OpenLedger, way: BatchWay
) -> None:
    datastore = open_datastore(database, richest.runner.place.models_role, richest.runner.place.projection_schema)
    with pytest.raises(Refused):
        in_one_way_or_another(way, datastore, failing(Refused(Refusal("projection-behind", "Nej."))))
    with pytest.raises(Exception, match="gone") as lost:
        in_one_way_or_another(way, datastore, failing(psycopg.OperationalError("gone")))
    assert isinstance(lost.value.__cause__, psycopg.OperationalError)
    datastore.close()
