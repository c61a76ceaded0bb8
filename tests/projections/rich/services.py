"""What the chapter of services adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date
from typing import Final

from ledger.events.bridges import BridgeAmount, BridgeColumn, BridgeStep, PrintedFigure, StepKind
from ledger.events.services import InitiativeAmount, KeyShare, ServiceCategory
from tests.given import Command
from tests.golden.examples import least
from tests.projections.rich.frames import on

SHARES: Final = (KeyShare("ks", 1), KeyShare("sbk", 2))
STEPS: Final = (
    BridgeStep("Bas", StepKind.BASE, (BridgeAmount(100),)),
    BridgeStep("Mer", StepKind.CHANGE, (BridgeAmount(10),)),
    BridgeStep("Summa", StepKind.TOTAL, (BridgeAmount(111),)),
)
BRIDGE: Final = least("bridge-recorded.v1", bridge="brygga", name="Brygga", unit="slk", steps=STEPS)
FIGURE: Final = PrintedFigure(110, compared_with=BridgeColumn("brygga", 1))
FIGURES: Final = least("figures-printed.v1", bridge="diagram", name="Diagram", unit="slk", figures=(FIGURE,))
KEY: Final = least("allocation-key-decided.v1", key="anstallda", method="antal anställda", shares=SHARES, denominator=3)


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    phones = least("service-registered.v1", service="telefoni", name="Telefoni", supplier="slk")
    meetings = least("service-registered.v1", service="moten", name="Möten", supplier="slk")
    base = least("service-categorised.v1", service="telefoni", category=ServiceCategory.BASE)
    repackaged = least("service-repackaged.v1", from_services=("telefoni",), into_services=("moten",))
    exempted = least("volumes-exempted.v1", supplier="slk", services=("telefoni",), year=2026)
    amounts = (InitiativeAmount(630, 2026),)
    initiative = least("change-initiative-decided.v1", supplier="slk", service="telefoni", amounts=amounts)
    condition = {"condition": "ciso", "wording": "Dialog med CISO", "initiative": "ai", "service": None}
    invoice = {"invoiced_on": date(2026, 3, 1), "amount_ore": 100, "unit": "ks"}
    return (
        Command((phones,)),
        Command((meetings,)),
        on("2025-11-24", base),
        on("2025-11-24", repackaged),
        on("2025-11-24", exempted),
        on("2025-11-24", KEY),
        Command((least("cost-shared.v1", key="anstallda", amount_ore=100),)),
        on("2025-11-24", least("funding-decided.v1")),
        on("2025-11-24", initiative),
        on("2025-11-24", least("condition-attached.v1", **condition)),
        Command((least("initiative-started.v1", initiative="ai"),)),
        Command((least("initiative-invoiced.v1", initiative="ai", **invoice),)),
        on("2025-11-24", BRIDGE),
        Command((FIGURES,)),
    )
