"""How an installation and its ledgers get their tables: at once, again, half, too old, and not allowed."""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import psycopg
import pytest

from ledger.errors import Refused
from ledger.events import UnitRegistered
from ledger.log.appending import AppendOutcome
from ledger.log.database import Database, LedgerPlace
from ledger.log.embedded import SUPERUSER, EmbeddedServer, start_embedded
from ledger.log.entry import Entry, Look
from ledger.log.feed.cursor import BEGINNING
from ledger.log.log import Log
from ledger.log.migrations import (
    Installation,
    create_ledger,
    embedded,
    installation,
    migrate,
    migrated,
)
from ledger.values import Recording
from tests.checks import check_log
from tests.ledger.log.servers import fresh, refusals, run
from tests.racing import at_once, superuser

INSTALLED = ["installation: installation_0001.sql", "installation: installation_0002.sql"]
UNIT = Entry(UnitRegistered("a1", "Enhet å"), Recording("tester-1", "test"))


SHAPE = b"""
    SELECT 'column', concat_ws(' ', table_name, ordinal_position, column_name, data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = %(schema)s
    UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(c.oid)
    FROM pg_constraint c WHERE connamespace = %(schema)s::regnamespace
    UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = %(schema)s
    UNION ALL SELECT 'trigger', pg_get_triggerdef(t.oid) || ' ' || tgenabled::text
    FROM pg_trigger t JOIN pg_class r ON r.oid = tgrelid WHERE relnamespace = %(schema)s::regnamespace
    UNION ALL SELECT 'function', pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace
    UNION ALL SELECT 'table privileges', relname || ' ' || relowner::regrole || ' ' || relacl::text
    FROM pg_class WHERE relnamespace = %(schema)s::regnamespace AND relkind IN ('r', 'v')
    UNION ALL SELECT 'function privileges', proname || ' ' || proowner::regrole || ' ' || proacl::text
    FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace
    UNION ALL SELECT 'schema privileges', nspowner::regrole || ' ' || nspacl::text
    FROM pg_namespace WHERE nspname = %(schema)s
    ORDER BY 1, 2
"""


def is_current(database: Database) -> bool:
    return installation(database).is_current


def ledgers(database: Database) -> list[LedgerPlace]:
    return installation(database).ledgers


def shape(database: Database, place: LedgerPlace) -> str:
    """Everything that a log's schema is, without its name, its ledger's number and the internal numbers of triggers."""
    with superuser(database) as connection:
        columns = connection.execute(SHAPE, {"schema": place.log_schema}).fetchall()
    text = "\n".join(f"{kind}: {what}" for kind, what in columns)
    text = (
        text.replace(place.log_schema, "*")
        .replace(place.log_role, "log role")
        .replace(place.models_role, "models role")
    )
    return re.sub(r"RI_ConstraintTrigger_([ac])_\d+", r"RI_ConstraintTrigger_\1", text)


@pytest.fixture
def unmigrated(server: EmbeddedServer) -> Iterator[Database]:
    """A database that nobody has touched, in a cluster that knows the roles."""
    yield from fresh(server, "ENCODING 'UTF8'")


@pytest.fixture
def ascii_only(server: EmbeddedServer) -> Iterator[Database]:
    """A database that cannot hold å, ä and ö as such."""
    yield from fresh(server, "ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'")


def test_six_at_once_migrate_a_fresh_database_exactly_once(unmigrated: Database) -> None:
    done = at_once(6, lambda _: migrate(unmigrated))
    assert sorted(map(str, done)) == [str(INSTALLED), *["[]"] * 5]
    assert is_current(unmigrated)
    assert (migrate(unmigrated), ledgers(unmigrated)) == ([], [])


def test_what_is_missing_is_migrated_by_whoever_opens_the_installation(unmigrated: Database) -> None:
    assert migrated(unmigrated) == Installation(unmigrated, [], is_current=True)
    place = create_ledger(unmigrated, "stad")
    run(unmigrated, b"DELETE FROM liggare.applied_migration WHERE scope = 'stad'", b"DROP SCHEMA log_stad CASCADE")
    run(unmigrated, b"CREATE SCHEMA log_stad")
    assert not is_current(unmigrated)
    assert migrated(unmigrated) == Installation(unmigrated, [place], is_current=True)


def test_six_at_once_make_the_same_ledger_once(database: Database) -> None:
    places = at_once(6, lambda _: create_ledger(database, "stad"))
    assert places == [ledgers(database)[0]] * 6
    assert len(ledgers(database)) == 1


