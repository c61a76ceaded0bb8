"""The follower that the README shows: run as it stands, killed where it hurts most, and told of another log."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from api.app import Application, OpenLedger
from ledger.log.database import Database
from ledger.log.embedded import EmbeddedServer
from ledger.when import wait_until
from tests.api.http.served import served
from tests.conftest import BEGINNINGS, cloned, template_with
from tests.given import AUTHOR, adjusted, basis, command
from tests.house_rules import ROOT

README = (ROOT / "api/http/README.md").read_text(encoding="utf-8")
[FOLLOWER] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
DIES = '    __import__("os").kill(__import__("os").getpid(), 9)\n'
COMES_TO_THE_CURSOR = '    db.execute("INSERT OR REPLACE INTO cursor'


def rows(file: Path, statement: str) -> list[tuple[str, ...]]:
    """What the follower has committed."""
    with closing(sqlite3.connect(file, timeout=20)) as database:
        try:
            return database.execute(statement).fetchall()
        except sqlite3.OperationalError:  # it has not begun yet
            return []


def effects(file: Path) -> list[str]:
    return [id_ for (id_,) in rows(file, "SELECT id FROM effect ORDER BY length(id), id")]


@contextmanager
def following(port: int, file: Path, program: str = FOLLOWER) -> Iterator["subprocess.Popen[str]"]:
    """The follower in a process of its own, killed at the end."""
    words = (sys.executable, "-c", program, f"http://127.0.0.1:{port}/v1/stad", str(file))
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def record(application: Application, first: int, count: int) -> None:
    for number in range(first, first + count):
        application.record("stad", command(adjusted(number), on=basis(paragraph=f"§ {number}")), AUTHOR, None)


def test_it_has_twenty_lines() -> None:
    assert len([line for line in FOLLOWER.splitlines() if line.strip()]) <= 20


def test_it_has_each_entry_once_although_it_is_killed_between_effect_and_cursor(
    application: Application, stad: OpenLedger, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "följare.db"
    assert COMES_TO_THE_CURSOR in FOLLOWER
    dies = FOLLOWER.replace(
        COMES_TO_THE_CURSOR, f'    __import__("os").kill(__import__("os").getpid(), 9)\n{COMES_TO_THE_CURSOR}'
    )
    with served(database) as there:
        with following(there.port, file, dies) as killed:
            assert killed.wait(30) == -9
        assert effects(file) == []
        with following(there.port, file):
            assert wait_until(lambda: len(effects(file)) == 4, 30)
            record(application, 1, 3)
            assert wait_until(lambda: len(effects(file)) == 7, 30), "it waits for what comes"
        record(application, 10, 2)
        with following(there.port, file, dies) as killed:
            assert killed.wait(30) == -9
        assert len(effects(file)) == 7, "effect and cursor are committed together, or not at all"
        with following(there.port, file):
            assert wait_until(lambda: len(effects(file)) == 9, 30)
    assert effects(file) == [f"stad/{position}" for position in range(1, 10)]


@pytest.mark.parametrize("since", [0, 3], ids=["which ends before", "which went on otherwise"])
def test_it_notices_a_log_that_was_restored_from_an_older_copy(
    application: Application, stad: OpenLedger, database: Database, server: EmbeddedServer, tmp_path: Path, since: int
) -> None:
    file = tmp_path / "följare.db"
    record(application, 1, 2)
    with served(database) as there, following(there.port, file):
        assert wait_until(lambda: len(effects(file)) == 6, 30)
    with cloned(server, template_with(server, "stad", BEGINNINGS["stad"])) as older:
        with closing(Application(older)) as restored:
            record(restored, 20, since)
        with served(older) as there, following(there.port, file) as told:
            _, said = told.communicate(timeout=30)
    assert told.returncode == 1
    assert said.startswith("log-diverged: ")
    assert "följ om från after=0" in said
    assert len(effects(file)) == 6
