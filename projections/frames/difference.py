"""What changed between two coordinates, by cause, for each unit and in total; as a bridge, and decision by decision."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Final

import msgspec

from ledger.errors import Refusal, Refused
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.meaning.effects import NOTHING
from ledger.meaning.tree import below
from ledger.values import FrameKind
from ledger.words import words
from ledger.words.labels import frame_label
from projections.asking.amounts import FrameAmounts, frame_amounts
from projections.asking.cause import CAUSE_OF, Cause, StepCause
from projections.asking.citations import DecisionCited, cited
from projections.asking.declaration import WHICH_FRAMES, Declaration, Heading
from projections.asking.frame_past import past_of
from projections.asking.frame_query import FrameView, frame_view, ground_of, why_empty
from projections.asking.frame_walk import FrameWay, FrameWayStep, Past, frame_way
from projections.asking.hypothetical import NOTHING_SUPPOSED, Hypothetical
from projections.asking.question import Coordinates, GroupBy, Question
from projections.asking.read_model import Answered, ReadModel, Staleness, is_settled, staleness
from projections.asking.texts import TOLD_CAUSE
from projections.frames.causes import Bar, ChangePath, GroupChange, Grouping, Moved, bridge, groups_of, in_all, way_of
from projections.frames.grouping import (
    InTree,
    PlacedFrame,
    Tree,
    decided_frame,
    group_of,
    is_comparable,
)
from projections.frames.groups import tree_asked
from projections.tables.register import entries_by_position
from projections.tables.units import units_at

RECIPE: Final = "difference-7"
"""The version of the answer's form and rules."""


class FromCoordinates(msgspec.Struct, frozen=True):
    """The coordinates that a difference begins at; the rest is as for those that it ends at."""

    as_of: date
    position: int


class CauseChange(msgspec.Struct, frozen=True):
    """What one cause changed: correction (of a recording error), recorded-late, new-decision, annulment, condition,
    index, reorganisation."""

    cause: Annotated[Cause, TOLD_CAUSE]
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


