"""The drill: a backup while people record, the machine lost, and every answer again, byte by byte."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any, Final

import msgspec
import psycopg
import pytest
from msgspec.structs import replace
from psycopg.sql import SQL, Identifier
from starlette.testclient import TestClient

from api.answers.registry import ANSWERS
from api.app import DATABASE_URL, MIGRATION_URL, Application, OpenLedger, running
from api.command_line.backup_commands import BackupKept, LedgerKept, backup_lines, restored_lines
from api.http.routes import http_application
from ledger.log.database import Database
from ledger.log.embedded import EmbeddedServer
from tests.api.asking import READING
from tests.api.conftest import Liggare
from tests.conftest import cloned
from tests.given import AUTHOR, adjusted, basis, command, opening
from tests.ledger.log.copies.backup_files import TAKEN, rewritten

NEEDED: Final[dict[str, dict[str, Any]]] = {
    "frames/compare": {"year": "2026", "as_of": ["2026-01-31", "2026-06-30"]},
    "frames/difference": {"year": "2026", "from_as_of": "2026-01-01"},
    "frames/what-if": {"year": "2026", "with": "a"},
    "frames/report": {"name": "t2-2026"},
}
"""What some answers cannot do without."""


@pytest.fixture
def richest(application: Application) -> OpenLedger:
    """A ledger with something of everything."""
    return application.ledger("stad")


@contextmanager
def elsewhere() -> Iterator[pytest.MonkeyPatch]:
    """A machine of its own: the embedded database in a new directory."""
    with (
        TemporaryDirectory(prefix="liggare-test-", ignore_cleanup_errors=True) as directory,
        pytest.MonkeyPatch.context() as environment,
    ):
        Path(directory).chmod(0o711)
        environment.delenv(DATABASE_URL)
        environment.delenv(MIGRATION_URL)
        environment.setenv("LIGGARE_DATA_DIR", f"{directory}/data")
        yield environment


def answers(application: Application, position: int) -> dict[str, tuple[int, bytes]]:
    """Every kind of answer as known at a position, for several days, and the events themselves."""
    with TestClient(http_application(application, READING, ["testserver"])) as web:
        told = {}
        for path in (declaration.path for declaration in ANSWERS):
            for day in ("2025-12-31", "2026-06-30", "2030-01-01"):
                asked = {"as_of": day, "known_at": str(position)} | NEEDED.get(path, {})
                answer = web.get(f"/v1/stad/{path}", params=asked)
                told[f"{path} {day}"] = (answer.status_code, answer.content)
        events = web.get("/v1/stad/events", params={"limit": position})
        told["events"] = (events.status_code, msgspec.json.encode(events.json()["events"]))
    return told


def test_a_backup_under_load_is_restored_on_another_machine_to_the_same_answers(
    application: Application, richest: OpenLedger, liggare: Liggare, tmp_path: Path
) -> None:
    ended, path = Event(), str(tmp_path / "liggaren.zip")

    def write() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            change = command(adjusted(number), on=basis(paragraph=f"§ {number}"))
            application.record("stad", change, AUTHOR, f"k{number}")

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            taken = liggare("backup", path, "--json")
        finally:
            ended.set()
        writing.result()
    assert (taken.code, taken.err) == (0, "")
    [kept] = json.loads(taken.out)["ledgers"]
    position = kept["position"]
    application.ledger("stad").runner.catch_up()
    assert position <= richest.log.head()
    before = answers(application, position)
    assert sum(status == 200 for status, _ in before.values()) > 0.9 * len(before)

    with elsewhere():
        restored = liggare("restore", path)
        assert (restored.code, restored.err) == (0, "")
        assert restored.out.startswith(f"stad: t.o.m. position {position}, registrerad 20")
        assert restored.out.endswith("; det som registrerats därefter finns inte här\n")
        verified = liggare("verify", "--ledger", "stad", "--replay")
        assert (verified.code, verified.err) == (0, "")
        with running() as there:
            assert there.log("stad").head() == position
            assert answers(there, position) == before
        refused = liggare("restore", path)
        assert refused.code == 3
        assert "Installationen har redan 1 liggare: stad." in refused.err


def test_a_backup_and_a_restore_say_what_they_did(
    liggare: Liggare, stad: OpenLedger, tmp_path: Path, server: EmbeddedServer
) -> None:
    path = tmp_path / "liggaren.zip"
    said = liggare("backup", str(path))
    city, whole = said.out.splitlines()
    assert city.startswith("stad: t.o.m. position 4, registrerad 20")
    assert whole == f"{path} är skriven: 1 liggare, {-(-path.stat().st_size // 1000)} kB."
    again = liggare("backup", str(path))
    assert again.code == 4
    assert "finns redan och skrivs inte över" in again.err
    assert liggare("backup", str(path), "--force").code == 0
    with elsewhere():
        told = json.loads(liggare("restore", str(path), "--json").out)
        [ledger] = told["ledgers"]
        assert (told["file"], told["size"]) == (str(path), path.stat().st_size)
        assert (ledger["ledger"], ledger["position"], len(ledger["sha256"])) == ("stad", 4, 64)
        assert set(ledger) == {"ledger", "position", "recorded_at", "sha256", "size"}


def test_a_file_that_cannot_be_restored_is_told_before_any_database_is_made(liggare: Liggare, tmp_path: Path) -> None:
    path = tmp_path / "liggaren.zip"
    assert liggare("backup", str(path)).code == 0
    whole = path.read_bytes()
    with elsewhere() as environment:
        missing = tmp_path / "saknas" / "data"
        environment.setenv("LIGGARE_DATA_DIR", str(missing))
        path.write_bytes(whole[:-100])
        assert (liggare("restore", str(path)).code, "backup-damaged" in liggare("restore", str(path)).err) == (4, True)
        path.write_bytes(whole)
        rewritten(path, lambda said: said.update(format=3))
        assert "backup-newer" in liggare("restore", str(path)).err
        assert not missing.parent.exists()


def test_a_server_with_two_logins_is_restored_with_the_owners_and_read_with_the_other(
    liggare: Liggare, stad: OpenLedger, tmp_path: Path, server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "liggaren.zip")
    with cloned(server) as empty:
        name = empty.login["dbname"]
        with owner_of(empty, "kommun"):
            assert liggare("backup", path).code == 0
            where = f"postgresql:///{name}?host={empty.login['host']}&port={empty.login['port']}"
            monkeypatch.setenv(DATABASE_URL, f"{where}&user=liggare_login")
            monkeypatch.setenv(MIGRATION_URL, f"{where}&user=kommun")
            restored = liggare("restore", path)
            assert (restored.code, restored.err) == (0, "")
            verified = liggare("verify", "--ledger", "stad", "--replay")
            assert (verified.code, verified.err) == (0, "")
            with closing(Application(empty)) as there:
                assert there.log("stad").head() == 4


@contextmanager
def owner_of(database: Database, login: str) -> Iterator[None]:
    """A login that may do what a migration does, and is no superuser."""
    with psycopg.connect(**database.owner_login, autocommit=True) as connection:
        made = Identifier(login)
        connection.execute(SQL("CREATE ROLE {} LOGIN").format(made))
        owner, granting = Identifier(database.roles.owner), Identifier(database.roles.granting)
        connection.execute(SQL("GRANT {}, {} TO {}").format(owner, granting, made))
        connection.execute(SQL("ALTER DATABASE {} OWNER TO {}").format(Identifier(database.login["dbname"]), made))
        try:
            yield
        finally:
            connection.execute(SQL("ALTER DATABASE {} OWNER TO postgres").format(Identifier(database.login["dbname"])))
            connection.execute(SQL("DROP OWNED BY {}").format(made))
            connection.execute(SQL("DROP ROLE {}").format(made))


# --- A copy that is kept ----------------------------------------------------------------------------------------

KEEPS: Final = "from api.command_line.cli import main; main()"


def test_a_copy_is_kept_until_it_is_ended_and_then_restored(liggare: Liggare, tmp_path: Path) -> None:
    with elsewhere() as environment:
        directory = Path(os.environ["LIGGARE_DATA_DIR"])
        copy = directory.with_name("kopia")
        with running() as application:
            application.record("stad", opening(), AUTHOR, "opening")
        words = [sys.executable, "-c", KEEPS, "backup", "--continuous", str(copy)]
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as keeping:
            assert keeping.stderr is not None
            said = [keeping.stderr.readline() for _ in range(3)]
            assert said[1].startswith("⚠ Kopian ligger på samma disk som databasen")
            assert said[2] == "Det som registreras är nu i kopian innan det kvitteras. Avsluta med Ctrl-C.\n"
            with running() as application:
                application.record("stad", command(adjusted(1), on=basis(paragraph="§ 1")), AUTHOR, "k")
            keeping.send_signal(signal.SIGTERM)
            rest = keeping.stderr.read()
        assert keeping.returncode == 128 + signal.SIGTERM
        assert rest == "Kopian hålls inte längre: det som registreras härefter är inte i den.\n"
        environment.setenv("LIGGARE_DATA_DIR", str(directory.with_name("igen")))
        told = json.loads(liggare("restore", str(copy), "--json").out)
        [ledger] = told["ledgers"]
        assert (told["file"], ledger["ledger"], ledger["position"]) == (str(copy), "stad", 5)
        again = liggare("restore", str(copy))
        assert (again.code, "har redan en databas" in again.err) == (3, True)
        verified = liggare("verify", "--ledger", "stad", "--replay")
        assert (verified.code, verified.err) == (0, "")


@pytest.mark.parametrize("words", [(), ("fil.zip", "--continuous", "kopia"), ("--continuous", "kopia", "--force")])
def test_a_file_and_a_directory_are_not_mixed_up(liggare: Liggare, words: tuple[str, ...]) -> None:
    said = liggare("backup", *words)
    assert said.code == 2
    assert "Ange antingen en fil eller --continuous och en katalog." in said.err


def test_a_copy_of_another_server_is_its_own_business(liggare: Liggare, tmp_path: Path) -> None:
    for words in (("backup", "--continuous", str(tmp_path)), ("restore", str(tmp_path))):
        said = liggare(*words)
        assert said.code == 4
        assert "pg_receivewal --synchronous" in said.err


# --- What is said ------------------------------------------------------------------------------------------------

UP_TO = "stad: t.o.m. position 812, registrerad 2026-11-30 09.14"
CITY = LedgerKept("stad", 812, TAKEN, "ab" * 32, 1)


def test_each_ledger_is_told_with_its_last_entry_in_swedish_time() -> None:
    kept = BackupKept("liggaren.zip", (CITY,), 12_345)
    assert list(backup_lines(kept)) == [UP_TO, "liggaren.zip är skriven: 1 liggare, 13 kB."]
    assert list(restored_lines(kept.ledgers)) == [f"{UP_TO}; det som registrerats därefter finns inte här"]


def test_what_is_empty_says_so() -> None:
    empty = replace(CITY, position=0, recorded_at=None, sha256=None)
    assert next(backup_lines(BackupKept("a.zip", (empty,), 1))) == "stad: tom"
    assert list(backup_lines(BackupKept("a.zip", (), 3_000_000))) == ["a.zip är skriven: ingen liggare, 3 MB."]
    assert list(restored_lines(())) == ["Kopian har inga liggare."]
