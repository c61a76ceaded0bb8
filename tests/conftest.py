"""One embedded PostgreSQL per run; a migrated template database that is cloned for each test, and templates with what
many tests begin with, each recorded once per run."""

import gc
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg
import pytest
from hypothesis import settings
from psycopg.sql import SQL, Identifier

from api.app import Application, OpenLedger
from ledger.log.database import Database
from ledger.log.embedded import SUPERUSER, EmbeddedServer, start_embedded
from ledger.log.log import Log
from ledger.log.migrations import create_ledger, embedded
from tests.given import AUTHOR, opening
from tests.projections.rich import rich_beginning, rich_ledger
from tests.unreadable import NEWER_NAMES

TEMPLATE: Final = "liggare_template"
MEMORY: Final = Path("/dev/shm")
"""Files in memory, on Linux: nothing of a run outlives it, and every database is made and dropped many times faster."""

ENOUGH: Final = 3 * 1024**3
"""Bytes: the server's log of changes and the databases of a whole run, with a margin."""

LONGEST: Final = (
    "test_readme.py",
    "test_machine.py",
    "test_what_if_laws.py",
    "test_laws.py",
    "test_first_starts.py",
    "test_campaign.py",
    "test_gallery.py",
    "test_embedded_directory.py",
    "test_openapi.py",
)
"""The modules that take longest, the longest first."""

# How long an example takes is the machine's business: a busy one is no fault of what is tested.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

_numbers = itertools.count(1)
_recorded: set[tuple[Path, str]] = set()
_administrators: dict[Path, psycopg.Connection[Any]] = {}
_owners: dict[Path, str] = {}  # the role that owns the template, and every clone of it

Records = Callable[[Application], object]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no process is left with it alone when the others have nothing more."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))


def pytest_collection_finish() -> None:
    """What has been imported and collected lives to the end of the run: to look through all of it again and again for
    what could be thrown away took a sixth of the time."""
    gc.collect()
    gc.freeze()


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
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free > ENOUGH
    where = MEMORY if roomy else None
    with TemporaryDirectory(prefix="liggare-test-", dir=where, ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o711)
        with start_embedded(Path(directory) / "data") as running:
            superuser: dict[str, Any] = running.conninfo(SUPERUSER, "postgres")
            template = embedded(superuser, TEMPLATE).database
            _owners[running.place.directory] = template.roles.owner
            template.connections.close()
            with psycopg.connect(**superuser, autocommit=True) as connection:
                _administrators[running.place.directory] = connection
                _know_newer_names({**superuser, "dbname": TEMPLATE})
                yield running


def _know_newer_names(template: dict[str, Any]) -> None:
    """A newer program has migrated the template too: tests append what it writes."""
    with psycopg.connect(**template, autocommit=True) as connection:
        connection.execute(b"INSERT INTO liggare.stored_name SELECT unnest(%s::text[])", [[*NEWER_NAMES]])


def _administrator(server: EmbeddedServer) -> psycopg.Connection[Any]:
    """The connection that makes and drops the databases of a server: one for all of them, since a new one costs as much
    as a third of a database."""
    return _administrators[server.place.directory]


def _make(server: EmbeddedServer, name: str, template: str) -> Database:
    """A database like a template, of the same installation, and so with the same roles. The right to make schemas is
    the database's own and is not cloned."""
    superuser: dict[str, Any] = server.conninfo(SUPERUSER, "postgres")
    # Copying files needs a checkpoint, which costs little in memory and much on a disk.
    strategy = SQL("FILE_COPY" if server.place.directory.is_relative_to(MEMORY) else "WAL_LOG")
    made, like = Identifier(name), Identifier(template)
    connection = _administrator(server)
    connection.execute(SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {}").format(made, like, strategy))
    owner_role = Identifier(_owners[server.place.directory])
    connection.execute(SQL("GRANT CREATE ON DATABASE {} TO {}").format(made, owner_role))
    owner = {**superuser, "dbname": name}
    return Database({**owner, "user": "liggare_login"}, owner)


@contextmanager
def cloned(server: EmbeddedServer, template: str = TEMPLATE) -> Iterator[Database]:
    """A migrated database, without ledgers when no other template is named, dropped at the end."""
    name = f"liggare_test_{next(_numbers)}"
    database = _make(server, name, template)
    yield database
    database.connections.close()
    _administrator(server).execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def template_with(server: EmbeddedServer, name: str, records: Records) -> str:
    """The template of this name, with what `records` records: made when it is first asked for, whatever is asked."""
    template = f"{TEMPLATE}_{name}"
    if (server.place.directory, name) not in _recorded:
        with closing(Application(_make(server, template, TEMPLATE))) as application:
            records(application)
        _recorded.add((server.place.directory, name))
    return template


def _opened(application: Application) -> None:
    application.record("stad", opening(), AUTHOR, "opening")


BEGINNINGS: Final[dict[str, Records]] = {"stad": _opened, "rich": rich_beginning, "richest": rich_ledger}
"""What a test's database begins with, by the fixture that it asks for."""


@pytest.fixture
def database(server: EmbeddedServer, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated database of the test's own: without ledgers, or with the one that a fixture of the test promises."""
    wanted = [name for name in BEGINNINGS if name in request.fixturenames]
    template = template_with(server, wanted[-1], BEGINNINGS[wanted[-1]]) if wanted else TEMPLATE
    with cloned(server, template) as clone:
        yield clone


@pytest.fixture
def log(database: Database) -> Log:
    """An empty ledger's log, `stad`."""
    return Log.open(database, create_ledger(database, "stad"))


@pytest.fixture
def application(database: Database) -> Iterator[Application]:
    """The application on the test's own database, without background threads."""
    started = Application(database)
    yield started
    started.close()


@pytest.fixture
def stad(application: Application) -> OpenLedger:
    """A ledger `stad` that is opened, with the units `ks`, and `slk` and `sbk` below it: positions 1 to 4."""
    return application.ledger("stad")
