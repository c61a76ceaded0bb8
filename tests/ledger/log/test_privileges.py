"""The log's tables as each role meets them: rows come in by one function, and nobody changes or removes them.

Every statement is tried as the role itself; afterwards the log must be as it was.
"""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.errors import DuplicateTable, InsufficientPrivilege, UndefinedFunction, UndefinedObject, UndefinedTable

from ledger.log.appending import IdempotencyKey
from ledger.log.database import Database, LedgerPlace
from ledger.log.embedded import EmbeddedServer
from ledger.log.log import Log
from ledger.log.migrations import installation
from ledger.log.store import DCBEvent
from projections.running.runner import Runner
from tests.checks import check_rows
from tests.conftest import cloned
from tests.racing import superuser
from tests.tampering import ledger_of_anything

LOGIN = "liggare_login"
KEY = IdempotencyKey("k", b"c" * 32, b"answer")
EVERYTHING = b"""
    SELECT (SELECT jsonb_agg(e ORDER BY e.position) FROM log_stad.event e),
           (SELECT jsonb_agg(t ORDER BY t.position, t.tag) FROM log_stad.event_tag t),
           (SELECT jsonb_agg(r ORDER BY r.key) FROM log_stad.append_record r),
           (SELECT jsonb_agg(h) FROM log_stad.head_lock h)
"""
APPEND = b"""
    SELECT first_position FROM log_stad.append_events(
        '{drawn.v1}', '{x}', '{unit:a1}', '{1}', NULL, NULL, NULL, NULL, NULL, NULL)
"""


@pytest.fixture(scope="module")
def stored(server: EmbeddedServer) -> Iterator[tuple[Database, Log]]:
    """A ledger `stad` with two events, tags and a key, for all of this module."""
    with cloned(server) as database:
        log = Log.open(database, ledger_of_anything(database, "stad"))
        log.recorder.append_with_key([DCBEvent("drawn.v1", b"x", ["unit:a1", "unit:b1"])] * 2, None, KEY)
        other = ledger_of_anything(database, "annan")
        for place in installation(database).ledgers:
            Runner(database, place).prepare()
        assert other.number == 2
        yield database, log


@pytest.fixture
def database(stored: tuple[Database, Log]) -> Iterator[Database]:
    """The module's database, which must hold exactly the same after the test as before it."""
    database, log = stored
    before = everything(database)
    yield database
    assert everything(database) == before
    check_rows(log.recorder)


@pytest.fixture
def places(database: Database) -> dict[str, LedgerPlace]:
    """Of both ledgers, by name."""
    return {place.name: place for place in installation(database).ledgers}


def everything(database: Database) -> object:
    with superuser(database) as connection:
        return connection.execute(EVERYTHING).fetchone()


WHO: dict[str, Callable[[Database, dict[str, LedgerPlace]], str]] = {
    "the ledger's role": lambda _, places: places["stad"].log_role,
    "its read models' role": lambda _, places: places["stad"].models_role,
    "another ledger's role": lambda _, places: places["annan"].log_role,
    "another's read models' role": lambda _, places: places["annan"].models_role,
    "who watches": lambda database, _: database.roles.watching,
    "the everyday role": lambda database, _: database.roles.everyday,
}
STRANGERS = tuple(WHO)[2:]
"""Who has nothing to do with the ledger, but is of the same installation."""


def try_as(database: Database, role: str, statement: str) -> None:
    """Runs one statement as a role: the working roles by the everyday login, as the application does."""
    statement = statement.replace("liggare_owner", database.roles.owner)
    if role == database.roles.owner:
        with psycopg.connect(**database.owner_login) as connection:
            connection.execute(f"SET ROLE {role}".encode())
            connection.execute(b"SET search_path = log_stad")
            connection.execute(statement.encode())
    elif role == LOGIN:
        with psycopg.connect(**database.login) as connection:
            connection.execute(statement.encode())
    else:
        with psycopg.connect(**database.parameters(role, "log_stad")) as connection:
            connection.execute(statement.encode())


