"""A second copy of the embedded database on another disk, in which everything is before it is acknowledged.

A copy is a directory that holds

    liggare-kopia.lock    held by whoever keeps the copy
    liggare-kopia.json    which of the folders below is whole
    liggare_5f0c…/        named as the slot in which the server keeps what has not been received
        base/             the database at one time, by pg_basebackup
        wal/              everything written since, by pg_receivewal; flushed before the server is told
        program.log       what the two programs say

The server waits at every COMMIT until the receiver says that it is flushed (`synchronous_standby_names`). That is set
once a copy is whole, and taken back when keeping it is ended in order. When whoever keeps it is killed the server waits
on: nothing is acknowledged that is not in two places, until a copy is kept again.
"""

import fcntl
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

import msgspec
import psutil
import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row
from psycopg.sql import Literal

from ledger.errors import Refusal, Refused
from ledger.log.database import reaching_database
from ledger.log.embedded import SUPERUSER, EmbeddedServer
from ledger.log.embedded_directory import adopt, sync_directory
from ledger.log.embedded_process import ServerPlace, told, unavailable, unsuitable
from ledger.log.sqlfiles import composable, statements
from ledger.when import now, wait_until

MARK: Final = "liggare-kopia.lock"
STATE: Final = "liggare-kopia.json"
FORMAT: Final = 1

_SQL: Final = {name: composable(each) for name, each in statements("ledger.log.sql", "continuous.sql").items()}
_LONGEST_WAIT_SECONDS: Final = 60


class WholeCopy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which folder of a copy can be restored: the PostgreSQL that it is of, and since when it has everything."""

    format: int
    server: str
    folder: str
    since: datetime


class KeptCopy:
    """A copy that is being kept: owns the process that receives."""

    def __init__(self, server: EmbeddedServer, folder: Path):
        self.folder = folder
        self._server = server
        self._process = self._begun()

    def revive(self) -> bool:
        """Starts the receiver again when it has ended; says whether it had. It connects again by itself."""
        if self._process.poll() is None:
            return False
        self._process = self._begun()
        return True

    def said(self) -> str:
        """The last that the programs said."""
        return _last_lines(self.folder)

    def end(self) -> None:
        """Ends the receiver, in order."""
        self._process.terminate()
        try:
            self._process.wait(_LONGEST_WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _begun(self) -> subprocess.Popen[bytes]:
        words = ("-D", self.folder / "wal", "--slot", self.folder.name, "--synchronous", "--status-interval=1")
        return _begin(self._server, self.folder, "pg_receivewal", *words)


def _begin(server: EmbeddedServer, folder: Path, program: str, *words: str | Path) -> subprocess.Popen[bytes]:
    """A program of the wheel's that speaks to the server under the name of the folder, as the server's user."""
    at = cast("dict[str, Any]", server.conninfo(SUPERUSER, "postgres"))
    conninfo = make_conninfo(**{**at, "dbname": None, "password": None, "application_name": folder.name})
    with (folder / "program.log").open("ab") as log:
        return server.place.begin(
            server.place.engine / "bin" / program, *words, "--no-password", "--dbname", conninfo, output=log
        )


def _last_lines(folder: Path) -> str:
    return "\n".join((folder / "program.log").read_text(encoding="utf-8", errors="replace").splitlines()[-6:])


# --- Kept -------------------------------------------------------------------------------------------------------


@contextmanager
def continuous_copy(server: EmbeddedServer, directory: Path) -> Iterator[KeptCopy]:
    """Keeps a copy of the embedded database in a directory until the end of `with`; in it, nothing is acknowledged
    that is not in the copy too. One that was interrupted is gone on with; else a new one is made beside the old one,
    which is thrown away when the new one is whole.

    Raises Refused: database-unsuitable for a directory that cannot be used, database-unavailable.
    """
    directory = directory.expanduser().resolve()
    place = server.place._replace(directory=directory)
    _check_apart(server.place.directory, directory)
    adopt(place, MARK)
    with _alone(directory), reaching_database(), _asking(server) as asked:
        try:
            kept = _gone_on_with(server, directory, asked) or _made_anew(server, place, asked)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise told(directory, error) from error
        try:
            _wait_for(asked, kept)
            yield kept
        finally:
            with suppress(psycopg.Error), _asking(server) as ending:  # it may have been started anew meanwhile
                _wait_for_nobody(ending)
            kept.end()
            with suppress(psycopg.Error), _asking(server) as ending:
                _forget(ending, kept.folder.name)


def _check_apart(ours: Path, directory: Path) -> None:
    if directory.is_relative_to(ours) or ours.is_relative_to(directory):
        raise unsuitable(f"{directory} är datakatalogen själv, eller ligger i den.", "en katalog på en annan disk")


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    with (directory / MARK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            detail = f"Kopian i {directory} hålls redan av en annan process."
            raise Refused(Refusal("backup-unreachable", detail, right="en process för varje kopia")) from None
        yield


@contextmanager
def _asking(server: EmbeddedServer) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """The server's first login; each statement stands alone."""
    at = cast("dict[str, Any]", server.conninfo(SUPERUSER, "postgres"))
    connection = psycopg.connect(**at, autocommit=True, row_factory=cast(Any, dict_row))
    with connection:
        yield cast("psycopg.Connection[dict[str, Any]]", connection)


