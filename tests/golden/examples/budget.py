"""Examples of what is decided together with the frames, and of what is noted beside them."""

from datetime import date
from typing import Final

from ledger.events import budget, financing, frames, organisation
from ledger.log.entry import Entry
from ledger.values import (
    Commitment,
    ControlOf,
    ControlTotal,
    InvestmentAmount,
    NetAmount,
    OperatingAmount,
    UnitRole,
)
from tests.given import key
from tests.golden.examples.common import BUDGET, BY, COMPLETE, DECIDED, NOTICED, OPERATING, PROJECT

PLAN_2028: Final = key(year=2028)
PLAN_2029: Final = key(year=2029)
RESERVE: Final = key("finans", line="cm-2")
TAXES: Final = key("finans", line="skatter")


def printed(costs: str, revenues: str = "0 kr", net: str | None = None) -> tuple[ControlTotal, ...]:
    """The figures of an operating amount as the document prints them."""
    both = (ControlTotal(ControlOf.COSTS, costs), ControlTotal(ControlOf.REVENUES, revenues))
    return both if net is None else (*both, ControlTotal(ControlOf.NET, net))


SPENT: Final = (ControlTotal(ControlOf.EXPENDITURES, "−1,2 mnkr"), ControlTotal(ControlOf.RECEIPTS, "0 kr"))


