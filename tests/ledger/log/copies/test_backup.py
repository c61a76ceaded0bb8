"""A backup is what all ledgers were at one instant, whatever is recorded meanwhile, and needs no right to change."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Event
from zipfile import ZipFile

import psycopg
import pytest

from api.app import Application, OpenLedger
from ledger.log.copies import backup
from ledger.log.copies.backup import head_of, read_table, take_backup
from ledger.log.copies.backup_file import TABLES, LedgerCopied
from ledger.log.copies.backup_reading import opened_backup
from ledger.log.database import Database
from ledger.log.log import Log
from ledger.log.migrations import create_ledger, installation, migrate
from tests.given import AUTHOR, Command, adjusted, basis, command
from tests.ledger.log.copies.backup_files import quietly
from tests.ledger.log.servers import run
from tests.racing import superuser


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "liggaren.zip"


def change(number: int) -> Command:
    """A decision of its own."""
    return command(adjusted(number), on=basis(paragraph=f"§ {number}"))


def positions(path: Path, ledger: str = "stad") -> list[int]:
    """The positions in a file."""
    with ZipFile(path) as archive:
        rows = archive.read(f"{ledger}/event.copy").splitlines()
    return [int(row.split(b"\t")[0]) for row in rows]


def test_every_table_of_a_new_ledger_is_in_a_backup_or_made_by_its_migration(database: Database, log: Log) -> None:
    """Who adds a table by a migration says here where it belongs."""
    with superuser(database) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE tableowner = %s ORDER BY 1, 2", [database.roles.owner]
        ).fetchall()
    assert tables == [
        ("liggare", "applied_migration"),  # in the manifest
        ("liggare", "ledger"),  # in the manifest
        ("liggare", "stored_name"),  # what the program knows
        *(("log_stad", table) for table in sorted((*TABLES, "head_lock"))),
    ]


def test_a_backup_says_how_far_each_ledger_goes(database: Database, stad: OpenLedger, path: Path) -> None:
    create_ledger(database, "tom")
    manifest = take_backup(database, path, quietly)
    city, empty = manifest.ledgers
    head = stad.log.at(4)
    assert head is not None
    assert (city.name, city.position, city.recorded_at) == ("stad", 4, head.recorded_at)
    assert city.sha256 == sha256(head.data).hexdigest()
    assert [(table.table, table.rows) for table in city.tables] == [
        ("event", 4),
        ("event_tag", 4),
        ("append_record", 1),
    ]
    assert (empty.name, empty.position, empty.recorded_at, empty.sha256) == ("tom", 0, None, None)
    assert (empty.size, manifest.format) == (0, 2)
    assert [each.log_id for each in manifest.ledgers] == [place.log_id for place in installation(database).ledgers]
    assert manifest.server.startswith("18")
    with opened_backup(path, quietly) as opened:
        assert opened.manifest == manifest


def test_a_backup_is_of_one_instant_while_others_record(
    application: Application, database: Database, stad: OpenLedger, path: Path
) -> None:
    application.record("stad", change(1), AUTHOR, "före")
    create_ledger(database, "annan")
    seen = list[int]()

    def progress(position: int, head: int) -> None:
        """The first table has been read: whatever is recorded now is in no other either."""
        if not seen:
            application.record("stad", change(2), AUTHOR, "under")
            create_ledger(database, "ny")
        seen.append(position)

    manifest = take_backup(database, path, progress)
    assert [ledger.name for ledger in manifest.ledgers] == ["annan", "stad"]
    city = manifest.ledgers[1]
    assert (city.position, stad.log.head(), positions(path)) == (5, 6, [1, 2, 3, 4, 5])
    assert [table.rows for table in city.tables][::2] == [5, 2]


def test_a_backup_under_load_ends_where_its_manifest_says(
    application: Application, database: Database, stad: OpenLedger, path: Path
) -> None:
    ended = Event()

    def write() -> int:
        number = 0
        while not ended.is_set():
            number += 1
            application.record("stad", change(number), AUTHOR, f"k{number}")
        return number

    def taken(number: int) -> LedgerCopied:
        return take_backup(database, path.with_name(f"{number}.zip"), quietly).ledgers[0]

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            ledgers = [taken(number) for number in range(5)]
        finally:
            ended.set()
        assert writing.result() > 5
    for number, ledger in enumerate(ledgers):
        assert positions(path.with_name(f"{number}.zip")) == list(range(1, ledger.position + 1))
    assert ledgers[0].position < ledgers[-1].position <= stad.log.head()


def test_the_same_rows_are_the_same_bytes_whatever_the_server_is_set_to(
    database: Database, richest: OpenLedger, path: Path
) -> None:
    [before] = take_backup(database, path, quietly).ledgers
    name = database.login["dbname"].encode()
    for setting in (b"DateStyle = 'SQL, DMY'", b"bytea_output = 'escape'"):
        run(database, b"ALTER DATABASE %s SET %s" % (name, setting))
    database.connections.close()
    [after] = take_backup(database, path, quietly, replaces=True).ledgers
    assert after == before


def test_rows_come_in_pieces(database: Database, richest: OpenLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.connect(richest.runner.place.log_role) as connection, connection.cursor() as cursor:
        whole = b"".join(read_table(cursor, "log_stad", "event"))
        monkeypatch.setattr(backup, "_GATHERED", 1_000)
        pieces = list(read_table(cursor, "log_stad", "event"))
        assert head_of(cursor, "log_stad")["position"] == whole.count(b"\n")
    assert b"".join(pieces) == whole
    assert len(pieces) > 10
    assert all(piece.endswith(b"\n") for piece in pieces)


def test_a_migration_waits_for_a_backup_and_a_new_ledger_does_not(
    database: Database, stad: OpenLedger, path: Path
) -> None:
    seen = list[int]()

    def progress(*_: int) -> None:
        if not seen:
            with superuser(database) as connection:
                connection.execute("SET lock_timeout = '100ms'")
                with pytest.raises(psycopg.errors.LockNotAvailable):
                    connection.execute('ALTER TABLE log_stad.event_tag ALTER COLUMN tag TYPE text COLLATE "POSIX"')
            assert migrate(database) == []
        seen.append(1)

    manifest = take_backup(database, path, progress)
    assert seen
    assert [table.rows for table in manifest.ledgers[0].tables] == [4, 4, 1]
