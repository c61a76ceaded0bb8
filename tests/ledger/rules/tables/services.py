"""Rows of the refusal and the warning table for the chapter of services: exact texts, read aloud."""

from datetime import date
from typing import Final

from ledger.events import bridges, case, services
from tests.given import basis
from tests.ledger.rules.scenario import accepting, given, past, refusal, warning, without_basis
from tests.ledger.rules.tables.rows import Row, row

_TELEPHONY: Final = services.ServiceRegistered("telefoni", "Telefoni", "slk")
_REGISTERED: Final = without_basis(_TELEPHONY)
_SHARES: Final = (services.KeyShare("ks", 1), services.KeyShare("sbk", 2))
_KEY: Final = services.AllocationKeyDecided("anstallda", ("telefoni",), 2025, "antal anställda", _SHARES, 3)
_SECURITY: Final = services.ChangeInitiativeDecided(
    "it-sakerhet",
    "IT-säkerhet",
    "slk",
    amounts=(
        services.InitiativeAmount(900_00, 2026),
        services.InitiativeAmount(100_00, 2027, approval=services.Approval.INDICATED),
    ),
)
_CISO: Final = services.ConditionAttached("ciso", "dialog med CISO", services.Blocks.START, "it-sakerhet")
_ACCRUED: Final = services.ConditionAttached(
    "upparbetat", "kostnaderna är upparbetade", services.Blocks.INVOICE, "it-sakerhet"
)
_DECIDED: Final = (past(_SECURITY), past(_CISO), past(_ACCRUED))
_MET: Final = past(case.ConditionMet("ciso"), basis("2026-03-01"), "2026-03-02")
_BRIDGE: Final = bridges.BridgeRecorded(
    "brygga",
    "Brygga",
    "slk",
    2025,
    2026,
    ("Belopp",),
    (
        bridges.BridgeStep("Budget 2025", bridges.StepKind.BASE, (bridges.BridgeAmount(100_000_000, "1,0 mnkr"),)),
        bridges.BridgeStep("Mer", bridges.StepKind.CHANGE, (bridges.BridgeAmount(20_000_000, "0,2 mnkr"),)),
        bridges.BridgeStep("Summa", bridges.StepKind.TOTAL, (bridges.BridgeAmount(150_000_000, "1,5 mnkr"),)),
    ),
)
_CHART: Final = bridges.FiguresPrinted(
    "diagram",
    "Diagram",
    "slk",
    (bridges.PrintedFigure(200_000_000, "2 mnkr", compared_with=bridges.BridgeColumn("brygga", 1)),),
)


def _started(day: str) -> services.InitiativeStarted:
    return services.InitiativeStarted("it-sakerhet", date.fromisoformat(day))


def _invoiced(day: str) -> services.InitiativeInvoiced:
    return services.InitiativeInvoiced("it-sakerhet", date.fromisoformat(day), 900_00)


def _recommended(name: str | None, number: int) -> case.RecommendationMade:
    return case.RecommendationMade(
        "r", (_SECURITY,), recommends=name, exceptions=(case.ProposalException(number, "tas bort"),)
    )


