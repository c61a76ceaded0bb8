"""The catalogue: what can be recorded, in the order of a budget year.

Read the modules of this package in the order of `AnyFact` to learn how a Swedish municipality's money is decided.
Every class is a *fact*: what somebody is claimed to have decided, proposed or registered. A fact is stored together
with its *basis* (on what grounds: body, case, day, paragraph, document) and its *recording* (who wrote it in here, and
what was noticed then) as one `Entry`; the entry's JSON bytes are what is stored and what is hashed.

Stored names (`frame-decided.v1`) are chosen by hand and never change; classes may move, names may not. Amounts are int
öre; costs and revenues are both stored positive, and net is computed, never stored beside them.

An *event family* is a stored name without its version; queries name families, the codec knows the versions.
"""

from collections.abc import Iterator

from ledger.events.budget import (
    AnnualAccountsSubmitted,
    BalanceReserve,
    BalanceResultStated,
    BudgetAdopted,
    BudgetFact,
    BudgetPart,
    DeficitSettlementDecided,
    IndexDecided,
    InterimReportSubmitted,
    OfWhichNoted,
    OutcomeRecorded,
    Settlement,
    TaxRateDecided,
)
from ledger.events.case import (
    ApplicationMade,
    CaseFact,
    ClauseDecided,
    ClauseOutcome,
    ConditionMet,
    DissentKind,
    DissentRecorded,
    ElectedPerson,
    NamedProposal,
    Proposable,
    ProposalException,
    ProposalMade,
    RecommendationMade,
    RejectionRecommended,
    Seat,
)
from ledger.events.corrections import Correctable, RecordingErrorCorrected, Replacement
from ledger.events.equity import EquityFact
from ledger.events.fact import Fact, family, stored_name
from ledger.events.fees import FeeFact
from ledger.events.financing import FinancingLeg, FinancingSource
from ledger.events.frames import (
    CentralReserveReleased,
    EfficiencySavingDecided,
    FrameAdjusted,
    FrameDecided,
    FrameEntry,
    FrameTransferred,
    GrossTurnoverChanged,
    InvestmentCarriedForward,
    OneOffReversed,
    OpeningEntryMade,
    PlanYearCopied,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
)
from ledger.events.organisation import (
    AnyUnitFact,
    LedgerOpened,
    OrganisationFact,
    UnitAliasAdded,
    UnitClosed,
    UnitCodeAssigned,
    UnitFact,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
    UnitShare,
    UnitsMerged,
    UnitSplit,
)
from ledger.events.policy import PolicyFact
from ledger.events.projects import ProjectFact
from ledger.events.reports import ReportClosed, ReportFact, ReportKind, ReportReopened
from ledger.events.review import (
    AnnulledAmount,
    DecisionAppealed,
    DelegatedDecisionReported,
    DelegationReporting,
    ExecutionStayed,
    JudgmentEffect,
    JudgmentGiven,
    JudgmentOutcome,
    LegalForceConfirmed,
    MeetingRegistered,
    MinutesApproved,
    NoticePosted,
    OfDecision,
    OfMeeting,
    ParagraphsWithoutBudgetEffect,
    ReviewFact,
)
from ledger.events.services import ServiceFact

AnyFact = (
    OrganisationFact
    | PolicyFact
    | CaseFact
    | FrameEntry
    | BudgetFact
    | EquityFact
    | FeeFact
    | ServiceFact
    | ProjectFact
    | ReportFact
    | RecordingErrorCorrected
)

__all__ = [
    "AnnualAccountsSubmitted",
    "AnnulledAmount",
    "AnyFact",
    "AnyUnitFact",
    "ApplicationMade",
    "BalanceReserve",
    "BalanceResultStated",
    "BudgetAdopted",
    "BudgetFact",
    "BudgetPart",
    "CaseFact",
    "CentralReserveReleased",
    "ClauseDecided",
    "ClauseOutcome",
    "ConditionMet",
    "Correctable",
    "DecisionAppealed",
    "DeficitSettlementDecided",
    "DelegatedDecisionReported",
    "DelegationReporting",
    "DissentKind",
    "DissentRecorded",
    "EfficiencySavingDecided",
    "ElectedPerson",
    "EquityFact",
    "ExecutionStayed",
    "Fact",
    "FeeFact",
    "FinancingLeg",
    "FinancingSource",
    "FrameAdjusted",
    "FrameDecided",
    "FrameEntry",
    "FrameTransferred",
    "GrossTurnoverChanged",
    "IndexDecided",
    "InterimReportSubmitted",
    "InvestmentCarriedForward",
    "JudgmentEffect",
    "JudgmentGiven",
    "JudgmentOutcome",
    "LedgerOpened",
    "LegalForceConfirmed",
    "MeetingRegistered",
    "MinutesApproved",
    "NamedProposal",
    "NoticePosted",
    "OfDecision",
    "OfMeeting",
    "OfWhichNoted",
    "OneOffReversed",
    "OpeningEntryMade",
    "OrganisationFact",
    "OutcomeRecorded",
    "ParagraphsWithoutBudgetEffect",
    "PlanYearCopied",
    "PolicyFact",
    "ProjectFact",
    "Proposable",
    "ProposalException",
    "ProposalMade",
    "RecommendationMade",
    "RecordingErrorCorrected",
    "RejectionRecommended",
    "Replacement",
    "ReportClosed",
    "ReportFact",
    "ReportKind",
    "ReportReopened",
    "ReviewFact",
    "Seat",
    "ServiceFact",
    "Settlement",
    "SupplementaryAppropriationDecided",
    "TaxRateDecided",
    "TechnicalAdjustmentMade",
    "UnitAliasAdded",
    "UnitClosed",
    "UnitCodeAssigned",
    "UnitFact",
    "UnitMoved",
    "UnitRegistered",
    "UnitRenamed",
    "UnitShare",
    "UnitSplit",
    "UnitsMerged",
    "catalogue",
    "family",
    "stored_name",
]


def catalogue() -> Iterator[type[Fact]]:
    """Every class of facts, in the order of a budget year."""
    yield from AnyFact.__args__
