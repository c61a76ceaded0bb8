"""The tree of units on any day, and the organisation, as decided by any day and known at any position."""

from datetime import date
from typing import Any, Final

import msgspec
from psycopg import Cursor

from ledger.effects import Decided, first_recording
from ledger.events import LedgerOpened
from ledger.tree import Aspect, Stated, Statement, UnitOnDay, stated_place, statements_of, units_on
from ledger.when import swedish_day
from projections.projection import Claim, Projection, sql_of

_SQL: Final = sql_of("units")


# --- Writing ----------------------------------------------------------------------------------------------------


def _apply(cursor: Cursor[dict[str, Any]], claim: Claim) -> None:
    position = claim.recorded.position
    if isinstance(claim.fact, LedgerOpened):
        values = {"entry_position": position, "known_from": position} | msgspec.structs.asdict(claim.fact)
        cursor.execute(_SQL["insert_organisation"], values)
        return
    statements = list(statements_of(claim.fact))
    if not statements:
        return
    place, recorded_on = first_recording(claim.recorded.entry.fact, position, swedish_day(claim.recorded.recorded_at))
    decided = stated_place(claim.basis, recorded_on, place)
    shared = {
        "entry_position": position,
        "known_from": position,
        "decided_latest": decided.latest,
        "paragraph_number": decided.paragraph_number,
        "paragraph_suffix": decided.paragraph_suffix,
        "clause": decided.clause,
        "place": decided.position,
    }
    for ordinal, statement in enumerate(statements):
        columns = msgspec.structs.asdict(statement) | {"aspect": statement.aspect.value, "ordinal": ordinal}
        cursor.execute(_SQL["insert_statement"], shared | columns)


def _forget(cursor: Cursor[dict[str, Any]], entry_position: int, known_to: int) -> None:
    values = {"entry_position": entry_position, "known_to": known_to}
    cursor.execute(_SQL["close_statements"], values)
    cursor.execute(_SQL["close_organisation"], values)


PROJECTION: Final = Projection("units", _SQL, ("unit_statement", "organisation"), _apply, _forget)


# --- Reading ----------------------------------------------------------------------------------------------------


def units_at(
    cursor: Cursor[dict[str, Any]], position: int, on: date, as_of: date, unit: str | None = None
) -> dict[str, UnitOnDay]:
    """Every unit by its id (or only one), on a day, as decided by a day and known at a position."""
    rows = cursor.execute(_SQL["statements_at"], {"position": position, "unit": unit}).fetchall()
    return units_on((stated for stated in map(_stated, rows) if stated.decided.latest <= as_of), on)


def _stated(row: dict[str, Any]) -> Stated:
    said = ("unit", "value", "applies_from", "applies_to", "system")
    statement = Statement(aspect=Aspect(row["aspect"]), **{name: row[name] for name in said})
    numbers = (row["paragraph_number"], row["paragraph_suffix"], row["clause"], row["place"])
    return Stated(statement, Decided(row["decided_latest"], *numbers), row["entry_position"])


def organisation_at(cursor: Cursor[dict[str, Any]], position: int) -> dict[str, Any] | None:
    """The organisation that keeps the ledger, as known at a position; None before it was opened."""
    return cursor.execute(_SQL["organisation_at"], {"position": position}).fetchone()
