"""Whole tables of read models as text, for comparing a rebuild with what is live."""

from typing import Final

from psycopg.sql import SQL, Identifier

from projections.running.runner import Runner

_ROWS: Final = SQL("""
    SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C"), '') AS rows FROM {table} AS t
""")


def table_rows(runner: Runner) -> dict[str, str]:
    """Every live table's rows as one text, in a fixed order."""
    tables = [table for projection in runner.projections for table in projection.tables]
    with runner.live() as cursor:
        rows = {table: cursor.execute(_ROWS.format(table=Identifier(table))).fetchone() for table in tables}
    return {table: row["rows"] for table, row in rows.items() if row is not None}
