"""The balance result through the years: two reserves that even results out, each with money of its own (KL 11:14), and
deficits until they are settled (KL 11:12-13)."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Final

import msgspec

from ledger.events import (
    BalanceReserve,
    BalanceResultStated,
    BudgetAdopted,
    DeficitSettlementDecided,
    Settlement,
)
from ledger.meaning.effects import share_of
from ledger.words.law import LAW

_PERCENT: Final = 10_000_000
"""One per cent, in billionths."""

RESERVES: Final = {
    BalanceReserve.EQUALISATION: LAW["equalisation-reserve"],
    BalanceReserve.RESULT: LAW["result-reserve"],
}
"""The rule of each reserve, which holds for the accounts of some years."""


_DECIDED: Final = LAW["equalisation-reserve-begins"]


def reserve_of(accounts_year: int) -> BalanceReserve | None:
    """The reserve that money of a year's accounts is put into, whenever that is decided; None before there was one.

    >>> reserve_of(2023), reserve_of(2024), reserve_of(2009)
    (<BalanceReserve.EQUALISATION: 'equalisation-reserve'>, <BalanceReserve.RESULT: 'result-reserve'>, None)
    """
    return next((reserve for reserve, rule in RESERVES.items() if rule.holds_in(accounts_year)), None)


def reserve_used(fact: BudgetAdopted | BalanceResultStated) -> BalanceReserve | None:
    """The reserve that a budget or a year's accounts take money out of: as the document names it, or the one of the
    year."""
    return fact.from_reserve or reserve_of(fact.year)


def reserves_ahead_of_law(
    fact: BudgetAdopted | BalanceResultStated, day: date
) -> tuple[tuple[str, BalanceReserve], ...]:
    """The amounts of a fact, by their fields, that are put into or taken out of a reserve that there was not yet, as
    decided on a day. The first reserve was for accounts from 2010, and decided about from 2013; what the second holds
    comes from accounts of 2024 (decision D-11).

    >>> reserves_ahead_of_law(BudgetAdopted(2012, result_reserve_ore=1), date(2011, 11, 21))
    (('result_reserve', <BalanceReserve.EQUALISATION: 'equalisation-reserve'>),)
    """
    if isinstance(fact, BudgetAdopted):
        moved = [("result_reserve", fact.result_reserve_ore, reserve_used(fact))]
    else:
        own = reserve_of(fact.year) or BalanceReserve.EQUALISATION
        moved = [("reserved", fact.reserved_ore, own), ("used", fact.used_ore, reserve_used(fact))]
    return tuple(
        (what, reserve or BalanceReserve.EQUALISATION)
        for what, ore, reserve in moved
        if ore and _is_ahead(fact, reserve or BalanceReserve.EQUALISATION, day)
    )


def _is_ahead(fact: BudgetAdopted | BalanceResultStated, reserve: BalanceReserve, day: date) -> bool:
    """A budget may count on what is to be decided in its year; the accounts are decided about when they are known."""
    if fact.year < RESERVES[reserve].first_year:
        return True
    decided = fact.year if isinstance(fact, BudgetAdopted) else day.year
    return not _DECIDED.holds_in(decided)


class ReserveLimits(msgspec.Struct, frozen=True):
    """What may be put into the reserve of a year, and what the reserve may hold (None: as much as there is), in öre.
    `lowest_ore` is the result that the first follows from, and `least_ore` what has to be left of it."""

    reserve: BalanceReserve
    lowest_ore: int
    least_ore: int
    most_ore: int
    most_held_ore: int | None


def reserve_limits(stated: BalanceResultStated) -> ReserveLimits | None:
    """The limits of KL 11:14: what is put aside is at most the lowest of the year's result and the result after balance
    adjustments, each above 1 % of taxes and general grants (2 % when equity with all pension liabilities is negative).
    The balance result itself is lower already by what is put aside. Only the reserve for accounts from 2024 is bound by
    5 %. None when those revenues are not known, and for years without a reserve."""
    reserve = reserve_of(stated.year)
    if stated.tax_revenues_ore is None or reserve is None:
        return None
    least = share_of(stated.tax_revenues_ore, (2 if stated.equity_negative else 1) * _PERCENT) or 0
    adjusted = stated.balance_result_ore + (stated.reserved_ore or 0) - (stated.used_ore or 0)
    lowest = adjusted if stated.result_ore is None else min(adjusted, stated.result_ore)
    capped = reserve is BalanceReserve.RESULT
    held = share_of(stated.tax_revenues_ore, 5 * _PERCENT) if capped else None
    return ReserveLimits(reserve, lowest, least, max(lowest - least, 0), held)


_Held = Mapping[BalanceReserve, int | None]
"""What each reserve holds, in öre; None: nobody knows."""


def reserve_balances(stated: Iterable[BalanceResultStated]) -> dict[BalanceReserve, int | None]:
    """What each reserve holds after some years' accounts, in order of year, in öre; None where what it held before is
    not known. What the accounts print that a reserve holds is taken; the later reserve begins with nothing in 2024. A
    year whose accounts are missing may have put money into its reserve, and taken money out of any that there was.

    >>> printed, later = BalanceResultStated(2022, 0, reserve_total_ore=9_00), BalanceResultStated(2024, 0, used_ore=1)
    >>> reserve_balances([printed, later])[BalanceReserve.EQUALISATION] is None
    True
    """
    accounts = {each.year: each for each in stated}
    held: dict[BalanceReserve, int | None] = dict.fromkeys(BalanceReserve)
    for year in range(min(accounts, default=0), max(accounts, default=-1) + 1):
        if year in accounts:
            held = _after(held, accounts[year])
        else:
            held |= {reserve: None for reserve in BalanceReserve if RESERVES[reserve].first_year <= year}
    return held


def _after(
    held: Mapping[BalanceReserve, int | None], accounts: BalanceResultStated
) -> dict[BalanceReserve, int | None]:
    """What the reserves hold after a year's accounts, from what they held before."""
    after, used, own = dict(held), reserve_used(accounts), reserve_of(accounts.year)
    if accounts.year == LAW["result-reserve"].first_year:
        after[BalanceReserve.RESULT] = 0
    if used is not None:
        after[used] = _plus(after[used], -(accounts.used_ore or 0))
    if own is not None:
        after[own] = _plus(after[own], accounts.reserved_ore or 0)
        after[own] = after[own] if accounts.reserve_total_ore is None else accounts.reserve_total_ore
    return after


