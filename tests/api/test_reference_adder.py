"""The adder that the README shows: run as it stands, killed where it hurts most, and told of a recast."""

import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from api.app import Application, OpenLedger
from ledger.log.database import Database
from ledger.when import wait_until
from projections.running.runner import Runner
from tests.api.http.served import served
from tests.api.test_reference_follower import following, rows
from tests.given import AUTHOR, adjusted, basis, command
from tests.house_rules import ROOT
from tests.projections.a_year import a_year
from tests.projections.adding_up import answered
from tests.projections.running.test_recasts import mended, without

[ADDER] = re.findall(r"```python\n(.*?)```", (ROOT / "api/README.md").read_text(encoding="utf-8"), re.DOTALL)
COMES_TO_THE_CURSOR = '    db.execute("INSERT OR REPLACE INTO cursor'
DAYS = [date(2025, 10, 1), date(2025, 12, 1), date(2026, 3, 20), date(2026, 12, 1)]


@pytest.fixture
def year(application: Application) -> OpenLedger:
    """The hand-reckoned year, taken in, and this test's own."""
    return a_year(application)


def position(file: Path) -> int:
    """As far as it has come."""
    return next((int(at.partition("-")[0]) for (at,) in rows(file, "SELECT at FROM cursor")), 0)


def nets(file: Path, day: date) -> dict[str, int]:
    """What it has added up, of frames that there are: the net of each as decided by a day."""
    statement = "SELECT frame, name, sum(sum) FROM sums WHERE since <= ? AND name IN ('known', 'net_ore') GROUP BY 1, 2"
    with closing(sqlite3.connect(file, timeout=20)) as database:
        sums = {(frame, name): sum_ for frame, name, sum_ in database.execute(statement, (str(day),))}
    return {frame: sums.get((frame, "net_ore"), 0) for frame, name in sums if name == "known" and sums[frame, name]}


def has_the_frames(file: Path, ledger: OpenLedger) -> bool:
    at = position(file)
    return all(
        nets(file, day)
        == {
            "/".join(map(str, frame)): sides[2]
            for frame, (sides, _) in answered(ledger, (2026,), at, day).frames.items()
        }
        for day in DAYS
    )


def test_it_is_short() -> None:
    assert len([line for line in ADDER.splitlines() if line.strip()]) <= 25


def test_it_has_our_frames_although_it_is_killed_between_sums_and_cursor_and_a_rule_is_mended(
    application: Application, year: OpenLedger, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "ramar.db"
    dies = f'    __import__("os").kill(__import__("os").getpid(), 9)\n{COMES_TO_THE_CURSOR}'
    dies = ADDER.replace(COMES_TO_THE_CURSOR, dies)
    assert dies != ADDER
    with served(database) as there:
        with following(there.port, file, dies) as killed:
            assert killed.wait(30) == -9
        assert rows(file, "SELECT * FROM sums") == []
        with following(there.port, file, ADDER):
            assert wait_until(lambda: position(file) == 19, 30)
            application.record("stad", command(adjusted(1_700), on=basis("2026-07-01", "§ 20")), AUTHOR, "k20")
            assert wait_until(lambda: position(file) == 20, 30), "it waits for what comes"
        assert has_the_frames(file, year)
    Runner(database, year.runner.place, mended(without(9, 16))).prepare()
    with served(database) as there, following(there.port, file, ADDER):  # whose own rules are again what they were
        assert wait_until(lambda: rows(file, "SELECT at FROM cursor")[0][0].endswith(".2"), 30), "over two recasts"
        assert has_the_frames(file, year)
