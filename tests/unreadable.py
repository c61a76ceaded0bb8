"""Making an entry unreadable, as damage or a newer program would."""

from typing import Final

from ledger.log.database import Database, LedgerPlace
from ledger.log.log import Log
from ledger.log.store import DCBEvent
from tests.tampering import tamper_with_log

DAMAGES: Final = {
    "no JSON": "data = '\\xff00'",
    "cut": "data = substr(data, 1, length(data) - 9)",
    "another shape": "data = convert_to(replace(convert_from(data, 'UTF8'), '\"fact\"', '\"fakt\"'), 'UTF8')",
}
"""What is done to the bytes of an entry, by what becomes of them."""

NEWER: Final = "frame-dreamt.v7"

NEWER_NAMES: Final = (NEWER, "frame-dissolved.v1", "frame-dissolved.v3", "novelty-made.v1")
"""What a newer program has names for, and this one has not."""


def damage(database: Database, place: LedgerPlace, position: int, how: str = "cut") -> None:
    """Damages the bytes of an entry, as the superuser."""
    tamper_with_log(database, place, f"UPDATE event SET {DAMAGES[how]} WHERE position = {position}")


def of_newer_program(log: Log, *tags: str, inside: bool = False) -> int:
    """An entry as a newer program writes it, with a name that this one does not know: its own, or one inside it."""
    name = "frame-decided.v1" if inside else NEWER
    data = b'{"fact":{"type":"%s","inner":{"type":"%s"}}}' % (name.encode(), NEWER.encode())
    return log.recorder.append([DCBEvent(name, data, list(tags))])
