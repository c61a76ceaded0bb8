"""The primary and its directory are destroyed under load, and every entry that was acknowledged is there."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import pytest

from api.app import Application, running
from ledger.errors import Refusal, Refused
from ledger.log.copies.continuous import STATE, continuous_copy
from ledger.log.copies.continuous_restore import restore_copy
from ledger.log.embedded import start_embedded
from ledger.log.verifying import verify_log
from ledger.when import wait_until
from projections.running.verifying import verify_replay
from tests.checks import check_log
from tests.given import AUTHOR, adjusted, basis, command, opening
from tests.ledger.log.copies.test_continuous import keeper
from tests.ledger.log.embedded_users import ask
from tests.processes import database_processes

WRITERS = 3


@pytest.fixture
def copy(directory: Path) -> Path:
    return directory.with_name("kopia")


@pytest.fixture
def again(directory: Path) -> Path:
    """Where it is restored."""
    return directory.with_name("igen")


def write(application: Application, writer: int, acknowledged: list[tuple[int, str]], ended: Event) -> None:
    """Records until the database is gone; what has been acknowledged, by position and key."""
    number = 0
    while not ended.is_set():
        number += 1
        key = f"{writer}-{number}"
        change = command(adjusted(number), on=basis(paragraph=f"§ {writer}{number:05}"))
        try:
            receipt = application.record("stad", change, AUTHOR, key)
        except Exception:
            return
        assert receipt.last_position is not None
        acknowledged.append((receipt.last_position, key))


def test_no_acknowledged_entry_is_lost_with_the_primary(directory: Path, copy: Path, again: Path) -> None:
    acknowledged: list[tuple[int, str]] = []
    ended = Event()
    with running(directory) as application, ThreadPoolExecutor(WRITERS) as pool:
        application.record("stad", opening(), AUTHOR, "opening")
        before = application.log("stad").head()
        with keeper(directory, copy) as (process, _):
            writing = [pool.submit(write, application, each, acknowledged, ended) for each in range(WRITERS)]
            try:
                assert wait_until(lambda: len(acknowledged) > 150, 60)
                process.kill()
                for each in (*database_processes(directory), *database_processes(copy)):
                    each.kill()
            finally:
                ended.set()
        for each_writing in writing:
            each_writing.result(60)
    shutil.rmtree(directory)
    restore_copy(copy, again)
    with running(again) as application:
        log = application.log("stad")
        assert log.head() >= max(position for position, _ in acknowledged)
        assert log.head() <= before + len(acknowledged) + WRITERS, "at most one of each that had no answer"
        for position, key in acknowledged:
            answered = log.answered(key)
            assert answered is not None, f"{key} is lost"
            assert answered[1].last_position == position
        check_log(log)
        assert verify_log(log, lambda *_: None).fault is None
        application.ledger("stad").runner.catch_up()
        assert verify_replay(application.runner_as_it_stands("stad"), lambda *_: None).difference is None
        receipt = application.record("stad", command(adjusted(1), on=basis(paragraph="§ 999999")), AUTHOR, "efter")
        assert receipt.last_position == log.head(), "nobody is waited for"


@pytest.fixture(scope="module")
def original() -> Iterator[Path]:
    """A copy with a table and some files of what was written, whose primary is gone."""
    with TemporaryDirectory(prefix="liggare-test-", dir="/tmp") as above:
        Path(above).chmod(0o711)
        copy = Path(above) / "kopia"
        with start_embedded(Path(above) / "data") as server, continuous_copy(server, copy):
            ask(server, "CREATE TABLE kept (figure) AS SELECT generate_series(1, 100000)")
            for _ in range(3):
                ask(server, "SELECT pg_switch_wal()")
                ask(server, "INSERT INTO kept VALUES (1)")
        yield copy


@pytest.fixture
def kept(original: Path, copy: Path) -> Path:
    """The folder of a copy of it, to be damaged."""
    shutil.copytree(original, copy)
    return next(copy.glob("liggare_*"))


def refusal_of(copy: Path, again: Path) -> Refusal:
    with pytest.raises(Refused) as refused:
        restore_copy(copy, again)
    [refusal] = refused.value.refusals
    assert not (again / "cluster").exists()
    return refusal


def test_a_copy_that_was_ended_in_order_is_restored(kept: Path, copy: Path, again: Path) -> None:
    restore_copy(copy, again)
    with start_embedded(again) as server:
        assert ask(server, "SELECT count(*) FROM kept") == 100_003
        assert ask(server, "SELECT count(*) FROM pg_replication_slots") == 0


def written(folder: Path) -> list[Path]:
    return sorted((folder / "wal").iterdir())


def _overwritten(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at : at + 8192] = bytes(8192)
    path.write_bytes(data)


def _emptied(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: _overwritten(folder / "base/global/pg_control", 0),
        lambda folder: (folder / "base/PG_VERSION").write_text("19\n"),
        lambda folder: shutil.rmtree(folder / "base/base/1"),
        lambda folder: (folder / "base/backup_manifest").unlink(),
        lambda folder: _overwritten(written(folder)[-3], 0),
        lambda folder: written(folder)[-3].unlink(),
        lambda folder: _emptied(folder / "wal"),
    ],
)
def test_a_damaged_copy_is_refused_and_nothing_is_there(
    kept: Path, copy: Path, again: Path, damage: Callable[[Path], object]
) -> None:
    damage(kept)
    assert refusal_of(copy, again).code == "backup-damaged"
    with start_embedded(again) as server:
        assert ask(server, "SELECT to_regclass('kept')") is None


def test_what_is_no_whole_copy_is_refused(tmp_path: Path, again: Path) -> None:
    assert refusal_of(tmp_path, again).code == "backup-foreign"
    state = '{"format": 1, "server": "18.6", "folder": "../../etc", "since": "2026-01-01T00:00:00Z"}'
    (tmp_path / STATE).write_text(state)
    assert refusal_of(tmp_path, again).code == "backup-foreign"
    (tmp_path / STATE).write_text(state.replace("../../etc", "liggare_0123456789abcdef").replace("18.6", "17.4"))
    assert refusal_of(tmp_path, again).code == "backup-newer"


def test_a_data_directory_with_a_database_is_left_alone(original: Path) -> None:
    with pytest.raises(Refused) as refused:
        restore_copy(original, original.with_name("data"))
    assert refused.value.refusals[0].code == "installation-not-empty"
