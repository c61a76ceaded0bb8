"""A file of what is told, made by a command: `python -m … --write` makes it anew; the difference is to be read."""

import sys
from pathlib import Path


def kept(file: Path, made: str) -> None:
    """Says whether a file holds what was made now, and writes it when `--write` is asked. Exits with 1 when it differs
    and is not written."""
    writes, differs = "--write" in sys.argv, not file.exists() or file.read_text(encoding="utf-8") != made
    if writes:
        file.write_text(made, encoding="utf-8")
    print("unchanged" if not differs else "written" if writes else "differs", file.name)
    sys.exit(differs and not writes)
