"""The facts that one entry decides together: each is held to what it would be held to if it were recorded by itself."""

from collections.abc import Iterator

from msgspec.structs import replace

from ledger.errors import Refusal
from ledger.events import Fact
from ledger.looking.state import State
from ledger.meaning.placed import Claim, Situation, inner_facts, inner_places
from ledger.rules.families import family_of
from ledger.rules.in_its_years import lawful
from ledger.rules.repeating import perhaps_said_again, said_again
from ledger.values import RecordedWarning, Stage


def inner_refusals(state: State, fact: Fact, situation: Situation) -> Iterator[Refusal]:
    """What stands against the facts that a fact decides, in their places."""
    uncorrected = replace(situation, corrects=None)
    for place, inner, there in _in_turn(state, fact, situation):
        refusals = [
            *lawful(family_of(inner).refusals(there, inner, uncorrected), inner, situation),
            *said_again(there, inner, uncorrected),
        ]
        yield from (refusal.within(place) for refusal in refusals)


def inner_warnings(state: State, fact: Fact, situation: Situation) -> Iterator[RecordedWarning]:
    """What is worth knowing about the facts that a fact decides."""
    for _, inner, there in _in_turn(state, fact, situation):
        yield from lawful(family_of(inner).warnings(there, inner, situation), inner, situation)
        yield from perhaps_said_again(there, inner, situation)


def _in_turn(state: State, fact: Fact, situation: Situation) -> Iterator[tuple[str, Fact, State]]:
    """Each decided fact with its place, and the state that those before it leave: two draws on one reservation are not
    each held to all of it. What a correction takes away is not there, so that nothing is compared with it."""
    inside = [(inner, stage) for inner, stage, _ in inner_facts(fact)][1:]
    if all(stage is not Stage.DECIDED for _, stage in inside):
        return
    there = state if situation.corrects is None else state.without(situation)
    uncorrected = replace(situation, corrects=None)
    for (inner, _), place in zip(inside, inner_places(fact), strict=True):
        yield place, inner, there
        there = there.after(Claim(inner, uncorrected, situation.position))
