"""Setting an entry aside whose bytes nobody can read: an owner's act, and the only entry that no command records.

Only bytes that are not what their name says, although this program knows every name in them. A name that is unknown is
of a newer program, which reads the entry: that is never set aside.
"""

import hashlib
from datetime import datetime
from typing import Any, Final

import msgspec
import psycopg
from psycopg.sql import Identifier

from ledger.errors import Refusal, Refused
from ledger.log.aside.unreadable import unreadable_text
from ledger.log.codec import encode_aside
from ledger.log.database import Database, LedgerPlace, reaching_database
from ledger.log.entry import SET_ASIDE, EntrySetAside, Stored, Undecodable
from ledger.log.log import Log
from ledger.log.migrations import as_owner
from ledger.log.server import check_durable
from ledger.log.sqlfiles import composable, statements

_SET_ASIDE: Final = composable(statements("ledger.log.sql", "setting_aside.sql")["set_entry_aside"])


class SetAside(msgspec.Struct, frozen=True):
    """What was set aside, and where and when that holds from."""

    ledger: str
    position: int
    type: str
    sha256: str
    reason: str
    set_aside_at: int
    recorded_at: datetime


def set_entry_aside(database: Database, place: LedgerPlace, position: int, reason: str) -> SetAside:
    """Sets an entry aside, with the owner's login.

    Raises Refused: entry-unknown, entry-readable, entry-of-newer-program, entry-set-aside-already; database-unsuitable
    for a login that does not own the log.
    """
    log = Log.open(database, place)
    there = _to_set_aside(log, place.name, position)
    aside = EntrySetAside(position, hashlib.sha256(there.data).hexdigest(), reason)
    with reaching_database():
        try:
            row = _stored(database, place, aside)
        except psycopg.errors.InsufficientPrivilege as error:
            detail = f"Inloggningen får inte lägga poster åt sidan: {error.diag.message_primary}"
            right = "LIGGARE_MIGRATION_URL med en inloggning som äger databasen"
            raise Refused(Refusal("database-unsuitable", detail, right=right)) from error
    if row["outcome"] == "already":
        raise Refused(_already(position, row["aside_position"]))
    if row["outcome"] != "stored":
        detail = f"Posten på position {position} ändrades medan den lades åt sidan; ingenting är registrerat."
        raise Refused(Refusal("decided-on-stale-state", detail, right="Försök igen."))
    return SetAside(place.name, position, there.type, aside.sha256, reason, row["aside_position"], row["recorded_at"])


def _stored(database: Database, place: LedgerPlace, aside: EntrySetAside) -> dict[str, Any]:
    values = {"position": aside.position, "aside": encode_aside(aside)}
    with as_owner(database) as cursor:
        check_durable(cursor)
        return next(cursor.execute(_SET_ASIDE.format(schema=Identifier(place.log_schema)), values))


def _to_set_aside(log: Log, ledger: str, position: int) -> Undecodable:
    """The entry at a position, when it may be set aside. Raises Refused."""
    there = log.stored_at(position) if position > 0 else None
    if there is None:
        head = log.head()
        detail = f"Det finns ingen post på position {position}: {ledger} slutar vid {head}."
        raise Refused(Refusal("entry-unknown", detail, str(position), right=f"1–{head}", where="--position"))
    asides = log.asides()
    if asides.covers(position, there.data):
        raise Refused(_already(position, asides.by_position[position][0]))
    if not isinstance(there, Undecodable) or there.type == SET_ASIDE:
        raise Refused(_readable(there))
    if there.newer is not None:
        detail, right = unreadable_text(ledger, position, there.type, there.newer)
        refusal = Refusal("entry-of-newer-program", f"{detail} Sådant läggs aldrig åt sidan.", there.newer, right=right)
        raise Refused(msgspec.structs.replace(refusal, where="--position"))
    return there


def _already(position: int, aside_position: int) -> Refusal:
    detail = f"Posten på position {position} är redan lagd åt sidan, på position {aside_position}."
    right = "Ingenting mer behöver göras: härifrån räknas den inte."
    return Refusal("entry-set-aside-already", detail, str(position), right=right, where="--position")


def _readable(there: Stored) -> Refusal:
    detail = f"Posten på position {there.position} ({there.type}) går att läsa, och läggs inte åt sidan."
    right = "Är den fel, rättas den: liggare record med posten ”registreringsfel rättat”."
    if there.type == SET_ASIDE:
        right = "Att en post är lagd åt sidan tas inte tillbaka."
    return Refusal("entry-readable", detail, str(there.position), right=right, where="--position")
