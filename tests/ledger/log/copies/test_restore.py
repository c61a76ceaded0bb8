"""What is restored is what was taken, row by row, with this program's own tables, guards and rights; or nothing is."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refusal, Refused
from ledger.log.copies.backup import take_backup
from ledger.log.copies.backup_reading import opened_backup
from ledger.log.copies.restore import restore
from ledger.log.database import Database
from ledger.log.embedded import SUPERUSER, EmbeddedServer, start_embedded
from ledger.log.entry import Undecodable
from ledger.log.log import Log
from ledger.log.migrations import OF_LEDGER, as_owner, create_ledger, embedded, installation, make_ledger, migrate
from ledger.log.verifying import verify_log
from tests.checks import check_log
from tests.conftest import cloned
from tests.given import AUTHOR, opening
from tests.ledger.log.copies.backup_files import quietly, rewritten
from tests.ledger.log.embedded_users import REPOSITORY
from tests.ledger.log.servers import run
from tests.ledger.log.test_migrations import shape
from tests.racing import superuser
from tests.tampering import tamper_with_guards
from tests.unreadable import damage, of_newer_program

ROWS = b"""
    SELECT e::text FROM log_stad.event e UNION ALL SELECT t::text FROM log_stad.event_tag t
    UNION ALL SELECT r::text FROM log_stad.append_record r
    UNION ALL SELECT name || created_at || log_id FROM liggare.ledger ORDER BY 1
"""


@pytest.fixture
def path(tmp_path: Path, database: Database, richest: OpenLedger) -> Path:
    """A file of a ledger with something of everything."""
    take_backup(database, tmp_path / "liggaren.zip", quietly)
    return tmp_path / "liggaren.zip"


@pytest.fixture
def empty(server: EmbeddedServer) -> Iterator[Database]:
    """A migrated database without ledgers."""
    with cloned(server) as database:
        yield database


def rows(database: Database) -> list[Any]:
    with superuser(database) as connection:
        return connection.execute(ROWS).fetchall()


def restored(database: Database, path: Path) -> None:
    with opened_backup(path, quietly) as opened:
        restore(database, opened, quietly)


def refusal_of(database: Database, path: Path) -> Refusal:
    with pytest.raises(Refused) as refused:
        restored(database, path)
    [refusal] = refused.value.refusals
    return refusal


def test_every_row_table_guard_and_right_is_as_it_was(database: Database, empty: Database, path: Path) -> None:
    seen = list[tuple[int, int]]()
    with opened_backup(path, quietly) as opened:
        restore(empty, opened, lambda *told: seen.append(told))
        [ledger] = opened.manifest.ledgers
    assert seen[-1] == (ledger.size, ledger.size)
    assert rows(empty) == rows(database)
    [before], [after] = installation(database).ledgers, installation(empty).ledgers
    assert before == after
    assert shape(empty, after) == shape(database, before)
    assert installation(empty).is_current
    log = Log.open(empty, after)
    check_log(log)
    verified = verify_log(log, quietly)
    assert (verified.head, verified.fault) == (ledger.position, None)


def test_a_restored_ledger_goes_on_where_the_old_one_was(empty: Database, path: Path) -> None:
    restored(empty, path)
    application = Application(empty)
    head = application.log("stad").head()
    receipt = application.record("stad", opening(), AUTHOR, "rich-0")
    assert receipt.last_position == 4, "what was answered under a key is answered again"
    assert application.log("stad").head() == head
    application.close()


def test_what_guarded_the_old_log_is_not_taken_over(database: Database, empty: Database, richest: OpenLedger) -> None:
    path = Path(database.login["host"]).parent / f"{database.login['dbname']}.zip"
    place = richest.runner.place
    tamper_with_guards(database, place, "GRANT EXECUTE ON FUNCTION first_match TO PUBLIC")
    tamper_with_guards(database, place, "ALTER TABLE event DISABLE TRIGGER event_is_immutable")
    assert verify_log(richest.log, quietly).fault is not None
    take_backup(database, path, quietly)
    restored(empty, path)
    assert verify_log(Log.open(empty, place), quietly).fault is None
    path.unlink()


def test_an_installation_with_ledgers_is_left_alone(empty: Database, path: Path) -> None:
    for name in ("b", "a"):
        create_ledger(empty, name)
    refusal = refusal_of(empty, path)
    assert (refusal.code, refusal.detail) == ("installation-not-empty", "Installationen har redan 2 liggare: a och b.")
    assert [place.name for place in installation(empty).ledgers] == ["a", "b"]


def test_a_schema_that_nobody_knows_of_is_left_alone(empty: Database, path: Path) -> None:
    run(empty, b"CREATE SCHEMA projections_stad")
    refusal = refusal_of(empty, path)
    assert refusal.code == "installation-not-empty"
    assert "projections_stad" in refusal.detail
    assert installation(empty).ledgers == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\t2\n", b"\t999999\n"),  # a tag of no entry
        (b"\t2\n", b"\tx\n"),  # no position
        (b"\t2\n", b"\t2\t3\n"),  # a column too many
        (b"\t2\n", b"\t02\n"),  # read as another row than it is written as
        (b"\t2\n", b"\t2\n\\.\n"),  # an end before the end
    ],
)
def test_rows_that_a_log_would_not_have_are_refused_and_nothing_is_there(
    empty: Database, path: Path, old: bytes, new: bytes
) -> None:
    """A file whose digests are right, by somebody who knows how: the database looks too."""
    found: dict[str, bytes] = {}

    def change(contents: dict[str, bytes]) -> None:
        found["tags"] = contents["stad/event_tag.copy"] = contents["stad/event_tag.copy"].replace(old, new, 1)

    rewritten(path, len, change)
    size, digest = len(found["tags"]), sha256(found["tags"]).hexdigest()
    rewritten(path, lambda said: said["ledgers"][0]["tables"][1].update(size=size, sha256=digest))
    assert refusal_of(empty, path).code == "backup-damaged"
    assert installation(empty).ledgers == []
    with superuser(empty) as connection:
        assert connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname ~ '_stad$'").fetchone() == (0,)


@pytest.mark.parametrize(("field", "value"), [("position", 3), ("sha256", "0" * 64), ("recorded_at", None)])
def test_a_head_that_is_not_the_one_that_was_promised_is_refused(
    empty: Database, path: Path, field: str, value: object
) -> None:
    rewritten(path, lambda said: said["ledgers"][0].update({field: value}))
    assert refusal_of(empty, path).code == "backup-damaged"
    assert installation(empty).ledgers == []


def test_rows_are_counted(empty: Database, path: Path) -> None:
    rewritten(path, lambda said: said["ledgers"][0]["tables"][0].update(rows=3))
    assert refusal_of(empty, path).code == "backup-damaged"


def test_a_file_of_an_older_program_is_migrated_further(
    server: EmbeddedServer, database: Database, empty: Database, tmp_path: Path, log: Log
) -> None:
    path = tmp_path / "gammal.zip"
    with cloned(server) as old:
        with as_owner(old) as cursor:
            make_ledger(cursor, "stad", OF_LEDGER[:1])
        assert not installation(old).is_current
        [ledger] = take_backup(old, path, quietly).ledgers
        assert len(ledger.migrations) == 1
    restored(empty, path)
    there = installation(empty)
    assert there.is_current
    assert shape(empty, there.ledgers[0]) == shape(database, installation(database).ledgers[0])


RESTORES = """
import json, sys
from pathlib import Path
from ledger.log.copies.backup_reading import opened_backup
from ledger.log.database import Database
from ledger.log.copies.restore import restore
def progress(*_):
    print("loading", flush=True)
    sys.stdin.read()
