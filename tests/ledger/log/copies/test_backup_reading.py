"""A backup's file is taken for hostile: what is cut, changed, foreign or newer is refused by name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from ledger.log.copies.backup_file import MANIFEST, MARK
from ledger.log.copies.backup_reading import LONGEST_MANIFEST, migrations_of, opened_backup
from ledger.log.migrations import OF_LEDGER
from tests.ledger.log.copies.backup_files import ROWS, quietly, refused_file, rewritten, small_backup

Members = Callable[[dict[str, bytes]], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file as it is written."""
    small_backup(tmp_path / "liggaren.zip")
    return tmp_path / "liggaren.zip"


def test_a_whole_file_gives_what_was_written(tmp_path: Path) -> None:
    path, seen = tmp_path / "liggaren.zip", list[tuple[int, int]]()
    manifest = small_backup(path)
    with opened_backup(path, lambda *told: seen.append(told)) as backup:
        assert backup.manifest == manifest
        [ledger] = backup.manifest.ledgers
        assert {table.table: b"".join(backup.pieces("stad", table)) for table in ledger.tables} == ROWS
        assert migrations_of(ledger) == OF_LEDGER
    assert seen[-1] == (ledger.size, ledger.size)


def test_a_file_that_is_cut_anywhere_is_damaged(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(64, len(whole), len(whole) // 40):
        path.write_bytes(whole[:length])
        assert refused_file(path).code == "backup-damaged"


def test_a_file_in_which_a_byte_is_changed_is_never_taken_for_another(path: Path) -> None:
    whole, told = path.read_bytes(), set[str]()
    with opened_backup(path, quietly) as backup:
        manifest = backup.manifest
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            with opened_backup(path, quietly) as backup:
                assert backup.manifest == manifest, "a byte that means nothing, as an attribute of a file"
        except Exception as error:
            told.add(getattr(error, "refusals", [error])[0].code)
    assert told == {"backup-damaged", "backup-foreign"}


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7", b"PGDMP\x01\x0f", b"SQLite format 3\x00" * 100])
def test_another_file_is_foreign(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert refused_file(path).code == "backup-foreign"


def test_another_zip_is_foreign(path: Path) -> None:
    with ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused_file(path).code == "backup-foreign"


def test_a_file_that_is_not_there_is_told(path: Path) -> None:
    refusal = refused_file(path.with_name("annan.zip"))
    assert (refusal.code, refusal.detail.split(": ")[1]) == ("backup-unreachable", "filen eller katalogen saknas.")
    assert refused_file(path.parent).code == "backup-unreachable"


def test_a_file_of_a_newer_program_says_which(path: Path) -> None:
    rewritten(path, lambda said: said.update(format=3, program="0.9.0", more=True))
    refusal = refused_file(path)
    detail = f"{path} är gjord av program 0.9.0, i format 3; det här programmet känner format 2."
    right = "Återställ med program 0.9.0 eller senare."
    assert (refusal.code, refusal.detail, refusal.right) == ("backup-newer", detail, right)


def test_a_migration_that_this_program_does_not_have_makes_a_file_newer(path: Path) -> None:
    more = {"number": len(OF_LEDGER) + 1, "sha256": "0" * 64}
    rewritten(path, lambda said: said["ledgers"][0]["migrations"].append(more))
    refusal = refused_file(path)
    assert refusal.code == "backup-newer"
    assert f"med {len(OF_LEDGER) + 1} migreringar av stad" in refusal.detail


def test_a_migration_that_was_another_makes_a_file_foreign(path: Path) -> None:
    rewritten(path, lambda said: said["migrations"][0].update(sha256="0" * 64))
    refusal = refused_file(path)
    assert (refusal.code, refusal.asserted) == ("backup-foreign", "program 0.1.0")


def _ledger(said: Any) -> Any:
    return said["ledgers"][0]


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.update(more=1),
        lambda said: said.update(format="1"),
        lambda said: said.pop("ledgers"),
        lambda said: _ledger(said).update(name="../stad"),
        lambda said: _ledger(said).update(name="stad\n"),
        lambda said: _ledger(said).update(position=-1),
        lambda said: said["ledgers"].append(_ledger(said)),
        lambda said: said["ledgers"].clear(),
        lambda said: _ledger(said)["tables"].reverse(),
        lambda said: _ledger(said)["tables"].pop(),
        lambda said: _ledger(said)["tables"][0].update(table="head_lock"),
        lambda said: _ledger(said)["tables"][0].update(size=2**62),
        lambda said: _ledger(said)["tables"][0].update(sha256="0" * 64),
    ],
)
def test_a_manifest_that_does_not_fit_is_damage(path: Path, change: Callable[[Any], object]) -> None:
    rewritten(path, change)
    assert refused_file(path).code == "backup-damaged"


@pytest.mark.parametrize(
    "members",
    [
        lambda contents: contents.update({"../../etc/passwd": b"root"}),
        lambda contents: contents.update({"stad/event.copy": b"2\n"}),
        lambda contents: contents.update({"stad/event.copy": ROWS["event"].replace(b"1", b"2")}),
        lambda contents: contents.pop("stad/event_tag.copy"),
        lambda contents: contents.pop(MANIFEST),
        lambda contents: contents.update({MANIFEST: b"{"}),
        lambda contents: contents.update({MANIFEST: b"\xff"}),
        lambda contents: contents.update({MANIFEST: b" " * (LONGEST_MANIFEST + 1)}),
    ],
)
def test_what_the_manifest_does_not_tell_of_is_damage(
    path: Path, members: Callable[[dict[str, bytes]], object]
) -> None:
    rewritten(path, len, members)
    assert refused_file(path).code == "backup-damaged"


def test_a_member_that_stands_twice_is_damage(path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(path, "a") as archive:
        archive.writestr(MARK, "igen")
    assert refused_file(path).code == "backup-damaged"


def test_a_list_of_contents_that_is_too_long_is_not_taken_into_memory(path: Path) -> None:
    """The end of a zip says how long its list is: four bytes, twelve after where the end begins."""
    whole = bytearray(path.read_bytes())
    end = whole.rindex(b"PK\x05\x06")
    padded = whole[:end] + bytes(LONGEST_MANIFEST + 1) + whole[end:]
    padded[-10:-6] = (LONGEST_MANIFEST + 1).to_bytes(4, "little")
    path.write_bytes(padded)
    refusal = refused_file(path)
    assert refusal.code == "backup-damaged"
