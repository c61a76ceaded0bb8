"""The exact bytes of every event version, and the schema of the catalogue. Never edited once released.

`python -m tests.golden --write` makes the files from the examples, for a new event type; a changed file is a changed
history, and the difference is to be read as one.
"""

from pathlib import Path
from typing import Final

import msgspec

from ledger.log import codec
from tests.golden.examples import EXAMPLES

FOLDER: Final = Path(__file__).parent
SCHEMA: Final = FOLDER / "entry.schema.json"


def event_file(name: str) -> Path:
    """The file that holds the bytes of an example."""
    return FOLDER / "events" / f"{name}.json"


def expected() -> dict[Path, bytes]:
    """What each golden file should hold."""
    events = {event_file(name): codec.encode(entry) for name, entry in EXAMPLES.items()}
    return {**events, SCHEMA: _shape(codec.schema())}


def _shape(schema: bytes) -> bytes:
    """A schema without its explanations, which may be improved at any time."""
    parts = msgspec.json.decode(schema)
    for definition in parts["$defs"].values():
        definition.pop("description", None)
    return msgspec.json.format(msgspec.json.encode(parts), indent=1) + b"\n"


def differing() -> list[Path]:
    """Golden files that are missing, hold something else, or stand for no example."""
    wanted = expected()
    strays = set(FOLDER.glob("**/*.json")) - wanted.keys()
    return [path for path in sorted({*wanted, *strays}) if not path.exists() or path.read_bytes() != wanted.get(path)]


def write() -> list[Path]:
    """Writes what is missing or differs; returns what was written."""
    wanted = expected()
    changed = [path for path in differing() if path in wanted]
    for path in changed:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(wanted[path])
    return changed
