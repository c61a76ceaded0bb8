"""What the changes of some frames stand on: enough of what is known of each to reckon what some entries did to it, and
no more.

Nothing before the first day that they can change is read: where the frame stood then is the sum of the rows that are
there (of a frame in which something acts on decisions from that day on, nothing is taken for granted). What comes after
is read one by one only where it must be: sets, amounts that are not known, days that are not, what waits or is judged.
All other changes are *plain*: those between two days that matter come to one sum, which stands for them as one fact.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import msgspec
from psycopg.sql import SQL
from psycopg.types.json import Jsonb

from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.meaning.effects import Effect, FrameValue, Sides
from ledger.meaning.frame_steps import ChangeOnDay, SidesChange, StandingChange, StepFunction, counted, step_function
from ledger.meaning.frames import FrameFact, frame_fact
from ledger.meaning.later_acts import NO_LATER_ACTS, LaterActs, later_acts_of
from ledger.meaning.placed import Decided
from ledger.values import Commitment, FrameKey, FrameKind, Stage
from projections.tables import touched
from projections.tables.frames import facts_of
from projections.tables.projection import put_together, sql_of
from projections.tables.touched import KnownAct, acting_on, acts_on, frames_acted_on, frames_of

_PARTS: Final = ("part_facts", "part_frames", "part_of_frame", "part_is_seen", "part_is_plain")
"""What statements have in common: `{facts}` in one stands for `part_facts`."""

_SQL: Final = sql_of("projections.tables", "frame_grounds")
SQL_OF_GROUNDS: Final[dict[str, SQL]] = touched.SQL | {
    name: put_together(sql, **{part.removeprefix("part_"): _SQL[part] for part in _PARTS})
    for name, sql in _SQL.items()
    if name not in _PARTS
}


class ChangeGround(msgspec.Struct, frozen=True):
    """One frame as some entries find it and leave it: what is known of it before them or by them, and what acts on
    that."""

    frame: FrameKey
    facts: Sequence[FrameFact]
    acts: Sequence[KnownAct]

    def later_acts(self, position: int) -> LaterActs:
        """What acts on its decisions, as known at a position."""
        acting = [act.placed for act in self.acts if act.is_known(position)]
        return later_acts_of(acting) if acting else NO_LATER_ACTS

    def function(self, position: int, later_acts: LaterActs) -> StepFunction:
        """The frame as known at a position: right on every day on which an entry may have changed it."""
        return step_function((fact for fact in self.facts if fact.is_known(position)), later_acts)


class _Batch(msgspec.Struct, frozen=True):
    """Some entries: the position before them, that of the last, all that says anything there, and the decisions that
    somebody has judged."""

    after: int
    upto: int
    positions: Sequence[int]
    judged: Sequence[str] = ()

    @property
    def columns(self) -> dict[str, Any]:
        return {"after": self.after, "upto": self.upto, "positions": self.positions, "decision_keys": self.judged}


Days = Mapping[FrameKey, date]
OfFrames = dict[FrameKey, list[FrameFact]]


def grounds(cursor: Cursor, entries: Sequence[Recorded]) -> Iterator[ChangeGround]:
    """The ground of every frame that some entries may have changed."""
    after, upto = entries[0].position - 1, entries[-1].position
    since = {frame: day for (frame, stage, _), day in frames_of(cursor, entries).items() if stage is Stage.DECIDED}
    acted_on = frames_acted_on(cursor, entries, lambda: touched.placed_until(cursor, upto))
    since |= {frame: date.min for frame, _, _ in acted_on}
    if not since:
        return
    acts, judged = _acts(cursor, since, upto)
    since |= {frame: date.min for frame, acting in acts.items() if any(act.acts_from >= since[frame] for act in acting)}
    positions = [*(recorded.position for recorded in entries), *touched.corrected_by(entries)]
    facts = _facts(cursor, since, acts, _Batch(after, upto, positions, judged))
    for frame in since:
        yield ChangeGround(frame, facts[frame], acts.get(frame, ()))


def _frame_of(row: Mapping[str, Any]) -> FrameKey:
    return FrameKey(row["unit"], FrameKind(row["kind"]), row["year"], row["line"])


def _asked(stretches: Iterable[tuple[FrameKey, date, date]]) -> dict[str, Any]:
    """Some frames as statements take them, each with the first and the last of some days."""
    rows = [
        (frame.unit, frame.line, frame.kind.value, frame.year, str(first), str(last))
        for frame, first, last in stretches
    ]
    return {"frames": Jsonb([dict(zip(_COLUMNS, row, strict=True)) for row in rows], dumps=msgspec.json.encode)}


_COLUMNS: Final = ("unit", "line", "kind", "year", "day", "last_day")


def _from(days: Days) -> dict[str, Any]:
    return _asked((frame, day, day) for frame, day in days.items())


# --- What acts on decisions -------------------------------------------------------------------------------------


def _acts(cursor: Cursor, frames: Days, upto: int) -> tuple[dict[FrameKey, list[KnownAct]], list[str]]:
    """What acts on decisions about some frames, and has been known up to a position; and the decisions about them that
    somebody has judged."""
    names, judged = dict[FrameKey, set[str]](), set[str]()
    for row in cursor.execute(SQL_OF_GROUNDS["named_in"], _from(frames) | {"upto": upto}):
        named = touched.names_of(row["decision_key"], row["conditions"], row["index_name"])
        names.setdefault(_frame_of(row), set()).update(named)
        judged |= {row["decision_key"]} - {None}
    if not names:
        return {}, []
    acts = acts_on(cursor, {name for named in names.values() for name in named}, upto)
    return {frame: acting_on(acts, named) for frame, named in names.items()}, sorted(judged)


# --- Facts ------------------------------------------------------------------------------------------------------


def _facts(cursor: Cursor, since: Days, acts: Mapping[FrameKey, Sequence[KnownAct]], batch: _Batch) -> OfFrames:
    """What is known of some frames from some days on, in the order in which it was recorded; first of all where they
    stood before, and among the rest what plain changes come to."""
    stood = _stood_before(cursor, {frame: day for frame, day in since.items() if day > date.min}, batch)
    apart = _one_by_one(cursor, "facts_apart", _from(since) | batch.columns, since)
    first = _first_plain_days(cursor, {frame: day for frame, day in since.items() if frame not in stood}, batch)
    set_on = {frame: {fact.decided_latest for fact in known if fact.sets} for frame, known in apart.items()}
    plain = _plain_on_days(cursor, set_on, since, batch)
    stretches = list[tuple[FrameKey, date, date]]()
    for frame, day in since.items():
        known = apart.get(frame, ())
        matter = {fact.decided_latest for fact in known} | {fact.decided_earliest for fact in known}
        matter |= {act.acts_from for act in acts.get(frame, ())} | ({first[frame]} if frame in first else set())
        apart_on = set_on.get(frame, set())
        stretches += ((frame, *stretch) for stretch in _stretches(day, sorted(matter), apart_on))
    sums = _plain_sums(cursor, stretches, batch)
    return {
        frame: sorted(
            (*stood.get(frame, ()), *sums.get(frame, ()), *plain.get(frame, ()), *apart.get(frame, ())),
            key=lambda fact: (fact.entry_position, fact.ordinal),
        )
        for frame in since
    }


def _stretches(since: date, days: Iterable[date], alone: Iterable[date]) -> Iterator[tuple[date, date]]:
    """The stretches between some days, each with the day that ends it; without a day that stands alone, since the order
    of what was decided on it matters."""
    start = since
    for day in days:
        if day < since:
            continue
        last = day - timedelta(days=1) if day in alone and day > date.min else day
        if start <= last:
            yield start, last
        start = day + timedelta(days=1) if day < date.max else day


def _as_one(frame: FrameKey, sides: Sides, sets: Commitment | None, day: date) -> FrameFact:
    """What more than one fact come to, as one fact first of all on a day."""
    return frame_fact(Effect(frame, sides, sets), day, Decided(day, 0, "", 0, 0), 0)


def _stood_before(cursor: Cursor, days: Days, batch: _Batch) -> OfFrames:
    """Where some frames stood before some days and before the batch, each as one fact of the day before: what comes
    after it adds to it or replaces it, as if it was all that went before. Only those of which something was known."""
    stood: OfFrames = {}
    for row in cursor.execute(SQL_OF_GROUNDS["stood_before"], _from(days) | batch.columns) if days else ():
        frame, value = _frame_of(row), _value_of(row)
        if value.known:
            stood[frame] = [_as_one(frame, value.sides, value.commitment, days[frame] - timedelta(days=1))]
    return stood


def _value_of(row: Mapping[str, Any]) -> FrameValue:
    commitment = None if row["after_commitment"] is None else Commitment(row["after_commitment"])
    sides = Sides(row["after_costs_ore"], row["after_revenues_ore"], row["after_net_ore"])
    value = FrameValue(sides, commitment, row["after_known"])
    then = ChangeOnDay(row["decided_on"], counted(sides), standing=StandingChange.of(value))
    change = msgspec.convert(row, SidesChange, strict=False)
    standing = msgspec.convert(row, StandingChange, strict=False)
    return then.plus(ChangeOnDay(row["decided_on"], change, standing=standing)).value


def _one_by_one(cursor: Cursor, statement: str, values: Mapping[str, Any], since: Days) -> OfFrames:
    """The facts that a statement finds of some frames, from some days on."""
    by_frame: OfFrames = {}
    for fact in facts_of(cursor.execute(SQL_OF_GROUNDS[statement], values).fetchall()):
        if fact.decided_latest >= since.get(fact.frame, date.max):
            by_frame.setdefault(fact.frame, []).append(fact)
    return by_frame


def _first_plain_days(cursor: Cursor, days: Days, batch: _Batch) -> dict[FrameKey, date]:
    """The first day of any plain change of some frames: from then on something is known of them, whatever else is."""
    if not days:
        return {}
    rows = cursor.execute(SQL_OF_GROUNDS["first_plain_days"], _from(days) | batch.columns)
    return {_frame_of(row): row["day"] for row in rows}


def _plain_on_days(cursor: Cursor, days: Mapping[FrameKey, Iterable[date]], since: Days, batch: _Batch) -> OfFrames:
    pairs = [(frame, day) for frame, each in days.items() for day in each]
    if not pairs:
        return {}
    values = _asked((frame, day, day) for frame, day in pairs) | batch.columns
    return _one_by_one(cursor, "plain_on_days", values, since)


def _plain_sums(cursor: Cursor, stretches: Sequence[tuple[FrameKey, date, date]], batch: _Batch) -> OfFrames:
    """What plain changes of some frames come to in some stretches of days, each as a fact of the last of them."""
    sums: OfFrames = {}
    for row in cursor.execute(SQL_OF_GROUNDS["plain_sums"], _asked(stretches) | batch.columns) if stretches else ():
        frame, sides = _frame_of(row), Sides(row["costs_ore"], row["revenues_ore"], row["net_ore"])
        sums.setdefault(frame, []).append(_as_one(frame, sides, None, row["last_day"]))
    return sums
