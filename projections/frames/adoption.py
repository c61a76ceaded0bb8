"""What it would take to adopt named proposals: who put them forward, what has come of them, what the rules would say.

Nothing is decided here: a proposal is adopted by recording a clause that does.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from ledger.errors import Refusal, Refused, RuleClass
from ledger.events import ClauseDecided, ClauseOutcome, NamedProposal
from ledger.log.log import Log
from ledger.looking.state import State
from ledger.meaning.placed import PlacedFact
from ledger.meaning.proposals import proposal_in
from ledger.recording import Author, Command, foreseen
from ledger.values import Basis
from ledger.when import today
from projections.asking.hypothetical import adopted_by, proposals_known
from projections.asking.read_model import ReadModel

COUNCIL: Final = "fullmäktige"
"""Who is taken to decide when the proposals do not say one body."""

_NOBODY: Final = Author("what-if", "what-if")

_OF_THE_TRIAL: Final = ("basis-incomplete",)
"""Warnings that are about the basis of the trial, which nobody has written."""


class Nominee(msgspec.Struct, frozen=True):
    """A proposal that could be adopted, and the clauses that have adopted it already, itself or through another."""

    proposal: NamedProposal
    basis: Basis | None
    adopted: tuple[PlacedFact, ...] = ()


class ProposalWarning(msgspec.Struct, frozen=True, omit_defaults=True):
    """What would be noticed if a proposal was adopted now."""

    proposal: str
    code: str
    text: str


class Objection(ProposalWarning, frozen=True, omit_defaults=True):
    """Why a proposal could not be adopted as things stand now. `acceptable`: the rule can be set aside by name, with a
    reason."""

    acceptable: bool
    right: str | None = None


class Trial(msgspec.Struct, frozen=True):
    """What the rules say of some proposals; when something stands against them, no more is noticed."""

    objections: tuple[Objection, ...] = ()
    warnings: tuple[ProposalWarning, ...] = ()


def nominees(state: State, names: Sequence[str], as_of: date) -> tuple[Nominee, ...]:
    """Some proposals that a state knows, in the order in which they are named."""
    return tuple(_nominee(state, name, as_of) for name in names)


def _nominee(state: State, name: str, as_of: date) -> Nominee:
    proposal = proposal_in(state.placed, name)
    if proposal is None:
        raise LookupError(f"the state does not know the proposal {name}")
    [own] = [placed for placed in state.placed[f"proposal:{name}"] if placed.fact is proposal]
    return Nominee(proposal, own.basis, adopted_by(state, name, as_of))


def nominees_now(model: ReadModel, names: Sequence[str]) -> tuple[Nominee, ...]:
    """The same as the ledger knows them now.

    Raises Refused (proposal-unknown) with every name that nobody has put forward.
    """
    place = model.place(None)
    with model.cursor() as cursor:
        state = proposals_known(cursor, names, place.position, today())
    return nominees(state, names, today())


def trial(log: Log, chosen: Sequence[Nominee]) -> Trial:
    """What the rules would say if some proposals were adopted today, each by a clause of its own, in one decision: by
    the body that they name, or else by the council."""
    command = _adoption(chosen)
    if command is None:
        return Trial()
    names = [nominee.proposal.proposal for nominee in chosen]
    try:
        warnings = foreseen(log, command, _NOBODY).consequence.warnings
    except Refused as refused:
        return Trial(objections=tuple(_objections(refused, names)))
    told = (warning for warning in warnings if warning.code not in _OF_THE_TRIAL)
    noticed = (ProposalWarning(names[warning.fact], warning.code, warning.text) for warning in told)
    return Trial(warnings=tuple(dict.fromkeys(noticed)))


def _adoption(chosen: Sequence[Nominee]) -> Command | None:
    """The decision that would adopt some proposals; its source is that of the first of them."""
    if not chosen or chosen[0].basis is None:
        return None
    deciders = {nominee.proposal.decider for nominee in chosen}
    body = deciders.pop() if len(deciders) == 1 else None
    clauses = (
        ClauseDecided(ClauseOutcome.APPROVED, "att bifalla förslaget", proposal=nominee.proposal.proposal)
        for nominee in chosen
    )
    return Command(tuple(clauses), Basis(body or COUNCIL, today(), chosen[0].basis.source))


def _objections(refused: Refused, names: Sequence[str]) -> Iterator[Objection]:
    for refusal in refused.refusals:
        acceptable = refusal.kind.rule_class is RuleClass.B
        yield Objection(names[_number(refusal)], refusal.code, refusal.detail, acceptable, refusal.right)


def _number(refusal: Refusal) -> int:
    """Which of the clauses a refusal is about; what they share is told of the first."""
    number = re.match(r"facts\[([0-9]+)\]", refusal.where or "")
    return int(number[1]) if number else 0
