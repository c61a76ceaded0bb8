"""What one fact moves on one decision: all that it does to frames, to be held against what else that decision does.

The same money may be written as a transfer, as two changes, as a technical adjustment with its counterpart, or as a
supplement with what it is financed by: what it does to the frames is the same.
"""

from functools import reduce

import msgspec

from ledger.events import Fact, TechnicalAdjustmentMade
from ledger.meaning.effects import Effect
from ledger.meaning.same_decision import DecisionName, Sameness
from ledger.values import FrameKey


class Movement(msgspec.Struct, frozen=True):
    """A fact in an entry, and each frame once with what is done to it; the last is the one that the fact is about.
    `adopted`: it was not written in the entry, but in the proposal that it adopts."""

    position: int
    decision: DecisionName
    effects: tuple[Effect, ...]
    fact: Fact
    adopted: bool = False

    def may_be_of(self, name: DecisionName) -> bool:
        """Whether it may rest on a decision, by nothing but its day and number: a day that is not settled may be any,
        and a day may be mistyped in a decision that is numbered as this is."""
        mine = self.decision
        in_time = mine.earliest != mine.latest or name.earliest <= mine.latest <= name.latest
        return in_time or mine.numbered in (None, name.numbered)

    def shared(self, other: "Movement") -> tuple[FrameKey, ...]:
        """The frames that the two do the same to, when that is all that one of them does; none otherwise."""
        less, more = sorted((self, other), key=lambda moved: len(moved.effects))
        if all(any(_agree(effect, there) for there in more.effects) for effect in less.effects):
            return tuple(effect.frame for effect in less.effects)
        return ()

    def is_other_side(self, other: "Movement") -> bool:
        """Whether two that share frames are one told from both ends: they are about different ones of those, and each
        names the other as its counterpart, or both are technical adjustments and one leaves the counterpart out."""
        technical = isinstance(self.fact, TechnicalAdjustmentMade) and isinstance(other.fact, TechnicalAdjustmentMade)
        both = len(self.effects) == len(other.effects) or technical
        return both and self.effects[-1].frame != other.effects[-1].frame

    def compared(self, other: "Movement") -> Sameness:
        """Whether the two rest on one decision. What is one movement is that whichever clauses it stands in."""
        alike = self.decision.compared(other.decision)
        if alike is Sameness.OTHER and self.is_other_side(other) and self.is_of_paragraph(other):
            return Sameness.SAME
        return alike

    def is_of_paragraph(self, other: "Movement") -> bool:
        """Whether the two are of one decision with all its clauses."""
        return self.decision.whole().compared(other.decision.whole()) is Sameness.SAME


def movement(
    fact: Fact, done: tuple[Effect, ...], position: int, decision: DecisionName, *, adopted: bool = False
) -> Movement:
    """What a fact moves, by what is done to frames by it."""
    return Movement(position, decision, done if len(done) == 1 else _each_once(done), fact, adopted)


def _each_once(done: tuple[Effect, ...]) -> tuple[Effect, ...]:
    frames = dict.fromkeys(effect.frame for effect in done)
    return tuple(reduce(_added, [effect for effect in done if effect.frame == frame]) for frame in frames)


def _added(effect: Effect, more: Effect) -> Effect:
    return msgspec.structs.replace(effect, sides=effect.sides.plus(more.sides))


def _agree(effect: Effect, other: Effect) -> bool:
    """Whether two do the same to a frame. Of a change one may say the gross that the other leaves out."""
    if (effect.frame, effect.sets, effect.index) != (other.frame, other.sets, other.index):
        return False
    if effect.sets is not None:
        return effect.sides == other.sides
    sides = zip(msgspec.structs.astuple(effect.sides), msgspec.structs.astuple(other.sides), strict=True)
    return effect.sides.net_ore == other.sides.net_ore and all(None in pair or pair[0] == pair[1] for pair in sides)
