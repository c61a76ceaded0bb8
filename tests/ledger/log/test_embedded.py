"""The embedded server on real processes: shared, left, and by whom it can be used."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.log.embedded import (
    default_data_directory,
    start_embedded,
)
from tests.ledger.log.embedded_users import (
    IS_ROOT,
    REPOSITORY,
    ask,
    finish,
    first_line,
    refusal,
    start_user,
)
from tests.processes import database_processes


def test_a_server_is_durable_and_gone_when_it_is_left(directory: Path) -> None:
    with start_embedded(directory) as server:
        settings = {
            "fsync": "on",
            "full_page_writes": "on",
            "synchronous_commit": "on",
            "data_checksums": "on",
            "listen_addresses": "",
            "timezone": "UTC",
            "server_encoding": "UTF8",
        }
        assert {name: ask(server, f"SHOW {name}") for name in settings} == settings
        assert ask(server, "SELECT datlocale FROM pg_database WHERE datname = 'template1'") == "C.UTF-8"
        (postmaster,) = database_processes(directory)
        assert os.getsid(postmaster.pid) == postmaster.pid, "Ctrl-C in the terminal must not reach it"
        assert not [placed.path for placed in postmaster.open_files() if placed.path.endswith(".lock")]
        assert not [placed for placed in postmaster.net_connections() if placed.family != socket.AF_UNIX]
    assert not database_processes(directory)
    server.stop()


def test_two_processes_at_once_share_a_server_and_the_last_one_stops_it(directory: Path) -> None:
    users = [start_user(directory), start_user(directory)]
    answers = {first_line(user) for user in users}
    assert answers == {f"pid {database_processes(directory)[0].pid}"}
    assert finish(users[0]) == "left"
    assert len(database_processes(directory)) == 1
    assert finish(users[1]) == "left"
    assert not database_processes(directory)


def test_a_killed_user_does_not_keep_the_server_alive(directory: Path) -> None:
    user = start_user(directory)
    answer = first_line(user)
    with start_embedded(directory):
        user.kill()
        finish(user)
        assert answer == f"pid {database_processes(directory)[0].pid}"
    assert not database_processes(directory)


def test_a_forked_child_cannot_stop_its_parents_server(directory: Path) -> None:
    with start_embedded(directory) as server:
        child = os.fork()
        if child == 0:
            server.stop()
            os._exit(0)
        os.waitpid(child, 0)
        assert ask(server, "SELECT 1") == 1
    assert not database_processes(directory)


def test_an_ordinary_exit_leaves_no_server(directory: Path) -> None:
    script = "import sys; from pathlib import Path; from ledger.log.embedded import start_embedded; "
    script += "kept = start_embedded(Path(sys.argv[1])); sys.exit(3)"
    command = [sys.executable, "-c", script, str(directory)]
    assert subprocess.run(command, cwd=REPOSITORY, timeout=30, check=False).returncode == 3
    assert (directory / "cluster" / "server.log").exists()
    assert not database_processes(directory)


def test_ctrl_c_in_the_terminal_lets_the_program_leave_in_order(directory: Path) -> None:
    user = start_user(directory)
    assert first_line(user).startswith("pid")
    os.killpg(user.pid, signal.SIGINT)
    finish(user)
    assert not database_processes(directory)
    assert "database system is shut down" in (directory / "cluster" / "server.log").read_text()


def test_an_ordinary_user_can_start_it(directory: Path) -> None:
    if not IS_ROOT:
        pytest.skip("all tests here run as an ordinary user already")
    directory.mkdir()
    shutil.chown(directory, "nobody")
    user = start_user(directory, "nobody")
    answer = first_line(user)
    if "initdb" in answer:
        pytest.skip(f"the binaries lie where an ordinary user cannot reach them: {answer}")
    assert answer == f"pid {database_processes(directory)[0].pid}"
    assert finish(user) == "left"
    assert (directory / "cluster").owner() == "nobody"
    assert refusal(directory)[0] == "database-unsuitable"


def test_a_file_or_an_odd_path_is_refused(directory: Path) -> None:
    directory.touch()
    assert "ingen katalog" in refusal(directory)[1]
    assert "tecken" in refusal(directory.parent / "a$(id)")[1]


def test_the_data_directory_is_chosen_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIGGARE_DATA_DIR", "/srv/liggare")
    assert default_data_directory() == Path("/srv/liggare")
    monkeypatch.delenv("LIGGARE_DATA_DIR")
    assert default_data_directory().name == "budgetliggare"
    assert (default_data_directory() == Path("/var/lib/budgetliggare")) == IS_ROOT