WRITES = (
    "INSERT INTO event VALUES (3, 'drawn.v1', '{}', '', substr(sha256(''), 1, 16), now())",
    "INSERT INTO event SELECT 3, type, tags, data, nonce, recorded_at FROM event WHERE position = 1",
    "COPY event FROM STDIN",
    "INSERT INTO event_tag VALUES ('unit:c1', 1)",
    "INSERT INTO append_record VALUES ('l', sha256(''), 1, 1, '')",
    "INSERT INTO head_lock VALUES (false)",
)
CHANGES = (
    "UPDATE event SET data = ''",
    "UPDATE event SET data = '' WHERE false",
    "UPDATE event_tag SET tag = 'unit:c1'",
    "UPDATE append_record SET answer = ''",
    "DELETE FROM event WHERE position = 2",
    "DELETE FROM event_tag",
    "DELETE FROM append_record",
    "TRUNCATE event CASCADE",
    "TRUNCATE event_tag",
    "TRUNCATE append_record",
    "TRUNCATE event, event_tag, append_record",
    "MERGE INTO event USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
    "MERGE INTO event USING (SELECT 1) AS one ON true WHEN MATCHED THEN UPDATE SET data = ''",
    "INSERT INTO event SELECT * FROM event ON CONFLICT (position) DO UPDATE SET data = ''",
    "WITH gone AS (DELETE FROM event RETURNING *) SELECT FROM gone",
)
LOCK_ROW = ("UPDATE head_lock SET single_row = true", "DELETE FROM head_lock", "TRUNCATE head_lock")
LOCKS = (
    "SELECT FROM event FOR UPDATE",
    "SELECT FROM event FOR KEY SHARE",
    "SELECT FROM head_lock",
    "LOCK TABLE event IN ACCESS EXCLUSIVE MODE",
    "LOCK TABLE head_lock IN ROW EXCLUSIVE MODE",
)
DEFINITIONS = (
    "ALTER TABLE event DISABLE TRIGGER event_is_immutable",
    "ALTER TABLE event DISABLE TRIGGER ALL",
    "DROP TRIGGER event_is_immutable ON event",
    "ALTER TABLE event ADD COLUMN note text",
    "ALTER TABLE event OWNER TO CURRENT_USER",
    "ALTER TABLE event RENAME TO other",
    "DROP TABLE append_record",
    "DROP SCHEMA log_stad CASCADE",
    "GRANT ALL ON event TO CURRENT_USER; DELETE FROM event",
    "ALTER FUNCTION append_events SECURITY INVOKER",
    "CREATE OR REPLACE FUNCTION log_stad.lock_head() RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'",
    "CREATE TRIGGER mine BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE mine AS ON INSERT TO event DO INSTEAD NOTHING",
    "CREATE TABLE other (position bigint REFERENCES event ON DELETE CASCADE)",
    "CREATE TABLE log_stad.mine ()",
    "CREATE TABLE liggare.mine ()",
    "CREATE TABLE public.mine ()",
    "CREATE FUNCTION log_stad.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA mine",
    "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION refuse_change()",
)
SETTINGS = (
    "SET session_replication_role = replica",
    "SET allow_system_table_mods = on",
    "SET ROLE liggare_owner",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION liggare_owner",
    "GRANT liggare_owner TO CURRENT_USER",
    "GRANT liggare_owner TO liggare_login",
    "ALTER ROLE liggare_owner LOGIN",
    "CREATE ROLE mine",
    "REASSIGN OWNED BY liggare_owner TO CURRENT_USER",
    "COPY event TO PROGRAM 'cat'",
    "SELECT pg_read_file('postmaster.pid')",
)
HELPERS = (
    "SELECT first_match('[]', 0)",
    "SELECT refuse_change()",
    "INSERT INTO liggare.ledger VALUES ('x', 'x', 'y', 'z')",
    "UPDATE liggare.ledger SET log_schema = 'ledger_annan'",
    "DELETE FROM liggare.applied_migration",
    "UPDATE liggare.applied_migration SET sha256 = ''",
)
READS = (
    "SELECT FROM log_stad.event",
    "SELECT FROM log_stad.event_tag",
    "SELECT FROM log_stad.append_record",
    "SELECT FROM liggare.ledger",
    "SELECT log_stad.lock_head()",
)
APPENDS = ("SELECT lock_head()", APPEND.decode())

