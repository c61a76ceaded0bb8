"""Rows that are gathered and copied in together: a statement for each of them would be most of a rebuild's time.

A projection writes as ever. What it inserts by a statement that has a *copy* is kept until it asks something else of
its tables, or until the batch ends; so is what it closes. Where a row is there already the copy fails.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL

from projections.tables.projection import Projection, sql_of

_SQL: Final = sql_of("projections.running", "state")
_COPY: Final = re.compile(r"COPY\s+(\w+)\s*\(([^)]*)\)")


MOST_KEPT: Final = 10_000
"""Rows of a table that are kept; then they are copied in, however few entries they came from."""


class Copied:
    """A statement that copies rows into a table, whose types the database is asked for once."""

    def __init__(self, statement: SQL) -> None:
        self.statement = statement
        self.table, self.columns = copied_columns(statement)
        self._types: list[int] = []

    def take(self, connection: psycopg.Connection[Any], rows: Iterable[Sequence[Any]]) -> None:
        """Copies rows in, each with its values in the order of the columns."""
        with connection.cursor(row_factory=dict_row) as cursor:
            if not self._types:
                found = cursor.execute(_SQL["column_types"], {"table": self.table, "columns": self.columns})
                self._types = [row["type"] for row in found]
            with cursor.copy(self.statement) as copying:
                copying.set_types(self._types)
                for row in rows:
                    copying.write_row(row)


def copied_columns(statement: SQL) -> tuple[str, list[str]]:
    """The table and the columns that a COPY names, in their order. Raises ValueError when it names none."""
    found = _COPY.search(statement.as_string())
    if found is None:
        raise ValueError("a COPY that names no columns")
    return found[1], [name.strip() for name in found[2].split(",")]


class Bulk:
    """The statements of some projections that can wait, by their identity: each `insert_x` that has a `copy_x`, with
    that; and every `close_x`, which closes many known intervals as easily as one."""

    def __init__(self, projections: Iterable[Projection]) -> None:
        named = [(one.sql, name) for one in projections for name in one.sql]
        self.copies: Mapping[int, Copied] = {
            id(sql[f"insert_{name.removeprefix('copy_')}"]): Copied(sql[name])
            for sql, name in named
            if name.startswith("copy_")
        }
        self.closings: Mapping[int, SQL] = {
            id(sql[name]): sql[name] for sql, name in named if name.startswith("close_")
        }


class Gathering(psycopg.Cursor[dict[str, Any]]):
    """A cursor that keeps what can wait, and copies it in all together."""

    def __init__(self, connection: psycopg.Connection[Any], bulk: Bulk) -> None:
        super().__init__(connection, row_factory=dict_row)
        self._bulk = bulk
        self._to_copy: dict[int, list[Any]] = {}
        self._to_close: dict[int, dict[int, int]] = {}

    def executemany(self, query: Any, params_seq: Iterable[Any], *, returning: bool = False) -> None:
        """Keeps rows that can be copied in; any other statement is executed, after what was kept before it."""
        if id(query) in self._bulk.copies:
            kept = self._to_copy.setdefault(id(query), [])
            kept.extend(params_seq)
            if len(kept) >= MOST_KEPT:
                self.flush()
            return
        self.flush()
        super().executemany(query, params_seq, returning=returning)

    def execute(self, query: Any, params: Any = None, **options: Any) -> "Gathering":
        """The same for one row, or for what is closed."""
        if id(query) in self._bulk.closings:
            closed = self._to_close.setdefault(id(query), {})
            for position, known_to in zip(params["entry_positions"], params["known_tos"], strict=True):
                closed.setdefault(position, known_to)
            return self
        if id(query) in self._bulk.copies:
            self._to_copy.setdefault(id(query), []).append(params)
            return self
        self.flush()
        return super().execute(query, params, **options)

    def flush(self) -> None:
        """Copies in what has been kept, and then closes what is to be closed."""
        kept, self._to_copy = self._to_copy, {}
        for query, rows in kept.items():
            self._bulk.copies[query].take(self.connection, rows)
        closings, self._to_close = self._to_close, {}
        for query, closed in closings.items():
            values = {"entry_positions": list(closed), "known_tos": list(closed.values())}
            super().execute(self._bulk.closings[query], values)
