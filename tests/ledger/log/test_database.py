"""Reaching the database: what is said when it cannot be, and what a connection is allowed."""

import gc
import socket
from contextlib import closing

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from ledger.errors import Refused
from ledger.events import UnitRegistered
from ledger.log.access.roles import NOBODY
from ledger.log.appending import AppendOutcome
from ledger.log.database import Database, unavailable
from ledger.log.entry import Entry, Look
from ledger.log.feed.cursor import BEGINNING, LogCursor
from ledger.log.log import Log
from ledger.log.migrations import (
    create_ledger,
    installation,
    migrate,
    migrated,
)
from ledger.values import Recording
from tests.checks import check_log
from tests.ledger.log.servers import run

UNIT = Entry(UnitRegistered("a1", "Enhet å"), Recording("tester-1", "test"))


def prefer(database: Database, setting: bytes) -> None:
    name = database.owner_login["dbname"].encode()
    run(database, b"ALTER DATABASE " + name + b" SET " + setting)


def test_appends_work_where_the_database_prefers_another_isolation_level(database: Database) -> None:
    place = create_ledger(database, "stad")
    prefer(database, b"default_transaction_isolation = 'serializable'")
    log = Log.open(database, place)
    assert log.append([UNIT], [Look("unit:a1")], BEGINNING, None).outcome is AppendOutcome.STORED
    with log.locked() as locked:
        assert locked.append([UNIT], [Look("unit:b1")], LogCursor(1), None).outcome is AppendOutcome.STORED
    check_log(log)


def test_a_database_that_only_reads_is_told_as_one_that_does_not_answer(database: Database) -> None:
    place = create_ledger(database, "stad")
    prefer(database, b"default_transaction_read_only = on")
    log = Log.open(database, place)
    with pytest.raises(Refused) as refused, log.locked():
        pass
    assert refused.value.refusals[0].code == "database-unavailable"
    assert "read-only transaction" in refused.value.refusals[0].detail


def closed_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def all_said(refused: Refused) -> str:
    """Everything that can reach a screen or a log: the refusals, and the chain of errors behind them."""
    said = [repr(refused.refusals), str(refused)]
    error: BaseException | None = refused
    while error is not None:
        said.append(repr(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(said)


def test_a_server_that_is_down_is_told_without_the_password() -> None:
    database = Database.at(f"postgresql://anna:hemligt@127.0.0.1:{closed_port()}/liggare")
    for attempt in (migrate, installation, migrated, lambda down: create_ledger(down, "stad")):
        with pytest.raises(Refused) as refused:
            attempt(database)
        [refusal] = refused.value.refusals
        assert refusal.code == "database-unavailable"
        assert refusal.detail.startswith("Databasen svarar inte: connection")
        assert refusal.kind.retry_can_help
        assert "LIGGARE_DATABASE_URL" in (refusal.right or "")
        assert "hemligt" not in all_said(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "hemligt",
        "postgresql://anna:hemligt@[värd/liggare",
        "postgresql://anna:hemligt@localhost/liggare?sslmodex=hemligt",
        "postgresql://anna:p@hemligt@localhost/liggare",
        "postgresql://anna:p/hemligt@localhost/liggare",
        "postgresql://anna:5432/hemligt@localhost/liggare",
        "postgresql://anna:p%40@localhost:hemligt/liggare",
        "host=localhost port=hemligt",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(Refused) as refused:
        Database.at(url)
    [refusal] = refused.value.refusals
    assert refusal.code == "database-unsuitable"
    assert "LIGGARE_DATABASE_URL" in refusal.detail
    assert "hemligt" not in all_said(refused.value)


def test_an_address_of_two_servers_or_a_socket_can_be_read() -> None:
    assert Database.at("postgresql://anna:p%40@a:5432,b:5433/liggare").login["host"] == "a,b"
    assert Database.at("postgresql:///liggare?host=/run/postgresql").login["host"] == "/run/postgresql"
    other = Database.at("postgresql://app@a/liggare", "postgresql://owner@a/liggare")
    assert (other.login["user"], other.owner_login["user"]) == ("app", "owner")


def test_a_login_that_does_not_exist_is_not_taken_for_a_missing_migration(database: Database) -> None:
    with pytest.raises(Refused) as refused:
        installation(Database({**database.login, "user": "nobody_here"}, database.owner_login))
    [refusal] = refused.value.refusals
    assert refusal.code == "database-unavailable"
    assert 'role "nobody_here" does not exist' in refusal.detail


def test_an_old_server_that_refuses_the_connection_itself_is_told_as_such() -> None:
    """What PostgreSQL 15 answers to the settings of an everyday connection."""
    said = 'connection failed: FATAL:  unrecognized configuration parameter "transaction_timeout"'
    [refusal] = unavailable(psycopg.OperationalError(said)).refusals
    assert (refusal.code, refusal.detail) == ("database-unsuitable", "Databasservern är för gammal.")


def test_a_network_that_has_parted_is_noticed_and_who_knows_better_says_when() -> None:
    usual = Database.at("postgresql://db.kommunen.se/liggare").parameters(NOBODY)
    assert (usual["tcp_user_timeout"], usual["keepalives_idle"]) == (20_000, 10)
    own = Database.at("postgresql://db.kommunen.se/liggare?tcp_user_timeout=5000").parameters(NOBODY)
    assert (own["tcp_user_timeout"], own["keepalives_idle"]) == ("5000", 10)


def test_a_password_in_what_the_driver_says_is_not_repeated() -> None:
    [refusal] = unavailable(psycopg.OperationalError("bad password=hemligt here\nDETAIL: hemligt")).refusals
    assert "hemligt" not in repr(refusal)


def test_a_connection_is_of_its_role_and_has_its_limits(database: Database) -> None:
    place = create_ledger(database, "stad")
    wanted = {
        "role": place.log_role,
        "search_path": "log_stad,pg_temp",
        "transaction_timeout": "1min",
        "idle_in_transaction_session_timeout": "30s",
        "default_transaction_isolation": "read committed",
        "TimeZone": "UTC",
        "application_name": "budgetliggaren",
        "client_encoding": "UTF8",
    }
    with database.connect(place.log_role, place.log_schema) as connection:
        for name, value in wanted.items():
            setting = connection.execute(SQL("SHOW {}").format(Identifier(name))).fetchone()
            assert setting is not None
            assert list(setting.values()) == [value], name


def test_what_nobody_holds_any_more_holds_no_connection(database: Database) -> None:
    """Nobody has to look for it: else it is closed when and where that happens, with a warning."""
    place = create_ledger(database, "stad")
    forgotten = Database(database.login, database.owner_login)
    with forgotten.carrying(place.log_role, place.log_schema).connection() as connection:
        assert connection.execute(b"SELECT 1 AS one").fetchone() == {"one": 1}
    gc.disable()
    try:
        del forgotten
        assert connection.closed
    finally:
        gc.enable()
