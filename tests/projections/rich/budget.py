"""What the chapter of budget adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date

from ledger.events import FinancingLeg, FinancingSource
from ledger.values import FrameKind, InvestmentAmount
from tests.given import BUDGET, Command, decided, key, money
from tests.golden.examples import least
from tests.projections.rich.frames import on

RESERVE = key("ks", line="cm-2")
PROJECT = key(kind=FrameKind.INVESTMENT, line="p-12")
LAST_YEAR = key(kind=FrameKind.INVESTMENT, line="p-12", year=2025)


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`. The frame is the ordinary one, slk 2026."""
    copied = least("plan-year-copied.v1", frame=key(year=2028), copies=key(year=2027), amount=money(96_000))
    reserve = (FinancingLeg(FinancingSource.CENTRAL_RESERVE, 900, RESERVE),)
    more = least("supplementary-appropriation-decided.v1", frame=key(), amount=money(900), financing=reserve)
    released = least("central-reserve-released.v1", from_frame=RESERVE, to_frame=key("sbk"), amount=money(600))
    invested = least("frame-decided.v1", frame=LAST_YEAR, commitment=BUDGET, amount=InvestmentAmount(500, 0))
    spent = least("outcome-recorded.v1", frame=LAST_YEAR, amount=InvestmentAmount(400, 0))
    carried = least("investment-carried-forward.v1", frame=PROJECT, amount=InvestmentAmount(90, 0))
    rent = least("of-which-noted.v1", frame=key(), name="hyra", amount=money(5_000))
    return (
        on("2025-11-24", least("tax-rate-decided.v1")),
        on("2025-11-24", least("budget-adopted.v1", tax_rate_ppb=178_300_000, budgeted_result_ore=1_000)),
        on("2025-11-24", decided(20_000, frame=RESERVE)),
        on("2026-01-15", least("index-decided.v1", rate_ppb=30_000_000)),
        on("2026-02-15", copied),
        on("2026-03-10", least("technical-adjustment-made.v1", frame=key(), amount=money(-2_000))),
        on("2026-03-10", least("efficiency-saving-decided.v1", frame=key(), amount=money(-300))),
        on("2026-03-10", least("one-off-reversed.v1", frame=key(), amount=money(-200), one_off_year=2025)),
        on("2026-03-11", more),
        on("2026-03-12", released),
        on("2024-11-25", invested),
        Command((spent,)),
        on("2026-03-20", carried),
        on("2026-03-21", rent),
        on("2026-04-20", least("balance-result-stated.v1", year=2025, balance_result_ore=700)),
        on("2026-04-20", least("deficit-settlement-decided.v1")),
        Command((least("interim-report-submitted.v1"),)),
        on("2026-04-20", least("annual-accounts-submitted.v1", submitted_on=date(2026, 4, 10))),
    )
