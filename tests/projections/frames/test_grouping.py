"""Frames put together in every way, in the tree of any day; the sums are worked out by hand."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events import Fact, UnitClosed, UnitMoved, UnitRegistered, UnitShare, UnitsMerged, UnitSplit
from ledger.meaning.comparable import Comparison
from ledger.meaning.effects import NOTHING, Sides
from ledger.meaning.placed import situated
from ledger.meaning.tree import (
    Stated,
    UnitOnDay,
    stated_place,
    statements_of,
    units_on,
)
from ledger.values import FrameKey, FrameKind
from projections.asking.question import GroupBy
from projections.frames.grouping import (
    FrameGroup,
    Grouped,
    InTree,
    LeftOut,
    group_of,
    grouped,
)

LAST_YEAR, NEW_YEAR = date(2025, 12, 31), date(2026, 1, 1)
BOARD: tuple[Fact, ...] = (
    UnitRegistered("ks", "Kommunstyrelsen"),
    UnitRegistered("slk", "Stadsledningskontoret", "ks"),
    UnitRegistered("avd", "Avdelningen", "slk"),
    UnitRegistered("miljo", "Miljönämnden"),
)


def frame(unit: str, line: str = "total") -> FrameKey:
    """A frame of last year."""
    return FrameKey(unit, FrameKind.OPERATING, 2025, line)


def costs(ore: int) -> Sides:
    """Costs and no revenues."""
    return Sides(ore, 0, ore)


def stated(facts: Sequence[Fact]) -> list[Stated]:
    """What facts say, each decided at its own place in the order they stand here."""
    return [
        Stated(statement, stated_place(situated(None, position, LAST_YEAR)), position)
        for position, fact in enumerate(facts, start=1)
        for statement in statements_of(fact)
    ]


def tree(*facts: Fact, on: date = NEW_YEAR) -> dict[str, UnitOnDay]:
    """The units on a day."""
    return units_on(stated(facts), on)


def sums(grouping: Grouped) -> dict[str, int | None]:
    """Each group's costs."""
    return {group.name: group.sides.costs_ore for group in grouping.groups}


FIGURES = {
    frame("ks"): costs(100),
    frame("slk"): costs(20),
    frame("slk", "it"): costs(5),
    frame("avd"): costs(3),
    frame("miljo", "it"): costs(7),
}


def test_by_unit_by_the_unit_above_by_the_top_and_by_line() -> None:
    units = tree(*BOARD)
    assert sums(grouped(FIGURES, GroupBy.UNIT, InTree(units))) == {"avd": 3, "ks": 100, "miljo": 7, "slk": 25}
    assert sums(grouped(FIGURES, GroupBy.PARENT, InTree(units))) == {"ks": 125, "miljo": 7, "slk": 3}
    assert sums(grouped(FIGURES, GroupBy.TOP, InTree(units))) == {"ks": 128, "miljo": 7}
    assert sums(grouped(FIGURES, GroupBy.LINE, InTree(units))) == {"it": 12, "total": 123}


def test_every_way_of_grouping_has_the_same_total() -> None:
    for by in GroupBy:
        grouping = grouped(FIGURES, by, InTree(tree(*BOARD)))
        assert grouping.comparable == grouping.whole == costs(135)
        assert grouping.left_out == []


def test_the_tree_has_each_unit_with_its_own_and_all_below_it() -> None:
    grouping = grouped(FIGURES, GroupBy.TREE, InTree(tree(*BOARD)))
    assert [(group.name, group.depth, group.own, group.sides) for group in grouping.groups] == [
        ("ks", 0, costs(100), costs(128)),
        ("slk", 1, costs(25), costs(28)),
        ("avd", 2, costs(3), costs(3)),
        ("miljo", 0, costs(7), costs(7)),
    ]
    assert grouping.groups[1].frames == (frame("slk"), frame("slk", "it"), frame("avd"))


def test_a_unit_with_nothing_of_its_own_stands_above_what_has() -> None:
    grouping = grouped({frame("avd"): costs(3)}, GroupBy.TREE, InTree(tree(*BOARD)))
    assert [(group.name, group.depth, group.own, group.sides) for group in grouping.groups] == [
        ("ks", 0, NOTHING, costs(3)),
        ("slk", 1, NOTHING, costs(3)),
        ("avd", 2, costs(3), costs(3)),
    ]


def test_only_some_units_stand_by_themselves() -> None:
    grouping = grouped(FIGURES, GroupBy.TREE, InTree(tree(*BOARD), only=frozenset(("slk", "avd"))))
    assert [(group.name, group.depth, group.sides) for group in grouping.groups] == [
        ("slk", 0, costs(28)),
        ("avd", 1, costs(3)),
    ]
    assert grouping.whole == costs(28)


def test_units_that_are_above_each_other_for_a_while_are_counted_once() -> None:
    around = (UnitRegistered("a", "A", "b"), UnitRegistered("b", "B", "a"), UnitRegistered("c", "C", "b"))
    grouping = grouped({frame(unit): costs(1) for unit in "abc"}, GroupBy.TREE, InTree(tree(*around)))
    assert [(group.name, group.depth, group.sides.costs_ore) for group in grouping.groups] == [
        ("a", 0, 1),
        ("b", 0, 2),
        ("c", 1, 1),
    ]


