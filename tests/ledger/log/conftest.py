"""What the tests of the log begin with."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import Application, OpenLedger
from ledger.log.database import Database, LedgerPlace
from ledger.log.log import Log
from tests.processes import database_processes
from tests.tampering import ledger_of_anything

_numbers = itertools.count(1)


@pytest.fixture
def directory() -> Iterator[Path]:
    """A data directory that does not exist yet, below one that the server's user may pass."""
    above = Path(tempfile.mkdtemp(prefix="liggare-test-", dir="/tmp"))
    above.chmod(0o711)
    yield above / "data"
    for process in database_processes(above):
        process.kill()
    shutil.rmtree(above)


@pytest.fixture
def own_place(shared_database: Database) -> LedgerPlace:
    """A new ledger in the shared database, whose log takes anything: events are a test's own here."""
    return ledger_of_anything(shared_database, f"stad_{next(_numbers)}")


@pytest.fixture
def log(database: Database) -> Log:
    """An empty ledger's log, `stad`, which takes anything."""
    return Log.open(database, ledger_of_anything(database, "stad"))


@pytest.fixture
def richest(application: Application) -> OpenLedger:
    """A ledger with something of everything."""
    return application.ledger("stad")
