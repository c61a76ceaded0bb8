"""A backup's file, read. It is taken for hostile: nothing is unpacked, every name and size is checked, no more than a
piece is held in memory, and not a row is used before every byte has been held against its digest.
"""

import errno
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

import msgspec

from ledger.errors import Refusal, Refused
from ledger.log.copies.backup_file import (
    FORMAT,
    MANIFEST,
    MARK,
    TABLES,
    AppliedMigration,
    LedgerCopied,
    Manifest,
    TableCopied,
    member_of,
    unreachable,
)
from ledger.log.database import Progress
from ledger.log.migrations import OF_INSTALLATION, OF_LEDGER, Migration
from ledger.text import visible
from ledger.zips import BROKEN_ZIP

PIECE: Final = 1024 * 1024
"""Bytes at a time."""

LONGEST_MANIFEST: Final = 64 * PIECE
"""Bytes of a manifest, and of the list of contents that a zip has at its end: room for tens of thousands of ledgers."""

_BEGINS: Final = b"PK\x03\x04"
_NAME_AT: Final = 30  # where the first name stands in a zip
_OURS: Final = "en fil som liggare backup har skrivit"


class BackupFile:
    """A file whose every byte has been held against its digest. Owns nothing: it is open as long as `opened_backup`."""

    def __init__(self, path: Path, archive: ZipFile, manifest: Manifest):
        self.path, self.manifest, self._archive = path, manifest, archive

    def pieces(self, ledger: str, table: TableCopied) -> Iterator[bytes]:
        """A table's bytes. Raises Refused (backup-damaged) when they are others than the manifest says."""
        left, digest = table.size, hashlib.sha256()
        with _readable(self.path), self._archive.open(member_of(ledger, table.table)) as member:
            while piece := member.read(PIECE):
                digest.update(piece)
                left -= len(piece)
                if left < 0:
                    break
                yield piece
        if left or digest.hexdigest() != table.sha256:
            raise damaged(self.path, f"Tabellen {table.table} för {ledger} är en annan än när kopian togs.")


@contextmanager
def opened_backup(path: Path, progress: Progress) -> Iterator[BackupFile]:
    """A file that can be restored: it is whole, and this program knows everything in it.

    Raises Refused: backup-unreachable, backup-foreign, backup-damaged or backup-newer.
    """
    try:
        # Without a buffer of its own: a piece that is asked for is a piece that is read.
        file = _Bounded(path, "rb")
    except OSError as error:
        raise unreachable(path, error, "en fil som liggare backup har skrivit, och som går att läsa") from error
    with file:
        with _readable(path):
            _check_is_ours(path, file)
            archive = ZipFile(file)
        with archive:
            manifest = _manifest(path, archive)
            _check_members(path, archive, manifest)
            _check_migrations(path, manifest)
            backup = BackupFile(path, archive, manifest)
            _check_digests(backup, progress)
            yield backup


class _Bounded(io.FileIO):
    """A file of which nobody takes a large part into memory at once: a zip's list of contents has the length that the
    file says."""

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > LONGEST_MANIFEST:
            raise BadZipFile("a list of contents that is too long")
        return super().read(-1 if size is None else size)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turns what a broken zip leads to into a refusal."""
    try:
        yield
    except (OSError, *BROKEN_ZIP) as error:
        if isinstance(error, OSError) and error.errno != errno.EINVAL:  # as when a place in it is before its beginning
            raise unreachable(path, error, "en kopia på en annan disk") from error
        raise damaged(path, "Den är avklippt, eller något i den är ändrat.") from error


def _check_is_ours(path: Path, file: io.FileIO) -> None:
    begins = file.read(_NAME_AT + len(MARK)) or b""
    if not (begins.startswith(_BEGINS) and begins[_NAME_AT:] == MARK.encode()):
        detail = f"{path} är ingen säkerhetskopia av en liggare." if begins else f"{path} är tom."
        raise Refused(Refusal("backup-foreign", detail, right=_OURS))


def _manifest(path: Path, archive: ZipFile) -> Manifest:
    with _readable(path):
        if archive.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
            raise BadZipFile("a manifest that is too long")
        with archive.open(MANIFEST) as member:
            text = member.read(LONGEST_MANIFEST)
    try:
        _check_format(path, msgspec.json.decode(text, type=_AnyFormat))
        return msgspec.json.decode(text, type=Manifest)
    except msgspec.DecodeError as error:
        raise damaged(path, f"Manifestet går inte att läsa: {error}") from error


class _AnyFormat(msgspec.Struct):
    format: int
    program: str = "okänd"


def _check_format(path: Path, said: _AnyFormat) -> None:
    if said.format > FORMAT:
        raise _newer(path, said.program, f"i format {said.format}", f"format {FORMAT}")


def _check_members(path: Path, archive: ZipFile, manifest: Manifest) -> None:
    """The file holds what the manifest says and nothing else, once."""
    tables = [(ledger, table) for ledger in manifest.ledgers for table in ledger.tables]
    sizes = {member_of(ledger.name, table.table): table.size for ledger, table in tables}
    there = {info.filename: info.file_size for info in archive.infolist()}
    expected = {MARK: there.get(MARK), MANIFEST: there.get(MANIFEST), **sizes}
    repeated = len(archive.infolist()) != len(expected) or len(sizes) != len(tables)
    if repeated or there != expected or any(_named(ledger) != TABLES for ledger in manifest.ledgers):
        raise damaged(path, "Den innehåller något annat än manifestet säger.")


def _named(ledger: LedgerCopied) -> tuple[str, ...]:
    return tuple(table.table for table in ledger.tables)


def _check_migrations(path: Path, manifest: Manifest) -> None:
    """Every migration that had been run is one that this program has, and begins with."""
    scopes = [("installationen", manifest.migrations, OF_INSTALLATION)]
    scopes += [(ledger.name, ledger.migrations, OF_LEDGER) for ledger in manifest.ledgers]
    for scope, applied, ours in scopes:
        known = tuple(AppliedMigration(migration.number, migration.sha256) for migration in ours)
        if len(applied) > len(known):
            of_these = f"med {len(applied)} migreringar av {scope}"
            raise _newer(path, manifest.program, of_these, f"{len(known)} migreringar")
        if not applied or applied != known[: len(applied)]:
            detail = (
                f"{path}: migreringarna av {scope} är andra än detta programs. Kopian är gjord av ett annat program."
            )
            raise Refused(
                Refusal("backup-foreign", detail, asserted=f"program {visible(manifest.program)}", right=_OURS)
            )


def migrations_of(ledger: LedgerCopied) -> tuple[Migration, ...]:
    """Those of this program's that had been run on the log."""
    return OF_LEDGER[: len(ledger.migrations)]


def _check_digests(backup: BackupFile, progress: Progress) -> None:
    done, total = 0, sum(ledger.size for ledger in backup.manifest.ledgers)
    for ledger in backup.manifest.ledgers:
        for table in ledger.tables:
            for piece in backup.pieces(ledger.name, table):
                done += len(piece)
                progress(done, total)


# --- Refusals ------------------------------------------------------------------------------------------------------


def damaged(path: Path, what: str) -> Refused:
    """The refusal of a file that is not what was written."""
    right = "en annan kopia: den här går inte att lita på. Ingenting är återställt"
    return Refused(Refusal("backup-damaged", f"{path} är skadad. {what}", right=right))


def _newer(path: Path, program: str, made: str, known: str) -> Refused:
    program = visible(program)
    detail = f"{path} är gjord av program {program}, {made}; det här programmet känner {known}."
    return Refused(Refusal("backup-newer", detail, right=f"Återställ med program {program} eller senare."))
