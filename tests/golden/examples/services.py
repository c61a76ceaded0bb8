"""Examples of shared services."""

from datetime import date
from typing import Final

from ledger.events import bridges, case, services
from ledger.log.entry import Entry
from tests.golden.examples.common import BY, COMPLETE, DECIDED

NEW_YEAR: Final = date(2026, 1, 1)
INDICATED: Final = services.Approval.INDICATED
RUNNING: Final = services.InitiativeAmountKind.RUNNING


def _both(as_printed: str, amount_ore: int) -> tuple[bridges.BridgeAmount, bridges.BridgeAmount]:
    """The same figure in both columns."""
    return bridges.BridgeAmount(amount_ore, as_printed), bridges.BridgeAmount(amount_ore, as_printed)


EXAMPLES: Final = {
    "recommendation-made.v1.exceptions": Entry(
        case.RecommendationMade(
            "stratsam-2026",
            (services.ServiceCategorised("telefoni", services.ServiceCategory.BASE),),
            recommends="slk-2026",
            exceptions=(case.ProposalException(10, "Chatboten tas bort."),),
        ),
        BY,
        DECIDED,
    ),
    "service-registered.v1": Entry(
        services.ServiceRegistered("telefoni", "Telefoni", "intraservice", ("Telefonitjänsten",)), BY, COMPLETE
    ),
    "service-registered.v1.least": Entry(services.ServiceRegistered("lan", "LAN", "intraservice"), BY),
    "service-categorised.v1": Entry(
        services.ServiceCategorised("kemikalier", services.ServiceCategory.OPTIONAL, NEW_YEAR, note="Som tidigare."),
        BY,
        COMPLETE,
    ),
    "service-categorised.v1.least": Entry(
        services.ServiceCategorised("lan", services.ServiceCategory.DIGITAL_INFRASTRUCTURE), BY, DECIDED
    ),
    "service-repackaged.v1": Entry(
        services.ServiceRepackaged(
            ("stadsnatet",), ("grundlaggande-di",), ("stadsnatet",), NEW_YEAR, note="Ordning och reda."
        ),
        BY,
        COMPLETE,
    ),
    "service-repackaged.v1.least": Entry(
        services.ServiceRepackaged(("stadsnatet",), ("grundlaggande-di",)), BY, DECIDED
    ),
    "volumes-exempted.v1": Entry(
        services.VolumesExempted("intraservice", ("telefoni", "lan"), 2026, note="En del i köp och sälj."), BY, COMPLETE
    ),
    "volumes-exempted.v1.least": Entry(services.VolumesExempted("intraservice"), BY, DECIDED),
    "allocation-key-decided.v1": Entry(
        services.AllocationKeyDecided(
            "anstallda-2026",
            ("telefoni", "lan"),
            2026,
            "antal anställda",
            (services.KeyShare("ink", 250), services.KeyShare("dom", 749), services.KeyShare("slk", 1)),
            1_000,
            note="Läget den 1 mars.",
        ),
        BY,
        COMPLETE,
    ),
    "allocation-key-decided.v1.least": Entry(
        services.AllocationKeyDecided("anstallda-2026", ("telefoni",), 2026), BY, DECIDED
    ),
    "cost-shared.v1": Entry(
        services.CostShared("telefoni", "anstallda-2026", 2026, 350_000_000, "3,5 mnkr", note="Enligt kalkyl."),
        BY,
        COMPLETE,
    ),
    "cost-shared.v1.least": Entry(services.CostShared("telefoni", "anstallda-2026", 2026, 1), BY),
    "funding-decided.v1": Entry(
        services.FundingDecided(
            services.FundingForm.USERS_THEN_SHARED,
            "automatisering",
            "bygg-automatisering",
            "antal anställda",
            2026,
            350_000_000,
            note="Till dess att tjänsten är fullt belagd.",
        ),
        BY,
        COMPLETE,
    ),
    "funding-decided.v1.least": Entry(services.FundingDecided(services.FundingForm.SHARED, "telefoni"), BY, DECIDED),
    "change-initiative-decided.v1": Entry(
        services.ChangeInitiativeDecided(
            "domino",
            "Stöd i avveckling av Domino",
            "intraservice",
            "domino",
            (
                services.InitiativeAmount(160_000_000, 2026, as_printed="1 600 tkr"),
                services.InitiativeAmount(-900_000_000, 2028, RUNNING, INDICATED, "-9 mkr"),
                services.InitiativeAmount(100_000_000, None, RUNNING, INDICATED, "1 mkr"),
            ),
            ("Domino-avveckling",),
            note="Minskad förvaltningskostnad.",
        ),
        BY,
        COMPLETE,
    ),
    "change-initiative-decided.v1.least": Entry(
        services.ChangeInitiativeDecided("ai", "AI", "intraservice"), BY, DECIDED
    ),
    "condition-attached.v1": Entry(
        services.ConditionAttached(
            "ciso", "Dialog med stadens CISO", services.Blocks.START, "it-sakerhet", "telefoni", note="Båda behövs."
        ),
        BY,
        COMPLETE,
    ),
    "condition-attached.v1.least": Entry(
        services.ConditionAttached("avstamning", "Avstämning 2027", services.Blocks.NOTHING, service="telefoni"),
        BY,
        DECIDED,
    ),
    "initiative-started.v1": Entry(
        services.InitiativeStarted("it-sakerhet", date(2026, 2, 1), note="Efter dialogen."), BY, COMPLETE
    ),
    "initiative-started.v1.least": Entry(services.InitiativeStarted("it-sakerhet", date(2026, 2, 1)), BY),
    "initiative-invoiced.v1": Entry(
        services.InitiativeInvoiced("it-sakerhet", date(2026, 9, 30), 900_000_000, "ink", "9 mkr", note="Upparbetat."),
        BY,
        COMPLETE,
    ),
    "initiative-invoiced.v1.least": Entry(services.InitiativeInvoiced("it-sakerhet", date(2026, 9, 30), 1), BY),
    "bridge-recorded.v1": Entry(
        bridges.BridgeRecorded(
            "brygga-2026",
            "Från budget 2025 till 2026",
            "intraservice",
            2025,
            2026,
            ("Belopp", "Belopp, just"),
            (
                bridges.BridgeStep(
                    "Beslutad budget 2025", bridges.StepKind.BASE, _both("1 091,6 mnkr", 109_160_000_000)
                ),
                bridges.BridgeStep("Effektivisering", bridges.StepKind.CHANGE, _both("-15,4 mnkr", -1_540_000_000)),
                bridges.BridgeStep(
                    "Delsumma",
                    bridges.StepKind.SUBTOTAL,
                    (
                        bridges.BridgeAmount(107_620_000_000, "1 076,2 mnkr", "-15,4 mnkr", "-1,4 %"),
                        bridges.BridgeAmount(107_620_000_000, "1 076,2 mnkr"),
                    ),
                ),
                bridges.BridgeStep("Summa", bridges.StepKind.TOTAL, _both("1 076,20 mnkr", 107_620_000_000)),
            ),
            note="Exklusive lönejustering.",
        ),
        BY,
        COMPLETE,
    ),
    "bridge-recorded.v1.least": Entry(
        bridges.BridgeRecorded(
            "b",
            "B",
            "ink",
            2025,
            2026,
            ("Belopp",),
            (bridges.BridgeStep("Bas", bridges.StepKind.BASE, (bridges.BridgeAmount(0),)),),
        ),
        BY,
    ),
    "figures-printed.v1": Entry(
        bridges.FiguresPrinted(
            "diagram-2026",
            "Totala kostnader",
            "intraservice",
            (
                bridges.PrintedFigure(
                    120_960_000_000,
                    "1 209 600 tkr",
                    "Index 3 %",
                    2026,
                    (bridges.OfWhich("vidareutveckling", 6_610_000_000, "66 100 tkr"),),
                    bridges.BridgeColumn("brygga-2026", 2, 30_000_000),
                    "Utan källa.",
                ),
            ),
            note="Ur ett diagram.",
        ),
        BY,
        COMPLETE,
    ),
    "figures-printed.v1.least": Entry(bridges.FiguresPrinted("d", "D", "ink", (bridges.PrintedFigure(1),)), BY),
}
