"""The example worlds: decision files that ship with the product, one folder per ledger, recorded in the order of their
names. Their figures are those of public documents."""

from importlib import resources
from pathlib import Path


def files() -> list[Path]:
    """Every decision file of every world, in the order they are recorded."""
    root = Path(str(resources.files(__name__)))
    return sorted(root.glob("*/*.yaml"))
