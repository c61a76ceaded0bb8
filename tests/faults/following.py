"""Those who follow: the reference follower of the README as it stands, and what integrators make of it; killed."""

import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from threading import Event
from typing import Final, NamedTuple

import msgspec

from ledger.events import FrameAdjusted
from ledger.log.entry import Recorded
from tests.api.test_reference_follower import FOLLOWER
from tests.faults.installation import LEDGER, UNITS
from tests.faults.schedule import FollowerKill, Point

_BEGINNINGS: Final = {
    Point.BEFORE_EFFECT: 'db.execute("BEGIN")',
    Point.BETWEEN_EFFECTS: 'db.execute("INSERT INTO effect',
    Point.BEFORE_CURSOR: 'db.execute("INSERT OR REPLACE INTO cursor',
    Point.BEFORE_COMMIT: 'db.execute("COMMIT")',
    Point.BEFORE_REQUEST: '(at,) = db.execute("SELECT at',
}
"""How the line begins before which a follower is killed."""

_DIES: Final = 'passes -= 1; passes or __import__("os").kill(__import__("os").getpid(), 9)\n'
_REFUSED: Final = re.compile(r"^( *sys\.exit\(.*)$", re.MULTILINE)
_ENDS: Final = '    if not page["events"] and not page.get("more"):\n        break'
_NEVER: Final = ("IntegrityError", "log-diverged", "cursor-")
"""What a follower must never end by, whatever is killed."""

_KILLED: Final = -9
_TRY_AGAIN_SECONDS: Final = 0.3
CAUGHT_UP_SECONDS: Final = 300


def changed(program: str, *changes: tuple[str, str]) -> str:
    """A program with parts of it replaced, each of which is there once."""
    for old, new in changes:
        assert program.count(old) == 1, f"{old!r} is not in the program once"
        program = program.replace(old, new)
    return program


def with_death(program: str, kill: FollowerKill) -> str:
    """A program that kills itself when it comes to a point for the so manieth time; nothing else of it is changed."""
    line = re.compile(rf"^( *)({re.escape(_BEGINNINGS[kill.point])})", re.MULTILINE)
    assert len(line.findall(program)) == 1
    return f"passes = {kill.passes}\n" + line.sub(lambda found: f"{found[1]}{_DIES}{found[0]}", program)


class Program(NamedTuple):
    """A follower: its text, and what of the log it is to have."""

    name: str
    text: str
    wants: Callable[[Recorded], bool]


COUNTING: Final = ("effect (id TEXT PRIMARY KEY, type TEXT)", "effect (id TEXT, type TEXT)")
"""What makes a follower take an effect twice, as a letter is sent twice, where the README's would stop."""

_WAIT: Final = "&wait=30"
_PAGE: Final = f"{{address}}/events?after={{at}}{_WAIT}"
_LINES: Final = '{"Accept": "application/x-ndjson"}'
_READS_LINES: Final = (
    "            page = json.load(answer)",
    """\
            lines, after = answer.read().splitlines(), answer.headers["Next-After"]
            page = {"events": [json.loads(line) for line in lines], "next_after": after}""",
)
_READS_A_STREAM: Final = (
    "            page = json.load(answer)",
    """\
            page, told = {"events": [], "next_after": at}, False
            for line in answer:
                name, _, value = line.decode().strip().partition(": ")
                if name == "id":
                    page["next_after"], told = value, True
                elif name == "data":
                    page["events"] = [json.loads(value)]
                elif told and not name:  # a message, or a heartbeat
                    break""",
)
_UNIT: Final = UNITS[0]


def _concerns(entry: Recorded) -> bool:
    fact = entry.entry.fact
    return isinstance(fact, FrameAdjusted) and fact.frame.unit == _UNIT


PROGRAMS: Final = (
    Program("pages, as in the README", FOLLOWER, lambda _: True),
    Program(
        "pages of two, an effect may come twice",
        changed(FOLLOWER, (_WAIT, f"{_WAIT}&limit=2"), COUNTING),
        lambda _: True,
    ),
    Program(
        "lines",
        changed(
            FOLLOWER, COUNTING, (f'f"{_PAGE}"', f'urllib.request.Request(f"{_PAGE}", headers={_LINES})'), _READS_LINES
        ),
        lambda _: True,
    ),
    Program(
        "a stream, taken up again after each message",
        changed(FOLLOWER, COUNTING, (_PAGE, "{address}/events/stream?after={at}"), _READS_A_STREAM),
        lambda _: True,
    ),
    Program(
        "one unit's frames",
        changed(FOLLOWER, (_WAIT, f"{_WAIT}&unit={_UNIT}&type=frame-adjusted"), COUNTING),
        _concerns,
    ),
)


class Ends(msgspec.Struct):
    """How often a follower was killed at each point, and how often it ended since nobody answered."""

    killed: Counter[Point] = msgspec.field(default_factory=Counter)
    alone: int = 0


class Follower:
    """One who follows, in one process after the other, with one file that outlives them."""

    def __init__(self, program: Program, address: str, file: Path):
        self.program = program
        self._address = address
        self._file = file
        self.ends = Ends()

    def live(self, kills: Iterable[FollowerKill], ended: Event) -> None:
        """Follows and is killed, again and again, and then only follows, until the end."""
        for kill in kills:
            while not self._is_killed(kill):
                self.ends.alone += 1
                if ended.wait(_TRY_AGAIN_SECONDS):
                    return
            self.ends.killed[kill.point] += 1
        while not ended.is_set():
            process = self._begin(self.program.text)
            while process.poll() is None and not ended.wait(_TRY_AGAIN_SECONDS):
                pass
            self._end(process)

    def has(self) -> list[str]:
        """The effects so far, in the order in which they came."""
        with closing(sqlite3.connect(self._file, timeout=20)) as database:
            try:
                return [id_ for (id_,) in database.execute("SELECT id FROM effect ORDER BY rowid")]
            except sqlite3.OperationalError:  # it has not begun yet
                return []

    def catch_up(self) -> list[str]:
        """What it has had when it has come as far as the log goes, with nothing in its way; and has waited for more."""
        text = self.program.text.replace(_WAIT, "&wait=1")
        process = self._begin(_REFUSED.sub(rf"\1\n{_ENDS}", text))
        with suppress(subprocess.TimeoutExpired):
            process.wait(CAUGHT_UP_SECONDS)
        self._end(process)
        return self.has()

    def wanted(self, log: Iterable[Recorded]) -> list[str]:
        """The effects it is to have of a log."""
        return [f"{LEDGER}/{entry.position}" for entry in log if self.program.wants(entry)]

    def _is_killed(self, kill: FollowerKill) -> bool:
        if kill.point is not Point.ANY:
            process = self._begin(with_death(self.program.text, kill))
            process.wait()
        else:
            process = self._begin(self.program.text)
            with suppress(subprocess.TimeoutExpired):
                process.wait(kill.milliseconds / 1000)
        return self._end(process) == _KILLED

    def _begin(self, text: str) -> "subprocess.Popen[str]":
        words = (sys.executable, "-c", text, self._address, str(self._file))
        return subprocess.Popen(words, cwd="/", env=dict(os.environ), stderr=subprocess.PIPE, text=True)

    def _end(self, process: "subprocess.Popen[str]") -> int:
        """Kills it if it lives; returns how it ended."""
        process.kill()
        _, said = process.communicate()
        assert not any(word in said for word in _NEVER), f"{self.program.name}: {said}"
        return process.returncode