def test_a_unit_that_the_tree_does_not_know_is_a_group_of_its_own() -> None:
    assert group_of(frame("annan"), GroupBy.TOP, tree(*BOARD)) == "annan"
    assert sums(grouped({frame("annan"): costs(1)}, GroupBy.TREE, InTree(tree(*BOARD)))) == {"annan": 1}


def test_a_side_that_is_unknown_in_any_is_unknown_in_the_sum() -> None:
    only_net = {frame("ks"): costs(100), frame("slk"): Sides(None, None, 20)}
    grouping = grouped(only_net, GroupBy.TOP, InTree(tree(*BOARD)))
    assert [group.sides for group in grouping.groups] == [Sides(None, None, 120)]
    assert grouping.whole == Sides(None, None, 120)


# --- In the tree of another day -----------------------------------------------------------------------------------


NEW: tuple[Fact, ...] = (
    *BOARD,
    UnitRegistered("stad", "Stadsutveckling", applies_from=NEW_YEAR),
    UnitRegistered("digital", "Digitalisering", "ks", NEW_YEAR),
    UnitRegistered("park", "Parker", applies_from=NEW_YEAR),
    UnitRegistered("skog", "Skogar", applies_from=NEW_YEAR),
    UnitMoved("slk", NEW_YEAR),
    UnitSplit("avd", ("avd", "digital"), NEW_YEAR, (UnitShare("avd", 333_333_333), UnitShare("digital", 666_666_667))),
    UnitSplit("miljo", ("park", "skog"), NEW_YEAR),
)
FORWARD = Comparison(stated(NEW), LAST_YEAR, NEW_YEAR)
MILJO = LeftOut(
    "miljo",
    "Enheten miljo delades 2026-01-01 i park, skog utan fördelningsnyckel.",
    costs(7),
    (frame("miljo", "it"),),
    ("park", "skog"),
)


def test_figures_are_put_in_the_tree_of_another_day_and_the_rest_is_told_beside_it() -> None:
    """The department's 3 öre are shared in thirds; the office has moved to the top; the board of parks has no key."""
    grouping = grouped(FIGURES, GroupBy.TREE, InTree(tree(*NEW), FORWARD))
    assert [(group.name, group.depth, group.sides.costs_ore) for group in grouping.groups] == [
        ("ks", 0, 102),
        ("digital", 1, 2),
        ("slk", 0, 26),
        ("avd", 1, 1),
    ]
    assert grouping.left_out == [MILJO]
    assert (grouping.comparable, grouping.whole) == (costs(128), costs(135))


def test_units_that_became_one_are_one_group_that_says_which_frames_it_has() -> None:
    said = (*BOARD, UnitsMerged(("miljo", "avd"), "slk", NEW_YEAR))
    grouping = grouped(FIGURES, GroupBy.UNIT, InTree(tree(*said), Comparison(stated(said), LAST_YEAR, NEW_YEAR)))
    assert grouping.groups[1] == FrameGroup(
        "slk", costs(35), (frame("slk"), frame("slk", "it"), frame("avd"), frame("miljo", "it"))
    )


def test_what_may_belong_to_the_units_that_are_asked_for_is_told_and_nothing_else() -> None:
    asked = {
        only: grouped(FIGURES, GroupBy.UNIT, InTree(tree(*NEW), FORWARD, frozenset((only,))))
        for only in ("park", "slk", "miljo")
    }
    assert [grouping.left_out for grouping in asked.values()] == [[MILJO], [], [MILJO]]
    assert [grouping.whole for grouping in asked.values()] == [costs(7), costs(25), costs(7)]


def test_a_part_of_a_unit_that_is_not_comparable_leaves_the_rest() -> None:
    said = (*NEW, UnitClosed("digital", NEW_YEAR))
    day = date(2026, 2, 1)
    grouping = grouped(FIGURES, GroupBy.UNIT, InTree(tree(*said, on=day), Comparison(stated(said), LAST_YEAR, day)))
    assert sums(grouping) == {"avd": 1, "ks": 100, "slk": 25}
    assert [(left_out.unit, left_out.sides.costs_ore) for left_out in grouping.left_out] == [("avd", 2), ("miljo", 7)]


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([frame(unit, line) for unit in ("ks", "slk", "avd", "miljo") for line in ("total", "it")]),
        st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 10**9)),
    ),
    st.sampled_from(list(GroupBy)),
)
def test_groups_and_what_is_beside_them_are_always_the_whole(
    amounts: dict[FrameKey, tuple[int, int]], by: GroupBy
) -> None:
    figures = {frame: Sides(cost, revenue, cost - revenue) for frame, (cost, revenue) in amounts.items()}
    grouping = grouped(figures, by, InTree(tree(*NEW), FORWARD))
    parts = [group.sides for group in grouping.groups if group.depth == 0] + [
        left_out.sides for left_out in grouping.left_out
    ]
    for side in ("costs_ore", "revenues_ore", "net_ore"):
        every = sum(getattr(figure, side) for figure in figures.values())
        together = sum(getattr(part, side) for part in parts)
        assert together == getattr(grouping.whole, side) == every
        if by is GroupBy.TREE:
            assert sum(getattr(group.own, side) for group in grouping.groups) == getattr(grouping.comparable, side)
