"""The fold of *why*: contributions with the governing set first, and what stands beside, each for its own reason."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.meaning.effects import NOTHING, UNKNOWN, Sides
from ledger.meaning.frames import FactInRole
from ledger.meaning.later_acts import Role
from projections.frames.why_parts import explained
from tests.frame_facts import fact, in_role, on_day


def row(
    position: int,
    costs: int | None,
    role: Role = Role.COUNTED,
    sets: str | None = None,
    *,
    place: int | None = None,
    unindexed_costs: int | None = None,
) -> FactInRole:
    """A fact in its role; only costs, so that net is the same."""
    about = fact(position, sets=sets, net=costs, place=position if place is None else place)
    return in_role(about, role, decided=unindexed_costs)


def test_the_set_comes_first_then_each_change_with_the_balance_after_it() -> None:
    explanation = explained(on_day(row(7, 1_000, sets="budget"), row(9, -50), row(11, 8)))
    assert [
        (line.part.fact.entry_position, line.change.net_ore, line.balance.net_ore) for line in explanation.lines
    ] == [
        (7, 1_000, 1_000),
        (9, -50, 950),
        (11, 8, 958),
    ]
    assert (explanation.balance, explanation.beside) == (Sides(958, 0, 958), [])


def test_an_index_is_a_line_of_its_own_after_what_it_grows() -> None:
    explanation = explained(on_day(row(7, 1_030, sets="budget", unindexed_costs=1_000), row(9, 5)))
    assert [(line.change.net_ore, line.balance.net_ore, line.index_ppb) for line in explanation.lines] == [
        (1_000, 1_000, None),
        (30, 1_030, 30_000_000),
        (5, 1_035, None),
    ]


def test_what_is_beside_says_why_and_what_stands_in_its_way() -> None:
    """A change decided before the set: replaced when the ledger knew it then, swallowed when it was recorded after."""
    rows = [
        row(5, 900, Role.REPLACED, "plan"),
        row(6, 20, Role.REPLACED),
        row(10, 7, Role.REPLACED),
        row(7, 1_000, sets="budget"),
        row(8, 1_100, Role.REPLACED, "plan"),
        row(9, 1, Role.CONDITIONAL),
        row(12, 2, Role.ANNULLED),
        row(13, 3, Role.UNDETERMINED),
        row(14, 4, Role.WITHOUT_LEGAL_FORCE),
    ]
    assert [(beside.part.fact.entry_position, beside.why, beside.by) for beside in explained(on_day(*rows)).beside] == [
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
    rows = [row(20, 5, Role.REPLACED, place=6), row(7, 1_000, sets="budget")]
    assert [beside.why for beside in explained(on_day(*rows)).beside] == ["replaced"]


def test_an_unknown_amount_makes_the_balance_unknown_from_there_on() -> None:
    explanation = explained(on_day(row(7, None, sets="budget"), row(9, 5)))
    assert [line.balance for line in explanation.lines] == [UNKNOWN, UNKNOWN]


def test_nothing_counted_comes_to_nothing() -> None:
    assert explained(on_day(row(9, 1, Role.CONDITIONAL))).balance == NOTHING
    assert explained(on_day()).lines == []


_rows = st.lists(
    st.builds(
        row,
        st.integers(1, 99),
        st.integers(-(10**12), 10**12),
        st.sampled_from((Role.COUNTED, Role.COUNTED, Role.REPLACED, Role.ANNULLED)),
        unindexed_costs=st.none() | st.integers(-(10**12), 10**12),
    )
)


@given(rows=_rows)
def test_the_lines_always_add_up_to_what_is_counted(rows: list[FactInRole]) -> None:
    explanation = explained(on_day(*rows))
    counted = sum(part.fact.costs_ore or 0 for part in rows if part.role is Role.COUNTED)
    assert sum(line.change.costs_ore or 0 for line in explanation.lines) == counted == explanation.balance.costs_ore
    assert len(explanation.beside) == sum(part.role is not Role.COUNTED for part in rows)
