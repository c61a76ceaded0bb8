"""Frames put together: by unit, by the unit above, by the one at the top, by line, or as the tree itself.

Pure arithmetic on the figures of one kind of money; the two kinds are never added together. Where the tree of another
day is asked for, every figure is first put where it belongs there (`ledger.meaning.comparable`): what is not comparable
stands beside the groups with its reason, never inside one, and groups and what is beside them are the whole to the öre.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise, takewhile

import msgspec

from ledger.meaning.comparable import Comparison, NotComparable, Placed, spread
from ledger.meaning.effects import NOTHING, Sides, sum_of_sides
from ledger.meaning.tree import UnitOnDay, way_up
from ledger.values import FrameKey, FrameKind
from projections.asking.question import GroupBy

Tree = Mapping[str, UnitOnDay]
Members = Mapping[FrameKey, Sides]
"""Frames where they belong, and their figures."""


class PlacedFrame(FrameKey, frozen=True):
    """A frame, or a part of one, in the tree of another day: `unit` is where its figures belong there, and `came_from`
    the unit that they were decided for. With a `reason` nothing says where they belong: `unit` is then their own, and
    `could_be` are the units that they may belong to."""

    came_from: str = ""
    reason: str | None = None
    could_be: tuple[str, ...] = ()

    def belongs_with(self, other: FrameKey) -> bool:
        """Whether another frame is not comparable for the same reason."""
        return isinstance(other, PlacedFrame) and (other.unit, other.reason) == (self.unit, self.reason)


class LeftOut(msgspec.Struct, frozen=True):
    """Figures of one unit that have no place in the tree that is asked for, and why, in Swedish. `could_be`: the units
    that they may belong to there."""

    unit: str
    reason: str
    sides: Sides
    frames: tuple[FrameKey, ...]
    could_be: tuple[str, ...] = ()


class FrameGroup(msgspec.Struct, frozen=True):
    """Frames together: `name` is the id of a unit, or of a line. In a tree, `sides` has all that is below too, `own` is
    the unit's own part of it, and `depth` how far down it stands."""

    name: str
    sides: Sides
    frames: tuple[FrameKey, ...]
    depth: int = 0
    own: Sides | None = None


class Grouped(msgspec.Struct, frozen=True):
    """Groups in order, what could not be put in any, and their totals. `comparable` is the sum of the groups, and
    `whole` that of everything; a side that is unknown in any part is unknown in the sum."""

    groups: list[FrameGroup]
    left_out: list[LeftOut]
    comparable: Sides
    whole: Sides


def group_of(frame: FrameKey, by: GroupBy, tree: Tree) -> str:
    """The group of a frame in a tree. A unit with nobody above it is in its own."""
    if by is GroupBy.LINE:
        return frame.line
    if by in (GroupBy.UNIT, GroupBy.TREE):
        return frame.unit
    way = way_up(tree, frame.unit)
    return way[-1] if by is GroupBy.TOP else way[:2][-1]


def decided_frame(frame: FrameKey) -> FrameKey:
    """The frame that was decided, of one that has been put in another tree."""
    unit = frame.came_from if isinstance(frame, PlacedFrame) else frame.unit
    return FrameKey(unit, frame.kind, frame.year, frame.line)


def is_comparable(frame: FrameKey) -> bool:
    """Whether it is known where a frame belongs."""
    return not (isinstance(frame, PlacedFrame) and frame.reason is not None)


class InTree(msgspec.Struct, frozen=True):
    """The tree that figures are put in. With a `comparison` it is that of another day, and each figure is first put
    where it belongs there. `only` some of its units, when they are named: with what may belong to them among what is
    not comparable. `by`: how figures are going to be put together; what may belong to several units that are all in one
    group belongs to that."""

    tree: Tree
    comparison: Comparison | None = None
    only: frozenset[str] | None = None
    by: GroupBy = GroupBy.UNIT

    def put(self, frame: FrameKey, sides: Sides) -> dict[FrameKey, Sides]:
        """Where a frame's figures belong: the same frames for any figures, which are always the whole of them."""
        if self.comparison is None:
            return {frame: sides}
        places: dict[FrameKey, Sides] = {}
        for place, part in spread(sides, self.comparison.placed(frame.unit)):
            there = self._certain(_there(frame, place))
            places[there] = places[there].plus(part) if there in places else part
        return places

    def _certain(self, frame: PlacedFrame) -> PlacedFrame:
        if frame.reason is None or self.by not in (GroupBy.PARENT, GroupBy.TOP):
            return frame
        possible = [PlacedFrame(unit, frame.kind, frame.year, frame.line, frame.came_from) for unit in frame.could_be]
        groups = {group_of(there, self.by, self.tree) for there in possible}
        return possible[0] if len(groups) == 1 and all(map(self.asks_for, possible)) else frame

    def asks_for(self, frame: FrameKey) -> bool:
        """Whether a frame that has been put in the tree belongs, or may belong, to what is asked for."""
        could_be = frame.could_be if isinstance(frame, PlacedFrame) else ()
        return self.only is None or not self.only.isdisjoint((frame.unit, *could_be))

    def touches(self, unit: str) -> bool:
        """Whether anything decided for a unit belongs, or may belong, to what is asked for."""
        return any(map(self.asks_for, self.put(FrameKey(unit, FrameKind.OPERATING, 0), NOTHING)))


