"""The commands that keep a ledger when its disk is lost: `backup` and `restore`."""

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from api.app import running
from api.command_line.reading_commands import caught_up
from api.command_line.terminal import CommandFunction, Panel, progress_bar
from ledger.log.backup import take_backup
from ledger.log.backup_file import LedgerCopied, Manifest
from ledger.log.backup_reading import opened_backup
from ledger.log.restore import restore as load_backup
from ledger.when import SWEDEN
from projections.asking.texts import json_of

_Json = Annotated[bool, typer.Option("--json", help="Svara med JSON.")]


class LedgerKept(msgspec.Struct, frozen=True):
    """A ledger in a file: its last entry, by position, instant and the SHA-256 of its bytes; and its size in bytes."""

    ledger: str
    position: int
    recorded_at: datetime | None
    sha256: str | None
    size: int


class BackupKept(msgspec.Struct, frozen=True):
    """What a file holds, when it was taken and by which version of the program; `size` is the file's own, in bytes."""

    file: str
    size: int
    taken_at: datetime
    program: str
    ledgers: tuple[LedgerKept, ...]


def add_backup_commands(app: typer.Typer) -> None:
    """Adds `backup` and `restore`."""

    def backup(
        file: Annotated[Path, typer.Argument(metavar="FIL", help="Filen som skrivs.", show_default=False)],
        force: Annotated[bool, typer.Option("--force", help="Ersätt en fil som redan finns.")] = False,
        as_json: _Json = False,
    ) -> None:
        """Skriv alla liggare till en fil, som de är i samma ögonblick. Går medan liggaren används. Filen har allt som
        är registrerat: förvara den som liggaren själv, på en annan disk."""
        with running() as application, progress_bar("Kopierar") as progress:
            manifest = take_backup(application.database, file, progress, replaces=force)
        _tell(file, manifest, backup_lines(str(file), file.stat().st_size, manifest), as_json=as_json)

    def restore(
        file: Annotated[Path, typer.Argument(metavar="FIL", help="En fil från liggare backup.", show_default=False)],
        as_json: _Json = False,
    ) -> None:
        """Läs in en säkerhetskopia i en tom installation, allt eller inget, och räkna fram läsmodellerna. Återställ
        bara filer du själv har tagit: inget i dem körs som program, men det som står i dem blir liggaren."""
        with progress_bar("Läser filen") as reading, opened_backup(file, reading) as opened:
            with running() as application:
                with progress_bar("Läser in") as progress:
                    load_backup(application.database, opened, progress)
                for ledger in opened.manifest.ledgers:
                    caught_up(application, ledger.name)
            _tell(file, opened.manifest, restored_lines(opened.manifest), as_json=as_json)

    for name, command in (("backup", backup), ("restore", restore)):
        app.command(name=name, rich_help_panel=Panel.RUN, cls=CommandFunction, options_metavar="[FLAGGOR]")(command)


def _tell(file: Path, manifest: Manifest, lines: Iterable[str], *, as_json: bool) -> None:
    if as_json:
        ledgers = tuple(
            LedgerKept(each.name, each.position, each.recorded_at, each.sha256, each.size) for each in manifest.ledgers
        )
        kept = BackupKept(str(file), file.stat().st_size, manifest.taken_at, manifest.program, ledgers)
        lines = [json_of(kept).decode()]
    for line in lines:
        sys.stdout.write(line + "\n")


# --- What is said ------------------------------------------------------------------------------------------------


def backup_lines(path: str, size: int, manifest: Manifest) -> Iterator[str]:
    """What is in the file, and how far it goes."""
    for ledger in manifest.ledgers:
        yield f"{ledger.name}: {_up_to(ledger)}"
    ledgers = f"{len(manifest.ledgers)} liggare" if manifest.ledgers else "ingen liggare"
    yield f"{path} är skriven: {ledgers}, {_bytes(size)}."


def restored_lines(manifest: Manifest) -> Iterator[str]:
    """Up to where each ledger is the old one."""
    for ledger in manifest.ledgers:
        yield f"{ledger.name}: {_up_to(ledger)}; det som registrerats därefter finns inte här"
    if not manifest.ledgers:
        yield "Kopian har inga liggare."


def _up_to(ledger: LedgerCopied) -> str:
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
