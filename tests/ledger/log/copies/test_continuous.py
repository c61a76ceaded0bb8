"""While a copy is kept nothing is acknowledged that is not in it, whoever is stopped or killed meanwhile."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from ledger.errors import Refusal, Refused
from ledger.log.copies.continuous import MARK, STATE, KeptCopy, continuous_copy, whole_copy
from ledger.log.embedded import EmbeddedServer, start_embedded
from ledger.when import wait_until
from tests.ledger.log.embedded_users import REPOSITORY, ask, kill_server
from tests.processes import database_processes

KEEPS: str = """
import sys
from pathlib import Path
from ledger.log.copies.continuous import continuous_copy
from ledger.log.embedded import start_embedded
with start_embedded(Path(sys.argv[1])) as server, continuous_copy(server, Path(sys.argv[2])) as kept:
    print(kept.folder.name, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def copy(directory: Path) -> Path:
    """Where a copy is kept; nothing is there yet."""
    return directory.with_name("kopia")


@pytest.fixture
def running(directory: Path) -> Iterator[EmbeddedServer]:
    with start_embedded(directory) as server:
        yield server


@contextmanager
def keeper(directory: Path, copy: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that keeps a copy until its input is closed, and the folder that it keeps."""
    words = [sys.executable, "-c", KEEPS, str(directory), str(copy)]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, env={"PYTHONPATH": "."}
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()


def receivers(copy: Path) -> list[psutil.Process]:
    """The programs that write to a copy."""
    return [process for process in database_processes(copy) if "receivewal" in process.cmdline()[0]]


def refused_copy(server: EmbeddedServer, copy: Path) -> Refusal:
    with pytest.raises(Refused) as refused, continuous_copy(server, copy):
        pass
    [refusal] = refused.value.refusals
    return refusal


def waited_for(server: EmbeddedServer) -> object:
    return ask(server, "SELECT current_setting('synchronous_standby_names')")


def slots(server: EmbeddedServer) -> object:
    return ask(server, "SELECT count(*) FROM pg_replication_slots")


def test_nothing_is_acknowledged_while_the_copy_does_not_receive(running: EmbeddedServer, copy: Path) -> None:
    with continuous_copy(running, copy) as kept, ThreadPoolExecutor(1) as pool:
        assert ask(running, "CREATE TABLE kept (figure) AS VALUES (1)") is None
        [receiver] = receivers(copy)
        receiver.suspend()
        try:
            writing = pool.submit(ask, running, "INSERT INTO kept VALUES (2)")
            assert not wait_until(writing.done, 1)
            assert ask(running, "SELECT sum(figure) FROM kept") == 1, "nobody sees what is not acknowledged"
        finally:
            receiver.resume()
        assert wait_until(writing.done, 20)
        assert ask(running, "SELECT sum(figure) FROM kept") == 3
        assert not kept.revive()


def test_a_receiver_that_is_killed_is_started_again(running: EmbeddedServer, copy: Path) -> None:
    with continuous_copy(running, copy) as kept, ThreadPoolExecutor(1) as pool:
        [receiver] = receivers(copy)
        receiver.kill()
        assert wait_until(kept.revive, 10)
        assert pool.submit(ask, running, "CREATE TABLE kept (figure) AS VALUES (1)").result(30) is None


def test_a_server_that_is_killed_goes_on_into_the_same_copy(
    running: EmbeddedServer, directory: Path, copy: Path
) -> None:
    with continuous_copy(running, copy), ThreadPoolExecutor(1) as pool:
        kill_server(directory)
        assert running.revive()
        assert pool.submit(ask, running, "CREATE TABLE kept (figure) AS VALUES (1)").result(40) is None
    assert (waited_for(running), slots(running)) == ("", 0)


def test_when_it_ends_in_order_nobody_is_waited_for_and_the_next_begins_anew(
    running: EmbeddedServer, copy: Path
) -> None:
    with continuous_copy(running, copy) as kept:
        first = kept.folder.name
        assert (waited_for(running), slots(running)) == (first, 1)
    assert (waited_for(running), slots(running), receivers(copy)) == ("", 0, [])
    whole = whole_copy(copy)
    assert whole is not None
    assert whole.folder == first, "it can be restored as it was when it ended"
    with continuous_copy(running, copy) as kept:
        assert {path.name for path in copy.iterdir()} == {MARK, STATE, kept.folder.name}
        assert kept.folder.name != first


def test_when_its_keeper_is_killed_the_next_goes_on_with_the_same_copy(
    running: EmbeddedServer, directory: Path, copy: Path
) -> None:
    with keeper(directory, copy) as (process, folder):
        process.kill()
    assert waited_for(running) == folder
    with continuous_copy(running, copy) as kept:
        assert kept.folder.name == folder
        assert ask(running, "CREATE TABLE kept (figure) AS VALUES (1)") is None
        [_] = receivers(copy)


def test_when_its_keeper_is_killed_a_copy_elsewhere_takes_its_place(
    running: EmbeddedServer, directory: Path, copy: Path
) -> None:
    with keeper(directory, copy) as (process, _):
        process.kill()
    for receiver in receivers(copy):
        receiver.kill()
    other = copy.with_name("annan")
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(ask, running, "CREATE TABLE kept (figure) AS VALUES (1)")
        assert not wait_until(writing.done, 1), "nothing is acknowledged meanwhile"
        with continuous_copy(running, other) as kept:
            assert writing.result(30) is None
            assert (waited_for(running), slots(running)) == (kept.folder.name, 1)


def test_a_copy_that_was_killed_before_it_was_whole_is_forgotten(running: EmbeddedServer, copy: Path) -> None:
    with continuous_copy(running, copy):
        pass
    half = copy / "liggare_0123456789abcdef"
    shutil.copytree(copy / whole_folder(copy), half)
    for path in (half, *half.rglob("*")):
        os.chown(path, running.place.user, -1)
    shutil.rmtree(copy / whole_folder(copy))
    (copy / STATE).unlink()
    ask(running, f"SELECT pg_create_physical_replication_slot('{half.name}', true)")
    orphan = KeptCopy(running, half)
    assert wait_until(lambda: bool(ask(running, "SELECT active FROM pg_replication_slots")), 10)
    with continuous_copy(running, copy) as kept:
        assert {path.name for path in copy.iterdir()} == {MARK, STATE, kept.folder.name}
        assert slots(running) == 1
    orphan.end()


def whole_folder(copy: Path) -> str:
    whole = whole_copy(copy)
    assert whole is not None
    return whole.folder


def test_one_keeps_a_copy_at_a_time(running: EmbeddedServer, directory: Path, copy: Path) -> None:
    with keeper(directory, copy) as (process, _):
        refusal = refused_copy(running, copy)
        assert (refusal.code, "hålls redan" in refusal.detail) == ("backup-unreachable", True)
        refusal = refused_copy(running, copy.with_name("annan"))
        assert (refusal.code, "hålls redan" in refusal.detail) == ("database-unsuitable", True)
        process.send_signal(signal.SIGINT)
    assert waited_for(running) == ""


def test_a_directory_of_somebody_else_is_left_alone(running: EmbeddedServer, directory: Path, copy: Path) -> None:
    for inside in (directory, directory / "kopia", directory.parent):
        assert refused_copy(running, inside).detail == f"{inside} är datakatalogen själv, eller ligger i den."
    copy.mkdir()
    (copy / "brev.txt").write_text("någons")
    refusal = refused_copy(running, copy)
    assert (refusal.code, "används till annat" in refusal.detail) == ("database-unsuitable", True)
    assert [path.name for path in copy.iterdir()] == ["brev.txt"]


def test_a_copy_that_cannot_be_made_leaves_nothing(running: EmbeddedServer, copy: Path) -> None:
    rules = running.place.cluster / "pg_hba.conf"
    rules.write_text(f"local replication all reject\n{rules.read_text()}")
    ask(running, "SELECT pg_reload_conf()")
    refusal = refused_copy(running, copy)
    assert (refusal.code, "pg_hba.conf" in refusal.detail) == ("database-unavailable", True)
    assert [path.name for path in copy.iterdir()] == [MARK]
    assert (waited_for(running), slots(running), receivers(copy)) == ("", 0, [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "backup-damaged"),
        ('{"format": 1}', "backup-damaged"),
        ('{"format": 2, "server": "", "folder": "", "since": "2026-01-01T00:00:00Z"}', "backup-newer"),
    ],
)
def test_what_a_directory_says_of_itself_is_checked(tmp_path: Path, text: str, code: str) -> None:
    assert whole_copy(tmp_path) is None
    (tmp_path / STATE).write_text(text)
    with pytest.raises(Refused) as refused:
        whole_copy(tmp_path)
    assert refused.value.refusals[0].code == code
