"""How far the projections of a ledger have come, and how a reader of their tables begins."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

import msgspec
import psycopg

from ledger.errors import Refusal, Refused
from ledger.log.database import Connection, Cursor
from projections.tables.projection import sql_of

_SQL: Final = sql_of("projections.running", "state")


class RunnerStanding(msgspec.Struct, frozen=True):
    """How far the projections have come, where the log ends, why they stopped if they did, and from which sources the
    tables were made."""

    position: int
    head: int
    stopped: Refusal | None
    sources_sha256: str | None = None


@contextmanager
def reading_from(connecting: AbstractContextManager[Connection]) -> Iterator[Cursor]:
    """A cursor in one transaction, on the tables, which are not swapped until it ends. Raises Refused
    (projection-behind) before they are made."""
    with connecting as connection:
        cursor = connection.cursor()
        try:
            cursor.execute(_SQL["begin_reading"], prepare=False)
        except psycopg.errors.UndefinedTable:
            detail = "Framräkningen har inte börjat."
            raise Refused(Refusal("projection-behind", detail, right="Kör: liggare migrate")) from None
        yield cursor


def standing(cursor: Cursor) -> RunnerStanding:
    """The projections' standing, for a reader that has begun."""
    [row] = cursor.execute(_SQL["progress"])
    return runner_standing(row)


def runner_standing(row: dict[str, Any]) -> RunnerStanding:
    """The same of a row that has the columns of `progress`."""
    stopped = stopped_refusal(row) if row["stopped_position"] is not None else None
    return RunnerStanding(row["position"], row["head"], stopped, row["sources_sha256"])


def stopped_refusal(state: dict[str, Any]) -> Refusal:
    """Why the projections stand still."""
    detail = (
        f"Framräkningen stannade vid position {state['stopped_position']} ({state['stopped_type']}): "
        f"{state['stopped_reason']}"
    )
    return Refusal("projection-stopped", detail, right="Rätta felet och starta om; svaren gäller till positionen före.")
