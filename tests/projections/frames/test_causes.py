"""The arithmetic of what changed: parts that are the whole, also through the unknown; groups; bridges."""

from datetime import date
from itertools import pairwise
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from ledger.meaning.effects import NOTHING, UNKNOWN, Sides
from ledger.meaning.frames import Standing
from ledger.values import FrameKey
from projections.asking.cause import CAUSE_OF, Cause
from projections.asking.frame_walk import FrameWayStep
from projections.asking.walk import MadeBy, Step, WalkChange
from projections.frames.causes import ChangePath, bridge, groups_of, way_of
from tests.given import key

SLK: Final = key()
SBK: Final = key("sbk")


def net(ore: int) -> Sides:
    return Sides(ore, 0, ore)


def step(cause: Cause, frame: FrameKey, before: Sides, after: Sides) -> FrameWayStep:
    changed = WalkChange(frame, Standing(None, before), Standing(None, after))
    [of_step] = [of_step for of_step, told in CAUSE_OF.items() if told is cause]
    return Step(of_step, date(2026, 1, 1), (MadeBy(5),), (changed,))


def walk(frame: FrameKey, *values: Sides, cause: Cause = Cause.NEW_DECISION) -> list[FrameWayStep]:
    return [step(cause, frame, before, after) for before, after in pairwise(values)]


def nets(way: ChangePath) -> list[int | None]:
    return [moved.change.net_ore for moved in way.moved]


def test_each_step_changes_a_frame_by_its_own_amount() -> None:
    way = way_of({SLK: net(100)}, walk(SLK, net(100), net(90), net(95)))
    assert (nets(way), way.whole(SLK)) == ([-10, 5], net(-5))
    assert [moved.step for moved in way.moved] == [0, 1]


def test_a_frame_that_nothing_was_known_of_was_zero() -> None:
    way = way_of({}, walk(SLK, NOTHING, net(90)))
    assert (way.before, way.whole(SLK)) == ({SLK: NOTHING}, net(90))


def test_through_the_unknown_the_step_that_makes_it_known_has_all_of_the_change() -> None:
    way = way_of({SLK: net(100)}, walk(SLK, net(100), UNKNOWN, net(130)))
    assert nets(way) == [0, 30]
    gross_lost = way_of({SLK: net(100)}, walk(SLK, net(100), Sides(None, None, 120)))
    assert gross_lost.moved[0].change == Sides(None, None, 20), "net is known though gross is not"


def test_into_the_unknown_and_out_of_it_there_is_no_whole() -> None:
    lost = way_of({SLK: net(100)}, walk(SLK, net(100), UNKNOWN))
    assert (nets(lost), lost.whole(SLK)) == ([None], UNKNOWN)
    path = way_of({SLK: UNKNOWN}, walk(SLK, UNKNOWN, net(5), net(8)))
    assert (nets(path), path.whole(SLK)) == ([None, 3], UNKNOWN)


def test_what_moves_with_the_tree_is_reorganisation_and_comes_to_zero() -> None:
    """slk was below a and is below b; it was 100, and 10 of what it is was decided since."""
    steps = [*walk(SLK, net(100), net(110)), *walk(SBK, net(7), net(5), cause=Cause.ANNULMENT)]
    way = way_of({SLK: net(100), SBK: net(7)}, steps)
    by_group = groups_of(way, lambda _frame: "a", lambda frame: "b" if frame == SLK else "a")
    assert by_group["a"].causes == {
        Cause.NEW_DECISION: net(10),
        Cause.ANNULMENT: net(-2),
        Cause.REORGANISATION: net(-110),
    }
    assert (by_group["a"].before, by_group["a"].after, by_group["a"].whole) == (net(107), net(5), net(-102))
    assert (by_group["b"].before, by_group["b"].causes) == (NOTHING, {Cause.REORGANISATION: net(110)})


def test_a_bridge_goes_cause_by_cause_and_ends_where_it_should() -> None:
    bars = bridge(net(100), {Cause.INDEX: net(3), Cause.CORRECTION: net(-20)})
    assert [(bar.cause, bar.change.net_ore, bar.balance.net_ore) for bar in bars] == [
        (Cause.CORRECTION, -20, 80),
        (Cause.INDEX, 3, 83),
    ]
    assert bridge(net(100), {}) == []


_sides = st.one_of(
    st.just(UNKNOWN), st.integers(-999, 999).map(lambda ore: Sides(None, None, ore)), st.integers().map(net)
)
_causes = st.sampled_from([cause for cause in Cause if cause is not Cause.REORGANISATION])
_frames = st.sampled_from([SLK, SBK, key("ks")])


@given(
    before=st.fixed_dictionaries(dict.fromkeys((SLK, SBK, key("ks")), _sides)),
    changes=st.lists(st.tuples(_causes, _frames, _sides)),
    tree=st.dictionaries(_frames, st.sampled_from("ab")),
)
def test_the_causes_are_the_whole_of_every_group(
    before: dict[FrameKey, Sides], changes: list[tuple[Cause, FrameKey, Sides]], tree: dict[FrameKey, str]
) -> None:
    steps: list[FrameWayStep] = []
    now = dict(before)
    for cause, frame, sides in changes:
        steps.append(step(cause, frame, now[frame], sides))
        now[frame] = sides
    way = way_of(before, steps)
    assert way.after == now
    for group in groups_of(way, lambda _frame: "a", lambda frame: tree.get(frame, "a")).values():
        for side in ("costs_ore", "revenues_ore", "net_ore"):
            whole = getattr(group.whole, side)
            if whole is not None:
                assert sum(getattr(change, side) for change in group.causes.values()) == whole
        bars = bridge(group.before, group.causes)
        if bars and group.whole.net_ore is not None:
            assert bars[-1].balance.net_ore == group.after.net_ore