class NotComparableDifference(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one unit had and has that nothing gives a place in the tree that is asked for, and why: it is in no group,
    but in the total. `could_be` are the units that it may belong to there."""

    unit: str
    unit_name: str
    kind: str
    reason: str
    before: FrameAmounts
    after: FrameAmounts
    change: FrameAmounts
    causes: tuple[CauseChange, ...]
    could_be: tuple[str, ...] = ()


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

    cause: Annotated[Cause, TOLD_CAUSE]
    acts_on: date
    decision: DecisionCited
    changes: tuple[FrameMoved, ...]


class DifferenceAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What changed between two coordinates. The causes are the whole of each unit's change and of the total's, and so
    are the steps. `note` says why nothing did.

    In the tree of another day both ends are put there, so nothing is reorganised on the way; what has no place there
    is `not_comparable`, and `figures_on` is the day whose organisation the figures are in. The steps are always told of
    the frames that were decided."""

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
    remarks: tuple[str, ...] = ()
    not_comparable: list[NotComparableDifference] = []
    figures_on: date | None = None


class _Read(msgspec.Struct, frozen=True):
    """What is read for an answer."""

    view: FrameView
    way: FrameWay
    entries: dict[int, Recorded]
    trees: tuple[Tree, Tree]
    there: InTree | None
    note: str | None


def difference_answer(
    model: ReadModel, start: Question, until: Question, supposed: Hypothetical = NOTHING_SUPPOSED
) -> Answered[DifferenceAnswer]:
    """What changed from one question's coordinates to another's, which differ in their clocks only; what `until` has
    laid on top comes last, and then what is `supposed`.

    Raises Refused: coordinate-invalid when the first lies after the second on either clock, and what `frames_answer`
    does.
    """
    clock = (until.known_at, until.min_position)
    with model.fetching(*clock, lambda *at: ground_of(until, *at)) as (cursor, place, ground):
        begin = place if start.known_at == until.known_at else model.place(start.known_at)
        came_from = FromCoordinates(start.decided_by, begin.position)
        _check_order(came_from, until.decided_by, place.position)
        if until.by is GroupBy.TREE:
            detail = "Skillnader läggs inte ihop uppåt i trädet."
            raise Refused(Refusal("coordinate-invalid", detail, right="by=unit, parent eller top", where="by"))
        read = _read(cursor, frame_view(cursor, until, place, supposed=supposed, ground=ground), came_from)
    answer = _answer(model.ledger, until.by or GroupBy.UNIT, read, came_from, staleness(until.known_at, place))
    settled = is_settled(place, start.as_of, until.as_of, until.year) and begin.fixed
    return Answered(answer, settled)


DIFFERENCE: Final = Declaration(
    "frames/difference",
    "diff",
    RECIPE,
    (*WHICH_FRAMES, "from_as_of", "from_known_at", "with", "index", "by", "tree_on"),
    difference_answer,
    Heading.FRAMES,
)


def _subtree_remarks(read: _Read) -> Iterator[str]:
    """A subtree is that of the last coordinate, also for what was before it."""
    at = read.view.coordinates
    if at.subtree and at.unit is not None and below(read.trees[0], at.unit) != below(read.trees[1], at.unit):
        yield f"Under {at.unit} räknas vid båda ändar de enheter som ligger där vid till-koordinaten."


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


def _read(cursor: Cursor, view: FrameView, start: FromCoordinates) -> _Read:
    at, laid = view.coordinates, view.laid
    past = past_of(cursor, at.position, view.scope, laid, at.index_ppb)
    way = frame_way(past, (start.position, start.as_of), (at.position, at.as_of), laid.corrected)
    made = (entry.position for step in way.steps for entry in step.made_by)
    entries = entries_by_position(cursor, made) | dict(laid.entries)
    trees = (
        units_at(cursor, start.position, start.as_of, start.as_of),
        units_at(cursor, at.position, at.as_of, at.as_of),
    )
    note = None if way.steps else _why_nothing(cursor, view, past, start)
    there = None if at.tree_on is None else tree_asked(cursor, at, view.units)
    return _Read(view, way, entries, trees, there, note)


def _why_nothing(cursor: Cursor, view: FrameView, past: Past, start: FromCoordinates) -> str:
    at = view.coordinates
    if not past.facts:
        return why_empty(cursor, view)
    if view.laid != NOTHING_SUPPOSED:
        return "Det som läggs på ändrar ingen av ramarna."
    if (start.as_of, start.position) == (at.as_of, at.position):
        return "Från och till är samma koordinater: ingenting kan ha ändrats."
    return "Ingen ram ändrades mellan koordinaterna."


def _answer(ledger: str, by: GroupBy, read: _Read, start: FromCoordinates, stale: Staleness | None) -> DifferenceAnswer:
    steps = read.way.steps
    figures = {frame: standing.sides for frame, standing in read.way.before.items()}
    way = plain = way_of(figures, steps)
    trees: tuple[Tree, ...] = read.trees
    there, groupings = read.there, _groupings(by, *read.trees)
    if there is not None:
        way = way_of(figures, steps, there.put).of(there.asks_for)
        plain = plain.of({decided_frame(frame) for frame in way.before}.__contains__)
        trees, groupings = (*trees, there.tree), (_grouping(by, there.tree),) * 2
    called = {unit.unit: unit.name for tree in trees for unit in tree.values()}
    names = {} if by is GroupBy.LINE else called
    kinds = [change for kind in FrameKind if (change := _of_kind(way, kind, groupings)) is not None]
    beside = [] if there is None else [unit for change in kinds for unit in _not_comparable(change, called)]
    return DifferenceAnswer(
        ledger,
        read.view.coordinates,
        start,
        by,
        RECIPE,
        read.view.organisation,
        [unit for change in kinds for unit in _units(change, names)],
        [_total(change, start, read.view.coordinates) for change in kinds],
        _steps(steps, plain.moved, read.entries),
        read.note if way.before or read.note else "Inga ramar hör till det som efterfrågas i den dagens organisation.",
        stale,
        (*read.view.remarks, *_subtree_remarks(read)),
        beside,
        None if there is None or there.comparison is None else there.comparison.then,
    )


def _grouping(by: GroupBy, tree: Tree) -> Grouping:
    return lambda frame: group_of(frame, by, tree)


def _groupings(by: GroupBy, before: Tree, after: Tree) -> tuple[Grouping, Grouping]:
    """Where a frame's unit belongs in each of two trees; one that only one of them knows belongs there in both."""

    def group(tree: Tree, other: Tree) -> Grouping:
        return lambda frame: group_of(frame, by, tree if frame.unit in tree else other)

    return group(before, after), group(after, before)


class _KindChange(msgspec.Struct, frozen=True):
    """What changed of one kind of money: on the way, for each group of what is comparable, and in all as a bridge."""

    kind: FrameKind
    way: ChangePath
    groups: dict[str, GroupChange]
    total: GroupChange
    bars: list[Bar]


def _of_kind(way: ChangePath, kind: FrameKind, groupings: tuple[Grouping, Grouping]) -> _KindChange | None:
    """The two kinds of money are never added together. None: there are no frames of the kind."""
    of_kind = way.of(lambda frame: frame.kind is kind)
    if not of_kind.before:
        return None
    total = in_all(of_kind)
    bars = bridge(total.before, total.causes)
    return _KindChange(kind, of_kind, groups_of(of_kind.of(is_comparable), *groupings), total, bars)


def _units(change: _KindChange, names: Mapping[str, str]) -> Iterator[UnitDifference]:
    for unit, group in sorted(change.groups.items()):
        if (group.before, group.after, group.causes) == (NOTHING, NOTHING, {}):
            continue
        yield UnitDifference(unit, names.get(unit, unit), change.kind.value, *_told(change.kind, group))


def _not_comparable(change: _KindChange, names: Mapping[str, str]) -> Iterator[NotComparableDifference]:
    beside: dict[tuple[str, str], PlacedFrame] = {}
    for frame in change.way.before:
        if isinstance(frame, PlacedFrame) and frame.reason is not None:
            beside.setdefault((frame.unit, frame.reason), frame)
    for unit, reason in sorted(beside):
        frame, kind = beside[unit, reason], change.kind
        told = _told(kind, in_all(change.way.of(frame.belongs_with)))
        yield NotComparableDifference(unit, names.get(unit, unit), kind.value, reason, *told, frame.could_be)


def _total(of_kind: _KindChange, start: FromCoordinates, until: Coordinates) -> DifferenceTotal:
    before, after, change, causes = _told(of_kind.kind, of_kind.total)
    balances = [frame_amounts(of_kind.kind, bar.balance) for bar in of_kind.bars]
    bars = (
        BridgeBar(words.value(f"cause-{cause.cause}"), balance, cause.change, cause.cause)
        for balance, cause in zip(balances, causes, strict=True)
    )
    first, last = _end(start.as_of, start.position, before), _end(until.as_of, until.position, after)
    return DifferenceTotal(of_kind.kind.value, before, after, change, causes, (first, *bars, last))


def _end(day: date, position: int | None, balance: FrameAmounts) -> BridgeBar:
    return BridgeBar(f"beslutat t.o.m. {day}, registrerat t.o.m. {position}", balance)


def _told(
    kind: FrameKind, group: GroupChange
) -> tuple[FrameAmounts, FrameAmounts, FrameAmounts, tuple[CauseChange, ...]]:
    """What a group was, is, and has changed by; and the causes of that."""
    causes = (CauseChange(cause, frame_amounts(kind, group.causes[cause])) for cause in Cause if cause in group.causes)
    before, after, change = (frame_amounts(kind, sides) for sides in (group.before, group.after, group.whole))
    return before, after, change, tuple(causes)


def _steps(
    steps: Sequence[FrameWayStep], moved: Sequence[Moved], entries: Mapping[int, Recorded]
) -> list[DifferenceStep]:
    by_step: dict[int, list[Moved]] = {}
    for change in moved:
        by_step.setdefault(change.step, []).append(change)
    told = {number: steps[number] for number in sorted(by_step)}
    decisions = {number: _decision(step, entries) for number, step in told.items()}
    return [
        DifferenceStep(CAUSE_OF[step.cause], step.acts_on, decisions[number], _frames_moved(by_step[number]))
        for number, step in told.items()
    ]


def _decision(step: FrameWayStep, entries: Mapping[int, Recorded]) -> DecisionCited:
    """The decision behind a step. Of what is only supposed the entry itself is cited: a proposal is no decision,
    whatever it proposes."""
    [entry] = step.made_by
    return cited(entries[entry.position], None if step.cause is StepCause.SUPPOSED else entry.family)


def _frames_moved(changes: Sequence[Moved]) -> tuple[FrameMoved, ...]:
    amounts = [frame_amounts(moved.frame.kind, moved.change) for moved in changes]
    return tuple(
        FrameMoved(frame.unit, frame.line, frame.kind.value, frame_label(frame), change)
        for frame, change in zip((moved.frame for moved in changes), amounts, strict=True)
    )
