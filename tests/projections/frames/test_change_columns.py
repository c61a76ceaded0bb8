"""The fold of the change table: every event has its column, and a table has only the columns it needs."""

from datetime import date
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events import FrameEntry, catalogue, family, stored_name
from ledger.meaning.effects import NOTHING, UNKNOWN, Sides, effects
from ledger.meaning.frames import FactInRole
from ledger.meaning.later_acts import Role, Taken
from ledger.values import FrameKind
from ledger.words import words
from projections.frames.change_columns import (
    COLUMN_OF,
    Cells,
    ChangeColumn,
    beside_rows,
    cells_of,
    replaced_sets,
    shown_columns,
    total_of,
)
from tests.frame_facts import fact, in_role, on_day
from tests.golden.examples import EXAMPLES


def row(of_family: str, net: int, role: Role = Role.COUNTED, unindexed: int | None = None, **more: Any) -> FactInRole:
    sets = "budget" if COLUMN_OF[of_family] is ChangeColumn.ORIGINAL else None
    return in_role(fact(1, sets=sets, net=net, family=of_family, **more), role, decided=unindexed)


def cells(*parts: FactInRole) -> Cells:
    return cells_of(on_day(*parts))


def test_every_event_that_touches_a_frame_has_a_column_and_nothing_else_has() -> None:
    """A new event about frames fails here until somebody says where in the table it belongs."""
    assert COLUMN_OF.keys() == {family(stored_name(fact)) for fact in get_args(FrameEntry)}
    touching = {type(entry.fact) for entry in EXAMPLES.values() if effects(entry.fact)} & set(get_args(FrameEntry))
    assert touching == set(get_args(FrameEntry)), "an example of each has an effect"
    assert COLUMN_OF.keys() <= {family(stored_name(fact)) for fact in catalogue()}


def test_what_sets_is_original_and_what_changes_is_not() -> None:
    """A fact that sets a frame is the original; one that changes it never is."""
    for entry in EXAMPLES.values():
        if isinstance(entry.fact, get_args(FrameEntry)):
            sets = any(effect.sets is not None for effect in effects(entry.fact))
            column = COLUMN_OF[family(entry.type)]
            assert (column is ChangeColumn.ORIGINAL) is sets
            assert column not in (ChangeColumn.CURRENT, ChangeColumn.INDEX, ChangeColumn.ANNULLED)


def test_every_column_has_a_word() -> None:
    headings = [words.value(f"column-{column}") for column in ChangeColumn]
    assert len(set(headings)) == len(ChangeColumn)
    assert headings[0] == "ursprunglig ram"


def test_a_row_of_the_table_sums_to_what_is() -> None:
    table_row = cells(
        row("frame-decided", 1_030, unindexed=1_000),
        row("frame-adjusted", 20),
        row("frame-transferred", -50),
        row("central-reserve-released", 7),
        row("technical-adjustment-made", -3),
        row("frame-adjusted", 400, Role.ANNULLED),
    )
    assert {column: sides.net_ore for column, sides in table_row.columns.items()} == {
        ChangeColumn.ORIGINAL: 1_000,
        ChangeColumn.INDEX: 30,
        ChangeColumn.OTHER: 420,
        ChangeColumn.TRANSFER: -43,
        ChangeColumn.TECHNICAL: -3,
        ChangeColumn.ANNULLED: -400,
    }
    assert table_row.current.net_ore == table_row.at(ChangeColumn.CURRENT).net_ore == 1_004
    assert table_row.at(ChangeColumn.SAVING) == NOTHING


def test_what_is_annulled_keeps_its_column_only_where_it_would_count() -> None:
    """Before the set that governs it would have been replaced anyway; a set gives way to what it had replaced; and one
    that is not known to the öre cannot be taken back."""
    before, annulled_set = row("frame-adjusted", 7, Role.ANNULLED), row("frame-decided", 90, Role.ANNULLED)
    unknown = row("frame-transferred", 5, Role.ANNULLED, costs_ore=None)
    table_row = cells(before, row("frame-decided", 100), annulled_set, unknown)
    assert table_row == Cells({ChangeColumn.ORIGINAL: Sides(100, 0, 100)})


