"""What is said of a backup and of a restore, a line for each ledger."""

from pathlib import Path

from msgspec.structs import replace

from api.tables.backup import backup_lines, restored_lines
from tests.ledger.log.backup_files import small_backup

UP_TO = "stad: t.o.m. position 812, registrerad 2026-11-30 09.14"


def test_each_ledger_is_told_with_its_last_entry_in_swedish_time(tmp_path: Path) -> None:
    manifest = small_backup(tmp_path / "liggaren.zip")
    assert list(backup_lines("liggaren.zip", 12_345, manifest)) == [
        UP_TO,
        "liggaren.zip är skriven: 1 liggare, 13 kB.",
    ]
    assert list(restored_lines(manifest)) == [f"{UP_TO}; det som registrerats därefter finns inte här"]


def test_what_is_empty_says_so(tmp_path: Path) -> None:
    manifest = small_backup(tmp_path / "liggaren.zip")
    empty = replace(manifest.ledgers[0], position=0, recorded_at=None, sha256=None)
    assert next(backup_lines("a.zip", 1, replace(manifest, ledgers=(empty,)))) == "stad: tom"
    without = replace(manifest, ledgers=())
    assert list(backup_lines("a.zip", 3_000_000, without)) == ["a.zip är skriven: ingen liggare, 3 MB."]
    assert list(restored_lines(without)) == ["Kopian har inga liggare."]
