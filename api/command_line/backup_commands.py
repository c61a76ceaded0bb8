"""The commands that keep a ledger when its disk is lost: `backup` and `restore`."""

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer
from rich.markup import escape

from api.app import DATABASE_URL, Application, running
from api.command_line.reading_commands import caught_up
from api.command_line.terminal import CommandFunction, Panel, err, progress_bar
from ledger.errors import Refusal, Refused
from ledger.log.copies.backup import take_backup
from ledger.log.copies.backup_file import Manifest
from ledger.log.copies.backup_reading import opened_backup
from ledger.log.copies.continuous import continuous_copy
from ledger.log.copies.continuous_restore import restore_copy
from ledger.log.copies.restore import restore as load_backup
from ledger.log.embedded import start_embedded
from ledger.log.supervising import LOOKED_AT_SECONDS, Supervisor
from ledger.when import SWEDEN, sleep
from projections.asking.texts import json_of

_Json = Annotated[bool, typer.Option("--json", help="Svara med JSON.")]
_CONTINUOUS: Final = "--continuous"


class LedgerKept(msgspec.Struct, frozen=True, omit_defaults=True):
    """A ledger that is kept: its last entry, by position, instant and the SHA-256 of its bytes; and, in a file, its
    size in bytes."""

    ledger: str
    position: int
    recorded_at: datetime | None
    sha256: str | None
    size: int | None = None


