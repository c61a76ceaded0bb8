"""How far the projections of a ledger have come, and how a reader of their tables begins."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal

from ledger.errors import Refusal, Refused
from ledger.log.aside.unreadable import Asides, asides_of, unreadable_text
from ledger.log.database import Connection, Cursor, LedgerPlace
from ledger.text import listed
from projections.tables.projection import Projection, sql_of

_SQL: Final = sql_of("projections.running", "state")


class RunnerStanding(msgspec.Struct, frozen=True):
    """How far the projections have come, where the log ends, why they stopped if they did, from which sources the
    tables were made, and what has been set aside in the log."""

    position: int
    head: int
    stopped: Refusal | None
    sources_sha256: str | None = None
    asides: Asides = Asides()

    def is_current(self, sources_sha256: str) -> bool:
        """Whether there is nothing to do: the tables were made from these very sources, have taken in everything
        recorded so far, and nothing has stopped them."""
        return self.sources_sha256 == sources_sha256 and self.stopped is None and self.position >= self.head


def let_read(place: LedgerPlace, projections: Sequence[Projection]) -> Composed:
    """Says who may read tables that the role of the read models has made: the ledger itself all of them; who watches
    many ledgers, how far they have come."""
    names = SQL(", ").join(Identifier(table) for projection in projections for table in projection.tables)
    roles = {"log_role": Identifier(place.log_role), "watching": Identifier(place.roles.watching)}
    return _SQL["let_read"].format(tables=names, **roles)


def reading_on(connection: Connection) -> Cursor:
    """A cursor in one transaction, on the tables, which are not swapped until whoever has the connection ends it.
    Raises Refused (projection-behind) before they are made."""
    cursor = connection.cursor()
    try:
        return cursor.execute(_SQL["begin_reading"], prepare=False)
    except psycopg.errors.UndefinedTable:
        detail = "Framräkningen har inte börjat."
        raise Refused(Refusal("projection-behind", detail, right="Kör: liggare migrate")) from None


def standing(cursor: Cursor) -> RunnerStanding:
    """The projections' standing, for a reader that has begun."""
    [row] = cursor.execute(_SQL["progress"])
    return runner_standing(row)


STANDINGS_TOGETHER: Final = 100
"""Ledgers in one statement: a transaction holds a lock on each table that it reads."""


def standings(cursor: Cursor, places: Sequence[LedgerPlace]) -> dict[str, RunnerStanding]:
    """Those of some ledgers by name, in a statement for every hundred of them, without any whose tables are not made.
    The cursor needs no schemas of its own."""
    schemas = [place.projection_schema for place in places]
    made = {row["schema"] for row in cursor.execute(_SQL["with_tables"], {"schemas": schemas})}
    asked = [_progress_of(place) for place in places if place.projection_schema in made]
    parts = [asked[start : start + STANDINGS_TOGETHER] for start in range(0, len(asked), STANDINGS_TOGETHER)]
    rows = [row for part in parts for row in cursor.execute(SQL(" UNION ALL ").join(part))]
    return {row["ledger"]: runner_standing(row) for row in rows}


def _progress_of(place: LedgerPlace) -> Composed:
    schemas = {"log": Identifier(place.log_schema), "projections": Identifier(place.projection_schema)}
    return _SQL["progress_of"].format(ledger=Literal(place.name), **schemas)


def runner_standing(row: Mapping[str, Any]) -> RunnerStanding:
    """The same of a row that has the columns of `progress`."""
    stopped = stopped_refusal(row) if has_stopped(row) else None
    return RunnerStanding(row["position"], row["head"], stopped, row["sources_sha256"], asides_in(row))


def asides_in(row: Mapping[str, Any]) -> Asides:
    """What has been set aside, of a row that has the columns of `progress`."""
    return asides_of(zip(row["aside_positions"], row["asides"], strict=True))


def has_stopped(row: Mapping[str, Any]) -> bool:
    """Whether the projections stand still: not when what stopped them has been set aside since."""
    position = row["stopped_position"]
    return position is not None and position not in asides_in(row).by_position


UNREADABLE: Final = "codec: "
"""How the reason begins when an entry could not be read; a name follows when that is what is unknown."""


def stopped_refusal(state: Mapping[str, Any]) -> Refusal:
    """Why the projections stand still."""
    position, type_, reason = (state[f"stopped_{name}"] for name in ("position", "type", "reason"))
    if not reason.startswith(UNREADABLE):
        detail = f"Framräkningen stannade vid position {position} ({type_}): {reason}"
        right = "Rätta felet och starta om; svaren gäller till positionen före."
        return Refusal("projection-stopped", detail, right=right)
    newer = reason.removeprefix(UNREADABLE) or None
    detail, right = unreadable_text(state["stopped_ledger"], position, type_, newer)
    goes_on = f"Liggaren fortsätter till position {state['head']}. " if state["head"] > position else ""
    return Refusal("projection-stopped", f"{detail} {goes_on}Svaren gäller till position {position - 1}.", right=right)


def in_the_way(ledger: str, readers: Sequence[Mapping[str, Any]], seconds: int) -> Refusal:
    """That a swap has not come past some readers of the live tables in so many seconds, and what to do."""
    waited = f"har inte gått att byta in på {seconds} sekunder"
    who = [f"{each['name']} (process {each['pid']})" for each in readers]
    detail = f"De nya tabellerna för {ledger} är klara men {waited}: de gamla läses av {listed(who)}."
    ends = "; ".join(f"SELECT pg_terminate_backend({each['pid']})" for each in readers)
    right = f"Försök igen när den läsningen är klar, eller avsluta den: {ends}"
    return Refusal("projection-behind", detail, right=right)
