"""The first start, and what comes in its way: another at the same time, an end in the middle, a copied or a read-only
directory, and a command that is told to end. Each works, or says why."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from secrets import randbits

import pytest
from psycopg.sql import SQL, Identifier

from api.app import running
from ledger.log.migrations import installation as installation_of
from ledger.when import sleep, wait_until
from tests.checks import check_log
from tests.faults.disk import Disk
from tests.faults.fuse import why_not
from tests.faults.installation import LEDGER, LIGGARE, Installation, place
from tests.processes import database_processes
from tests.racing import superuser, waiting_backends

OPENS = """
liggare: {name}
poster:
  - liggare öppnad: {{namn: Staden, slag: kommun, organisationsnummer: 212000-0142, kommunkod: 0180}}
{units}
"""
UNITS = 150
"""So many that recording them takes a while."""

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def home() -> Iterator[Path]:
    """A directory that the database's user may pass; nothing runs in it afterwards."""
    with place() as directory:
        yield directory
        for process in database_processes(directory):
            process.kill()


@pytest.fixture
def installation(home: Path) -> Installation:
    """One that is not there yet."""
    return Installation(home / "data")


@pytest.fixture(scope="module")
def original() -> Iterator[Installation]:
    """One in which the ledger is open, which nobody uses."""
    with place() as directory, Installation(directory / "data") as there:
        works(there, directory)
        yield there


@pytest.fixture
def made(original: Installation, home: Path) -> Installation:
    """One of the test's own that is as if it had been made there."""
    return Installation(copied(original.directory, home / "data", "-a"))


def copied(directory: Path, to: Path, *how: str) -> Path:
    """A copy of a data directory, made as one does by hand."""
    subprocess.run(["cp", *how, str(directory), str(to)], check=True)
    return to


def opens(home: Path, name: str = LEDGER) -> str:
    """A file that opens a ledger."""
    path = home / f"{name}.yaml"
    units = (f"  - enhet registrerad: {{enhet: u{each:03}, namn: Nämnd {each:03}}}" for each in range(UNITS))
    path.write_text(OPENS.format(name=name, units="\n".join(units)), encoding="utf-8")
    return str(path)


ADDS = """
liggare: stad
poster:
  - enhet registrerad: {enhet: ny, namn: Den nya nämnden}
"""


def adds(home: Path) -> str:
    """A file that adds an entry to the ledger."""
    path = home / "till.yaml"
    path.write_text(ADDS, encoding="utf-8")
    return str(path)


def said_by(process: "subprocess.Popen[bytes]") -> tuple[int, str]:
    """How a command ended, and all that it said. None tells of a fault of ours."""
    said, _ = process.communicate(timeout=120)
    text = said.decode()
    assert "Traceback" not in text, text
    return process.returncode, text


def works(installation: Installation, home: Path) -> None:
    """The ledger can be opened, or is open already; whatever was there before."""
    assert said_by(installation.liggare("record", opens(home)))[0] == 0
    assert len(installation.read()) == UNITS + 1
    assert not database_processes(home)


@pytest.mark.parametrize("names", [("ena", "andra"), ("samma", "samma")], ids=["two ledgers", "one ledger twice"])
def test_two_first_starts_at_once_work(installation: Installation, home: Path, names: tuple[str, str]) -> None:
    both = [installation.liggare("record", opens(home, name)) for name in names]
    for process in both:
        code, said = said_by(process)
        assert code == 0, said
    with running(installation.directory) as application:
        assert sorted(application.names()) == sorted(set(names))
        for name in application.names():
            check_log(application.log(name))
            assert application.log(name).head() == UNITS + 1, "once"
    assert not database_processes(home)


Reached = Callable[[Path], bool]
STEPS: dict[str, Reached] = {
    "the directory is there": lambda data: (data / "liggare.lock").exists(),
    "the database is being made": lambda data: any(data.glob("new-cluster-*/PG_VERSION")),
    "it is in its place": lambda data: (data / "cluster").exists(),
    "its server starts": lambda data: (data / "cluster/postmaster.pid").exists(),
    "its server is ready": lambda data: (data / "socket/.s.PGSQL.5432").exists(),
    "the tables are being made": lambda data: len([*data.glob("cluster/base/*")]) > 3,
}


