"""What a year's budget is, as facts beside its frames leave it: one source for rules and answers.

The days are those of KL 11 kap.; the sections stand at each.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import msgspec

from ledger.events import (
    BalanceResultStated,
    BudgetAdopted,
    BudgetPart,
    DeficitSettlementDecided,
    InvestmentCarriedForward,
    OfWhichNoted,
    OutcomeRecorded,
    TaxRateDecided,
)
from ledger.meaning.effects import Sides, sides
from ledger.meaning.placed import PlacedFact
from ledger.values import OrganisationKind
from ledger.when import next_weekday, sunday_of
from ledger.words.law import LAW

TAXING: Final = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION)
"""Kinds of organisation that set a tax, and that KL 11:8 and 11:10 give days to (R-29)."""

BUDGETING: Final = (*TAXING, OrganisationKind.MUNICIPAL_FEDERATION)
"""Kinds that KL 11:5-6 and 11:12-15 are about; associations and companies have their statutes."""


COUNCIL_ALONE: Final = (TaxRateDecided, BudgetAdopted, DeficitSettlementDecided)
"""What nobody but the council decides, where there is one (KL 5:1, 11:10, 11:12-13)."""


def proposal_deadline(year: int, *, special_reasons: bool = False) -> date:
    """The last day for the executive board's proposal (KL 11:8): end of October, or of November with special reasons.

    >>> proposal_deadline(2027)
    datetime.date(2026, 10, 31)
    """
    return date(year - 1, 11, 30) if special_reasons else date(year - 1, 10, 31)


def adoption_deadline(year: int, *, special_reasons: bool = False) -> date:
    """The last day for the council to adopt a budget (KL 11:10-11): end of November, or of December with special
    reasons. The tax rate is always decided by the end of November."""
    return date(year - 1, 12, 31) if special_reasons else date(year - 1, 11, 30)


ELECTED_YEARS: Final = 2
"""What is left of a year of election, divided by four: 2022, 2026 …"""


def council_takes_office(year: int) -> date | None:
    """The first day of the newly elected council that adopts the budget of a year (KL 11:10); None when there is no
    election in the year before. General elections are held every fourth year: 2022, 2026 …"""
    return date(year - 1, 10, 15) if (year - 1) % 4 == ELECTED_YEARS else None


def election_day(year: int) -> date | None:
    """The day of the general elections in the year before a budget's: the second Sunday of September, and until 2010
    the third (vallagen 2005:837 1:3); None when there are none.

    >>> election_day(2027), election_day(2011), election_day(2026)
    (datetime.date(2026, 9, 13), datetime.date(2010, 9, 19), None)
    """
    held = year - 1
    return None if council_takes_office(year) is None else sunday_of(held, 9, 2 if held >= _SECOND_SUNDAY_FROM else 3)


_SECOND_SUNDAY_FROM: Final = 2014


def required_parts(kind: OrganisationKind, year: int) -> tuple[BudgetPart, ...]:
    """What a budget for a year must contain (KL 11:6 and 6 a, of that year); a federation levies no tax."""
    return tuple(part for part in BudgetPart if _is_required(part, kind, year))


def _is_required(part: BudgetPart, kind: OrganisationKind, year: int) -> bool:
    if part is BudgetPart.TAX_RATE:
        return kind in TAXING
    rule = _PARTS_LATER.get(part)
    return rule is None or rule.holds_in(year)


_PARTS_LATER: Final = {
    BudgetPart.ACTIVITY_GOALS: LAW["activity-goals"],
    BudgetPart.GROUP: LAW["group-companies"],
}
"""The parts that the law has asked for from some year on."""


def missing_parts(
    adopted: BudgetAdopted, kind: OrganisationKind, tax_rate_before: int | None = None
) -> tuple[BudgetPart, ...]:
    """What a budget must contain, and does not. A tax rate that stands in the same fact, or that was decided before, is
    there, whatever the budget says that it contains."""
    there = set(adopted.contains)
    if adopted.tax_rate_ppb is not None or tax_rate_before is not None:
        there.add(BudgetPart.TAX_RATE)
    return tuple(part for part in required_parts(kind, adopted.year) if part not in there)


def uncovered_deficit(adopted: BudgetAdopted) -> int | None:
    """By how much a budget falls short of its revenues exceeding its costs (KL 11:5), in öre, with what is used of a
    reserve; None when it does not, or its result is not known. A result of zero falls short by nothing."""
    if adopted.budgeted_result_ore is None:
        return None
    covered = adopted.budgeted_result_ore + (adopted.result_reserve_ore or 0)
    in_balance = covered > 0 or (covered == 0 and adopted.result_reserve_ore)
    return None if in_balance else -covered


# --- What holds, from facts in decided order --------------------------------------------------------------------


def adopted_budget(placed: Iterable[PlacedFact]) -> PlacedFact | None:
    """The budget that was adopted last."""
    return _last(placed, BudgetAdopted)


def tax_rate_of(placed: Sequence[PlacedFact]) -> tuple[int, PlacedFact] | None:
    """The tax rate that was decided last, by itself or with the budget, in billionths; None while there is none."""
    rates = ((rate, entry) for entry in placed if (rate := _rate(entry)) is not None)
    return max(rates, key=lambda pair: pair[1].decided, default=None)


def rates_in_time(placed: Iterable[PlacedFact], year: int) -> set[int]:
    """The tax rates for a year that were fixed by the last day for it (KL 11:10–11), in billionths."""
    last = next_weekday(adoption_deadline(year))
    rates = (rate for entry in placed if entry.decided.latest <= last and (rate := _rate(entry)) is not None)
    return set(rates)


def _rate(placed: PlacedFact) -> int | None:
    match placed.fact:
        case TaxRateDecided(rate_ppb=rate):
            return rate
        case BudgetAdopted(tax_rate_ppb=rate):
            return rate
        case _:
            return None


def balance_result_of(placed: Iterable[PlacedFact]) -> PlacedFact | None:
    """The balance result that was stated last."""
    return _last(placed, BalanceResultStated)


def outcome_of(placed: Iterable[PlacedFact]) -> Sides | None:
    """The outcome of a frame that was recorded last; None while there is none."""
    last = _last(placed, OutcomeRecorded)
    return sides(last.fact.amount) if last is not None and isinstance(last.fact, OutcomeRecorded) else None


def of_which(placed: Iterable[PlacedFact]) -> dict[str, PlacedFact]:
    """The named parts of a frame, each as noted last, in the order in which they were first noted."""
    last: dict[str, PlacedFact] = {}
    for entry in placed:
        if isinstance(entry.fact, OfWhichNoted):
            last[entry.fact.name.casefold()] = entry
    return last


def sum_of_parts(parts: Iterable[OfWhichNoted]) -> Sides:
    """Named parts of one frame taken together."""
    total = Sides(0, 0, 0)
    for part in parts:
        total = total.plus(sides(part.amount))
    return total


def _last(placed: Iterable[PlacedFact], fact: type) -> PlacedFact | None:
    entries = [entry for entry in placed if isinstance(entry.fact, fact)]
    return entries[-1] if entries else None


class CarriedBeyond(msgspec.Struct, frozen=True):
    """What has been carried forward out of a frame, and what turned out to be left in it, net and in öre."""

    carried_ore: int
    left_ore: int


def carried_beyond(frame: Sides, outcome: Sides, carried: Iterable[InvestmentCarriedForward]) -> CarriedBeyond | None:
    """More carried forward than was left of a frame; None when it is not more, or nobody knows."""
    nets = [sides(carry.amount).net_ore or 0 for carry in carried]
    if not nets or frame.net_ore is None or outcome.net_ore is None:
        return None
    left = frame.net_ore - outcome.net_ore
    return CarriedBeyond(sum(nets), left) if sum(nets) > max(left, 0) else None
