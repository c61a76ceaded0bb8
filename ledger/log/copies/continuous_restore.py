"""Makes the embedded database again from a copy that was kept of it: its base, and everything written since.

A copy is whole files of a database, with its settings: whoever can write to it can run programs as the server's user.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from ledger.errors import Refusal, Refused
from ledger.log.copies.continuous import whole_copy
from ledger.log.embedded import default_data_directory, place_of, start_embedded
from ledger.log.embedded_process import ServerPlace, told

_SEGMENT: Final = re.compile(r"([0-9A-F]{24})(\.partial)?")
_LOG: Final = "restore.log"
_SEGMENTS_IN_LOG: Final = 256  # of 16 MB each: the middle of a segment's name counts 4 GB


def restore_copy(directory: Path, data_directory: Path | None = None) -> None:
    """Puts a copy in a data directory that has no database, starts it, and stops it again. All of it or nothing.

    Raises Refused: installation-not-empty, backup-foreign, backup-damaged, backup-newer, and as `start_embedded`.
    """
    directory = directory.expanduser().resolve()
    whole = whole_copy(directory)
    if whole is None or not re.fullmatch(r"liggare_[0-9a-f]{16}", whole.folder):
        detail = f"{directory} är ingen hel kopia av en liggare."
        raise Refused(Refusal("backup-foreign", detail, right="en katalog som liggare backup --continuous har skrivit"))
    place = place_of((data_directory or default_data_directory()).expanduser().resolve())
    if os.path.lexists(place.cluster):
        detail = f"Datakatalogen {place.directory} har redan en databas."
        raise Refused(Refusal("installation-not-empty", detail, right="en annan, tom katalog: LIGGARE_DATA_DIR"))
    if whole.server.partition(".")[0] != place.version.partition(".")[0]:
        detail = f"{directory} är av PostgreSQL {whole.server}, den inbyggda är {place.version}."
        raise Refused(Refusal("backup-newer", detail, right="Återställ med det program som höll kopian."))
    start_embedded(place.directory, lambda there, fresh: _fill(there, fresh, directory / whole.folder)).stop()


def _fill(place: ServerPlace, fresh: Path, folder: Path) -> None:
    try:
        shutil.copytree(folder / "base", fresh, dirs_exist_ok=True)
        _own_all(place, fresh)
        _check_base(place, fresh, folder)
        last = _add_written(fresh, folder)
        _forget_old_settings(fresh)
        _own_all(place, fresh)
        _replay(place, fresh, folder, last)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise told(folder, error) from error


def _own_all(place: ServerPlace, fresh: Path) -> None:
    for path in (fresh, *fresh.rglob("*")):
        if place.account:
            os.chown(path, place.account.pw_uid, place.account.pw_gid, follow_symlinks=False)


def _check_base(place: ServerPlace, fresh: Path, folder: Path) -> None:
    """Every file is as it was taken, by the manifest that was taken with it."""
    checked = place.run(place.engine / "bin/pg_verifybackup", "--no-parse-wal", "--quiet", fresh)
    if checked.returncode != 0:
        raise _damaged(folder, f"Grundkopian är inte som den togs: {checked.stderr.strip().splitlines()[0]}")


def _add_written(fresh: Path, folder: Path) -> str:
    """Puts what was written since where the server looks for it; the last of its files, `` when there is none. The one
    that was being received is whole in length, and ends where its contents do."""
    last = ""
    for path in sorted((folder / "wal").iterdir()):
        if (named := _SEGMENT.fullmatch(path.name)) is not None:
            shutil.copyfile(path, fresh / "pg_wal" / named[1])
            last = max(last, named[1])
    return last


def _forget_old_settings(fresh: Path) -> None:
    """Nobody waits for the copy of a database that is no more; its log is not ours."""
    settings = fresh / "postgresql.auto.conf"
    lines = settings.read_text(encoding="utf-8").splitlines(keepends=True)
    settings.write_text("".join(line for line in lines if "synchronous_standby_names" not in line), encoding="utf-8")
    (fresh / "server.log").unlink(missing_ok=True)


def _replay(place: ServerPlace, fresh: Path, folder: Path, last: str) -> None:
    """Takes in all that was written, as after a crash, and puts it on disk."""
    with (fresh / _LOG).open("wb") as log:
        words = ("--single", "-D", fresh, "-c", "fsync=on", "postgres")
        with place.begin(place.engine / "bin/postgres", *words, output=log) as replaying:
            code = replaying.wait()
    said = (fresh / _LOG).read_text(encoding="utf-8", errors="replace")
    (fresh / _LOG).unlink()
    if code != 0:
        fatal = [line for line in said.splitlines() if "FATAL" in line or "PANIC" in line]
        raise _damaged(folder, f"Databasen går inte att starta av den: {' '.join(fatal[-1:])}")
    if _number(_ended(place, fresh)) < _number(last) - 1:
        raise _damaged(folder, f"Det som har skrivits går inte att läsa ända till {last}.")
    place.run(place.engine / "bin/initdb", "--sync-only", "-D", fresh)


def _ended(place: ServerPlace, fresh: Path) -> str:
    """The file in which the database goes on to write."""
    said = place.run(place.engine / "bin/pg_controldata", "-D", fresh).stdout
    found = re.search(r"REDO WAL file:\s+([0-9A-F]{24})", said)
    return found[1] if found else ""


def _number(segment: str) -> int:
    """The place of a file in order; one may have been begun with nothing whole in it."""
    return int(segment[8:16], 16) * _SEGMENTS_IN_LOG + int(segment[16:], 16) if segment else 0


def _damaged(folder: Path, what: str) -> Refused:
    right = "en annan kopia. Ingenting är återställt"
    return Refused(Refusal("backup-damaged", f"{folder} är skadad. {what}", right=right))
