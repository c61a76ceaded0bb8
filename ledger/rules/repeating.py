"""R-05: the same decision is recorded once, however it is typed.

A decision that is sure to be recorded already is refused (class B). One that may be, since one of the two lacks what
the other says or since their days only overlap, is told: often it is the same decision, come again from its minutes,
and then it belongs in a correction of the entry that is there.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Final

from msgspec.structs import astuple, replace

from ledger.errors import Refusal
from ledger.events import (
    BudgetFact,
    ClauseDecided,
    DissentRecorded,
    Fact,
    FrameEntry,
    NamedProposal,
    family,
    stored_name,
)
from ledger.events.equity import ReservationFact
from ledger.looking.movements import Movement, movement
from ledger.looking.state import NO_FACTS, State
from ledger.meaning.effects import UNKNOWN, Effect, Sides, effects, minus, sum_of_sides
from ledger.meaning.frames import FrameFact, decided_order, frame_fact
from ledger.meaning.placed import Claim, PlacedFact, Situation
from ledger.meaning.same_decision import DecisionName, Sameness
from ledger.money import amount_or_unknown
from ledger.text import first_of, listed
from ledger.values import FrameKey, RecordedWarning, Stage, fields_of
from ledger.words import words
from ledger.words.labels import frame_label

SaidBefore = tuple[int, DecisionName]
"""An entry that says the same, and the decision that it rests on."""

_BESIDE: Final = ("note", "printed")
"""What stands beside the words of a decision, and makes it no other."""

_OR_ACCEPTED: Final = "eller ett godtagande av regeln om beslutet gör det igen"


def said_by(placed: Iterable[PlacedFact], fact: Fact) -> Iterator[SaidBefore]:
    """The entries among some that say the same as a fact, whatever is noted or printed beside it."""
    for other in placed:
        if other.decision is not None and _says(other.fact) == _says(fact):
            yield other.position, other.decision


def _says(fact: Fact) -> tuple[object, ...]:
    return type(fact), *(value for name, value in fields_of(fact) if name not in _BESIDE)


def repeated(state: State, what: str, situation: Situation, said: Iterable[SaidBefore]) -> Iterator[Refusal]:
    """Refuses what another entry says already, on the same decision. `what` names it in Swedish. An entry is not
    compared with the one that it corrects. The detail names no position: it may be kept with an acceptance."""
    for position, _ in _others(state, situation, said, Sameness.SAME):
        yield _recorded(what, str(position))
        return


def _recorded(what: str, positions: str) -> Refusal:
    detail = f"Beslutet är redan registrerat: {what}, i samma beslut."
    right = f"posten {positions}, som redan säger det, {_OR_ACCEPTED}"
    return Refusal("decision-already-recorded", detail, right=right)


def perhaps_repeated(
    state: State, what: str, situation: Situation, said: Iterable[SaidBefore]
) -> Iterator[RecordedWarning]:
    """Tells what another entry says already, perhaps on the same decision, and in what the two differ."""
    for position, name in _others(state, situation, said, Sameness.PERHAPS):
        yield perhaps_recorded(what, position, () if situation.decision is None else situation.decision.differing(name))
        return


def perhaps_recorded(what: str, position: int, differing: Iterable[str]) -> RecordedWarning:
    """The warning that an entry perhaps says the same, and in which fields the two differ."""
    differs = listed([words.field(part) for part in differing])
    values = {"what": what, "entry_position": str(position), "differs": differs}
    return RecordedWarning("decision-perhaps-recorded", values)


# --- What carries money or rates --------------------------------------------------------------------------------

ASKED_OTHERWISE: Final = (FrameEntry, ReservationFact)
"""Whose own rules ask whether it is said again: of frames, what is done to them; of earmarks, what waits for a
condition too."""

_MONEY_OR_RATE: Final = ("_ore", "_ppb")
"""What fields of öre, and of parts of a billion, end in."""


def said_again(state: State, fact: Fact, situation: Situation) -> Iterator[Refusal]:
    """Refuses money or a rate that the same decision says already of the same. Of the budget as a whole its own rules
    do."""
    if not isinstance(fact, BudgetFact):
        yield from islice(repeated(state, _the_same(fact), situation, _said_already(state, fact)), 1)


def perhaps_said_again(state: State, fact: Fact, situation: Situation) -> Iterator[RecordedWarning]:
    """Tells of money or a rate that perhaps the same decision says already of the same: the day may be mistyped."""
    yield from perhaps_repeated(state, _the_same(fact), situation, _said_already(state, fact))


def _the_same(fact: Fact) -> str:
    return f"samma ”{words.fact(family(stored_name(type(fact))))}”"


def _said_already(state: State, fact: Fact) -> Iterator[SaidBefore]:
    if isinstance(fact, ASKED_OTHERWISE) or not _carries_money_or_rate(fact):
        return
    placed = {
        (other.position, other.decision): other
        for subject in fact.subjects()
        for other in state.placed.get(subject, ())
        if other.stage is Stage.DECIDED
    }
    yield from said_by(placed.values(), fact)


def _carries_money_or_rate(value: object) -> bool:
    """Whether an amount or a rate is said in a fact itself: what it adopts or decides together is asked of that."""
    if isinstance(value, ClauseDecided | NamedProposal | DissentRecorded):
        return False
    return any(
        (name.endswith(_MONEY_OR_RATE) and isinstance(inner, int)) or _carries_money_or_rate(inner)
        for name, inner in fields_of(value)
    )


# --- What is done to frames -------------------------------------------------------------------------------------


def moved_again(state: State, fact: FrameEntry, situation: Situation) -> Iterator[Refusal]:
    """Refuses what the same decision does to the same frames already, whatever event that is written as: two changes
    and the transfer that they are, a change and the financing or the counterpart that it is."""
    same = [(moved, frames) for moved, frames, alike in _alike(state, fact, situation) if alike is Sameness.SAME]
    if same:
        frames = dict.fromkeys(frame for _, shared in same for frame in shared)
        positions = dict.fromkeys(str(moved.position) for moved, _ in same)
        yield _recorded(_the_same_change(frames), first_of(list(positions)))


def perhaps_moved_again(state: State, fact: FrameEntry, situation: Situation) -> Iterator[RecordedWarning]:
    """Tells what perhaps the same decision does already; and what another clause of it does, when the one is a part of
    the other: the reserve that pays in clause 1 and is lowered in clause 2."""
    alike = _alike(state, fact, situation)
    for moved, frames, sameness in alike:
        if sameness is Sameness.PERHAPS and situation.decision is not None:
            yield perhaps_recorded(
                _the_same_change(frames), moved.position, situation.decision.differing(moved.decision)
            )
            return
    parts = [(moved, frames) for moved, frames, sameness in alike if sameness is Sameness.OTHER]
    for moved, frames in parts[:1]:
        yield changed_again(situation, frames[0], str(moved.position))


def _the_same_change(frames: Iterable[FrameKey]) -> str:
    return f"samma ändring av {' och '.join(map(frame_label, frames))}"


_Alike = tuple[Movement, tuple[FrameKey, ...], Sameness]
"""Another movement, the frames that it does the same to, and whether it rests on the same decision; OTHER: on another
clause of it."""


def _alike(state: State, fact: FrameEntry, situation: Situation) -> list[_Alike]:
    """The movements that a fact is the same as, or a part of, or that are a part of it, in the order of the entries.
    The same twice in two clauses is two, but a part of what another clause does may be that."""
    known = dict[tuple[int, tuple[Effect, ...]], _Alike]()
    if (own := _movement(fact, situation)) is None:
        return []
    own = replace(own, decision=state.named(own.decision))
    for moved in (moved for effect in own.effects for moved in state.moving(effect, own.decision)):
        if moved.position == situation.corrects or not (frames := own.shared(moved)):
            continue
        alike = own.compared(moved)
        if alike is Sameness.OTHER and own.decision.is_misnamed(state.named(moved.decision)):
            alike = Sameness.PERHAPS
        is_part = len(own.effects) != len(moved.effects) and own.is_of_paragraph(moved)
        if alike is not Sameness.OTHER or is_part:
            known[moved.position, moved.effects] = moved, frames, alike
    return sorted(known.values(), key=lambda alike: alike[0].position)


def _movement(fact: FrameEntry, situation: Situation) -> Movement | None:
    return None if situation.decision is None else movement(fact, effects(fact), situation.position, situation.decision)


def added_up(after: State, claims: Sequence[Claim]) -> Iterator[tuple[int, RecordedWarning]]:
    """The frames that one decision changes by itself as much as by all that it pays for, or is counterpart of, and
    those that it changes in one clause as it does in another by adopting a proposal: each with the number of the last
    fact of a command that is about it. `claims` is what the facts claim, `after` the state that has all of them."""

    @cache
    def by_frame(paragraph: DecisionName) -> dict[FrameKey, list[Movement]]:
        moved: dict[FrameKey, list[Movement]] = {}
        for each in after.moved_by(paragraph):
            for effect in each.effects:
                moved.setdefault(effect.frame, []).append(each)
        return moved

    about = ((number, claim, claim.fact) for number, claim in enumerate(claims))
    last = {effect.frame: (number, claim) for number, claim, fact in about if fact for effect in effects(fact)}
    for frame, (number, claim) in last.items():
        decision, there = claim.situation.decision, after.of_frame(frame.tag)
        if decision is None or not [fact for fact in there if same_days(fact, claim.situation)][1:]:
            continue
        moved = by_frame(after.named(decision).whole()).get(frame, [])
        first = claims[0].position
        for position, other in _adopted_again(moved, frame).items():
            if position >= first:
                yield position - first, changed_again(claim.situation, frame, str(other))
        alone, with_others = _nets(moved, frame)
        if len(moved) >= _ADDED_UP and alone and with_others and sum(alone) == sum(with_others):
            others = dict.fromkeys(str(each.position) for each in moved if each.position != claim.position)
            yield number, changed_again(claim.situation, frame, listed([*others] or [str(claim.position)]))


def _adopted_again(moved: Iterable[Movement], frame: FrameKey) -> dict[int, int]:
    """The entries that change a frame as another clause of the decision does by adopting a proposal, or adopt such a
    change, each with the other, which is the earlier one. What is written twice in two clauses is two."""
    said: dict[object, dict[bool, int]] = {}
    for each in moved:
        done = tuple((effect.frame == frame, effect.sides.net_ore) for effect in each.effects if effect.sets is None)
        if done:
            said.setdefault(done, {}).setdefault(each.adopted, each.position)
    both = (tuple(sorted(positions.values())) for positions in said.values() if len(positions) > 1)
    return {last: first for first, last in both if first != last}


_ADDED_UP: Final = 3
"""How many movements there are at least when several add up to one; two that agree are held against each other."""


def _nets(moved: Iterable[Movement], frame: FrameKey) -> tuple[list[int], list[int]]:
    """By how much movements change the net of a frame: those that change it alone, and those that move between it and
    another."""
    alone, beside = list[int](), list[int]()
    for one in moved:
        nets = [effect.sides.net_ore for effect in one.effects if effect.frame == frame and effect.sets is None]
        (alone if len(one.effects) == 1 else beside).extend(net for net in nets if net is not None)
    return alone, beside


def changed_again(situation: Situation, frame: FrameKey, position: str, clause: str | None = None) -> RecordedWarning:
    """The warning that a decision changes a frame in another entry too. `clause` is told when both are of it."""
    basis = situation.basis
    parts = () if basis is None else (basis.body, basis.paragraph, clause)
    values = {"frame": frame_label(frame), "decision": " ".join(filter(None, parts)), "entry_position": position}
    return RecordedWarning(CHANGED_AGAIN, values)


CHANGED_AGAIN: Final = "decision-changes-frame-again"


def set_twice(state: State, effect: Effect, situation: Situation) -> Iterator[Refusal]:
    """What sets a frame sets it to one amount in one decision: of two, the last one typed would win in silence. What
    stands in the same place is a correction of it, or what a clause adopts with what it sets instead; and a correction
    of a set makes no second one."""
    mine = situation.decision
    if mine is None:
        return
    sets = [fact for fact in state.of_frame(effect.frame.tag) if fact.sets is not None]
    if any(fact.entry_position == situation.corrects for fact in sets):
        return
    for fact in sets:
        if fact.place == situation.position or not same_days(fact, situation) or fact.decision is None:
            continue
        if (amounts := _two_amounts(fact.sides, effect.sides)) is None:
            continue
        if state.named(mine).compared(fact.decision) is Sameness.SAME:
            yield _two_for_one(effect.frame, *amounts)


def set_twice_inside(facts: Sequence[Fact]) -> Iterator[Refusal]:
    """The same of what stands in one clause, or in one proposal."""
    sets: dict[FrameKey, Sides] = {}
    for number, effect in ((number, effect) for number, fact in enumerate(facts) for effect in effects(fact)):
        if effect.sets is not None and (amounts := _two_amounts(sets.get(effect.frame, effect.sides), effect.sides)):
            yield _two_for_one(effect.frame, *amounts).within(f"facts[{number}]")
        elif effect.sets is not None:
            sets[effect.frame] = effect.sides


def _two_for_one(frame: FrameKey, before: str, now: str) -> Refusal:
    detail = f"{frame_label(frame)} skulle sättas till två belopp i samma beslut: {before} och {now}."
    right = "ett av beloppen; är det ena del av det andra hör det till en egen anslagspost"
    return Refusal("frame-set-twice", detail, now, before, right=right)


def _two_amounts(before: Sides, now: Sides) -> tuple[str, str] | None:
    """The first side on which two amounts differ, or on which only one of them says anything, both as texts."""
    pairs = zip(("costs", "revenues", "net"), astuple(before), astuple(now), strict=True)
    differing = [(name, was, new) for name, was, new in pairs if was != new]
    known = [triple for triple in differing if None not in triple] or differing
    for name, was, new in reversed(known):
        side = words.field(name)
        return f"{side} {amount_or_unknown(was)}", f"{side} {amount_or_unknown(new)}"
    return None


def set_and_changed(state: State, effect: Effect, situation: Situation) -> Iterator[RecordedWarning]:
    """One decision that both sets a frame and changes it, when the change is counted on top of the set and is as much
    as that raises it by, or stands in the same clause of a frame that was known; or when the set replaces a change that
    is not what it raises the frame by."""
    others = _beside(state, effect, situation)
    if not others:
        return
    new = frame_fact(effect, situation.earliest, situation.decided, situation.position)
    made = sorted((*others, new), key=decided_order)
    history = state.frame_steps(effect.frame.tag).now
    the_set, before = [fact for fact in made if fact.sets is not None][-1], history.before(made[0].decided)
    if before.is_behind(the_set.sets):
        return
    on_top = [fact for fact in made if fact.sets is None and fact.decided > the_set.decided]
    replaced = [fact for fact in made if fact.sets is None and fact.decided < the_set.decided]
    raised = minus(the_set.sides, UNKNOWN if before.governing is None else before.sides).net_ore
    added, lost = (sum_of_sides(fact.sides for fact in facts) for facts in (on_top, replaced))
    beside = [fact for fact in on_top if fact.clause == the_set.clause]  # in no order but that of the rows
    change = None
    if on_top and raised is not None and (raised == added.net_ore or (beside and new in (the_set, *beside))):
        change = added
    elif new is the_set and replaced and lost.net_ore != raised:
        change = lost
    if change is not None:
        becomes = the_set.sides.plus(added).net_ore
        values = {"set": the_set.net_ore, "change": change.net_ore, "becomes": becomes}
        named = {"frame": frame_label(effect.frame), "entry_position": str(others[0].entry_position)}
        yield RecordedWarning(
            "frame-set-and-changed", named | {name: amount_or_unknown(ore) for name, ore in values.items()}
        )


def _beside(state: State, effect: Effect, situation: Situation) -> list[FrameFact]:
    """What the same decision does to a frame: changes beside a set, with any sets beside a change of it."""
    sets = state.frames.get(effect.frame.tag, NO_FACTS).sets
    if situation.decision is None or (effect.sets is None and not any(same_days(fact, situation) for fact in sets)):
        return []
    paragraph = state.named(situation.decision).whole()
    there = [
        fact
        for fact in state.of_frame(effect.frame.tag)
        if same_days(fact, situation)
        and fact.entry_position != situation.corrects
        and fact.decision is not None
        and fact.decision.whole().compared(paragraph) is Sameness.SAME
    ]
    return there if any((fact.sets is None) != (effect.sets is None) for fact in there) else []


def same_days(fact: FrameFact, situation: Situation) -> bool:
    """Whether two decisions can be one for sure: of a frame with ten thousand changes, few are of one day."""
    return (fact.decided_earliest, fact.decided_latest) == (situation.earliest, situation.decided.latest)


def _others(state: State, situation: Situation, said: Iterable[SaidBefore], sameness: Sameness) -> Iterator[SaidBefore]:
    mine = None if situation.decision is None else state.named(situation.decision)
    for position, name in said:
        if mine is None or position == situation.corrects:
            continue
        alike, may_be = mine.compared(name), sameness is Sameness.PERHAPS
        if alike is sameness or (may_be and alike is Sameness.OTHER and mine.is_misnamed(state.named(name))):
            yield position, name
