"""The database server itself: its version, and whether what it has acknowledged outlives a power cut.

Both are for a person to mend, so they are told where one looks: at `/readyz`, by `verify`, and in the refusal of a
write that the server would not keep.
"""

from typing import Any, Final

import msgspec

from ledger.errors import Refusal, Refused
from ledger.log.database import Cursor
from ledger.log.sqlfiles import statements
from ledger.text import listed

SAFE_MINORS: Final = {17: 11, 18: 6}
"""By major version, the newest minor that is known here to mend security faults: 17.11 and 18.6, both of 2026-08-13 and
with 28 of them (PostgreSQL's release notes). Of a newer major nothing is known."""

DURABLE: Final = {
    "fsync": frozenset(("on",)),
    "full_page_writes": frozenset(("on",)),
    "synchronous_commit": frozenset(("on", "local", "remote_write", "remote_apply")),
}
"""The settings without which a power cut can lose or break what has been acknowledged, and what they must be
(PostgreSQL's manual, 19.5 and 28.3)."""

_AWAY: Final = "Databasen ska ha en kopia på en annan disk, och ingen tar emot den."

_SQL: Final = statements("ledger.log.sql", "server.sql")


class ServerStanding(msgspec.Struct, frozen=True, omit_defaults=True):
    """A server's version, and in Swedish each thing about it that somebody should mend."""

    version: str
    warnings: tuple[str, ...] = ()


def server_standing(cursor: Cursor) -> ServerStanding:
    """What a server says of itself."""
    row = _asked(cursor, "standing")
    warnings = [*_lacks_fixes(row["version"], row["version_text"]), *map(_forgets, _unsafe(row))]
    warnings += [f"{_AWAY} Inget registreras förrän den tas emot."] if row["copy_is_away"] else []
    return ServerStanding(row["version_text"], tuple(warnings))


def check_durable(cursor: Cursor) -> None:
    """Raises Refused when the server may forget what it acknowledges (database-not-durable), or would acknowledge
    nothing (copy-not-received)."""
    row = _asked(cursor, "durability")
    if row["copy_is_away"]:
        right = "Starta kopian igen, liggare backup --continuous KATALOG; ska den upphöra avbryts den sedan med Ctrl-C."
        raise Refused(Refusal("copy-not-received", f"{_AWAY} Inget registreras.", right=right))
    if unsafe := _unsafe(row):
        names = listed(unsafe)
        detail = f"Databasservern kan glömma det som den har bekräftat: {names} är avstängt. Inget registreras."
        right = f"{names} påslaget i databasserverns inställningar, inlästa på nytt"
        raise Refused(Refusal("database-not-durable", detail, right=right))


def _asked(cursor: Cursor, name: str) -> dict[str, Any]:
    row = cursor.execute(_SQL[name]).fetchone()
    if row is None:
        raise LookupError(f"{name} returned no row")
    return row


def _unsafe(row: dict[str, Any]) -> list[str]:
    return [name for name, wanted in DURABLE.items() if row[name] not in wanted]


def _forgets(name: str) -> str:
    return f"{name} är avstängt: ett strömavbrott kan förlora det som är bekräftat, och inget registreras."


def _lacks_fixes(version: int, text: str) -> list[str]:
    """That a server is older than what mends known faults."""
    major, minor = divmod(version, 10_000)
    safe = SAFE_MINORS.get(major)
    if safe is None or minor >= safe:
        return []
    return [f"PostgreSQL {text} har kända säkerhetsfel: {major}.{safe} eller senare rättar dem."]
