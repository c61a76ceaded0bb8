"""The database server: its version, and whether it may forget what it has acknowledged."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg.sql import SQL, Identifier, Literal

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.log.database import Database, unavailable
from ledger.log.server import DURABLE, SAFE_MINORS, server_standing
from ledger.when import wait_until
from tests.given import AUTHOR, adjusted, command, decided
from tests.racing import superuser


@contextmanager
def switched_off(database: Database, name: str) -> Iterator[None]:
    """A setting of the whole server, off until the end."""
    with superuser(database) as connection:
        before = setting(connection, name)
        alter(connection, name, "off")
        try:
            assert wait_until(lambda: setting(connection, name) == "off", 10)
            yield
        finally:
            alter(connection, name, None)
            assert wait_until(lambda: setting(connection, name) == before, 10)


def alter(connection: psycopg.Connection[tuple[str, ...]], name: str, value: str | None) -> None:
    """Of this database and no other test's, where that can be; the others belong to the whole server."""
    if name == "synchronous_commit":
        database = Identifier(connection.info.dbname)
        to = SQL("RESET {}") if value is None else SQL("SET {} = {}")
        parts = (Identifier(name),) if value is None else (Identifier(name), Literal(value))
        connection.execute(SQL("ALTER DATABASE {} ").format(database) + to.format(*parts))
        connection.execute(SQL("SET {} = {}").format(Identifier(name), Literal(value or "on")))
        return
    connection.execute(SQL("ALTER SYSTEM SET {} = {}").format(Identifier(name), Literal(value or "on")))
    connection.execute("SELECT pg_reload_conf()")


def setting(connection: psycopg.Connection[tuple[str, ...]], name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
    return row[0] if row else ""


def test_nothing_is_written_to_a_server_that_may_forget_it(
    database: Database, application: Application, stad: OpenLedger
) -> None:
    """And reading goes on, with what is wrong where one looks."""
    head = stad.log.head()
    with switched_off(database, "synchronous_commit"):
        fresh = Application(Database(database.login, database.owner_login))
        try:
            with pytest.raises(Refused) as refused:
                fresh.record("stad", command(decided(1_00)), AUTHOR, None)
            [told] = fresh.server().warnings
            assert fresh.ledger("stad").log.head() == head
        finally:
            fresh.close()
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.kind.retry_can_help) == ("database-not-durable", False)
    assert refusal.detail == (
        "Databasservern kan glömma det som den har bekräftat: synchronous_commit är avstängt. Inget registreras."
    )
    assert told == (
        "synchronous_commit är avstängt: ett strömavbrott kan förlora det som är bekräftat, och inget registreras."
    )
    application.record("stad", command(adjusted(1_00)), AUTHOR, None)
    assert stad.log.head() == head + 1


def test_nothing_is_written_while_a_copy_that_commit_waits_for_is_away(
    database: Database, application: Application, stad: OpenLedger
) -> None:
    """It is refused at once, where it would have hung."""
    with superuser(database) as connection:
        connection.execute("SET synchronous_commit = local")
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'kopia_som_saknas'")
        try:
            connection.execute("SELECT pg_reload_conf()")
            assert wait_until(lambda: setting(connection, "synchronous_standby_names") != "", 10)
            assert wait_until(lambda: application.server().warnings != (), 10)
            with pytest.raises(Refused) as refused:
                application.record("stad", command(decided(1_00)), AUTHOR, None)
        finally:
            connection.execute("ALTER SYSTEM RESET synchronous_standby_names")
            connection.execute("SELECT pg_reload_conf()")
            assert wait_until(lambda: setting(connection, "synchronous_standby_names") == "", 10)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.kind.retry_can_help) == ("copy-not-received", True)
    assert refusal.detail == "Databasen ska ha en kopia på en annan disk, och ingen tar emot den. Inget registreras."
    assert wait_until(lambda: application.server().warnings == (), 10)
    application.record("stad", command(decided(1_00)), AUTHOR, None)


class Answering:
    """A server that says something of itself, as a cursor gives it."""

    def __init__(self, **said: object) -> None:
        self._said = {"copy_is_away": False} | {name: next(iter(wanted)) for name, wanted in DURABLE.items()} | said

    def execute(self, _statement: object) -> "Answering":
        """Whatever is asked."""
        return self

    def fetchone(self) -> dict[str, object]:
        """The same each time."""
        return self._said


@pytest.mark.parametrize(
    ("version", "text", "mended_in"),
    [
        (180005, "18.5", "18.6"),
        (170010, "17.10 (Debian)", "17.11"),
        (180006, "18.6", None),
        (180012, "18.12", None),
        (170011, "17.11", None),
        (190000, "19.0", None),
    ],
)
def test_a_server_that_lacks_fixes_is_told(version: int, text: str, mended_in: str | None) -> None:
    told = f"PostgreSQL {text} har kända säkerhetsfel: {mended_in} eller senare rättar dem."
    warned = [] if mended_in is None else [told]
    standing = server_standing(Answering(version=version, version_text=text))  # type: ignore[arg-type]
    assert (standing.version, list(standing.warnings)) == (text, warned)


@pytest.mark.parametrize("name", DURABLE)
def test_each_setting_that_forgets_is_told_by_its_name(name: str) -> None:
    said = Answering(version=180006, version_text="18.6", **{name: "off"})
    [told] = server_standing(said).warnings  # type: ignore[arg-type]
    assert told.startswith(f"{name} är avstängt: ett strömavbrott kan förlora")


def test_the_server_that_comes_along_is_safe(database: Database) -> None:
    application = Application(database)
    assert application.server().warnings == ()
    major, minor = map(int, application.server().version.split(".")[:2])
    assert minor >= SAFE_MINORS[major]


def test_a_full_disk_is_told_as_that() -> None:
    full = psycopg.errors.DiskFull("could not extend file: No space left on device")
    [refusal] = unavailable(full).refusals
    assert (refusal.code, refusal.right) == ("database-disk-full", "Frigör utrymme och försök igen.")
    assert refusal.kind.retry_can_help