@pytest.mark.parametrize("names", [("prov", "prov_projections", "prov_rebuild"), ("prov_rebuild", "prov")])
def test_ledgers_whose_names_end_as_anything_have_schemas_of_their_own(
    database: Database, names: tuple[str, ...]
) -> None:
    longest = "p" * 41
    places = [create_ledger(database, name) for name in (*names, longest)]
    schemas = {schema for place in places for schema in msgspec.structs.astuple(place)[1:4]}
    assert len(schemas) == 3 * len(places)
    assert max(map(len, schemas)) == 53
    assert {place.name for place in ledgers(database)} == {*names, longest}


def test_the_very_first_start_by_six_at_once_works(tmp_path_factory: pytest.TempPathFactory) -> None:
    with TemporaryDirectory(prefix="liggare-test-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o711)
        with start_embedded(Path(directory) / "data") as server:
            made = at_once(6, lambda _: embedded(server.conninfo(SUPERUSER, "postgres")))
            assert [type(there) for there in made] == [Installation] * 6, made
            for number, there in enumerate(made):
                assert isinstance(there, Installation)
                assert (there.is_current, there.ledgers) == (True, [])
                assert create_ledger(there.database, f"ledger_{number}").name == f"ledger_{number}"


def test_an_owner_that_is_no_superuser_can_migrate_and_an_everyday_login_needs_no_more_than_its_roles() -> None:
    with TemporaryDirectory(prefix="liggare-test-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o711)
        with start_embedded(Path(directory) / "data") as server:
            parameters: dict[str, Any] = server.conninfo(SUPERUSER, "postgres")
            with psycopg.connect(**parameters, autocommit=True) as connection:
                connection.execute(b"CREATE ROLE kommun LOGIN CREATEROLE")
                connection.execute(b"CREATE ROLE liggare_app LOGIN")
                connection.execute(b"CREATE DATABASE budget OWNER kommun")
            place = {**parameters, "dbname": "budget"}
            database = Database({**place, "user": "liggare_app"}, {**place, "user": "kommun"})
            assert migrate(database) == INSTALLED
            assert is_current(database)
            assert migrate(database) == []
            log = Log.open(database, create_ledger(database, "stad"))
            assert log.append([UNIT], [Look("unit:a1")], BEGINNING, None).outcome is AppendOutcome.STORED
            without = Database(database.login, database.login)
            with pytest.raises(Refused) as refused:
                create_ledger(without, "region")
            [refusal] = refused.value.refusals
            assert refusal.code == "database-unsuitable"
            assert "permission denied to set role" in refusal.detail
            assert "LIGGARE_MIGRATION_URL" in (refusal.right or "")


def test_a_second_migration_leaves_events_byte_for_byte(database: Database, log: Log) -> None:
    log.append([UNIT], [Look("unit:a1")], BEGINNING, None)
    question = b"SELECT e::text, xmin FROM log_stad.event e"
    with superuser(database) as connection:
        before = connection.execute(question).fetchall()
        assert migrate(database) == []
        assert connection.execute(question).fetchall() == before
    check_log(log)


def test_a_changed_migration_file_is_refused_and_the_other_ledgers_are_still_looked_at(database: Database) -> None:
    for name in ("a", "b", "c"):
        create_ledger(database, name)
    run(
        database,
        b"UPDATE liggare.applied_migration SET sha256 = repeat('0', 64) WHERE scope = 'a'",
        b"DELETE FROM liggare.applied_migration WHERE scope = 'c'",
    )
    assert not is_current(database)
    changed, laggard = refusals(database)
    assert (changed.code, changed.right) == ("database-not-migrated", "En ny numrerad migrering i stället")
    assert changed.detail == "Migreringen ledger_0001.sql har ändrats sedan den kördes för a."
    assert (laggard.code, laggard.where) == ("database-not-migrated", "c")


def test_a_name_that_a_newer_program_has_is_added_when_it_migrates(database: Database) -> None:
    run(database, b"DELETE FROM liggare.stored_name WHERE name = 'frame-decided.v1'")
    assert not is_current(database)
    assert migrate(database) == []
    assert is_current(database)


def test_every_log_has_an_id_of_its_own_and_one_with_entries_that_of_its_first(database: Database) -> None:
    """As when an installation from before logs had ids is migrated."""
    logs = [Log.open(database, create_ledger(database, name)) for name in ("a", "b", "c")]
    for log in logs[:2]:
        log.append([UNIT], [Look("unit:a1")], BEGINNING, None)
    run(
        database,
        b"DROP VIEW log_a.watched, log_b.watched, log_c.watched",
        b"DELETE FROM liggare.applied_migration WHERE number = CASE scope WHEN 'installation' THEN 2 ELSE 5 END",
        b"ALTER TABLE liggare.ledger DROP COLUMN number, DROP COLUMN log_id, DROP COLUMN takes_anything",
        b"DROP TABLE liggare.stored_name",
    )
    with pytest.raises(Refused) as refused:
        installation(database)
    assert refused.value.refusals[0].code == "database-not-migrated"
    assert migrate(database) == [*INSTALLED[1:], *(f"{name}: ledger_0005.sql" for name in "abc")]
    there = ledgers(database)
    assert sorted(place.number for place in there) == [1, 2, 3]
    assert len({place.log_id for place in there}) == 3
    with superuser(database) as connection:
        for place in there[:2]:
            [(nonce,)] = connection.execute(f"SELECT nonce FROM {place.log_schema}.event".encode())
            assert place.log_id.bytes == nonce
    assert [Log.open(database, place).source for place in there] == [f"urn:liggare:{place.log_id}" for place in there]


def test_a_changed_installation_file_is_refused(database: Database) -> None:
    run(database, b"UPDATE liggare.applied_migration SET sha256 = repeat('0', 64) WHERE scope = 'installation'")
    assert not is_current(database)
    [refusal] = refusals(database)
    assert "installation_0001.sql" in refusal.detail


def test_a_ledger_that_cannot_be_migrated_is_named_and_the_others_are_migrated(database: Database) -> None:
    places = {name: create_ledger(database, name) for name in ("a", "b", "c")}
    before = shape(database, places["a"])
    run(
        database,
        # b has fallen behind by all migrations; a cannot take them, since what they make is there already.
        b"DELETE FROM liggare.applied_migration WHERE scope IN ('a', 'b')",
        b"DROP SCHEMA log_b CASCADE",
        b"CREATE SCHEMA log_b",
    )
    [refusal] = refusals(database)
    assert (refusal.code, refusal.where) == ("database-not-migrated", "a")
    assert refusal.detail == 'Liggaren a kunde inte migreras: relation "event" already exists'
    assert not is_current(database)
    assert shape(database, places["a"]) == before, "all or nothing"
    log = Log.open(database, places["b"])
    assert log.head() == 0


def test_a_fresh_schema_is_the_same_as_a_migrated_one(database: Database) -> None:
    made, migrated = (create_ledger(database, name) for name in ("made", "migrated"))
    fresh_shape = shape(database, made)
    assert fresh_shape.count("\n") > 20
    run(
        database,
        b"DELETE FROM liggare.applied_migration WHERE scope = 'migrated'",
        b"DROP SCHEMA log_migrated CASCADE",
        b"CREATE SCHEMA log_migrated",
    )
    assert migrate(database) == [f"migrated: ledger_000{number}.sql" for number in (1, 2, 3, 4, 5)]
    assert shape(database, migrated) == fresh_shape
    assert is_current(database)


@pytest.mark.parametrize("name", ["", "Stad", "1stad", "_stad", "stad-a", "stad a", "å", "a" * 42, "stad\n", 'x"y'])
def test_a_ledgers_name_has_its_form(database: Database, name: str) -> None:
    with pytest.raises(Refused) as refused:
        create_ledger(database, name)
    assert refused.value.refusals[0].code == "ledger-name-invalid"
    assert ledgers(database) == []


def test_the_longest_name_and_a_word_of_sql_are_names_too(database: Database) -> None:
    for name in ("a" * 41, "select", "stad_2"):
        log = Log.open(database, create_ledger(database, name))
        assert log.append([UNIT], [Look("unit:a1")], BEGINNING, None).first_position == 1
        with log.follow() as subscription:
            assert next(subscription).position == 1
    assert [place.name for place in ledgers(database)] == sorted(["a" * 41, "select", "stad_2"])


def test_a_database_before_its_first_migration_says_what_to_run(unmigrated: Database) -> None:
    with pytest.raises(Refused) as refused:
        ledgers(unmigrated)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.right) == ("database-not-migrated", "Kör först: liggare migrate")


def test_a_login_that_may_not_make_tables_is_told_which_setting_to_change(unmigrated: Database) -> None:
    [refusal] = refusals(Database(unmigrated.login, unmigrated.login))
    assert refusal.code == "database-unsuitable"
    assert refusal.detail.startswith("Inloggningen räcker inte för att göra tabeller: permission denied")
    assert "LIGGARE_MIGRATION_URL" in (refusal.right or "")


def test_another_encoding_is_refused_and_nothing_is_made(ascii_only: Database) -> None:
    [refusal] = refusals(ascii_only)
    assert (refusal.code, refusal.detail) == ("database-unsuitable", "Databasen har teckenkodningen SQL_ASCII.")
    with superuser(ascii_only) as connection:
        assert connection.execute(b"SELECT to_regnamespace('liggare')").fetchone() == (None,)


def test_an_old_server_is_refused(unmigrated: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.log.migrations.OLDEST_SERVER", 990000)
    [refusal] = refusals(unmigrated)
    assert (refusal.code, refusal.right) == ("database-unsuitable", "PostgreSQL 17 eller senare")
    assert re.fullmatch(r"PostgreSQL [\d.]+.* är för gammal\.", refusal.detail)
