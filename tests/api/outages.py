"""What can happen to notifications, and to the database that they come from."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from ledger.log.database import Database
from ledger.log.listening import Listening
from ledger.when import sleep
from tests.racing import superuser


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a single notification arrives."""

    def hears_nothing(_listening: Listening, seconds: float) -> Iterator[tuple[str, int]]:
        sleep(seconds)
        return iter(())

    monkeypatch.setattr(Listening, "heard", hears_nothing)


def allow_connections(database: Database, *, allowed: bool) -> None:
    """A server that goes away: nobody gets in, and everybody who is in is thrown out."""
    name = database.owner_login["dbname"]
    with psycopg.connect(**{**database.owner_login, "dbname": "postgres"}, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}".encode())
        connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", (name,))


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The server's processes for everybody who begins to listen, by their numbers, in order."""
    numbers, plain = list[int](), Listening.__init__

    def begins(made: Listening, connection: psycopg.Connection[Any]) -> None:
        plain(made, connection)
        numbers.append(connection.info.backend_pid)

    monkeypatch.setattr(Listening, "__init__", begins)
    return numbers


def kill(database: Database, number: int) -> None:
    """Ends a connection from the server's side; returns when it has ended."""
    with superuser(database) as connection:
        ended = connection.execute("SELECT pg_terminate_backend(%s, 5000)", (number,)).fetchone()
    assert ended == (True,)
