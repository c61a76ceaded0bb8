"""What a year's budget is: its days by the law, its parts, its balance, and what was noted beside its frames."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events import (
    BalanceResultStated,
    BudgetAdopted,
    BudgetPart,
    Fact,
    OfWhichNoted,
    OutcomeRecorded,
    TaxRateDecided,
)
from ledger.meaning.budget import (
    adopted_budget,
    adoption_deadline,
    balance_result_of,
    council_takes_office,
    missing_parts,
    of_which,
    outcome_of,
    proposal_deadline,
    required_parts,
    sum_of_parts,
    tax_rate_of,
    uncovered_deficit,
)
from ledger.meaning.effects import Sides
from ledger.meaning.placed import PlacedFact, claim_of, placed_facts
from ledger.values import NetAmount, OrganisationKind
from tests.given import basis, key, money

CITY = OrganisationKind.MUNICIPALITY


def placed(*facts: Fact) -> list[PlacedFact]:
    """Facts decided one after another."""
    entries: list[PlacedFact] = []
    for number, fact in enumerate(facts, start=1):
        entries += placed_facts(claim_of(fact, basis(f"2026-01-{number:02}"), number, date(2026, 2, 1)))
    return entries


def test_the_days_of_kl_11_8_and_11_10_11() -> None:
    assert proposal_deadline(2027) == date(2026, 10, 31)
    assert proposal_deadline(2027, special_reasons=True) == date(2026, 11, 30)
    assert adoption_deadline(2027) == date(2026, 11, 30)
    assert adoption_deadline(2027, special_reasons=True) == date(2026, 12, 31)


@pytest.mark.parametrize(("year", "day"), [(2023, 2022), (2026, None), (2027, 2026), (2028, None), (2031, 2030)])
def test_a_new_council_takes_office_in_years_of_election(year: int, day: int | None) -> None:
    assert council_takes_office(year) == (None if day is None else date(day, 10, 15))


def test_a_federation_levies_no_tax() -> None:
    assert required_parts(CITY, 2026) == tuple(BudgetPart)
    assert set(BudgetPart) - set(required_parts(OrganisationKind.MUNICIPAL_FEDERATION, 2026)) == {BudgetPart.TAX_RATE}
    assert BudgetPart.GROUP not in required_parts(CITY, 2024)
    there = BudgetAdopted(2026, contains=tuple(BudgetPart)[1:])
    assert missing_parts(there, CITY) == (BudgetPart.TAX_RATE,)
    assert missing_parts(there, CITY, 178_300_000) == ()
    assert missing_parts(there, OrganisationKind.MUNICIPAL_FEDERATION) == ()


@pytest.mark.parametrize(
    ("result", "reserve", "short"),
    [(1, None, None), (0, None, 0), (-5, None, 5), (-5, 5, None), (-5, 4, 1), (None, None, None), (0, 0, 0)],
)
def test_revenues_exceed_costs_with_what_is_used_of_the_reserve(
    result: int | None, reserve: int | None, short: int | None
) -> None:
    adopted = BudgetAdopted(2026, budgeted_result_ore=result, result_reserve_ore=reserve)
    assert uncovered_deficit(adopted) == short


def test_the_last_of_each_counts() -> None:
    facts = placed(
        TaxRateDecided(2026, 170_000_000),
        BudgetAdopted(2026, 171_000_000),
        BudgetAdopted(2026),
        BalanceResultStated(2026, 1),
        BalanceResultStated(2026, 2),
    )
    assert adopted_budget(facts) == facts[2]
    assert tax_rate_of(facts) == (171_000_000, facts[1])
    assert balance_result_of(facts) == facts[4]
    assert (adopted_budget(()), tax_rate_of(()), balance_result_of(())) == (None, None, None)


def test_the_outcome_that_was_recorded_last_counts() -> None:
    facts = placed(OutcomeRecorded(key(), money(90, 10)), OutcomeRecorded(key(), NetAmount(85)))
    assert outcome_of(facts[:1]) == Sides(90, 10, 80)
    assert outcome_of(facts) == Sides(None, None, 85)
    assert outcome_of(()) is None


def test_a_part_noted_again_has_a_new_figure_in_its_old_place() -> None:
    facts = placed(
        OfWhichNoted(key(), "Hyra", money(1)),
        OfWhichNoted(key(), "it", money(2)),
        OfWhichNoted(key(), "hyra", money(3)),
    )
    assert [entry.position for entry in of_which(facts).values()] == [3, 2]


@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12))))
def test_parts_are_summed_side_by_side(amounts: list[tuple[int, int]]) -> None:
    total = sum_of_parts(OfWhichNoted(key(), "x", money(costs, revenues)) for costs, revenues in amounts)
    costs, revenues = sum(pair[0] for pair in amounts), sum(pair[1] for pair in amounts)
    assert total == Sides(costs, revenues, costs - revenues)
