"""Changing what nobody may change, as somebody who owns the whole database: to see that it is noticed."""

from typing import Final

from ledger.log.database import Database, LedgerPlace
from ledger.log.migrations import create_ledger
from tests.racing import superuser

WITHOUT_TRIGGERS: Final = b"SET session_replication_role = replica"


def tamper_with_log(database: Database, place: LedgerPlace, statement: str) -> None:
    """Runs a statement in the log's schema as the superuser, with triggers and references switched off."""
    _run(database, place.log_schema, statement)


def tamper_with_read_models(database: Database, place: LedgerPlace, statement: str) -> None:
    """Runs a statement in the read models' schema as the role that fills them."""
    _run(database, place.projection_schema, statement, f"SET ROLE {place.models_role}".encode())


def ledger_of_anything(database: Database, name: str) -> LedgerPlace:
    """A new ledger, whose log takes events under any names and with any bytes: the library's suites, and a test's."""
    place = create_ledger(database, name)
    with superuser(database) as connection:
        connection.execute(b"UPDATE liggare.ledger SET takes_anything = true WHERE name = %s", [name])
    return place


def _run(database: Database, schema: str, statement: str, first: bytes = WITHOUT_TRIGGERS) -> None:
    with superuser(database) as connection:
        connection.execute(first)
        connection.execute(f"SET search_path = {schema}".encode())
        done = connection.execute(statement.encode())
        assert done.rowcount > 0, "nothing was changed"


def tamper_with_guards(database: Database, place: LedgerPlace, statement: str) -> None:
    """Changes what guards the log, as the superuser: a trigger, a function, a grant. It counts no rows."""
    with superuser(database) as connection:
        connection.execute(f"SET search_path = {place.log_schema}".encode())
        connection.execute(statement.encode())
