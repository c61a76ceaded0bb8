"""The case: what is proposed and recommended, decided and contested, until it stands."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from ledger.events.budget import BudgetFact
from ledger.events.equity import EquityFact
from ledger.events.fact import Fact
from ledger.events.fees import FeeFact
from ledger.events.frames import ProposableFrame
from ledger.events.projects import ProjectFact
from ledger.events.services import ServiceFact
from ledger.text import Text
from ledger.values import DecisionReference, Identifier

Proposable = ProposableFrame | BudgetFact | EquityFact | FeeFact | ServiceFact | ProjectFact
"""What can be proposed before it is decided: everything that a decision can be about."""


class _Named(Fact, frozen=True):
    """A named proposal: what somebody wants another body to decide. It never touches a decided frame."""

    proposal: Identifier
    facts: Annotated[tuple[Proposable, ...], msgspec.Meta(min_length=1, max_length=1000)]
    proposer: Text | None = None
    decider: Text | None = None
    note: Text | None = None

    def tags(self) -> tuple[str, ...]:
        """The proposal's name."""
        return (f"proposal:{self.proposal}",)

    def units(self) -> tuple[str, ...]:
        """The units of every proposed frame."""
        return tuple(unit for fact in self.facts for unit in fact.units())


class ProposalMade(_Named, tag_field="type", tag="proposal-made.v1", frozen=True):
    """A body proposes; the basis says which body, when and in which document. Stage: proposed."""


class RecommendationMade(_Named, tag_field="type", tag="recommendation-made.v1", frozen=True):
    """A preparing body recommends approval (tillstyrkan), which decides nothing. Stage: recommended. `recommends` names
    the proposal that is recommended, when it is in the ledger."""

    recommends: Identifier | None = None


class ConditionMet(Fact, tag_field="type", tag="condition-met.v1", frozen=True):
    """A condition is met, on the day of the basis: decisions on this condition count from then."""

    condition: Identifier
    note: Text | None = None

    def subjects(self) -> tuple[str, ...]:
        """The condition."""
        return (f"condition:{self.condition}",)

    def tags(self) -> tuple[str, ...]:
        """Every decision about frames looks at what changes decisions that stand already."""
        return (*self.subjects(), "aftermath")


class JudgmentOutcome(StrEnum):
    """What a court made of a decision; it can only annul it, never put another in its place (KL 13:8)."""

    ANNULLED = "annulled"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class JudgmentGiven(Fact, tag_field="type", tag="judgment-given.v1", frozen=True):
    """A court has judged a decision (laglighetsprövning, KL 13 kap.). Once the judgment is final, an annulled decision
    counts as never made, and what it had replaced revives. `final_on` None: the judgment can still be appealed, and
    only says what may come."""

    needs_basis: ClassVar[bool] = False

    decision: DecisionReference
    court: Text
    outcome: JudgmentOutcome
    given_on: date
    final_on: date | None = None
    case_number: Text | None = None

    def subjects(self) -> tuple[str, ...]:
        """The decision."""
        return (f"decision:{self.decision.key}",)

    def tags(self) -> tuple[str, ...]:
        """Every decision about frames looks at what changes decisions that stand already."""
        return (*self.subjects(), "aftermath")


CaseFact = ProposalMade | RecommendationMade | ConditionMet | JudgmentGiven
