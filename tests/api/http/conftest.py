"""A real server on the ledger of a test."""

from collections.abc import Iterator

import pytest

from api.app import OpenLedger
from ledger.log.database import Database
from tests.api.http.served import Served, served


@pytest.fixture
def there(stad: OpenLedger, database: Database) -> Iterator[Served]:
    """A server that streams the ledger `stad`, which ends at position 4."""
    with served(database) as answering:
        yield answering
