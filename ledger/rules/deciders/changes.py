"""What a fact does to the frames that stand where it comes: by how much, and whether it does anything at all."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from ledger.events import Fact
from ledger.looking.state import State
from ledger.meaning.effects import NOTHING, Effect, effects
from ledger.meaning.frames import FrameFact, Standing, decided_order
from ledger.meaning.placed import Situation
from ledger.rules.councils import CouncilLines, is_beside, is_councils, whole_of
from ledger.rules.together import WholeCommand


def done_by(fact: Fact, together: WholeCommand) -> list[Effect]:
    """What a fact does to frames, with the indices that are decided once all of its command is there."""
    return [effect if effect.index is None else _grown(effect, effect.index, together) for effect in effects(fact)]


def _grown(effect: Effect, index: str, together: WholeCommand) -> Effect:
    rate = together.completed.later_acts.index_rate(index, date.max)
    return effect if rate is None else replace(effect, sides=effect.sides.plus(effect.sides.share(rate)))


def change(state: State, effect: Effect, situation: Situation) -> tuple[Standing, int | None]:
    """Where a frame stood just before a decision, and by how much its net is changed; None when that is not known."""
    history = state.frame_steps(effect.frame.tag).now
    before = (history if situation.corrects is None else history.without(situation.corrects)).before(situation.decided)
    if effect.sets is None or effect.sides.net_ore is None:
        return before, effect.sides.net_ore
    was = before.sides.net_ore
    return before, None if was is None else effect.sides.net_ore - was


def alters(state: State, effect: Effect, situation: Situation) -> bool:
    """Whether an effect makes another frame of one, in any of its figures. A plan changes no budget."""
    if effect.sets is None:
        return effect.sides != NOTHING
    before = change(state, effect, situation)[0]
    return not before.is_behind(effect.sets) and effect.sides != before.sides


def net_of(own: Iterable[FrameFact], state: State, tag: str, lines: CouncilLines) -> int:
    """By how much some facts of one decision change the net of a frame, when the council had set that where they
    begin, or other lines of the unit; or when they only change a part of what it had set, which nobody has set."""
    ordered = sorted(own, key=decided_order)
    place = ordered[0].decided
    before = there = state.frame_steps(tag).now.before(place)
    if not is_councils(state, tag, place) and not is_beside(lines, state, ordered[0].frame, place):
        divides = before.governing is not None or any(fact.sets is not None for fact in ordered)
        if divides or whole_of(state, ordered[0].frame, place) is None:
            return 0
    for fact in ordered:
        rate = None if fact.index_name is None else state.later_acts.index_rate(fact.index_name, date.max)
        there = there.after(fact.grown(rate))
    return (there.sides.net_ore or 0) - (before.sides.net_ore or 0)
