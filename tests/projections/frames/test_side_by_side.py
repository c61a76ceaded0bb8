"""Figures side by side, as pure arithmetic: what is compared to what, what columns are called, and the change."""

from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.meaning.effects import NOTHING, UNKNOWN, Sides
from ledger.meaning.tree import UnitOnDay
from ledger.values import FrameKind, Stage
from projections.asking.amounts import frame_amounts
from projections.asking.question import (
    Coordinates,
    GroupBy,
    Question,
    coordinates_of,
)
from projections.frames.current import FramesAnswer
from projections.frames.groups import GroupedFrames, NotComparableFrames
from projections.frames.side_by_side import (
    ColumnFigures,
    ReckonedCell,
    ReckonedColumn,
    RowKey,
    change,
    column_of,
    compared_to,
    labels,
    row_cells,
    row_keys,
    total_cells,
    varied,
)

DAY = date(2026, 6, 1)


def row(*path: str, reason: str = "", invested: bool = False) -> RowKey:
    return RowKey(investment=invested, reason=reason, path=path)


A, B, LEFT = row("a"), row("b"), row("s", reason="delades utan nyckel")


def costs(ore: int) -> ColumnFigures:
    return ColumnFigures(Sides(ore, 0, ore))


def column(figures: Mapping[RowKey, ColumnFigures], *unsettled: str) -> ReckonedColumn:
    return ReckonedColumn(figures, {}, frozenset((False, group) for group in unsettled))


def nets(cells: list[ReckonedCell]) -> list[tuple[int | None, int | None]]:
    """Each cell's net and its change; a dash in either is None."""
    return [
        (
            None if cell.figures is None else cell.figures.sides.net_ore,
            None if cell.change is None else cell.change.net_ore,
        )
        for cell in cells
    ]


# --- The columns ------------------------------------------------------------------------------------------------


def test_a_year_and_a_day_are_compared_to_the_one_before() -> None:
    years = [Question(year=year) for year in (2026, 2027, 2028)]
    assert compared_to(years) == [None, 0, 1]
    days = [Question(as_of=date(2026, month, 1)) for month in (1, 2, 3)]
    assert compared_to(days) == [None, 0, 1]
    assert compared_to([Question(known_at=known) for known in (4, 40, 400)]) == [None, 0, 1]


def test_what_is_supposed_is_compared_to_the_first() -> None:
    assert compared_to([Question(laid=laid) for laid in ((), ("a",), ("b",), ("a", "b"))]) == [None, 0, 0, 0]
    assert compared_to([Question(proposal=name) for name in ("m", "s", "v")]) == [None, 0, 0]
    assert compared_to([Question(index_ppb=rate) for rate in (None, 1, 2)]) == [None, 0, 0]


def test_of_several_ways_to_differ_the_fewest_is_compared() -> None:
    """2026, with a, with b; 2027, with a, with b: 2027 is compared to 2026, and what is laid on it to itself."""
    grid = [Question(year=year, laid=laid) for year, laid in product((2026, 2027), ((), ("a",), ("b",)))]
    assert compared_to(grid) == [None, 0, 0, 0, 3, 3]
    clocks = [Question(year=year, known_at=known) for year, known in product((2026, 2027), (4, 40))]
    assert compared_to(clocks) == [None, 0, 0, 2]


@given(st.lists(st.tuples(st.sampled_from((2026, 2027)), st.sampled_from(((), ("a",)))), min_size=1, max_size=6))
def test_every_column_leads_back_to_the_first(drawn: list[tuple[int, tuple[str, ...]]]) -> None:
    bases = compared_to([Question(year=year, laid=laid) for year, laid in drawn])
    assert bases[0] is None
    assert all(base is not None and base < number for number, base in enumerate(bases) if number)


def label_of(question: Question, *others: Question) -> str:
    every = (question, *others)
    return labels(every, [coordinates_of(asked, 40, year=asked.budget_year, stage=asked.stage) for asked in every])[0]


@pytest.mark.parametrize(
    ("one", "other", "label"),
    [
        ({"year": 2026}, {"year": 2027}, "2026"),
        ({"as_of": date(2025, 12, 31)}, {"as_of": DAY}, "beslutat t.o.m. 2025-12-31"),
        ({"known_at": 40}, {"known_at": 4}, "registrerat t.o.m. 40"),
        ({"known_at": date(2026, 3, 1)}, {}, "registrerat t.o.m. 2026-03-01"),
        ({}, {"known_at": 4}, "registrerat t.o.m. 40"),
        ({"proposal": "budget-2024-m"}, {"proposal": "budget-2024-s"}, "budget-2024-m"),
        ({"laid": ("a",)}, {}, "om a antas"),
        ({"laid": ("a", "b")}, {}, "om a och b antas"),
        ({}, {"laid": ("a",)}, "beslutat"),
        ({"index_ppb": 30_000_000}, {"index_ppb": 20_000_000}, "index 3\u00a0%"),
        ({}, {"index_ppb": 20_000_000}, "index som beslutat"),
        ({"legal_force": True}, {}, "med laga kraft"),
        ({}, {"legal_force": True}, "beslutat"),
        ({"stage": Stage.RECOMMENDED}, {"stage": Stage.DECIDED}, "tillstyrkt"),
        ({"year": 2026, "laid": ("a",)}, {"year": 2027}, "2026, om a antas"),
        ({"year": 2026, "laid": ("a",)}, {"year": 2026, "laid": ("b",)}, "om a antas"),
        ({"min_position": 3, "year": 2026}, {"year": 2027}, "2026"),
    ],
)
def test_a_label_says_only_how_a_column_differs(one: dict[str, Any], other: dict[str, Any], label: str) -> None:
    assert label_of(Question(**one), Question(**other)) == label


