"""What changed between two coordinates, split by cause, so that the parts are the whole to the öre.

Pure arithmetic over the steps of the way between them. A frame that nothing is known of counts as zero. Where a side is
unknown on the way and known again later, all of the change belongs to the step that made it known; a side that is
unknown at either end has an unknown whole.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from ledger.meaning.effects import NOTHING, Sides, minus, sum_of_sides
from ledger.values import FrameKey
from projections.asking.cause import CAUSE_OF, Cause
from projections.asking.frame_walk import FrameWayStep

Before = Mapping[FrameKey, Sides]


class Moved(msgspec.Struct, frozen=True):
    """By how much one frame changed, and why; `step` is which one of the way's steps did it."""

    frame: FrameKey
    cause: Cause
    change: Sides
    step: int


class ChangePath(msgspec.Struct, frozen=True):
    """Every frame before and after, and everything that changed it on the way."""

    before: dict[FrameKey, Sides]
    after: dict[FrameKey, Sides]
    moved: list[Moved]

    def whole(self, frame: FrameKey) -> Sides:
        """What a frame has changed by in all."""
        return minus(self.after[frame], self.before[frame])

    def of(self, asks_for: Callable[[FrameKey], bool]) -> "ChangePath":
        """The same way, of some of the frames."""
        before = {frame: sides for frame, sides in self.before.items() if asks_for(frame)}
        after = {frame: sides for frame, sides in self.after.items() if asks_for(frame)}
        return ChangePath(before, after, [moved for moved in self.moved if asks_for(moved.frame)])


Put = Callable[[FrameKey, Sides], Mapping[FrameKey, Sides]]
"""Where a frame's figures belong: the same frames for any figures, which are always the whole of them."""


def _where_it_is(frame: FrameKey, sides: Sides) -> Mapping[FrameKey, Sides]:
    return {frame: sides}


def way_of(before: Before, steps: Sequence[FrameWayStep], put: Put = _where_it_is) -> ChangePath:
    """The way from some figures through some steps; a frame that is not named before is zero there. `put` says where
    they belong in the tree of another day: what each step comes to is put there, so that no öre is lost on the way."""
    named = {frame: NOTHING for step in steps for frame in (change.key for change in step.changes)} | dict(before)
    start = {there: part for frame, sides in named.items() for there, part in put(frame, sides).items()}
    known = dict(start)
    after = dict(start)
    moved: list[Moved] = []
    for number, step in enumerate(steps):
        cause = CAUSE_OF[step.cause]
        for change in step.changes:
            for there, now in put(change.key, change.after.sides).items():
                moved.append(Moved(there, cause, _change(known[there], now), number))
                known[there] = _last_known(known[there], now)
                after[there] = now
    way = ChangePath(start, after, moved)
    wholes = {frame: way.whole(frame) for frame in after}
    return msgspec.structs.replace(way, moved=[_settled(step, wholes[step.frame]) for step in moved])


def _each(left: Sides, right: Sides, combine: Callable[[int | None, int | None], int | None]) -> Sides:
    return Sides(
        combine(left.costs_ore, right.costs_ore),
        combine(left.revenues_ore, right.revenues_ore),
        combine(left.net_ore, right.net_ore),
    )


def _change(known: Sides, now: Sides) -> Sides:
    return _each(known, now, lambda old, new: None if old is None or new is None else new - old)


def _last_known(known: Sides, now: Sides) -> Sides:
    return _each(known, now, lambda old, new: old if new is None else new)


def _settled(moved: Moved, whole: Sides) -> Moved:
    """A step into the unknown changes nothing by itself, when the whole is known: the step out of it has it all."""
    return msgspec.structs.replace(moved, change=_each(moved.change, whole, _zero_within))


# --- By group, with reorganisation ------------------------------------------------------------------------------


class GroupChange(msgspec.Struct, frozen=True):
    """One group of frames: what it was, what it is, and what each cause changed. The causes are the whole of it: what
    it has changed by in all, and their sum."""

    before: Sides
    after: Sides
    whole: Sides
    causes: dict[Cause, Sides]


Grouping = Callable[[FrameKey], str]
"""Which group a frame belongs to."""


def groups_of(way: ChangePath, group_before: Grouping, group_after: Grouping) -> dict[str, GroupChange]:
    """The frames in groups, as the tree was before and as it is after. What every decision changed is told in the group
    where the frame was; then what moved with the tree is told as reorganisation, and comes to zero in all."""
    members: dict[str, _Members] = {}
    for frame in way.before:
        was, now = group_before(frame), group_after(frame)
        members.setdefault(was, _Members()).was.append(frame)
        members.setdefault(now, _Members()).now.append(frame)
        if was != now:
            members[was].removed.append(frame)
            members[now].added.append(frame)
    for moved in way.moved:
        causes = members[group_before(moved.frame)].causes
        causes[moved.cause] = causes.get(moved.cause, NOTHING).plus(moved.change)
    return {name: _group(way, group) for name, group in members.items()}


def in_all(way: ChangePath) -> GroupChange:
    """All frames of a way in one group."""
    return groups_of(way, _together, _together)[_TOGETHER]


_TOGETHER: Final = ""


def _together(_frame: FrameKey) -> str:
    return _TOGETHER


class _Members(msgspec.Struct):
    """The frames of a group before and after, those added and removed with the tree, and what each cause changed."""

    was: list[FrameKey] = []
    now: list[FrameKey] = []
    added: list[FrameKey] = []
    removed: list[FrameKey] = []
    causes: dict[Cause, Sides] = {}


def _group(way: ChangePath, members: _Members) -> GroupChange:
    before = sum_of_sides(way.before[frame] for frame in members.was)
    after = sum_of_sides(way.after[frame] for frame in members.now)
    whole, causes = minus(after, before), members.causes
    if members.added or members.removed:
        added = sum_of_sides(way.after[frame] for frame in members.added)
        removed = sum_of_sides(way.after[frame] for frame in members.removed)
        causes = _with_reorganisation(causes, minus(added, removed), whole)
    return GroupChange(before, after, whole, causes)


def _with_reorganisation(causes: dict[Cause, Sides], direct: Sides, whole: Sides) -> dict[Cause, Sides]:
    """The causes, and what moved with the tree. A frame that became unknown and then left takes its uncertainty with
    it: the whole is known, and what is left of it once the other causes have been told moved with the tree."""
    settled = {cause: _each(change, whole, _zero_within) for cause, change in causes.items()}
    rest = minus(whole, sum_of_sides(settled.values()))
    return settled | {Cause.REORGANISATION: _each(direct, rest, lambda moved, left: left if moved is None else moved)}


def _zero_within(part: int | None, whole: int | None) -> int | None:
    return 0 if part is None and whole is not None else part


# --- The bridge -------------------------------------------------------------------------------------------------


class Bar(msgspec.Struct, frozen=True):
    """One bar of a bridge: what a cause changed, and what it then comes to."""

    cause: Cause
    change: Sides
    balance: Sides


def bridge(before: Sides, causes: Mapping[Cause, Sides]) -> list[Bar]:
    """The bars from what was to what is, in the order of the causes; the last balance is what is."""
    bars: list[Bar] = []
    balance = before
    for cause in Cause:
        if cause in causes:
            balance = balance.plus(causes[cause])
            bars.append(Bar(cause, causes[cause], balance))
    return bars
