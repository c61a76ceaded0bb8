"""What changed between two coordinates, by cause, for each unit and in total; as a bridge, and decision by decision."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from ledger import words
from ledger.effects import NOTHING, Sides
from ledger.entry import Recorded
from ledger.errors import Refusal, Refused
from ledger.rules.state import frame_label
from ledger.tree import UnitOnDay, way_up
from ledger.values import FrameKey, FrameKind
from ledger.when import KnownAt
from projections.answers import Seen, seen, why_empty
from projections.cited import DecisionCited, cited, entries_by_position
from projections.coordinates import Coordinates, Place, Question, ReadModel, Staleness, as_of_day, check, staleness
from projections.differences import Group, Grouping, Moved, Way, bridge, groups_of, way_of
from projections.frame_amounts import FrameAmounts, frame_amounts
from projections.past import past_of
from projections.projection import Cursor
from projections.steps import Cause, Past, Step, decided_steps, known_steps, standings_at
from projections.units import units_at
from projections.why_answers import of_kind

RECIPE: Final = "difference-1"
"""The version of the answer's form and rules."""


class GroupBy(StrEnum):
    """How frames are put together: each unit by itself, with the unit above it, or with the one at the top."""

    UNIT = "unit"
    PARENT = "parent"
    TOP = "top"


class DifferenceQuestion(msgspec.Struct, frozen=True):
    """What changed until a question's coordinates, from another day or another position: None is the same as the
    question's own."""

    until: Question
    from_as_of: date | None = None
    from_known_at: KnownAt | None = None
    kind: FrameKind | None = None
    by: GroupBy = GroupBy.UNIT


class FromCoordinates(msgspec.Struct, frozen=True):
    """The coordinates that a difference begins at; the rest is as for those that it ends at."""

    as_of: date
    position: int


class CauseChange(msgspec.Struct, frozen=True):
    """What one cause changed: correction (of a recording error), recorded-late, new-decision, annulment, condition,
    index, reorganisation."""

    cause: Cause
    cause_text: str
    change: FrameAmounts


class UnitDifference(msgspec.Struct, frozen=True):
    """One unit, or one group of units, with one kind of money: before, after, and the causes that make the whole."""

    unit: str
    unit_name: str
    kind: str
    before: FrameAmounts
    after: FrameAmounts
    change: FrameAmounts
    causes: tuple[CauseChange, ...]


class BridgeBar(msgspec.Struct, frozen=True, omit_defaults=True):
    """One bar of a bridge: what it is, what it changed and what it then comes to. The first and the last have no
    change."""

    label: str
    balance: FrameAmounts
    change: FrameAmounts | None = None
    cause: Cause | None = None


class DifferenceTotal(msgspec.Struct, frozen=True):
    """All units together, for one kind of money, and the bridge from what was to what is."""

    kind: str
    before: FrameAmounts
    after: FrameAmounts
    change: FrameAmounts
    causes: tuple[CauseChange, ...]
    bridge: tuple[BridgeBar, ...]


class FrameMoved(msgspec.Struct, frozen=True):
    """By how much one step changed one frame."""

    unit: str
    line: str
    kind: str
    frame_text: str
    change: FrameAmounts


class DifferenceStep(msgspec.Struct, frozen=True):
    """One step of the way: the decision, why it made a difference, and by how much. `acts_on` is the day from which it
    does, on the decided clock."""

    cause: Cause
    cause_text: str
    acts_on: date
    decision: DecisionCited
    changes: tuple[FrameMoved, ...]


class DifferenceAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What changed between two coordinates. The causes are the whole of each unit's change and of the total's, and so
    are the steps. `note` says why nothing did."""

    ledger: str
    coordinates: Coordinates
    from_coordinates: FromCoordinates
    by: GroupBy
    recipe: str
    organisation: str | None
    units: list[UnitDifference]
    totals: list[DifferenceTotal]
    steps: list[DifferenceStep]
    note: str | None = None
    stale: Staleness | None = None


class DifferenceAnswered(msgspec.Struct, frozen=True):
    """An answer, and whether its bytes are settled for ever."""

    answer: DifferenceAnswer
    settled: bool


class _Read(msgspec.Struct, frozen=True):
    """What is read for an answer."""

    found: Seen
    past: Past
    steps: list[Step]
    entries: dict[int, Recorded]
    trees: tuple[Mapping[str, UnitOnDay], Mapping[str, UnitOnDay]]
    note: str | None


def difference_answer(model: ReadModel, question: DifferenceQuestion) -> DifferenceAnswered:
    """What changed between two coordinates.

    Raises Refused: coordinate-invalid when the first lies after the second on either clock, and what `frames_answer`
    does.
    """
    until = question.until
    check(until)
    place = model.place(until.known_at, until.min_position)
    begin = place if question.from_known_at is None else model.place(question.from_known_at)
    start = FromCoordinates(question.from_as_of or as_of_day(until), begin.position)
    _check_order(start, as_of_day(until), place.position)
    with model.cursor() as cursor:
        read = _read(cursor, question, place, start)
    answer = _answer(model.ledger, question, read, start, staleness(until.known_at, place))
    return DifferenceAnswered(answer, place.fixed and begin.fixed and until.as_of is not None)


def _check_order(start: FromCoordinates, as_of: date, position: int) -> None:
    problems = []
    if start.as_of > as_of:
        detail = f"Från-dagen {start.as_of} ligger efter till-dagen {as_of}."
        right = f"en dag till och med {as_of}"
        problems.append(Refusal("coordinate-invalid", detail, str(start.as_of), right=right, where="from_as_of"))
    if start.position > position:
        detail = f"Från-positionen {start.position} ligger efter till-positionen {position}."
        right = f"en position 0–{position}"
        problems.append(Refusal("coordinate-invalid", detail, str(start.position), right=right, where="from_known_at"))
    if problems:
        raise Refused(*problems)


def _read(cursor: Cursor, question: DifferenceQuestion, place: Place, start: FromCoordinates) -> _Read:
    until = question.until
    found = of_kind(seen(cursor, until, place), question.kind)
    past = past_of(cursor, place.position, until.year, until.unit, until.line, question.kind)
    as_of = found.coordinates.as_of
    steps = [
        *known_steps(past, start.as_of, start.position, place.position),
        *decided_steps(past, place.position, start.as_of, as_of),
    ]
    entries = entries_by_position(cursor, (step.position for step in steps))
    trees = (
        units_at(cursor, start.position, start.as_of, start.as_of),
        units_at(cursor, place.position, as_of, as_of),
    )
    note = None if steps else _why_nothing(cursor, found, past, start)
    return _Read(found, past, steps, entries, trees, note)


def _why_nothing(cursor: Cursor, found: Seen, past: Past, start: FromCoordinates) -> str:
    at = found.coordinates
    if not past.movements:
        return why_empty(cursor, found)
    if (start.as_of, start.position) == (at.as_of, at.position):
        return "Från och till är samma koordinater: ingenting kan ha ändrats."
    return "Ingen ram ändrades mellan koordinaterna."


def _answer(
    ledger: str, question: DifferenceQuestion, read: _Read, start: FromCoordinates, stale: Staleness | None
) -> DifferenceAnswer:
    before = standings_at(read.past, start.position, start.as_of)
    way = way_of({frame: standing.sides for frame, standing in before.items()}, read.steps)
    groupings = _groupings(question.by, *read.trees)
    names = {unit: one.name for tree in read.trees for unit, one in tree.items()}
    kinds = [kind for kind in FrameKind if any(frame.kind is kind for frame in way.before)]
    return DifferenceAnswer(
        ledger,
        read.found.coordinates,
        start,
        question.by,
        RECIPE,
        read.found.organisation,
        [one for kind in kinds for one in _units(kind, _of_kind(way, kind), groupings, names)],
        [_total(kind, _of_kind(way, kind), start, read.found.coordinates) for kind in kinds],
        _steps(read.steps, way.moved, read.entries),
        read.note,
        stale,
    )


def _of_kind(way: Way, kind: FrameKind) -> Way:
    """The two kinds of money are never added together."""
    return Way(
        {frame: sides for frame, sides in way.before.items() if frame.kind is kind},
        {frame: sides for frame, sides in way.after.items() if frame.kind is kind},
        [one for one in way.moved if one.frame.kind is kind],
    )


def _groupings(
    by: GroupBy, before: Mapping[str, UnitOnDay], after: Mapping[str, UnitOnDay]
) -> tuple[Grouping, Grouping]:
    """Where a frame's unit belongs in each of two trees; one that only one of them knows belongs there in both."""
    first, last = before, after

    def group(tree: Mapping[str, UnitOnDay], other: Mapping[str, UnitOnDay]) -> Grouping:
        return lambda frame: _group_of(frame.unit, by, tree if frame.unit in tree else other)

    return group(first, last), group(last, first)


