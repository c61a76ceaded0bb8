"""Rows that are kept and copied in together: a statement for each of them would be most of a rebuild's time.

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


class CopyStatement:
    """A statement that copies rows into a table, whose types the database is asked for once.

    The types are kept by this object, for every connection that its runner uses: a table's columns do not change.
    """

    def __init__(self, statement: SQL) -> None:
        self.statement = statement
        self.table, self.columns = copied_columns(statement)
        self._types: list[int] = []

    def take(self, connection: psycopg.Connection[Any], rows: Iterable[Sequence[Any]]) -> None:
        """Copies rows in, each with its values in the order of the columns."""
        with connection.cursor(row_factory=dict_row) as cursor:
            if not self._types:
                types = cursor.execute(_SQL["column_types"], {"table": self.table, "columns": self.columns})
                self._types = [row["type"] for row in types]
            with cursor.copy(self.statement) as copying:
                copying.set_types(self._types)
                for row in rows:
                    copying.write_row(row)


def copied_columns(statement: SQL) -> tuple[str, list[str]]:
    """The table and the columns that a COPY names, in their order. Raises ValueError when it names none."""
    named = _COPY.search(statement.as_string())
    if named is None:
        raise ValueError("a COPY that names no columns")
    return named[1], [name.strip() for name in named[2].split(",")]


class BulkStatements:
    """The statements of some projections that can wait, by their text: each `insert_x` that has a `copy_x`, with that;
    and every `close_x`, which closes many known intervals as easily as one."""

    def __init__(self, projections: Iterable[Projection]) -> None:
        named = [(projection.sql, name) for projection in projections for name in projection.sql]
        self.copies: Mapping[str, CopyStatement] = {
            sql[f"insert_{name.removeprefix('copy_')}"].as_string(): CopyStatement(sql[name])
            for sql, name in named
            if name.startswith("copy_")
        }
        self.closings: Mapping[str, SQL] = {
            sql[name].as_string(): sql[name] for sql, name in named if name.startswith("close_")
        }


class BulkCopyCursor(psycopg.Cursor[dict[str, Any]]):
    """A cursor that keeps what can wait, and copies it in all together.

    It belongs to one transaction of one thread, and so does what it keeps: whoever made it calls `flush` at the end.
    """

    def __init__(self, connection: psycopg.Connection[Any], bulk: BulkStatements) -> None:
        super().__init__(connection, row_factory=dict_row)
        self._bulk = bulk
        self._to_copy: dict[str, list[Any]] = {}
        self._to_close: dict[str, dict[int, int]] = {}

    def executemany(self, query: Any, params_seq: Iterable[Any], *, returning: bool = False) -> None:
        """Keeps rows that can be copied in; any other statement is executed, after what was kept before it."""
        text = _text(query)
        if text in self._bulk.copies:
            kept = self._to_copy.setdefault(text, [])
            kept.extend(params_seq)
            if len(kept) >= MOST_KEPT:
                self.flush()
            return
        self.flush()
        super().executemany(query, params_seq, returning=returning)

    def execute(self, query: Any, params: Any = None, **options: Any) -> "BulkCopyCursor":
        """The same for one row, or for what is closed."""
        text = _text(query)
        if text in self._bulk.closings:
            closed = self._to_close.setdefault(text, {})
            for position, known_to in zip(params["entry_positions"], params["known_tos"], strict=True):
                closed.setdefault(position, known_to)
            return self
        if text in self._bulk.copies:
            self._to_copy.setdefault(text, []).append(params)
            return self
        self.flush()
        return super().execute(query, params, **options)

    def flush(self) -> None:
        """Copies in what has been kept, and then closes what is to be closed."""
        kept, self._to_copy = self._to_copy, {}
        for text, rows in kept.items():
            self._bulk.copies[text].take(self.connection, rows)
        closings, self._to_close = self._to_close, {}
        for text, closed in closings.items():
            values = {"entry_positions": list(closed), "known_tos": list(closed.values())}
            super().execute(self._bulk.closings[text], values)


def _text(query: Any) -> str:
    """What a statement says; nothing for one that is put together here and now, which is not kept."""
    return query.as_string() if isinstance(query, SQL) else ""
