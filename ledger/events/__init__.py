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

from ledger.events.budget import BudgetFact, IndexDecided
from ledger.events.case import (
    CaseFact,
    ConditionMet,
    JudgmentGiven,
    JudgmentOutcome,
    Proposable,
    ProposalMade,
    RecommendationMade,
)
from ledger.events.corrections import Correctable, RecordingErrorCorrected, Replacement
from ledger.events.equity import EquityFact
from ledger.events.fact import Fact, family, stored_name
from ledger.events.fees import FeeFact
from ledger.events.frames import (
    FrameAdjusted,
    FrameDecided,
    FrameEntry,
    FrameTransferred,
    GrossTurnoverChanged,
    OpeningEntryMade,
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
    UnitsMerged,
    UnitSplit,
)
from ledger.events.policy import PolicyFact
from ledger.events.projects import ProjectFact
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
    | RecordingErrorCorrected
)

__all__ = [
    "AnyFact",
    "AnyUnitFact",
    "BudgetFact",
    "CaseFact",
    "ConditionMet",
    "Correctable",
    "EquityFact",
    "Fact",
    "FeeFact",
    "FrameAdjusted",
    "FrameDecided",
    "FrameEntry",
    "FrameTransferred",
    "GrossTurnoverChanged",
    "IndexDecided",
    "JudgmentGiven",
    "JudgmentOutcome",
    "LedgerOpened",
    "OpeningEntryMade",
    "OrganisationFact",
    "PolicyFact",
    "ProjectFact",
    "Proposable",
    "ProposalMade",
    "RecommendationMade",
    "RecordingErrorCorrected",
    "Replacement",
    "ServiceFact",
    "UnitAliasAdded",
    "UnitClosed",
    "UnitCodeAssigned",
    "UnitFact",
    "UnitMoved",
    "UnitRegistered",
    "UnitRenamed",
    "UnitSplit",
    "UnitsMerged",
    "catalogue",
    "family",
    "stored_name",
]


def catalogue() -> Iterator[type[Fact]]:
    """Every class of facts, in the order of a budget year."""
    yield from AnyFact.__args__
