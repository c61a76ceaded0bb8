"""What a fact does to frames. Where it stands in decided order: `placed.py`; what a frame then is: `frames.py`."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Final, assert_never

import msgspec

from ledger.events import Fact, FinancingLeg, FinancingSource, FrameEntry, frames
from ledger.money import PARTS_PER_BILLION
from ledger.values import Amount, Commitment, FrameKey, InvestmentAmount, NetAmount, OperatingAmount


class Sides(msgspec.Struct, frozen=True):
    """An amount's three figures in öre. For investments *costs* are expenditures and *revenues* receipts.

    Gross is None when only the net is known; net is None when nothing is known.
    """

    costs_ore: int | None
    revenues_ore: int | None
    net_ore: int | None

    def plus(self, other: "Sides") -> "Sides":
        """The sum; a side that is unknown in either is unknown in the sum."""
        return Sides(
            _sum(self.costs_ore, other.costs_ore),
            _sum(self.revenues_ore, other.revenues_ore),
            _sum(self.net_ore, other.net_ore),
        )

    def mirrored(self) -> "Sides":
        """What the amount is to whoever is on the other side of it: its costs are their revenues."""
        return Sides(self.revenues_ore, self.costs_ore, None if self.net_ore is None else -self.net_ore)

    def share(self, rate_ppb: int) -> "Sides":
        """A share of the amount, in billionths; each side is rounded to the nearest öre, and net follows from them."""
        costs, revenues = share_of(self.costs_ore, rate_ppb), share_of(self.revenues_ore, rate_ppb)
        if costs is None or revenues is None:
            return Sides(costs, revenues, share_of(self.net_ore, rate_ppb))
        return Sides(costs, revenues, costs - revenues)

    def negated(self) -> "Sides":
        """The same amount taken away."""
        return Sides(_minus(self.costs_ore), _minus(self.revenues_ore), _minus(self.net_ore))


NOTHING: Final = Sides(0, 0, 0)
UNKNOWN: Final = Sides(None, None, None)


def minus(figures: Sides, taken_away: Sides) -> Sides:
    """The difference; a side that is unknown in either is unknown in it."""
    return figures.plus(taken_away.negated())


def sum_of_sides(amounts: Iterable[Sides]) -> Sides:
    """The sum of any number of amounts; nothing is zero."""
    total = NOTHING
    for amount in amounts:
        total = total.plus(amount)
    return total


def _sum(ore: int | None, more: int | None) -> int | None:
    return None if ore is None or more is None else ore + more


def share_of(ore: int | None, rate_ppb: int) -> int | None:
    """A share of an amount in öre, rounded to the nearest; half an öre goes away from zero.

    >>> share_of(113_600_000_000, 30_000_000)
    3408000000
    """
    if ore is None:
        return None
    whole, rest = divmod(abs(ore * rate_ppb), PARTS_PER_BILLION)
    rounded = whole + (2 * rest >= PARTS_PER_BILLION)
    return rounded if ore * rate_ppb >= 0 else -rounded


def _minus(ore: int | None) -> int | None:
    return None if ore is None else -ore


def sides(amount: Amount | None) -> Sides:
    """An amount's figures; UNKNOWN for an amount that is not known."""
    match amount:
        case OperatingAmount(costs_ore, revenues_ore):
            return Sides(costs_ore, revenues_ore, amount.net_ore)
        case InvestmentAmount(expenditures_ore, receipts_ore):
            return Sides(expenditures_ore, receipts_ore, amount.net_ore)
        case NetAmount(net_ore):
            return Sides(None, None, net_ore)
        case None:
            return UNKNOWN


class Effect(msgspec.Struct, frozen=True):
    """What one fact does to one frame: sets it (with a commitment) or changes it by an amount. `index`: the amount
    grows by an index, once that is decided."""

    frame: FrameKey
    sides: Sides
    sets: Commitment | None = None
    index: str | None = None


def effects(fact: Fact) -> tuple[Effect, ...]:
    """The effects of a fact on frames, in the order of its `frames()`: the last is on the frame that the fact's amount
    and printed figures are about. None for facts that are not about frames.

    A correction has none of its own: its replacement has.
    """
    if isinstance(fact, FrameEntry):
        return _of_entry(fact)
    return tuple(chain.from_iterable(map(own_effects, fact.decides())))


def own_effects(fact: Fact) -> tuple[Effect, ...]:
    """The effects of a fact itself, and not of others that it decides."""
    return _of_entry(fact) if isinstance(fact, FrameEntry) else ()


@lru_cache(maxsize=1_000)
def _of_entry(fact: FrameEntry) -> tuple[Effect, ...]:
    match fact:
        case frames.FrameDecided():
            return (Effect(fact.frame, sides(fact.amount), fact.commitment, fact.index),)
        case frames.OpeningEntryMade():
            return (Effect(fact.frame, sides(fact.amount), fact.commitment),)
        case frames.PlanYearCopied():
            return (Effect(fact.frame, sides(fact.amount), Commitment.PLAN),)
        case frames.FrameAdjusted():
            return (Effect(fact.frame, sides(fact.amount), index=fact.index),)
        case frames.EfficiencySavingDecided() | frames.OneOffReversed() | frames.InvestmentCarriedForward():
            return (Effect(fact.frame, sides(fact.amount)),)
        case frames.SupplementaryAppropriationDecided():
            return (*_financed(fact.financing), Effect(fact.frame, sides(fact.amount)))
        case frames.TechnicalAdjustmentMade():
            return (*_countered(fact), Effect(fact.frame, sides(fact.amount)))
        case frames.FrameTransferred() | frames.CentralReserveReleased():
            moved = sides(fact.amount)
            return (Effect(fact.from_frame, moved.negated()), Effect(fact.to_frame, moved))
        case frames.GrossTurnoverChanged():
            return (Effect(fact.frame, Sides(fact.costs_ore, fact.revenues_ore, fact.costs_ore - fact.revenues_ore)),)
        case _:
            assert_never(fact)


def _financed(legs: Iterable[FinancingLeg]) -> Iterator[Effect]:
    """What a financing does: a reserve has less to give, new revenues come in."""
    for leg in legs:
        if leg.from_frame is not None:
            revenues = leg.amount_ore if leg.drawn_from is FinancingSource.REVENUE else 0
            costs = revenues - leg.amount_ore
            yield Effect(leg.from_frame, Sides(costs, revenues, costs - revenues))


def _countered(fact: frames.TechnicalAdjustmentMade) -> Iterator[Effect]:
    """What a technical adjustment does to its counterpart: the net of both together is as it was."""
    own = sides(fact.amount)
    if fact.counterpart is not None:
        yield Effect(fact.counterpart, own.mirrored() if fact.mirrored else own.negated())


class FrameValue(msgspec.Struct, frozen=True):
    """What a frame is: its figures, and its commitment when it has been set. `known` is False before anything."""

    sides: Sides
    commitment: Commitment | None
    known: bool
