"""Holds the live read models against the log: everything is projected once more in a shadow, and compared row by row.

The live tables are read and never locked, and may go on meanwhile: what is compared is what they hold of the entries
up to the position where they stood at the start. Memory is two pages of rows, whatever the ledger's size.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

import msgspec
from psycopg.sql import SQL, Composable, Identifier, Literal

from ledger.log.database import Cursor, Progress, reaching_database
from projections.running.runner import Runner
from projections.tables.projection import sql_of

PAGE: Final = 500
"""Rows compared at a time."""

_SQL: Final = sql_of("projections.running", "verifying")


class ColumnDifference(msgspec.Struct, frozen=True):
    """One column of a row: what is live, and what the log gives."""

    column: str
    live: str
    rebuilt: str


class RowDifference(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row that is not what the log gives: its table, the entry it came from, and its key. `columns` are those that
    differ; none when the row is only on one side: `missing` from the live table, or `extra` there."""

    table: str
    position: int
    row: str
    columns: tuple[ColumnDifference, ...] = ()
    missing: bool = False
    extra: bool = False


class ReplayVerified(msgspec.Struct, frozen=True, omit_defaults=True):
    """The position up to which the read models were compared, how many tables and rows that was, and the first
    difference in the order of entries, if there is any."""

    position: int
    tables: int
    rows: int
    difference: RowDifference | None = None


TableRow = dict[str, Any]
TableRows = Iterator[TableRow]
OpenCursor = Callable[[], AbstractContextManager[Cursor]]
FetchPage = Callable[[TableRow | None], list[TableRow]]
"""A page of rows in the order of their keys, after a row or from the beginning."""


def verify_replay(runner: Runner, progress: Progress) -> ReplayVerified:
    """Projects everything once more and compares.

    Raises Refused: projection-stopped when an entry cannot be taken in; database-unavailable.
    """
    position = runner.reached()
    with runner.shadow(position, progress), reaching_database():
        tables = [table for projection in runner.projections for table in projection.tables]
        rows, first = 0, None
        for table in tables:
            upto = position if first is None else first.position
            difference, count = _compare(runner, table, position, upto, progress)
            rows += count
            if difference is not None and (first is None or difference.position < first.position):
                first = difference
        if first is None:
            first = next(filter(None, (_beyond(runner, table) for table in tables)), None)
    return ReplayVerified(position, len(tables), rows, first)


def _compare(
    runner: Runner, table: str, position: int, upto: int, progress: Progress
) -> tuple[RowDifference | None, int]:
    """The first difference of a table among the rows of entries up to a position, and how many rows were alike."""
    if not _key(runner.live, runner.place.projection_schema, table):
        return RowDifference(table, 0, "hela tabellen", missing=True), 0
    key = _key(runner.beside, runner.place.rebuild_schema, table)
    live = _paged(lambda after: _live_page(runner, table, key, after, (position, upto)))
    rebuilt = _paged(lambda after: _page(runner.beside, runner.place.rebuild_schema, table, key, after, upto))
    alike = 0
    for live_row, rebuilt_row in paired(live, rebuilt, key):
        if live_row != rebuilt_row:
            return _difference(table, key, live_row, rebuilt_row), alike
        alike += 1
        if alike % PAGE == 0 and live_row is not None:
            progress(live_row["entry_position"], upto)
    return None, alike


def paired(
    live: TableRows, rebuilt: TableRows, key: Sequence[str]
) -> Iterator[tuple[TableRow | None, TableRow | None]]:
    """The rows of both sides, side by side by their keys; None where one side has none."""
    live_row, rebuilt_row = next(live, None), next(rebuilt, None)
    while live_row is not None or rebuilt_row is not None:
        first, second = _key_of(live_row, key), _key_of(rebuilt_row, key)
        takes_live = first is not None and (second is None or first <= second)
        takes_rebuilt = second is not None and (first is None or second <= first)
        yield (live_row if takes_live else None), (rebuilt_row if takes_rebuilt else None)
        live_row = next(live, None) if takes_live else live_row
        rebuilt_row = next(rebuilt, None) if takes_rebuilt else rebuilt_row


def _key_of(row: TableRow | None, key: Sequence[str]) -> tuple[Any, ...] | None:
    return None if row is None else tuple(row[name] for name in key)


def _difference(table: str, key: Sequence[str], live: TableRow | None, rebuilt: TableRow | None) -> RowDifference:
    row = rebuilt if live is None else live
    if row is None:
        raise LookupError("a difference has a row on one side at least")
    named = ", ".join(f"{name} {row[name]}" for name in key)
    if live is None or rebuilt is None:
        return RowDifference(table, row["entry_position"], named, missing=live is None, extra=rebuilt is None)
    columns = tuple(
        ColumnDifference(name, _shown(live, name), _shown(rebuilt, name))
        for name in dict.fromkeys((*rebuilt, *live))
        if name not in live or name not in rebuilt or live[name] != rebuilt[name]
    )
    return RowDifference(table, row["entry_position"], named, columns)


def _shown(row: TableRow, name: str) -> str:
    if name not in row:
        return "kolumnen finns inte"
    return "inget" if row[name] is None else str(row[name])


# --- Pages ------------------------------------------------------------------------------------------------------


def _paged(fetch: FetchPage) -> TableRows:
    """Rows a page at a time."""
    last: TableRow | None = None
    while True:
        page = fetch(last)
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1]


def _key(open_cursor: OpenCursor, schema: str, table: str) -> list[str]:
    """The columns of a table's primary key; none when there is no such table, or it has lost its key."""
    with open_cursor() as cursor:
        rows = cursor.execute(_SQL["key_columns"], {"table": f"{schema}.{table}"}).fetchall()
    return [row["name"] for row in rows]


def _page(
    open_cursor: OpenCursor, schema: str, table: str, key: Sequence[str], after: TableRow | None, upto: int
) -> list[TableRow]:
    with open_cursor() as cursor:
        return _rows(cursor, schema, table, key, after, upto)


def _live_page(
    runner: Runner, table: str, key: Sequence[str], after: TableRow | None, places: tuple[int, int]
) -> list[TableRow]:
    """Live rows as they stood at the position: a correction that has been taken in since then has closed nothing yet.
    Only what can have come since is overlooked, and that is known after the page has been read."""
    position, upto = places
    rows = _page(runner.live, runner.place.projection_schema, table, key, after, upto)
    reached = runner.reached()
    return [row | {"known_to": None} if position < (row.get("known_to") or 0) <= reached else row for row in rows]


def _rows(
    cursor: Cursor, schema: str, table: str, key: Sequence[str], after: TableRow | None, upto: int
) -> list[TableRow]:
    names: dict[str, Composable] = {
        "schema": Identifier(schema),
        "table": Identifier(table),
        "key": SQL(", ").join(map(Identifier, key)),
    }
    values = {"upto": upto, "limit": PAGE}
    if after is None:
        return cursor.execute(_SQL["first_rows"].format(**names), values).fetchall()
    names["after"] = SQL(", ").join(Literal(after[name]) for name in key)
    return cursor.execute(_SQL["next_rows"].format(**names), values).fetchall()


def _beyond(runner: Runner, table: str) -> RowDifference | None:
    """A live row of an entry that the read models have not come to."""
    names = {"schema": Identifier(runner.place.projection_schema), "table": Identifier(table)}
    with runner.live() as cursor:
        row = cursor.execute(_SQL["beyond"].format(**names)).fetchone()
    if row is None or row["position"] is None:
        return None
    return RowDifference(table, row["position"], f"entry_position {row['position']}", extra=True)
