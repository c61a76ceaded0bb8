"""An installation that is served by `liggare serve`, as a process that can be killed, and all that belongs to it."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

import psutil

from api.app import running
from ledger.events import LedgerOpened, UnitRegistered
from ledger.log.entry import Recorded
from ledger.log.verifying import verify_log
from ledger.values import OrganisationKind
from ledger.when import wait_until
from projections.running.verifying import verify_replay
from tests.checks import check_log
from tests.conftest import MEMORY
from tests.given import AUTHOR, Command
from tests.house_rules import ROOT
from tests.processes import database_processes

LEDGER: Final = "stad"
UNITS: Final = tuple(f"namnd-{number:02}" for number in range(1, 31))
READY_SECONDS: Final = 60
LIGGARE: Final = (sys.executable, "-c", "from api.command_line.cli import main; main()")


class Installation(AbstractContextManager["Installation"]):
    """A data directory and the server on it. At the end of `with` nothing runs that was started here."""

    def __init__(self, directory: Path):
        self.directory = directory
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = int(probe.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    def __exit__(self, *_: object) -> None:
        self.kill()
        for postmaster in self.postmasters():
            with suppress(psutil.NoSuchProcess):
                postmaster.send_signal(signal.SIGQUIT)  # at once, and it leaves nothing behind in memory
        psutil.wait_procs(self.postmasters(), timeout=5)
        self.kill_database()

    @property
    def address(self) -> str:
        """Of the ledger."""
        return f"http://127.0.0.1:{self.port}/v1/{LEDGER}"

    def liggare(self, *words: str) -> "subprocess.Popen[bytes]":
        """A command on this installation."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIGGARE_")}
        home = {**kept, "LIGGARE_DATA_DIR": str(self.directory), "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            (*LIGGARE, *words), env=home, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def start(self) -> None:
        """The server begins to start."""
        self._process = self.liggare("serve", "--port", str(self.port))

    def kill(self) -> None:
        """The server is gone, without a word."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def freeze(self) -> None:
        """The server takes what comes, and does nothing with it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def has_ended(self) -> bool:
        """Whether the server has given up."""
        return self._process is None or self._process.poll() is not None

    def is_ready(self) -> bool:
        """Whether it answers for its database too."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def wait(self) -> None:
        """Waits until it is ready. Raises TimeoutError."""
        wait_until(lambda: self.is_ready() or self.has_ended(), READY_SECONDS)
        if not self.is_ready():
            self.kill()
            raise TimeoutError(f"the server was not ready within {READY_SECONDS} seconds, or has ended")

    def postmasters(self) -> list[psutil.Process]:
        """The database's first process; none when it does not run."""
        return database_processes(self.directory.parent)

    def backends(self) -> list[psutil.Process]:
        """The database's processes that work for somebody."""
        found = []
        for postmaster in self.postmasters():
            with suppress(psutil.Error):
                found += [each for each in postmaster.children() if "[local]" in " ".join(each.cmdline())]
        return found

    def kill_postmaster(self) -> None:
        """The database's first process is gone, and those that it began are not at once; returns when another is
        there."""
        killed = self.postmasters()
        for process in killed:
            process.kill()
        wait_until(lambda: bool(set(self.postmasters()) - {*killed}) or self.has_ended(), READY_SECONDS)

    def kill_database(self) -> None:
        """Every process of the database is gone at once."""
        there: list[psutil.Process] = []
        for first in self.postmasters():
            with suppress(psutil.NoSuchProcess):
                there += [first, *first.children(recursive=True)]
        for process in there:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        wait_until(lambda: not any(map(_lives, there)), READY_SECONDS)

    def kill_backend(self, random: Random) -> bool:
        """One that works for somebody is gone, and so are, soon, all others; False: there was none."""
        there = self.backends()
        if not there:
            return False
        with suppress(psutil.NoSuchProcess):
            random.choice(there).kill()
        return wait_until(lambda: not any(map(_lives, there)), READY_SECONDS)

    def open(self) -> None:
        """The first start: makes the database and opens the ledger, which has thirty units."""
        city = LedgerOpened("Staden", OrganisationKind.MUNICIPALITY, "212000-0142", "0180")
        with running(self.directory) as application:
            units = (UnitRegistered(unit, f"Nämnden {unit}") for unit in UNITS)
            application.record(LEDGER, Command((city, *units)), AUTHOR, "opening")

    def read(self) -> list[Recorded]:
        """The log, when it and the read models are in order: read here, in this process, with nobody serving."""
        with running(self.directory) as application:
            log = application.log(LEDGER)
            check_log(log)
            assert verify_log(log, lambda *_: None).fault is None
            application.ledger(LEDGER).runner.catch_up()
            assert verify_replay(application.runner_as_it_stands(LEDGER), lambda *_: None).difference is None
            return list(log.stream())


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def place() -> Iterator[Path]:
    """A directory that the database's user may pass; in memory where that can be had."""
    where = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK) else None
    with TemporaryDirectory(prefix="liggare-faults-", dir=where, ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o711)
        yield Path(directory)


@contextmanager
def installed(directory: Path) -> Iterator[Installation]:
    """An installation below a directory, with its ledger opened, and served."""
    with Installation(directory / "data") as installation:
        installation.open()
        installation.start()
        installation.wait()
        yield installation
