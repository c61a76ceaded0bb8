"""Databases and logins of a test's own, and what is refused."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from ledger.errors import Refusal, Refused
from ledger.log.database import Database
from ledger.log.embedded import SUPERUSER, EmbeddedServer
from ledger.log.migrations import migrate
from tests.racing import superuser


def run(database: Database, *statements: bytes) -> None:
    with superuser(database) as connection:
        for statement in statements:
            connection.execute(statement)


def refusals(database: Database) -> tuple[Refusal, ...]:
    with pytest.raises(Refused) as refused:
        migrate(database)
    return refused.value.refusals


def fresh(server: EmbeddedServer, settings: str) -> Iterator[Database]:
    parameters: dict[str, Any] = server.conninfo(SUPERUSER, "postgres")
    with psycopg.connect(**parameters, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE untouched TEMPLATE template0 {settings}".encode())
    owner = {**parameters, "dbname": "untouched"}
    yield Database({**owner, "user": "liggare_login"}, owner)
    with psycopg.connect(**parameters, autocommit=True) as connection:
        connection.execute(b"DROP DATABASE untouched WITH (FORCE)")
