"""What `liggare backup` and `liggare restore` say in Swedish, a line for each ledger."""

from collections.abc import Iterator

from ledger.log.backup_file import LedgerCopied, Manifest
from ledger.when import SWEDEN


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
