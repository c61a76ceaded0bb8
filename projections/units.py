"""The units and the organisation, as known at any position."""

from typing import Any, Final

import msgspec
from psycopg import Cursor

from ledger.events import LedgerOpened, UnitRegistered
from projections.projection import Claim, Projection, sql_of

_SQL: Final = sql_of("units")


class Unit(msgspec.Struct, frozen=True):
    """A unit as it was known: permanent id, name, the unit above it."""

    unit: str
    name: str
    parent: str | None


def _apply(cursor: Cursor[dict[str, Any]], claim: Claim) -> None:
    values = {"entry_position": claim.recorded.position, "known_from": claim.recorded.position}
    match claim.fact:
        case UnitRegistered() as fact:
            cursor.execute(_SQL["insert_unit"], values | msgspec.structs.asdict(fact))
        case LedgerOpened() as fact:
            cursor.execute(_SQL["insert_organisation"], values | msgspec.structs.asdict(fact))
        case _:
            return


def _forget(cursor: Cursor[dict[str, Any]], entry_position: int, known_to: int) -> None:
    values = {"entry_position": entry_position, "known_to": known_to}
    cursor.execute(_SQL["close_unit"], values)
    cursor.execute(_SQL["close_organisation"], values)


PROJECTION: Final = Projection("units", _SQL, ("unit", "organisation"), _apply, _forget)


def units_at(cursor: Cursor[dict[str, Any]], position: int) -> dict[str, Unit]:
    """Every unit by its id, as known at a position."""
    rows = cursor.execute(_SQL["units_at"], {"position": position}).fetchall()
    return {row["unit"]: Unit(row["unit"], row["name"], row["parent"]) for row in rows}


def organisation_at(cursor: Cursor[dict[str, Any]], position: int) -> dict[str, Any] | None:
    """The organisation that keeps the ledger, as known at a position; None before it was opened."""
    return cursor.execute(_SQL["organisation_at"], {"position": position}).fetchone()
