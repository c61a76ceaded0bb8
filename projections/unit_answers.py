"""Answers to questions about units: the tree on any day, as decided by any day and known at any position."""

from datetime import date
from typing import Any, Final

import msgspec
from psycopg import Cursor

from ledger.tree import UnitOnDay
from ledger.when import KnownAt, today
from projections.coordinates import Place, ReadModel, Staleness, asked, staleness
from projections.units import organisation_at, units_at

RECIPE: Final = "units-1"
"""The version of the answer's form and rules."""


class UnitsQuestion(msgspec.Struct, frozen=True):
    """What a reader asks about the tree. `on` is the day the tree is about; None is today. The other clocks are as for
    frames: `as_of` None is today, `known_at` None is as far as the projections have come."""

    on: date | None = None
    as_of: date | None = None
    known_at: KnownAt | None = None
    min_position: int | None = None


class UnitsCoordinates(msgspec.Struct, frozen=True):
    """The coordinates an answer about units was given at."""

    on: date
    as_of: date
    known_at: str | None
    position: int


class UnitCode(msgspec.Struct, frozen=True):
    """A unit's code in another system."""

    system: str
    code: str


class Unit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A unit on a day: its permanent id, its name then, the unit above it. `exists` False: not yet, or no longer. Its
    `role`: it holds taxes, grants and net interest (`finance`), or money for others (`central-reserve`)."""

    unit: str
    name: str
    parent: str | None
    exists: bool
    successors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    codes: tuple[UnitCode, ...] = ()
    role: str | None = None


class UnitsAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The tree of units at a coordinate, in order of id. `stale` is only there when entries are missing from it."""

    ledger: str
    coordinates: UnitsCoordinates
    recipe: str
    organisation: str | None
    units: list[Unit]
    stale: Staleness | None = None


class UnitsAnswered(msgspec.Struct, frozen=True):
    """An answer, and whether its bytes are settled for ever."""

    answer: UnitsAnswer
    settled: bool


def units_answer(model: ReadModel, question: UnitsQuestion) -> UnitsAnswered:
    """The tree of units at a question's coordinates.

    Raises Refused: position-beyond-head, projection-behind, projection-stopped.
    """
    place = model.place(question.known_at, question.min_position)
    with model.cursor() as cursor:
        answer = _answer(cursor, model.ledger, question, place)
    return UnitsAnswered(answer, place.fixed and question.as_of is not None and question.on is not None)


def _answer(cursor: Cursor[dict[str, Any]], ledger: str, question: UnitsQuestion, place: Place) -> UnitsAnswer:
    on, as_of = question.on or today(), question.as_of or today()
    coordinates = UnitsCoordinates(on, as_of, asked(question.known_at), place.position)
    organisation = organisation_at(cursor, place.position)
    units = units_at(cursor, place.position, on, as_of)
    return UnitsAnswer(
        ledger,
        coordinates,
        RECIPE,
        organisation["name"] if organisation else None,
        [_unit(unit) for unit in units.values()],
        staleness(question.known_at, place),
    )


def _unit(unit: UnitOnDay) -> Unit:
    codes = tuple(UnitCode(system, code) for system, code in unit.codes)
    return Unit(unit.unit, unit.name, unit.parent, unit.exists, unit.successors, unit.aliases, codes, unit.role)
