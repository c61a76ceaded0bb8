"""Fixtures for modules all of whose ledgers are in one database: each test has a ledger of its own there."""

import pytest

from ledger.log.database import Database
from ledger.log.log import Log


@pytest.fixture
def database(shared_database: Database) -> Database:
    """All of a module's ledgers are in one."""
    return shared_database


@pytest.fixture
def log(own_log: Log) -> Log:
    """A ledger of the test's own."""
    return own_log
