"""Which facts an answer from the register is about: what is decided, or that and one named proposal on top of it.

Rival proposals are never put together: a question that several would answer is refused with the list.
"""

from collections.abc import Callable

import msgspec

from ledger.errors import Refusal, Refused
from ledger.events import Fact
from ledger.meaning.placed import PlacedFact
from ledger.values import Stage
from projections.asking.register_query import RegisterGround


class ProposalNamed(msgspec.Struct, frozen=True):
    """The named proposal that an answer is about: how far it has come, and whose it is."""

    proposal: str
    stage: Stage
    body: str | None


class Chosen(msgspec.Struct, frozen=True):
    """What an answer is about: the facts in the order in which they count, the stage, and the proposal if it is one.
    `placed` has what is decided first, then what the proposal would have instead."""

    placed: list[PlacedFact]
    stage: Stage
    proposal: ProposalNamed | None = None


def chosen(ground: RegisterGround, is_asked_for: Callable[[Fact], bool]) -> Chosen:
    """The facts that a question asks for. `is_asked_for` says which facts make a proposal worth naming.

    Raises Refused: coordinate-invalid, proposal-ambiguous with the list of rivals, proposal-unknown.
    """
    question = ground.question
    stage = question.stage or (Stage.DECIDED if question.proposal is None else None)
    if stage is Stage.DECIDED and question.proposal is None:
        return Chosen(ground.standing(), Stage.DECIDED)
    if stage is Stage.DECIDED:
        detail = f"Förslaget {question.proposal} är inget beslut."
        raise Refused(Refusal("coordinate-invalid", detail, right="stage=proposed eller stage=recommended"))
    stages = (Stage.PROPOSED, Stage.RECOMMENDED) if stage is None else (stage,)
    inside = [one for each in stages for one in ground.standing(each) if question.proposal in (None, one.proposal)]
    named = {
        one.proposal: ProposalNamed(one.proposal, one.stage, None if one.basis is None else one.basis.body)
        for one in inside
        if one.proposal is not None and is_asked_for(one.fact)
    }
    if len(named) > 1:
        rivals = "; ".join(f"{one.proposal} ({one.body})" for one in named.values())
        detail = f"{len(named)} förslag finns; de läggs aldrig ihop."
        raise Refused(Refusal("proposal-ambiguous", detail, right=f"proposal=… med ett av: {rivals}"))
    if not named:
        if question.proposal is not None:
            detail = f"Förslaget {question.proposal} fanns inte vid de koordinaterna."
            raise Refused(Refusal("proposal-unknown", detail, question.proposal))
        return Chosen([], stage or Stage.PROPOSED)
    [proposal] = named.values()
    of_it = [one for one in inside if one.proposal == proposal.proposal]
    return Chosen([*ground.standing(), *of_it], proposal.stage, proposal)
