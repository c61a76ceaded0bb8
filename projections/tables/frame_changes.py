"""Frame changes: what each entry did to each frame, as steps over decided days. Whoever adds them up has the frames,
and needs to know no rules.

A row is one step of the difference between two step functions of a frame: what was known of it at the entry's position,
and at the one before. From its `decided_on` on, the frame is so much more. So a frame as known at a position and as
decided by a day is the sum of its rows up to both, and rows are only ever inserted: a correction, a judgment, a
condition that is met add rows of their own. What is decided is counted, budget or plan, and nothing that is proposed.

A figure that is not known stands as 0 and is counted for itself (`unknown_net`), as is whether anything is decided
about the frame at all (`known`) and what it has been set as (`budget`, `plan`). `after` is the frame on the row's own
day, as known at its position. A row is *retroactive* when its day is before the Swedish day on which its entry was
recorded: somebody may have been answered otherwise on a day that is past.

Of a frame is read what its change needs. Of one in which nothing acts on decisions from the changed day on, that is its
facts from that day on, and where it stood before: the sum of the rows that are there. Of any other it is everything
that is known of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, get_args

import msgspec

from ledger.events import ClauseDecided, ConditionMet, FrameEntry, IndexDecided, JudgmentGiven, RecordingErrorCorrected
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.meaning.effects import Effect, FrameValue, Sides
from ledger.meaning.frame_steps import (
    ChangeOnDay,
    SidesChange,
    StandingChange,
    StepFunction,
    counted,
    step_function,
)
from ledger.meaning.frames import FrameFact, frame_fact
from ledger.meaning.later_acts import NO_LATER_ACTS, LaterActs, later_acts_of
from ledger.meaning.placed import Decided, claim_in, inner_facts
from ledger.values import Commitment, FrameKey, FrameKind, Stage
from ledger.when import swedish_day
from projections.tables import touched
from projections.tables.projection import Projection, nothing_applied, nothing_forgotten, sql_of
from projections.tables.touched import FrameId, KnownAct, acting_on, acts_on, facts_known, frames_acted_on, frames_of

_SQL: Final = sql_of("projections.tables", "frame_changes") | touched.SQL


class FrameChangeKind(StrEnum):
    """What acted on a frame: an entry that sets it, or changes it by an amount; the correction of a recording error;
    or what acts on decisions that stand already: a judgment, a condition that is met, an index that is decided."""

    SET = "set"
    CHANGE = "change"
    CORRECTION = "correction"
    JUDGMENT = "judgment"
    CONDITION = "condition"
    INDEX = "index"


# --- What a batch stands on -------------------------------------------------------------------------------------


class _Ground(msgspec.Struct, frozen=True):
    """One frame before a batch of entries: what has been known of it, before them or by them, and what acts on that."""

    frame: FrameKey
    facts: Sequence[FrameFact]
    acts: Sequence[KnownAct]
    before: FrameFact | None = None

    def later_acts(self, position: int) -> LaterActs:
        """What acts on its decisions, as known at a position."""
        acting = [act.placed for act in self.acts if act.is_known(position)]
        return later_acts_of(acting) if acting else NO_LATER_ACTS

    def function(self, position: int, later_acts: LaterActs) -> StepFunction:
        """The frame as known at a position."""
        known = [fact for fact in self.facts if fact.is_known(position)]
        return step_function(known if self.before is None else (self.before, *known), later_acts)


def _grounds(cursor: Cursor, entries: Sequence[Recorded]) -> Iterator[_Ground]:
    after, upto = entries[0].position - 1, entries[-1].position
    since = {frame: day for (frame, stage, _), day in frames_of(cursor, entries).items() if stage is Stage.DECIDED}
    acted_on = frames_acted_on(cursor, entries, lambda: touched.placed_until(cursor, upto))
    since |= {frame: date.min for frame, _, _ in acted_on}
    if not since:
        return
    acts = _acts(cursor, since, upto)
    for frame, acting in acts.items():
        if any(act.acts_from >= since[frame] for act in acting):
            since[frame] = date.min
    facts = facts_known(cursor, {_id_of(frame): day for frame, day in since.items()}, after, upto)
    stood = _stood_before(cursor, {frame: day for frame, day in since.items() if day > date.min}, after)
    for frame in since:
        yield _Ground(frame, facts.get(_id_of(frame), ()), acts.get(frame, ()), stood.get(frame))


def _id_of(frame: FrameKey) -> FrameId:
    return frame, Stage.DECIDED, None


def _columns(frames: Iterable[FrameKey]) -> dict[str, list[Any]]:
    asked = list(frames)
    values = {f"{name}s": [getattr(frame, name) for frame in asked] for name in ("unit", "line", "year")}
    return values | {"kinds": [frame.kind.value for frame in asked]}


def _frame_of(row: Mapping[str, Any]) -> FrameKey:
    return FrameKey(row["unit"], FrameKind(row["kind"]), row["year"], row["line"])


def _acts(cursor: Cursor, frames: Iterable[FrameKey], upto: int) -> dict[FrameKey, list[KnownAct]]:
    """What acts on decisions about some frames, and has been known up to a position; only frames that have any."""
    names: dict[FrameKey, set[str]] = {}
    for row in cursor.execute(_SQL["named_in"], {**_columns(frames), "upto": upto}):
        named = touched.names_of(row["decision_key"], row["conditions"], row["index_name"])
        names.setdefault(_frame_of(row), set()).update(named)
    if not names:
        return {}
    acts = acts_on(cursor, {name for named in names.values() for name in named}, upto)
    of_frames = {frame: acting_on(acts, named) for frame, named in names.items()}
    return {frame: acting for frame, acting in of_frames.items() if acting}


def _stood_before(cursor: Cursor, days: Mapping[FrameKey, date], position: int) -> dict[FrameKey, FrameFact]:
    """Where some frames stood before some days, as known at a position, each as one fact of the day before: what comes
    after it adds to it or replaces it, as if it was all that went before."""
    values = {**_columns(days), "days": list(days.values()), "position": position}
    stood: dict[FrameKey, FrameFact] = {}
    for row in cursor.execute(_SQL["stood_before"], values) if days else ():
        frame, value = _frame_of(row), _value_of(row)
        if value.known:
            day_before = days[frame] - timedelta(days=1)
            effect = Effect(frame, value.sides, value.commitment)
            stood[frame] = frame_fact(effect, day_before, Decided(day_before, 0, "", 0, 0), 0)
    return stood


def _value_of(row: Mapping[str, Any]) -> FrameValue:
    commitment = None if row["after_commitment"] is None else Commitment(row["after_commitment"])
    sides = Sides(row["after_costs_ore"], row["after_revenues_ore"], row["after_net_ore"])
    value = FrameValue(sides, commitment, row["after_known"])
    then = ChangeOnDay(row["decided_on"], counted(sides), standing=StandingChange.of(value))
    change = msgspec.convert(row, SidesChange, strict=False)
    standing = msgspec.convert(row, StandingChange, strict=False)
    return then.plus(ChangeOnDay(row["decided_on"], change, standing=standing)).value


# --- What entries did -------------------------------------------------------------------------------------------

_Row = tuple[object, ...]


def _settle(cursor: Cursor, entries: Sequence[Recorded]) -> None:
    by_position = {recorded.position: recorded for recorded in entries}
    rows: dict[int, list[tuple[FrameKey, _Row]]] = {}
    for ground in _grounds(cursor, entries):
        for position, row in _changes(ground, by_position):
            rows.setdefault(position, []).append((ground.frame, row))
    found = [
        (position, ordinal, *row)
        for position in sorted(rows)
        for ordinal, (_, row) in enumerate(sorted(rows[position], key=lambda each: _order(each[0])))
    ]
    if found:
        cursor.executemany(_SQL["insert_change"], found)


def _order(frame: FrameKey) -> tuple[str, str, str, int]:
    return frame.unit, frame.line, frame.kind.value, frame.year


def _changes(ground: _Ground, entries: Mapping[int, Recorded]) -> Iterator[tuple[int, _Row]]:
    """What some entries did to a frame: the position of each and its rows, in the order of their days."""
    first = min(entries)
    came, went = _by_position(ground.facts, "known_from"), _by_position(ground.facts, "known_to")
    acting = {position for act in ground.acts for position in (act.known_from, act.known_to) if position is not None}
    later_acts = ground.later_acts(first - 1)
    now = ground.function(first - 1, later_acts)
    for position in sorted(entries.keys() & (came.keys() | went.keys() | acting)):
        before = now
        if position in acting:
            later_acts = ground.later_acts(position)
            now = ground.function(position, later_acts)
        else:
            now = _moved(ground, position, before, came.get(position, ()), went.get(position, ()))
        recorded = entries[position]
        kind = _kind_of(recorded, came.get(position, ()))
        recorded_on = swedish_day(recorded.recorded_at)
        for change in now.since(before):
            yield position, _row(ground.frame, change, kind, recorded_on, now.on(change.decided_on).value)


def _by_position(facts: Iterable[FrameFact], which: str) -> dict[int, list[FrameFact]]:
    by_position: dict[int, list[FrameFact]] = {}
    for fact in facts:
        position = getattr(fact, which)
        if position is not None:
            by_position.setdefault(position, []).append(fact)
    return by_position


def _moved(
    ground: _Ground, position: int, before: StepFunction, came: Iterable[FrameFact], went: Iterable[FrameFact]
) -> StepFunction:
    """A function after an entry by which some facts came and others went."""
    now: StepFunction | None = before
    for entry_position in {fact.entry_position for fact in went}:
        now = None if now is None else now.without(entry_position)
    for fact in came:
        now = None if now is None else now.plus(fact)
    return ground.function(position, before.later_acts) if now is None else now


def _kind_of(recorded: Recorded, own: Iterable[FrameFact]) -> FrameChangeKind:
    """What an entry is to a frame, by what it says of that itself."""
    if isinstance(recorded.entry.fact, RecordingErrorCorrected):
        return FrameChangeKind.CORRECTION
    said = list(own)
    if said:
        sets = any(fact.sets is not None for fact in said)
        return FrameChangeKind.SET if sets else FrameChangeKind.CHANGE
    fact = claim_in(recorded).fact
    kinds = {type(inner) for inner, _, _ in inner_facts(fact)} if fact is not None else set()
    return next(kind for of_type, kind in _OF_ACTS.items() if of_type in kinds)


_OF_ACTS: Final = {
    JudgmentGiven: FrameChangeKind.JUDGMENT,
    ConditionMet: FrameChangeKind.CONDITION,
    IndexDecided: FrameChangeKind.INDEX,
}


def _row(frame: FrameKey, change: ChangeOnDay, kind: FrameChangeKind, recorded_on: date, after: FrameValue) -> _Row:
    """A row without its position and ordinal, in the order of its columns."""
    return (
        change.decided_on,
        frame.unit,
        frame.line,
        frame.kind.value,
        frame.year,
        kind.value,
        change.decided_on < recorded_on,
        *msgspec.structs.astuple(change.change),
        *msgspec.structs.astuple(change.undetermined),
        *msgspec.structs.astuple(change.standing),
        *msgspec.structs.astuple(after.sides),
        after.known,
        None if after.commitment is None else after.commitment.value,
    )


PROJECTION: Final = Projection(
    "frame_changes",
    _SQL,
    ("frame_change",),
    nothing_applied,
    nothing_forgotten,
    handles=frozenset((*get_args(FrameEntry), ClauseDecided, ConditionMet, IndexDecided, JudgmentGiven)),
    settle=_settle,
)
