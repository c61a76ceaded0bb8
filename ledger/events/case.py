"""The case: what is applied for, proposed and recommended, decided and contested, until it stands."""

from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from ledger.events.budget import BudgetFact
from ledger.events.equity import EquityFact
from ledger.events.fact import AFTERMATH, Fact, FactWithNote, its_subject
from ledger.events.fees import FeeFact
from ledger.events.frames import ProposableFrame
from ledger.events.projects import ProjectFact
from ledger.events.review import ReviewFact
from ledger.events.services import ProposableService
from ledger.text import Text
from ledger.values import FrameKey, Identifier, Stage, Value

Proposable = ProposableFrame | BudgetFact | EquityFact | FeeFact | ProposableService | ProjectFact
"""What can be proposed before it is decided: everything that a decision can be about."""

PartNumber = Annotated[int, msgspec.Meta(ge=1, le=1000)]
"""Which of a proposal's facts, counted from 1 as in the document."""


class ProposalException(Value, frozen=True):
    """A fact of the proposal that is not adopted with the rest, by its number, and why."""

    number: PartNumber
    reason: Text


class NamedProposal(Fact, frozen=True):
    """A named proposal: what somebody wants another body to decide. It never touches a decided frame."""

    stage: ClassVar[Stage]

    proposal: Identifier
    facts: Annotated[tuple[Proposable, ...], msgspec.Meta(min_length=1, max_length=1000)] = ()
    proposer: Text | None = None
    decider: Text | None = None
    note: Text | None = None

    subjects = its_subject("proposal")

    def tags(self) -> tuple[str, ...]:
        """The proposal, and what is proposed about anything but frames: a rule can tell what is only proposed from what
        nobody has heard of."""
        inner = (subject for fact in self.facts for subject in fact.subjects())
        return tuple(dict.fromkeys((*self.subjects(), *inner)))

    def units(self) -> tuple[str, ...]:
        """The units of every proposed frame."""
        return tuple(unit for fact in self.facts for unit in fact.units())


class ApplicationMade(NamedProposal, tag_field="type", tag="application-made.v1", frozen=True):
    """A board applies to those above it (framställning): for a larger turnover, for money out of a reserve. Stage:
    proposed."""

    stage: ClassVar[Stage] = Stage.PROPOSED


class ProposalMade(NamedProposal, tag_field="type", tag="proposal-made.v1", frozen=True):
    """A body proposes; the basis says which body, when and in which document. Stage: proposed."""

    stage: ClassVar[Stage] = Stage.PROPOSED


class RecommendationMade(NamedProposal, tag_field="type", tag="recommendation-made.v1", frozen=True):
    """A preparing body recommends approval (tillstyrkan), which decides nothing. Stage: recommended. `recommends` names
    the proposal that is recommended, when it is in the ledger, and `exceptions` what of it is left out: its parts are
    then the body's own facts, if any, followed by those of the recommended proposal. Once it is adopted its own facts
    count last, since they may put something else in the place of what it takes over."""

    stage: ClassVar[Stage] = Stage.RECOMMENDED

    recommends: Identifier | None = None
    exceptions: tuple[ProposalException, ...] = ()

    def subjects(self) -> tuple[str, ...]:
        """Its own name, and the proposal that it recommends."""
        recommended = () if self.recommends is None else (f"proposal:{self.recommends}",)
        return (f"proposal:{self.proposal}", *recommended)


class RejectionRecommended(Fact, tag_field="type", tag="rejection-recommended.v1", frozen=True):
    """A preparing body advises against a proposal (avstyrkan), or against some of its facts by their numbers; none
    named means all of it. It decides nothing, and the proposal stays where it is."""

    proposal: Identifier
    reason: Text
    numbers: tuple[PartNumber, ...] = ()

    subjects = its_subject("proposal")


class ClauseOutcome(StrEnum):
    """What a body did with one clause. Only an approval, whole or in part, can move anything; a referral back and a
    postponement stop the chain for now (KL 5:50-51)."""

    APPROVED = "approved"
    PARTLY = "partly"
    DENIED = "denied"
    REFERRED_BACK = "referred-back"
    POSTPONED = "postponed"


