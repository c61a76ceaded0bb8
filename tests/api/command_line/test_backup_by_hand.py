"""The commands that the README gives to whoever looks after the database, run as they stand."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg
import pytest

from api.app import DATABASE_URL, MIGRATION_URL, Application, running
from ledger.log.embedded import SUPERUSER, EmbeddedServer, start_embedded
from ledger.log.verifying import verify_log
from projections.running.verifying import verify_replay
from tests.checks import check_log, rows
from tests.projections.a_year import a_year

ROOT: Final = Path(__file__).resolve().parents[3]
README: Final = (ROOT / "api/command_line/README.md").read_text(encoding="utf-8")
BLOCKS: Final = [block.partition("```")[0].splitlines() for block in README.split("```sh\n")[1:]]
LOGIN: Final = b"CREATE ROLE liggare_login LOGIN"
EVENTS: Final = "SELECT * FROM event ORDER BY position"


@contextmanager
def machine() -> Iterator[Path]:
    """A directory that the server's user can pass."""
    with TemporaryDirectory(prefix="liggare-test-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o711)
        yield Path(directory)


def environment(server: EmbeddedServer) -> dict[str, str]:
    """What whoever looks after a server has set: where it is, and PostgreSQL's programs."""
    at: dict[str, Any] = server.conninfo(SUPERUSER, "liggare")
    url = f"postgresql:///liggare?host={at['host']}&port={at['port']}&user="
    folders = f"{server.place.engine}/bin:{Path(sys.executable).parent}:{os.environ['PATH']}"
    settings = {"PATH": folders, "PGHOST": at["host"], "PGPORT": str(at["port"]), "PGUSER": SUPERUSER}
    return {
        **settings,
        "PYTHONPATH": str(ROOT),
        DATABASE_URL: f"{url}liggare_login",
        MIGRATION_URL: f"{url}{SUPERUSER}",
    }


def run(commands: list[str], folder: Path, settings: Mapping[str, str]) -> None:
    for command in commands:
        done = subprocess.run(  # the words of the README, as in a shell
            ["/bin/sh", "-c", command], cwd=folder, env=dict(settings), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def everything(application: Application) -> tuple[Any, ...]:
    return application.names(), rows(application.log("stad").recorder, EVENTS)


@pytest.mark.skipif(not (Path(sys.executable).parent / "liggare").exists(), reason="the program is not installed")
def test_a_dump_is_restored_by_hand(tmp_path: Path) -> None:
    dump, restore = BLOCKS
    with machine() as old, running(old) as application:
        a_year(application)
        before = everything(application)
        with start_embedded(old) as server:
            run(dump, tmp_path, environment(server))
    with machine() as new, start_embedded(new) as server:
        parameters: dict[str, Any] = server.conninfo(SUPERUSER, "postgres")
        with psycopg.connect(**parameters, autocommit=True) as connection:
            connection.execute(LOGIN)
        run(restore, tmp_path, environment(server))
        with running(new) as application:
            assert everything(application) == before
            log = application.log("stad")
            check_log(log)
            assert verify_log(log, lambda *_: None).fault is None
            verified = verify_replay(application.runner_as_it_stands("stad"), lambda *_: None)
            assert (verified.position, verified.difference) == (len(before[1]), None)
