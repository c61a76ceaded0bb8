"""Gathered rows: the same tables as row by row, also when what was gathered cannot be copied in."""

import re
from collections.abc import Iterator

import pytest
from psycopg.errors import UniqueViolation
from psycopg.sql import SQL

from api.app import OpenLedger
from ledger.database import PROJECTIONS as ROLE
from ledger.database import Database
from projections import PROJECTIONS
from projections.gathering import columns_of, copies_of, gathering
from projections.projection import Cursor
from projections.runner import FEWEST_GATHERED, Runner
from tests.projections.conftest import NewRunner

CREATE = SQL("CREATE TEMPORARY TABLE noted (number bigint PRIMARY KEY, said text)")
INSERT = SQL("INSERT INTO noted VALUES (%(number)s, %(said)s)")
COPY = SQL("COPY noted (number, said) FROM STDIN")
COUNT = SQL("SELECT count(*) AS rows FROM noted")


@pytest.fixture
def noted(database: Database) -> Iterator[Cursor]:
    """A cursor in a transaction with an empty table."""
    with database.connect(ROLE) as connection:
        cursor = connection.cursor()
        cursor.execute(CREATE)
        yield cursor


def rows_in(cursor: Cursor) -> int:
    row = cursor.execute(COUNT).fetchone()
    assert row is not None
    return int(row["rows"])


def test_a_copy_names_its_columns() -> None:
    assert columns_of(SQL("COPY t (a, b,\n    c) FROM STDIN;")) == ["a", "b", "c"]
    with pytest.raises(ValueError, match="no columns"):
        columns_of(SQL("COPY t FROM STDIN"))


def test_a_copy_takes_the_same_values_as_its_insert() -> None:
    found = copies_of(PROJECTIONS)
    inserts = {id(sql): sql for one in PROJECTIONS for sql in one.sql.values()}
    assert len(found) == 3
    for insert, copied in found.items():
        named = re.findall(r"%\((\w+)\)s", inserts[insert].as_string())
        assert sorted(columns_of(copied)) == sorted(named)


def test_rows_wait_until_something_else_is_asked(noted: Cursor) -> None:
    with gathering(noted, {id(INSERT): COPY}) as gathered:
        gathered.executemany(INSERT, [{"number": 1, "said": "å\tä\nö"}, {"number": 2, "said": None}])
        gathered.execute(INSERT, {"number": 3, "said": "\\N"})
        assert rows_in(noted) == 0, "asked past what is gathered"
        assert rows_in(gathered) == 3
        gathered.execute(INSERT, {"number": 4, "said": ""})
    assert rows_in(noted) == 4
    said = noted.execute("SELECT said FROM noted ORDER BY number").fetchall()
    assert [row["said"] for row in said] == ["å\tä\nö", None, "\\N", ""]


def test_what_cannot_be_copied_in_undoes_the_whole_batch(noted: Cursor) -> None:
    noted.execute(INSERT, {"number": 1, "said": "there"})

    def twice() -> None:
        with gathering(noted, {id(INSERT): COPY}) as gathered:
            gathered.execute("INSERT INTO noted VALUES (7)")
            gathered.execute(INSERT, {"number": 1, "said": "again"})

    with pytest.raises(UniqueViolation):
        twice()
    assert rows_in(noted) == 1


def test_gathered_and_row_by_row_are_the_same_tables(richest: OpenLedger, new_runner: NewRunner) -> None:
    assert richest.log.head() > FEWEST_GATHERED
    row_by_row, gathered = new_runner(richest.runner.place), new_runner(richest.runner.place)
    row_by_row.catch_up(batch=FEWEST_GATHERED - 1)
    gathered.catch_up()
    assert gathered.digests() == row_by_row.digests()
    row_by_row.rebuild()
    assert row_by_row.digests() == gathered.digests()


def test_entries_that_are_there_already_are_taken_in_again_row_by_row(richest: OpenLedger, database: Database) -> None:
    runner: Runner = richest.runner
    runner.catch_up()
    before = runner.digests()
    with database.connect(ROLE, runner.place.projection_schema) as connection:
        connection.execute("DELETE FROM notification_tracking")
    assert runner.catch_up() == richest.log.head()
    after = runner.digests()
    assert after == before
