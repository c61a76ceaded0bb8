"""What a fee is: its cap and rate in a year, every member's base and charge, and what is left to settle.

Pure folds over facts in decided order, already without what was annulled or still waits for a condition. Rules and
answers use the same ones. Amounts are int öre, rates int billionths; nothing is ever divided before it is rounded.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from ledger.events import Fact
from ledger.events.fees import (
    ChargeRounding,
    ChargeTotal,
    FeeBaseCorrected,
    FeeBaseRecorded,
    FeeBaseRow,
    FeeCapDecided,
    FeeRateDecided,
    MemberChargesCalculated,
    MemberChargesIssued,
    MemberChargesSettled,
    PriceDecided,
)
from ledger.meaning.placed import PlacedFact
from ledger.money import PARTS_PER_BILLION

_KRONA: Final = 100
"""Öre."""


class YearRate(msgspec.Struct, frozen=True):
    """A cap or a rate in a year: a share in billionths, an amount per head in öre, and where it was said."""

    fact: FeeCapDecided | FeeRateDecided
    placed: PlacedFact

    @property
    def rate_ppb(self) -> int | None:
        """The share of the base."""
        return self.fact.rate_ppb

    @property
    def per_head_ore(self) -> int | None:
        """The amount per head."""
        return self.fact.per_head_ore

    @property
    def rate_as_printed(self) -> str | None:
        """The share as its document prints it, when that is in another way than it would be written."""
        return self.fact.rate_as_printed


def cap_for(placed: Iterable[PlacedFact], year: int) -> YearRate | None:
    """The cap that was decided last for a fee year; None when no cap is known for it."""
    return _latest(placed, FeeCapDecided, year)


def rate_for(placed: Iterable[PlacedFact], year: int) -> YearRate | None:
    """The rate that was decided last for a fee year; None when none was."""
    return _latest(placed, FeeRateDecided, year)


def rate_on(placed: Iterable[PlacedFact], day: date) -> YearRate | None:
    """The rate that was decided last of those that hold on a day: a decision with an effective day holds from then."""
    return rate_for((entry for entry in placed if _effective(entry) <= day), day.year)


def _effective(placed: PlacedFact) -> date:
    effective = None if placed.basis is None else placed.basis.effective_day
    return effective or date.min


def _latest(placed: Iterable[PlacedFact], kind: type[FeeCapDecided | FeeRateDecided], year: int) -> YearRate | None:
    rate = None
    for entry in placed:
        fact = entry.fact
        if isinstance(fact, kind) and fact.first_year <= year <= fact.last_year:
            rate = YearRate(fact, entry)
    return rate


def years_of(placed: Iterable[PlacedFact]) -> tuple[int, ...]:
    """The years in which something is known of a fee, in order."""
    years: set[int] = set()
    for entry in placed:
        match entry.fact:
            case FeeCapDecided(first_year=first, last_year=last) | FeeRateDecided(first_year=first, last_year=last):
                years |= set(range(first, last + 1))
            case FeeBaseRecorded(year=year) | MemberChargesCalculated(year=year) | MemberChargesIssued(year=year):
                years.add(year)
            case _:
                continue
    return tuple(sorted(years))


def years_named(fact: Fact) -> tuple[int, ...]:
    """The fee years that a fact about a fee names: one for rows, several for a cap or a rate; none for another fact."""
    match fact:
        case FeeCapDecided() | FeeRateDecided():
            return tuple(range(fact.first_year, fact.last_year + 1))
        case FeeBaseRecorded() | FeeBaseCorrected() | MemberChargesCalculated():
            return (fact.year,)
        case MemberChargesIssued() | MemberChargesSettled():
            return (fact.year,)
        case _:
            return ()


def exceeds(rate: YearRate, cap: YearRate) -> bool:
    """Whether a rate is above a cap, in the measure that both of them have (R-44)."""
    pairs = ((rate.rate_ppb, cap.rate_ppb), (rate.per_head_ore, cap.per_head_ore))
    return any(asked is not None and most is not None and asked > most for asked, most in pairs)


def is_capped(rate: YearRate, cap: YearRate) -> bool:
    """Whether a cap says anything about a rate: they share a measure."""
    pairs = ((rate.rate_ppb, cap.rate_ppb), (rate.per_head_ore, cap.per_head_ore))
    return any(asked is not None and most is not None for asked, most in pairs)


class Base(msgspec.Struct, frozen=True):
    """Every member's base for a fee year, by unit, as it stands after every correction; and the entries it is from.
    `recorded` None: only changes of it are known."""

    recorded: FeeBaseRecorded | None
    rows: dict[str, FeeBaseRow]
    positions: tuple[int, ...]


def base_for(placed: Iterable[PlacedFact], year: int) -> Base | None:
    """The base of a fee year: what was recorded last, and what was corrected of it after that. None before any."""
    base: Base | None = None
    for entry in placed:
        match entry.fact:
            case FeeBaseRecorded() as fact if fact.year == year:
                base = Base(fact, {row.member: row for row in fact.rows}, (entry.position,))
            case FeeBaseCorrected() as fact if fact.year == year:
                before = base or Base(None, {}, ())
                rows = before.rows | {row.member: row for row in fact.rows}
                base = Base(before.recorded, rows, (*before.positions, entry.position))
            case _:
                continue
    return base


def charge(rate: YearRate, row: FeeBaseRow, rounding: ChargeRounding) -> int | None:
    """One member's charge in öre: the share of the base and the amount per head together, rounded once. None when
    something it takes is not known.

    >>> charge(0,35 ‰, 863 834 596 kr)  # 302 342,1086 kr
    30234200
    """
    exact = exact_charge(rate, row.base_ore, row.heads)
    return None if exact is None else rounded(exact, rounding)


def exact_charge(rate: YearRate, base_ore: int | None, heads: int | None) -> int | None:
    """A charge before it is rounded, in billionths of an öre. None when something it takes is not known."""
    if rate.rate_ppb is None and rate.per_head_ore is None:
        return None
    exact = 0
    if rate.rate_ppb is not None:
        if base_ore is None:
            return None
        exact += base_ore * rate.rate_ppb
    if rate.per_head_ore is not None:
        if heads is None:
            return None
        exact += heads * rate.per_head_ore * PARTS_PER_BILLION
    return exact


def rounded(exact: int, rounding: ChargeRounding) -> int:
    """Billionths of an öre as öre, by a policy; a half goes up.

    >>> rounded(3023421086 * 10**7, ChargeRounding.HALF_UP_KRONA)
    30234200
    """
    match rounding:
        case ChargeRounding.HALF_UP_KRONA:
            step = _KRONA * PARTS_PER_BILLION
            return (2 * exact + step) // (2 * step) * _KRONA
        case ChargeRounding.DOWN_KRONA:
            return exact // (_KRONA * PARTS_PER_BILLION) * _KRONA
        case ChargeRounding.HALF_UP_ORE:
            return (2 * exact + PARTS_PER_BILLION) // (2 * PARTS_PER_BILLION)


class Reckoned(msgspec.Struct, frozen=True):
    """Charges reckoned from a rate and a base: each member's, their sum, the exact total rounded by itself, and which
    of the two the policy means. A figure is None when something it takes is not known."""

    by_member: dict[str, int | None]
    sum_ore: int | None
    rounded_total_ore: int | None
    total: ChargeTotal

    @property
    def total_ore(self) -> int | None:
        """The total that the policy means."""
        return self.sum_ore if self.total is ChargeTotal.SUM_OF_ROWS else self.rounded_total_ore


def reckon(rate: YearRate, base: Base, rounding: ChargeRounding, total: ChargeTotal) -> Reckoned:
    """Every member's charge, and both totals (R-45)."""
    by_member = {member: charge(rate, row, rounding) for member, row in base.rows.items()}
    exact = sum_of(exact_charge(rate, row.base_ore, row.heads) for row in base.rows.values())
    return Reckoned(by_member, sum_of(by_member.values()), None if exact is None else rounded(exact, rounding), total)


