"""A process has a few connections for all its ledgers, and each of them speaks for the ledger that it is taken for."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from ledger.errors import Refused
from ledger.log.access.roles import NOBODY
from ledger.log.connections import LEFT_FOR_SECOND, MOST_CONNECTIONS, Carried, Connections
from ledger.log.database import Database
from ledger.log.log import Log
from ledger.log.store import DCBEvent
from tests.racing import at_once
from tests.tampering import ledger_of_anything

NAMES = ("a", "b", "c")
WHO = b"SELECT current_user::text AS role, current_setting('search_path') AS path, pg_backend_pid() AS pid"


@pytest.fixture
def narrow(database: Database) -> Iterator[Connections]:
    """So few connections that a thread gets one at a time, and one more while it holds that."""
    made = Connections(database.connections._connect, most=LEFT_FOR_SECOND + 1)
    yield made
    made.close()


def carried(name: str, role: str = NOBODY) -> Carried:
    return Carried(role, (f"log_{name}",))


def asked(connections: Connections, wanted: Carried) -> dict[str, object]:
    with connections.carrying(wanted) as connection:
        row = connection.execute(WHO).fetchone()
    assert row is not None
    return row


def test_a_connection_is_used_again_by_whoever_asks_for_the_same(narrow: Connections) -> None:
    first, other, again = (asked(narrow, carried(name)) for name in ("a", "b", "a"))
    assert (first["role"], first["path"]) == ("liggare_login", "log_a,pg_temp")
    assert other["pid"] != first["pid"]
    assert again == first
    assert narrow.existing == 2


def test_when_there_can_be_no_more_one_that_is_idle_is_taken_over(database: Database, narrow: Connections) -> None:
    """The one that nobody has used for longest: here that of the first name."""
    most = LEFT_FOR_SECOND + 1
    before = [asked(narrow, carried(f"l{number}"))["pid"] for number in range(most)]
    assert len(set(before)) == most == narrow.existing
    watching = database.roles.watching
    taken = asked(narrow, carried("new", watching))
    assert (taken["pid"], taken["role"], taken["path"]) == (before[0], watching, "log_new, pg_temp")
    assert narrow.existing == most


def test_what_one_leaves_on_a_connection_is_not_there_for_the_next(narrow: Connections) -> None:
    left = (
        b"SELECT current_setting('work_mem') AS memory, to_regclass('pg_temp.mine')::text AS mine, current_user AS role"
    )
    locked = b"SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    with narrow.carrying(carried("l0")) as connection:
        for statement in (b"SET work_mem = '77MB'", b"CREATE TEMP TABLE mine ()", b"SELECT pg_advisory_lock(7)"):
            connection.execute(statement)
        first = connection.info.backend_pid
    for number in range(1, LEFT_FOR_SECOND + 1):
        asked(narrow, carried(f"l{number}"))
    with narrow.carrying(carried("new")) as connection:
        assert connection.info.backend_pid == first
        assert connection.execute(left).fetchone() == {"memory": "4MB", "mine": None, "role": "liggare_login"}
        assert connection.execute(locked).fetchall() == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.booleans()), min_size=1, max_size=40))
def test_whatever_is_asked_in_turn_each_ledger_answers_for_itself(
    several: dict[str, Log], asked_in_turn: list[tuple[str, bool]]
) -> None:
    """Statements that the driver has prepared, and plans that the server keeps, are those of another ledger when the
    connection is taken over: over one connection alone, so that it always is."""
    for name, reads_an_entry in asked_in_turn:
        log = several[name]
        expected = NAMES.index(name) + 1
        if reads_an_entry:
            [*events] = log.recorder.read(after=0)
            assert [event.event.data for event in events] == [name.encode()] * expected
        else:
            assert log.head() == expected


@pytest.fixture
def several(database: Database) -> Iterator[dict[str, Log]]:
    """Three ledgers with one, two and three events, asked over one connection."""
    places = {name: ledger_of_anything(database, name) for name in NAMES}
    one = Database(database.login, database.owner_login)
    vars(one)["connections"] = Connections(database.connections._connect, most=LEFT_FOR_SECOND + 1)
    logs = {name: Log.open(one, place) for name, place in places.items()}
    for number, (name, log) in enumerate(logs.items(), start=1):
        log.recorder.append([DCBEvent("drawn.v1", name.encode())] * number)
    yield logs
    assert one.connections.existing <= LEFT_FOR_SECOND + 1
    one.connections.close()


def test_many_threads_share_what_there_is_and_all_are_answered(database: Database) -> None:
    held = threading.Semaphore(MOST_CONNECTIONS)

    def ask(number: int) -> tuple[object, bool]:
        with database.connections.carrying(carried(f"l{number % 7}")) as connection:
            fits = held.acquire(blocking=False)
            row = connection.execute(b"SELECT current_setting('search_path') AS path, pg_sleep(0.01)").fetchone()
            held.release()
        return (row or {})["path"], fits

    answers = [answer for answer in at_once(60, ask) if not isinstance(answer, Exception)]
    assert sorted(str(path).replace(" ", "") for path, _ in answers) == sorted(
        f"log_l{number % 7},pg_temp" for number in range(60)
    )
    assert all(fits for _, fits in answers)
    assert database.connections.existing <= MOST_CONNECTIONS


def test_who_holds_one_gets_another_although_all_others_wait(narrow: Connections) -> None:
    """Else those who hold one could wait for each other for ever."""

    def ask_twice(number: int) -> object:
        with narrow.carrying(carried(f"l{number}")):
            return asked(narrow, carried(f"m{number}"))["path"]

    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(ask_twice, range(8), timeout=30))
    assert [str(path).replace(" ", "") for path in paths] == [f"log_m{number},pg_temp" for number in range(8)]


def test_when_all_are_in_use_for_long_that_is_told(narrow: Connections, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.log.connections.LONGEST_WAIT_SECONDS", 0.05)
    with narrow.carrying(carried("a")), ThreadPoolExecutor(1) as pool, pytest.raises(Refused) as refused:
        pool.submit(asked, narrow, carried("b")).result(10)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.kind.retry_can_help) == ("database-full", True)


def test_a_server_without_room_is_told_as_that_and_not_as_a_lost_one(database: Database) -> None:
    allow = SQL("ALTER DATABASE {} CONNECTION LIMIT {}").format
    name = Identifier(database.owner_login["dbname"])
    with psycopg.connect(**{**database.owner_login, "dbname": "postgres"}, autocommit=True) as owner:
        place = ledger_of_anything(database, "stad")
        owner.execute(allow(name, 0))
        with pytest.raises(Refused) as refused:
            Log.open(database, place).head()
        [refusal] = refused.value.refusals
        assert (refusal.code, refusal.detail) == (
            "database-full",
            "Databasservern har inte plats för fler anslutningar.",
        )
        owner.execute(allow(name, -1))


def test_a_server_without_room_for_more_is_asked_over_those_there_are(database: Database, log: Log) -> None:
    """The limit counts what is there: one for the log, which the other ledger takes over."""
    assert log.head() == 0
    allow = SQL("ALTER DATABASE {} CONNECTION LIMIT {}").format
    name = Identifier(database.owner_login["dbname"])
    other = ledger_of_anything(database, "annan")
    with psycopg.connect(**{**database.owner_login, "dbname": "postgres"}, autocommit=True) as owner:
        owner.execute(allow(name, 1))
        assert Log.open(database, other).head() == 0
        assert database.connections.existing == 1
        owner.execute(allow(name, -1))


@pytest.mark.parametrize("many", [1, 3])
def test_connections_that_the_server_has_closed_are_replaced_at_once(database: Database, many: int) -> None:
    with ExitStack() as held:
        for number in range(many):
            held.enter_context(database.connections.carrying(carried(f"l{number}")))
    with psycopg.connect(**{**database.owner_login, "dbname": "postgres"}, autocommit=True) as owner:
        gone = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
        assert len(owner.execute(gone, (database.owner_login["dbname"],)).fetchall()) == many
    roles = [asked(database.connections, carried(f"l{number}"))["role"] for number in range(many)]
    assert roles == ["liggare_login"] * many
    assert database.connections.existing <= many


def test_what_fails_is_rolled_back_and_what_does_not_is_kept(database: Database) -> None:
    wanted = Carried(NOBODY, ("pg_temp",))
    with database.connections.carrying(wanted) as connection:
        connection.execute(b"CREATE TEMP TABLE noted (number integer)")
        connection.execute(b"BEGIN")
        connection.execute(b"INSERT INTO noted VALUES (1)")

    def fail() -> None:
        with database.connections.carrying(wanted) as connection:
            connection.execute(b"BEGIN")
            connection.execute(b"INSERT INTO noted VALUES (2)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.connections.carrying(wanted) as connection:
        assert connection.execute(b"SELECT number FROM noted").fetchall() == [{"number": 1}]


def test_after_closing_those_in_use_are_closed_when_they_are_given_back(database: Database) -> None:
    with database.connections.carrying(carried("a")) as connection:
        database.connections.close()
        assert connection.execute(b"SELECT 1 AS one").fetchone() == {"one": 1}
    assert connection.closed
    assert database.connections.existing == 0
    assert asked(database.connections, carried("a"))["role"] == "liggare_login"


def test_what_nobody_has_used_for_long_is_closed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(database.connections, carried("a"))
    monkeypatch.setattr("ledger.log.connections.LONGEST_IDLE_SECONDS", -1)
    asked(database.connections, carried("b"))
    assert database.connections.existing == 1
