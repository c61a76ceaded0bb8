"""Rules for named proposals: they have a name of their own, hold together, and never touch a decided frame (R-15)."""

from collections.abc import Iterator

from ledger.errors import Refusal
from ledger.events import ProposalMade, RecommendationMade
from ledger.rules import frames
from ledger.rules.state import State
from ledger.values import RecordedWarning


def propose(state: State, fact: ProposalMade | RecommendationMade) -> Iterator[Refusal]:
    """A name that is free, a recommended proposal that exists, and amounts that would be right as decisions."""
    taken = state.proposals.get(fact.proposal)
    if taken is not None:
        detail = f"Förslaget {fact.proposal} finns redan (position {taken})."
        yield Refusal("proposal-already-named", detail, fact.proposal, right="ett eget namn för varje förslag")
    recommends = fact.recommends if isinstance(fact, RecommendationMade) else None
    if recommends is not None and recommends not in state.proposals:
        detail = f"Förslaget {recommends}, som tillstyrks, finns inte i liggaren."
        yield Refusal("proposal-unknown", detail, recommends, right="ett registrerat förslag, eller inget alls")
    for number, proposed in enumerate(fact.facts):
        for refusal in (*frames.shape(proposed), *frames.printed_readable(proposed)):
            yield refusal.within(f"facts[{number}]")


def warnings(state: State, fact: ProposalMade | RecommendationMade) -> Iterator[RecordedWarning]:
    """Printed figures in the proposal that do not add up."""
    for proposed in fact.facts:
        yield from frames.control_totals(proposed, state.organisation)
