"""What one decision does to the spending of a year (KL 11:15): what it raises frames by, and what of that is met.

A decision is a paragraph with all its clauses, whenever each is recorded. Costs that rise are met, for each kind of
money, by other frames' lower net, by own higher revenues, or by money that is in no frame (a loan, equity, the result).
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from ledger.events import (
    CentralReserveReleased,
    Fact,
    FinancingSource,
    FrameTransferred,
    IndexDecided,
    InvestmentCarriedForward,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
)
from ledger.meaning.effects import NOTHING, Sides, minus, sum_of_sides
from ledger.meaning.frame_steps import StepFunction
from ledger.meaning.frames import FrameFact, decided_order, frame_on
from ledger.meaning.later_acts import LaterActs
from ledger.meaning.placed import Decided, PlacedFact, inner_facts
from ledger.meaning.same_decision import DecisionName, Sameness
from ledger.values import Basis, FrameKey, FrameKind, Stage


def paid_outside(fact: Fact) -> int | None:
    """What of an entry is paid for by money that is in no frame, in öre; None for what is never asked how it is paid:
    what says itself where the money comes from or what changes with it."""
    match fact:
        case SupplementaryAppropriationDecided():
            return sum(leg.amount_ore for leg in fact.financing if leg.from_frame is None)
        case FrameTransferred() | CentralReserveReleased() | InvestmentCarriedForward():
            return None
        case TechnicalAdjustmentMade(counterpart=FrameKey()):
            return None
        case _:
            return 0


def from_unnamed(fact: Fact, source: FinancingSource) -> int:
    """What a supplement has of a source, in öre, from no frame; nothing of any other fact."""
    legs = fact.financing if isinstance(fact, SupplementaryAppropriationDecided) else ()
    return sum(leg.amount_ore for leg in legs if leg.drawn_from is source and leg.from_frame is None)


def reserves_drawn(fact: Fact) -> frozenset[str]:
    """The tags of the frames that a fact, or one that it decides, takes as central reserves."""
    decided = (inner for inner, stage, _ in inner_facts(fact) if stage is Stage.DECIDED)
    return frozenset().union(*map(_reserves, decided))


def _reserves(fact: Fact) -> frozenset[str]:
    match fact:
        case CentralReserveReleased():
            return frozenset((fact.from_frame.tag,))
        case SupplementaryAppropriationDecided():
            reserve = FinancingSource.CENTRAL_RESERVE
            legs = [leg.from_frame for leg in fact.financing if leg.drawn_from is reserve]
            return frozenset(frame.tag for frame in legs if frame is not None)
        case _:
            return frozenset()


def unplaced_ore(changed: Iterable[tuple[Fact, Sides]], year: int, source: FinancingSource) -> int:
    """What all supplements of a decision have of a source from no frame, less what its own changes give to frames of
    the year as revenues, or take from them. `changed`: what the decision says, each with by how much it alone changes a
    frame of the year."""
    unnamed, given = 0, 0
    for fact, change in changed:
        if not isinstance(fact, SupplementaryAppropriationDecided):
            given += _given(change, source)
        elif fact.frame.year == year:
            unnamed += from_unnamed(fact, source)
    return unnamed - max(given, 0)


def _given(change: Sides, source: FinancingSource) -> int:
    """What a change gives as revenues, or takes from a frame, in öre; of one whose gross is not known, by its net. What
    one change takes and another gives, pays for nothing else: less than nothing is given by what raises a frame."""
    if source is FinancingSource.REVENUE and change.revenues_ore is not None:
        return max(change.revenues_ore, 0)
    return -(change.net_ore or 0)


def leans_on_others(fact: Fact) -> bool:
    """Whether a supplement says that a frame pays for it and not which: other entries of its decision may."""
    return any(from_unnamed(fact, source) for source in (FinancingSource.REVENUE, FinancingSource.CENTRAL_RESERVE))


class FrameSpending(msgspec.Struct, frozen=True):
    """What a decision does to one frame: by how much each side changes (None: not known), in öre, and what of that is
    paid for by money that is in no frame. `base_known`: whether the frame was decided before, and by how much."""

    frame: FrameKey
    change: Sides
    base_known: bool
    paid_ore: int

    @property
    def raises(self) -> bool:
        """Whether its costs rise, or its net where the gross is not known."""
        costs = self.change.costs_ore
        return ((self.change.net_ore if costs is None else costs) or 0) > 0

    @property
    def is_untested(self) -> bool:
        """Whether it rises from what nobody knows, so that nothing can be said about how that is paid."""
        return self.raises and not self.base_known and self.unmet_ore > 0

    @property
    def need_ore(self) -> int:
        """What has to be met by other frames; negative for what it has to give them."""
        return 0 if self.is_untested else self.unmet_ore

    @property
    def unmet_ore(self) -> int:
        """What the frame does not meet itself, whatever it was before. Revenues that are lowered are no spending."""
        costs, revenues = self.change.costs_ore, self.change.revenues_ore
        if costs is None or revenues is None:
            return (self.change.net_ore or 0) - self.paid_ore
        if costs > 0:
            return costs - max(revenues, 0) - self.paid_ore
        return min(costs - revenues, 0)

    @property
    def lost_ore(self) -> int:
        """By how much lower revenues leave the result worse, in öre."""
        costs, revenues = self.change.costs_ore, self.change.revenues_ore
        if costs is None or revenues is None or revenues >= 0:
            return 0
        return max(min(costs, 0) - revenues, 0)


class Spending(msgspec.Struct, frozen=True):
    """What a decision does to one kind of money of a year, frame by frame."""

    kind: FrameKind
    year: int
    frames: tuple[FrameSpending, ...] = ()

    @property
    def raised_ore(self) -> int:
        """By how much it raises what has to be met."""
        return sum(frame.need_ore for frame in self.raising)

    @property
    def raising(self) -> tuple[FrameSpending, ...]:
        """The frames that it raises."""
        return tuple(frame for frame in self.frames if frame.raises and frame.need_ore > 0)

    @property
    def unmet_at_most_ore(self) -> int:
        """What nothing would meet if frames that nobody knows were nothing before."""
        return sum(frame.unmet_ore for frame in self.frames)

    @property
    def missing_ore(self) -> int:
        """What nothing meets; 0 when all is met or nothing is raised."""
        return max(sum(frame.need_ore for frame in self.frames), 0) if self.raising else 0

    @property
    def lost_ore(self) -> int:
        """By how much lower revenues leave the result worse, when other frames do not give it back."""
        left = max(-sum(frame.need_ore for frame in self.frames), 0)
        return max(sum(frame.lost_ore for frame in self.frames) - left, 0)


IndexDecisions = Mapping[str, PlacedFact]
"""The decisions about indices that stand, by the name of the index; one on a condition as if that was met."""


def frame_spending(
    facts: Iterable[FrameFact],
    steps: StepFunction,
    paragraph: DecisionName,
    indices: IndexDecisions,
    unmet: Container[str] = (),
) -> FrameSpending | None:
    """What a decision does to one frame, from all that is known about the frame; None when it does nothing that has to
    be paid for. A decision on a condition does it already, as if the condition was met, unless it is among those that
    are supposed to be `unmet`. An amount "+ index" grows by the decision that comes last, of the one about the amount
    and the one about the index."""
    known_facts = tuple(fact for fact in facts if not waits(fact.basis, unmet))
    if not known_facts:
        return None
    own = sorted((fact for fact in known_facts if is_of(fact, paragraph)), key=decided_order)
    asked = [fact for fact in own if fact.paid_ore is not None and fact.annulled_from(steps.later_acts) is None]
    growth = _growth(known_facts, steps.later_acts, paragraph, indices)
    if not asked and growth is None:
        return None
    grown = [_with_index(fact, paragraph, indices) for fact in asked]
    place = min([*(fact.decided for fact in asked), *([] if growth is None else [growth[0]])])
    before = there = steps.now.before(place)
    for fact in grown:
        there = there.after(fact)
    known = before.governing is not None and before.sides.net_ore is not None
    base = NOTHING if before.governing is None else before.sides
    if any(fact.sets is not None for fact in asked):
        base = minus(base, _replaced(known_facts, steps.later_acts, place, paragraph, indices))
    change = _change(grown, base, there.sides)
    change = change if growth is None else change.plus(growth[1])
    return FrameSpending(known_facts[0].frame, change, known, sum(fact.paid_ore or 0 for fact in asked))


def _with_index(fact: FrameFact, paragraph: DecisionName, indices: IndexDecisions) -> FrameFact:
    """A fact of a decision with the index that was decided before it or together with it."""
    index = indices.get(fact.index_name or "")
    if index is None or not (index.decided < fact.decided or in_paragraph(index.decision, paragraph)):
        return fact
    return fact.grown(_rate(index))


def _growth(
    facts: Iterable[FrameFact], later_acts: LaterActs, paragraph: DecisionName, indices: IndexDecisions
) -> tuple[Decided, Sides] | None:
    """What a decision about indices adds to a frame by those amounts "+ index" that were decided before it in the same
    year, with the place of the first of its indices; None for a decision that adds nothing."""
    added = list(_grown_in_year(facts, later_acts, paragraph, indices).values())
    return (min(place for place, _ in added), sum_of_sides(sides for _, sides in added)) if added else None


def _replaced(
    facts: Sequence[FrameFact],
    later_acts: LaterActs,
    place: Decided,
    paragraph: DecisionName,
    indices: IndexDecisions,
) -> Sides:
    """What a decision's indices would have added to amounts "+ index" of the year, had it not set the frame anew: that
    is no part of what the frame was, and is raised by the set."""
    grown = _grown_in_year([fact for fact in facts if fact.decided < place], later_acts, paragraph, indices)
    left = _grown_in_year(facts, later_acts, paragraph, indices) if grown else {}
    return sum_of_sides(sides for of, (_, sides) in grown.items() if of not in left)


def _grown_in_year(
    facts: Iterable[FrameFact], later_acts: LaterActs, paragraph: DecisionName, indices: IndexDecisions
) -> dict[Decided, tuple[Decided, Sides]]:
    """What a decision's indices add to each amount "+ index" that counts and that another decided before it in the same
    year, with the place of the index; by the place of the amount."""
    known = list(facts)
    of_paragraph = {name: index for name, index in indices.items() if in_paragraph(index.decision, paragraph)}
    if not any(fact.index_name in of_paragraph and not is_of(fact, paragraph) for fact in known):
        return {}
    counted = frame_on(sorted(known, key=decided_order), later_acts, date.max).counted
    return {
        part.fact.decided: (index.decided, part.decided_sides.share(_rate(index)))
        for part in counted
        if (index := of_paragraph.get(part.fact.index_name or "")) is not None
        and not is_of(part.fact, paragraph)
        and part.fact.decided < index.decided
        and part.fact.decided_earliest.year == part.fact.year
    }


def _rate(index: PlacedFact) -> int:
    return index.fact.rate_ppb if isinstance(index.fact, IndexDecided) else 0


def _change(asked: Sequence[FrameFact], before: Sides, after: Sides) -> Sides:
    """By how much each side changes; what only changes a frame does that whatever the frame was. `before` is NOTHING
    for a frame that nobody has set: changes of it that are known do not say what it was."""
    if any(fact.sets is not None for fact in asked):
        return minus(after, before)
    return sum_of_sides(fact.sides for fact in asked)


def waits(basis: Basis | None, unmet: Container[str]) -> bool:
    """Whether what rests on a basis waits for any of some conditions."""
    return basis is not None and any(condition in unmet for condition in basis.conditions)


def is_of(fact: FrameFact, paragraph: DecisionName) -> bool:
    """Whether a fact was decided in a paragraph."""
    same_days = (fact.decided_earliest, fact.decided_latest) == (paragraph.earliest, paragraph.latest)
    return same_days and in_paragraph(fact.decision, paragraph)


def in_paragraph(decision: DecisionName | None, paragraph: DecisionName) -> bool:
    """Whether a decision is a clause of another, or the whole of it."""
    return decision is not None and decision.whole().compared(paragraph) is Sameness.SAME
