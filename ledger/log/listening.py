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

from ledger.log.database import INSTALLATION, Database, LedgerPlace
from ledger.log.sqlfiles import composable, statements

ASKED_TOGETHER: Final = 100
"""Logs in one statement: a transaction holds a lock on each that it reads."""

_SQL: Final = {name: composable(text) for name, text in statements("ledger.log.sql", "listening.sql").items()}


class Listening:
    """A connection that listens to some logs; it belongs to one thread."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]):
        self._connection = connection
        self._places: dict[int, LedgerPlace] = {}  # by the number that notifications name a ledger by
        self._asking: list[bytes] = []

    @classmethod
    @contextmanager
    def to(cls, database: Database) -> Iterator[Self]:
        """A new connection, closed at the end. Raises psycopg's errors when it is lost."""
        parameters = database.parameters(database.roles.watching, INSTALLATION)
        with psycopg.connect(**parameters, row_factory=tuple_row, autocommit=True) as connection:
            connection.execute(_SQL["listen"])
            yield cls(connection)

    def listen_to(self, places: Collection[LedgerPlace]) -> list[LedgerPlace]:
        """To these logs, and to no other. Returns those that are new: what was appended to them before is not heard."""
        wanted = {place.number: place for place in places}
        new = [place for number, place in wanted.items() if number not in self._places]
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
            if (told := told_of(notification.payload)) is not None and told[0] in self._places:
                yield self._places[told[0]].name, told[1]


def told_of(payload: str) -> tuple[int, int] | None:
    """The ledger's number and the position that a notification tells of; None: it is nobody's of ours.

    >>> told_of("3 12"), told_of("3"), told_of("x 12")
    ((3, 12), None, None)
    """
    number, _, position = payload.partition(" ")
    is_ours = payload.isascii() and number.isdecimal() and position.isdecimal()
    return (int(number), int(position)) if is_ours else None