def test_a_table_has_the_columns_in_which_something_has_occurred() -> None:
    cell, other = cells(row("one-off-reversed", -5)), cells(row("frame-decided", 9))
    assert shown_columns([cell, other]) == (ChangeColumn.ORIGINAL, ChangeColumn.ONE_OFF, ChangeColumn.CURRENT)
    assert shown_columns([]) == (ChangeColumn.ORIGINAL, ChangeColumn.CURRENT)


def test_an_unknown_amount_is_unknown_in_its_column_and_in_the_sums() -> None:
    unknown = Cells({ChangeColumn.ORIGINAL: Sides(None, None, 5)})
    assert total_of([unknown, Cells({ChangeColumn.ORIGINAL: Sides(2, 1, 1)})]).current == Sides(None, None, 6)


_holding: list[ChangeColumn] = [column for column in ChangeColumn if column is not ChangeColumn.CURRENT]
_sides = st.builds(lambda costs, revenues: Sides(costs, revenues, costs - revenues), st.integers(), st.integers())
_cells = st.lists(st.dictionaries(st.sampled_from(_holding), _sides).map(Cells))


@given(every=_cells)
def test_the_sum_of_the_rows_is_the_sum_of_the_columns(every: list[Cells]) -> None:
    total = total_of(every)
    assert total.current.costs_ore == sum(cells.current.costs_ore or 0 for cells in every)
    for column in ChangeColumn:
        assert total.at(column).net_ore == sum(cells.at(column).net_ore or 0 for cells in every)


def test_a_frame_that_nobody_has_set_was_something_that_is_unknown() -> None:
    """Case 04, Luleå 2024: a supplement of 9 mnkr to a frame that is not recorded is no frame of 9 mnkr."""
    frame = on_day(row("supplementary-appropriation-decided", 900))
    table_row = cells_of(frame)
    assert table_row.at(ChangeColumn.ORIGINAL) == table_row.current == UNKNOWN
    assert table_row.at(ChangeColumn.SUPPLEMENTARY).net_ore == 900
    assert cells_of(frame, of_a_proposal=True).current.net_ore == 900, "a proposal says only itself"


def test_what_is_set_again_keeps_what_it_was_first_set_to() -> None:
    """Set to 1 000 in November, raised by 20, set to 1 100 in May, then lowered by 5: 1 000 is the original."""
    first, again = row("frame-decided", 1_000, Role.REPLACED), row("frame-decided", 1_100)
    table_row = cells(first, row("frame-adjusted", 20, Role.REPLACED), again, row("frame-adjusted", -5))
    assert {column: sides.net_ore for column, sides in table_row.columns.items()} == {
        ChangeColumn.ORIGINAL: 1_000,
        ChangeColumn.RESET: 100,
        ChangeColumn.OTHER: -5,
    }
    assert table_row.current.net_ore == 1_095
    twice = cells(first, row("frame-decided", 900, Role.REPLACED), again)
    assert (twice.at(ChangeColumn.ORIGINAL).net_ore, twice.at(ChangeColumn.RESET).net_ore) == (1_000, 100)
    indexed = cells(first, row("frame-decided", 1_133, unindexed=1_100))
    assert [indexed.at(column).net_ore for column in (ChangeColumn.RESET, ChangeColumn.INDEX)] == [100, 33]
    assert indexed.current.net_ore == 1_133


def test_what_cannot_be_told_to_the_ore_leaves_the_set_that_governs_as_original() -> None:
    """And a plan that the budget replaces was no frame of the year."""
    net_only = row("frame-decided", 1_000, Role.REPLACED, costs_ore=None, revenues_ore=None)
    assert cells(net_only, row("frame-decided", 1_100)) == Cells({ChangeColumn.ORIGINAL: Sides(1_100, 0, 1_100)})
    plan = in_role(fact(1, sets="plan", net=900), Role.REPLACED)
    assert cells(plan, row("frame-decided", 1_100)) == Cells({ChangeColumn.ORIGINAL: Sides(1_100, 0, 1_100)})
    assert replaced_sets(on_day(plan, row("frame-decided", 1_100))) == []


def taken(part: FactInRole, *net: int, since: date = date(2026, 9, 1)) -> FactInRole:
    """A fact of which courts have taken some amounts, which are in neither of its figures."""
    return msgspec.structs.replace(part, taken=tuple(Taken(since, Sides(ore, 0, ore)) for ore in net))