def sum_of(amounts: Iterable[int | None]) -> int | None:
    """A sum; None as soon as one of the amounts is not known."""
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


class ChargeSums(msgspec.Struct, frozen=True):
    """All members' charges of a fee year together, in öre. None: a part of it is not known, or nothing of it has
    happened. `recalculated` and `to_settle` are of what has been issued."""

    base_ore: int | None
    sum_of_rows_ore: int | None
    rounded_total_ore: int | None
    printed_rows_ore: int | None
    issued_ore: int | None
    recalculated_ore: int | None
    settled_ore: int | None
    to_settle_ore: int | None


class Charges(msgspec.Struct, frozen=True):
    """The charges of one fee year.

    `reckoned` is from the rate and the base that the printed calculation stood on; `recalculated` from those that stand
    now, by the same rounding. `issued` and `settled` are sums by member of all that was issued and settled, empty
    when nothing was. `positions` are the entries that it all came from. `printed` is what the document prints for each
    member, in öre.
    """

    rate: YearRate | None
    base: Base | None
    calculation: MemberChargesCalculated | None
    reckoned: Reckoned | None
    recalculated: Reckoned | None
    issued: dict[str, int]
    settled: dict[str, int]
    printed: dict[str, int]
    positions: tuple[int, ...]

    def unprinted(self) -> "Charges":
        """The same when the printed table is not about this: only its rounding is used, on what stands now."""
        return msgspec.structs.replace(self, reckoned=self.recalculated, printed={})

    def to_settle(self, member: str) -> int | None:
        """What a member still pays (or gets back, when negative): recalculated − issued − already settled. None when
        nothing was issued to it, or when it cannot be recalculated."""
        now = None if self.recalculated is None else self.recalculated.by_member.get(member)
        if now is None or member not in self.issued:
            return None
        return now - self.issued[member] - self.settled.get(member, 0)

    def members(self) -> tuple[str, ...]:
        """Everybody of whom anything is known: by the base, then by what is printed, then by what was issued."""
        return tuple(dict.fromkeys((*(self.base.rows if self.base else ()), *self.printed, *self.issued)))

    def sums(self) -> ChargeSums:
        """All members together."""
        rows = self.base.rows if self.base else {}
        now = {} if self.recalculated is None else self.recalculated.by_member
        return ChargeSums(
            base_ore=sum_of(rows[member].base_ore if member in rows else None for member in self.members())
            if rows
            else None,
            sum_of_rows_ore=None if self.reckoned is None else self.reckoned.sum_ore,
            rounded_total_ore=None if self.reckoned is None else self.reckoned.rounded_total_ore,
            printed_rows_ore=sum(self.printed.values()) if self.printed else None,
            issued_ore=sum(self.issued.values()) if self.issued else None,
            recalculated_ore=sum_of(now.get(member) for member in self.issued) if self.issued else None,
            settled_ore=sum(self.settled.values()) if self.settled else None,
            to_settle_ore=sum_of(self.to_settle(member) for member in self.issued) if self.issued else None,
        )

    def of_member(self, member: str) -> "Charges":
        """The same of one member alone; nothing of it is there when nothing is known."""
        rows = {} if self.base is None else self.base.rows
        return msgspec.structs.replace(
            self,
            base=msgspec.structs.replace(self.base, rows={member: rows[member]})
            if self.base and member in rows
            else None,
            reckoned=_of_member(self.reckoned, member),
            recalculated=_of_member(self.recalculated, member),
            issued={other: ore for other, ore in self.issued.items() if other == member},
            settled={other: ore for other, ore in self.settled.items() if other == member},
            printed={other: ore for other, ore in self.printed.items() if other == member},
        )