REFUSED_TO_ALL = (*WRITES, *CHANGES, *LOCK_ROW, *LOCKS, *DEFINITIONS, *SETTINGS, *HELPERS)


@pytest.mark.parametrize("statement", REFUSED_TO_ALL)
def test_the_role_of_a_ledger_may_not(database: Database, places: dict[str, LedgerPlace], statement: str) -> None:
    with pytest.raises(InsufficientPrivilege) as refused:
        try_as(database, places["stad"].log_role, statement)
    assert "never changed" not in str(refused.value), "the triggers are the second line, not the first"


@pytest.mark.parametrize("statement", [*REFUSED_TO_ALL, *APPENDS, "SELECT FROM event_tag", "SELECT FROM append_record"])
def test_the_role_of_its_read_models_may_not(
    database: Database, places: dict[str, LedgerPlace], statement: str
) -> None:
    with pytest.raises(InsufficientPrivilege) as refused:
        try_as(database, places["stad"].models_role, statement)
    assert "never changed" not in str(refused.value), "the triggers are the second line, not the first"


@pytest.mark.parametrize("statement", [*READS, *SETTINGS, APPEND.decode(), "CREATE TABLE public.mine ()"])
def test_the_everyday_login_itself_may_nothing(database: Database, statement: str) -> None:
    wrong_place: tuple[type[psycopg.Error], ...] = (UndefinedTable,) if "COPY event" in statement else ()
    with pytest.raises((InsufficientPrivilege, *wrong_place)):
        try_as(database, LOGIN, statement)


@pytest.mark.parametrize("statement", CHANGES)
def test_not_even_the_owner_changes_or_removes_rows(database: Database, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege, match=r"rows of \w+ are never changed or removed"):
        try_as(database, database.roles.owner, statement)


OF_OTHERS = (
    *("SELECT FROM event", "SELECT position FROM event", "SELECT FROM event_tag", "SELECT FROM append_record"),
    *("SELECT data FROM log_stad.event", "SELECT tags FROM log_stad.event", "SELECT FROM log_stad.head_lock"),
    *(APPEND.decode(), "SELECT log_stad.lock_head()", "SELECT log_stad.first_match('[]', 0)"),
    *("LOCK TABLE log_stad.event IN ACCESS SHARE MODE", "LOCK TABLE log_stad.watched IN ROW EXCLUSIVE MODE"),
    *("SELECT FROM projections_stad.frame_fact", "SELECT FROM projections_stad.organisation"),
    *("LOCK TABLE projections_stad.projection_state", "DELETE FROM projections_stad.frame_fact"),
    *(
        "UPDATE projections_stad.organisation SET known_to = 0",
        "DROP TABLE projections_stad.frame_fact",
    ),
    *("CREATE TABLE projections_stad.mine ()", "CREATE TABLE rebuild_stad.mine ()", "CREATE TABLE log_stad.mine ()"),
)
NOT_OF_EACH_OTHER = ("SELECT FROM log_stad.watched", "SELECT FROM projections_stad.projection_state")
REGISTER = ("SELECT FROM liggare.ledger", "SELECT FROM liggare.applied_migration", "SELECT FROM liggare.stored_name")


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("statement", [*OF_OTHERS, *WRITES, *CHANGES, *LOCK_ROW, *LOCKS, *DEFINITIONS, *SETTINGS])
def test_whoever_has_nothing_to_do_with_a_ledger_reaches_nothing_of_it(
    database: Database, places: dict[str, LedgerPlace], who: str, statement: str
) -> None:
    unseen: tuple[type[psycopg.Error], ...] = (
        UndefinedTable,
        UndefinedFunction,
        UndefinedObject,
    )  # in no schema of theirs
    with pytest.raises((InsufficientPrivilege, *unseen)):
        try_as(database, WHO[who](database, places), statement)


