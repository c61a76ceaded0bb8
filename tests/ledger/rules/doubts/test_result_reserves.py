"""R-27, D-11: what a reserve holds is reckoned wherever the ledger can. Amounts in tkr."""

import pytest

from ledger.events import AnyFact, BalanceReserve, BalanceResultStated, BudgetAdopted
from tests.given import basis
from tests.ledger.rules.scenario import Given, Past, given, past

TKR = 1_000_00
SIZE = "reserve-size-differs"
OVER, CAP = "reserve-overdrawn", "result-reserve-exceeded"


def accounts(
    year: int, put: int = 0, used: int | None = None, size: int | None = None, revenues: int = 1_000_000
) -> BalanceResultStated:
    """A result large enough for what is put aside."""
    stated = BalanceResultStated(year, 200_000 * TKR, revenues * TKR, put * TKR, None if size is None else size * TKR)
    return BalanceResultStated(
        stated.year,
        stated.balance_result_ore,
        stated.tax_revenues_ore,
        stated.reserved_ore,
        stated.reserve_total_ore,
        used_ore=None if used is None else used * TKR,
    )


def budget(year: int, used: int, reserve: BalanceReserve | None = None) -> BudgetAdopted:
    return BudgetAdopted(year, result_reserve_ore=used * TKR, from_reserve=reserve)


def stated(*facts: BalanceResultStated | BudgetAdopted) -> Given:
    return given(*(_past(fact) for fact in facts))


def _past(fact: BalanceResultStated | BudgetAdopted) -> Past:
    day = f"{fact.year + 1}-04-27" if isinstance(fact, BalanceResultStated) else f"{fact.year - 1}-11-24"
    return past(fact, basis(day))


def codes(there: Given, fact: AnyFact, day: str) -> list[str]:
    said = [each.code for each in there.when(fact, basis(day)).verdict.warnings]
    return [code for code in said if code in (SIZE, OVER, CAP)]


@pytest.mark.parametrize(("used", "said"), [(20_000, []), (20_001, [OVER]), (25_000, [OVER])])
def test_a_budget_takes_no_more_than_the_reserve_holds(used: int, said: list[str]) -> None:
    """`zf14-03`: the accounts for 2024 leave 20 000, the budget for 2026 takes 25 000."""
    there = stated(accounts(2024, 20_000))
    assert codes(there, budget(2026, used), "2025-11-24") == said
    printed = stated(accounts(2024, 20_000, size=20_000))
    assert codes(printed, budget(2026, used), "2025-11-24") == said


def test_what_is_not_known_accuses_nobody() -> None:
    """Of the old reserve nothing is printed; the accounts for 2024 are not made when the budget for 2025 is adopted;
    and of 2027 those for 2025 are missing."""
    assert codes(given(), budget(2025, 5_000), "2024-11-25") == []
    there = stated(accounts(2024, 20_000))
    assert codes(there, budget(2026, 50_000, BalanceReserve.EQUALISATION), "2025-11-24") == []
    assert codes(there, budget(2027, 50_000), "2026-11-20") == []


def test_two_budgets_take_the_same_money_once() -> None:
    """20 000: 15 000 in the budget for 2026, then 6 000 in that for 2027, before the accounts for 2026."""
    there = stated(accounts(2024, 20_000), budget(2026, 15_000), accounts(2025))
    assert codes(there, budget(2027, 5_000), "2026-11-20") == []
    assert codes(there, budget(2027, 6_000), "2026-11-20") == [OVER]
    closed = stated(accounts(2024, 20_000), accounts(2025), budget(2026, 15_000), accounts(2026))
    assert codes(closed, budget(2027, 20_000), "2027-11-20") == [], "the accounts say that nothing was taken"


@pytest.mark.parametrize(("put", "said"), [(30_000, []), (30_001, [CAP]), (40_000, [CAP])])
def test_the_cap_is_reckoned_where_the_size_is_not_printed(put: int, said: list[str]) -> None:
    """`zf14b-03`: 20 000 + 40 000 = 60 000, and 5 % of 1 000 000 is 50 000."""
    assert codes(stated(accounts(2024, 20_000)), accounts(2025, put), "2026-04-27") == said


def test_what_is_taken_out_makes_room() -> None:
    there = stated(accounts(2024, 20_000))
    assert codes(there, accounts(2025, 40_000, used=10_000), "2026-04-27") == []
    assert codes(given(), accounts(2025, 40_000), "2026-04-27") == [], "what was there before is not known"


@pytest.mark.parametrize(
    ("size", "said"), [(30_000, []), (28_000, [SIZE]), (31_000, []), (32_000, [SIZE]), (30_100, []), (20_000, [SIZE])]
)
def test_a_printed_size_is_held_against_the_accounts(size: int, said: list[str]) -> None:
    """`r2-08`: 20 000 + 10 000 is 30 000, not 28 000; what is rounded to millions may be one off."""
    assert codes(stated(accounts(2024, 20_000)), accounts(2025, 10_000, size=size), "2026-04-27") == said


def test_a_size_that_is_overdrawn_is_told_as_that() -> None:
    assert codes(stated(accounts(2024, 20_000)), accounts(2025, used=25_000, size=0), "2026-04-27") == [OVER]
