"""R-05: what the same decision does to the same frame by another amount, in another entry: told, since often that entry
should have been corrected."""

from collections.abc import Iterator, Sequence

from ledger.looking.state import State
from ledger.meaning.effects import Effect
from ledger.meaning.frames import FrameFact
from ledger.meaning.placed import Situation, claim_in
from ledger.meaning.same_decision import DecisionName
from ledger.rules.repeating import CHANGED_AGAIN, changed_again, perhaps_recorded, same_days
from ledger.values import RecordedWarning
from ledger.words.labels import frame_label


def changed_by_the_same(state: State, effect: Effect, situation: Situation) -> Iterator[RecordedWarning]:
    """Another entry in which the same clause changes the same frame by another amount, or another clause of the same
    decision sets it to one: often an entry that should have been corrected. What stands in one command is meant."""
    basis, mine = situation.basis, situation.decision
    if basis is None or basis.clause is None or mine is None:
        return
    others = [fact for fact in state.of_frame(effect.frame.tag) if fact.basis is not basis and fact.basis is not None]
    for fact in others:
        if not same_days(fact, situation):
            continue
        if fact.entry_position == situation.corrects or fact.effect == effect:
            continue
        if _stood_beside(state, fact, effect, situation):
            continue
        if fact.decision is not None and _is_again(fact.effect, effect, mine, fact.decision):
            same = f"att-sats {basis.clause}" if fact.clause == basis.clause else None
            yield changed_again(situation, effect.frame, str(fact.entry_position), same)
            return
    if effect.sets is None:
        yield from _perhaps_otherwise(state, others, effect, situation, mine)


def _stood_beside(state: State, fact: FrameFact, effect: Effect, situation: Situation) -> bool:
    """Whether what a correction corrects changed the frame in one decision with another fact already, untold: that was
    meant, and is with another amount too, or when both are moved to the decision that they are of."""
    target = None if situation.corrects is None else state.targets.get(situation.corrects)
    if target is None or (old := claim_in(target)).fact is None or effect.frame not in old.fact.frames():
        return False
    named = frame_label(effect.frame)
    for warning in target.entry.recording.warnings:
        if warning.code == CHANGED_AGAIN and warning.values.get("frame") == named:
            return False
    corrected = (there for position, there in state.targets.items() if _is_corrected_by(state, position, fact))
    before = next((claim_in(there).situation.decision for there in corrected), fact.decision)
    mine = old.situation.decision
    return mine is not None and before is not None and _is_again(fact.effect, effect, mine, before)


def _is_corrected_by(state: State, position: int, fact: FrameFact) -> bool:
    return state.corrected_by.get(position) == fact.entry_position


def _perhaps_otherwise(
    state: State, others: Sequence[FrameFact], effect: Effect, situation: Situation, mine: DecisionName
) -> Iterator[RecordedWarning]:
    """By what other amount perhaps the same decision changes the same frame: recorded with bounds, it comes again
    from its minutes, which say more than the day. What it says again by the same amount is told already."""
    is_open = mine.earliest != mine.latest
    there = [
        fact
        for fact in others
        if (is_open or fact.decided_earliest != fact.decided_latest)  # few are, of ten thousand
        and fact.decided_earliest <= mine.latest
        and mine.earliest <= fact.decided_latest
        and fact.entry_position != situation.corrects
        and not same_days(fact, situation)
        and fact.sets is None
        and fact.decision is not None
    ]
    named = state.named(mine) if there else mine
    there = [fact for fact in there if fact.decision is not None and named.differing(fact.decision) == ("decided",)]
    if there and all(fact.sides.net_ore != effect.sides.net_ore for fact in there):
        what = f"en annan ändring av {frame_label(effect.frame)}"
        yield perhaps_recorded(what, there[0].entry_position, ("decided", "amount"))


def _is_again(before: Effect, after: Effect, name: DecisionName, other: DecisionName) -> bool:
    if before.sets is None and after.sets is None:
        return name == other
    both_set = before.sets is not None and after.sets is not None
    return both_set and name.clause != other.clause and name.whole() == other.whole()
