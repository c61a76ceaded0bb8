"""Answers from the register: what every one of them asks for, where it is answered, and what it says of itself.

An answer of its own is a function from a `RegisterGround` to what it found, wrapped by `answered`; what holds on a day
is reckoned by the functions in `ledger` that the rules use too.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from ledger.log.entry import Recorded
from ledger.meaning.later_acts import LaterActs
from ledger.meaning.placed import PlacedFact
from ledger.values import OrganisationKind, Stage
from projections.asking.question import Coordinates, Question, coordinates_of
from projections.asking.read_model import (
    Answered,
    Place,
    ReadModel,
    Staleness,
    is_settled,
    staleness,
)
from projections.tables.projection import Cursor
from projections.tables.register import (
    entries_at,
    later_acts_at,
    placed_of,
    standing_at,
)
from projections.tables.units import organisation_at, units_at


class RegisterAnswer(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What every answer from the register says of itself. `note` says why it is empty; `stale` is only there when
    entries are missing from it."""

    ledger: str
    coordinates: Coordinates
    recipe: str
    organisation: str | None
    note: str | None = None
    stale: Staleness | None = None


AnyRegisterAnswer = TypeVar("AnyRegisterAnswer", bound=RegisterAnswer)


class RegisterGround(msgspec.Struct, frozen=True, dict=True):
    """What an answer stands on: everything that is held about its kinds of subjects, as known at its position."""

    question: Question
    placed: list[PlacedFact]
    later_acts: LaterActs
    as_of: date
    on: date
    unit_names: dict[str, str]
    kind: OrganisationKind | None
    entries: list[Recorded] = []

    def standing(self, stage: Stage = Stage.DECIDED) -> list[PlacedFact]:
        """What was decided (or proposed, or recommended) by the day and stands on it, in decided order."""
        return [one for one in self._standing if one.stage is stage]

    @cached_property
    def _standing(self) -> list[PlacedFact]:
        return standing_at(self.placed, self.later_acts, self.as_of)


def answered(
    model: ReadModel,
    question: Question,
    recipe: str,
    kinds: Sequence[str],
    make: Callable[[RegisterGround], dict[str, Any]],
    answer: type[AnyRegisterAnswer],
) -> Answered[AnyRegisterAnswer]:
    """An answer from the facts about some kinds of subjects. `make` gives the answer's own fields, and may give `note`.

    Raises Refused: position-beyond-head, projection-behind, projection-stopped, and what `make` raises.
    """
    return answered_with(model, question, recipe, kinds, lambda _cursor, _place, ground: make(ground), answer)


def answered_with(
    model: ReadModel,
    question: Question,
    recipe: str,
    kinds: Sequence[str],
    make: Callable[[Cursor, Place, RegisterGround], dict[str, Any]],
    answer: type[AnyRegisterAnswer],
) -> Answered[AnyRegisterAnswer]:
    """The same for an answer that needs more than what is held: `make` may also look in the other read models."""
    place = model.place(question.known_at, question.min_position)
    with model.cursor() as cursor:
        ground, organisation = _ground(cursor, question, kinds, place)
        found = make(cursor, place, ground)
    if not ground.placed and place.position == 0:
        found = found | {"note": "Ingenting var registrerat än: liggaren fanns inte."}
    made = answer(
        ledger=model.ledger,
        coordinates=coordinates_of(question, place.position),
        recipe=recipe,
        organisation=organisation,
        stale=staleness(question.known_at, place),
        **found,
    )
    # Without an `on` the answer is about the day asked of the decided clock, so that alone must be given.
    return Answered(made, is_settled(place, question.as_of))


def _ground(
    cursor: Cursor, question: Question, kinds: Sequence[str], place: Place
) -> tuple[RegisterGround, str | None]:
    as_of = question.decided_by
    on = question.on or as_of
    organisation = organisation_at(cursor, place.position)
    entries = entries_at(cursor, place.position, kinds)
    ground = RegisterGround(
        question,
        placed_of(entries),
        later_acts_at(cursor, place.position),
        as_of,
        on,
        {unit.unit: unit.name for unit in units_at(cursor, place.position, on, as_of).values()},
        OrganisationKind(organisation["kind"]) if organisation else None,
        entries,
    )
    return ground, organisation["name"] if organisation else None
