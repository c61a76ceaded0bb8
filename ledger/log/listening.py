"""Listening to many logs over one connection, and asking where they end.

A notification is only a hint: it may be lost with the connection. Whoever listens asks too, so that what was not heard
is found all the same.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Self

import psycopg
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier, Literal

from ledger.log.database import APPLICATION, INSTALLATION, Database, LedgerPlace
from ledger.log.sqlfiles import composable, statements

ASKED_TOGETHER: Final = 100
"""Logs in one statement: a transaction holds a lock on each that it reads."""

_SQL: Final = {name: composable(text) for name, text in statements("ledger.log.sql", "listening.sql").items()}


class Listening:
    """A connection that listens to some logs; it belongs to one thread."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]):
        self._connection = connection
        self._places: dict[str, LedgerPlace] = {}  # by the name of the channel, which is that of the log's schema
        self._asking: list[bytes] = []

    @classmethod
    @contextmanager
    def to(cls, database: Database) -> Iterator[Self]:
        """A new connection, closed at the end. Raises psycopg's errors when it is lost."""
        parameters = database.parameters(APPLICATION, INSTALLATION)
        with psycopg.connect(**parameters, row_factory=tuple_row, autocommit=True) as connection:
            yield cls(connection)

    def listen_to(self, places: Collection[LedgerPlace]) -> list[LedgerPlace]:
        """To these logs, and to no other. Returns those that are new: what was appended to them before is not heard."""
        wanted = {place.log_schema: place for place in places}
        new = [place for channel, place in wanted.items() if channel not in self._places]
        for channel in self._places.keys() - wanted.keys():
            self._connection.execute(_SQL["unlisten"].format(channel=Identifier(channel)))
        for place in new:
            self._connection.execute(_SQL["listen"].format(channel=Identifier(place.log_schema)))
        if wanted.keys() != self._places.keys():
            self._asking = [*self._asked_together(list(wanted.values()))]
        self._places = wanted
        return new

    def heads(self) -> Iterator[tuple[str, int]]:
        """The name of each ledger that it listens to and the last position of its log, in a statement for every hundred
        of them, which the server plans once."""
        for statement in self._asking:
            yield from self._connection.execute(statement)

    def _asked_together(self, places: Sequence[LedgerPlace]) -> Iterator[bytes]:
        for start in range(0, len(places), ASKED_TOGETHER):
            parts = [
                _SQL["head_of"].format(ledger=Literal(place.name), schema=Identifier(place.log_schema))
                for place in places[start : start + ASKED_TOGETHER]
            ]
            yield SQL(" UNION ALL ").join(parts).as_bytes(self._connection)

    def heard(self, seconds: float) -> Iterator[tuple[str, int]]:
        """What is appended in the next time: the ledger's name and the position. Ends at the first that comes, with
        what came together with it."""
        for notification in self._connection.notifies(timeout=seconds, stop_after=1):
            if notification.channel in self._places and notification.payload.isdecimal():
                yield self._places[notification.channel].name, int(notification.payload)
