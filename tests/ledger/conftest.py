"""Cheaper than a database per test: a ledger of the test's own in a database that the module's tests share."""

import itertools
from collections.abc import Iterator

import pytest

from ledger.log.database import Database, LedgerPlace
from ledger.log.embedded import EmbeddedServer
from ledger.log.log import Log
from ledger.log.migrations import create_ledger
from tests.conftest import cloned

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def shared_database(server: EmbeddedServer) -> Iterator[Database]:
    """A migrated database for tests that change nothing outside a ledger of their own."""
    with cloned(server) as database:
        yield database


@pytest.fixture
def own_place(shared_database: Database) -> LedgerPlace:
    """A new ledger in the shared database."""
    return create_ledger(shared_database, f"stad_{next(_numbers)}")


@pytest.fixture
def own_log(shared_database: Database, own_place: LedgerPlace) -> Log:
    """The empty log of the new ledger."""
    return Log.open(shared_database, own_place)