def test_different_frames_are_no_columns() -> None:
    assert varied([Question(year=2026), Question(year=2027, laid=("a",))]) == ("year", "laid")
    for other in (Question(unit="slk"), Question(by=GroupBy.TOP), Question(tree_on=DAY)):
        with pytest.raises(ValueError, match="columns differ in"):
            varied([Question(), other])


# --- The change -------------------------------------------------------------------------------------------------


def test_the_change_from_what_is_missing_is_the_whole() -> None:
    columns = [column({A: costs(100)}), column({A: costs(130), B: costs(7)}), column({B: costs(9)})]
    assert row_keys(columns) == [A, B]
    assert nets(row_cells(A, columns, [None, 0, 1])) == [(100, None), (130, 30), (None, -130)]
    assert nets(row_cells(B, columns, [None, 0, 1])) == [(None, None), (7, 7), (9, 2)]
    assert row_cells(row("c"), columns, [None, 0, 1]) == [ReckonedCell(None, None)] * 3


def test_zero_is_not_missing() -> None:
    assert change(None, costs(0)) == NOTHING
    assert change(costs(0), None) == NOTHING
    assert change(None, None) is None


def test_what_is_unknown_has_an_unknown_change_and_total() -> None:
    net_only = ColumnFigures(Sides(None, None, 70))
    columns = [column({A: costs(100), B: costs(1)}), column({A: net_only, B: costs(1)})]
    [_, cell] = row_cells(A, columns, [None, 0])
    assert cell.change == Sides(None, None, -30)
    [_, total] = total_cells(FrameKind.OPERATING, columns, [None, 0])
    assert (total.figures, total.change) == (ColumnFigures(Sides(None, None, 71)), Sides(None, None, -30))


def test_the_total_of_nothing_is_missing_and_the_kinds_are_never_added() -> None:
    invested = row("a", invested=True)
    columns = [column({A: costs(100)}), column({invested: costs(5)})]
    assert nets(total_cells(FrameKind.OPERATING, columns, [None, 0])) == [(100, None), (None, -100)]
    assert nets(total_cells(FrameKind.INVESTMENT, columns, [None, 0])) == [(None, None), (5, 5)]
    assert (invested.kind, A.kind) == (FrameKind.INVESTMENT, FrameKind.OPERATING)
    assert row_keys(columns) == [A, invested]


def test_where_money_that_is_not_comparable_may_belong_the_change_is_unknown_but_not_the_total() -> None:
    """Last year 40 of a board that has become a and b; this year they have 15 and 27."""
    columns = [column({LEFT: costs(40)}, "a", "b"), column({A: costs(15), B: costs(27)})]
    assert nets(row_cells(A, columns, [None, 0])) == [(None, None), (15, None)]
    assert row_cells(A, columns, [None, 0])[1].change == UNKNOWN
    assert row_cells(LEFT, columns, [None, 0])[1].change == UNKNOWN
    assert nets(total_cells(FrameKind.OPERATING, columns, [None, 0])) == [(40, None), (42, 2)]
    assert row_keys(columns)[-1] == LEFT


def test_what_is_not_comparable_for_the_same_reason_is_comparable_to_itself() -> None:
    columns = [column({LEFT: costs(40)}, "a"), column({LEFT: costs(45)}, "a")]
    assert nets(row_cells(LEFT, columns, [None, 0])) == [(40, None), (45, 5)]
    assert row_cells(A, columns, [None, 0])[1].change == UNKNOWN


# --- An answer as a column --------------------------------------------------------------------------------------


def answer_of(by: GroupBy, groups: list[GroupedFrames], left: list[NotComparableFrames]) -> FramesAnswer:
    at = Coordinates(year=2025, as_of=DAY, known_at=None, position=9, by=by, tree_on=DAY)
    return FramesAnswer("stad", at, "frames-5", None, [], [], [], groups=groups, not_comparable=left)


def group(name: str, ore: int, depth: int = 0, *indices: str) -> GroupedFrames:
    amounts = frame_amounts("operating", Sides(ore, 0, ore))
    return GroupedFrames(name, name.upper(), "operating", amounts, (name,), depth, undecided_indices=indices)


def left(reason: str, ore: int, *could_be: str) -> NotComparableFrames:
    amounts = frame_amounts("operating", Sides(ore, 0, ore))
    return NotComparableFrames("s", "S", "operating", reason, amounts, could_be)


def test_in_a_tree_only_the_tops_are_added() -> None:
    reckoned = column_of(
        answer_of(GroupBy.TREE, [group("ks", 30), group("a", 10, 1, "pki"), group("b", 20, 1)], []), {}
    )
    assert [key.path for key in row_keys([reckoned])] == [("ks",), ("ks", "a"), ("ks", "b")]
    assert reckoned.total(FrameKind.OPERATING) == costs(30)
    assert reckoned.rows[row("ks", "a")] == ColumnFigures(Sides(10, 0, 10), frozenset({"pki"}))
    assert reckoned.names["a"] == "A"


def test_two_amounts_left_out_for_the_same_reason_are_added() -> None:
    reckoned = column_of(answer_of(GroupBy.UNIT, [], [left("r", 3, "a"), left("r", 4, "b")]), {})
    assert reckoned.rows == {row("s", reason="r"): costs(7)}


def test_the_groups_that_money_may_belong_to_are_found_in_the_tree() -> None:
    tree = {
        unit: UnitOnDay(unit, unit, above, exists=True, successors=(), aliases=(), codes=())
        for unit, above in (("a", "ks"), ("ks", None))
    }
    unsettled = column_of(answer_of(GroupBy.TREE, [], [left("r", 3, "a")]), tree).unsettled
    assert unsettled == {(False, "a"), (False, "ks")}
