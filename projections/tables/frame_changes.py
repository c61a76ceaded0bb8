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
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final, get_args

import msgspec

from ledger.events import ClauseDecided, ConditionMet, FrameEntry, IndexDecided, JudgmentGiven, RecordingErrorCorrected
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.meaning.effects import FrameValue
from ledger.meaning.frame_steps import ChangeOnDay, SidesChange, StandingChange, StepFunction
from ledger.meaning.frames import FrameFact
from ledger.meaning.placed import inner_facts
from ledger.values import FrameKey
from ledger.when import swedish_day
from projections.tables.frame_grounds import SQL_OF_GROUNDS, ChangeGround, grounds
from projections.tables.projection import Projection, nothing_applied, nothing_forgotten, sql_of

_SQL: Final = sql_of("projections.tables", "frame_changes") | SQL_OF_GROUNDS


class FrameChangeKind(StrEnum):
    """What acted on a frame: an entry that sets it, or changes it by an amount; the correction of a recording error;
    or what acts on decisions that stand already: a judgment, a condition that is met, an index that is decided."""

    SET = "set"
    CHANGE = "change"
    CORRECTION = "correction"
    JUDGMENT = "judgment"
    CONDITION = "condition"
    INDEX = "index"


# --- What entries did -------------------------------------------------------------------------------------------

_Row = tuple[object, ...]


def _settle(cursor: Cursor, entries: Sequence[Recorded]) -> None:
    by_position = {recorded.position: recorded for recorded in entries}
    rows: dict[int, list[tuple[FrameKey, _Row]]] = {}
    for ground in grounds(cursor, entries):
        for position, row in _changes(ground, by_position, entries[0].position - 1):
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


def _changes(ground: ChangeGround, entries: Mapping[int, Recorded], after: int) -> Iterator[tuple[int, _Row]]:
    """What some entries after a position did to a frame: the position of each and its rows, in the order of days."""
    came, went = _by_position(ground.facts, "known_from"), _by_position(ground.facts, "known_to")
    acting = {position for act in ground.acts for position in (act.known_from, act.known_to) if position is not None}
    later_acts = ground.later_acts(after)
    now = ground.function(after, later_acts)
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
    ground: ChangeGround, position: int, before: StepFunction, came: Iterable[FrameFact], went: Iterable[FrameFact]
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
    kinds = {type(inner) for inner, _, _ in inner_facts(recorded.entry.fact)}
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


NUMBERS: Final = (
    *(field.name for field in msgspec.structs.fields(SidesChange)),
    *(f"undetermined_{field.name}" for field in msgspec.structs.fields(SidesChange)),
    *(field.name for field in msgspec.structs.fields(StandingChange)),
)
"""The columns of a row that are added up."""

PROJECTION: Final = Projection(
    "frame_changes",
    _SQL,
    ("frame_change",),
    nothing_applied,
    nothing_forgotten,
    handles=frozenset((*get_args(FrameEntry), ClauseDecided, ConditionMet, IndexDecided, JudgmentGiven)),
    settle=_settle,
)
