"""Rules for where an entry lands in decided order (R-60): behind a set, before any, or in the way of what is there."""

from collections.abc import Iterator

from ledger.errors import Refusal
from ledger.looking.state import State
from ledger.meaning.effects import Effect
from ledger.meaning.flags import acts_on, adds_money
from ledger.meaning.frame_steps import History
from ledger.meaning.frames import FrameFact, Standing, frame_fact
from ledger.meaning.placed import Situation
from ledger.meaning.tree import ends_of
from ledger.money import amount_text
from ledger.text import first_of
from ledger.values import FrameKey, RecordedWarning
from ledger.words.labels import frame_label


def place_warnings(state: State, effect: Effect, situation: Situation) -> Iterator[RecordedWarning]:
    """Where an entry lands in decided order: behind a set that has already replaced it, before any set at all, or as a
    set that replaces what waits or may have come later; and what its figures are there."""
    history = state.frame_steps(effect.frame.tag).now
    fact = frame_fact(effect, situation.earliest, situation.decided, situation.position)
    after = history.last_with(fact)
    governing = after.governing
    yield from _revenues_below_zero(effect.frame, history.last().sides.revenues_ore, after.sides.revenues_ore)
    if governing is None:
        yield RecordedWarning("frame-not-set", {"frame": frame_label(effect.frame)})
    elif _changes_net_alone(effect) and _has_known_costs(history.before(fact.decided)):
        yield RecordedWarning("gross-becomes-unknown", {"frame": frame_label(effect.frame)})
    if governing is fact:
        yield from _replaces_undated(history, fact)
        yield from _replaces_waiting(state, fact)
    if governing is None or governing is fact:
        return
    if fact.decided < governing.decided or effect.sets is not None:
        code = "swallowed" if fact.decided < governing.decided else "outranked"
        values = {"frame": frame_label(effect.frame), "set_day": str(governing.decided.latest)}
        yield RecordedWarning(code, values | {"set_position": str(governing.entry_position)})


def to_ended_unit(state: State, effect: Effect, situation: Situation) -> Iterator[Refusal]:
    """Money to a unit that has ended by the day on which the decision acts goes to nobody."""
    frame, effective = effect.frame, None if situation.basis is None else situation.basis.effective_day
    there = state if situation.corrects is None else state.without(situation)
    end = ends_of(there.of_unit(frame.unit, situation.decided.latest)).get(frame.unit)
    if end is None or end.since > acts_on(situation.decided.latest, frame.year, effective):
        return
    if adds_money(frame_fact(effect, situation.earliest, situation.decided, situation.position)):
        detail = f"{frame_label(frame)}: enheten {frame.unit} fanns till och med {end.last_day}."
        right = f"en efterföljare ({end.successors_text}), eller ett godtagande av regeln med skäl"
        yield Refusal("unit-ended", detail, frame.unit, right=right)


def _revenues_below_zero(frame: FrameKey, before: int | None, after: int | None) -> Iterator[RecordedWarning]:
    """R-37 for the other side: revenues that are less than nothing are costs, or an amount that is typed twice."""
    if after is not None and after < min(before or 0, 0):
        yield RecordedWarning("revenues-below-zero", {"frame": frame_label(frame), "calculated": amount_text(after)})


def _replaces_undated(history: History, fact: FrameFact) -> Iterator[RecordedWarning]:
    """A set whose day is not known counts from its last possible one, and replaces what is known of the days before
    that, though it may have been decided after it."""
    if fact.decided_earliest == fact.decided_latest:
        return
    within = [
        known.entry_position
        for known in history.ordered
        if fact.decided_earliest <= known.decided_latest and known.decided < fact.decided
    ]
    if within:
        values = {"frame": frame_label(fact.frame), "latest": str(fact.decided_latest)}
        entries = first_of([str(position) for position in within])
        yield RecordedWarning("undated-set-replaces", values | {"entries": entries})


def _replaces_waiting(state: State, new: FrameFact) -> Iterator[RecordedWarning]:
    """R-51: decisions of before a set that wait for a condition: their place is the day they were made, so they change
    nothing when it is met."""
    earlier = (fact for fact in state.of_frame(new.frame.tag) if fact.conditions and fact.decided < new.decided)
    for fact in earlier:
        if not state.later_acts.has_met(fact.conditions or (), new.decided_latest):
            values = {"frame": frame_label(new.frame), "day": str(fact.decided_latest)}
            named = {"condition": ", ".join(fact.conditions or ()), "waiting_position": str(fact.entry_position)}
            yield RecordedWarning("swallows-waiting", values | named)


def _changes_net_alone(effect: Effect) -> bool:
    """Whether only the net changes: in a frame whose costs are known R-37 cannot see them after that."""
    return effect.sets is None and effect.sides.costs_ore is None


def _has_known_costs(there: Standing) -> bool:
    return there.governing is not None and there.sides.costs_ore is not None
