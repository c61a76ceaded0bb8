"""What befalls an installation: its processes are killed, and the power of its disk is cut."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any, Final

import msgspec
import psycopg

from ledger.log.embedded import SUPERUSER
from ledger.log.embedded_process import PORT
from ledger.when import monotonic, sleep, wait_until
from tests.faults.disk import Disk
from tests.faults.installation import Installation
from tests.faults.schedule import Blow, Strike

_SERVER_GONE: Final = frozenset({Blow.SERVER, Blow.STARTING, Blow.BOTH, Blow.POWER})


class Happened(msgspec.Struct, frozen=True):
    """How often something happened, and how many milliseconds it took at most until the server was ready again."""

    times: int
    longest_milliseconds: int


class Blows:
    """What befalls one installation, whose data lies on a `disk` when its power is to be cut."""

    def __init__(self, installation: Installation, seed: int, disk: Disk | None = None):
        self._installation = installation
        self._random = Random(f"{seed} blows")
        self._disk = disk
        self._times: Counter[Blow] = Counter()
        self._longest: Counter[Blow] = Counter()
        self.forgotten = 0

    def fall(self, strikes: Iterable[Strike]) -> None:
        """One after the other, each when the server is ready again after the one before."""
        for strike in strikes:
            if strike.blow is not Blow.STARTING:
                sleep(strike.milliseconds / 1000)
            began = monotonic()
            self._strike(strike)
            self._installation.wait()
            self._times[strike.blow] += 1
            self._longest[strike.blow] = max(round((monotonic() - began) * 1000), self._longest[strike.blow])

    @property
    def happened(self) -> dict[Blow, Happened]:
        """What there was so far."""
        return {blow: Happened(times, self._longest[blow]) for blow, times in self._times.items()}

    def _strike(self, strike: Strike) -> None:
        installation = self._installation
        match strike.blow:
            case Blow.SERVER | Blow.STARTING:
                installation.kill()
            case Blow.BOTH:
                installation.kill()
                installation.kill_database()
            case Blow.POSTMASTER:
                installation.kill_postmaster()
            case Blow.EVERY:
                installation.kill_database()
            case Blow.BACKEND:
                wait_until(lambda: installation.kill_backend(self._random), 20)
            case Blow.POWER if self._disk is not None:
                self._write_everything()
                self.forgotten += cut_under(self._disk, installation)
        if strike.blow in _SERVER_GONE:
            installation.start()
        if strike.blow is Blow.STARTING:
            sleep(strike.milliseconds / 1000)
            installation.kill()
            installation.start()

    def _write_everything(self) -> None:
        """Every other time the database is in the middle of a checkpoint, or has just come through it."""
        if self._random.random() < 0.5:
            Thread(target=checkpoint, args=(self._installation.directory,), daemon=True).start()
            sleep(self._random.randrange(60) / 1000)


def cut_under(disk: Disk, installation: Installation, *, spares: bool = True) -> int:
    """The power goes, and with it all processes; then the disk is back. How many pages and names are forgotten."""
    forgotten = disk.cut(spares=spares)
    installation.kill()
    installation.kill_database()
    disk.mount()
    return forgotten


def checkpoint(data: Path) -> None:
    """The database writes out all that it has in memory, if it comes to it."""
    there: dict[str, Any] = {"host": str(data / "socket"), "port": PORT, "user": SUPERUSER, "dbname": "postgres"}
    with suppress(psycopg.Error), psycopg.connect(**there, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