def test_what_is_annulled_in_part_stands_whole_in_its_column_and_is_taken_back_in_another() -> None:
    """D-13: 1 000 and +10, of which 4 are annulled: 1 006, and the 4 are seen to be a judgment's."""
    table_row = cells(row("frame-decided", 1_000), taken(row("frame-adjusted", 6), 4))
    assert {column: sides.net_ore for column, sides in table_row.columns.items()} == {
        ChangeColumn.ORIGINAL: 1_000,
        ChangeColumn.OTHER: 10,
        ChangeColumn.ANNULLED: -4,
    }
    assert table_row.current.net_ore == 1_006


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((taken(row("frame-decided", 940), 40, 20),), {"original": 1_000, "annulled": -60}),
        (
            (taken(row("frame-decided", 960, Role.REPLACED), 40), row("frame-decided", 1_100)),
            {"original": 1_000, "reset": 100},
        ),
        (
            (row("frame-decided", 1_000, Role.REPLACED), taken(row("frame-decided", 1_070), 30)),
            {"original": 1_000, "reset": 100, "annulled": -30},
        ),
        ((taken(row("frame-decided", 927, unindexed=900), 100),), {"original": 1_000, "index": 27, "annulled": -100}),
        (
            (row("frame-decided", 1_000), taken(row("frame-adjusted", 6, Role.ANNULLED), 4)),
            {"original": 1_000, "other": 10, "annulled": -10},
        ),
        ((row("frame-decided", 1_000), taken(row("frame-adjusted", 6, Role.CONDITIONAL), 4)), {"original": 1_000}),
    ],
    ids=["the set, twice", "what was replaced", "what it was set to anew", "with an index", "and then wholly", "waits"],
)
def test_a_part_that_is_annulled_of_anything_keeps_the_row_whole(
    parts: tuple[FactInRole, ...], expected: dict[str, int]
) -> None:
    table_row = cells(*parts)
    assert {column.value: sides.net_ore for column, sides in table_row.columns.items()} == expected
    assert table_row.current == on_day(*parts).standing.sides


def test_each_annulled_part_of_what_counts_stands_beside_with_its_day() -> None:
    frame = on_day(row("frame-decided", 1_000), taken(row("frame-transferred", 6), 4))
    [(gone, column)] = beside_rows(frame)
    assert (gone.role, gone.fact.sides, gone.annulled_on, column) == (
        Role.ANNULLED,
        Sides(4, 0, 4),
        date(2026, 9, 1),
        ChangeColumn.TRANSFER,
    )


@pytest.mark.parametrize(
    ("role", "of_earlier", "column"),
    [
        (Role.ANNULLED, Role.COUNTED, ChangeColumn.RESET),
        (Role.CONDITIONAL, Role.COUNTED, ChangeColumn.RESET),
        (Role.ANNULLED, Role.ANNULLED, ChangeColumn.RESET),
        (Role.ANNULLED, Role.CONDITIONAL, ChangeColumn.ORIGINAL),
    ],
)
def test_a_second_set_that_does_not_count_is_no_original_frame(
    role: Role, of_earlier: Role, column: ChangeColumn
) -> None:
    """Set in November, set again in May, and May's is annulled: it was never what the frame was from the beginning."""
    earlier, later = row("frame-decided", 1_000, of_earlier), row("frame-decided", 1_100, role)
    assert beside_rows(on_day(earlier, later))[-1] == (later, column)
    plan = in_role(fact(1, sets="plan", net=900), of_earlier)
    assert beside_rows(on_day(plan, later))[-1] == (later, ChangeColumn.ORIGINAL), "a plan was no frame of the year"


def test_a_project_that_only_had_money_carried_forward_began_with_it() -> None:
    """Ombudgetering to a project that got no new money this year: what it comes to is known, as frames say it."""
    carried = row("investment-carried-forward", 500, kind=FrameKind.INVESTMENT)
    more = row("supplementary-appropriation-decided", 70, kind=FrameKind.INVESTMENT)
    assert cells(carried, more).current == Sides(570, 0, 570)
    assert cells(carried, more).at(ChangeColumn.ORIGINAL) == NOTHING
    assert cells(more, carried).current == UNKNOWN, "it was something before: what, nobody knows"
