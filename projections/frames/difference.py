"""What changed between two coordinates, by cause, for each unit and in total; as a bridge, and decision by decision."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Final

import msgspec

from ledger.errors import Refusal, Refused
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.meaning.effects import NOTHING, Sides
from ledger.meaning.tree import below
from ledger.values import FrameKey, FrameKind
from ledger.words import words
from ledger.words.labels import frame_label
from projections.asking.amounts import FrameAmounts, frame_amounts
from projections.asking.cause import Cause
from projections.asking.citations import DecisionCited, cited, entries_by_position
from projections.asking.declaration import WHICH_FRAMES, Declaration, Heading
from projections.asking.frame_past import past_of
from projections.asking.frame_query import FrameView, frame_view, why_empty
from projections.asking.frame_walk import Past, Step, decided_steps, known_steps, standings_at, supposed_steps
from projections.asking.hypothetical import NOTHING_LAID, Laid
from projections.asking.question import Coordinates, GroupBy, Question
from projections.asking.read_model import Answered, ReadModel, Staleness, is_settled, staleness
from projections.asking.texts import TOLD_CAUSE
from projections.frames.causes import ChangePath, GroupChange, Grouping, Moved, bridge, groups_of, way_of
from projections.frames.grouping import InTree, PlacedFrame, Tree, decided_frame, group_of, is_comparable
from projections.frames.groups import tree_asked
from projections.tables.units import units_at

RECIPE: Final = "difference-2"
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

    found: FrameView
    past: Past
    steps: list[Step]
    entries: dict[int, Recorded]
    trees: tuple[Tree, Tree]
    there: InTree | None
    note: str | None


def difference_answer(
    model: ReadModel, start: Question, until: Question, supposed: Laid = NOTHING_LAID
) -> Answered[DifferenceAnswer]:
    """What changed from one question's coordinates to another's, which differ in their clocks only; what `until` has
    laid on top comes last, and then what is `supposed`.

    Raises Refused: coordinate-invalid when the first lies after the second on either clock, and what `frames_answer`
    does.
    """
    place = model.place(until.known_at, until.min_position)
    begin = place if start.known_at == until.known_at else model.place(start.known_at)
    came_from = FromCoordinates(start.decided_by, begin.position)
    _check_order(came_from, until.decided_by, place.position)
    if until.by is GroupBy.TREE:
        detail = "Skillnader läggs inte ihop uppåt i trädet."
        raise Refused(Refusal("coordinate-invalid", detail, right="by=unit, parent eller top", where="by"))
    with model.cursor() as cursor:
        read = _read(cursor, frame_view(cursor, until, place, supposed=supposed), came_from)
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
    at = read.found.coordinates
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


def _read(cursor: Cursor, found: FrameView, start: FromCoordinates) -> _Read:
    at, laid = found.coordinates, found.laid
    past = past_of(cursor, at.position, found.scope, laid, at.index_ppb)
    steps = [
        *known_steps(past, start.as_of, start.position, at.position),
        *decided_steps(past, at.position, start.as_of, at.as_of),
        *supposed_steps(past, at.position, at.as_of, laid.corrected),
    ]
    entries = entries_by_position(cursor, (step.position for step in steps)) | dict(laid.entries)
    trees = (
        units_at(cursor, start.position, start.as_of, start.as_of),
        units_at(cursor, at.position, at.as_of, at.as_of),
    )
    note = None if steps else _why_nothing(cursor, found, past, start)
    there = None if at.tree_on is None else tree_asked(cursor, at, found.units)
    return _Read(found, past, steps, entries, trees, there, note)


def _why_nothing(cursor: Cursor, found: FrameView, past: Past, start: FromCoordinates) -> str:
    at = found.coordinates
    if not past.facts:
        return why_empty(cursor, found)
    if found.laid != NOTHING_LAID:
        return "Det som läggs på ändrar ingen av ramarna."
    if (start.as_of, start.position) == (at.as_of, at.position):
        return "Från och till är samma koordinater: ingenting kan ha ändrats."
    return "Ingen ram ändrades mellan koordinaterna."


def _answer(ledger: str, by: GroupBy, read: _Read, start: FromCoordinates, stale: Staleness | None) -> DifferenceAnswer:
    before = standings_at(read.past, start.position, start.as_of)
    figures = {frame: standing.sides for frame, standing in before.items()}
    plain = way_of(figures, read.steps)
    there = read.there
    way = plain if there is None else way_of(figures, read.steps, there.put).of(there.asks_for)
    asked_for = {decided_frame(frame) for frame in way.before}
    groupings = _groupings(by, *read.trees) if there is None else (_grouping(by, there.tree),) * 2
    called = {unit: one.name for tree in (*read.trees, *_tree_of(there)) for unit, one in tree.items()}
    names = {} if by is GroupBy.LINE else called
    kinds = {kind: one for kind in FrameKind if (one := _of_kind(way, kind)).before}
    return DifferenceAnswer(
        ledger,
        read.found.coordinates,
        start,
        by,
        RECIPE,
        read.found.organisation,
        [one for kind, part in kinds.items() for one in _units(kind, part.of(is_comparable), groupings, names)],
        [_total(kind, part, start, read.found.coordinates) for kind, part in kinds.items()],
        _steps(read.steps, plain.of(asked_for.__contains__).moved, read.entries),
        read.note if way.before or read.note else "Inga ramar hör till det som efterfrågas i den dagens organisation.",
        stale,
        (*read.found.remarks, *_subtree_remarks(read)),
        [one for kind, part in kinds.items() for one in _not_comparable(kind, part, called)],
        None if there is None or there.comparison is None else there.comparison.then,
    )


def _tree_of(there: InTree | None) -> tuple[Tree, ...]:
    return () if there is None else (there.tree,)


def _grouping(by: GroupBy, tree: Tree) -> Grouping:
    return lambda frame: group_of(frame, by, tree)


def _groupings(by: GroupBy, before: Tree, after: Tree) -> tuple[Grouping, Grouping]:
    """Where a frame's unit belongs in each of two trees; one that only one of them knows belongs there in both."""

    def group(tree: Tree, other: Tree) -> Grouping:
        return lambda frame: group_of(frame, by, tree if frame.unit in tree else other)

    return group(before, after), group(after, before)


