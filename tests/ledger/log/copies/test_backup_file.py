"""A backup's file gets its name when it is whole, and nobody else's file is written over."""

import fcntl
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest

from ledger.errors import Refused
from ledger.log.copies.backup_file import MANIFEST, MARK, written_backup
from tests.ledger.log.copies.backup_files import ROWS, small_backup
from tests.ledger.log.embedded_users import REPOSITORY


def in_folder(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A name with what means something in a pattern."""
    return tmp_path / "liggaren [1].zip"


def test_a_file_can_be_read_by_its_owner_alone_and_with_any_zip_program(path: Path) -> None:
    manifest = small_backup(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with ZipFile(path) as archive:
        assert archive.namelist() == [MARK, *(f"stad/{table}.copy" for table in ROWS), MANIFEST]
        assert {table: archive.read(f"stad/{table}.copy") for table in ROWS} == ROWS
        assert archive.testzip() is None
    [ledger] = manifest.ledgers
    assert ledger.size == sum(map(len, ROWS.values()))
    assert path.stat().st_size < ledger.size / 10
    assert in_folder(path) == [path.name]


def test_a_file_has_no_name_before_it_is_whole_and_leaves_nothing_when_it_fails(path: Path) -> None:
    seen = list[str]()

    def fails() -> Iterator[bytes]:
        yield b"1\n"
        seen.extend(in_folder(path))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), written_backup(path, replaces=False) as writer:
        writer.add_table("stad", "event", fails())
    [beside] = seen
    assert beside.startswith(f".{path.name}.")
    assert in_folder(path) == []


def test_a_file_that_is_there_is_not_written_over(path: Path) -> None:
    path.write_text("någons")
    with pytest.raises(Refused) as refused, written_backup(path, replaces=False):
        pytest.fail("begun")
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.right) == ("backup-unreachable", "ett annat namn, eller --force")
    assert path.read_text() == "någons"
    small_backup(path, replaces=True)
    assert path.read_bytes().startswith(b"PK")
    assert in_folder(path) == [path.name]


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_that_comes_meanwhile_is_not_written_over_either(
    path: Path, has_links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_links:
        monkeypatch.setattr(os, "link", _no_links)
    with pytest.raises(Refused, match="finns redan"), written_backup(path, replaces=False):
        path.write_text("någons")
    assert (path.read_text(), in_folder(path)) == ("någons", [path.name])


def _no_links(*_: object) -> None:
    raise PermissionError(1, "a disk without links")


def test_a_disk_without_links_takes_a_file_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", _no_links)
    small_backup(path)
    assert in_folder(path) == [path.name]


def test_what_a_killed_process_left_is_taken_away_and_what_another_writes_is_not(path: Path) -> None:
    abandoned, written = (path.with_name(f".{path.name}.{which}.part") for which in ("a", "b"))
    abandoned.write_bytes(b"half")
    with written.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        small_backup(path)
        assert in_folder(path) == sorted([path.name, written.name])


WRITES: Final = """
import sys
from pathlib import Path
from ledger.log.copies.backup_file import written_backup
with written_backup(Path(sys.argv[1]), replaces=False) as writer:
    writer.add_table("stad", "event", iter([b"1" * 1_000_000]))
    print("written", flush=True)
    sys.stdin.read()
"""


def test_a_process_that_is_killed_leaves_no_half_file(path: Path) -> None:
    words = [sys.executable, "-c", WRITES, str(path)]
    here = {"PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=here) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        process.kill()
    assert not path.exists()
    small_backup(path)
    assert in_folder(path) == [path.name]


def test_a_place_that_cannot_be_written_to_is_told(path: Path) -> None:
    nowhere = path.parent / "saknas" / path.name
    with pytest.raises(Refused) as refused:
        small_backup(nowhere)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.detail) == ("backup-unreachable", f"{nowhere}: filen eller katalogen saknas.")
    path.mkdir()
    with pytest.raises(Refused, match="det är en katalog"):
        small_backup(path, replaces=True)
    assert in_folder(path) == [path.name]
