"""What each body has said, as answers about shared services show it; and which of it a question is about.

A proposal, a recommendation, a rejection and a decision stay beside one another, each with its body. They are never
summed together.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

import msgspec

from ledger.events import Fact
from ledger.events.services import ServiceRegistered
from ledger.meaning.services import SaidOutcome, StatedByBody, stated_by_bodies
from ledger.values import Stage
from projections.asking.proposals import ProposalNamed, only_proposal
from projections.asking.register_query import RegisterGround
from projections.asking.texts import ToldCode

AnyStatedFact = TypeVar("AnyStatedFact", bound=Fact)


class BodyStatement(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one body said, and in which entry. `outcome` is proposed, recommended, rejected, left-out, denied,
    decided or stored; `body` None is what nobody decides. Its day lies between `decided_earliest` and
    `decided_latest`."""

    outcome: ToldCode
    body: str | None
    position: int
    decided_earliest: date | None
    decided_latest: date
    proposal: str | None = None
    reason: str | None = None


def body_statement(stated: StatedByBody) -> BodyStatement:
    """A stated as answers show it."""
    placed = stated.placed
    return BodyStatement(
        stated.outcome.value,
        stated.body,
        placed.position,
        None if placed.earliest == date.min else placed.earliest,
        placed.decided.latest,
        stated.proposal,
        stated.reason,
    )


def stated_by_then(ground: RegisterGround) -> list[StatedByBody]:
    """Everything that has been said by the day. A service that is registered without a decision is there on every day,
    as units are."""
    registered = [
        placed for placed in ground.placed if isinstance(placed.fact, ServiceRegistered) and placed.basis is None
    ]
    return stated_by_bodies([*registered, *(placed for placed in ground.standing() if placed not in registered)])


_OF_STAGE = {
    Stage.PROPOSED: (SaidOutcome.PROPOSED,),
    Stage.RECOMMENDED: (SaidOutcome.RECOMMENDED, SaidOutcome.REJECTED, SaidOutcome.LEFT_OUT),
    Stage.DECIDED: (SaidOutcome.DECIDED, SaidOutcome.DENIED, SaidOutcome.STORED),
}


def asked_for(ground: RegisterGround, kinds: tuple[type[Fact], ...]) -> list[StatedByBody]:
    """What has been said by the day in facts of some kinds, and is of the stage and the proposal asked for.

    Raises Refused: coordinate-invalid; proposal-unknown, also for one that says nothing of it; and proposal-ambiguous
    with the rivals when a stage is asked for that several proposals have.
    """
    said = [stated for stated in stated_by_then(ground) if isinstance(stated.fact, kinds)]
    question = ground.question
    if question.proposal is None and question.stage is None:
        return said
    stage = question.stage_asked
    of_stage = [stated for stated in said if stage is None or stated.outcome in _OF_STAGE[stage]]
    if stage is not Stage.DECIDED:
        only_proposal(question, _named(of_stage, question.proposal))
    return [stated for stated in of_stage if question.proposal in (None, stated.proposal)]


def _named(said: Iterable[StatedByBody], asked: str | None) -> dict[str, ProposalNamed]:
    """The proposals that say something, by name; of one that is asked for, also what it leaves out or rejects."""
    return {
        stated.proposal: ProposalNamed(stated.proposal, stated.placed.stage, stated.body)
        for stated in said
        if stated.proposal is not None and (stated.proposal == asked or stated.speaks_for)
    }


def of_kind(
    said: Iterable[StatedByBody], kind: type[AnyStatedFact], subject: str | None = None
) -> list[tuple[AnyStatedFact, list[BodyStatement]]]:
    """The facts of a kind, each once, with everything that was said about it, in order."""
    by_fact: dict[AnyStatedFact, list[BodyStatement]] = {}
    for statement in said:
        if isinstance(statement.fact, kind) and (subject is None or subject in statement.fact.subjects()):
            by_fact.setdefault(statement.fact, []).append(body_statement(statement))
    return list(by_fact.items())


def unsettled(ground: RegisterGround) -> str | None:
    """Says why an answer may be empty: what has a day that is not settled by then."""
    waiting = [
        placed
        for placed in ground.placed
        if placed.proposal is None and placed.earliest <= ground.as_of < placed.decided.latest
    ]
    if not waiting:
        return None
    return f"{len(waiting)} poster har en beslutsdag som inte är avgjord den {ground.as_of}; de är inte med."


def name_of(ground: RegisterGround, unit: str) -> str:
    """A unit's name on the day, or its id."""
    return ground.unit_names.get(unit, unit)


def matching(identifier: str, names: Sequence[str | None]) -> bool:
    """Whether something is among the ids a question names; everything is when it names none."""
    named = [name for name in names if name is not None]
    return not named or identifier in named
