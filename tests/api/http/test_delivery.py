"""Whatever becomes of notifications and of the database that they come from, everybody has everything, in order and
once: who asks and waits, who reads a stream, and the read models.

On a server of its own, which is killed, and whose queue of notifications is so short that it can be filled.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

import psycopg
import pytest

from api.app import Application
from ledger.errors import Refused
from ledger.log.database import Database
from ledger.log.embedded import SUPERUSER, EmbeddedServer, start_embedded
from ledger.log.migrations import embedded
from ledger.when import monotonic, sleep, wait_until
from tests.api.http.event_source import EventSource
from tests.api.http.served import Served, served
from tests.api.outages import deaf as deaf
from tests.api.outages import kill
from tests.api.outages import listening as listening
from tests.given import AUTHOR, adjusted, basis, command, opening
from tests.processes import database_processes
from tests.tampering import tamper_with_log

LONG = 60
"""Seconds after which something does not come at all."""


class Polling:
    """A follower that asks, waits, and asks again whatever happens; in a thread until it is closed."""

    def __init__(self, port: int, cursor: str):
        self.positions: list[int] = []
        self._address, self._cursor = f"http://127.0.0.1:{port}/v1/stad/events", cursor
        self._ends = Event()
        self._thread = Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        while not self._ends.is_set():
            try:
                with urllib.request.urlopen(f"{self._address}?after={self._cursor}&wait=30", timeout=60) as answer:
                    page = json.load(answer)
            except urllib.error.HTTPError as refused:
                if refused.code != 503:
                    raise
                self._ends.wait(0.2)
                continue
            self.positions += [int(event["id"].partition("/")[2]) for event in page["events"]]
            self._cursor = page["next_after"]

    def close(self) -> None:
        """It is answered when the server ends, and asks no more."""
        self._ends.set()


class Everybody:
    """All who follow the ledger `stad` in a server, from its end on."""

    def __init__(self, there: Served):
        head = there.application.log("stad").head()
        with urllib.request.urlopen(f"http://127.0.0.1:{there.port}/v1/stad/events?after={head}", timeout=60) as page:
            cursor = json.load(page)["next_after"]
        self._after, self._model = head, there.application.ledger("stad").model
        self.reader = EventSource(there.port, f"after={cursor}")
        self.polling = Polling(there.port, cursor)

    def close(self) -> None:
        self.polling.close()
        self.reader.close()

    def has_taken_in(self, position: int) -> bool:
        try:
            return self._model.standing().position == position
        except Refused:
            return False

    def has_all(self, upto: int) -> bool:
        """Whether everybody has everything, each entry once and in order; waits for it."""
        began, wanted = monotonic(), [*range(self._after + 1, upto + 1)]
        ways: dict[str, Callable[[], bool]] = {
            "stream": lambda: self.reader.positions == wanted,
            "wait": lambda: self.polling.positions == wanted,
            "read models": lambda: self.has_taken_in(upto),
        }
        took = dict[str, float]()

        def all_have() -> bool:
            took.update({way: monotonic() - began for way, has in ways.items() if way not in took and has()})
            return took.keys() == ways.keys()

        had = wait_until(all_have, LONG)
        print({way: f"{seconds:.2f} s" for way, seconds in took.items()})
        return had


@contextmanager
def _server() -> Iterator[EmbeddedServer]:
    with TemporaryDirectory(prefix="liggare-delivery-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o711)
        with start_embedded(Path(directory) / "data") as server:
            yield server


@pytest.fixture(scope="module")
def own_server() -> Iterator[EmbeddedServer]:
    """A server that nobody else uses."""
    with _server() as server:
        superuser: dict[str, Any] = server.conninfo(SUPERUSER, "postgres")
        with psycopg.connect(**superuser, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET max_notify_queue_pages = 64")
        restart(server)
        yield server


@pytest.fixture(scope="module")
def own_database(own_server: EmbeddedServer) -> Database:
    """Its database, with the ledger `stad` at position 4."""
    database = embedded(own_server.conninfo(SUPERUSER, "postgres")).database
    with closing(Application(database)) as application:
        application.record("stad", opening(), AUTHOR, "opening")
    return database


@pytest.fixture
def writer(own_database: Database) -> Iterator[Application]:
    """Another process, which records and tells the server nothing but by the database."""
    with closing(Application(own_database)) as application:
        yield application


@pytest.fixture
def everybody(own_database: Database, writer: Application) -> Iterator[Everybody]:
    """Everybody follows, and has taken in all there is."""
    with served(own_database) as there, closing(Everybody(there)) as following:
        record(writer)
        assert following.has_all(writer.log("stad").head())
        yield following


def restart(server: EmbeddedServer, away_seconds: float = 0) -> None:
    """The server is killed, is away for a while, and comes back."""
    for process in database_processes(server.place.directory):
        process.kill()
    assert wait_until(lambda: not database_processes(server.place.directory), 30)
    sleep(away_seconds)
    assert server.revive()


def record(writer: Application) -> int:
    """Records something; its position."""
    number = writer.log("stad").head() + 1
    receipt = writer.record("stad", command(adjusted(number), on=basis(paragraph=f"§ {number}")), AUTHOR, None)
    assert receipt.last_position == number
    return number


@pytest.mark.usefixtures("deaf")
def test_when_not_a_single_notification_arrives(everybody: Everybody, writer: Application) -> None:
    for _ in range(3):
        assert everybody.has_all(record(writer))


def test_when_the_connection_that_listens_is_killed(
    listening: list[int], everybody: Everybody, writer: Application, own_database: Database
) -> None:
    for _ in range(3):
        kill(own_database, listening[-1])
        assert everybody.has_all(record(writer))


@pytest.mark.parametrize("away_seconds", [0, 4])
def test_when_the_database_is_killed_and_comes_back(
    everybody: Everybody, writer: Application, own_server: EmbeddedServer, away_seconds: int
) -> None:
    restart(own_server, away_seconds)
    assert everybody.has_all(record(writer))
    assert everybody.has_all(record(writer))


@contextmanager
def full_queue(database: Database) -> Iterator[None]:
    """Somebody listens, and never takes what is told, until nothing more can be told."""
    with psycopg.connect(**database.owner_login) as holding:
        holding.execute("LISTEN stuffed")
        holding.commit()
        holding.execute("SELECT 1")
        with pytest.raises(psycopg.Error, match="NOTIFY queue"):
            stuff(database)
        yield
    with psycopg.connect(**database.owner_login) as connection:
        connection.execute("SELECT pg_notification_queue_usage()")  # which lets go of what everybody has taken


def stuff(database: Database) -> None:
    """Notifies until the queue is full, and raises what the server says then."""
    with psycopg.connect(**database.owner_login, autocommit=True) as connection:
        for number in range(1_000):
            connection.execute("SELECT pg_notify('stuffed', %s)", (f"{number:07000}",))


def test_when_the_queue_of_notifications_is_full(
    everybody: Everybody, writer: Application, own_database: Database
) -> None:
    """An entry is recorded that nobody can be told of."""
    place, last = writer.place("stad"), record(writer)
    again = "position + 1, type, tags, data, substr(sha256(nonce), 1, 16), recorded_at + interval '1 ms' FROM event"
    with full_queue(own_database):
        tamper_with_log(
            own_database,
            place,
            f"WITH made AS (INSERT INTO event (position, type, tags, data, nonce, recorded_at) SELECT {again} "
            f"WHERE position = {last} RETURNING position, tags) "
            "INSERT INTO event_tag (tag, position) SELECT unnest(tags), position FROM made",
        )
        assert everybody.has_all(last + 1)
    assert everybody.has_all(record(writer))
