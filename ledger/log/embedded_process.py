"""The embedded server as a process on its cluster: found, started and stopped; by a user of its own when root asks."""

import errno
import os
import pwd
import shlex
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, NamedTuple

import psutil

from ledger.errors import Refusal, Refused
from ledger.when import wait_until

PORT: Final = 5432  # only the socket's name: nothing listens on the network
ELSEWHERE: Final = "Välj en annan katalog med LIGGARE_DATA_DIR, eller en server med LIGGARE_DATABASE_URL."

_WAIT_SECONDS: Final = 60  # recovery after a crash reads all that was logged since the last checkpoint
_PRIVATE: Final = "liggare-socket-"
# On the command line of the server, where no configuration file can weaken them.
_ALWAYS: Final = f"-p {PORT} -h '' -c unix_socket_permissions=0700 -c fsync=on -c full_page_writes=on"
# Nothing of the caller's environment reaches the server: not its secrets, not its PGPORT.
_ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
_REASONS: Final = {
    errno.EACCES: "åtkomst nekas",
    errno.EEXIST: "ingen katalog",
    errno.EIO: "disken svarar med fel",
    errno.ENOENT: "saknas",
    errno.ENOSPC: "disken är full",
    errno.ENOTDIR: "ingen katalog",
    errno.EPERM: "åtkomst nekas",
    errno.EROFS: "disken går bara att läsa",
}


class ServerPlace(NamedTuple):
    """Where the server lives, and the number of the user whom it runs as. No account: the one who calls. No socket: a
    private directory that is made at each start, since a socket's name in the data directory would be too long."""

    directory: Path
    cluster: Path
    socket: Path | None
    engine: Path
    version: str
    account: pwd.struct_passwd | None
    user: int

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program that ends soon as the server's user, in a session of its own: Ctrl-C here does not reach it."""
        with self.begin(*command, output=subprocess.PIPE, errors=subprocess.PIPE) as process:
            try:
                out, err = process.communicate(timeout=2 * _WAIT_SECONDS)
            except BaseException:
                process.kill()
                raise
        said = (text.decode(errors="replace") for text in (out, err))
        return subprocess.CompletedProcess(process.args, process.returncode, *said)

    def begin(
        self, *command: str | Path, output: int | IO[bytes], errors: int = subprocess.STDOUT
    ) -> subprocess.Popen[bytes]:
        """The same of a program that may take its time: whoever begins it waits for it or ends it."""
        return subprocess.Popen(  # noqa: S603 - the wheel's programs; the words are never read by a shell
            [str(word) for word in command],
            user=self.account.pw_uid if self.account else None,
            group=self.account.pw_gid if self.account else None,
            extra_groups=() if self.account else None,
            cwd="/",
            env=_ENVIRONMENT,
            umask=0o077,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
        )

    def control(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Tell the server something, and wait until it is done."""
        return self.run(self.engine / "bin/pg_ctl", "-D", self.cluster, "-w", f"-t{_WAIT_SECONDS}", *arguments)

    def own(self, path: Path) -> None:
        """Give a directory to the server's user, and close it to everybody else."""
        path.chmod(0o700)
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)


class Postmaster(NamedTuple):
    """What a running server says about itself in `postmaster.pid`; `ready` is the status that can be used."""

    process: psutil.Process
    socket_directory: Path
    status: str


