"""What guards a ledger's log, held against what it must be: the triggers that stop every change, the functions that are
the only way in, who may do what and who may become who may, and the records of what each command was answered.

Read from the database's own catalogue by the ledger's role. Whoever may change the tables may change these first;
what is told is that they are not as the program made them.
"""

import re
from collections.abc import Iterator
from typing import Final

from ledger.log.access.roles import Roles
from ledger.log.database import Cursor
from ledger.log.migrations import OF_LEDGER
from ledger.log.sqlfiles import composable, statements

_SQL: Final = {name: composable(statement) for name, statement in statements("ledger.log.sql", "guarding.sql").items()}

IMMUTABLE: Final = ("append_record", "event", "event_tag")
"""The tables whose rows never change."""

BEFORE_EVERY_CHANGE: Final = 2 | 8 | 16 | 32
"""A trigger's type in the catalogue: for each statement, before, on delete, update and truncate."""

SOURCES: Final = dict(
    found
    for migration in OF_LEDGER
    for found in re.findall(
        r"^CREATE (?:OR REPLACE )?FUNCTION (\w+)\(.*?AS \$\$(.*?)\$\$", migration.script, re.DOTALL | re.MULTILINE
    )
)
"""The source of each function, as the last migration that has it makes it."""


def granted_in(schema: str, roles: Roles, number: int) -> set[tuple[str, str, str]]:
    """Everything that anybody but the owner may do with a log's schema, its tables and its functions, and who may
    become the ledger's roles, as `sql/roles.sql` gives it: thing, role, privilege."""
    log, models, watching = roles.log(number), roles.models(number), roles.watching
    return {
        *((schema, role, "USAGE") for role in (log, models, watching)),
        *((table, log, "SELECT") for table in IMMUTABLE),
        ("event", models, "SELECT"),
        *(("watched", role, "SELECT") for role in (log, models, watching)),
        *((function, log, "EXECUTE") for function in ("append_events", "lock_head")),
        *((role, who, "MEMBER") for role in (log, models) for who in (roles.everyday, roles.granting)),
    }


def guards_differ(cursor: Cursor) -> Iterator[str]:
    """In Swedish, each thing that guards the log and is not what it must be; `cursor` reads in the log's schema."""
    yield from _triggers(cursor)
    yield from _functions(cursor)
    yield from _granted(cursor)
    for row in cursor.execute(_SQL["answers_overlap"]):
        yield f"Två kommandon anges ha registrerat samma position, {row['position']}."


def _triggers(cursor: Cursor) -> Iterator[str]:
    rows = cursor.execute(_SQL["triggers"]).fetchall()
    whole = {
        row["table_name"]
        for row in rows
        if row["enabled"] == "O" and row["type"] == BEFORE_EVERY_CHANGE and row["function"] == "refuse_change"
    }
    for table in IMMUTABLE:
        if table not in whole:
            yield f"Spärren som hindrar ändringar i {table} saknas, är avstängd eller är en annan."
    for row in rows:
        if row["function"] != "refuse_change":
            yield f"Tabellen {row['table_name']} har en främmande utlösare, {row['name']}."


def _functions(cursor: Cursor) -> Iterator[str]:
    rows = {row["name"]: row for row in cursor.execute(_SQL["functions"])}
    for name, source in SOURCES.items():
        if name not in rows or rows[name]["source"] != source:
            yield f"Funktionen {name} saknas, eller är en annan än den som programmet gjorde."
    yield from (f"Funktionen {name} är främmande." for name in rows.keys() - SOURCES.keys())


def _granted(cursor: Cursor) -> Iterator[str]:
    [ours] = cursor.execute(_SQL["ours"])
    due = granted_in(ours["schema"], Roles(ours["installation"]), ours["number"])
    granted = {(row["name"], row["role"], row["privilege"]) for row in cursor.execute(_SQL["granted"], ours)}
    for name, role, privilege in sorted(granted - due):
        yield f"{role} får {privilege} på {name}, och ska inte få det."
    for name, role, privilege in sorted(due - granted):
        yield f"{role} får inte {privilege} på {name}, och ska få det."
