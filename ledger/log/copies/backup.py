"""Takes a backup of every ledger, as they all stand at one instant, while others go on reading and writing.

One transaction holds the snapshot; each ledger is read in a transaction of its own on that snapshot, under that
ledger's role, so that the server's room for locks is not a matter of how many ledgers there are. The everyday login is
enough for it. Left out is what is made anew: the read models, and the form of the tables, which is that of the
migrations that the manifest names.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec
from psycopg import IsolationLevel
from psycopg.sql import Composed, Identifier, Literal

from ledger.log.access.roles import Roles
from ledger.log.copies.backup_file import (
    FORMAT,
    TABLES,
    AppliedMigration,
    BackupWriter,
    LedgerCopied,
    Manifest,
    TableCopied,
    written_backup,
)
from ledger.log.database import INSTALLATION, Connection, Cursor, Database, Progress, reaching_database
from ledger.log.migrations import OF_ALL
from ledger.log.sqlfiles import composable, statements

BACKUP_SQL: Final = {name: composable(each) for name, each in statements("ledger.log.sql", "backup.sql").items()}
"""What a backup reads and a restore loads, by name."""

_READS: Final = {"event": "read_event", "event_tag": "read_event_tag", "append_record": "read_append_record"}
_GATHERED: Final = 256 * 1024  # bytes of rows that are written at once


class Snapshot(msgspec.Struct, frozen=True):
    """One instant of a database: its name for other transactions, and what was registered then."""

    name: str
    taken_at: datetime
    server: str
    ledgers: list[dict[str, Any]]
    applied: list[dict[str, Any]]

    def migrations(self, scope: str) -> tuple[AppliedMigration, ...]:
        """What had been applied to a ledger, or to the installation."""
        return tuple(AppliedMigration(row["number"], row["sha256"]) for row in self.applied if row["scope"] == scope)


def take_backup(database: Database, path: Path, progress: Progress, *, replaces: bool = False) -> Manifest:
    """Writes every ledger of an installation to a new file. `progress` is told of the ledgers' entries.

    Raises Refused: backup-unreachable, database-unavailable.
    """
    with written_backup(path, replaces=replaces) as writer, reaching_database():
        with _snapshot(database) as snapshot, _unhurried(database) as reading:
            ledgers = tuple(_copied(reading, snapshot, row, writer, progress) for row in snapshot.ledgers)
        of_all, program = snapshot.migrations(OF_ALL), version("budgetliggare")
        manifest = Manifest(FORMAT, program, snapshot.server, snapshot.taken_at, of_all, ledgers)
        writer.finish(manifest)
    return manifest


@contextmanager
def _unhurried(database: Database) -> Iterator[Connection]:
    """A connection that only reads, in transactions that may take their time."""
    with database.connect(database.roles.watching, INSTALLATION) as connection:
        connection.autocommit = True
        connection.execute(BACKUP_SQL["settle"])
        connection.isolation_level, connection.read_only = IsolationLevel.REPEATABLE_READ, True
        yield connection


@contextmanager
def _snapshot(database: Database) -> Iterator[Snapshot]:
    """What all stands as at one instant, while it is held. Migrations wait until every table is held in its form: one
    that is rewritten would look empty to a transaction from before. New ledgers are made meanwhile as always."""
    with _unhurried(database) as holding:
        holding.execute(BACKUP_SQL["hold_migrations"])
        with holding.transaction():
            ledgers = holding.execute(BACKUP_SQL["registered"]).fetchall()
            applied = holding.execute(BACKUP_SQL["applied"]).fetchall()
            for row in ledgers:
                holding.execute(_as_ledger(row))
                holding.execute(BACKUP_SQL["hold_form"].format(schema=Identifier(row["log_schema"])))
            [said] = holding.execute(BACKUP_SQL["export_snapshot"])
            holding.execute(BACKUP_SQL["let_migrations"])
            yield Snapshot(said["snapshot"], said["taken_at"], said["server"], ledgers, applied)


def _as_ledger(row: dict[str, Any]) -> Composed:
    """Until the transaction ends, or another takes its place."""
    role = Roles(row["installation"]).log(row["number"])
    return BACKUP_SQL["become_ledger"].format(role=Identifier(role))


def _copied(
    reading: Connection, snapshot: Snapshot, row: dict[str, Any], writer: BackupWriter, progress: Progress
) -> LedgerCopied:
    schema = row["log_schema"]
    with reading.transaction(), reading.cursor() as cursor:
        cursor.execute(BACKUP_SQL["take_snapshot"].format(snapshot=Literal(snapshot.name)))
        cursor.execute(_as_ledger(row))
        head = head_of(cursor, schema)
        tables = []
        for table in TABLES:
            rows = _Counted(read_table(cursor, schema, table), progress, head["position"])
            size, sha256 = writer.add_table(row["name"], table, rows.pieces())
            tables.append(TableCopied(table, rows.counted, size, sha256))
    migrations = snapshot.migrations(row["name"])
    said = {"name": row["name"], "created_at": row["created_at"], "log_id": row["log_id"]}
    return LedgerCopied(**said, **head, migrations=migrations, tables=tuple(tables))


class _Counted:
    """Pieces of a table, and how many rows have passed in them."""

    def __init__(self, pieces: Iterator[bytes], progress: Progress, expected: int):
        self._pieces, self._progress, self._expected = pieces, progress, expected
        self.counted = 0

    def pieces(self) -> Iterator[bytes]:
        for piece in self._pieces:
            yield piece
            self.counted += piece.count(b"\n")  # a line feed inside a value is written as \n
            self._progress(min(self.counted, self._expected), self._expected)


def head_of(cursor: Cursor, schema: str) -> dict[str, Any]:
    """The last position of a log, 0 when it is empty, with the instant and the digest of that entry's bytes."""
    row = cursor.execute(BACKUP_SQL["head"].format(schema=Identifier(schema))).fetchone()
    return row or {"position": 0, "recorded_at": None, "sha256": None}


def read_table(cursor: Cursor, schema: str, table: str) -> Iterator[bytes]:
    """A table as COPY writes it, in pieces of whole rows: the same rows are the same bytes."""
    gathered = bytearray()
    with cursor.copy(BACKUP_SQL[_READS[table]].format(schema=Identifier(schema))) as copying:
        for row in copying:
            gathered += row
            if len(gathered) >= _GATHERED:
                yield bytes(gathered)
                gathered.clear()
    if gathered:
        yield bytes(gathered)