def _units(
    kind: FrameKind, way: ChangePath, groupings: tuple[Grouping, Grouping], names: Mapping[str, str]
) -> Iterator[UnitDifference]:
    groups = groups_of(way, *groupings)
    for unit in sorted(groups):
        group = groups[unit]
        if (group.before, group.after, group.causes) == (NOTHING, NOTHING, {}):
            continue
        yield UnitDifference(unit, names.get(unit, unit), kind.value, *_whole(kind, group), _causes(kind, group))


def _of_kind(way: ChangePath, kind: FrameKind) -> ChangePath:
    """The two kinds of money are never added together."""
    return way.of(lambda frame: frame.kind is kind)


def _not_comparable(kind: FrameKind, way: ChangePath, names: Mapping[str, str]) -> Iterator[NotComparableDifference]:
    beside: dict[tuple[str, str], PlacedFrame] = {}
    for frame in way.before:
        if isinstance(frame, PlacedFrame) and frame.reason is not None:
            beside.setdefault((frame.unit, frame.reason), frame)
    for unit, reason in sorted(beside):
        one = beside[unit, reason]
        group = groups_of(way.of(one.belongs_with), _together, _together)[""]
        name = names.get(unit, unit)
        whole = _whole(kind, group)
        yield NotComparableDifference(unit, name, kind.value, reason, *whole, _causes(kind, group), one.could_be)


def _causes(kind: FrameKind, group: GroupChange) -> tuple[CauseChange, ...]:
    return tuple(
        CauseChange(cause, frame_amounts(kind, group.causes[cause])) for cause in Cause if cause in group.causes
    )


def _total(kind: FrameKind, way: ChangePath, start: FromCoordinates, until: Coordinates) -> DifferenceTotal:
    group = groups_of(way, _together, _together)[""]
    return DifferenceTotal(kind.value, *_whole(kind, group), _causes(kind, group), _bridge(kind, group, start, until))


def _together(_frame: FrameKey) -> str:
    """Everything in one group."""
    return ""


def _whole(kind: FrameKind, group: GroupChange) -> tuple[FrameAmounts, FrameAmounts, FrameAmounts]:
    """What a group was, is, and has changed by."""
    return frame_amounts(kind, group.before), frame_amounts(kind, group.after), frame_amounts(kind, group.whole)


def _bridge(kind: FrameKind, group: GroupChange, start: FromCoordinates, until: Coordinates) -> tuple[BridgeBar, ...]:
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
    return [_step(step, by_step[number], entries) for number, step in enumerate(steps) if number in by_step]


def _step(step: Step, moved: Sequence[Moved], entries: Mapping[int, Recorded]) -> DifferenceStep:
    return DifferenceStep(
        step.cause,
        step.acts_on,
        # Of what is only supposed the entry itself is cited: a proposal is no decision, whatever it proposes.
        cited(entries[step.position], None if step.cause is Cause.SUPPOSED else step.family),
        tuple(_frame_moved(one) for one in moved),
    )


def _frame_moved(one: Moved) -> FrameMoved:
    frame = one.frame
    amounts = frame_amounts(frame.kind, one.change)
    return FrameMoved(frame.unit, frame.line, frame.kind.value, frame_label(frame), amounts)