def held_before(
    fact: BudgetAdopted | BalanceResultStated,
    stated: Mapping[int, BalanceResultStated],
    of: BalanceReserve | None = None,
) -> int | None:
    """What a reserve, or the one that a budget or a year's accounts use, held before that year, in öre and at the most,
    by the accounts of earlier years (`stated`, by year): years that could only have taken money out of it may be
    missing. None when that is not known: all years that could have put money into it since what it held was last
    printed, or since the later reserve began with nothing, must be there; but the year before a budget, whose accounts
    are made when it is adopted already.

    >>> began = BalanceResultStated(2024, 10_00, reserved_ore=4_00)
    >>> held_before(BalanceResultStated(2025, 1_00, used_ore=5_00), {2024: began})
    400
    >>> held_before(BalanceResultStated(2026, 1_00, used_ore=5_00), {2024: began}) is None
    True
    >>> held_before(BudgetAdopted(2026, result_reserve_ore=5_00), {2024: began})
    400
    """
    reserve = of or reserve_used(fact)
    if reserve is None:
        return None
    rule = RESERVES[reserve]
    printed = [year for year, each in stated.items() if rule.holds_in(year) and each.reserve_total_ore is not None]
    since = max(printed, default=rule.first_year if reserve is BalanceReserve.RESULT else None)
    ahead = isinstance(fact, BudgetAdopted) and fact.year - 1 not in stated
    until = fact.year - 1 if ahead else fact.year
    if since is None or any(year not in stated for year in range(since, min(until, rule.last_year + 1))):
        return None
    if until < since:  # there was no such reserve yet, which is told as that
        return None
    if until == since:
        return None if isinstance(fact, BudgetAdopted) else 0
    held: dict[BalanceReserve, int | None] = dict.fromkeys(BalanceReserve)
    return reduce(_after, (stated[year] for year in sorted(stated)), held)[reserve]


_UNITS: Final = (100, 100_000, 10_000_000, 100_000_000)
"""A krona, a thousand, a hundred thousand and a million, in öre: what figures are rounded to."""


def reserve_size(fact: BalanceResultStated, stated: Mapping[int, BalanceResultStated]) -> int | None:
    """What the reserve of a year holds after its accounts, in öre, reckoned from what it held before, what is put into
    it and what is taken out of it; None when what it held before is not known.

    >>> began = BalanceResultStated(2024, 0, reserved_ore=20)
    >>> reserve_size(BalanceResultStated(2025, 0, reserved_ore=40), {2024: began})
    60
    """
    own = reserve_of(fact.year)
    before = None if own is None else held_before(fact, stated, own)
    used = fact.used_ore or 0 if reserve_used(fact) is own else 0
    return None if before is None else before + (fact.reserved_ore or 0) - used


