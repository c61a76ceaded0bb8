"""What each body has said, as answers about shared services show it; and which of it a question is about.

A proposal, a recommendation, a rejection and a decision stay beside one another, each with its body. They are never
summed together.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

import msgspec

from ledger.errors import Refusal, Refused
from ledger.events import Fact
from ledger.events.services import ServiceRegistered
from ledger.meaning.services import SaidOutcome, Saying, sayings
from ledger.values import Stage
from projections.asking.register_query import RegisterGround
from projections.asking.texts import ToldCode

AnyStatedFact = TypeVar("AnyStatedFact", bound=Fact)


class Voice(msgspec.Struct, frozen=True, omit_defaults=True):
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


def voice_of(saying: Saying) -> Voice:
    """A saying as answers show it."""
    placed = saying.placed
    return Voice(
        saying.outcome.value,
        saying.body,
        placed.position,
        None if placed.earliest == date.min else placed.earliest,
        placed.decided.latest,
        saying.proposal,
        saying.reason,
    )


def spoken(ground: RegisterGround) -> list[Saying]:
    """Everything that has been said by the day. A service that is registered without a decision is there on every day,
    as units are."""
    registered = [one for one in ground.placed if isinstance(one.fact, ServiceRegistered) and one.basis is None]
    return sayings([*registered, *(one for one in ground.standing() if one not in registered)])


_OF_STAGE = {
    Stage.PROPOSED: (SaidOutcome.PROPOSED,),
    Stage.RECOMMENDED: (SaidOutcome.RECOMMENDED, SaidOutcome.REJECTED, SaidOutcome.LEFT_OUT),
    Stage.DECIDED: (SaidOutcome.DECIDED, SaidOutcome.DENIED, SaidOutcome.STORED),
}


def asked_for(ground: RegisterGround, kinds: tuple[type[Fact], ...]) -> list[Saying]:
    """What has been said by the day in facts of some kinds, and is of the stage or the proposal asked for.

    Raises Refused: proposal-unknown, and proposal-ambiguous with the rivals when a stage is asked for that several
    proposals have.
    """
    said = [one for one in spoken(ground) if isinstance(one.fact, kinds)]
    question = ground.question
    if question.proposal is not None:
        found = [one for one in said if one.proposal == question.proposal]
        if not found:
            detail = f"Förslaget {question.proposal} säger ingenting om detta vid de koordinaterna."
            raise Refused(Refusal("proposal-unknown", detail, question.proposal, right=_rivals(said)))
        return found
    if question.stage is None:
        return said
    found = [one for one in said if one.outcome in _OF_STAGE[question.stage]]
    if question.stage is not Stage.DECIDED and len(_named(found)) > 1:
        detail = f"{len(_named(found))} förslag finns; de summeras aldrig."
        raise Refused(Refusal("proposal-ambiguous", detail, right=f"proposal=… med ett av: {_rivals(found)}"))
    return found


def _named(said: Iterable[Saying]) -> dict[str, str]:
    return {one.proposal: one.body or "" for one in said if one.proposal is not None and one.speaks_for}


def _rivals(said: Iterable[Saying]) -> str:
    return "; ".join(f"{proposal} ({body})" for proposal, body in _named(said).items()) or "inget alls"


def of_kind(
    said: Iterable[Saying], kind: type[AnyStatedFact], subject: str | None = None
) -> list[tuple[AnyStatedFact, list[Voice]]]:
    """The facts of a kind, each once, with everything that was said about it, in order."""
    found: dict[AnyStatedFact, list[Voice]] = {}
    for one in said:
        if isinstance(one.fact, kind) and (subject is None or subject in one.fact.subjects()):
            found.setdefault(one.fact, []).append(voice_of(one))
    return list(found.items())


def unsettled(ground: RegisterGround) -> str | None:
    """Says why an answer may be empty: what has a day that is not settled by then."""
    waiting = [
        one for one in ground.placed if one.proposal is None and one.earliest <= ground.as_of < one.decided.latest
    ]
    if not waiting:
        return None
    return f"{len(waiting)} poster har en beslutsdag som inte är avgjord den {ground.as_of}; de är inte med."


def name_of(ground: RegisterGround, unit: str) -> str:
    """A unit's name on the day, or its id."""
    return ground.unit_names.get(unit, unit)


def matching(one: str, names: Sequence[str | None]) -> bool:
    """Whether something is among the ids a question names; everything is when it names none."""
    named = [name for name in names if name is not None]
    return not named or one in named