REFUSAL_ROWS: Final[dict[str, Row]] = {
    "a service is registered once": row(
        given(_REGISTERED).when(services.ServiceRegistered("telefoni", "Telefonin", "slk")),
        refusal("service-already-registered", "Tjänsten telefoni är redan registrerad som Telefoni."),
    ),
    "a service nobody has registered": row(
        given().when(services.ServiceCategorised("telfoni", services.ServiceCategory.BASE), basis()),
        refusal(
            "service-unknown",
            "Tjänsten telfoni är inte registrerad.",
            "Registrera först tjänsten, eller rätta stavningen.",
        ),
    ),
    "a service nobody has registered, inside a proposal": row(
        given().when(
            case.ProposalMade("p", (services.ServiceCategorised("telfoni", services.ServiceCategory.BASE),)), basis()
        ),
        refusal("service-unknown", "Tjänsten telfoni är inte registrerad."),
    ),
    "an initiative nobody has heard of": row(
        given().when(_started("2026-02-01")),
        refusal(
            "initiative-unknown",
            "Förändringsinsatsen it-sakerhet finns inte i liggaren.",
            "en insats som är föreslagen, tillstyrkt eller beslutad",
        ),
    ),
    "an initiative that is only proposed is started": row(
        given(past(case.ProposalMade("p", (_SECURITY,)))).when(_started("2026-02-01")),
        refusal(
            "initiative-not-decided",
            "Förändringsinsatsen it-sakerhet är inte beslutad, och kan inte påbörjas.",
            "ett beslut om insatsen först",
        ),
    ),
    "something is left out that is not in the proposal that is recommended": row(
        given(past(case.ProposalMade("p", (_SECURITY,)))).when(_recommended("p", 2), basis()),
        refusal("proposal-part-unknown", "Förslaget p har en punkt, ingen punkt 2.", "1"),
    ),
    "something is left out of nothing": row(
        given().when(_recommended(None, 1), basis()),
        refusal("field-missing", "Undantag görs från ett förslag, men inget är namngivet.", "förslaget som tillstyrks"),
    ),
    "R-48: shares that are not the whole": row(
        given(_REGISTERED).when(
            services.AllocationKeyDecided("anstallda", ("telefoni",), 2026, None, _SHARES, 4), basis()
        ),
        refusal(
            "shares-not-whole",
            "Nyckeln anstallda för 2026: andelarna är tillsammans 3, nämnaren är 4.",
            "andelar som tillsammans är exakt 4",
        ),
    ),
    "R-48: shares of nothing": row(
        given(_REGISTERED).when(
            services.AllocationKeyDecided("anstallda", ("telefoni",), 2026, None, _SHARES), basis()
        ),
        refusal(
            "shares-not-whole",
            "Nyckeln anstallda för 2026: andelarna är tillsammans 3, ingen nämnare är angiven.",
            "en nämnare större än noll",
        ),
    ),
    "R-48: a unit with two shares": row(
        given(_REGISTERED).when(
            services.AllocationKeyDecided("a", ("telefoni",), 2026, None, (*_SHARES, services.KeyShare("ks", 1)), 4),
            basis(),
        ),
        refusal("shares-not-whole", "Nyckeln a för 2026 nämner ks mer än en gång.", "en andel för varje enhet"),
    ),
    "R-49: a cost shared by a key that is only proposed": row(
        given(_REGISTERED, past(case.ProposalMade("p", (_KEY,)))).when(
            services.CostShared("telefoni", "anstallda", 2026, 100)
        ),
        refusal(
            "key-unknown",
            "Fördelningsnyckeln anstallda är inte beslutad.",
            "en beslutad nyckel; ett förslag gäller inte",
        ),
    ),
    "a cost shared by a key of a later year": row(
        given(_REGISTERED, past(_KEY)).when(services.CostShared("telefoni", "anstallda", 2024, 100)),
        refusal(
            "key-not-in-force",
            "Fördelningsnyckeln anstallda gäller inte tjänsten telefoni under 2024.",
            "en nyckel som gäller tjänsten det året",
        ),
    ),
    "R-51: started before the condition is met": row(
        given(*_DECIDED).when(_started("2026-02-01")),
        refusal(
            "condition-not-met",
            "Förändringsinsatsen it-sakerhet kan inte påbörjas 2026-02-01: villkoret ciso (”dialog med CISO”) är inte "
            "uppfyllt.",
            "posten ”villkor uppfyllt” före den dagen",
        ),
    ),
    "R-51: started the day before the condition was met": row(
        given(*_DECIDED, _MET).when(_started("2026-02-28")),
        refusal(
            "condition-not-met",
            "Förändringsinsatsen it-sakerhet kan inte påbörjas 2026-02-28: villkoret ciso (”dialog med CISO”) "
            "uppfylldes först 2026-03-01.",
            "2026-03-01 eller senare",
        ),
    ),
    "R-51: invoiced when one of two conditions is met": row(
        given(*_DECIDED, _MET).when(_invoiced("2026-09-30")),
        refusal(
            "condition-not-met",
            "Förändringsinsatsen it-sakerhet kan inte faktureras 2026-09-30: villkoret upparbetat (”kostnaderna är "
            "upparbetade”) är inte uppfyllt.",
        ),
    ),
    "funding of nothing": row(
        given().when(services.FundingDecided(services.FundingForm.SHARED), basis()),
        refusal(
            "field-missing", "Det framgår inte vilken tjänst eller insats det gäller.", "tjänst, insats eller båda"
        ),
    ),
    "a bridge that starts in the air": row(
        given().when(bridges.BridgeRecorded("b", "B", "slk", 2025, 2026, ("Belopp",), _BRIDGE.steps[1:])),
        refusal(
            "bridge-malformed", "Bryggan b börjar inte med ett utgångsläge.", "ett första led av slaget utgångsläge"
        ),
    ),
    "a bridge with a figure too few": row(
        given().when(bridges.BridgeRecorded("b", "B", "slk", 2025, 2026, ("Belopp", "just"), _BRIDGE.steps[:1])),
        refusal(
            "bridge-malformed",
            "Ledet ”Budget 2025” har 1 belopp, bryggan har 2 kolumner.",
            "ett belopp för varje kolumn",
        ),
    ),
}
WARNING_ROWS: Final[dict[str, Row]] = {
    "a key without shares": row(
        given(_REGISTERED).when(services.AllocationKeyDecided("ny", ("telefoni",), 2026), basis()),
        warning(
            "key-without-shares", "Nyckeln ny för 2026 har inga kända andelar: en kostnad kan inte fördelas med den."
        ),
    ),
    "R-49: a key of an earlier year holds": row(
        given(_REGISTERED, past(_KEY)).when(services.CostShared("telefoni", "anstallda", 2026, 100)),
        warning(
            "key-of-earlier-year", "Nyckeln anstallda är från 2025 och gäller fortfarande: ingen är beslutad för 2026."
        ),
    ),
    "a category that the service has already": row(
        given(_REGISTERED, past(services.ServiceCategorised("telefoni", services.ServiceCategory.BASE))).when(
            services.ServiceCategorised("telefoni", services.ServiceCategory.BASE), basis("2026-02-01")
        ),
        warning("category-unchanged", "Tjänsten telefoni är redan bastjänst."),
    ),
    "R-52: started in a year whose amount is only indicated": row(
        given(past(_SECURITY)).when(_started("2027-01-15")),
        warning(
            "amount-only-indicated",
            "Förändringsinsatsen it-sakerhet har för 2027 bara ett indikerat belopp, 100\u00a0kr: det är inte "
            "beslutat.",
        ),
    ),
    "R-33: a total that the steps do not come to": row(
        given().when(_BRIDGE),
        warning(
            "printed-figure-differs",
            "Brygga, Summa (Belopp): dokumentet anger 1,5 mnkr, uträknat blir det 1,2\u00a0mnkr, "
            "skillnad 0,3\u00a0mnkr.",
        ),
    ),
    "a chart that is not made from the bridge it seems to be made from": row(
        given(without_basis(_BRIDGE)).when(_CHART),
        warning(
            "printed-figure-differs",
            "Diagram, utan namn: dokumentet anger 2 mnkr, uträknat blir det 1,2\u00a0mnkr, skillnad 0,8\u00a0mnkr.",
        ),
    ),
    "R-51: what is accepted by name is stored and stays a warning": row(
        given(*_DECIDED).when(_started("2026-02-01"), accept=[accepting("condition-not-met")]),
        warning("rule-accepted"),
    ),
}
