"""What is there by now, as what was told of a budget is held against it: the day on which something was recorded makes
no decision late."""

from datetime import date

import pytest

from ledger.events import (
    AnyFact,
    BalanceResultStated,
    BudgetAdopted,
    BudgetPart,
    DeficitSettlementDecided,
    JudgmentGiven,
    JudgmentOutcome,
    TaxRateDecided,
)
from ledger.events.budget import Settlement
from ledger.values import DecisionReference
from projections.asking.question import Question
from projections.chapters.warnings import warnings_answer
from tests.given import basis
from tests.projections.rich import withdrawn
from tests.projections.telling import LATER, Told

RATE = 178_300_000
NOVEMBER, DECEMBER = basis("2025-11-24", "§ 9"), basis("2025-12-15", "§ 20")
REASONS = "Statens besked kom sent."
WITH_RATE = BudgetAdopted(2026, RATE, contains=tuple(BudgetPart), december_reasons=REASONS)
WITHOUT = BudgetAdopted(2026, contains=tuple(part for part in BudgetPart if part is not BudgetPart.TAX_RATE))


def open_(told: Told, code: str, known_at: int | None = None, as_of: date = LATER) -> list[int]:
    told.ledger.runner.catch_up()
    question = Question(name=code, as_of=as_of, known_at=known_at)
    return [warning.position for warning in warnings_answer(told.ledger.model, question).answer.warnings]


def test_r22_a_tax_rate_that_was_fixed_in_november_and_recorded_after_the_budget(told: Told) -> None:
    late = told.record(WITH_RATE, on=DECEMBER)
    assert open_(told, "tax-rate-late") == [late]
    rate = told.record(TaxRateDecided(2026, RATE), on=NOVEMBER)
    assert open_(told, "tax-rate-late") == []
    assert open_(told, "tax-rate-late", rate - 1) == [late], "what was known then"
    told.record(*withdrawn(rate).facts)
    assert open_(told, "tax-rate-late") == [late]


def test_r22_it_is_late_again_from_the_day_on_which_a_court_has_annulled_that_of_november(told: Told) -> None:
    late = told.record(WITH_RATE, on=DECEMBER)
    told.record(TaxRateDecided(2026, RATE), on=NOVEMBER)
    meant = DecisionReference("KF", "KS 2025/1", "§ 9")
    told.record(
        JudgmentGiven(
            meant, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), final_ground="Lagakraftbevis"
        )
    )
    assert open_(told, "tax-rate-late", as_of=date(2026, 5, 31)) == []
    assert open_(told, "tax-rate-late") == [late]


@pytest.mark.parametrize(
    ("first", "later", "day", "still"),
    [
        (TaxRateDecided(2026, RATE), TaxRateDecided(2026, RATE), "2025-11-24", False),
        (TaxRateDecided(2026, RATE), TaxRateDecided(2026, RATE + 1), "2025-11-24", True),
        (WITH_RATE, TaxRateDecided(2026, RATE + 1), "2025-11-24", False),
        (WITH_RATE, TaxRateDecided(2025, RATE), "2024-11-25", True),
        (WITH_RATE, TaxRateDecided(2026, RATE), "2025-12-16", True),
    ],
)
def test_r22_what_else_was_fixed_leaves_it_late_or_not(
    told: Told, first: AnyFact, later: AnyFact, day: str, still: bool
) -> None:
    """The same rate again is fixed by whoever was first; another one in December is fixed then. A budget fixes none
    that was fixed before it. That of another year, or of a later day, changes nothing."""
    late = told.record(first, on=DECEMBER)
    told.record(later, on=basis(day, "§ 9"))
    assert (late in open_(told, "tax-rate-late")) is still


def test_r23_a_budget_that_lacked_nothing_but_the_rate_lacks_nothing(told: Told) -> None:
    without = told.record(WITHOUT, on=basis("2025-11-24", "§ 20"))
    less = told.record(BudgetAdopted(2027, contains=WITHOUT.contains[1:]), on=basis("2026-11-23", "§ 20"))
    assert open_(told, "budget-parts-missing") == [without, less]
    told.record(TaxRateDecided(2026, RATE), on=NOVEMBER)
    told.record(TaxRateDecided(2027, RATE), on=basis("2026-11-23", "§ 9"))
    assert open_(told, "budget-parts-missing") == [less]


@pytest.mark.parametrize(("year", "code"), [(2024, "deficit-plan-missing"), (2025, "deficit-decision-late")])
def test_r26_how_a_deficit_is_settled_was_decided_by_then(told: Told, year: int, code: str) -> None:
    """−5 of 2022 and no plan when the budget is adopted; one of the year before is recorded after it."""
    told.record(BalanceResultStated(2022, -5), on=basis("2023-04-24", "§ 4"))
    missing = told.record(BudgetAdopted(year, RATE, contains=tuple(BudgetPart)), on=basis(f"{year - 1}-11-24", "§ 20"))
    plan = DeficitSettlementDecided(2022, Settlement.PLANNED)
    told.record(plan, on=basis(f"{year - 1}-11-25", "§ 2"))
    assert open_(told, code) == [missing], "decided after it"
    told.record(plan, on=basis("2023-11-20", "§ 3"))
    assert open_(told, code) == []
