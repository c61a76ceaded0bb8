"""The embedded server's own process: started, killed, mistaken for another, and what it says when it will not start."""

import os
import stat
import subprocess
from pathlib import Path

from ledger.log.embedded import (
    SUPERUSER,
    start_embedded,
)
from tests.ledger.log.embedded_users import (
    IS_ROOT,
    ask,
    kill_server,
    refusal,
)
from tests.processes import database_processes


def test_a_killed_server_is_started_again_with_all_that_was_committed(directory: Path) -> None:
    with start_embedded(directory) as server:
        assert ask(server, "CREATE TABLE kept (figure) AS VALUES (17)") is None
        kill_server(directory)
        with start_embedded(directory) as again:
            assert ask(again, "SELECT figure FROM kept") == 17
            server.stop()
            assert ask(again, "SELECT figure FROM kept") == 17
    assert not database_processes(directory)


def test_a_number_that_now_belongs_to_another_process_is_not_mistaken_for_the_server(directory: Path) -> None:
    start_embedded(directory).stop()
    command = ["sleep", "60"]
    with subprocess.Popen(command, user="embedded_postgres" if IS_ROOT else None) as other:
        pid_file = directory / "cluster" / "postmaster.pid"
        pid_file.write_text(f"{other.pid}\n{directory}/cluster\n1700000000\n5432\n/nowhere\n\n1 1\nready\n")
        with start_embedded(directory) as server:
            assert ask(server, "SELECT 1") == 1
        assert other.poll() is None
        other.kill()


def test_a_long_path_works(directory: Path) -> None:
    deep = directory.joinpath(*["katalog med mellanslag och å"] * 5)
    assert len(os.fsencode(deep)) > 107
    deep.parent.mkdir(parents=True)
    with start_embedded(deep) as server:
        assert ask(server, "SELECT 1") == 1
        entrance = Path(str(server.conninfo(SUPERUSER, "postgres")["host"]))
        assert stat.S_IMODE(entrance.stat().st_mode) == 0o700
    assert not entrance.exists()


def test_a_server_that_does_not_start_says_what_it_wrote(directory: Path) -> None:
    start_embedded(directory).stop()
    with (directory / "cluster" / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = nonsense\n")
    code, detail, right = refusal(directory)
    assert code == "database-unavailable"
    assert 'invalid value for parameter "shared_buffers": "nonsense"' in detail
    assert "LIGGARE_DATABASE_URL" in right
