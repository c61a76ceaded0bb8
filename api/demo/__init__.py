"""The example worlds: decision files that ship with the product, one folder per ledger, recorded in the order of their
names. Their figures are those of public documents."""

from importlib import resources
from pathlib import Path
from typing import Final

LEDGERS: Final = ("stockholm", "goteborg", "storsthlm")
"""The ledgers, in the order in which they are recorded and shown."""


def files() -> list[Path]:
    """Every decision file of every world, in the order they are recorded."""
    return [file for ledger in LEDGERS for file in files_of(ledger)]


def files_of(ledger: str) -> list[Path]:
    """The decision files of one world, in the order they are recorded."""
    return sorted((Path(str(resources.files(__name__))) / ledger).glob("*.yaml"))


def ledgers() -> list[str]:
    """The ledgers that there are decision files for, in their order."""
    return [ledger for ledger in LEDGERS if files_of(ledger)]
