"""The facts that one entry decides together: each is held to what it would be held to if it were recorded by itself."""

from collections.abc import Iterator

from msgspec.structs import replace

from ledger.errors import Refusal
from ledger.events import Fact, RecordingErrorCorrected
from ledger.meaning.placed import inner_facts, inner_places
from ledger.rules.families import family_of
from ledger.rules.family import Situation
from ledger.rules.state import State, evolve
from ledger.values import RecordedWarning, Stage


def inner_refusals(state: State, fact: Fact, situation: Situation) -> Iterator[Refusal]:
    """What stands against the facts that a fact decides, in their places."""
    for place, inner, there in _one_by_one(state, fact, situation):
        found = family_of(inner).refusals(there, inner, replace(situation, corrects=None))
        yield from (refusal.within(place) for refusal in found)


def inner_warnings(state: State, fact: Fact, situation: Situation) -> Iterator[RecordedWarning]:
    """What is worth knowing about the facts that a fact decides."""
    for _, inner, there in _one_by_one(state, fact, situation):
        yield from family_of(inner).warnings(there, inner, situation)


def _one_by_one(state: State, fact: Fact, situation: Situation) -> Iterator[tuple[str, Fact, State]]:
    """Each decided fact with its place, and the state that those before it leave: two draws on one reservation are not
    each held to all of it. What a correction takes away is not there, so that nothing is compared with it."""
    inside = [(inner, stage) for inner, stage, _ in inner_facts(fact)][1:]
    if all(stage is not Stage.DECIDED for _, stage in inside):
        return
    there = state.copy()
    if situation.corrects is not None:
        withdrawn = RecordingErrorCorrected(situation.corrects, "")
        evolve(there, withdrawn, None, situation.position, situation.recorded_on)
    for (inner, _), place in zip(inside, inner_places(fact), strict=True):
        yield place, inner, there
        evolve(there, inner, situation.basis, situation.position, situation.recorded_on)
