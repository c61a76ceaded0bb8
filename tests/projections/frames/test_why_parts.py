"""The fold of *why*: contributions with the governing set first, and what stands beside, each for its own reason."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.meaning.effects import NOTHING, UNKNOWN, Sides
from projections.frames.why_parts import explained, unindexed


def row(
    position: int,
    costs: int | None,
    part: str = "counted",
    sets: str | None = None,
    *,
    place: int | None = None,
    unindexed_costs: int | None = None,
) -> dict[str, Any]:
    """A row as a coordinate sees it; only costs, so that net is the same."""
    found: dict[str, Any] = {
        "entry_position": position,
        "place": position if place is None else place,
        "part": part,
        "sets": sets,
        "costs_ore": costs,
        "revenues_ore": None if costs is None else 0,
        "net_ore": costs,
        "index_ppb": None if unindexed_costs is None else 30_000_000,
    }
    return found if unindexed_costs is None else found | {"unindexed": Sides(unindexed_costs, 0, unindexed_costs)}


def test_the_set_comes_first_then_each_change_with_the_balance_after_it() -> None:
    found = explained([row(7, 1_000, sets="budget"), row(9, -50), row(11, 8)])
    assert [(line.row["entry_position"], line.change.net_ore, line.balance.net_ore) for line in found.lines] == [
        (7, 1_000, 1_000),
        (9, -50, 950),
        (11, 8, 958),
    ]
    assert (found.balance, found.beside) == (Sides(958, 0, 958), [])


def test_an_index_is_a_line_of_its_own_after_what_it_grows() -> None:
    found = explained([row(7, 1_030, sets="budget", unindexed_costs=1_000), row(9, 5)])
    assert [(line.change.net_ore, line.balance.net_ore, line.index_ppb) for line in found.lines] == [
        (1_000, 1_000, None),
        (30, 1_030, 30_000_000),
        (5, 1_035, None),
    ]


def test_what_is_beside_says_why_and_what_stands_in_its_way() -> None:
    """A change decided before the set: replaced when the ledger knew it then, swallowed when it was recorded after."""
    rows = [
        row(5, 900, "replaced", "plan"),
        row(6, 20, "replaced"),
        row(10, 7, "replaced"),
        row(7, 1_000, sets="budget"),
        row(8, 1_100, "replaced", "plan"),
        row(9, 1, "conditional"),
        row(12, 2, "annulled"),
        row(13, 3, "undetermined"),
        row(14, 4, "without-legal-force"),
    ]
    assert [(one.row["entry_position"], one.part, one.by) for one in explained(rows).beside] == [
        (5, "replaced", 7),
        (6, "replaced", 7),
        (10, "swallowed", 7),
        (8, "outranked", 7),
        (9, "conditional", None),
        (12, "annulled", None),
        (13, "undetermined", None),
        (14, "without-legal-force", None),
    ]


def test_a_correction_is_swallowed_or_not_by_where_it_was_first_recorded() -> None:
    rows = [row(20, 5, "replaced", place=6), row(7, 1_000, sets="budget")]
    assert [one.part for one in explained(rows).beside] == ["replaced"]


def test_an_unknown_amount_makes_the_balance_unknown_from_there_on() -> None:
    found = explained([row(7, None, sets="budget"), row(9, 5)])
    assert [line.balance for line in found.lines] == [UNKNOWN, UNKNOWN]


def test_nothing_counted_comes_to_nothing() -> None:
    assert explained([row(9, 1, "conditional")]).balance == NOTHING
    assert explained([]).lines == []


def test_without_an_index_the_figures_are_those_that_were_decided() -> None:
    assert unindexed(row(7, 10)) == Sides(10, 0, 10)
    assert unindexed(row(7, 13, unindexed_costs=10)) == Sides(10, 0, 10)


_rows = st.lists(
    st.builds(
        row,
        st.integers(1, 99),
        st.integers(-(10**12), 10**12),
        st.sampled_from(("counted", "counted", "replaced", "annulled")),
        unindexed_costs=st.none() | st.integers(-(10**12), 10**12),
    )
)


@given(rows=_rows)
def test_the_lines_always_add_up_to_what_is_counted(rows: list[dict[str, Any]]) -> None:
    found = explained(rows)
    counted = sum(one["costs_ore"] for one in rows if one["part"] == "counted")
    assert sum(line.change.costs_ore or 0 for line in found.lines) == counted == found.balance.costs_ore
    assert len(found.beside) == sum(one["part"] != "counted" for one in rows)
