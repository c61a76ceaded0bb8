"""What the ledger fills in before it decides: what a clause adopts, and until when a noticed decision can be appealed.

Both are stored with the entry, so that neither a later correction of the proposal nor a later version of the calendar
changes what was decided. Whatever a caller put there is replaced.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from ledger.events import (
    AnyFact,
    ClauseDecided,
    DelegatedDecisionReported,
    Fact,
    NamedProposal,
    NoticePosted,
    Proposable,
    RecordingErrorCorrected,
)
from ledger.events.policy import WarningResolved
from ledger.events.review import NOTICED
from ledger.log.entry import Recorded
from ledger.looking.state import State
from ledger.meaning.legal_time import appeal_deadline
from ledger.meaning.placed import claim_in, claimed
from ledger.meaning.proposals import parts_that_count, proposal_in
from ledger.values import OrganisationKind

REVIEWABLE = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION, OrganisationKind.MUNICIPAL_FEDERATION)
"""Kinds of organisation whose members can have a decision tried (laglighetsprövning, KL 13:1, 9 kap.); an association's
and a company's cannot."""


def completed(fact: RecordingErrorCorrected, target: Recorded | None) -> RecordingErrorCorrected:
    """A correction with what the ledger fills in: the tags of what it corrects, so that everybody who looked at that
    sees it, and where and when that was first recorded. Whatever a caller put there is replaced."""
    if target is None:
        return replace(fact, affected_tags=(), first_position=None, first_recorded_on=None)
    first, tags = claim_in(target).situation, target.entry.tags()
    return replace(fact, affected_tags=tags, first_position=first.position, first_recorded_on=first.recorded_on)


def all_completed(facts: Iterable[AnyFact], targets: Mapping[int, Recorded]) -> tuple[AnyFact, ...]:
    """Facts with every correction among them completed, from the entries by their positions."""
    return tuple(
        completed(fact, targets.get(fact.corrects)) if isinstance(fact, RecordingErrorCorrected) else fact
        for fact in facts
    )


Naming = RecordingErrorCorrected | WarningResolved
"""What names the position of another entry."""


def named_positions(fact: Fact) -> Iterator[int]:
    """The positions of the entries that a fact is about: what it corrects, or whose warning it has looked at."""
    match fact:
        case RecordingErrorCorrected():
            yield fact.corrects
            new, _ = claimed(fact, None)
            yield from () if new is None else named_positions(new)
        case WarningResolved():
            yield fact.position
        case _:
            return


def filled(facts: Sequence[AnyFact], state: State) -> tuple[AnyFact, ...]:
    """Facts with everything in them that only the ledger knows."""
    beside: dict[str, NamedProposal] = {fact.proposal: fact for fact in facts if isinstance(fact, NamedProposal)}
    return tuple(_filled(fact, state, beside) if isinstance(fact, Filled) else fact for fact in facts)


Filled = ClauseDecided | NoticePosted | DelegatedDecisionReported | RecordingErrorCorrected
"""What the ledger fills something in of."""


def _filled(fact: AnyFact, state: State, beside: dict[str, NamedProposal]) -> AnyFact:
    match fact:
        case ClauseDecided():
            return replace(fact, adopted=_adopted(fact, state, beside))
        case NoticePosted():
            return replace(fact, appeal_deadline=_deadline(fact.posted_on, state))
        case DelegatedDecisionReported(posted_on=posted_on):
            return replace(fact, appeal_deadline=_deadline(posted_on, state) if fact.reporting in NOTICED else None)
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


def _deadline(posted_on: date | None, state: State) -> date | None:
    kind = None if state.organisation is None else state.organisation.kind
    return appeal_deadline(posted_on) if posted_on is not None and kind in REVIEWABLE else None