@pytest.mark.parametrize("who", [*STRANGERS[:2], STRANGERS[3]])
@pytest.mark.parametrize("statement", NOT_OF_EACH_OTHER)
def test_not_even_how_far_it_has_come(
    database: Database, places: dict[str, LedgerPlace], who: str, statement: str
) -> None:
    with pytest.raises(InsufficientPrivilege):
        try_as(database, WHO[who](database, places), statement)


@pytest.mark.parametrize("who", [who for who in WHO if who != "who watches"])
@pytest.mark.parametrize("statement", REGISTER)
def test_the_register_is_read_by_who_watches_alone(
    database: Database, places: dict[str, LedgerPlace], who: str, statement: str
) -> None:
    with pytest.raises(InsufficientPrivilege):
        try_as(database, WHO[who](database, places), statement)


def test_who_watches_sees_how_far_all_have_come(database: Database, places: dict[str, LedgerPlace]) -> None:
    with database.connect(database.roles.watching) as connection:
        [*seen] = connection.execute("SELECT * FROM log_stad.watched UNION ALL SELECT * FROM log_annan.watched")
        [*columns] = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'log_stad.watched'::regclass AND attnum > 0"
        )
        for statement in (*NOT_OF_EACH_OTHER, *REGISTER):
            connection.execute(statement.encode())
    assert [tuple(row.values()) for row in seen] == [("stad", 1, 2, [], []), ("annan", 2, 0, [], [])]
    assert [row["attname"] for row in columns] == ["ledger", "number", "head", "aside_positions", "asides"]
    for name, place in places.items():
        with database.connect(place.log_role, place.log_schema) as connection:
            [row] = connection.execute("SELECT ledger FROM watched")
            assert row == {"ledger": name}


@pytest.mark.parametrize("who", WHO)
def test_a_working_role_cannot_leave_its_role_for_the_owner(
    database: Database, places: dict[str, LedgerPlace], who: str
) -> None:
    role = WHO[who](database, places)
    with pytest.raises(InsufficientPrivilege):
        try_as(database, role, "RESET ROLE; SET ROLE liggare_owner")
    with pytest.raises(InsufficientPrivilege):
        try_as(database, role, f"RESET ROLE; SET ROLE {database.roles.granting}")
    with pytest.raises(InsufficientPrivilege):
        try_as(database, role, "SET ROLE NONE; SELECT FROM log_stad.event")


def test_nothing_is_open_to_everybody(database: Database) -> None:
    """No privilege on anything of ours goes to PUBLIC, whose name in a list of privileges is empty."""
    question = b"""
        SELECT kind, name FROM (
            SELECT 'table', relname, relacl FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
            WHERE nspname ~ '^(ledger|liggare)' AND relkind = 'r'
            UNION ALL SELECT 'function', proname, coalesce(proacl, acldefault('f', proowner))
            FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname ~ '^(ledger|liggare)'
            UNION ALL SELECT 'schema', nspname, nspacl FROM pg_namespace WHERE nspname ~ '^(ledger|liggare)'
        ) AS ours (kind, name, acl) WHERE EXISTS (SELECT FROM aclexplode(acl) WHERE grantee = 0)
    """
    with superuser(database) as connection:
        assert connection.execute(question).fetchall() == []


