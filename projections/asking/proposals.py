"""Which named proposal a question is about: one rule for every answer.

A proposal that nobody had put forward at the coordinates is unknown, never an empty answer. Rivals are never put
together: a question that several would answer is refused with the list. An answer that lists what is proposed beside
what is decided puts nothing together, so it shows the rivals of a stage beside each other too.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

import msgspec

from ledger.errors import Refusal, Refused
from ledger.events import NamedProposal
from ledger.values import Stage
from projections.asking.question import Question
from projections.tables.projection import Cursor
from projections.tables.register import placed_at


class ProposalNamed(msgspec.Struct, frozen=True):
    """The named proposal that an answer is about: how far it has come, and whose it is."""

    proposal: str
    stage: Stage
    body: str | None


class Named(Protocol):
    """What has the name of a proposal and the body whose it is."""

    @property
    def proposal(self) -> str: ...

    @property
    def body(self) -> str | None: ...


AnyNamed = TypeVar("AnyNamed", bound=Named)


def stage_asked(question: Question) -> Stage | None:
    """The stage that a question is about: what is decided, unless it names another, or a proposal; None: that of the
    proposal. Raises Refused (coordinate-invalid) for a proposal that should be a decision."""
    if question.proposal is None:
        return question.stage or Stage.DECIDED
    if question.stage is Stage.DECIDED:
        detail = f"Förslaget {question.proposal} är inget beslut."
        raise Refused(Refusal("coordinate-invalid", detail, right="stage=proposed eller stage=recommended"))
    return question.stage


def only_proposal(question: Question, named: Sequence[AnyNamed], year: int | None = None) -> AnyNamed | None:
    """The one of some proposals, those that a question would be answered by; None when there is none and it names none.
    `year` is the year that they are all about.

    Raises Refused: proposal-ambiguous with the list of rivals, proposal-unknown.
    """
    if len(named) > 1:
        rivals = "; ".join(f"{proposal.proposal} ({proposal.body})" for proposal in named)
        detail = f"{len(named)} förslag finns{'' if year is None else f' för {year}'}; de summeras aldrig."
        raise Refused(Refusal("proposal-ambiguous", detail, right=f"proposal=… med ett av: {rivals}"))
    if not named and question.proposal is not None:
        raise unknown(question.proposal)
    return named[0] if named else None


def unknown(proposal: str) -> Refused:
    """The refusal of a proposal that there is not at the coordinates."""
    detail = f"Förslaget {proposal} fanns inte vid de koordinaterna."
    return Refused(Refusal("proposal-unknown", detail, proposal))


def check_proposal(cursor: Cursor, question: Question, position: int) -> None:
    """Looks for the proposal that a question names, whatever it is about.

    Raises Refused: proposal-unknown when nobody had put it forward by the day, as known at the position, at the stage;
    coordinate-invalid.
    """
    stage, name = stage_asked(question), question.proposal
    if name is None:
        return
    placed = placed_at(cursor, position, ("proposal",), (f"proposal:{name}",))
    by_then = (one.fact for one in placed if one.earliest <= question.decided_by)
    if not any(
        isinstance(fact, NamedProposal) and fact.proposal == name and stage in (None, fact.stage) for fact in by_then
    ):
        raise unknown(name)
