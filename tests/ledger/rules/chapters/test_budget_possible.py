"""What cannot be in a budget or in the accounts: a rate that is none, and a reserve before there was one."""

import pytest

from ledger.events import BalanceReserve, BalanceResultStated, BudgetAdopted, TaxRateDecided
from tests.given import basis
from tests.ledger.rules.scenario import given, refusal, warning
from tests.ledger.rules.tables.budget import changed

OLD, RESULT = BalanceReserve


@pytest.mark.parametrize("percent", [-21, -1, 100, 110])
def test_a_tax_rate_that_cannot_be_one_is_refused(percent: int) -> None:
    ppb = percent * 10_000_000
    given().when(TaxRateDecided(2022, ppb), basis("2021-11-22")).then(refusal("rate-out-of-range"))
    given().when(changed(year=2022, tax_rate_ppb=ppb), basis("2021-11-22")).then(refusal("rate-out-of-range"))


@pytest.mark.parametrize("ppb", [0, 10_000_000, 219_000_000, 999_999_999])
def test_a_tax_rate_is_a_part_of_what_is_taxed(ppb: int) -> None:
    given().when(TaxRateDecided(2022, ppb), basis("2021-11-22")).then()


@pytest.mark.parametrize(
    ("fact", "day", "early"),
    [
        (changed(year=2012, result_reserve_ore=1_00), "2011-11-21", True),
        (changed(year=2013, result_reserve_ore=1_00), "2012-11-19", False),
        (changed(year=2023, newly_elected=True, result_reserve_ore=1, from_reserve=RESULT), "2022-11-21", True),
        (changed(year=2024, result_reserve_ore=1, from_reserve=RESULT), "2023-11-20", False),
        (changed(year=2025, result_reserve_ore=1, from_reserve=OLD), "2024-11-18", False),
        (BalanceResultStated(2009, 100_00, reserved_ore=1_00), "2010-04-26", True),
        (BalanceResultStated(2010, 100_00, reserved_ore=1_00), "2012-12-17", True),
        (BalanceResultStated(2010, 100_00, reserved_ore=1_00), "2013-04-29", False),
        (BalanceResultStated(2012, 100_00, used_ore=1_00), "2013-04-29", False),
        (BalanceResultStated(2023, 100_00, reserved_ore=1_00), "2024-04-29", False),
        (BalanceResultStated(2009, 100_00), "2010-04-26", False),
    ],
)
def test_r27_a_reserve_is_used_from_when_there_is_one(
    fact: BudgetAdopted | BalanceResultStated, day: str, early: bool
) -> None:
    given().when(fact, basis(day)).then(*[warning("reserve-before-law")] * early)