def test_every_function_that_acts_as_the_owner_has_its_own_search_path(database: Database) -> None:
    question = b"SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND pronamespace = 'log_stad'::regnamespace"
    with superuser(database) as connection:
        settings = dict(connection.execute(question).fetchall())
    assert settings == {name: ["search_path=log_stad, pg_temp"] for name in ("append_events", "lock_head")}


# --- Objects of the caller's own ----------------------------------------------------------------------------

DECOYS = (
    "CREATE TEMP TABLE event (LIKE log_stad.event)",
    "CREATE TEMP TABLE event_tag (tag text, position bigint)",
    "CREATE TEMP TABLE append_record (LIKE log_stad.append_record)",
    "CREATE TEMP TABLE head_lock (single_row boolean)",
    "CREATE FUNCTION pg_temp.lock_head() RETURNS bigint LANGUAGE sql AS 'SELECT 999::bigint'",
    "CREATE FUNCTION pg_temp.first_match(jsonb, bigint) RETURNS bigint LANGUAGE sql AS 'SELECT NULL::bigint'",
    "CREATE FUNCTION pg_temp.clock_timestamp() RETURNS timestamptz RETURN '1999-01-01'::timestamptz",
    "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$SELECT '\\x00'::bytea$$",
    "CREATE FUNCTION pg_temp.less(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT false'",
    "CREATE OPERATOR pg_temp.< (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = pg_temp.less)",
    "SET search_path = pg_temp, pg_catalog, log_stad",
)


@pytest.fixture
def decoyed(log: Log) -> Iterator[psycopg.Cursor[Any]]:
    """A connection of the application's role in a fresh ledger, full of things named like those of the log."""
    with log.recorder.datastore.get_connection() as connection:
        for statement in DECOYS:
            connection.execute(statement.encode())
        yield connection.cursor()
        for table in ("event", "event_tag", "append_record", "head_lock"):
            counted = connection.execute(f"SELECT count(*) AS rows FROM pg_temp.{table}".encode()).fetchone()
            assert counted == {"rows": 0}, table
        connection.execute(b"DISCARD ALL")
    check_rows(log.recorder)


class TestDecoys:
    """On a database of their own, since these appends succeed."""

    @pytest.fixture
    def database(self, server: EmbeddedServer) -> Iterator[Database]:
        with cloned(server) as database:
            yield database

    def test_an_append_is_not_fooled_by_objects_of_the_callers_own(
        self, log: Log, decoyed: psycopg.Cursor[Any]
    ) -> None:
        for expected in (1, 2):
            assert decoyed.execute(APPEND).fetchone() == {"first_position": expected}
        assert log.head() == 2
        recorded_at = decoyed.execute(b"SELECT min(recorded_at) AS first FROM log_stad.event").fetchone()
        assert recorded_at is not None
        assert recorded_at["first"].year >= 2026

    def test_a_condition_is_not_fooled_either(self, log: Log, decoyed: psycopg.Cursor[Any]) -> None:
        decoyed.execute(APPEND)
        on_a_condition = APPEND.replace(
            b"NULL, NULL, NULL, NULL, NULL, NULL", b"""'[{"tags": ["unit:a1"]}]', 0, NULL, NULL, NULL, NULL"""
        ).replace(b"first_position", b"outcome, conflict_position")
        assert decoyed.execute(on_a_condition).fetchone() == {"outcome": "conflict", "conflict_position": 1}

    def test_a_temporary_table_cannot_stand_before_the_logs_own(self, log: Log) -> None:
        with log.recorder.cursors() as cursor:
            assert cursor.execute(b"SHOW search_path").fetchone() == {"search_path": "log_stad,pg_temp"}
            cursor.execute(b"CREATE TEMP TABLE event (LIKE log_stad.event)")
            with pytest.raises(DuplicateTable):
                cursor.execute(b"CREATE TEMP TABLE event ()")
            assert log.recorder.append([DCBEvent("drawn.v1", b"x")]) == 1
            assert log.head() == 1
            cursor.execute(b"DISCARD ALL")
