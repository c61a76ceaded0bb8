"""Replays the log for an auditor: entry by entry, what was decided, what it is about, and what it did to frames.

An entry's effect is the difference between what the read models know at the position before it and at its own, as
decided by the entry's own day; so late facts, corrections, judgments and indices all show what they really did. Entries
are taken a page at a time: memory is a page, everything ever known of the frames it touches, and the judgments, met
conditions and indices of the ledger, whatever its size.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import msgspec

from ledger.errors import Refusal, Refused
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.meaning.effects import FrameValue
from ledger.meaning.frames import FrameFact, frame_on, in_order, is_touched
from ledger.meaning.later_acts import LaterActs, later_acts_of
from ledger.values import Stage
from ledger.when import today
from projections.asking.frame_past import acting_at
from projections.asking.read_model import ReadModel
from projections.asking.subject_walk import KnownFact
from projections.frames.replayed import FrameReplayed, Replayed, frame_stood, replayed_entry
from projections.tables.touched import FrameId, facts_known, frames_acted_on, frames_of

PAGE: Final = 200
"""Entries replayed at a time."""


class ReplayQuestion(msgspec.Struct, frozen=True):
    """Which entries, from one position to another (None: the last), and the other day to decide frames by (None:
    today)."""

    first: int = 1
    last: int | None = None
    as_of: date | None = None


def replayed(model: ReadModel, question: ReplayQuestion) -> Iterator[Replayed]:
    """The entries in order, each with its effect.

    Raises Refused: coordinate-invalid when the first comes after the last; position-beyond-head; projection-behind and
    projection-stopped when the read models have not come to the last.
    """
    last = last_position(model, question)
    as_of = question.as_of or today()
    after = question.first - 1
    while after < last:
        upto = min(after + PAGE, last)
        entries = list(model.log.between(after, upto))  # without what is set aside
        if entries:
            yield from _page(model, entries, as_of)
        after = upto


def last_position(model: ReadModel, question: ReplayQuestion) -> int:
    """Where a replay ends. Raises Refused as `replayed` does."""
    asked = None if question.last is None else model.log.resolve(question.last).position
    last = model.place(asked).position
    if question.first > max(last, 1) or (question.last is not None and question.first > question.last):
        detail = f"Från position {question.first} ligger efter till position {last}."
        raise Refused(Refusal("coordinate-invalid", detail, str(question.first), right=f"1–{last}", where="--from"))
    return last


# --- One page ---------------------------------------------------------------------------------------------------


class _Ground(msgspec.Struct, frozen=True):
    """What a page stands on: everything ever known of the frames it touches, and what acts on decisions."""

    frames: Mapping[FrameId, list[FrameFact]]
    acting: list[KnownFact]
    as_of: date

    def later_acts(self, position: int) -> LaterActs:
        return later_acts_of(act.placed for act in self.acting if act.is_known(position))


def _page(model: ReadModel, entries: list[Recorded], as_of: date) -> Iterator[Replayed]:
    with model.cursor() as cursor:
        ground = _ground(cursor, entries, as_of)
    touched = _touched(ground.frames)
    acted = {position for act in ground.acting for position in (act.known_from, act.known_to)}
    position = entries[0].position - 1
    later_acts = ground.later_acts(position)
    for recorded in entries:
        before = later_acts
        if recorded.position in acted:
            later_acts = ground.later_acts(recorded.position)
        frames = touched.get(recorded.position, {})
        if later_acts is not before:
            frames = frames | _acted_on(ground, recorded.position, before, later_acts)
        moved = (_moved(ground, frame, day, recorded.position, (before, later_acts)) for frame, day in frames.items())
        yield replayed_entry(recorded, tuple(frame for frame in moved if frame is not None))


def _ground(cursor: Cursor, entries: list[Recorded], as_of: date) -> _Ground:
    first, last = entries[0].position, entries[-1].position
    acting = acting_at(cursor, last)
    acted_on = frames_acted_on(cursor, entries, lambda: (act.placed for act in acting))
    frames = dict.fromkeys((*frames_of(cursor, entries), *acted_on))
    return _Ground(facts_known(cursor, frames, first - 1, last), acting, as_of)


def _touched(frames: Mapping[FrameId, list[FrameFact]]) -> dict[int, dict[FrameId, date]]:
    """By position, the frames of which something becomes known, or is known no more, there; and the last day of the
    decisions that it is about."""
    by_position: dict[int, dict[FrameId, date]] = {}
    for frame, facts in frames.items():
        for fact in facts:
            for position in (fact.known_from, fact.known_to):
                if position is not None:
                    days = by_position.setdefault(position, {})
                    days[frame] = max(days.get(frame, date.min), fact.decided_latest)
    return by_position


def _acted_on(ground: _Ground, position: int, before: LaterActs, after: LaterActs) -> dict[FrameId, date]:
    """The frames on which an entry at a position may act, and from which day it does."""
    days = [act.acts_on for act in ground.acting if position in (act.known_from, act.known_to)]
    return {
        frame: max(days)
        for frame, facts in ground.frames.items()
        if days
        and frame[1] == Stage.DECIDED
        and any(is_touched(fact, acts) for fact in facts for acts in (before, after))
    }


def _moved(
    ground: _Ground, which: FrameId, day: date, position: int, later_acts: tuple[LaterActs, LaterActs]
) -> FrameReplayed | None:
    """A frame before and after a position; None when the position made no difference to it on any of the days."""
    frame, stage, proposal = which
    places = list(zip((position - 1, position), later_acts, strict=True))
    own = [_value(ground.frames[which], *place, day) for place in places]
    then = [_value(ground.frames[which], *place, ground.as_of) for place in places]
    if own[0] == own[1] and then[0] == then[1] and not _is_new(ground.frames[which], position):
        return None
    before, after, before_today, after_today = (frame_stood(frame, value) for value in (*own, *then))
    moved = FrameReplayed(frame.unit, frame.line, frame.kind.value, frame.year, day, before, after, stage, proposal)
    if own == then:
        return moved
    return msgspec.structs.replace(moved, differs_today=True, before_today=before_today, after_today=after_today)


def _is_new(facts: Iterable[FrameFact], position: int) -> bool:
    return any(position in (known.known_from, known.known_to) for known in facts)


def _value(facts: Iterable[FrameFact], position: int, later_acts: LaterActs, day: date) -> FrameValue:
    known = in_order(fact for fact in facts if fact.is_known(position))
    return frame_on(known, later_acts, day).standing.value
