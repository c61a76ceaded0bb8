"""What the ledger fills in before it decides: what a clause adopts, and until when a noticed decision can be appealed.

Both are stored with the entry, so that neither a later correction of the proposal nor a later version of the calendar
changes what was decided. Whatever a caller put there is replaced.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from ledger.events import (
    AnyFact,
    ClauseDecided,
    NamedProposal,
    NoticePosted,
    Proposable,
    RecommendationMade,
    RecordingErrorCorrected,
)
from ledger.meaning.legal_time import appeal_deadline
from ledger.rules.state import State
from ledger.values import OrganisationKind

REVIEWABLE = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION, OrganisationKind.MUNICIPAL_FEDERATION)
"""Kinds of organisation whose members can have a decision tried (laglighetsprövning, KL 13:1, 9 kap.); an association's
and a company's cannot."""


def filled(facts: Sequence[AnyFact], state: State) -> tuple[AnyFact, ...]:
    """Facts with everything in them that only the ledger knows."""
    beside: dict[str, NamedProposal] = {fact.proposal: fact for fact in facts if isinstance(fact, NamedProposal)}
    return tuple(_filled(fact, state, beside) for fact in facts)


def _filled(fact: AnyFact, state: State, beside: dict[str, NamedProposal]) -> AnyFact:
    match fact:
        case ClauseDecided():
            return replace(fact, adopted=_adopted(fact, state, beside))
        case NoticePosted():
            return replace(fact, appeal_deadline=_deadline(fact, state))
        case RecordingErrorCorrected(replacement=new) if new is not None:
            return replace(fact, replacement=replace(new, fact=_filled(new.fact, state, beside)))
        case _:
            return fact


def proposal_in(state: State, name: str | None) -> NamedProposal | None:
    """A proposal by its name, as it now stands in the ledger; None when there is none."""
    named = [one.fact for one in state.placed.get(f"proposal:{name}", ()) if isinstance(one.fact, NamedProposal)]
    return next((fact for fact in reversed(named) if fact.proposal == name), None)


def parts_of(
    proposal: NamedProposal, state: State, beside: Mapping[str, NamedProposal] = {}, above: tuple[str, ...] = ()
) -> tuple[Proposable | None, ...]:
    """The parts of a proposal by their numbers: its own facts, then the parts of the proposal it recommends; None where
    one of those is left out. `beside` are proposals of the same command."""
    name = proposal.recommends if isinstance(proposal, RecommendationMade) else None
    recommended = None if name is None or name in above else proposal_in(state, name) or beside.get(name)
    if not isinstance(proposal, RecommendationMade) or recommended is None:
        return proposal.facts
    left_out = {exception.number for exception in proposal.exceptions}
    taken = parts_of(recommended, state, beside, (*above, proposal.proposal))
    return (*proposal.facts, *(None if number in left_out else one for number, one in enumerate(taken, start=1)))


def parts_that_count(
    proposal: NamedProposal,
    state: State,
    beside: Mapping[str, NamedProposal] = {},
    left_out: Collection[int] = (),
    above: tuple[str, ...] = (),
) -> tuple[Proposable, ...]:
    """The parts of a proposal in the order in which they count once it is adopted, without those whose numbers are left
    out: first what it takes over from the proposal that it recommends, and then what it says itself, which may put
    something else in the place of that."""
    own = len(proposal.facts)
    said = tuple(fact for number, fact in enumerate(proposal.facts, start=1) if number not in left_out)
    name = proposal.recommends if isinstance(proposal, RecommendationMade) else None
    recommended = None if name is None or name in above else proposal_in(state, name) or beside.get(name)
    if not isinstance(proposal, RecommendationMade) or recommended is None:
        return said
    not_taken = {one.number for one in proposal.exceptions} | {number - own for number in left_out if number > own}
    return (*parts_that_count(recommended, state, beside, not_taken, (*above, proposal.proposal)), *said)


def recommended_with(state: State, name: str) -> tuple[str, ...]:
    """The names of a proposal, of those it recommends in turn, and of those that recommend it, as far as they are in
    the state."""
    found, new = [name], [name]
    while new:
        looked = new.pop()
        placed = (one.fact for one in state.placed.get(f"proposal:{looked}", ()))
        for fact in placed:
            if isinstance(fact, RecommendationMade) and looked in (fact.proposal, fact.recommends):
                more = [one for one in (fact.proposal, fact.recommends) if one is not None and one not in found]
                found, new = [*found, *more], [*new, *more]
    return tuple(found)


def _adopted(fact: ClauseDecided, state: State, beside: Mapping[str, NamedProposal]) -> tuple[Proposable, ...]:
    """What a clause adopts of a proposal: nothing, when its outcome moves nothing."""
    proposal = proposal_in(state, fact.proposal) or beside.get(fact.proposal or "")
    if proposal is None or not fact.moves:
        return ()
    return parts_that_count(proposal, state, beside, {exception.number for exception in fact.exceptions})


def _deadline(fact: NoticePosted, state: State) -> date | None:
    kind = None if state.organisation is None else state.organisation.kind
    return appeal_deadline(fact.posted_on) if kind in REVIEWABLE else None
