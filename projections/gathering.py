"""Rows that are gathered and copied in together: a statement for each of them would be most of a rebuild's time.

A projection writes as ever. What it inserts by a statement that has a *copy* is kept until it asks something else of
its tables, or until the batch ends. Where a row is there already the copy fails, and whoever gathers takes the batch in
row by row instead.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from operator import itemgetter
from typing import Any, Final

import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL

from projections.projection import Cursor, Projection

_COLUMNS: Final = re.compile(r"COPY\s+\w+\s*\(([^)]*)\)")


class Gathering(psycopg.Cursor[dict[str, Any]]):
    """A cursor that copies in what is inserted; `copies` as `copies_of` gives them."""

    def __init__(self, connection: psycopg.Connection[Any], copies: Mapping[int, SQL]) -> None:
        super().__init__(connection, row_factory=dict_row)
        self._copies = copies
        self._waiting: dict[int, list[Mapping[str, Any]]] = {}

    def executemany(self, query: Any, params_seq: Iterable[Any], *, returning: bool = False) -> None:
        """Gathers rows for a statement that has a copy; any other is executed, after what was gathered before it."""
        if id(query) in self._copies:
            self._waiting.setdefault(id(query), []).extend(params_seq)
            return
        self.flush()
        super().executemany(query, params_seq, returning=returning)

    def execute(self, query: Any, params: Any = None, **options: Any) -> "Gathering":
        """The same for one row."""
        if id(query) in self._copies:
            self._waiting.setdefault(id(query), []).append(params)
            return self
        self.flush()
        return super().execute(query, params, **options)

    def flush(self) -> None:
        """Copies in what has been gathered."""
        waiting, self._waiting = self._waiting, {}
        for query, rows in waiting.items():
            copied = self._copies[query]
            values = itemgetter(*columns_of(copied))
            with self.copy(copied) as copying:
                for row in rows:
                    copying.write_row(values(row))


def columns_of(copied: SQL) -> list[str]:
    """The columns that a COPY statement names, in their order. Raises ValueError when it names none."""
    found = _COLUMNS.search(copied.as_string())
    if found is None:
        raise ValueError("a COPY that names no columns")
    return [name.strip() for name in found[1].split(",")]


def copies_of(projections: Iterable[Projection]) -> dict[int, SQL]:
    """For each statement `insert_x`, by its identity, the statement `copy_x` of the same projection, if there is one.
    The values of both go by the names of the columns."""
    return {
        id(one.sql[f"insert_{name.removeprefix('copy_')}"]): statement
        for one in projections
        for name, statement in one.sql.items()
        if name.startswith("copy_")
    }


@contextmanager
def gathering(cursor: Cursor, copies: Mapping[int, SQL]) -> Iterator[Cursor]:
    """A cursor on the same connection that gathers, all of it copied in at the end. What goes wrong undoes it all."""
    with cursor.connection.transaction():
        gathered = Gathering(cursor.connection, copies)
        yield gathered
        gathered.flush()
