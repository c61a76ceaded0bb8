"""What an answer about frames says of them together: groups, in the tree of the day or of another, and what cannot be
put there.

The tree is that of the coordinate's own day, or with `tree_on` of that day: as decided by the later of the two days, as
known at the position. The figures of a year are in that year's organisation (`day_of_figures`), whenever one asks.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from ledger.log.database import Cursor
from ledger.meaning.comparable import Comparison, day_of_figures
from ledger.meaning.effects import sum_of_sides
from ledger.meaning.tree import below, units_on
from ledger.values import FrameKey, FrameKind
from projections.asking.amounts import FrameAmounts, frame_amounts, sides_in
from projections.asking.question import Coordinates, GroupBy
from projections.asking.units import check_unit
from projections.frames.figures import Frame
from projections.frames.grouping import FrameGroup, InTree, LeftOut, Tree, grouped
from projections.tables.units import stated_at


class GroupedFrames(msgspec.Struct, frozen=True, omit_defaults=True):
    """Frames of one kind together: `group` is the id of a unit, or of a line. In a tree `amounts` has all that is below
    too, `own` is the unit's own part of it, and `depth` how far down it stands. `units` are those whose frames it has,
    and `undecided_indices` what its figures are without."""

    group: str
    name: str
    kind: str
    amounts: FrameAmounts
    units: tuple[str, ...]
    depth: int = 0
    own: FrameAmounts | None = None
    undecided_indices: tuple[str, ...] = ()


class NotComparableFrames(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one unit has, of one kind, that nothing gives a place in the tree that is asked for, and why: it is in no
    group. `could_be` are the units that it may belong to there."""

    unit: str
    unit_name: str
    kind: str
    reason: str
    amounts: FrameAmounts
    could_be: tuple[str, ...] = ()


class GroupTotal(msgspec.Struct, frozen=True):
    """One kind of money together: the groups, what is in none, and the whole that they add up to."""

    kind: str
    grouped: FrameAmounts
    not_comparable: FrameAmounts
    whole: FrameAmounts


class Together(msgspec.Struct):
    """Frames in groups. `figures_on` is the day whose organisation the figures are in, when they have been put in that
    of another day."""

    groups: list[GroupedFrames] = []
    not_comparable: list[NotComparableFrames] = []
    group_totals: list[GroupTotal] = []
    figures_on: date | None = None


def tree_asked(cursor: Cursor, at: Coordinates, tree: Tree) -> InTree:
    """The tree that a question's figures are put in; `tree` is that of its own day.

    Raises Refused (unit-unknown) for a unit that the tree of the other day does not know.
    """
    if at.tree_on is None:
        return InTree(tree, only=_only(at, tree))
    stated = stated_at(cursor, at.position, max(at.as_of, at.tree_on))
    there = units_on(stated, at.tree_on)
    if at.unit is not None:
        check_unit(at.unit, there, at.position)
    comparison = Comparison(stated, day_of_figures(at.year or at.as_of.year, at.as_of), at.tree_on)
    return InTree(there, comparison, _only(at, there), at.by or GroupBy.UNIT)


def _only(at: Coordinates, tree: Tree) -> frozenset[str] | None:
    """The units that are asked for; None for all."""
    if at.unit is None:
        return None
    return frozenset(below(tree, at.unit) if at.subtree else (at.unit,))


def together(frames: Sequence[Frame], by: GroupBy, there: InTree, names: Mapping[str, str]) -> Together:
    """Frames in groups, each kind of money by itself; `names` are what the units are called on their own day."""
    called = {**names, **{unit: known.name for unit, known in there.tree.items()}}
    told = Together(figures_on=None if there.comparison is None else there.comparison.then)
    for kind in FrameKind:
        of_kind = {_key(frame): frame for frame in frames if frame.kind == kind}
        result = grouped({key: sides_in(frame.kind, frame) for key, frame in of_kind.items()}, by, there)
        if not result.groups and not result.left_out:
            continue
        told.groups += [_group(kind, group, {} if by is GroupBy.LINE else called, of_kind) for group in result.groups]
        told.not_comparable += [_not_comparable(kind, left_out, called) for left_out in result.left_out]
        beside = sum_of_sides(left_out.sides for left_out in result.left_out)
        amounts = (frame_amounts(kind, sides) for sides in (result.comparable, beside, result.whole))
        told.group_totals.append(GroupTotal(kind.value, *amounts))
    return told


def _key(frame: Frame) -> FrameKey:
    return FrameKey(frame.unit, FrameKind(frame.kind), frame.year, frame.line)


def _group(
    kind: FrameKind, group: FrameGroup, names: Mapping[str, str], frames: Mapping[FrameKey, Frame]
) -> GroupedFrames:
    return GroupedFrames(
        group.name,
        names.get(group.name, group.name),
        kind.value,
        frame_amounts(kind, group.sides),
        tuple(sorted({frame.unit for frame in group.frames})),
        group.depth,
        None if group.own is None else frame_amounts(kind, group.own),
        tuple(sorted({index for frame in group.frames for index in frames[frame].undecided_indices})),
    )


def _not_comparable(kind: FrameKind, left_out: LeftOut, names: Mapping[str, str]) -> NotComparableFrames:
    name = names.get(left_out.unit, left_out.unit)
    amounts = frame_amounts(kind, left_out.sides)
    return NotComparableFrames(left_out.unit, name, kind.value, left_out.reason, amounts, left_out.could_be)
