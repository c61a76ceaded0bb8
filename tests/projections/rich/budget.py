"""What the chapter of budget adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date

from ledger.events import (
    AnnualAccountsSubmitted,
    BalanceResultStated,
    BudgetAdopted,
    CentralReserveReleased,
    EfficiencySavingDecided,
    FinancingLeg,
    FinancingSource,
    FrameDecided,
    IndexDecided,
    InvestmentCarriedForward,
    OfWhichNoted,
    OneOffReversed,
    OutcomeRecorded,
    PlanYearCopied,
    SupplementaryAppropriationDecided,
    TaxRateDecided,
    TechnicalAdjustmentMade,
)
from ledger.recording import Command
from ledger.values import FrameKind, InvestmentAmount
from tests.given import BUDGET, decided, key, money
from tests.projections.rich.frames import on

RESERVE = key("ks", line="cm-2")
PROJECT = key(kind=FrameKind.INVESTMENT, line="p-12")
LAST_YEAR = key(kind=FrameKind.INVESTMENT, line="p-12", year=2025)


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    return (
        on("2025-11-24", TaxRateDecided(2026, 178_300_000)),
        on("2025-11-24", BudgetAdopted(2026, 178_300_000, 1_000)),
        on("2025-11-24", decided(20_000, frame=RESERVE)),
        on("2026-01-15", IndexDecided("kf-index-2026", 30_000_000)),
        on("2026-02-15", PlanYearCopied(key(year=2028), key(year=2027), money(96_000))),
        on("2026-03-10", TechnicalAdjustmentMade(key(), money(-2_000))),
        on("2026-03-10", EfficiencySavingDecided(key(), money(-300))),
        on("2026-03-10", OneOffReversed(key(), money(-200), 2025)),
        on(
            "2026-03-11",
            SupplementaryAppropriationDecided(
                key(), money(900), (FinancingLeg(FinancingSource.CENTRAL_RESERVE, 900, RESERVE),)
            ),
        ),
        on("2026-03-12", CentralReserveReleased(RESERVE, key("sbk"), money(600))),
        on("2024-11-25", FrameDecided(LAST_YEAR, BUDGET, InvestmentAmount(500, 0))),
        Command((OutcomeRecorded(LAST_YEAR, InvestmentAmount(400, 0)),)),
        on("2026-03-20", InvestmentCarriedForward(PROJECT, InvestmentAmount(90, 0))),
        on("2026-03-21", OfWhichNoted(key(), "hyra", money(5_000))),
        on("2026-04-20", BalanceResultStated(2025, 700)),
        on("2026-04-20", AnnualAccountsSubmitted(2025, date(2026, 4, 10))),
    )
