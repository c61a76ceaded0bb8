"""R-27, D-11: the reserves that even results out, at each budget and each year's accounts: what they hold, and what is
put into them or taken out of them, within their limits (KL 11:14)."""

from collections.abc import Iterator, Mapping
from datetime import date

from ledger.events import BalanceReserve, BalanceResultStated, BudgetAdopted
from ledger.looking.state import State
from ledger.meaning.balance import (
    RESERVES,
    ReserveLimits,
    held_before,
    reserve_of,
    reserve_size,
    reserve_used,
    reserves_ahead_of_law,
    rounded_together,
    years_looked_at,
)
from ledger.meaning.budget import balance_result_of
from ledger.money import amount_text
from ledger.values import RecordedWarning
from ledger.words import words
from ledger.words.law import LAW


def results_before(state: State, day: date, before: int) -> dict[int, BalanceResultStated]:
    """The balance results of the years before one that were stated by a day."""
    last = {year: balance_result_of(state.about(f"budget:{year}", day)) for year in years_looked_at(before)}
    said = {year: placed.fact for year, placed in last.items() if placed is not None}
    return {year: fact for year, fact in said.items() if isinstance(fact, BalanceResultStated)}


def beyond_limits(fact: BalanceResultStated, limits: ReserveLimits, reckoned: int | None) -> Iterator[RecordedWarning]:
    """R-27: what is put into the reserve of the year, and what the later reserve holds, as printed or as reckoned."""
    reserve = words.value(limits.reserve)
    if fact.reserved_ore is not None and fact.reserved_ore > limits.most_ore:
        most = f"{amount_text(limits.most_ore)} ({amount_text(limits.lowest_ore)} − {amount_text(limits.least_ore)})"
        yield _exceeded(fact, f"till {reserve}", fact.reserved_ore, most)
    held, most_held = fact.reserve_total_ore, limits.most_held_ore
    held = reckoned if held is None and fact.reserved_ore else held
    if held is not None and most_held is not None and held > most_held:
        yield _exceeded(fact, words.field("reserve_total"), held, amount_text(most_held))


def _exceeded(fact: BalanceResultStated, what: str, ore: int, most: str) -> RecordedWarning:
    values = {"year": str(fact.year), "what": what, "asserted": amount_text(ore), "most": most}
    return RecordedWarning("result-reserve-exceeded", values)


def size_differs(fact: BalanceResultStated, stated: Mapping[int, BalanceResultStated]) -> Iterator[RecordedWarning]:
    """R-27: what the accounts print that the reserve of the year holds, against what it held before them."""
    printed, reckoned, own = fact.reserve_total_ore, reserve_size(fact, stated), reserve_of(fact.year)
    if printed is None or reckoned is None or own is None or reckoned < 0:
        return  # of one that is overdrawn that is told
    moved = fact.reserved_ore or 0, fact.used_ore or 0
    before = reckoned - moved[0] + (moved[1] if reserve_used(fact) is own else 0)
    if abs(printed - reckoned) > rounded_together(printed, before, *moved):
        values = {"reserve": words.value(own), "asserted": amount_text(printed), "calculated": amount_text(reckoned)}
        yield RecordedWarning("reserve-size-differs", {"year": str(fact.year), "before": amount_text(before)} | values)


def overdrawn(state: State, fact: BudgetAdopted | BalanceResultStated, day: date) -> Iterator[RecordedWarning]:
    """R-27, D-11: no more is taken out of a reserve than it holds, of the money that is its own. A budget is held to
    what the last accounts before it left, less what another budget takes out of that."""
    asserted = fact.result_reserve_ore if isinstance(fact, BudgetAdopted) else fact.used_ore
    reserve = reserve_used(fact) if asserted else None
    results = results_before(state, day, fact.year) if reserve is not None else {}
    held = held_before(fact, results) if reserve is not None else None
    if reserve is None or held is None or asserted is None:
        return
    budgeted = _budgeted(state, day, fact.year - 1, reserve) if isinstance(fact, BudgetAdopted) else 0
    budgeted = 0 if fact.year - 1 in results else budgeted
    if asserted > held - budgeted:
        used = {"asserted": amount_text(asserted), "reserve": words.value(reserve)}
        left = amount_text(held)
        left += f", varav budgeten {fact.year - 1} tar {amount_text(budgeted)}" if budgeted else ""
        yield RecordedWarning("reserve-overdrawn", {"year": str(fact.year), "held": left} | used)


def _budgeted(state: State, day: date, year: int, reserve: BalanceReserve) -> int:
    """What the budget of a year takes out of a reserve, in öre."""
    adopted = [each.fact for each in state.about(f"budget:{year}", day) if isinstance(each.fact, BudgetAdopted)]
    last = adopted[-1] if adopted else None
    return last.result_reserve_ore or 0 if last is not None and reserve_used(last) is reserve else 0


def before_its_reserve(fact: BudgetAdopted | BalanceResultStated, day: date) -> Iterator[RecordedWarning]:
    """R-27, D-11: nothing is put into a reserve, or taken out of one, that there is not yet."""
    for what, reserve in reserves_ahead_of_law(fact, day):
        rule = RESERVES[reserve]
        since = f"för räkenskapsåren från {rule.first_year}"
        if reserve is BalanceReserve.EQUALISATION:
            since += f", med beslut från {LAW['equalisation-reserve-begins'].first_year}"
        values = {"year": str(fact.year), "what": words.field(what), "day": str(day), "reserve": words.value(reserve)}
        yield RecordedWarning("reserve-before-law", values | {"validity": since, "law": rule.cited})
