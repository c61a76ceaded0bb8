"""Loads a backup into an installation that has no ledgers: all of it in one transaction, or nothing.

Roles, schemas, tables, functions, triggers and grants are made by this program's own migrations, up to those that had
been run when the backup was taken; then come the rows, which are read back and held against the file byte by byte; then
the migrations that are newer than the file. So nothing in a file is run, and what guards a log is never taken from it.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from psycopg.sql import Identifier

from ledger.errors import Refusal, Refused
from ledger.log.copies.backup import BACKUP_SQL, head_of, read_table
from ledger.log.copies.backup_file import LedgerCopied, TableCopied
from ledger.log.copies.backup_reading import BackupFile, damaged, migrations_of
from ledger.log.database import Cursor, Database, LedgerPlace, Progress, reaching_database
from ledger.log.migrations import OF_LEDGER, apply_to_ledger, as_owner, known_ledgers, make_ledger, permitted
from ledger.text import listed

_OTHERS: Final = "en annan, tom installation: LIGGARE_DATA_DIR eller LIGGARE_DATABASE_URL"


def restore(database: Database, backup: BackupFile, progress: Progress) -> None:
    """Loads every ledger of a file into a database that is migrated and has none. The read models are left to be made.

    Raises Refused: installation-not-empty, backup-damaged, database-unavailable, database-full, database-unsuitable.
    """
    done, total = 0, sum(ledger.size for ledger in backup.manifest.ledgers)
    with reaching_database(), permitted(), _fitting(backup), as_owner(database) as cursor:
        cursor.execute(BACKUP_SQL["settle"])
        _check_empty(cursor)
        for ledger in backup.manifest.ledgers:
            place = make_ledger(cursor, ledger.name, migrations_of(ledger))
            known = {"name": ledger.name, "created_at": ledger.created_at, "log_id": ledger.log_id}
            cursor.execute(BACKUP_SQL["keep_identity"], known)
            for loaded in _loaded(cursor, place, backup, ledger):
                done += loaded
                progress(done, total)
            _check_loaded(cursor, place, backup.path, ledger)
            if ledger.log_id is None:
                cursor.execute(BACKUP_SQL["identify_by_first_nonce"].format(schema=Identifier(place.log_schema)), known)
            apply_to_ledger(cursor, place, OF_LEDGER)
            for table in ledger.tables:
                names = {"schema": Identifier(place.log_schema), "table": Identifier(table.table)}
                cursor.execute(BACKUP_SQL["plan_by_rows"].format(**names))


def _check_empty(cursor: Cursor) -> None:
    """Nobody makes a ledger after this: whoever would waits for the lock of migrations."""
    if there := [row["name"] for row in known_ledgers(cursor)]:
        detail = f"Installationen har redan {len(there)} liggare: {listed(there)}."
        raise Refused(Refusal("installation-not-empty", detail, right=_OTHERS))


@contextmanager
def _fitting(backup: BackupFile) -> Iterator[None]:
    """Turns what a file, or what is left in a database, leads to into a refusal."""
    try:
        yield
    except psycopg.errors.DuplicateSchema as error:
        detail = f"Databasen har ett schema som ingen liggare har: {error.diag.message_primary}"
        raise Refused(Refusal("installation-not-empty", detail, right=_OTHERS)) from error
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        raise damaged(backup.path, f"Databasen tar inte emot raderna: {error.diag.message_primary}.") from error
    except psycopg.errors.OutOfMemory as error:
        detail = f"Servern har inte plats för {len(backup.manifest.ledgers)} liggare i en transaktion."
        right = "Höj max_locks_per_transaction, starta om servern och försök igen. Ingenting är återställt"
        raise Refused(Refusal("database-full", detail, right=right)) from error


def _loaded(cursor: Cursor, place: LedgerPlace, backup: BackupFile, ledger: LedgerCopied) -> Iterator[int]:
    """Loads a ledger's tables; the bytes of each piece, when it is sent."""
    for table in ledger.tables:
        names = {"schema": Identifier(place.log_schema), "table": Identifier(table.table)}
        with cursor.copy(BACKUP_SQL["load"].format(**names)) as copying:
            for piece in backup.pieces(ledger.name, table):
                copying.write(piece)
                yield len(piece)


def _check_loaded(cursor: Cursor, place: LedgerPlace, path: Path, ledger: LedgerCopied) -> None:
    """What is loaded is, read back, what was read: every row of it, and the head. Raises Refused (backup-damaged)."""
    head = {"position": ledger.position, "recorded_at": ledger.recorded_at, "sha256": ledger.sha256}
    if head_of(cursor, place.log_schema) != head:
        raise damaged(path, f"Manifestet säger att {ledger.name} slutar vid en annan post än den som är där.")
    for table in ledger.tables:
        if _read_back(cursor, place, table) != table:
            raise damaged(path, f"Tabellen {table.table} för {ledger.name} är inte skriven som en liggare skrivs.")


def _read_back(cursor: Cursor, place: LedgerPlace, table: TableCopied) -> TableCopied:
    rows, size, digest = 0, 0, hashlib.sha256()
    for piece in read_table(cursor, place.log_schema, table.table):
        rows, size = rows + piece.count(b"\n"), size + len(piece)
        digest.update(piece)
    return TableCopied(table.table, rows, size, digest.hexdigest())
