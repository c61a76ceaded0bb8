"""One embedded PostgreSQL per run; a migrated template database that is cloned for each test."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from api.app import Application, OpenLedger
from ledger.database import Database
from ledger.embedded import SUPERUSER, EmbeddedServer, start_embedded
from ledger.migrations import create_ledger, embedded, migrate
from ledger.store import Log
from tests.given import AUTHOR, opening

TEMPLATE = "liggare_template"
_numbers = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def _own_environment() -> Iterator[None]:
    """No test reads the settings, or writes the data, of whoever runs it."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("LIGGARE_")}
    yield
    os.environ.update(kept)


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """The run's database server."""
    with running_server() as running:
        yield running


@contextmanager
def running_server() -> Iterator[EmbeddedServer]:
    """A database server with the template. Its directory can be passed by the server's own user when root runs it."""
    with TemporaryDirectory(prefix="liggare-test-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o711)
        with start_embedded(Path(directory) / "data") as running:
            embedded(running.conninfo(SUPERUSER, "postgres"), TEMPLATE)
            yield running


@contextmanager
def cloned(server: EmbeddedServer) -> Iterator[Database]:
    """A migrated database without ledgers, dropped at the end."""
    name = f"liggare_test_{next(_numbers)}"
    superuser: dict[str, Any] = server.conninfo(SUPERUSER, "postgres")
    with psycopg.connect(**superuser, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(TEMPLATE)))
    owner = {**superuser, "dbname": name}
    clone = Database({**owner, "user": "liggare_login"}, owner)
    migrate(clone)  # the right to make schemas is the database's own and is not cloned
    yield clone
    with psycopg.connect(**superuser, autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture
def database(server: EmbeddedServer) -> Iterator[Database]:
    """A migrated database of the test's own, without ledgers."""
    with cloned(server) as clone:
        yield clone


@pytest.fixture
def log(database: Database) -> Iterator[Log]:
    """An empty ledger's log, `stad`."""
    opened = Log.open(database, create_ledger(database, "stad"))
    yield opened
    opened.close()


@pytest.fixture
def application(database: Database) -> Iterator[Application]:
    """The application on the test's own database, without background threads."""
    started = Application(database)
    yield started
    started.close()


@pytest.fixture
def stad(application: Application) -> OpenLedger:
    """A ledger `stad` that is opened, with the units `ks`, and `slk` and `sbk` below it: positions 1 to 4."""
    application.record("stad", opening(), AUTHOR, "opening")
    return application.ledger("stad")
