"""Answers from the register: what every one of them asks for, where it is answered, and what it says of itself.

An answer of its own is a function from a `Ground` to what it found, wrapped by `answered`; what holds on a day is
reckoned by the functions in `ledger` that the rules use too.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from ledger.aftermath import Aftermath
from ledger.entry import Recorded
from ledger.held import Held
from ledger.values import OrganisationKind, Stage
from ledger.when import KnownAt, today
from projections.coordinates import Place, ReadModel, Staleness, asked, staleness
from projections.projection import Cursor
from projections.register import aftermath_at, entries_at, held_of, standing_at
from projections.units import organisation_at, units_at


class RegisterQuestion(msgspec.Struct, frozen=True):
    """What a reader asks of the register. `name` is the id of what is asked about (a reservation, a fee, …); None is
    all of them. `case` is a case number as it is written. `on` is the day, and `year` the year, that the answer is
    about; the other clocks are as for frames: `as_of` None is today, `known_at` None is as far as the projections have
    come."""

    name: str | None = None
    year: int | None = None
    on: date | None = None
    as_of: date | None = None
    known_at: KnownAt | None = None
    unit: str | None = None
    stage: Stage | None = None
    proposal: str | None = None
    min_position: int | None = None
    case: str | None = None


class RegisterCoordinates(msgspec.Struct, frozen=True, omit_defaults=True):
    """The coordinates an answer was given at. `known_at` echoes what was asked; `position` is what it came to."""

    as_of: date
    known_at: str | None
    position: int
    on: date | None = None
    year: int | None = None
    name: str | None = None
    unit: str | None = None
    stage: Stage | None = None
    proposal: str | None = None
    case: str | None = None


class RegisterAnswer(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What every answer from the register says of itself. `note` says why it is empty; `stale` is only there when
    entries are missing from it."""

    ledger: str
    coordinates: RegisterCoordinates
    recipe: str
    organisation: str | None
    note: str | None = None
    stale: Staleness | None = None


Answer = TypeVar("Answer", bound=RegisterAnswer)


class Ground(msgspec.Struct, frozen=True, dict=True):
    """What an answer stands on: everything that is held about its kinds of subjects, as known at its position."""

    question: RegisterQuestion
    held: list[Held]
    aftermath: Aftermath
    as_of: date
    on: date
    unit_names: dict[str, str]
    kind: OrganisationKind | None
    entries: list[Recorded] = []

    def standing(self, stage: Stage = Stage.DECIDED) -> list[Held]:
        """What was decided (or proposed, or recommended) by the day and stands on it, in decided order."""
        return [one for one in self._standing if one.stage is stage]

    @cached_property
    def _standing(self) -> list[Held]:
        return standing_at(self.held, self.aftermath, self.as_of)


class RegisterAnswered(msgspec.Struct, frozen=True):
    """An answer, and whether its bytes are settled for ever."""

    answer: RegisterAnswer
    settled: bool


def answered(
    model: ReadModel,
    question: RegisterQuestion,
    recipe: str,
    kinds: Sequence[str],
    make: Callable[[Ground], dict[str, Any]],
    answer: type[Answer],
) -> RegisterAnswered:
    """An answer from the facts about some kinds of subjects. `make` gives the answer's own fields, and may give `note`.

    Raises Refused: position-beyond-head, projection-behind, projection-stopped, and what `make` raises.
    """
    return answered_with(model, question, recipe, kinds, lambda _cursor, _place, ground: make(ground), answer)


def answered_with(
    model: ReadModel,
    question: RegisterQuestion,
    recipe: str,
    kinds: Sequence[str],
    make: Callable[[Cursor, Place, Ground], dict[str, Any]],
    answer: type[Answer],
) -> RegisterAnswered:
    """The same for an answer that needs more than what is held: `make` may also look in the other read models."""
    place = model.place(question.known_at, question.min_position)
    with model.cursor() as cursor:
        ground, organisation = _ground(cursor, question, kinds, place)
        found = make(cursor, place, ground)
    if not ground.held and place.position == 0:
        found = found | {"note": "Ingenting var registrerat än: liggaren fanns inte."}
    made = answer(
        ledger=model.ledger,
        coordinates=_coordinates(question, ground, place),
        recipe=recipe,
        organisation=organisation,
        stale=staleness(question.known_at, place),
        **found,
    )
    # Without an `on` the answer is about the day asked of the decided clock, so that alone must be given.
    return RegisterAnswered(made, place.fixed and question.as_of is not None)


def _ground(
    cursor: Cursor, question: RegisterQuestion, kinds: Sequence[str], place: Place
) -> tuple[Ground, str | None]:
    as_of = question.as_of or today()
    on = question.on or as_of
    organisation = organisation_at(cursor, place.position)
    entries = entries_at(cursor, place.position, kinds)
    ground = Ground(
        question,
        held_of(entries),
        aftermath_at(cursor, place.position),
        as_of,
        on,
        {unit.unit: unit.name for unit in units_at(cursor, place.position, on, as_of).values()},
        OrganisationKind(organisation["kind"]) if organisation else None,
        entries,
    )
    return ground, organisation["name"] if organisation else None


def _coordinates(question: RegisterQuestion, ground: Ground, place: Place) -> RegisterCoordinates:
    return RegisterCoordinates(
        ground.as_of,
        asked(question.known_at),
        place.position,
        question.on,
        question.year,
        question.name,
        question.unit,
        question.stage,
        question.proposal,
        question.case,
    )
