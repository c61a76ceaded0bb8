"""What the ledger fills in before it decides: what a clause adopts, and until when a noticed decision can be appealed.

Both are stored with the entry, so that neither a later correction of the proposal nor a later version of the calendar
changes what was decided. Whatever a caller put there is replaced.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from ledger.events import (
    AnyFact,
    ClauseDecided,
    NamedProposal,
    NoticePosted,
    Proposable,
    RecordingErrorCorrected,
)
from ledger.meaning.legal_time import appeal_deadline
from ledger.meaning.proposals import parts_that_count, proposal_in
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


def _adopted(fact: ClauseDecided, state: State, beside: Mapping[str, NamedProposal]) -> tuple[Proposable, ...]:
    """What a clause adopts of a proposal: nothing, when its outcome moves nothing."""
    proposal = proposal_in(state.placed, fact.proposal) or beside.get(fact.proposal or "")
    if proposal is None or not fact.moves:
        return ()
    return parts_that_count(proposal, state.placed, beside, {exception.number for exception in fact.exceptions})


def _deadline(fact: NoticePosted, state: State) -> date | None:
    kind = None if state.organisation is None else state.organisation.kind
    return appeal_deadline(fact.posted_on) if kind in REVIEWABLE else None
