"""Examples of shared services."""

from datetime import date
from typing import Final

from ledger.events import RecommendationMade
from ledger.events.bridges import (
    BridgeAmount,
    BridgeColumn,
    BridgeRecorded,
    BridgeStep,
    FiguresPrinted,
    OfWhich,
    PrintedFigure,
    StepKind,
)
from ledger.events.case import ProposalException
from ledger.events.services import (
    AllocationKeyDecided,
    Approval,
    Blocks,
    ChangeInitiativeDecided,
    ConditionAttached,
    CostShared,
    FundingDecided,
    FundingForm,
    InitiativeAmount,
    InitiativeAmountKind,
    InitiativeInvoiced,
    InitiativeStarted,
    KeyShare,
    ServiceCategorised,
    ServiceCategory,
    ServiceRegistered,
    ServiceRepackaged,
    VolumesExempted,
)
from ledger.log.entry import Entry
from tests.golden.examples.common import BY, COMPLETE, DECIDED

NEW_YEAR: Final = date(2026, 1, 1)
INDICATED: Final = Approval.INDICATED
RUNNING: Final = InitiativeAmountKind.RUNNING


def _both(as_printed: str, amount_ore: int) -> tuple[BridgeAmount, BridgeAmount]:
    """The same figure in both columns."""
    return BridgeAmount(amount_ore, as_printed), BridgeAmount(amount_ore, as_printed)