def _there(frame: FrameKey, place: Placed | NotComparable) -> PlacedFrame:
    unit = frame.unit if isinstance(place, NotComparable) else place.unit
    if isinstance(place, Placed):
        return PlacedFrame(unit, frame.kind, frame.year, frame.line, frame.unit)
    return PlacedFrame(unit, frame.kind, frame.year, frame.line, frame.unit, place.reason, place.could_be)


def grouped(figures: Mapping[FrameKey, Sides], by: GroupBy, there: InTree) -> Grouped:
    """Figures in groups, in a tree."""
    put_there = [put for frame, sides in figures.items() for put in there.put(frame, sides).items()]
    members = [(frame, sides) for frame, sides in put_there if there.asks_for(frame)]
    placed = {frame: sides for frame, sides in members if is_comparable(frame)}
    groups = list(_as_tree(placed, there) if by is GroupBy.TREE else _in_groups(placed, by, there.tree))
    return Grouped(
        groups, _left_out(members), sum_of_sides(placed.values()), sum_of_sides(sides for _, sides in members)
    )


def _in_groups(members: Members, by: GroupBy, tree: Tree) -> Iterator[FrameGroup]:
    groups: dict[str, list[FrameKey]] = {}
    for frame in members:
        groups.setdefault(group_of(frame, by, tree), []).append(frame)
    for name in sorted(groups):
        yield FrameGroup(name, sum_of_sides(members[frame] for frame in groups[name]), _once(groups[name]))


def _left_out(members: Iterable[tuple[FrameKey, Sides]]) -> list[LeftOut]:
    nowhere: dict[tuple[str, str, tuple[str, ...]], list[tuple[FrameKey, Sides]]] = {}
    for frame, sides in members:
        if isinstance(frame, PlacedFrame) and frame.reason is not None:
            nowhere.setdefault((frame.unit, frame.reason, frame.could_be), []).append((frame, sides))
    return [
        LeftOut(
            unit,
            reason,
            sum_of_sides(sides for _, sides in nowhere[key]),
            _once(frame for frame, _ in nowhere[key]),
            units,
        )
        for key in sorted(nowhere)
        for unit, reason, units in [key]
    ]


def _once(frames: Iterable[FrameKey]) -> tuple[FrameKey, ...]:
    """The frames that were decided, each once."""
    return tuple(dict.fromkeys(map(decided_frame, frames)))


# --- As the tree itself -----------------------------------------------------------------------------------------


def _as_tree(members: Members, there: InTree) -> Iterator[FrameGroup]:
    """Each unit with its own figures and everything below it; the one above first, then those below it by id."""
    own: dict[str, list[FrameKey]] = {}
    for frame in members:
        own.setdefault(frame.unit, []).append(frame)
    below: dict[str, set[str]] = {}
    tops = set()
    for unit in own:
        line = _line_up(unit, there)
        tops.add(line[-1])
        for lower, upper in pairwise(line):
            below.setdefault(upper, set()).add(lower)
    for top in sorted(tops):
        yield from _branch(top, 0, _Branches(members, own, below))


class _Branches(msgspec.Struct, frozen=True):
    """The figures of a tree: each unit's own frames, and the units directly below it."""

    members: Members
    own: dict[str, list[FrameKey]]
    below: dict[str, set[str]]


def _line_up(unit: str, there: InTree) -> list[str]:
    """A unit and those above it, as far as is asked for. Units that are above each other, which a decision that was
    recorded late can make them for a while, are each at the top."""
    way = way_up(there.tree, unit)
    if way[-1] in way[:-1]:
        way = way[: way.index(way[-1]) + 1]
    only = there.only
    return [unit, *takewhile(lambda upper: only is None or upper in only, way[1:])]


def _branch(unit: str, depth: int, tree: _Branches) -> list[FrameGroup]:
    branches = [_branch(lower, depth + 1, tree) for lower in sorted(tree.below.get(unit, ()))]
    mine = tree.own.get(unit, [])
    sides = sum_of_sides(tree.members[frame] for frame in mine)
    under = [branch[0] for branch in branches]
    frames = _once([*mine, *(frame for group in under for frame in group.frames)])
    whole = sum_of_sides([sides, *(group.sides for group in under)])
    return [FrameGroup(unit, whole, frames, depth, sides), *(group for branch in branches for group in branch)]
