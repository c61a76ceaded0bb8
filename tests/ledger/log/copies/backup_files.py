"""Files of backups, made without a database; and files that say what they should not."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
import pytest

from ledger.errors import Refusal, Refused
from ledger.log.copies.backup_file import (
    FORMAT,
    MANIFEST,
    TABLES,
    AppliedMigration,
    LedgerCopied,
    Manifest,
    TableCopied,
    written_backup,
)
from ledger.log.copies.backup_reading import opened_backup
from ledger.log.migrations import OF_INSTALLATION, OF_LEDGER

TAKEN: Final = datetime(2026, 11, 30, 8, 14, tzinfo=UTC)
ROWS: Final = {"event": b"1\tunit-registered.v1\n" * 5_000, "event_tag": b"unit:a\t1\n", "append_record": b""}


def quietly(*_: int) -> None:
    """Progress that nobody looks at."""


def small_backup(path: Path, *, replaces: bool = False) -> Manifest:
    """A file of one ledger, whose rows are no ledger's."""
    with written_backup(path, replaces=replaces) as writer:
        tables = []
        for table in TABLES:
            size, sha256 = writer.add_table("stad", table, iter([ROWS[table][:1_000], ROWS[table][1_000:]]))
            tables.append(TableCopied(table, ROWS[table].count(b"\n"), size, sha256))
        of_all, of_ledger = (
            tuple(AppliedMigration(each.number, each.sha256) for each in each_of)
            for each_of in (OF_INSTALLATION, OF_LEDGER)
        )
        ledger = LedgerCopied("stad", TAKEN, 812, TAKEN, "ab" * 32, of_ledger, tuple(tables))
        manifest = Manifest(FORMAT, "0.1.0", "18.6", TAKEN, of_all, (ledger,))
        writer.finish(manifest)
    return manifest


def refused_file(path: Path) -> Refusal:
    """Why a file cannot be restored."""
    with pytest.raises(Refused) as refused, opened_backup(path, quietly):
        pass
    [refusal] = refused.value.refusals
    return refusal


def rewritten(path: Path, change: Callable[[Any], object], members: Callable[[dict[str, bytes]], object] = len) -> None:
    """The same file with another manifest or other members, as somebody makes it who knows the form."""
    with ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    manifest = msgspec.json.decode(contents[MANIFEST])
    change(manifest)
    contents[MANIFEST] = msgspec.json.encode(manifest)
    members(contents)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