@pytest.mark.parametrize(("step", "whole"), [*zip(STEPS, cycle((False, True)), strict=False)])
def test_a_first_start_that_is_killed_is_done_again(
    installation: Installation, home: Path, step: str, whole: bool
) -> None:
    """Only the program, so that what it had begun goes on without it; or all that had been started."""
    process = installation.liggare("record", opens(home))
    assert wait_until(lambda: STEPS[step](installation.directory) or process.poll() is not None, 60)
    process.kill()
    if whole:
        installation.kill_database()
    process.communicate()
    works(installation, home)


@pytest.mark.skipif(why_not() is not None, reason=f"no power can be cut: {why_not()}")
@pytest.mark.parametrize("step", ["the database is being made", "its server is ready", "the tables are being made"])
def test_a_first_start_whose_power_is_cut_is_done_again(home: Path, step: str) -> None:
    seed = randbits(32)
    print(f"the seed of the disk: {seed}")
    with Disk(home / "disk", seed) as disk, Installation(disk.place / "data") as installation:
        process = installation.liggare("record", opens(home))
        assert wait_until(lambda: STEPS[step](installation.directory) or process.poll() is not None, 60)
        disk.cut()
        process.kill()
        installation.kill_database()
        process.communicate()
        disk.mount()
        works(installation, home)


# --- Copied, or read-only -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["running", "killed"])
def test_a_copied_directory_is_an_installation_of_its_own(made: Installation, home: Path, state: str) -> None:
    """Also when the original runs on, and when the number of its server's process was copied with it. That it may be
    copied when it was stopped is what these tests begin with."""
    with made:
        made.start()
        made.wait()
        if state == "killed":
            made.kill()
            made.kill_database()
        copy = Installation(copied(made.directory, home / "kopia", "-a"))
        assert len(copy.read()) == UNITS + 1
        assert made.is_ready() == (state == "running"), "the original is as it was"


def test_a_copy_whose_files_are_somebody_elses_says_so(original: Installation, home: Path) -> None:
    if not IS_ROOT:
        pytest.skip("only for root is the database another user's")
    copy = Installation(copied(original.directory, home / "kopia", "-r"))
    code, said = said_by(copy.liggare("migrate"))
    assert code == 4
    assert "ägs av en annan användare" in said


@pytest.mark.parametrize("what", ["made", "installation"], ids=["with a database", "empty"])
def test_a_read_only_disk_says_so(request: pytest.FixtureRequest, home: Path, what: str) -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "--mount", "true"], check=False).returncode != 0:
        pytest.skip("only who may mount can make a disk read-only, with unshare")
    there: Installation = request.getfixturevalue(what)
    script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    words = ("unshare", "--mount", "sh", "-c", script, str(home), *LIGGARE, "migrate")
    environment, pipe = {**os.environ, "LIGGARE_DATA_DIR": str(there.directory)}, subprocess.PIPE
    code, said = said_by(subprocess.Popen(words, env=environment, stdout=pipe, stderr=subprocess.STDOUT))
    assert code == 4
    assert "disken går bara att läsa" in said
    assert "LIGGARE_DATA_DIR" in said
    assert not database_processes(home)


# --- Told to end --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("milliseconds", [50, 500, 800, 1100])
def test_a_command_that_is_told_to_end_leaves_all_or_nothing(
    installation: Installation, home: Path, milliseconds: int
) -> None:
    process = installation.liggare("record", opens(home))
    sleep(milliseconds / 1000)
    process.send_signal(signal.SIGTERM)
    code, said = said_by(process)
    assert code in (0, 128 + signal.SIGTERM, -signal.SIGTERM), said
    assert not database_processes(home)
    with running(installation.directory) as application:
        assert application.names() == [] or application.log(LEDGER).head() in (0, UNITS + 1)
        assert application.names() != [] or code != 0
    works(installation, home)


def test_a_command_that_waits_to_write_is_told_to_end_and_writes_nothing_later(made: Installation, home: Path) -> None:
    """Although others keep the database alive, and whoever it waited for lets it in."""
    with running(made.directory) as application:
        log, database = application.log(LEDGER), application.database
        [ledger] = installation_of(database).ledgers
        with superuser(database) as holding, holding.transaction():
            holding.execute(SQL("SELECT FROM {}.head_lock FOR UPDATE").format(Identifier(ledger.log_schema)))
            process = made.liggare("record", adds(home))
            waiting_backends(database, 1)
            process.send_signal(signal.SIGTERM)
            code, said = said_by(process)
        assert (code, said) == (128 + signal.SIGTERM, "")
        with log.locked() as locked:  # whoever waits for it comes before
            assert locked.head() == UNITS + 1
