"""What the chapter of services adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date
from typing import Final

from ledger.events.bridges import (
    BridgeAmount,
    BridgeColumn,
    BridgeRecorded,
    BridgeStep,
    FiguresPrinted,
    PrintedFigure,
    StepKind,
)
from ledger.events.services import (
    AllocationKeyDecided,
    Blocks,
    ChangeInitiativeDecided,
    ConditionAttached,
    CostShared,
    FundingDecided,
    FundingForm,
    InitiativeAmount,
    InitiativeInvoiced,
    InitiativeStarted,
    KeyShare,
    ServiceCategorised,
    ServiceCategory,
    ServiceRegistered,
    ServiceRepackaged,
    VolumesExempted,
)
from ledger.recording import Command
from tests.projections.rich.frames import on

SHARES: Final = (KeyShare("ks", 1), KeyShare("sbk", 2))
BRIDGE: Final = BridgeRecorded(
    "brygga",
    "Brygga",
    "slk",
    2025,
    2026,
    ("Belopp",),
    (
        BridgeStep("Bas", StepKind.BASE, (BridgeAmount(100),)),
        BridgeStep("Mer", StepKind.CHANGE, (BridgeAmount(10),)),
        BridgeStep("Summa", StepKind.TOTAL, (BridgeAmount(111),)),
    ),
)
FIGURES: Final = FiguresPrinted(
    "diagram", "Diagram", "slk", (PrintedFigure(110, compared_with=BridgeColumn("brygga", 1)),)
)


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    return (
        Command((ServiceRegistered("telefoni", "Telefoni", "slk"),)),
        Command((ServiceRegistered("moten", "Möten", "slk"),)),
        on("2025-11-24", ServiceCategorised("telefoni", ServiceCategory.BASE)),
        on("2025-11-24", ServiceRepackaged(("telefoni",), ("moten",))),
        on("2025-11-24", VolumesExempted("slk", ("telefoni",), 2026)),
        on("2025-11-24", AllocationKeyDecided("anstallda", ("telefoni",), 2026, "antal anställda", SHARES, 3)),
        Command((CostShared("telefoni", "anstallda", 2026, 100),)),
        on("2025-11-24", FundingDecided(FundingForm.SHARED, "telefoni")),
        on("2025-11-24", ChangeInitiativeDecided("ai", "AI", "slk", "telefoni", (InitiativeAmount(630, 2026),))),
        on("2025-11-24", ConditionAttached("ciso", "Dialog med CISO", Blocks.NOTHING, "ai")),
        Command((InitiativeStarted("ai", date(2026, 2, 1)),)),
        Command((InitiativeInvoiced("ai", date(2026, 3, 1), 100, "ks"),)),
        on("2025-11-24", BRIDGE),
        Command((FIGURES,)),
    )