def rounded_together(*figures: int) -> int:
    """By how much a figure may differ from what others come to when each is rounded as they all are, in öre: half a
    unit of each.

    >>> rounded_together(20_000_000_00, 10_000_000_00, 28_000_000_00)
    150000000
    """
    unit = max((unit for unit in _UNITS if all(figure % unit == 0 for figure in figures)), default=0)
    return unit * sum(1 for figure in figures if figure) // 2


def _plus(ore: int | None, more: int) -> int | None:
    return None if ore is None else ore + more


# --- Deficits ---------------------------------------------------------------------------------------------------

_YEARS: Final = 3
"""Years within which a deficit is settled, and the budget at the latest in which that is decided (KL 11:12)."""


def settle_by(accounts_year: int) -> int:
    """The year by whose end the deficit of a year is settled, and for which the budget at the latest decides about it.

    >>> settle_by(2021)
    2024
    """
    return accounts_year + _YEARS


def results_missing(accounts_year: int, stated: Container[int]) -> str | None:
    """The years whose results can have settled the deficit of a year in time, and are not among those that are stated;
    None when all are. Whether it is settled is then not known.

    >>> results_missing(2021, {2021}), results_missing(2021, {2021, 2023}), results_missing(2021, {2022, 2023, 2024})
    ('2022–2024', '2022 och 2024', None)
    """
    years = range(accounts_year + 1, settle_by(accounts_year) + 1)
    missing = [year for year in years if year not in stated]
    if len(missing) == len(years):
        return f"{years[0]}–{years[-1]}"
    return " och ".join(map(str, missing)) or None


def years_looked_at(year: int) -> range:
    """The years whose balance results can bear on one: the law has asked for a balance since the first of them."""
    return range(LAW["deficit-settled"].first_year, year)


class Deficit(msgspec.Struct, frozen=True):
    """A negative balance result, in öre, positive: what is left of it, and by which year's result it was settled.
    `decided`: whether the council has decided about it."""

    year: int
    deficit_ore: int
    left_ore: int
    settled_in: int | None = None
    decided: bool = False

    @property
    def settle_by(self) -> int:
        """The year by whose end it is to be settled."""
        return settle_by(self.year)


class Balances(msgspec.Struct, frozen=True):
    """Deficits by year, and what is over of the last result when it has settled what it could, in öre."""

    deficits: tuple[Deficit, ...] = ()
    over_ore: int = 0

    @property
    def open(self) -> tuple[Deficit, ...]:
        """Those of which something is left."""
        return tuple(deficit for deficit in self.deficits if deficit.left_ore)


def balances(stated: Iterable[BalanceResultStated], decided: Iterable[DeficitSettlementDecided] = ()) -> Balances:
    """Deficits, settled oldest first by later positive results (after what was put aside; decision D-12), or because
    the council has decided that they are not to be."""
    decisions: dict[int, list[DeficitSettlementDecided]] = {}
    for decision in decided:
        decisions.setdefault(decision.year, []).append(decision)
    standing = Balances()
    for accounts in sorted(stated, key=lambda each: each.year):
        if accounts.balance_result_ore < 0:
            new = _deficit(accounts, decisions.get(accounts.year, ()))
            standing = Balances((*standing.deficits, new), 0)
        else:
            standing = _settled(standing.deficits, accounts)
    return standing


def _deficit(accounts: BalanceResultStated, decisions: Sequence[DeficitSettlementDecided]) -> Deficit:
    deficit = -accounts.balance_result_ore
    spared = [decision.amount_ore for decision in decisions if decision.settlement is Settlement.SPARED]
    left = max(deficit - sum(deficit if ore is None else ore for ore in spared), 0)
    return Deficit(accounts.year, deficit, left, None, decided=bool(decisions))


def _settled(deficits: Iterable[Deficit], accounts: BalanceResultStated) -> Balances:
    over, after = accounts.balance_result_ore, list[Deficit]()
    for deficit in deficits:
        paid = min(over, deficit.left_ore)
        over -= paid
        settled_in = accounts.year if paid and paid == deficit.left_ore else deficit.settled_in
        after.append(msgspec.structs.replace(deficit, left_ore=deficit.left_ore - paid, settled_in=settled_in))
    return Balances(tuple(after), over)
