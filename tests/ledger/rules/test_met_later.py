"""A command is judged as a whole: what one of its facts is told to miss is not missing when a later one brings it."""

from datetime import date
from typing import Final

import pytest

from ledger.events import (
    AnyFact,
    BalanceResultStated,
    BudgetAdopted,
    BudgetPart,
    ClauseDecided,
    ClauseOutcome,
    DeficitSettlementDecided,
    LedgerOpened,
    PlanYearCopied,
    Settlement,
    TaxRateDecided,
    TechnicalAdjustmentMade,
    UnitRegistered,
)
from ledger.events.equity import EquityReserved, ReservationExtended
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.recording import Command, rehearse
from ledger.rules.met_later import INSTEAD
from ledger.values import Basis, OperatingAmount, OrganisationKind
from ledger.words.notices import WARNINGS
from tests.given import AUTHOR, PLAN, basis, decided, key, money, opening

NOVEMBER: Final = basis("2023-11-20")
BUDGET_2024: Final = BudgetAdopted(2024, 219_000_000, 5_00, tuple(BudgetPart))
RESULT_2021: Final = BalanceResultStated(2021, -100_00)


def told(*facts: AnyFact, on: Basis = NOVEMBER) -> list[str]:
    """The codes of what is noticed of facts that open a ledger with them, in their order."""
    receipt = rehearse(None, Command((*opening().facts, *facts), on), AUTHOR)
    return [warning.code for warning in receipt.consequence.warnings]


TOGETHER: Final[dict[str, tuple[AnyFact, ...]]] = {
    "deficit-decision-late": (DeficitSettlementDecided(2021, Settlement.PLANNED), BUDGET_2024),
    "deficit-plan-missing": (
        DeficitSettlementDecided(2021, Settlement.PLANNED),
        BudgetAdopted(2023, 219_000_000, 5_00, tuple(BudgetPart), newly_elected=True),
    ),
    "deficit-not-settled": (
        DeficitSettlementDecided(2021, Settlement.SPARED, None, "Stora förluster."),
        BalanceResultStated(2024, 0),
    ),
}


@pytest.mark.parametrize("code", TOGETHER)
def test_what_a_later_fact_brings_is_not_told_to_be_missing(code: str) -> None:
    brings, misses = TOGETHER[code]
    on = basis("2025-04-28") if code == "deficit-not-settled" else NOVEMBER
    between = tuple(BalanceResultStated(year, 0) for year in (2022, 2023) if code == "deficit-not-settled")
    before = (RESULT_2021, *between)
    assert code not in told(*before, brings, misses, on=on)
    assert code not in told(*before, misses, brings, on=on)
    assert code in told(*before, misses, on=on), "the rule is still there"


@pytest.mark.parametrize(
    ("nets", "told_of"),
    [((3, -1, -2), 0), ((3, -3), 0), ((3, -1, -1), 3), ((3,), 1)],
    ids=["three", "two", "not even", "one"],
)
def test_technical_adjustments_that_even_out_are_each_others_counterparts(nets: tuple[int, ...], told_of: int) -> None:
    """Money that moves between units, told for each of them without the other: nobody's counterpart is missing."""
    units = ("slk", "sbk", "ks")
    frames = [decided(100, frame=key(unit, year=2024)) for unit in units]
    moved = [
        TechnicalAdjustmentMade(key(unit, year=2024), OperatingAmount(net, 0))
        for unit, net in zip(units, nets, strict=False)
    ]
    assert told(*frames, *moved).count("counterpart-unknown") == told_of


def test_technical_adjustments_of_one_clause_are_each_others_counterparts() -> None:
    """Also when both stand inside one clause."""
    frames = [decided(100, frame=key(unit, year=2024)) for unit in ("slk", "sbk")]
    moved = tuple(
        TechnicalAdjustmentMade(key(unit, year=2024), OperatingAmount(net, 0))
        for unit, net in (("slk", 3), ("sbk", -3))
    )
    clause = ClauseDecided(ClauseOutcome.APPROVED, "Lokalvården flyttas.", facts=moved)
    assert "counterpart-unknown" not in told(*frames, clause)
    alone = ClauseDecided(ClauseOutcome.APPROVED, "Lokalvården flyttas.", facts=moved[:1])
    assert told(*frames, alone).count("counterpart-unknown") == 1


def test_the_parts_of_a_budget_may_stand_in_any_order() -> None:
    parts = tuple(part for part in BudgetPart if part is not BudgetPart.TAX_RATE)
    adopted, rate = BudgetAdopted(2024, None, 5_00, parts), TaxRateDecided(2024, 219_000_000)
    assert "budget-parts-missing" in told(adopted)
    assert told(rate, adopted) == told(adopted, rate)
    differs = BudgetAdopted(2024, 218_000_000, 5_00, parts)
    late = basis("2023-12-11")
    assert sorted(told(rate, differs, on=late)) == sorted(told(differs, rate, on=late))


def test_a_body_may_be_registered_after_what_it_decides() -> None:
    own = basis("2023-11-20", body="Samrådet")
    society = (LedgerOpened("Föreningen", OrganisationKind.ASSOCIATION), UnitRegistered("slk", "Kansliet"))

    def unknown(*facts: AnyFact) -> list[int]:
        receipt = rehearse(None, Command((*society, *facts), own), AUTHOR)
        return [warning.fact for warning in receipt.consequence.warnings if warning.code == "body-unknown"]

    assert 2 in unknown(decided(1_00))
    assert 2 not in unknown(decided(1_00), BodyRegistered("Samrådet", BodyKind.COUNCIL))


def test_a_plan_may_be_copied_before_what_it_copies_and_is_then_compared_with_it() -> None:
    copied, copy = (
        decided(100_00, frame=key(year=2025), commitment=PLAN),
        PlanYearCopied(key(), key(year=2025), money(90_00)),
    )
    assert told(copied, copy) == told(copy, copied) == ["plan-copy-differs"]
    assert told(copy) == ["copied-frame-unknown"]


def test_an_earmark_may_be_extended_before_it_is_told_of() -> None:
    made, longer = EquityReserved("r", "Syfte", 100_00), ReservationExtended("r", date(2027, 12, 31))
    assert told(longer, made) == told(made, longer) == []
    assert told(longer) == ["reservation-balance-unknown"]


def test_every_warning_that_can_be_met_is_one_that_there_is() -> None:
    assert {*INSTEAD, *(code for codes in INSTEAD.values() for code in codes)} <= set(WARNINGS)
