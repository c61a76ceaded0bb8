"""Bulk copy: the same tables as row by row, also when what was kept cannot be copied in."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from psycopg.errors import UniqueViolation
from psycopg.sql import SQL

from ledger.log.access.roles import NOBODY
from ledger.log.database import Cursor, Database
from projections.running.bulk_copy import (
    MOST_KEPT,
    BulkCopyCursor,
    BulkStatements,
    copied_columns,
)
from projections.tables import PROJECTIONS
from projections.tables.projection import Projection, closed

CREATE: Final = SQL("""
    CREATE TEMPORARY TABLE noted (entry_position bigint PRIMARY KEY, said text, marks text[], known_to bigint)
""")
NOTED: Final = {
    "insert_note": SQL("INSERT INTO noted (entry_position, said, marks) VALUES (%s, %s, %s)"),
    "copy_note": SQL("COPY noted (entry_position, said, marks) FROM STDIN (FORMAT binary)"),
    "close_notes": SQL("""
        UPDATE noted SET known_to = c.known_to
        FROM unnest(%(entry_positions)s::bigint[], %(known_tos)s::bigint[]) AS c(entry_position, known_to)
        WHERE noted.entry_position = c.entry_position AND noted.known_to IS NULL
    """),
}
BULK: Final = BulkStatements([Projection("noted", NOTED, ("noted",), lambda *_: None, lambda *_: None)])
INSERT: Final = NOTED["insert_note"]
CLOSE: Final = NOTED["close_notes"]
ALL: Final = SQL("SELECT entry_position, said, marks, known_to FROM noted ORDER BY entry_position")


@pytest.fixture
def noted(database: Database) -> Iterator[Cursor]:
    """A cursor in a transaction with an empty table."""
    with database.connect(NOBODY) as connection:
        cursor = connection.cursor()
        cursor.execute(CREATE)
        yield cursor


def bulk_copy(cursor: Cursor) -> BulkCopyCursor:
    return BulkCopyCursor(cursor.connection, BULK)


def rows_in(cursor: Cursor) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in cursor.execute(ALL).fetchall()]


def test_a_copy_names_its_table_and_columns() -> None:
    assert copied_columns(SQL("COPY t (a, b,\n    c) FROM STDIN;")) == ("t", ["a", "b", "c"])
    with pytest.raises(ValueError, match="no columns"):
        copied_columns(SQL("COPY t FROM STDIN"))


def test_a_copy_takes_the_same_rows_as_its_insert() -> None:
    copies = [
        (projection.sql, name) for projection in PROJECTIONS for name in projection.sql if name.startswith("copy_")
    ]
    assert len(copies) == len(BulkStatements(PROJECTIONS).copies) == 5
    for sql, name in copies:
        table, columns = copied_columns(sql[name])
        insert = sql[name.replace("copy_", "insert_")].as_string()
        match = re.search(r"INSERT INTO (\w+) \(([^)]*)\)\s*VALUES \(([^)]*)\)", insert)
        assert match is not None
        assert (match[1], [column.strip() for column in match[2].split(",")]) == (table, columns)
        assert match[3].count("%s") == len(columns)


def test_rows_wait_until_something_else_is_asked(noted: Cursor) -> None:
    kept = bulk_copy(noted)
    kept.executemany(INSERT, [(1, "å\tä\nö", []), (2, None, ["a", "b"])])
    kept.execute(INSERT, (3, "\\N", []))
    assert rows_in(noted) == [], "asked past what is kept"
    assert [row[0] for row in rows_in(kept)] == [1, 2, 3]
    kept.execute(INSERT, (4, "", []))
    kept.flush()
    assert rows_in(noted) == [
        (1, "å\tä\nö", [], None),
        (2, None, ["a", "b"], None),
        (3, "\\N", [], None),
        (4, "", [], None),
    ]


def test_no_more_rows_wait_than_memory_has_room_for(noted: Cursor) -> None:
    kept = bulk_copy(noted)
    for hundred in range(MOST_KEPT // 100):
        assert rows_in(noted) == []
        kept.executemany(INSERT, [(100 * hundred + number, None, []) for number in range(100)])
    assert len(rows_in(noted)) == MOST_KEPT


def test_what_is_closed_waits_too_and_is_closed_once(noted: Cursor) -> None:
    kept = bulk_copy(noted)
    kept.executemany(INSERT, [(number, None, []) for number in (1, 2, 3)])
    kept.execute(CLOSE, closed(1, 4))
    kept.execute(CLOSE, closed(1, 5))
    kept.execute(INSERT, (4, None, []))
    kept.execute(CLOSE, closed(3, 6))
    assert rows_in(noted) == []
    kept.flush()
    assert [(row[0], row[3]) for row in rows_in(noted)] == [(1, 4), (2, None), (3, 6), (4, None)]


def test_what_is_there_already_cannot_be_copied_in(noted: Cursor) -> None:
    noted.execute(INSERT, (1, "there", []))
    kept = bulk_copy(noted)
    kept.execute(INSERT, (1, "again", []))
    with pytest.raises(UniqueViolation), noted.connection.transaction():
        kept.flush()
    assert rows_in(noted) == [(1, "there", [], None)]
