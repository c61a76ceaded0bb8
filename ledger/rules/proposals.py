"""Rules for named proposals: they have a name of their own, hold together, and never touch a decided frame (R-15)."""

from collections.abc import Iterator

from ledger.errors import Refusal
from ledger.events import FrameEntry, ProposalMade, RecommendationMade
from ledger.rules import frames
from ledger.rules.family import Family, Situation
from ledger.rules.state import State
from ledger.values import RecordedWarning


def propose(state: State, fact: ProposalMade | RecommendationMade, situation: Situation) -> Iterator[Refusal]:
    """A name that is free, and a recommended proposal that exists."""
    taken = state.proposals.get(fact.proposal)
    if taken not in (None, situation.corrects):
        detail = f"Förslaget {fact.proposal} finns redan (position {taken})."
        yield Refusal("proposal-already-named", detail, fact.proposal, right="ett eget namn för varje förslag")
    recommends = fact.recommends if isinstance(fact, RecommendationMade) else None
    if recommends is not None and state.proposals.get(recommends) in (None, situation.corrects):
        detail = f"Förslaget {recommends}, som tillstyrks, finns inte i liggaren."
        yield Refusal("proposal-unknown", detail, recommends, right="ett registrerat förslag, eller inget alls")


def warnings(state: State, fact: ProposalMade | RecommendationMade, _situation: Situation) -> Iterator[RecordedWarning]:
    """Printed figures in the proposal that do not add up."""
    for proposed in fact.facts:
        if isinstance(proposed, FrameEntry):
            yield from frames.control_totals(proposed, state.organisation)


FAMILY = Family((ProposalMade, RecommendationMade), refusals=propose, warnings=warnings)
