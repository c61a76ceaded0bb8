"""The tree of units on any day, and the organisation, as decided by any day and known at any position."""

from collections.abc import Callable, Collection
from datetime import date
from functools import cache, partial
from typing import Any, Final, get_args

import msgspec
from psycopg import Cursor
from psycopg.sql import Placeholder

from ledger.events import AnyUnitFact, LedgerOpened
from ledger.meaning.decisions import Names
from ledger.meaning.later_acts import LaterActs
from ledger.meaning.placed import Decided
from ledger.meaning.policy import BODIES, names_on
from ledger.meaning.tree import (
    Aspect,
    Stated,
    Statement,
    UnitOnDay,
    standing_statements,
    stands_by,
    stated_place,
    statements_of,
    units_on,
)
from ledger.values import OrganisationKind, Stage
from projections.tables.projection import ClaimedFact, Projection, closing, closings, put_together, sql_of
from projections.tables.register import later_acts_at, placed_at

_TABLES: Final = ("unit_statement", "organisation")
_SQL: Final = sql_of("projections.tables", "units") | closings(_TABLES)


# --- Writing ----------------------------------------------------------------------------------------------------


def _apply(cursor: Cursor[dict[str, Any]], claim: ClaimedFact) -> None:
    recorded, fact = claim.recorded, claim.fact
    if isinstance(fact, LedgerOpened):
        said = (fact.name, fact.kind.value, fact.organisation_number, fact.municipality_code)
        row = (recorded.position, *said, fact.revenues_printed_negative, recorded.position)
        cursor.execute(_SQL["insert_organisation"], row)
        return
    decision_key, conditions = stands_by(fact, claim.basis)
    named = (decision_key, list(conditions) or None, claim.situation.earliest)
    place = (*msgspec.structs.astuple(stated_place(claim.situation)), *named)
    rows = [
        (recorded.position, ordinal, *_said(statement), *place, recorded.position)
        for ordinal, statement in enumerate(statements_of(fact))
    ]
    cursor.executemany(_SQL["insert_statement"], rows)


def _said(statement: Statement) -> tuple[object, ...]:
    said = (statement.unit, statement.aspect.value, statement.value)
    holds = (statement.applies_from, statement.applies_to)
    return (*said, *holds, statement.system, statement.share_ppb)


PROJECTION: Final = Projection(
    "units",
    _SQL,
    _TABLES,
    _apply,
    closing(_TABLES),
    handles=frozenset((LedgerOpened, *get_args(AnyUnitFact))),
)


# --- Reading ----------------------------------------------------------------------------------------------------


class _StatementRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `statements_at`."""

    unit: str
    aspect: Aspect
    value: str | None
    applies_from: date
    applies_to: date | None
    system: str | None
    share_ppb: int | None
    decided_latest: date
    paragraph_number: int
    paragraph_suffix: str
    clause: int
    place: int
    entry_position: int
    decision_key: str | None
    conditions: tuple[str, ...] | None
    decided_earliest: date


_STATEMENTS_AT: Final = put_together(_SQL["statements_at"], position=Placeholder("position"))
_ROWS: Final = msgspec.json.Decoder(list[_StatementRow])


def units_at(
    cursor: Cursor[dict[str, Any]], position: int, on: date, as_of: date, unit: str | None = None
) -> dict[str, UnitOnDay]:
    """Every unit by its id (or only one), on a day, as decided by a day and known at a position."""
    return units_on(stated_at(cursor, position, as_of, unit), on)


def stated_at(cursor: Cursor[dict[str, Any]], position: int, as_of: date, unit: str | None = None) -> list[Stated]:
    """Everything said about every unit (or only one) that was decided by a day and stands on it, as known at a
    position: what the trees of different days are made of, and what happened between them."""
    rows = cursor.execute(_STATEMENTS_AT, {"position": position, "unit": unit}).fetchall()
    stated = _decided_by(as_of, msgspec.convert(rows, list[_StatementRow]))
    if all(said.decision_key is None for said in stated):
        return stated  # of most ledgers there is nothing to ask
    return standing_statements(stated, later_acts_at(cursor, position), as_of)


def stated_in(said: str, as_of: date, later_acts: LaterActs) -> list[Stated]:
    """The same of `statements_at` as a part of another statement, as JSON, when what has come of decisions is known."""
    return standing_statements(_decided_by(as_of, _ROWS.decode(said)), later_acts, as_of)


def _decided_by(day: date, rows: list[_StatementRow]) -> list[Stated]:
    return [_stated(row) for row in rows if row.decided_latest <= day]


def _stated(row: _StatementRow) -> Stated:
    return Stated(
        Statement(row.unit, row.aspect, row.value, row.applies_from, row.applies_to, row.system, row.share_ppb),
        Decided(row.decided_latest, row.paragraph_number, row.paragraph_suffix, row.clause, row.place),
        row.entry_position,
        row.decision_key,
        row.conditions or (),
        row.decided_earliest,
    )


Codes = Callable[[str, int, date], tuple[tuple[str, str], ...]]
"""A unit's codes, by system, as known at a position and valid on a day."""


def codes_of(cursor: Cursor[dict[str, Any]], units: Collection[str], position: int) -> Codes:
    """The codes that some units have had, as known at any position up to one, whatever day that was decided on."""
    rows = cursor.execute(_SQL["codes_until"], {"units": sorted(units), "position": position}).fetchall()
    said = [(_stated(msgspec.convert(row, _StatementRow)), row["known_from"], row["known_to"]) for row in rows]
    acts_at = cache(partial(later_acts_at, cursor))

    @cache
    def codes(unit: str, at: int, on: date) -> tuple[tuple[str, str], ...]:
        known = [
            stated
            for stated, known_from, known_to in said
            if stated.statement.unit == unit and known_from <= at and (known_to is None or known_to > at)
        ]
        if any(stated.decision_key is not None for stated in known):
            known = standing_statements(known, acts_at(at), date.max)
        return units_on(known, on)[unit].codes if known else ()

    return codes


def names_at(cursor: Cursor[dict[str, Any]], position: int) -> Names:
    """By what bodies are known on a day, of all that is known of them and of units at a position."""
    known = (placed for placed in placed_at(cursor, position, ("policy",), (BODIES,)) if placed.stage is Stage.DECIDED)
    said, organisation = later_acts_at(cursor, position).standing_by(known, date.max), organisation_at(cursor, position)
    stated = stated_at(cursor, position, date.max)
    kind = None if organisation is None else OrganisationKind(organisation["kind"])

    @cache
    def on(day: date) -> dict[str, UnitOnDay]:
        return units_on(stated, day)

    @cache
    def names(body: str, day: date) -> frozenset[str]:
        return names_on(said, on(day).values(), body, day, kind)

    return names


def organisation_at(cursor: Cursor[dict[str, Any]], position: int) -> dict[str, Any] | None:
    """The organisation that keeps the ledger, as known at a position; None before it was opened."""
    return cursor.execute(_SQL["organisation_at"], {"position": position}).fetchone()
