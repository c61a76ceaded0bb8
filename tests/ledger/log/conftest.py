"""What the tests of the log begin with."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import Application, OpenLedger
from tests.processes import database_processes


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
def richest(application: Application) -> OpenLedger:
    """A ledger with something of everything."""
    return application.ledger("stad")
