"""A server that is killed while somebody serves from it is started again, where everybody looks for it."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledger.errors import Refused
from ledger.log.embedded import SUPERUSER, start_embedded
from ledger.log.supervising import ATTEMPTS, Supervisor
from ledger.when import wait_until
from tests.ledger.log.embedded_users import ask, kill_server
from tests.processes import database_processes
from tests.racing import outcome


@pytest.mark.parametrize(
    "parts", [0, 5], ids=["a socket in the data directory", "a private one, since the path is long"]
)
def test_a_killed_server_is_revived_at_the_same_socket(directory: Path, parts: int) -> None:
    place = directory.joinpath(*["katalog med mellanslag och å"] * parts)
    place.parent.mkdir(parents=True, exist_ok=True)
    with start_embedded(place) as server:
        before = server.conninfo(SUPERUSER, "postgres")
        assert not server.revive(), "it lives"
        assert ask(server, "CREATE TABLE kept (figure) AS VALUES (17)") is None
        kill_server(place)
        assert server.revive()
        assert server.conninfo(SUPERUSER, "postgres") == before
        assert ask(server, "SELECT figure FROM kept") == 17
    assert not database_processes(place)
    assert parts == 0 or not Path(str(before["host"])).exists()


def test_it_is_looked_after_until_the_end(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.log.supervising.LOOKED_AT_SECONDS", 0.05)
    given_up: list[Refused] = []
    with start_embedded(directory) as server:
        killed = server.postmaster.process.pid
        with Supervisor(server, given_up.append):
            kill_server(directory)
            assert wait_until(lambda: server.postmaster.process.pid != killed, 20)
            assert ask(server, "SELECT 1") == 1
        kill_server(directory)
        assert not wait_until(lambda: bool(database_processes(directory)), 1), "nobody looks after it any more"
    assert given_up == []


def test_a_server_that_lives_and_answers_nobody_is_started_again_and_nobody_waits_for_ever(
    directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As one whose disk hangs, or that somebody has stopped and forgotten."""
    for name, value in {"LOOKED_AT_SECONDS": 0.05, "ASKED_SECONDS": 0.1, "UNANSWERED": 2}.items():
        monkeypatch.setattr(f"ledger.log.supervising.{name}", value)
    monkeypatch.setattr("ledger.log.embedded.ANSWERS_SECONDS", 2)
    given_up: list[Refused] = []
    with start_embedded(directory) as server:
        assert ask(server, "CREATE TABLE kept (figure) AS VALUES (17)") is None
        hung = server.postmaster.process
        parameters: dict[str, Any] = server.conninfo(SUPERUSER, "postgres")
        with psycopg.connect(**parameters) as waiting, ThreadPoolExecutor(1) as pool:
            for process in (hung, *hung.children(recursive=True)):
                process.suspend()
            assert not server.answers()
            asked: Future[object] = pool.submit(waiting.execute, b"SELECT 1")
            with Supervisor(server, given_up.append):
                assert isinstance(outcome(asked), psycopg.OperationalError)
                assert wait_until(lambda: server.postmaster.process.pid != hung.pid, 30)
                assert ask(server, "SELECT figure FROM kept") == 17
    assert given_up == []
    assert len([record for record in caplog.records if "svarar ingen" in record.message]) == 1


def test_what_cannot_be_started_is_given_up_after_some_attempts(
    directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ledger.log.supervising.LOOKED_AT_SECONDS", 0.05)
    given_up: list[Refused] = []
    with start_embedded(directory) as server:
        (directory / "cluster/PG_VERSION").rename(directory / "PG_VERSION")
        kill_server(directory)
        with Supervisor(server, given_up.append):
            assert wait_until(lambda: bool(given_up), 20)
        assert len([record for record in caplog.records if "gick inte att starta igen" in record.message]) == ATTEMPTS
        (directory / "PG_VERSION").rename(directory / "cluster/PG_VERSION")
    [refused] = given_up
    assert refused.refusals[0].code == "database-unavailable"