EXAMPLES: Final = {
    "recommendation-made.v1.exceptions": Entry(
        RecommendationMade(
            "stratsam-2026",
            (ServiceCategorised("telefoni", ServiceCategory.BASE),),
            recommends="slk-2026",
            exceptions=(ProposalException(10, "Chatboten tas bort."),),
        ),
        BY,
        DECIDED,
    ),
    "service-registered.v1": Entry(
        ServiceRegistered("telefoni", "Telefoni", "intraservice", ("Telefonitjänsten",)), BY, COMPLETE
    ),
    "service-registered.v1.least": Entry(ServiceRegistered("lan", "LAN", "intraservice"), BY),
    "service-categorised.v1": Entry(
        ServiceCategorised("kemikalier", ServiceCategory.OPTIONAL, NEW_YEAR, "Som tidigare."), BY, COMPLETE
    ),
    "service-categorised.v1.least": Entry(
        ServiceCategorised("lan", ServiceCategory.DIGITAL_INFRASTRUCTURE), BY, DECIDED
    ),
    "service-repackaged.v1": Entry(
        ServiceRepackaged(("stadsnatet",), ("grundlaggande-di",), ("stadsnatet",), NEW_YEAR, "Ordning och reda."),
        BY,
        COMPLETE,
    ),
    "service-repackaged.v1.least": Entry(ServiceRepackaged(("stadsnatet",), ("grundlaggande-di",)), BY, DECIDED),
    "volumes-exempted.v1": Entry(
        VolumesExempted("intraservice", ("telefoni", "lan"), 2026, "En del i köp och sälj."), BY, COMPLETE
    ),
    "volumes-exempted.v1.least": Entry(VolumesExempted("intraservice"), BY, DECIDED),
    "allocation-key-decided.v1": Entry(
        AllocationKeyDecided(
            "anstallda-2026",
            ("telefoni", "lan"),
            2026,
            "antal anställda",
            (KeyShare("ink", 250), KeyShare("dom", 749), KeyShare("slk", 1)),
            1_000,
            "Läget den 1 mars.",
        ),
        BY,
        COMPLETE,
    ),
    "allocation-key-decided.v1.least": Entry(AllocationKeyDecided("anstallda-2026", ("telefoni",), 2026), BY, DECIDED),
    "cost-shared.v1": Entry(
        CostShared("telefoni", "anstallda-2026", 2026, 350_000_000, "3,5 mnkr", "Enligt kalkyl."), BY, COMPLETE
    ),
    "cost-shared.v1.least": Entry(CostShared("telefoni", "anstallda-2026", 2026, 1), BY),
    "funding-decided.v1": Entry(
        FundingDecided(
            FundingForm.USERS_THEN_SHARED,
            "automatisering",
            "bygg-automatisering",
            "antal anställda",
            2026,
            350_000_000,
            "Till dess att tjänsten är fullt belagd.",
        ),
        BY,
        COMPLETE,
    ),
    "funding-decided.v1.least": Entry(FundingDecided(FundingForm.SHARED, "telefoni"), BY, DECIDED),
    "change-initiative-decided.v1": Entry(
        ChangeInitiativeDecided(
            "domino",
            "Stöd i avveckling av Domino",
            "intraservice",
            "domino",
            (
                InitiativeAmount(160_000_000, 2026, as_printed="1 600 tkr"),
                InitiativeAmount(-900_000_000, 2028, RUNNING, INDICATED, "-9 mkr"),
                InitiativeAmount(100_000_000, None, RUNNING, INDICATED, "1 mkr"),
            ),
            ("Domino-avveckling",),
            "Minskad förvaltningskostnad.",
        ),
        BY,
        COMPLETE,
    ),
    "change-initiative-decided.v1.least": Entry(ChangeInitiativeDecided("ai", "AI", "intraservice"), BY, DECIDED),
    "condition-attached.v1": Entry(
        ConditionAttached("ciso", "Dialog med stadens CISO", Blocks.START, "it-sakerhet", "telefoni", "Båda behövs."),
        BY,
        COMPLETE,
    ),
    "condition-attached.v1.least": Entry(
        ConditionAttached("avstamning", "Avstämning 2027", Blocks.NOTHING, service="telefoni"), BY, DECIDED
    ),
    "initiative-started.v1": Entry(InitiativeStarted("it-sakerhet", date(2026, 2, 1), "Efter dialogen."), BY, COMPLETE),
    "initiative-started.v1.least": Entry(InitiativeStarted("it-sakerhet", date(2026, 2, 1)), BY),
    "initiative-invoiced.v1": Entry(
        InitiativeInvoiced("it-sakerhet", date(2026, 9, 30), 900_000_000, "ink", "9 mkr", "Upparbetat."), BY, COMPLETE
    ),
    "initiative-invoiced.v1.least": Entry(InitiativeInvoiced("it-sakerhet", date(2026, 9, 30), 1), BY),
    "bridge-recorded.v1": Entry(
        BridgeRecorded(
            "brygga-2026",
            "Från budget 2025 till 2026",
            "intraservice",
            2025,
            2026,
            ("Belopp", "Belopp, just"),
            (
                BridgeStep("Beslutad budget 2025", StepKind.BASE, _both("1 091,6 mnkr", 109_160_000_000)),
                BridgeStep("Effektivisering", StepKind.CHANGE, _both("-15,4 mnkr", -1_540_000_000)),
                BridgeStep(
                    "Delsumma",
                    StepKind.SUBTOTAL,
                    (
                        BridgeAmount(107_620_000_000, "1 076,2 mnkr", "-15,4 mnkr", "-1,4 %"),
                        BridgeAmount(107_620_000_000, "1 076,2 mnkr"),
                    ),
                ),
                BridgeStep("Summa", StepKind.TOTAL, _both("1 076,20 mnkr", 107_620_000_000)),
            ),
            "Exklusive lönejustering.",
        ),
        BY,
        COMPLETE,
    ),
    "bridge-recorded.v1.least": Entry(
        BridgeRecorded(
            "b", "B", "ink", 2025, 2026, ("Belopp",), (BridgeStep("Bas", StepKind.BASE, (BridgeAmount(0),)),)
        ),
        BY,
    ),
    "figures-printed.v1": Entry(
        FiguresPrinted(
            "diagram-2026",
            "Totala kostnader",
            "intraservice",
            (
                PrintedFigure(
                    120_960_000_000,
                    "1 209 600 tkr",
                    "Index 3 %",
                    2026,
                    (OfWhich("vidareutveckling", 6_610_000_000, "66 100 tkr"),),
                    BridgeColumn("brygga-2026", 2, 30_000_000),
                    "Utan källa.",
                ),
            ),
            "Ur ett diagram.",
        ),
        BY,
        COMPLETE,
    ),
    "figures-printed.v1.least": Entry(FiguresPrinted("d", "D", "ink", (PrintedFigure(1),)), BY),
}