EXAMPLES: Final = {
    "unit-registered.v1.role": Entry(
        organisation.UnitRegistered("finans", "Finansförvaltningen", role=UnitRole.FINANCE), BY
    ),
    "frame-decided.v1.indexed": Entry(
        frames.FrameDecided(OPERATING, Commitment.BUDGET, NetAmount(113_600_000_000), index="kf-index-2026"),
        BY,
        DECIDED,
    ),
    "frame-adjusted.v1.indexed": Entry(
        frames.FrameAdjusted(OPERATING, NetAmount(1), index="kf-index-2026"), BY, DECIDED
    ),
    "plan-year-copied.v1": Entry(
        frames.PlanYearCopied(
            PLAN_2029,
            PLAN_2028,
            OperatingAmount(156_210_000_000, 4_760_000_000),
            printed=printed("1 562,1 mnkr", "47,6 mnkr", "1 514,5 mnkr"),
            note="Budgeten för 2029 är oförändrad jämfört med 2028.",
        ),
        NOTICED,
        COMPLETE,
    ),
    "plan-year-copied.v1.least": Entry(frames.PlanYearCopied(PLAN_2029, PLAN_2028, NetAmount(1)), BY, DECIDED),
    "supplementary-appropriation-decided.v1": Entry(
        frames.SupplementaryAppropriationDecided(
            OPERATING,
            OperatingAmount(1_000_000_000, 0),
            (
                financing.FinancingLeg(financing.FinancingSource.CENTRAL_RESERVE, 400_000_000, RESERVE),
                financing.FinancingLeg(financing.FinancingSource.EQUITY, 300_000_000, reservation="smart-stad"),
                financing.FinancingLeg(financing.FinancingSource.RESULT, 100_000_000),
                financing.FinancingLeg(financing.FinancingSource.REVENUE, 100_000_000, TAXES),
                financing.FinancingLeg(financing.FinancingSource.LOAN, 100_000_000),
            ),
            printed=printed("10 mnkr"),
            note="Beslutat i maj.",
        ),
        NOTICED,
        COMPLETE,
    ),
    "supplementary-appropriation-decided.v1.least": Entry(
        frames.SupplementaryAppropriationDecided(OPERATING, NetAmount(1)), BY, DECIDED
    ),
    "technical-adjustment-made.v1": Entry(
        frames.TechnicalAdjustmentMade(
            OPERATING,
            OperatingAmount(-4_735_232_200, 0),
            TAXES,
            printed=printed("−47 352 322 kr"),
            note="Ny stadsintern hyresmodell.",
        ),
        NOTICED,
        COMPLETE,
    ),
    "technical-adjustment-made.v1.mirrored": Entry(
        frames.TechnicalAdjustmentMade(OPERATING, OperatingAmount(360_000_000, 0), TAXES, mirrored=True), BY, DECIDED
    ),
    "technical-adjustment-made.v1.least": Entry(frames.TechnicalAdjustmentMade(OPERATING, NetAmount(-1)), BY, DECIDED),
    "efficiency-saving-decided.v1": Entry(
        frames.EfficiencySavingDecided(
            OPERATING, OperatingAmount(-1_540_000_000, 0), printed=printed("−15,4 mnkr"), note="Inköp."
        ),
        NOTICED,
        COMPLETE,
    ),
    "efficiency-saving-decided.v1.least": Entry(frames.EfficiencySavingDecided(OPERATING, NetAmount(-1)), BY, DECIDED),
    "one-off-reversed.v1": Entry(
        frames.OneOffReversed(
            OPERATING,
            OperatingAmount(-6_610_000_000, 0),
            2025,
            printed=printed("−66,1 mnkr"),
            note="Genomförd utveckling 2025.",
        ),
        NOTICED,
        COMPLETE,
    ),
    "one-off-reversed.v1.least": Entry(frames.OneOffReversed(OPERATING, NetAmount(-1)), BY, DECIDED),
    "central-reserve-released.v1": Entry(
        frames.CentralReserveReleased(
            RESERVE, OPERATING, OperatingAmount(500_000_000, 0), printed=printed("5 mnkr"), note="Oförutsett."
        ),
        NOTICED,
        COMPLETE,
    ),
    "central-reserve-released.v1.least": Entry(
        frames.CentralReserveReleased(RESERVE, OPERATING, NetAmount(1)), BY, DECIDED
    ),
    "investment-carried-forward.v1": Entry(
        frames.InvestmentCarriedForward(
            PROJECT, InvestmentAmount(-120_000_000, 0), printed=SPENT, note="Med bokslutet."
        ),
        NOTICED,
        COMPLETE,
    ),
    "investment-carried-forward.v1.least": Entry(frames.InvestmentCarriedForward(PROJECT, NetAmount(1)), BY, DECIDED),
    "tax-rate-decided.v1": Entry(budget.TaxRateDecided(2026, 178_300_000), BY, COMPLETE),
    "tax-rate-decided.v1.least": Entry(budget.TaxRateDecided(2026, 178_300_000), BY, DECIDED),
    "budget-adopted.v1": Entry(
        budget.BudgetAdopted(
            2026,
            178_300_000,
            -1_000_000_000,
            (budget.BudgetPart.TAX_RATE, budget.BudgetPart.APPROPRIATIONS, budget.BudgetPart.GROUP),
            "Statens besked kom sent.",
            "Kommunen har stor förmögenhet.",
            200_000_000,
            newly_elected=True,
            note="Med reservationer.",
        ),
        NOTICED,
        COMPLETE,
    ),
    "budget-adopted.v1.least": Entry(budget.BudgetAdopted(2026), BY, DECIDED),
    "index-decided.v1": Entry(budget.IndexDecided("kf-index-2026", 30_000_000), BY, COMPLETE),
    "index-decided.v1.least": Entry(budget.IndexDecided("kf-index-2026", -1), BY, DECIDED),
    "of-which-noted.v1": Entry(
        budget.OfWhichNoted(
            OPERATING, "hyra", OperatingAmount(5_410_000_000, 0), printed=printed("54,1 mnkr"), note="Justerad."
        ),
        NOTICED,
        COMPLETE,
    ),
    "of-which-noted.v1.least": Entry(budget.OfWhichNoted(OPERATING, "hyra", NetAmount(1)), BY, DECIDED),
    "outcome-recorded.v1": Entry(
        budget.OutcomeRecorded(
            OPERATING, BUDGET, printed=printed("1 578,9 mnkr", "−47,6 mnkr", "1 531,3 mnkr"), note="Ur bokslutet."
        ),
        NOTICED,
        COMPLETE,
    ),
    "outcome-recorded.v1.least": Entry(budget.OutcomeRecorded(PROJECT, InvestmentAmount(0, 0)), BY),
    "balance-result-stated.v1": Entry(
        budget.BalanceResultStated(
            2026, -2_500_000_000, 500_000_000_000, 100_000_000, 2_000_000_000, equity_negative=True, note="Preliminärt."
        ),
        NOTICED,
        COMPLETE,
    ),
    "balance-result-stated.v1.least": Entry(budget.BalanceResultStated(2026, 0), BY, DECIDED),
    "budget-adopted.v1.reserve": Entry(
        budget.BudgetAdopted(
            2024,
            budgeted_result_ore=-2_610_000_000,
            contains=(budget.BudgetPart.ACTIVITY_GOALS,),
            result_reserve_ore=750_000_000,
            from_reserve=budget.BalanceReserve.EQUALISATION,
            note="Ur RUR.",
        ),
        NOTICED,
        COMPLETE,
    ),
    "balance-result-stated.v1.reserve": Entry(
        budget.BalanceResultStated(
            2024,
            1_492_500_000,
            149_250_000_000,
            3_339_700_000,
            10_708_700_000,
            result_ore=5_296_600_000,
            used_ore=100_000_000,
            from_reserve=budget.BalanceReserve.EQUALISATION,
            note="Med bokslutet.",
        ),
        NOTICED,
        COMPLETE,
    ),
    "deficit-settlement-decided.v1": Entry(
        budget.DeficitSettlementDecided(
            2025,
            budget.Settlement.SPARED,
            1_000_000_000,
            "Realisationsförluster vid ombyggnad.",
            note="Resten regleras 2027.",
        ),
        NOTICED,
        COMPLETE,
    ),
    "deficit-settlement-decided.v1.least": Entry(
        budget.DeficitSettlementDecided(2025, budget.Settlement.PLANNED), BY, DECIDED
    ),
    "interim-report-submitted.v1": Entry(
        budget.InterimReportSubmitted(2025, date(2025, 8, 31), date(2025, 10, 20), note="Till revisorerna samma dag."),
        BY,
        COMPLETE,
    ),
    "interim-report-submitted.v1.least": Entry(
        budget.InterimReportSubmitted(2025, date(2025, 8, 31), date(2025, 10, 31)), BY
    ),
    "annual-accounts-submitted.v1": Entry(
        budget.AnnualAccountsSubmitted(2025, date(2026, 4, 10), 7_500_000_000, note="Med revisionsberättelse."),
        BY,
        COMPLETE,
    ),
    "annual-accounts-submitted.v1.least": Entry(budget.AnnualAccountsSubmitted(2025, date(2026, 4, 15)), BY, DECIDED),
}