def _group_of(unit: str, by: GroupBy, tree: Mapping[str, UnitOnDay]) -> str:
    if by is GroupBy.UNIT:
        return unit
    way = way_up(tree, unit)
    return way[-1] if by is GroupBy.TOP else way[:2][-1]


def _units(
    kind: FrameKind, way: Way, groupings: tuple[Grouping, Grouping], names: Mapping[str, str]
) -> Iterator[UnitDifference]:
    groups = groups_of(way, *groupings)
    for unit in sorted(groups):
        group = groups[unit]
        if (group.before, group.after, group.causes) == (NOTHING, NOTHING, {}):
            continue
        yield UnitDifference(unit, names.get(unit, unit), kind.value, *_whole(kind, group), _causes(kind, group))


def _causes(kind: FrameKind, group: Group) -> tuple[CauseChange, ...]:
    return tuple(
        CauseChange(cause, words.value(f"cause-{cause}"), frame_amounts(kind, group.causes[cause]))
        for cause in Cause
        if cause in group.causes
    )


def _total(kind: FrameKind, way: Way, start: FromCoordinates, until: Coordinates) -> DifferenceTotal:
    group = groups_of(way, _together, _together)[""]
    return DifferenceTotal(kind.value, *_whole(kind, group), _causes(kind, group), _bridge(kind, group, start, until))


def _together(_frame: FrameKey) -> str:
    """Everything in one group."""
    return ""


def _whole(kind: FrameKind, group: Group) -> tuple[FrameAmounts, FrameAmounts, FrameAmounts]:
    """What a group was, is, and has changed by."""
    return frame_amounts(kind, group.before), frame_amounts(kind, group.after), frame_amounts(kind, group.whole)


def _bridge(kind: FrameKind, group: Group, start: FromCoordinates, until: Coordinates) -> tuple[BridgeBar, ...]:
    def ends(day: date, position: int, sides: Sides) -> BridgeBar:
        return BridgeBar(f"beslutat t.o.m. {day}, registrerat t.o.m. {position}", frame_amounts(kind, sides))

    bars = (
        BridgeBar(
            words.value(f"cause-{bar.cause}"),
            frame_amounts(kind, bar.balance),
            frame_amounts(kind, bar.change),
            bar.cause,
        )
        for bar in bridge(group.before, group.causes)
    )
    first, last = ends(start.as_of, start.position, group.before), ends(until.as_of, until.position, group.after)
    return (first, *bars, last)


def _steps(steps: Sequence[Step], moved: Sequence[Moved], entries: Mapping[int, Recorded]) -> list[DifferenceStep]:
    by_step: dict[int, list[Moved]] = {}
    for one in moved:
        by_step.setdefault(one.step, []).append(one)
    return [_step(step, by_step.get(number, ()), entries) for number, step in enumerate(steps)]


def _step(step: Step, moved: Sequence[Moved], entries: Mapping[int, Recorded]) -> DifferenceStep:
    return DifferenceStep(
        step.cause,
        words.value(f"cause-{step.cause}"),
        step.acts_on,
        cited(entries[step.position], step.family),
        tuple(_frame_moved(one) for one in moved),
    )


def _frame_moved(one: Moved) -> FrameMoved:
    frame = one.frame
    amounts = frame_amounts(frame.kind, one.change)
    return FrameMoved(frame.unit, frame.line, frame.kind.value, frame_label(frame), amounts)
