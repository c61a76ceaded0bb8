"""The file of a backup: one zip, with what it holds and how far each ledger goes in a manifest, and each table as
PostgreSQL's own COPY writes it, in text. It holds no program and no SQL.

It is written beside its place, and gets its name when it is whole and on disk.
"""

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from glob import escape
from pathlib import Path
from tempfile import mkstemp
from typing import Annotated, Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from ledger.errors import Refusal, Refused
from ledger.log.embedded_directory import sync_directory
from ledger.log.migrations import LEDGER_NAME

FORMAT: Final = 2
"""Raised when a program from before could not read what is written."""

TABLES: Final = ("event", "event_tag", "append_record")
"""Everything that a ledger's log holds, in the order in which rows refer to each other. (`head_lock` has the row that
its migration makes.)"""

MARK: Final = "BUDGETLIGGAREN.txt"
"""What comes first in the file, and says what it is."""

MANIFEST: Final = "manifest.json"
"""What comes last."""

_MARK_TEXT: Final = (
    "Det här är en säkerhetskopia av en budgetliggare. Återställ den med: liggare restore FIL\n"
    "manifest.json säger vad den innehåller och till vilken position varje liggare räcker.\n"
    "Övriga filer är tabeller, skrivna av PostgreSQL med COPY ... TO STDOUT, en rad per rad.\n"
)
_QUICK: Final = 1  # of zlib's levels: a table of text is a fifth of its size, and twice as quick as at the usual one

_REASONS: Final = {
    errno.EACCES: "åtkomst nekas",
    errno.EISDIR: "det är en katalog",
    errno.ENOENT: "filen eller katalogen saknas",
    errno.ENOSPC: "disken är full",
    errno.EROFS: "disken går bara att läsa",
}

_Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
_Count = Annotated[int, msgspec.Meta(ge=0)]


class AppliedMigration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A migration that had been run, by its number and the digest of its file."""

    number: int
    sha256: _Sha256


class TableCopied(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table in the file: its rows, and the bytes that COPY wrote, with their digest."""

    table: str
    rows: _Count
    size: _Count
    sha256: _Sha256


class LedgerCopied(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A ledger in the file, up to a position: when that entry was recorded, and the digest of its bytes. `log_id` None:
    the file is from before logs had one."""

    name: Annotated[str, msgspec.Meta(pattern=rf"^{LEDGER_NAME.pattern}\Z")]
    created_at: datetime
    position: _Count
    recorded_at: datetime | None
    sha256: _Sha256 | None
    migrations: tuple[AppliedMigration, ...]
    tables: tuple[TableCopied, ...]
    log_id: UUID | None = None

    @property
    def size(self) -> int:
        """Bytes, as they are before they are compressed."""
        return sum(copied.size for copied in self.tables)


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file holds: all of it as it stood at one instant."""

    format: int
    program: str
    server: str
    taken_at: datetime
    migrations: tuple[AppliedMigration, ...]
    ledgers: tuple[LedgerCopied, ...]


class BackupWriter:
    """Writes the contents of a file, one table after another, and the manifest last."""

    def __init__(self, archive: ZipFile):
        self._archive = archive
        with archive.open(MARK, "w") as member:
            member.write(_MARK_TEXT.encode())

    def add_table(self, ledger: str, table: str, pieces: Iterator[bytes]) -> tuple[int, str]:
        """Writes a table as it comes; its size and digest."""
        size, digest = 0, hashlib.sha256()
        with self._archive.open(member_of(ledger, table), "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
        return size, digest.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        """Writes what the file holds."""
        with self._archive.open(MANIFEST, "w") as member:
            member.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def member_of(ledger: str, table: str) -> str:
    """The name of a table in the file."""
    return f"{ledger}/{table}.copy"


# --- Written ----------------------------------------------------------------------------------------------------


@contextmanager
def written_backup(path: Path, *, replaces: bool) -> Iterator[BackupWriter]:
    """A new file, for its owner's eyes only. It gets its name at the end, when it is whole and on disk; until then
    there is a hidden one beside it, which goes away with whoever writes it, or is taken away by the next.

    Raises Refused (backup-unreachable) when a file of that name is there and is not to be replaced, or when the place
    cannot be written to.
    """
    try:
        if not replaces and os.path.lexists(path):
            raise _is_there(path)
        _take_away_abandoned(path)
        descriptor, beside = mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # somebody writes it
            with os.fdopen(descriptor, "w+b") as file:
                with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_QUICK) as archive:
                    yield BackupWriter(archive)
                file.flush()
                os.fsync(descriptor)
                _name(Path(beside), path, replaces=replaces)
        finally:
            Path(beside).unlink(missing_ok=True)
        sync_directory(path.parent)
    except OSError as error:
        raise unreachable(path, error, "en plats med utrymme som går att skriva i") from error


def _take_away_abandoned(path: Path) -> None:
    """What killed processes had begun to write: nobody holds its lock."""
    for left in path.parent.glob(f".{escape(path.name)}.*.part"):
        with suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def _name(beside: Path, path: Path, *, replaces: bool) -> None:
    """Gives a whole file its name, in one step. Raises Refused (backup-unreachable)."""
    if replaces:
        beside.replace(path)
        return
    try:
        os.link(beside, path)
    except FileExistsError:
        raise _is_there(path) from None
    except OSError:  # a disk without links: somebody else could now make a file of that name in between
        if os.path.lexists(path):
            raise _is_there(path) from None
        beside.replace(path)


# --- Refusals ---------------------------------------------------------------------------------------------------


def _is_there(path: Path) -> Refused:
    detail = f"{path} finns redan och skrivs inte över."
    return Refused(Refusal("backup-unreachable", detail, right="ett annat namn, eller --force"))


def unreachable(path: Path, error: OSError, right: str) -> Refused:
    """The refusal of a place that the system does not let us write to, or read."""
    reason = _REASONS.get(error.errno or 0) or f"felkod {error.errno}"
    return Refused(Refusal("backup-unreachable", f"{path}: {reason}.", right=right))
