"""Answers from the register: what every one of them asks for, where it is answered, and what it says of itself.

An answer of its own is a function from a `RegisterGround` to that answer, which `from_register` makes one that can be
asked; what holds on a day is reckoned by the functions in `ledger` that the rules use too. That a question's unit and
proposal are known is looked after here, for every answer.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from types import GenericAlias
from typing import TypedDict, TypeVar, get_type_hints

import msgspec

from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.meaning.decisions import Names
from ledger.meaning.later_acts import LaterActs
from ledger.meaning.placed import PlacedFact
from ledger.values import OrganisationKind, Stage
from projections.asking.proposals import check_proposal
from projections.asking.question import Coordinates, Question, coordinates_of
from projections.asking.read_model import AnswerAt, Answered, Place, ReadModel, Staleness, is_settled, staleness
from projections.asking.units import check_unit
from projections.tables.register import entries_at, later_acts_at, placed_of
from projections.tables.units import names_at, organisation_at, units_at


class RegisterAnswer(AnswerAt, frozen=True, omit_defaults=True, kw_only=True):
    """What every answer from the register says of itself. `note` says why it is empty; `stale` is only there when
    entries are missing from it."""

    note: str | None = None
    stale: Staleness | None = None


class WithNote(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A part of an answer that ends with what the document says beside it, when it says something."""

    note: str | None = None


AnyRegisterAnswer = TypeVar("AnyRegisterAnswer", bound=RegisterAnswer)


class AnswerHead(TypedDict):
    """The fields of `RegisterAnswer` that are the same whatever is answered."""

    ledger: str
    coordinates: Coordinates
    recipe: str
    organisation: str | None
    stale: Staleness | None


class RegisterGround(msgspec.Struct, frozen=True, dict=True):
    """What an answer stands on: everything that is held about its kinds of subjects, as known at its place. An answer
    begins with the `head`; one that needs more looks with the `cursor` in the other read models."""

    question: Question
    placed: list[PlacedFact]
    later_acts: LaterActs
    as_of: date
    on: date
    kind: OrganisationKind | None
    entries: list[Recorded]
    head: AnswerHead
    place: Place
    cursor: Cursor

    def standing(self, stage: Stage = Stage.DECIDED) -> list[PlacedFact]:
        """What was decided (or proposed, or recommended) by the day and stands on it, in decided order."""
        return [placed for placed in self._standing if placed.stage is stage]

    @cached_property
    def _standing(self) -> list[PlacedFact]:
        return self.later_acts.standing_by(self.placed, self.as_of)

    @cached_property
    def names(self) -> Names:
        """By what bodies are known on a day."""
        return names_at(self.cursor, self.place.position)

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """What every unit is called on the day."""
        units = units_at(self.cursor, self.place.position, self.on, self.as_of)
        return {unit.unit: unit.name for unit in units.values()}


_Made = Callable[[RegisterGround], AnyRegisterAnswer]
_Asked = Callable[[ReadModel, Question], Answered[AnyRegisterAnswer]]


def answered(
    model: ReadModel,
    question: Question,
    recipe: str,
    kinds: Sequence[str],
    make: _Made[AnyRegisterAnswer],
    beside: Callable[[Cursor, int], list[Recorded]] | None = None,
) -> Answered[AnyRegisterAnswer]:
    """An answer that `make` makes of the facts about some kinds of subjects, and of the entries that are found `beside`
    at a position.

    Raises Refused: position-beyond-head, projection-behind, projection-stopped, unit-unknown, proposal-unknown,
    coordinate-invalid, and what `make` raises.
    """
    with model.reading(question.known_at, question.min_position) as (cursor, place):
        entries = entries_at(cursor, place.position, kinds)
        if beside is not None:
            found = {recorded.position: recorded for recorded in (*entries, *beside(cursor, place.position))}
            entries = [found[position] for position in sorted(found)]
        ground = _ground(cursor, question, entries, place, model.ledger, recipe)
        _check(ground)
        made = make(ground)
    if not ground.placed and place.position == 0:
        made = msgspec.structs.replace(made, note="Ingenting var registrerat än: liggaren fanns inte.")
    # Without an `on` the answer is about the day asked of the decided clock, so that alone must be given.
    return Answered(made, is_settled(place, question.as_of))


def from_register(recipe: str, kinds: Sequence[str]) -> Callable[[_Made[AnyRegisterAnswer]], _Asked[AnyRegisterAnswer]]:
    """Turns a function of what is held about some kinds of subjects into an answer that can be declared: a function of
    the read models and a question, of the same name and with the same text.

    What it makes raises Refused: all that `answered` does. What a function says that it raises comes beside that.
    """

    def turned(make: _Made[AnyRegisterAnswer]) -> _Asked[AnyRegisterAnswer]:
        def answer(model: ReadModel, question: Question) -> Answered[AnyRegisterAnswer]:
            return answered(model, question, recipe, kinds, make)

        # Not by `functools.wraps`: what is asked of it is another thing than what is asked of what it is made from.
        for name in ("__module__", "__name__", "__qualname__", "__doc__"):
            setattr(answer, name, getattr(make, name))
        answer.__annotations__["return"] = GenericAlias(Answered, get_type_hints(make)["return"])
        return answer

    return turned


def _check(ground: RegisterGround) -> None:
    """Raises Refused for a unit or a proposal that is not known. A unit that what is answered is about is known, also
    when the decision about the unit itself has a day that is not settled."""
    question, unit = ground.question, ground.question.unit
    if unit is not None and not any(
        placed.earliest <= ground.as_of and unit in placed.fact.units() for placed in ground.placed
    ):
        check_unit(unit, ground.unit_names, ground.place.position)
    if question.proposal is not None:
        check_proposal(ground.cursor, question, ground.place.position)


def _ground(
    cursor: Cursor, question: Question, entries: list[Recorded], place: Place, ledger: str, recipe: str
) -> RegisterGround:
    as_of = question.decided_by
    organisation = organisation_at(cursor, place.position)
    head = AnswerHead(
        ledger=ledger,
        coordinates=coordinates_of(question, place.position),
        recipe=recipe,
        organisation=organisation["name"] if organisation else None,
        stale=staleness(question.known_at, place),
    )
    return RegisterGround(
        question,
        placed_of(entries),
        later_acts_at(cursor, place.position),
        as_of,
        question.on or as_of,
        OrganisationKind(organisation["kind"]) if organisation else None,
        entries,
        head,
        place,
        cursor,
    )
