"""Rules for named proposals: they have a name of their own, hold together, and never touch a decided frame (R-15)."""

from collections.abc import Iterator

from ledger.errors import Refusal
from ledger.events import ApplicationMade, BudgetAdopted, FrameEntry, NamedProposal, ProposalMade, RecommendationMade
from ledger.events.fees import FeeFact
from ledger.events.services import ServiceFact
from ledger.looking.state import State
from ledger.meaning.placed import Situation
from ledger.meaning.proposals import parts_of, proposal_in
from ledger.rules import repeating
from ledger.rules.chapters import budget, charges, fees, frames, services
from ledger.rules.chapters.clauses import no_such_part
from ledger.rules.family import Family
from ledger.values import RecordedWarning


def propose(state: State, fact: NamedProposal, situation: Situation) -> Iterator[Refusal]:
    """A name that is free, and a recommended proposal that exists."""
    taken = state.proposals.get(fact.proposal)
    if taken not in (None, situation.corrects):
        detail = f"Förslaget {fact.proposal} finns redan (position {taken})."
        yield Refusal("proposal-already-named", detail, fact.proposal, right="ett eget namn för varje förslag")
    recommends = fact.recommends if isinstance(fact, RecommendationMade) else None
    if recommends is not None and state.proposals.get(recommends) in (None, situation.corrects):
        detail = f"Förslaget {recommends}, som tillstyrks, finns inte i liggaren."
        yield Refusal("proposal-unknown", detail, recommends, right="ett registrerat förslag, eller inget alls")
    if isinstance(fact, RecommendationMade):
        yield from _left_out(state, fact)
    for number, proposed in enumerate(fact.facts):
        yield from (refusal.within(f"facts[{number}]") for refusal in services.references(state, proposed, fact.facts))


def _left_out(state: State, fact: RecommendationMade) -> Iterator[Refusal]:
    """What is left out of the proposal that is recommended is one of its parts."""
    recommended = None if fact.recommends is None else proposal_in(state.placed, fact.recommends)
    if fact.exceptions and fact.recommends is None:
        detail = "Undantag görs från ett förslag, men inget är namngivet."
        yield Refusal("field-missing", detail, right="förslaget som tillstyrks", where="recommends")
    parts = () if recommended is None else parts_of(recommended, state.placed)
    for exception in fact.exceptions:
        if recommended is not None and exception.number > len(parts):
            yield no_such_part(fact.recommends or "", len(parts), exception.number, "exceptions")


def warnings(state: State, fact: NamedProposal, situation: Situation) -> Iterator[RecordedWarning]:
    """Printed figures in the proposal that do not add up, and proposed fees above their cap."""
    together = [proposed for proposed in fact.facts if isinstance(proposed, FeeFact)]
    for proposed in fact.facts:
        if isinstance(proposed, FrameEntry):
            yield from frames.control_totals(state, proposed, situation)
        elif isinstance(proposed, BudgetAdopted):
            yield from budget.proposed(state, proposed, situation)
        elif isinstance(proposed, fees.RateFact):
            yield from fees.proposed_warnings(state, proposed, together, situation)
        elif isinstance(proposed, charges.ChargeFact):
            yield from charges.proposed_warnings(state, proposed, together, situation)
        elif isinstance(proposed, ServiceFact):
            yield from services.warnings(state, proposed)


def shape(fact: NamedProposal) -> Iterator[Refusal]:
    """A proposal says something, itself or by what it recommends."""
    if not fact.facts and not (isinstance(fact, RecommendationMade) and fact.recommends is not None):
        right = "minst en post" + (", eller förslaget som tillstyrks" if isinstance(fact, RecommendationMade) else "")
        yield Refusal("field-missing", f"Förslaget {fact.proposal} säger ingenting.", right=right, where="facts")
    yield from repeating.set_twice_inside(fact.facts)


FAMILY = Family((ApplicationMade, ProposalMade, RecommendationMade), shape, propose, warnings)
