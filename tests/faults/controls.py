"""For each class of faults, somebody who does it wrong, and of whom the count must say so: or it could not see."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Final

import msgspec

from api.app import running
from ledger.errors import Refused
from ledger.log.entry import Recorded
from ledger.values import Acceptance
from tests.api.test_reference_follower import FOLLOWER
from tests.faults.blows import cut_under
from tests.faults.counting import Count, Mark, counted, counted_in_log
from tests.faults.disk import Disk
from tests.faults.following import COUNTING, Follower, Program, changed
from tests.faults.installation import LEDGER, Installation, installed, place
from tests.faults.schedule import FollowerKill, Point
from tests.faults.unsynced import WRITER as UNSYNCED
from tests.faults.unsynced import entry_of, event_of
from tests.faults.writing import Writer
from tests.given import AUTHOR
from tests.house_rules import ROOT


class Control(msgspec.Struct, frozen=True):
    """Who does something wrong, what the count must see of it, and what it saw."""

    name: str
    must: str
    count: Count

    @property
    def is_seen(self) -> bool:
        """Whether the count saw it."""
        return bool(getattr(self.count, self.must))


# --- Who follows ------------------------------------------------------------------------------------------------

_APART: Final = (('    db.execute("BEGIN")\n', ""), ('    db.execute("COMMIT")\n', ""))
_CURSOR: Final = '    db.execute("INSERT OR REPLACE INTO cursor VALUES (1, ?)", (page["next_after"],))\n'
_EFFECTS: Final = '    for event in page["events"]:\n'


def cursor_first(installation: Installation, files: Path) -> Control:
    """Whoever keeps the cursor before the effect loses what was between."""
    text = changed(FOLLOWER, *_APART, (_CURSOR, ""), (_EFFECTS, f"{_CURSOR}{_EFFECTS}"))
    count = _followed(installation, files / "cursor.db", text, Point.BETWEEN_EFFECTS)
    return Control("follower: keeps the cursor before the effect", "lost", count)


def effect_apart(installation: Installation, files: Path) -> Control:
    """Whoever keeps effect and cursor in two transactions has the effect twice."""
    text = changed(FOLLOWER, *_APART, COUNTING)
    count = _followed(installation, files / "apart.db", text, Point.BEFORE_CURSOR)
    return Control("follower: keeps effect and cursor in two transactions", "duplicated", count)


def backwards(installation: Installation, files: Path) -> Control:
    """Whoever takes a page from its end has another order."""
    text = changed(FOLLOWER, (_EFFECTS, _EFFECTS.replace('page["events"]', 'reversed(page["events"])')))
    count = _followed(installation, files / "backwards.db", text, Point.BEFORE_CURSOR)
    return Control("follower: takes a page from its end", "reordered", count)


def _followed(installation: Installation, file: Path, text: str, point: Point) -> Count:
    """What is wrong with a follower that was killed at a point of its first page, and then left in peace."""
    follower, ended = Follower(Program("control", text, lambda _: True), installation.address, file), Event()
    ended.set()
    follower.live([FollowerKill(point, 1, 0)], ended)
    assert follower.ends.killed.total() == 1, "it was not killed"
    had = follower.catch_up()
    return counted(follower.wanted(_log(installation)), had)


# --- Who writes -------------------------------------------------------------------------------------------------


class _Forgetful(Writer):
    """Takes a new key whenever something is sent again, and asks nobody whether it is there."""

    loses, gives_up = 100, 0
    accepts = (Acceptance("decision-already-recorded", "prövas inte här", AUTHOR.by),)

    def key(self) -> str:
        """Another each time."""
        return f"{super().key()}-{self.sent.sent_again}"


def new_key(installation: Installation) -> Control:
    """Whoever sends a command again under another key has it twice, when only the answer was lost."""
    writer, ended = _Forgetful(installation, 91, seed=1), Event()
    for _ in range(10):
        writer.send(1, ended)
    count = _counted(installation, writer.sent.acknowledged)
    return Control("writer: sends again under another key when the answer is lost", "duplicated", count)


def sent_is_stored(installation: Installation) -> Control:
    """Whoever takes what was sent for stored loses it, when the server is killed."""
    mark = Mark(92, 1, 0)
    position = len(_log(installation)) + 1
    installation.freeze()  # it would be gone before it has read it, but for chance
    connection = HTTPConnection("127.0.0.1", installation.port, timeout=10)
    headers = {"content-type": "application/json", "idempotency-key": "92"}
    body = Writer(installation, mark.writer, seed=1).body([mark])
    connection.request("POST", f"/v1/{LEDGER}/decisions", body, headers)
    installation.kill()
    connection.close()
    installation.start()
    installation.wait()
    return Control("server killed: takes what is sent for stored", "lost", _counted(installation, {mark: position}))


def before_commit(installation: Installation) -> Control:
    """Whoever takes what was appended for stored before COMMIT has returned loses it, when the database is killed."""
    mark = Mark(93, 1, 0)
    told: dict[Mark, int] = {}
    with running(installation.directory) as application:
        with suppress(Refused), application.log(LEDGER).locked() as locked:
            told[mark] = locked.recorder.append([event_of(entry_of(mark))])
            installation.kill_database()
        installation.wait()
    assert told, "it was not appended"
    count = _counted(installation, told)
    return Control("database killed: takes for stored what is not committed", "lost", count)


def _log(installation: Installation) -> list[Recorded]:
    with running(installation.directory) as application:
        return list(application.log(LEDGER).stream())


def _counted(installation: Installation, told: dict[Mark, int]) -> Count:
    """What is wrong with what one writer was told, or believed."""
    writers = {mark.writer for mark in told}
    log = [entry for entry in _log(installation) if (mark := Mark.of(entry)) is not None and mark.writer in writers]
    return counted_in_log(log, told)


# --- Power ------------------------------------------------------------------------------------------------------


def lying_disk(seed: int) -> Control:
    """Whoever trusts a disk that does not do what `fsync` asks for loses what was acknowledged."""
    with place() as directory, Disk(directory / "disk", seed) as disk, installed(disk.place) as installation:
        disk.settle()
        disk.lie()
        writer, ended = Writer(installation, 94, seed), Event()
        for _ in range(10):
            writer.send(2, ended)
        cut_under(disk, installation, spares=False)
        count = _counted_after_cut(installation, writer.sent.acknowledged)
        return Control("power cut: trusts a disk that lies about fsync", "lost", count)


def fsync_off(seed: int) -> Control:
    """Whoever trusts a database with fsync off loses what was committed."""
    with place() as directory, Disk(directory / "disk", seed) as disk:
        installation = Installation(disk.place / "data")
        with installation:
            installation.open()
            disk.settle()
            pipe = subprocess.PIPE
            words = (sys.executable, "-m", "tests.faults.unsynced", str(installation.directory))
            with subprocess.Popen(words, cwd=ROOT, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as writing:
                assert writing.stdout is not None
                refused, *positions = islice(writing.stdout, 21)
                cut_under(disk, installation, spares=False)
                writing.kill()
            assert refused.strip() == "database-not-durable", "the product itself writes nothing there"
            told = {Mark(UNSYNCED, number, 0): int(position) for number, position in enumerate(positions, start=1)}
            return Control(
                "power cut: trusts a database with fsync off", "lost", _counted_after_cut(installation, told)
            )


def _counted_after_cut(installation: Installation, told: dict[Mark, int]) -> Count:
    """The same, where the database need not even start any more."""
    try:
        return _counted(installation, told)
    except Refused:
        return Count(lost=len(told))


FOLLOWING: Final[tuple[Callable[[Installation, Path], Control], ...]] = (cursor_first, effect_apart, backwards)
WRITING: Final[tuple[Callable[[Installation], Control], ...]] = (new_key, sent_is_stored, before_commit)
POWER: Final[tuple[Callable[[int], Control], ...]] = (lying_disk, fsync_off)


@contextmanager
def filled() -> Iterator[Installation]:
    """An installation with some entries for those who follow, served; they may put their files beside its data."""
    with place() as directory, installed(directory) as installation:
        writer, ended = Writer(installation, 90, seed=1), Event()
        for _ in range(5):
            writer.send(3, ended)
        yield installation


def of_processes() -> Iterator[Control]:
    """Those of who follows and who writes."""
    with filled() as installation:
        yield from (control(installation, installation.directory.parent) for control in FOLLOWING)
        yield from (control(installation) for control in WRITING)


def of_power(seed: int = 1) -> Iterator[Control]:
    """Those of the power."""
    for control in POWER:
        yield control(seed)
