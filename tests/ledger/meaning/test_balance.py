"""Two reserves, each with money of its own, and what may be put into them (KL 11:14); deficits until they are settled
(KL 11:12-13)."""

import pytest

from ledger.events import (
    BalanceReserve,
    BalanceResultStated,
    BudgetAdopted,
    DeficitSettlementDecided,
    Settlement,
)
from ledger.meaning.balance import (
    Deficit,
    balances,
    reserve_balances,
    reserve_limits,
    reserve_of,
    reserve_used,
    settle_by,
)

RUR, RESERVE = BalanceReserve.EQUALISATION, BalanceReserve.RESULT


@pytest.mark.parametrize(
    ("year", "reserve"), [(2009, None), (2010, RUR), (2023, RUR), (2024, RESERVE), (2030, RESERVE)]
)
def test_the_reserve_is_that_of_the_accounts_year(year: int, reserve: BalanceReserve | None) -> None:
    """D-11, whenever it is decided: accounts of 2023 decided on 2024-04-29 are RUR."""
    assert reserve_of(year) is reserve


def test_a_use_names_its_reserve_as_the_document_does() -> None:
    assert reserve_used(BudgetAdopted(2024, from_reserve=RUR)) is RUR
    assert reserve_used(BudgetAdopted(2024)) is RESERVE
    assert reserve_used(BudgetAdopted(2022)) is RUR


def test_the_limits_of_a_reserve() -> None:
    """tkr of decisions/01: 48 322 less 14 925 is 33 397; the year's result, 52 966, is not the lowest. With negative
    equity 2 %, 29 850: 18 472."""
    stated = BalanceResultStated(2019, 14_925, 1_492_500, 33_397, 107_087, result_ore=52_966)
    limits = reserve_limits(stated)
    assert limits is not None
    assert (limits.reserve, limits.lowest_ore, limits.least_ore, limits.most_ore) == (RUR, 48_322, 14_925, 33_397)
    assert limits.most_held_ore is None
    negative = reserve_limits(BalanceResultStated(2019, 14_925, 1_492_500, 33_397, equity_negative=True))
    assert negative is not None
    assert negative.most_ore == 18_472
    assert reserve_limits(BalanceResultStated(2019, 14_925)) is None
    assert reserve_limits(BalanceResultStated(2009, 14_925, 1_492_500)) is None
    later = reserve_limits(BalanceResultStated(2024, 14_925, 1_492_500))
    assert later is not None
    assert (later.reserve, later.most_held_ore) == (RESERVE, 74_625)


def test_each_reserve_has_a_balance_of_its_own() -> None:
    """D-11: 5 into RUR for 2023, 3 into the resultatreserv for 2024, 4 out of RUR in 2025, 1 out of the other."""
    stated = [
        BalanceResultStated(2025, 0, used_ore=4, from_reserve=RUR),
        BalanceResultStated(2023, 0, reserved_ore=5, reserve_total_ore=25),
        BalanceResultStated(2024, 0, reserved_ore=3),
        BalanceResultStated(2026, 0, used_ore=1),
    ]
    assert reserve_balances(stated[1:2]) == {RUR: 25, RESERVE: None}
    assert reserve_balances(stated[1:3]) == {RUR: 25, RESERVE: 3}
    assert reserve_balances(stated) == {RUR: 21, RESERVE: 2}


def test_what_is_not_known_is_not_nothing() -> None:
    assert reserve_balances([]) == {RUR: None, RESERVE: None}
    assert reserve_balances([BalanceResultStated(2022, 0, reserved_ore=5)]) == {RUR: None, RESERVE: None}
    assert reserve_balances([BalanceResultStated(2025, 0, reserved_ore=5)]) == {RUR: None, RESERVE: None}
    assert reserve_balances([BalanceResultStated(2009, 0, reserved_ore=5)]) == {RUR: None, RESERVE: None}


def test_what_a_reserve_holds_is_not_known_after_a_year_without_accounts_until_it_is_printed_again() -> None:
    """D-11: the accounts of 2022 print 25; those of 2023 may have added to RUR, and those of 2025 taken from it."""
    printed, uses = (
        BalanceResultStated(2022, 0, reserve_total_ore=25),
        BalanceResultStated(2024, 0, reserved_ore=3, used_ore=4, from_reserve=RUR),
    )
    assert reserve_balances([printed, uses]) == {RUR: None, RESERVE: 3}
    between = BalanceResultStated(2023, 0, reserved_ore=5)
    assert reserve_balances([printed, between, uses]) == {RUR: 26, RESERVE: 3}
    assert reserve_balances([printed, between, uses, BalanceResultStated(2026, 0)]) == {RUR: None, RESERVE: None}
    again = BalanceResultStated(2026, 0, reserve_total_ore=9)
    assert reserve_balances([printed, between, uses, again]) == {RUR: None, RESERVE: 9}


# --- Deficits ---------------------------------------------------------------------------------------------------

BAD, BETTER, GOOD = (BalanceResultStated(*figures) for figures in ((2021, -100), (2022, 60), (2023, 70)))


def test_d12_deficits_are_settled_by_later_results() -> None:
    """D-12: 2021 -100, 2022 +60, 2023 +70: after 2022 40 left, after 2023 0 and 30 over; settled in 2023. The decision
    at the latest in the budget for 2024."""
    assert balances([BAD]).open == (Deficit(2021, 100, 100),)
    assert balances([BAD, BETTER]).open == (Deficit(2021, 100, 40),)
    after = balances([GOOD, BAD, BETTER])
    assert (after.open, after.over_ore) == ((), 30)
    assert after.deficits == (Deficit(2021, 100, 0, settled_in=2023),)
    assert settle_by(2021) == 2024


def test_d12_the_oldest_is_settled_first() -> None:
    stated = [BAD, BalanceResultStated(2022, -50), BalanceResultStated(2023, 120)]
    assert balances(stated).open == (Deficit(2022, 50, 30),)
    assert balances([*stated, BalanceResultStated(2024, 30)]).open == ()


def test_an_earlier_surplus_settles_nothing() -> None:
    assert balances([BalanceResultStated(2020, 500), BAD]).open == (Deficit(2021, 100, 100),)


def test_d12_special_reasons_close_it_too_in_whole_or_in_part() -> None:
    """KL 11:13."""
    some = DeficitSettlementDecided(2021, Settlement.SPARED, 30)
    assert balances([BAD, BETTER], [some]).open == (Deficit(2021, 100, 10, decided=True),)
    assert balances([BAD, BETTER], [DeficitSettlementDecided(2021, Settlement.SPARED)]).over_ore == 60
    plan = DeficitSettlementDecided(2021, Settlement.PLANNED)
    assert balances([BAD, BETTER], [plan]).open == (Deficit(2021, 100, 40, decided=True),)
