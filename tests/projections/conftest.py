"""Read models of the test's own: several at once over one log, each in tables of its own."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Final

import msgspec
import pytest
from psycopg.sql import SQL, Identifier

from api.app import Application, OpenLedger
from ledger.log.database import Database, LedgerPlace
from ledger.log.embedded import EmbeddedServer
from ledger.log.migrations import create_ledger
from projections.running.runner import Runner
from projections.tables import PROJECTIONS
from projections.tables.projection import Projection
from tests.projections.a_year import ENTRIES, year_on
from tests.projections.telling import Told
from tests.racing import superuser

NewRunner = Callable[..., Runner]
"""`new_runner(place, projections)`: prepared, on empty tables, over the log of a place."""

_ROWS: Final = SQL("""
    SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C"), '') AS rows FROM {table} AS t
""")


def table_rows(runner: Runner) -> dict[str, str]:
    """Every live table's rows as one text, in a fixed order."""
    tables = [table for projection in runner.projections for table in projection.tables]
    with runner.live() as cursor:
        rows = {table: cursor.execute(_ROWS.format(table=Identifier(table))).fetchone() for table in tables}
    return {table: row["rows"] for table, row in rows.items() if row is not None}


@pytest.fixture
def rich(application: Application) -> OpenLedger:
    """A ledger with every kind of frame entry and of correction; nothing is taken in yet."""
    return application.ledger("stad")


@pytest.fixture
def richest(application: Application) -> OpenLedger:
    """A ledger with every type of entry; nothing is taken in yet."""
    return application.ledger("stad")


@pytest.fixture
def new_runner(database: Database) -> NewRunner:
    """Makes runners over a log that is there, each with tables that nobody else uses."""
    numbers = count(1)

    def make(log_of: LedgerPlace, projections: tuple[Projection, ...] = PROJECTIONS) -> Runner:
        spare = create_ledger(database, f"spare_{next(numbers)}")
        place = msgspec.structs.replace(spare, log_schema=log_of.log_schema)
        let_read(database, place)
        runner = Runner(database, place, projections)
        runner.prepare()
        return runner

    return make


def let_read(database: Database, place: LedgerPlace) -> None:
    """Lets the roles of a place read a log that is another ledger's."""
    with superuser(database) as connection:
        connection.execute(
            f"GRANT USAGE ON SCHEMA {place.log_schema} TO {place.log_role}, {place.models_role}".encode()
        )
        for what in ("event", "watched"):
            names = f"{place.log_schema}.{what} TO {place.log_role}, {place.models_role}"
            connection.execute(f"GRANT SELECT ON {names}".encode())


@pytest.fixture(scope="session")
def year(server: EmbeddedServer) -> Iterator[OpenLedger]:
    """The year of `a_year`, taken in. For tests that only read: whatever one of them recorded, the others would see."""
    with year_on(server) as ledger:
        yield ledger
        assert ledger.log.head() == max(ENTRIES), "a test recorded in the year that others read"


@pytest.fixture
def told(application: Application, stad: OpenLedger) -> Told:
    """What is told of a ledger at every door, as it is recorded."""
    return Told(application, stad)
