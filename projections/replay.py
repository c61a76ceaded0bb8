"""Replays the log for an auditor: entry by entry, what was decided, what it is about, and what it did to frames.

An entry's effect is the difference between what the read models know at the position before it and at its own, as
decided by the entry's own day; so late facts, corrections, judgments and indices all show what they really did. Entries
are taken a page at a time: memory is a page, everything ever known of the frames it touches, and the judgments, met
conditions and indices of the ledger, whatever its size.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import msgspec

from ledger import words
from ledger.aftermath import Aftermath, aftermath_of
from ledger.effects import FrameValue
from ledger.entry import Recorded
from ledger.errors import Refusal, Refused
from ledger.events import (
    ClauseDecided,
    ConditionMet,
    Fact,
    IndexDecided,
    JudgmentGiven,
    RecordingErrorCorrected,
    UnitFact,
    family,
    stored_name,
)
from ledger.held import inner_facts
from ledger.history import history_on, is_touched
from ledger.notices import warning_text
from ledger.rules.corrections import claimed
from ledger.tree import Aspect, Statement, statements_of
from ledger.values import Acceptance, FrameKey, Stage
from ledger.when import today
from projections.cited import DecisionCited, cited, entries_by_position
from projections.coordinates import ReadModel
from projections.frame_amounts import FrameAmounts, frame_amounts
from projections.past import acting_at, known_of
from projections.projection import Cursor, sql_of
from projections.steps import Acting, Known

PAGE: Final = 200
"""Entries replayed at a time."""

_SQL: Final = sql_of("replay")


class FrameStood(msgspec.Struct, frozen=True, omit_defaults=True):
    """A frame's figures on a day, and whether it is budget or plan; without one, only changes are known."""

    amount: FrameAmounts
    commitment: str | None = None


class FrameMoved(msgspec.Struct, frozen=True, omit_defaults=True):
    """A frame before and after an entry; nothing before, or after, when nothing is decided there. First as decided by
    the entry's own day, `on`; and as decided by the day of the question, when that is not the same."""

    unit: str
    line: str
    kind: str
    year: int
    on: date
    before: FrameStood | None = None
    after: FrameStood | None = None
    stage: Stage = Stage.DECIDED
    proposal: str | None = None
    differs_today: bool = False
    before_today: FrameStood | None = None
    after_today: FrameStood | None = None