with opened_backup(Path(sys.argv[1]), lambda *_: None) as opened:
    restore(Database(*json.loads(sys.argv[2])), opened, progress)
"""


def test_a_restore_that_is_killed_leaves_nothing(empty: Database, path: Path) -> None:
    words = [sys.executable, "-c", RESTORES, str(path), json.dumps([empty.login, empty.owner_login])]
    here = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=here) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"loading\n"
        process.kill()
    assert installation(empty).ledgers == []
    restored(empty, path)  # which waits until the server has noticed
    assert [place.name for place in installation(empty).ledgers] == ["stad"]


@pytest.fixture
def elsewhere() -> Iterator[dict[str, Any]]:
    """Another server, in which nothing is made yet: its first login."""
    with TemporaryDirectory(prefix="liggare-test-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o711)
        with start_embedded(Path(directory) / "data") as server:
            yield server.conninfo(SUPERUSER, "postgres")


def test_a_server_with_an_owner_that_is_no_superuser_takes_a_backup_with_its_roles(
    elsewhere: dict[str, Any], database: Database, path: Path
) -> None:
    with psycopg.connect(**elsewhere, autocommit=True) as connection:
        connection.execute(b"CREATE ROLE kommun LOGIN CREATEROLE")
        connection.execute(b"CREATE ROLE liggare_app LOGIN")
        connection.execute(b"CREATE DATABASE budget OWNER kommun")
    place = {**elsewhere, "dbname": "budget"}
    target = Database({**place, "user": "liggare_app"}, {**place, "user": "kommun"})
    assert len(migrate(target)) == 2
    restored(target, path)
    assert rows(Database(place, place)) == rows(database)
    [ledger] = installation(target).ledgers
    assert verify_log(Log.open(target, ledger), quietly).fault is None
    without = Database(target.login, target.login)
    assert refusal_of(without, path).code == "database-unsuitable"


def test_a_server_without_room_for_so_many_ledgers_says_what_to_raise(
    directory: Path, database: Database, tmp_path: Path
) -> None:
    for number in range(100):
        create_ledger(database, f"stad_{number}")
    take_backup(database, tmp_path / "liggaren.zip", quietly)
    start_embedded(directory).stop()
    with (directory / "cluster" / "postgresql.conf").open("a") as settings:
        settings.write("max_connections = 12\nmax_locks_per_transaction = 10\n")
    with start_embedded(directory) as server:
        there = embedded(server.conninfo(SUPERUSER, "postgres"))
        refusal = refusal_of(there.database, tmp_path / "liggaren.zip")
        assert (refusal.code, "max_locks_per_transaction" in (refusal.right or "")) == ("database-full", True)
        assert installation(there.database).ledgers == []


def test_what_is_set_aside_is_so_in_the_copy_too(
    application: Application, database: Database, richest: OpenLedger, empty: Database, tmp_path: Path
) -> None:
    """And what cannot be read, and is not set aside, is as it was."""
    newer = of_newer_program(richest.log, "unit:slk")
    damage(database, richest.runner.place, 7)
    application.set_aside("stad", 7, "Skadad av en trasig disk.")
    take_backup(database, tmp_path / "liggaren.zip", quietly)
    with opened_backup(tmp_path / "liggaren.zip", quietly) as opened:
        restore(empty, opened, quietly)
    assert rows(empty) == rows(database)
    with closing(Application(empty)) as restored:
        log = restored.log("stad")
        assert log.asides() == richest.log.asides()
        assert log.at(7) is None
        assert isinstance(log.stored_at(newer), Undecodable)
        fault = verify_log(log, quietly).fault
        assert fault is not None
        assert fault.position == newer