def _gone_on_with(
    server: EmbeddedServer, directory: Path, asked: psycopg.Connection[dict[str, Any]]
) -> KeptCopy | None:
    """The copy that is there, when the server has kept all that it lacks."""
    whole = whole_copy(directory)
    names = {row["name"] for row in asked.execute(_SQL["slots"])}
    if whole is None or whole.folder not in names:
        return None
    _end_receivers(asked, whole.folder)
    return KeptCopy(server, directory / whole.folder)


def _made_anew(server: EmbeddedServer, place: ServerPlace, asked: psycopg.Connection[dict[str, Any]]) -> KeptCopy:
    """The order matters: what is written is kept, then received, then the base is taken, and when all that was written
    until then is received the copy is whole. Whoever waits for a former copy waits until then."""
    former = _former(place.directory, asked)
    folder = place.directory / f"liggare_{secrets.token_hex(8)}"
    for made in (folder, folder / "wal"):
        made.mkdir()
        place.own(made)
    asked.execute(_SQL["make_slot"], {"name": folder.name})
    kept = KeptCopy(server, folder)
    try:
        _take_base(server, asked, kept)
        _write_state(place.directory, WholeCopy(FORMAT, place.version, folder.name, now()))
    except BaseException:
        kept.end()
        with suppress(psycopg.Error):
            _forget(asked, folder.name)
        shutil.rmtree(folder, ignore_errors=True)
        raise
    for name in former:
        _forget(asked, name)
    for other in place.directory.glob("liggare_*"):
        if other != folder:
            shutil.rmtree(other)
    return kept


def _former(directory: Path, asked: psycopg.Connection[dict[str, Any]]) -> list[str]:
    """Copies for which the server still keeps what they lack: one in another directory, whose keeper was killed, or one
    in this that never became whole. Raises Refused when another directory's is being kept."""
    rows = asked.execute(_SQL["slots"]).fetchall()
    if any(row["active_pid"] is not None and not (directory / row["name"]).exists() for row in rows):
        raise unsuitable("En annan kopia av databasen hålls redan.", "en kopia i taget")
    return [row["name"] for row in rows]


def _take_base(server: EmbeddedServer, asked: psycopg.Connection[dict[str, Any]], kept: KeptCopy) -> None:
    words = ("-D", kept.folder / "base", "--wal-method=none", "--checkpoint=fast", "--label=liggare")
    with _begin(server, kept.folder, "pg_basebackup", *words) as taking:
        if taking.wait() != 0:
            raise unavailable("Kopian gick inte att ta.", kept.said())
    if not wait_until(lambda: _standing(asked, kept)["has_all"], _LONGEST_WAIT_SECONDS):
        raise unavailable("Kopian får inte det som skrivs.", kept.said())


def _wait_for(asked: psycopg.Connection[dict[str, Any]], kept: KeptCopy) -> None:
    """From now on every COMMIT waits for the copy. Raises Refused (database-unavailable)."""
    asked.execute(_SQL["wait_for_copy"].format(name=Literal(kept.folder.name)))
    asked.execute(_SQL["read_settings"])
    if not wait_until(lambda: _standing(asked, kept)["waited_for"], _LONGEST_WAIT_SECONDS):
        raise unavailable("Kopian får inte det som skrivs.", kept.said())


def _standing(asked: psycopg.Connection[dict[str, Any]], kept: KeptCopy) -> dict[str, Any]:
    row = asked.execute(_SQL["standing"], {"name": kept.folder.name}).fetchone()
    return row or {"waited_for": False, "has_all": False}


def _wait_for_nobody(asked: psycopg.Connection[dict[str, Any]]) -> None:
    asked.execute(_SQL["wait_for_nobody"])
    asked.execute(_SQL["read_settings"])


def _forget(asked: psycopg.Connection[dict[str, Any]], name: str) -> None:
    """The server keeps nothing more for a copy."""
    _end_receivers(asked, name)
    asked.execute(_SQL["drop_slot"], {"name": name})


def _end_receivers(asked: psycopg.Connection[dict[str, Any]], name: str) -> None:
    """Those of a copy whose keeper was killed; the name is no other's."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            words = process.cmdline()
            if words and words[0].endswith("/pg_receivewal") and name in words:
                process.terminate()
    asked.execute(_SQL["end_sender"], {"name": name})


# --- The directory ----------------------------------------------------------------------------------------------


def whole_copy(directory: Path) -> WholeCopy | None:
    """Which folder of a directory is whole, if any. Raises Refused: backup-damaged, backup-newer."""
    try:
        text = (directory / STATE).read_bytes()
    except OSError:
        return None
    try:
        whole = msgspec.json.decode(text, type=WholeCopy)
    except msgspec.DecodeError as error:
        right = "en annan kopia"
        raise Refused(Refusal("backup-damaged", f"{directory / STATE} går inte att läsa.", right=right)) from error
    if whole.format > FORMAT:
        detail = f"{directory} är en kopia i format {whole.format}; det här programmet känner format {FORMAT}."
        raise Refused(Refusal("backup-newer", detail, right="ett nyare program"))
    return whole


def _write_state(directory: Path, whole: WholeCopy) -> None:
    beside = directory / f"{STATE}.new"
    with beside.open("wb") as file:
        file.write(msgspec.json.encode(whole))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(directory / STATE)
    sync_directory(directory)
