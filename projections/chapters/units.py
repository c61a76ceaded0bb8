"""Answers to questions about units: the tree on any day, as decided by any day and known at any position."""

from typing import Any, Final

import msgspec
from psycopg import Cursor

from ledger.meaning.tree import UnitOnDay
from projections.asking.declaration import Declaration, Heading
from projections.asking.question import Question, coordinates_of
from projections.asking.read_model import AnswerAt, Answered, Place, ReadModel, Staleness, is_settled, staleness
from projections.asking.texts import ToldRate
from projections.asking.units import UnitCode
from projections.tables.units import organisation_at, units_at

RECIPE: Final = "units-5"
"""The version of the answer's form and rules."""


class UnitPart(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part that a unit was split into, and its share of the figures from before, in billionths and as text; None when
    no key says it."""

    unit: str
    share_ppb: ToldRate | None = None


class Unit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A unit on a day: its permanent id, its name then, the unit above it. `exists` False: not yet, or no longer. Its
    `role`: it holds taxes, grants and net interest (`finance`), or money for others (`central-reserve`). `parts`: what
    it was last split into."""

    unit: str
    name: str
    parent: str | None
    exists: bool
    successors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    codes: tuple[UnitCode, ...] = ()
    role: str | None = None
    parts: tuple[UnitPart, ...] = ()


class UnitsAnswer(AnswerAt, frozen=True, omit_defaults=True):
    """The tree of units at a coordinate, in order of id. `stale` is only there when entries are missing from it."""

    units: list[Unit]
    stale: Staleness | None = None


def units_answer(model: ReadModel, question: Question) -> Answered[UnitsAnswer]:
    """The tree of units at a question's coordinates, on the day `on`.

    Raises Refused: position-beyond-head, projection-behind, projection-stopped.
    """
    place = model.place(question.known_at, question.min_position)
    with model.cursor() as cursor:
        answer = _answer(cursor, model.ledger, question, place)
    return Answered(answer, is_settled(place, question.as_of))


UNITS: Final = Declaration("units", "units", RECIPE, ("on",), units_answer, Heading.FRAMES)


def _answer(cursor: Cursor[dict[str, Any]], ledger: str, question: Question, place: Place) -> UnitsAnswer:
    as_of = question.decided_by
    on = question.on or as_of
    organisation = organisation_at(cursor, place.position)
    units = units_at(cursor, place.position, on, as_of)
    return UnitsAnswer(
        ledger,
        coordinates_of(question, place.position, on=on),
        RECIPE,
        organisation["name"] if organisation else None,
        [_unit(unit) for unit in units.values()],
        staleness(question.known_at, place),
    )


def _unit(unit: UnitOnDay) -> Unit:
    codes = tuple(UnitCode(system, code) for system, code in unit.codes)
    parts = tuple(UnitPart(part, share) for part, share in unit.parts)
    return Unit(unit.unit, unit.name, unit.parent, unit.exists, unit.successors, unit.aliases, codes, unit.role, parts)