class Replayed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry and its effect: on frames, and what it says about units. `about` is everything else that it is about,
    in Swedish; `contains` counts the facts inside a proposal or a clause. A correction names the entry it corrects and
    why; `withdrawn`: nothing comes instead."""

    position: int
    recorded_at: datetime
    by: str
    event: str
    event_text: str
    decision: DecisionCited
    frames: tuple[FrameMoved, ...] = ()
    units: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    corrects: int | None = None
    reason: str | None = None
    withdrawn: bool = False
    warnings: tuple[str, ...] = ()
    accepted: tuple[Acceptance, ...] = ()


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
        entries = list(model.log.stream(after=after, limit=min(PAGE, last - after)))
        if not entries:
            return
        yield from _page(model, entries, as_of)
        after = entries[-1].position


def last_position(model: ReadModel, question: ReplayQuestion) -> int:
    """Where a replay ends. Raises Refused as `replayed` does."""
    asked = None if question.last is None else model.log.resolve(question.last).position
    last = model.place(asked).position
    if question.first > max(last, 1) or (question.last is not None and question.first > question.last):
        detail = f"Från position {question.first} ligger efter till position {last}."
        raise Refused(Refusal("coordinate-invalid", detail, str(question.first), right=f"1–{last}", where="--from"))
    return last


# --- One page ---------------------------------------------------------------------------------------------------

FrameId = tuple[FrameKey, str, str | None]
"""A frame at a stage, and the name of its proposal when it has one."""


class _Ground(msgspec.Struct, frozen=True):
    """What a page stands on: everything ever known of the frames it touches, and what acts on decisions."""

    frames: Mapping[FrameId, list[Known]]
    acting: list[Acting]
    as_of: date

    def aftermath(self, position: int) -> Aftermath:
        return aftermath_of(one.held for one in self.acting if _is_known(one, position))


def _page(model: ReadModel, entries: list[Recorded], as_of: date) -> Iterator[Replayed]:
    with model.cursor() as cursor:
        ground = _ground(cursor, entries, as_of)
    touched = _touched(ground.frames)
    acted = {position for one in ground.acting for position in (one.known_from, one.known_to)}
    position = entries[0].position - 1
    aftermath = ground.aftermath(position)
    for recorded in entries:
        before = aftermath
        if recorded.position in acted:
            aftermath = ground.aftermath(recorded.position)
        frames = touched.get(recorded.position, {})
        if aftermath is not before:
            frames = frames | _acted_on(ground, recorded.position, before, aftermath)
        moved = (_moved(ground, one, day, recorded.position, (before, aftermath)) for one, day in frames.items())
        yield _replayed(recorded, tuple(one for one in moved if one is not None))


def _ground(cursor: Cursor, entries: list[Recorded], as_of: date) -> _Ground:
    last = entries[-1].position
    corrected = _corrected(entries)
    targets = list(entries_by_position(cursor, corrected).values())
    found = cursor.execute(_SQL["frames_of_entries"], {"positions": [*corrected, *(one.position for one in entries)]})
    frames = {_id_of(row): None for row in found.fetchall()}
    acts_on = _names_acted_on((*entries, *targets))
    if any(acts_on.values()):
        acted = cursor.execute(_SQL["frames_acted_on"], {**acts_on, "position": last})
        frames |= {_id_of(row): None for row in acted.fetchall()}
    return _Ground(_facts(cursor, frames, last), acting_at(cursor, last), as_of)


def _corrected(entries: Iterable[Recorded]) -> list[int]:
    """The entries that some entries correct."""
    facts = (recorded.entry.fact for recorded in entries)
    return [fact.corrects for fact in facts if isinstance(fact, RecordingErrorCorrected)]


def _names_acted_on(entries: Iterable[Recorded]) -> dict[str, list[str]]:
    """By what the judgments, met conditions and indices among some entries name the decisions that they act on."""
    names: dict[str, list[str]] = {"indices": [], "conditions": [], "decision_keys": []}
    for recorded in entries:
        said = claimed(recorded.entry)[0]
        for fact, stage, _ in () if said is None else inner_facts(said):
            match fact:
                case IndexDecided() if stage is Stage.DECIDED:
                    names["indices"].append(fact.index)
                case ConditionMet() if stage is Stage.DECIDED:
                    names["conditions"].append(fact.condition)
                case JudgmentGiven() if stage is Stage.DECIDED:
                    names["decision_keys"].append(fact.decision.key)
                case _:
                    continue
    return names


def _id_of(row: dict[str, Any]) -> FrameId:
    return msgspec.convert({name: row[name] for name in _KEY}, FrameKey), row["stage"], row["proposal"]


_KEY: Final = ("unit", "kind", "year", "line")


def _facts(cursor: Cursor, frames: Iterable[FrameId], position: int) -> dict[FrameId, list[Known]]:
    """Everything ever known of some frames up to a position. What is only proposed rests on no decision: no judgment
    and no condition acts on it."""
    asked = list(frames)
    values = {f"{name}s": [getattr(frame, name) for frame, _, _ in asked] for name in ("unit", "line", "year")}
    stages = {"stages": [stage for _, stage, _ in asked], "proposals": [proposal for _, _, proposal in asked]}
    kinds = [frame.kind.value for frame, _, _ in asked]
    rows = cursor.execute(
        _SQL["facts_of_frames"], {**values, **stages, "kinds": kinds, "position": position}
    ).fetchall()
    entries = entries_by_position(cursor, (row["entry_position"] for row in rows))
    found: dict[FrameId, list[Known]] = {}
    for row in rows:
        decided = row["stage"] == Stage.DECIDED.value
        found.setdefault(_id_of(row), []).append(known_of(row, entries if decided else None))
    return found


def _touched(frames: Mapping[FrameId, list[Known]]) -> dict[int, dict[FrameId, date]]:
    """By position, the frames of which something becomes known, or is known no more, there; and the last day of the
    decisions that it is about."""
    found: dict[int, dict[FrameId, date]] = {}
    for one, every in frames.items():
        for known in every:
            for position in (known.known_from, known.known_to):
                if position is not None:
                    days = found.setdefault(position, {})
                    days[one] = max(days.get(one, date.min), known.acts_on)
    return found


def _acted_on(ground: _Ground, position: int, before: Aftermath, after: Aftermath) -> dict[FrameId, date]:
    """The frames on which an entry at a position may act, and from which day it does."""
    days = [one.acts_on for one in ground.acting if position in (one.known_from, one.known_to)]
    return {
        one: max(days)
        for one, every in ground.frames.items()
        if days
        and one[1] == Stage.DECIDED
        and any(is_touched(known.movement, each) for known in every for each in (before, after))
    }


def _moved(
    ground: _Ground, one: FrameId, day: date, position: int, aftermath: tuple[Aftermath, Aftermath]
) -> FrameMoved | None:
    """A frame before and after a position; None when the position made no difference to it on any of the days."""
    frame, stage, proposal = one
    places = list(zip((position - 1, position), aftermath, strict=True))
    own = [_value(ground.frames[one], *place, day) for place in places]
    then = [_value(ground.frames[one], *place, ground.as_of) for place in places]
    if own[0] == own[1] and then[0] == then[1] and not _is_new(ground.frames[one], position):
        return None
    before, after, before_today, after_today = (_stood(frame, value) for value in (*own, *then))
    moved = FrameMoved(frame.unit, frame.line, frame.kind.value, frame.year, day, before, after, Stage(stage), proposal)
    if own == then:
        return moved
    return msgspec.structs.replace(moved, differs_today=True, before_today=before_today, after_today=after_today)


def _is_new(every: Iterable[Known], position: int) -> bool:
    return any(position in (known.known_from, known.known_to) for known in every)


def _value(every: Iterable[Known], position: int, aftermath: Aftermath, day: date) -> FrameValue:
    return history_on((one.movement for one in every if _is_known(one, position)), aftermath, day).on(day)


def _is_known(one: Known | Acting, position: int) -> bool:
    return one.known_from <= position and (one.known_to is None or one.known_to > position)


def _stood(frame: FrameKey, value: FrameValue) -> FrameStood | None:
    if not value.known:
        return None
    return FrameStood(frame_amounts(frame.kind, value.sides), value.commitment and value.commitment.value)


# --- One entry --------------------------------------------------------------------------------------------------


def _replayed(recorded: Recorded, frames: tuple[FrameMoved, ...]) -> Replayed:
    entry = recorded.entry
    said = claimed(entry)[0]
    facts = [] if said is None else [one for one, _, _ in inner_facts(said)]
    inside = Counter(words.fact(family(stored_name(type(one)))) for one in facts[1:])
    correction = entry.fact if isinstance(entry.fact, RecordingErrorCorrected) else None
    of_family = family(entry.type)
    return Replayed(
        recorded.position,
        recorded.recorded_at,
        entry.recording.by,
        of_family,
        words.fact(of_family),
        cited(recorded),
        frames,
        tuple(_stated(each) for one in facts for each in statements_of(one)),
        tuple(dict.fromkeys(text for one in facts for text in _about(one))),
        tuple(f"{event} ({count})" for event, count in inside.items()),
        None if correction is None else correction.corrects,
        None if correction is None else correction.reason,
        correction is not None and correction.replacement is None,
        tuple(warning_text(one.code, one.values) for one in entry.recording.warnings),
        entry.recording.accepted,
    )


def _stated(one: Statement) -> str:
    """`slk ligger under ks från och med 2026-01-01`."""
    value = words.value(one.value) if one.aspect is Aspect.ROLE and one.value else one.value
    system = "" if one.system is None else f" i {one.system}"
    said = f"{one.unit} {words.value(f'aspect-{one.aspect}')} {value}{system}"
    match one.aspect, one.value:
        case Aspect.EXISTS, None:
            said = f"{one.unit} upphör"
        case Aspect.EXISTS, _:
            said = f"{one.unit} finns"
        case Aspect.PARENT, None:
            said = f"{one.unit} ligger överst"
    since = "" if one.applies_from == date.min else f" från och med {one.applies_from}"
    until = "" if one.applies_to is None else f", före {one.applies_to}"
    return said + since + until


def _about(fact: Fact) -> Iterator[str]:
    """What a fact is about, as a reader calls it: `reservation smart-stad`. Frames, and what is said about units, are
    told for themselves. A clause says what its outcome was."""
    if isinstance(fact, ClauseDecided):
        yield f"{words.field('outcome')} {words.value(fact.outcome)}"
    units = () if fact.frames() or isinstance(fact, UnitFact) else fact.units()
    for subject in (*fact.subjects(), *(f"unit:{unit}" for unit in units)):
        kind, _, name = subject.partition(":")
        if kind != "frame" and not (kind == "unit" and isinstance(fact, UnitFact)):
            yield f"{words.value(f'about-{kind}')} {name}".strip()
