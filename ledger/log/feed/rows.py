"""A log in rows, for those who follow it: what is passed on is what is stored, and nothing is decoded here."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import msgspec
from psycopg.rows import tuple_row

from ledger.errors import Refused
from ledger.log.database import reaching_database
from ledger.log.feed.cursor import BEGINNING, LogCursor, diverged
from ledger.log.log import Log
from ledger.log.sqlfiles import composable, statements

_SQL: Final = {name: composable(text) for name, text in statements("ledger.log.sql", "feed.sql").items()}

LONGEST_STRETCH: Final = 20_000
"""How many entries a request looks through, when what it wants is not found by an index."""


class FeedRow(msgspec.Struct, frozen=True):
    """An entry as it is stored."""

    position: int
    type: str
    tags: tuple[str, ...]
    data: bytes
    nonce: str
    recorded_at: datetime

    @property
    def cursor(self) -> LogCursor:
        """Where one is who has taken this in."""
        return LogCursor(self.position, self.nonce)


class WantedRows(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for, as far as rows tell. None: whatever it is. `told` are the types whose tags name all frames
    that they touch: of other types more rows are found than are wanted."""

    types: tuple[str, ...] | None = None
    passed_over: tuple[str, ...] = ()
    units: tuple[str, ...] | None = None
    year: int | None = None
    told: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self.types is None and self.is_of_types

    @property
    def is_of_types(self) -> bool:
        """Whether nothing but the type is asked for."""
        return not self.passed_over and self.units is None and self.year is None


class FeedRows:
    """The rows of one log."""

    def __init__(self, log: Log):
        self._cursors = log.recorder.cursors

    def head(self, cursor: LogCursor) -> LogCursor:
        """Where the log ends, for somebody who is at a cursor. Raises Refused (log-diverged) when that is of another
        log; of a bare number only whether the log has come so far can be told."""
        with reaching_database(), self._cursors() as reading:
            row = reading.execute(_SQL["ends"], {"position": cursor.position}).fetchone()
        head = BEGINNING if row is None else LogCursor(row["head"], row["head_nonce"])
        there: str | None = None if row is None else row["nonce"]
        if cursor.position > head.position or cursor.nonce not in (None, there):
            raise Refused(diverged(cursor, there, head))
        return head

    def cursor(self, position: int) -> LogCursor:
        """The cursor of a position that is there."""
        return next((row.cursor for row in self.at([position])), BEGINNING)

    def at(self, positions: Collection[int]) -> list[FeedRow]:
        """The rows at some positions."""
        return self._read("at_positions", {"positions": list(positions)}) if positions else []

    def about_units(self, after: int) -> list[FeedRow]:
        """The rows after a position that are about a unit itself, by their tags."""
        return self._read("under_units", {"after": after})

    def after(self, position: int, upto: int, limit: int, wanted: WantedRows) -> list[FeedRow]:
        """The first rows after a position and up to another that may be wanted, in order."""
        between = {"after": position, "upto": upto, "limit": limit}
        if wanted.is_everything:
            return self._read("page_of_all", between)
        if wanted.is_of_types:
            return self._read("page_of_types", between | {"types": list(wanted.types or ())})
        values = {
            "types": None if wanted.types is None else list(wanted.types),
            "passed_over": list(wanted.passed_over),
            "told": list(wanted.told),
            "units": None if wanted.units is None else list(wanted.units),
            "year": None if wanted.year is None else str(wanted.year),
        }
        return self._read("page_that_may_match", between | values)

    def _read(self, statement: str, values: dict[str, Any]) -> list[FeedRow]:
        with (
            reaching_database(),
            self._cursors() as cursor,
            cursor.connection.cursor(binary=True, row_factory=tuple_row) as reading,
        ):
            rows = reading.execute(_SQL[statement], values).fetchall()
        return [
            FeedRow(position, name, tuple(tags), data, nonce, recorded_at)
            for position, name, tags, data, nonce, recorded_at in rows
        ]
