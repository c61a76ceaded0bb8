"""Which named proposal a question is about: one rule for every answer.

A proposal that nobody had put forward at the coordinates is unknown, never an empty answer. Rivals are never put
together: a question that several would answer is refused with the list. An answer that lists what is proposed beside
what is decided puts nothing together, so it shows the rivals of a stage beside each other too.
"""

from collections.abc import Mapping
from typing import Protocol, TypeVar

import msgspec

from ledger.errors import Refusal, Refused
from ledger.events import NamedProposal
from ledger.log.database import Cursor
from ledger.values import Stage
from projections.asking.question import Question
from projections.tables.register import placed_at


class ProposalNamed(msgspec.Struct, frozen=True):
    """The named proposal that an answer is about: how far it has come, and whose it is."""

    proposal: str
    stage: Stage
    body: str | None


class Named(Protocol):
    """A proposal, and the body whose it is."""

    @property
    def body(self) -> str | None:
        """Whose proposal it is; None when that is not said."""
        ...


AnyNamed = TypeVar("AnyNamed", bound=Named)


def only_proposal(question: Question, named: Mapping[str, AnyNamed], year: int | None = None) -> AnyNamed | None:
    """The one that a question is about, of the proposals by name that say something of what is asked; None when there
    is none and it names none. `year` is the year that they are all about.

    Raises Refused: proposal-ambiguous with the list of rivals; proposal-unknown for one that says nothing of it.
    """
    name = question.proposal
    if name is not None and name not in named:
        detail = f"Förslaget {name} säger ingenting om detta vid de koordinaterna."
        raise Refused(Refusal("proposal-unknown", detail, name, right=_listed(named) or "inget alls"))
    if name is None and len(named) > 1:
        detail = f"{len(named)} förslag finns{'' if year is None else f' för {year}'}; de summeras aldrig."
        raise Refused(Refusal("proposal-ambiguous", detail, right=f"proposal=… med ett av: {_listed(named)}"))
    return named[name] if name is not None else next(iter(named.values()), None)


def _listed(named: Mapping[str, Named]) -> str:
    return "; ".join(proposal_text(name, proposal.body) for name, proposal in named.items())


def proposal_text(name: str, body: str | None) -> str:
    """A proposal by its name, and whose it is when that is said: `budget-2024-m (Kommunfullmäktige)`."""
    return name if body is None else f"{name} ({body})"


def unknown(proposal: str) -> Refused:
    """The refusal of a proposal that there is not at the coordinates."""
    detail = f"Förslaget {proposal} fanns inte vid de koordinaterna."
    return Refused(Refusal("proposal-unknown", detail, proposal))


def check_proposal(cursor: Cursor, question: Question, position: int) -> None:
    """Looks for the proposal that a question names, whatever it is about.

    Raises Refused: proposal-unknown when nobody had put it forward by the day, as known at the position, at the stage;
    coordinate-invalid.
    """
    stage, name = question.stage_asked, question.proposal
    if name is None:
        return
    placed = placed_at(cursor, position, ("proposal",), (f"proposal:{name}",))
    by_then = (entry.fact for entry in placed if entry.earliest <= question.decided_by)
    if not any(
        isinstance(fact, NamedProposal) and fact.proposal == name and stage in (None, fact.stage) for fact in by_then
    ):
        raise unknown(name)
