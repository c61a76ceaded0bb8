"""The file system is one as any other, until the power goes."""

import errno
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.disk import Disk
from tests.faults.fuse import why_not
from tests.faults.installation import place

pytestmark = pytest.mark.skipif(why_not() is not None, reason=f"no file system that forgets: {why_not()}")


@pytest.fixture
def disk() -> Iterator[Disk]:
    """An empty one."""
    with place() as directory, Disk(directory / "disk", 1) as mounted:
        yield mounted
    assert str(directory) not in Path("/proc/mounts").read_text()


def keep(path: Path) -> None:
    """What a careful program does: the file, and the name it has."""
    for each in (path, path.parent):
        descriptor = os.open(each, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def tree(directory: Path) -> dict[str, bytes | None]:
    """All there is, with the bytes of what is a file."""
    found = {path: path.read_bytes() if path.is_file() else None for path in sorted(directory.rglob("*"))}
    return {str(path.relative_to(directory)): content for path, content in found.items()}


def test_what_is_written_is_read(disk: Disk) -> None:
    long = os.urandom(3_000_001)
    (disk.place / "a").mkdir(mode=0o750)
    (disk.place / "a/file").write_bytes(long)
    (disk.place / "a/file").rename(disk.place / "a/å")
    (disk.place / "empty").touch(mode=0o600)
    assert tree(disk.place) == {"a": None, "a/å": long, "empty": b""}
    with (disk.place / "a/å").open("r+b") as file:
        file.seek(10)
        file.write(b"changed")
        file.truncate(100)
    assert (disk.place / "a/å").read_bytes() == long[:10] + b"changed" + long[17:100]
    assert (disk.place / "a").stat().st_mode & 0o777 == 0o750
    with pytest.raises(OSError, match=os.strerror(errno.ENOTEMPTY)):
        (disk.place / "a").rmdir()
    (disk.place / "a/å").unlink()
    (disk.place / "a").rmdir()
    assert tree(disk.place) == {"empty": b""}


def test_many_names_are_listed_once_and_removed(disk: Disk) -> None:
    for number in range(2_000):
        (disk.place / f"{number:04}-with-a-name-that-is-long").touch()
    assert len({path.name for path in disk.place.iterdir()}) == len([*disk.place.iterdir()]) == 2_000
    subprocess.run(["rm", "-r", str(disk.place / "0000-with-a-name-that-is-long")], check=True)
    for path in disk.place.iterdir():
        path.unlink()
    assert not [*disk.place.iterdir()]


def test_a_file_is_read_by_who_has_it_open_although_it_has_no_name(disk: Disk) -> None:
    with (disk.place / "file").open("w+b") as file:
        (disk.place / "file").unlink()
        file.write(b"still here")
        file.seek(0)
        assert file.read() == b"still here"


def test_a_socket_can_be_entered(disk: Disk) -> None:
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as calling:
        listening.bind(str(disk.place / "s"))
        listening.listen()
        calling.connect(str(disk.place / "s"))


def test_rights_are_kept(disk: Disk) -> None:
    (disk.place / "closed").mkdir(mode=0o700)
    shown = subprocess.run(["ls", str(disk.place / "closed")], user="nobody", capture_output=True, check=False)
    assert shown.returncode != 0
    os.chown(disk.place / "closed", 1, 2)
    there = (disk.place / "closed").stat()
    assert (there.st_uid, there.st_gid) == (1, 2)


@pytest.mark.parametrize("lies", [False, True])
def test_a_cut_keeps_what_was_synced_unless_the_disk_lies(disk: Disk, lies: bool) -> None:
    if lies:
        disk.lie()
    for name in ("kept", "lost"):
        (disk.place / name).write_bytes(b"a" * 10_000)
    keep(disk.place / "kept")
    (disk.place / "later").touch()
    with (disk.place / "kept").open("r+b") as file:
        file.write(b"b")
        file.flush()
        disk.cut(spares=False)
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            os.write(file.fileno(), b"c")
        disk.mount()
    left = {"kept": b"a" * 10_000, "lost": b""}  # its name was durable with the directory, its bytes were not
    assert tree(disk.place) == ({} if lies else left)


def test_what_has_settled_is_kept(disk: Disk) -> None:
    (disk.place / "a").mkdir()
    (disk.place / "a/file").write_bytes(b"there")
    disk.settle()
    disk.cut()
    disk.mount()
    assert tree(disk.place) == {"a": None, "a/file": b"there"}
