"""Two installations in one cluster keep apart; what others own becomes the installation's own, ledger by ledger."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier

from ledger.errors import Refused
from ledger.events import UnitRegistered
from ledger.log.database import Database
from ledger.log.embedded import SUPERUSER, EmbeddedServer
from ledger.log.entry import Entry, Look
from ledger.log.feed.cursor import BEGINNING
from ledger.log.log import Log
from ledger.log.migrations import create_ledger, installation, migrate
from ledger.log.verifying import verify_log
from ledger.values import Recording
from projections.running.runner import Runner
from tests.checks import check_log
from tests.ledger.log.access.formerly import FORMER, as_formerly, disowned, forget, held
from tests.ledger.log.servers import refusals
from tests.ledger.log.test_migrations import shape
from tests.racing import at_once, superuser

UNIT = Entry(UnitRegistered("a1", "Enhet å"), Recording("tester-1", "test"))
NAMES = ("a", "b", "c")
EVENTS = "SELECT e::text, e.xmin FROM log_a.event e UNION ALL SELECT t::text, t.xmin FROM log_a.event_tag t"


@contextmanager
def database_of(server: EmbeddedServer, name: str) -> Iterator[Database]:
    """An installation with a login of its own in a cluster that others use too: a ledger `stad` with one entry."""
    parameters: dict[str, Any] = server.conninfo(SUPERUSER, "postgres")
    made = Identifier(name)
    with psycopg.connect(**parameters, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(made))
        connection.execute(SQL("CREATE ROLE {} LOGIN").format(made))
        owner = {**parameters, "dbname": name}
        database = Database({**owner, "user": name}, owner)
        migrate(database)
        Log.open(database, create_ledger(database, "stad")).append([UNIT], [Look("unit:a1")], BEGINNING, None)
        yield database
        database.connections.close()
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(made))
        connection.execute(SQL("DROP ROLE {}").format(made))


def with_login(database: Database, login: str) -> Database:
    return Database({**database.login, "user": login}, database.owner_login)


READS = ("SELECT FROM log_stad.event", "SELECT FROM log_stad.watched", "SELECT FROM liggare.ledger")
WRITES = (
    "SELECT log_stad.lock_head()",
    "SELECT log_stad.append_events('{unit-registered.v1}', '{\"{}\"}', '{}', '{}', NULL, 0, NULL, NULL, NULL, NULL)",
)


def test_the_login_of_one_installation_reaches_nothing_of_another_in_the_cluster(server: EmbeddedServer) -> None:
    with database_of(server, "prov") as trial, database_of(server, "skarp") as real:
        assert trial.roles.installation != real.roles.installation
        [there], [ours] = installation(real).ledgers, installation(trial).ledgers
        stranger = with_login(real, "prov")
        with pytest.raises(Refused) as refused:
            installation(stranger)
        [refusal] = refused.value.refusals
        assert (refusal.code, refusal.detail) == (
            "database-not-migrated",
            "Inloggningen prov har inte släppts in i installationen.",
        )
        theirs = (
            real.roles.owner,
            real.roles.granting,
            real.roles.watching,
            real.roles.everyday,
            there.log_role,
            there.models_role,
        )
        own = (trial.roles.watching, trial.roles.everyday, ours.log_role, ours.models_role)
        with psycopg.connect(**stranger.login, autocommit=True) as connection:
            for role in theirs:
                with pytest.raises(InsufficientPrivilege):
                    connection.execute(SQL("SET ROLE {}").format(Identifier(role)))
            for role in own:
                connection.execute(SQL("SET ROLE {}").format(Identifier(role)))
                for statement in (*READS, *WRITES):
                    with pytest.raises(InsufficientPrivilege):
                        connection.execute(statement.encode())
        assert Log.open(real, there).head() == 1
        stranger.connections.close()


def test_a_login_is_let_in_by_a_migration_that_is_run_for_it(server: EmbeddedServer) -> None:
    with database_of(server, "prov"), database_of(server, "skarp") as real:
        another = with_login(real, "prov")
        assert migrate(another) == []
        [place] = installation(another).ledgers
        assert Log.open(another, place).head() == 1
        another.connections.close()
        with superuser(real) as connection:
            connection.execute(SQL("REVOKE {} FROM prov").format(Identifier(real.roles.everyday)))


@pytest.fixture
def three(database: Database) -> Database:
    """Three ledgers with an entry and read models each."""
    for name in NAMES:
        place = create_ledger(database, name)
        Log.open(database, place).append([UNIT], [Look("unit:a1")], BEGINNING, None)
        Runner(database, place).prepare()
    return database


def test_the_roles_are_no_more_than_they_must_be(three: Database) -> None:
    question = b"""
        SELECT rolname, rolcanlogin, rolcreaterole FROM pg_roles
        WHERE rolname ~ %s AND NOT (rolsuper OR rolcreatedb OR rolreplication OR rolbypassrls)
    """
    roles, numbers = three.roles, range(1, 4)
    working = {roles.watching, roles.everyday, *map(roles.log, numbers), *map(roles.models, numbers)}
    with superuser(three) as connection:
        found = connection.execute(question, [f"^liggare_(login|{roles.installation}_[a-z1-3].*)$"]).fetchall()
    ours = {name: rest for name, *rest in found if not re.search(r"_(?:[4-9]|\d\d+)_\w+$", name)}
    assert ours == {
        "liggare_login": [True, False],
        roles.owner: [False, False],
        roles.granting: [False, True],
        **{name: [False, False] for name in working},
    }


def test_no_role_inherits_anything(three: Database) -> None:
    """Neither does the one that makes them: it may give them to others."""
    question = b"""
        SELECT count(*) FILTER (WHERE inherit_option), count(*) FROM pg_auth_members
        WHERE roleid::regrole::text ~ %(of)s AND (member::regrole::text ~ %(of)s OR member = 'liggare_login'::regrole)
    """
    with superuser(three) as connection:
        row = connection.execute(question, {"of": f"^liggare_{three.roles.installation}_"}).fetchone()
    assert row is not None
    assert row[0] == 0 < row[1]


def events(database: Database) -> list[Any]:
    with superuser(database) as connection:
        return connection.execute(EVENTS).fetchall()


def check_ours(database: Database) -> None:
    """Every ledger is as a new one is, and can be used."""
    there = installation(database)
    assert there.is_current
    fresh = shape(database, create_ledger(database, "fresh"))
    for place in there.ledgers:
        assert shape(database, place) == fresh
        log = Log.open(database, place)
        check_log(log)
        assert verify_log(log, lambda *_: None).fault is None
        runner = Runner(database, place)
        runner.prepare()
        assert runner.catch_up() == log.head()


def test_an_installation_from_before_gets_roles_of_its_own(three: Database) -> None:
    before, rows, other = installation(three), events(three), three.roles
    as_formerly(three)
    assert held(three, *FORMER) > 0 == held(three, other.owner, other.watching, other.log(1), other.models(1))
    with pytest.raises(Refused) as refused:
        installation(three)
    assert refused.value.refusals[0].code == "database-not-migrated"
    assert migrate(three) == [f"{name}: ledger_0005.sql" for name in NAMES]
    assert three.roles.installation != other.installation
    assert held(three, *FORMER) == 0
    assert events(three) == rows
    assert [place.log_id for place in installation(three).ledgers] == [place.log_id for place in before.ledgers]
    check_ours(three)


def test_six_at_once_take_it_over_once(three: Database) -> None:
    as_formerly(three)
    done = at_once(6, lambda _: migrate(three), 60)
    assert sorted(chain.from_iterable(each for each in done if isinstance(each, list))) == [
        f"{name}: ledger_0005.sql" for name in NAMES
    ], done
    check_ours(three)


def test_what_is_restored_without_its_owners_becomes_an_installation_of_its_own(three: Database) -> None:
    other, rows = three.roles, events(three)
    disowned(three)
    assert migrate(three) == []
    assert three.roles.installation != other.installation
    assert events(three) == rows
    check_ours(three)


def test_a_ledger_that_cannot_be_taken_over_keeps_its_old_form_and_the_others_go_on(three: Database) -> None:
    as_formerly(three)
    with superuser(three) as connection:
        connection.execute("CREATE VIEW log_b.watched AS SELECT 1 AS one")
    [refusal] = refusals(three)
    assert (refusal.code, refusal.where) == ("database-not-migrated", "b")
    there = installation(three)
    assert not there.is_current
    with superuser(three) as connection:
        owners = connection.execute("SELECT nspname, nspowner::regrole::text FROM pg_namespace WHERE nspname ~ '^log_'")
        assert dict(owners.fetchall()) == {
            "log_a": three.roles.owner,
            "log_b": "liggare_owner",
            "log_c": three.roles.owner,
        }
        connection.execute("DROP VIEW log_b.watched")
    assert Log.open(three, there.ledgers[0]).head() == 1
    assert migrate(three) == ["b: ledger_0005.sql"]
    check_ours(three)


def test_an_owner_that_is_no_superuser_takes_over_what_it_owned(three: Database) -> None:
    as_formerly(three)
    name = Identifier(three.login["dbname"])
    with superuser(three) as connection:
        connection.execute("CREATE ROLE stadshuset LOGIN CREATEROLE")
        connection.execute("GRANT liggare_owner, liggare_application, liggare_projections TO stadshuset")
        connection.execute(SQL("ALTER DATABASE {} OWNER TO stadshuset").format(name))
    owner = Database(three.login, {**three.owner_login, "user": "stadshuset"})
    try:
        assert migrate(owner) == [f"{name}: ledger_0005.sql" for name in NAMES]
        assert create_ledger(owner, "ny").number == 4
        check_ours(three)
    finally:
        owner.connections.close()
        forget(three)
        with superuser(three) as connection:
            connection.execute(SQL("ALTER DATABASE {} OWNER TO postgres").format(name))