def running_postmaster(place: ServerPlace) -> Postmaster | None:
    """The server on this cluster, if it lives; a number that now belongs to another is not taken for it."""
    try:
        lines = (place.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        process = psutil.Process(int(lines[0]))
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return None
    lines += [""] * 8  # it is written line by line
    return Postmaster(process, Path(lines[4]), lines[7].strip()) if _is_alive(place, process) else None


def _is_alive(place: ServerPlace, process: psutil.Process) -> bool:
    """Whether this is the cluster's server. One that is dead but not yet collected has no command line."""
    try:
        return str(place.cluster) in process.cmdline()
    except psutil.Error:
        return False


def kill(postmaster: Postmaster) -> None:
    """Ends a server that answers nobody, with all its processes, as when the power goes: what was acknowledged is on
    disk, and the next start recovers it."""
    with suppress(psutil.Error):
        every = [postmaster.process, *postmaster.process.children(recursive=True)]
        for process in every:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(every, timeout=_WAIT_SECONDS)


def ensure_running(place: ServerPlace) -> Postmaster:
    """The server, started when it is not running. Raises Refused (database-unavailable)."""
    postmaster = running_postmaster(place) or _launched(place)
    if postmaster is None or postmaster.status != "ready":
        postmaster = _waited_for(place)
    return postmaster


def _waited_for(place: ServerPlace) -> Postmaster:
    """The server once it is ready: it may recover, or wait for processes of a killed one."""

    def is_ready() -> bool:
        postmaster = running_postmaster(place) or _launched(place)
        return postmaster is not None and postmaster.status == "ready"

    postmaster = running_postmaster(place) if wait_until(is_ready, _WAIT_SECONDS) else None
    if postmaster is None:
        raise unavailable(f"Servern blev inte klar på {_WAIT_SECONDS} sekunder.", _log_tail(place))
    return postmaster


def _launched(place: ServerPlace) -> Postmaster | None:
    """The server, started. It may still recover; None: it must wait for processes of a killed one."""
    if (place.cluster / "postmaster.pid").exists():
        _forget_the_dead(place)
    socket_directory = place.socket or _private_socket_directory(place)
    for left in socket_directory.glob(".s.PGSQL.*"):
        left.unlink()
    options = f"{_ALWAYS} -k {shlex.quote(str(socket_directory))}"
    result = place.control("-l", place.cluster / "server.log", "-o", options, "start")
    postmaster = running_postmaster(place)
    if postmaster is not None or result.returncode == 0:
        return postmaster
    _remove_if_private(socket_directory)
    if "pre-existing shared memory block" not in _log_tail(place):
        raise unavailable("Servern startade inte.", f"{result.stderr}\n{_log_tail(place)}")
    return None


def _forget_the_dead(place: ServerPlace) -> None:
    """Remove a killed server's pid file when its number is another's now: PostgreSQL would believe it."""
    pid_file = place.cluster / "postmaster.pid"
    with suppress(FileNotFoundError):
        first = pid_file.read_text(encoding="utf-8").partition("\n")[0]
        if not first.isdecimal() or psutil.pid_exists(int(first)):
            pid_file.unlink()


def _private_socket_directory(place: ServerPlace) -> Path:
    made = Path(tempfile.mkdtemp(prefix=_PRIVATE, dir="/tmp"))
    place.own(made)
    return made


def _remove_if_private(socket_directory: Path) -> None:
    if socket_directory.name.startswith(_PRIVATE):
        with suppress(OSError):
            socket_directory.rmdir()


def shut_down(place: ServerPlace) -> None:
    """Stop the server in order; if it will not, at once: nothing is lost, only the next start is slower."""
    if (postmaster := running_postmaster(place)) is None:
        return
    if place.control("-m", "fast", "stop").returncode != 0:
        place.control("-m", "immediate", "stop")
    process = postmaster.process
    # It lives for a moment after its pid file is gone.
    if not wait_until(lambda: not _is_alive(place, process), _WAIT_SECONDS):
        raise unavailable(f"Databasservern stannade inte (process {process.pid}).")
    if place.socket is None:
        _remove_if_private(postmaster.socket_directory)


def _log_tail(place: ServerPlace) -> str:
    with suppress(FileNotFoundError):
        text = (place.cluster / "server.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-6:])
    return ""


# --- Refusals ---------------------------------------------------------------------------------------------------


def told(directory: Path, error: OSError | subprocess.TimeoutExpired) -> Refused:
    """What the operating system refused in a data directory, as a refusal."""
    if isinstance(error, subprocess.TimeoutExpired):
        return unavailable(f"{error.cmd[0]} blev inte klar på {error.timeout} sekunder.")
    reason = _REASONS.get(error.errno or 0) or f"felkod {error.errno}"
    return unsuitable(f"Datakatalogen {directory} går inte att använda: {reason} ({error.filename or directory}).")


def unsuitable(detail: str, right: str = ELSEWHERE) -> Refused:
    """The refusal of a directory that cannot be used."""
    return Refused(Refusal("database-unsuitable", detail, right=right))


def unavailable(detail: str, server_said: str = "") -> Refused:
    """The refusal of a server that does not do what it is told, with what it wrote."""
    text = f"{detail} Servern skrev:\n{server_said.strip()}" if server_said.strip() else detail
    right = "Försök igen om en stund, eller ange en annan server med LIGGARE_DATABASE_URL."
    return Refused(Refusal("database-unavailable", text, right=right))
