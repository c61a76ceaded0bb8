"""Which facts an answer from the register is about: what is decided, or that and one named proposal on top of it."""

from collections.abc import Callable

import msgspec

from ledger.events import Fact
from ledger.meaning.placed import PlacedFact
from ledger.values import Stage
from projections.asking.proposals import ProposalNamed, only_proposal
from projections.asking.register_query import RegisterGround


class Chosen(msgspec.Struct, frozen=True):
    """What an answer is about: the facts in the order in which they count, the stage, and the proposal if it is one.
    `placed` has what is decided first, then what the proposal would have instead."""

    placed: list[PlacedFact]
    stage: Stage
    proposal: ProposalNamed | None = None

    @property
    def of_stage(self) -> list[PlacedFact]:
        """Only what is of the stage itself."""
        return [placed for placed in self.placed if placed.stage is self.stage]


def chosen(ground: RegisterGround, is_asked_for: Callable[[Fact], bool]) -> Chosen:
    """The facts that a question asks for. `is_asked_for` says which facts make a proposal worth naming.

    Raises Refused: coordinate-invalid, proposal-ambiguous with the list of rivals, proposal-unknown also for one that
    says nothing of what is asked for.
    """
    stage = ground.question.stage_asked
    if stage is Stage.DECIDED:
        return Chosen(ground.standing(), stage)
    stages = (Stage.PROPOSED, Stage.RECOMMENDED) if stage is None else (stage,)
    proposed = [placed for asked in stages for placed in ground.standing(asked)]
    named = {
        placed.proposal: ProposalNamed(placed.proposal, placed.stage, _body(placed))
        for placed in proposed
        if placed.proposal is not None and is_asked_for(placed.fact)
    }
    proposal = only_proposal(ground.question, named)
    if proposal is None:
        return Chosen([], stage or Stage.PROPOSED)
    of_it = (placed for placed in proposed if placed.proposal == proposal.proposal)
    return Chosen([*ground.standing(), *of_it], proposal.stage, proposal)


def _body(placed: PlacedFact) -> str | None:
    return None if placed.basis is None else placed.basis.body