class BackupKept(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file or a directory holds; of a file, its size in bytes, when it was taken and by which version of the
    program."""

    file: str
    ledgers: tuple[LedgerKept, ...]
    size: int | None = None
    taken_at: datetime | None = None
    program: str | None = None


def add_backup_commands(app: typer.Typer) -> None:
    """Adds `backup` and `restore`."""

    def backup(
        file: Annotated[
            Path | None, typer.Argument(metavar="[FIL]", help="Filen som skrivs.", show_default=False)
        ] = None,
        continuous: Annotated[
            Path | None,
            typer.Option(
                _CONTINUOUS, metavar="KATALOG", help="Håll en kopia på en annan disk tills Ctrl-C.", show_default=False
            ),
        ] = None,
        force: Annotated[bool, typer.Option("--force", help="Ersätt en fil som redan finns.")] = False,
        as_json: _Json = False,
    ) -> None:
        """Skriv alla liggare till en fil, som de är i samma ögonblick. Går medan liggaren används. Filen har allt som
        är registrerat: förvara den som liggaren själv, på en annan disk. Med --continuous hålls i stället en kopia av
        den inbyggda databasen, och inget kvitteras förrän det är i den också."""
        if continuous is not None and file is None and not (force or as_json):
            _keep(continuous)
        elif continuous is None and file is not None:
            with running() as application, progress_bar("Kopierar") as progress:
                manifest = take_backup(application.database, file, progress, replaces=force)
            kept = _in_file(file, manifest)
            _tell(kept, backup_lines(kept), as_json=as_json)
        else:
            detail = "Ange antingen en fil eller --continuous och en katalog."
            right = f"liggare backup FIL, eller liggare backup {_CONTINUOUS} KATALOG"
            raise Refused(Refusal("value-malformed", detail, right=right, where="FIL"))

    def restore(
        file: Annotated[
            Path,
            typer.Argument(metavar="FIL", help="En fil, eller katalog, från liggare backup.", show_default=False),
        ],
        as_json: _Json = False,
    ) -> None:
        """Läs in en säkerhetskopia i en tom installation, allt eller inget, och räkna fram läsmodellerna. Återställ
        bara det du själv har tagit: inget i en fil körs som program, men det som står i den blir liggaren, och den som
        kan skriva i en katalog kan köra program här."""
        kept = _restored_directory(file) if file.is_dir() else _restored_file(file)
        _tell(kept, restored_lines(kept.ledgers), as_json=as_json)

    for name, command in (("backup", backup), ("restore", restore)):
        app.command(name=name, rich_help_panel=Panel.RUN, cls=CommandFunction, options_metavar="[FLAGGOR]")(command)


def _restored_file(file: Path) -> BackupKept:
    with progress_bar("Läser filen") as reading, opened_backup(file, reading) as opened:
        with running() as application:
            with progress_bar("Läser in") as progress:
                load_backup(application.database, opened, progress)
            for ledger in opened.manifest.ledgers:
                caught_up(application, ledger.name)
        return _in_file(file, opened.manifest)


def _in_file(file: Path, manifest: Manifest) -> BackupKept:
    ledgers = tuple(
        LedgerKept(each.name, each.position, each.recorded_at, each.sha256, each.size) for each in manifest.ledgers
    )
    return BackupKept(str(file), ledgers, file.stat().st_size, manifest.taken_at, manifest.program)


# --- A copy that is kept ----------------------------------------------------------------------------------------


def _keep(directory: Path) -> None:
    """Keeps a copy until the command is ended."""
    _check_embedded()
    begun = False
    with start_embedded() as server:
        err.print(f"Gör i ordning kopian i {escape(str(directory))} …", soft_wrap=True)
        try:
            with continuous_copy(server, directory) as kept, Supervisor(server, _give_up):
                begun = True
                if directory.stat().st_dev == server.place.cluster.stat().st_dev:
                    err.print("⚠ Kopian ligger på samma disk som databasen: den hjälper inte när disken går sönder.")
                err.print("Det som registreras är nu i kopian innan det kvitteras. Avsluta med Ctrl-C.")
                while True:
                    sleep(LOOKED_AT_SECONDS)
                    if kept.revive():
                        err.print(f"⚠ Mottagaren hade slutat, och är startad igen. {escape(kept.said())}")
        finally:
            if begun:
                err.print("Kopian hålls inte längre: det som registreras härefter är inte i den.")


def _give_up(refused: Refused) -> None:
    os._exit(refused.refusals[0].kind.exit_code)


def _check_embedded() -> None:
    if os.environ.get(DATABASE_URL):
        detail = f"En kopia hålls här bara av den inbyggda databasen, och {DATABASE_URL} anger en annan."
        right = "pg_receivewal --synchronous, som api/command_line/README.md säger"
        raise Refused(Refusal("database-unsuitable", detail, right=right, where=_CONTINUOUS))


def _restored_directory(directory: Path) -> BackupKept:
    _check_embedded()
    restore_copy(directory)
    with running() as application:
        names = application.names()
        for name in names:
            caught_up(application, name)
        return BackupKept(str(directory), tuple(_standing(application, name) for name in names))


def _standing(application: Application, name: str) -> LedgerKept:
    log = application.log(name)
    last = log.stored_at(log.head())
    if last is None:
        return LedgerKept(name, 0, None, None)
    return LedgerKept(name, last.position, last.recorded_at, hashlib.sha256(last.data).hexdigest())


# --- What is said -----------------------------------------------------------------------------------------------


def _tell(kept: BackupKept, lines: Iterable[str], *, as_json: bool) -> None:
    for line in [json_of(kept).decode()] if as_json else lines:
        sys.stdout.write(line + "\n")


def backup_lines(kept: BackupKept) -> Iterator[str]:
    """What is in the file, and how far it goes."""
    for ledger in kept.ledgers:
        yield f"{ledger.ledger}: {_up_to(ledger)}"
    ledgers = f"{len(kept.ledgers)} liggare" if kept.ledgers else "ingen liggare"
    yield f"{kept.file} är skriven: {ledgers}, {_bytes(kept.size or 0)}."


def restored_lines(ledgers: Sequence[LedgerKept]) -> Iterator[str]:
    """Up to where each ledger is the old one."""
    for ledger in ledgers:
        yield f"{ledger.ledger}: {_up_to(ledger)}; det som registrerats därefter finns inte här"
    if not ledgers:
        yield "Kopian har inga liggare."


def _up_to(ledger: LedgerKept) -> str:
    if ledger.recorded_at is None:
        return "tom"
    at = ledger.recorded_at.astimezone(SWEDEN).strftime("%Y-%m-%d %H.%M")
    return f"t.o.m. position {ledger.position}, registrerad {at}"


def _bytes(size: int) -> str:
    """Bytes as a person reads them: rounded up to a whole unit.

    >>> _bytes(1), _bytes(12_345), _bytes(3_000_000)
    ('1 kB', '13 kB', '3 MB')
    """
    unit, name = (1_000_000, "MB") if size >= 1_000_000 else (1_000, "kB")
    return f"{-(-size // unit)} {name}"