class ClauseDecided(FactWithNote, tag_field="type", tag="clause-decided.v1", frozen=True):
    """One clause is decided (att-sats), with its outcome. It may adopt a proposal, with exceptions, and it may decide
    facts of its own; all of them are then decided facts, as if each were recorded by itself.

    `adopted` is filled in by the ledger: what the proposal said when it was adopted, without the exceptions, so that
    the decision says by itself what was decided. `minority`: a third of those present forced it (KL 5:50).
    """

    filled_in: ClassVar[frozenset[str]] = frozenset({"adopted"})

    outcome: ClauseOutcome
    wording: Text
    proposal: Identifier | None = None
    exceptions: tuple[ProposalException, ...] = ()
    facts: Annotated[tuple[Proposable, ...], msgspec.Meta(max_length=1000)] = ()
    adopted: tuple[Proposable, ...] = ()
    minority: bool = False

    @property
    def moves(self) -> bool:
        """Whether its outcome can move anything at all."""
        return self.outcome in (ClauseOutcome.APPROVED, ClauseOutcome.PARTLY)

    def decides(self) -> tuple[Fact, ...]:
        """What it adopts, then its own facts."""
        return (*self.adopted, *self.facts)

    def subjects(self) -> tuple[str, ...]:
        """The proposal that it is about."""
        return () if self.proposal is None else (f"proposal:{self.proposal}",)

    def tags(self) -> tuple[str, ...]:
        """The proposal, and everything that what it decides touches."""
        inner = (tag for fact in self.decides() for tag in fact.tags())
        return tuple(dict.fromkeys((*self.subjects(), *inner)))

    def frames(self) -> tuple[FrameKey, ...]:
        """The frames of everything it decides."""
        return tuple(frame for fact in self.decides() for frame in fact.frames())

    def units(self) -> tuple[str, ...]:
        """The units of everything it decides."""
        return tuple(unit for fact in self.decides() for unit in fact.units())


class ConditionMet(FactWithNote, tag_field="type", tag="condition-met.v1", frozen=True):
    """A condition is met, on the day of the basis: decisions on this condition count from then."""

    acts_on_decisions: ClassVar[bool] = True

    condition: Identifier

    subjects = its_subject("condition")

    def tags(self) -> tuple[str, ...]:
        """Every decision about frames looks at what changes decisions that stand already."""
        return (*self.subjects(), AFTERMATH)


class DissentKind(StrEnum):
    """Ways to disagree on the record. Only a reservation is regulated by law (KL 4:27); the others rest on local
    rules."""

    RESERVATION = "reservation"
    SPECIAL_STATEMENT = "special-statement"
    SUBSTITUTE_STATEMENT = "substitute-statement"
    MINUTES_NOTE = "minutes-note"
    SHADOW_BUDGET = "shadow-budget"


class Seat(StrEnum):
    """How an elected person sits in the body: a substitute without a vote has not taken part in the decision."""

    MEMBER = "member"
    SERVING_SUBSTITUTE = "serving-substitute"
    SUBSTITUTE = "substitute"


class ElectedPerson(Value, frozen=True):
    """An elected person's public act: the name and party as the minutes have them."""

    name: Text
    party: Text | None = None
    seat: Seat = Seat.MEMBER


class DissentRecorded(FactWithNote, tag_field="type", tag="dissent-recorded.v1", frozen=True):
    """Somebody disagrees with a decision, on the record (KL 4:27, 5:67). It never touches a frame: what it says about
    money are `claims`, verbatim. `identical_to` names another dissent that says the same (likalydande)."""

    dissent: Identifier
    kind: DissentKind
    persons: tuple[ElectedPerson, ...] = ()
    parties: tuple[Text, ...] = ()
    motion: tuple[Text, ...] = ()
    claims: tuple[Text, ...] = ()
    refers_to: tuple[Text, ...] = ()
    identical_to: Identifier | None = None

    subjects = its_subject("dissent")


CaseFact = (
    ApplicationMade
    | ProposalMade
    | RecommendationMade
    | RejectionRecommended
    | ClauseDecided
    | ConditionMet
    | DissentRecorded
    | ReviewFact
)