def _of_member(reckoned: Reckoned | None, member: str) -> Reckoned | None:
    if reckoned is None or member not in reckoned.by_member:
        return None
    ore = reckoned.by_member[member]
    return Reckoned({member: ore}, ore, ore, reckoned.total)


def charges_for(placed: Sequence[PlacedFact], year: int) -> Charges:
    """The charges of a fee year, as some facts leave them."""
    rate, base = rate_for(placed, year), base_for(placed, year)
    calculations = [
        entry for entry in placed if isinstance(entry.fact, MemberChargesCalculated) and entry.fact.year == year
    ]
    last = calculations[-1] if calculations else None
    calculation = last.fact if last is not None and isinstance(last.fact, MemberChargesCalculated) else None
    until = placed if last is None else [entry for entry in placed if entry.decided <= last.decided]
    stood_on = (rate_for(until, year) or rate, base_for(until, year) or base)
    issued, issued_at = _paid(placed, MemberChargesIssued, year)
    settled, settled_at = _paid(placed, MemberChargesSettled, year)
    positions = {*issued_at, *settled_at, *(() if base is None else base.positions)}
    positions |= {entry.position for entry in (last, None if rate is None else rate.placed) if entry is not None}
    return Charges(
        rate,
        base,
        calculation,
        _by_policy(*stood_on, calculation),
        _by_policy(rate, base, calculation),
        issued,
        settled,
        {} if calculation is None else {row.member: row.amount_ore for row in calculation.rows},
        tuple(sorted(positions)),
    )


def _by_policy(rate: YearRate | None, base: Base | None, policy: MemberChargesCalculated | None) -> Reckoned | None:
    """Nothing is reckoned before somebody has said how it is rounded."""
    if rate is None or base is None or policy is None:
        return None
    return reckon(rate, base, policy.rounding, policy.total)


def _paid(
    placed: Iterable[PlacedFact], kind: type[MemberChargesIssued | MemberChargesSettled], year: int
) -> tuple[dict[str, int], set[int]]:
    by_member: dict[str, int] = {}
    positions: set[int] = set()
    for entry in placed:
        fact = entry.fact
        if isinstance(fact, kind) and fact.year == year:
            positions.add(entry.position)
            for row in fact.rows:
                by_member[row.member] = by_member.get(row.member, 0) + row.amount_ore
    return by_member, positions


def prices_on(placed: Iterable[PlacedFact], day: date) -> dict[str, PlacedFact]:
    """The price of every item that holds on a day, by item: the one decided last of those that hold then. One without
    a first day holds from the beginning."""
    last: dict[str, PlacedFact] = {}
    for entry in placed:
        fact = entry.fact
        if isinstance(fact, PriceDecided) and _holds(fact, day):
            last[fact.item] = entry
    return last


def _holds(price: PriceDecided, day: date) -> bool:
    return (price.applies_from or date.min) <= day and (price.last_day is None or day <= price.last_day)


def price_days(placed: Sequence[PlacedFact]) -> Iterator[tuple[date, PlacedFact]]:
    """The days that prices name, from which an item has another: the first day of a price, and the one after its last.
    Each with the price that names it, when that is the one which holds from then, or held until then."""
    for entry in placed:
        fact = entry.fact
        if isinstance(fact, PriceDecided):
            first, last = fact.applies_from, fact.last_day
            if first is not None and prices_on(placed, first).get(fact.item) is entry:
                yield first, entry
            if last is not None and last < date.max and prices_on(placed, last).get(fact.item) is entry:
                yield last + timedelta(days=1), entry
