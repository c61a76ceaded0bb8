"""The tree of units on a day, said by statements in any order; the answers are worked out by hand."""

from datetime import date

from ledger.events import (
    Fact,
    UnitAliasAdded,
    UnitClosed,
    UnitCodeAssigned,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
    UnitShare,
    UnitsMerged,
    UnitSplit,
)
from ledger.meaning.placed import situated
from ledger.meaning.tree import (
    Aspect,
    Stated,
    Statement,
    UnitOnDay,
    day_after,
    ever_below,
    stated_place,
    statements_of,
    units_on,
    way_up,
)
from ledger.values import Basis, UnitRole
from tests.given import basis, decided

RECORDED_ON = date(2026, 11, 21)


def on(day: str, *said: tuple[Fact, Basis | None]) -> dict[str, UnitOnDay]:
    """The units on a day, as facts on their bases leave them; their positions are in the order they stand here."""
    stated = [
        Stated(statement, stated_place(situated(ground, position, RECORDED_ON)), position)
        for position, (fact, ground) in enumerate(said, start=1)
        for statement in statements_of(fact)
    ]
    return units_on(stated, date.fromisoformat(day))


BOARD = (UnitRegistered("a", "Nämnd A", applies_from=date(2020, 1, 1)), None)
OFFICE = (UnitRegistered("b", "Kontor B", "a"), None)


def test_a_unit_is_there_from_its_first_day_and_has_its_name_before() -> None:
    assert not on("2019-12-31", BOARD)["a"].exists
    assert on("2019-12-31", BOARD)["a"].name == "Nämnd A"
    assert on("2020-01-01", BOARD)["a"].exists
    assert on("0001-01-01", OFFICE)["b"].exists, "no first day is known"


def test_a_name_holds_from_its_day_and_the_id_stays() -> None:
    renamed = (UnitRenamed("a", "Nämnd Ny", date(2025, 7, 1)), basis("2025-05-01"))
    assert on("2025-06-30", BOARD, renamed)["a"].name == "Nämnd A"
    assert on("2025-07-01", BOARD, renamed)["a"].name == "Nämnd Ny"


def test_what_was_decided_last_counts_whatever_day_it_holds_from_and_whenever_it_was_recorded() -> None:
    """January's name is decided in May; in August another name is decided, from September and on."""
    january = (UnitRenamed("a", "Januari", date(2026, 1, 1)), basis("2025-05-01"))
    september = (UnitRenamed("a", "September", date(2025, 9, 1)), basis("2025-08-01"))
    for said in ((january, september), (september, january)):
        assert on("2025-08-31", BOARD, *said)["a"].name == "Nämnd A"
        assert on("2025-09-01", BOARD, *said)["a"].name == "September"
        assert on("2026-01-01", BOARD, *said)["a"].name == "September"


def test_a_unit_moves_on_its_day_also_to_the_top() -> None:
    moved = (UnitMoved("b", date(2026, 1, 1)), basis())
    assert on("2025-12-31", BOARD, OFFICE, moved)["b"].parent == "a"
    assert on("2026-01-01", BOARD, OFFICE, moved)["b"].parent is None


def test_a_unit_is_there_to_and_including_its_last_day_and_says_who_came_after() -> None:
    closed = (UnitClosed("a", date(2025, 12, 31), ("b",)), basis())
    last, after = (on(day, BOARD, OFFICE, closed)["a"] for day in ("2025-12-31", "2026-01-01"))
    assert (last.exists, last.successors) == (True, ())
    assert (after.exists, after.successors) == (False, ("b",))


def test_merged_units_end_the_day_before_except_the_one_they_become() -> None:
    merged = (UnitsMerged(("a", "b"), "b", date(2026, 1, 1)), basis())
    units = on("2026-01-01", BOARD, OFFICE, merged)
    assert (units["a"].exists, units["a"].successors, units["b"].exists, units["b"].successors) == (
        False, ("b",), True, ()
    )  # fmt: skip
    assert on("2025-12-31", BOARD, OFFICE, merged)["a"].exists


def test_a_split_unit_ends_unless_it_is_one_of_its_parts() -> None:
    parts = [(UnitRegistered(unit, unit.upper()), None) for unit in ("x", "y")]
    ended = on("2026-01-01", BOARD, *parts, (UnitSplit("a", ("x", "y"), date(2026, 1, 1)), basis()))["a"]
    assert (ended.exists, ended.successors) == (False, ("x", "y"))
    kept = on("2026-01-01", BOARD, *parts, (UnitSplit("a", ("a", "x"), date(2026, 1, 1)), basis()))["a"]
    assert kept.exists


def test_a_split_leaves_a_trace_also_in_a_unit_that_remains() -> None:
    shares = (UnitShare("a", 900_000_000), UnitShare("x", 100_000_000))
    said = list(statements_of(UnitSplit("a", ("a", "x"), date(2026, 1, 1), shares)))
    assert [(statement.aspect, statement.value, statement.share_ppb) for statement in said] == [
        (Aspect.PART, "a", 900_000_000),
        (Aspect.PART, "x", 100_000_000),
    ]
    without = list(statements_of(UnitSplit("a", ("x", "y", "x"), date(2026, 1, 1))))
    assert [
        (statement.aspect, statement.value, statement.share_ppb)
        for statement in without
        if statement.aspect is Aspect.PART
    ] == [
        (Aspect.PART, "x", None),
        (Aspect.PART, "y", None),
    ]


def test_a_unit_says_what_it_was_last_split_into() -> None:
    first = (UnitSplit("a", ("a", "x"), date(2026, 1, 1), (UnitShare("a", 9 * 10**8), UnitShare("x", 10**8))), basis())
    second = (UnitSplit("a", ("a", "y"), date(2026, 7, 1)), basis("2025-01-01"))
    assert on("2025-12-31", BOARD, first, second)["a"].parts == ()
    assert on("2026-06-30", BOARD, first, second)["a"].parts == (("a", 9 * 10**8), ("x", 10**8))
    assert on("2026-07-01", BOARD, first, second)["a"].parts == (("a", None), ("y", None))


def test_codes_hold_between_their_days_and_the_last_decided_of_a_system_counts() -> None:
    old = (UnitCodeAssigned("a", "kst", "0110", last_day=date(2025, 12, 31)), basis("2024-01-01"))
    new = (UnitCodeAssigned("a", "kst", "0220", date(2025, 12, 31)), basis("2025-06-01"))
    other = (UnitCodeAssigned("a", "kommun-bas", "10"), None)
    assert on("2025-12-30", BOARD, new, old, other)["a"].codes == (("kommun-bas", "10"), ("kst", "0110"))
    assert on("2025-12-31", BOARD, new, old, other)["a"].codes == (("kommun-bas", "10"), ("kst", "0220"))
    assert on("2026-01-01", BOARD, old)["a"].codes == ()


def test_aliases_are_kept_once_each() -> None:
    aliases = [(UnitAliasAdded("a", name), None) for name in ("INK", "Inköp", "INK")]
    assert on("2026-01-01", BOARD, *aliases)["a"].aliases == ("INK", "Inköp")


def test_the_way_up_ends_at_the_top_or_where_it_bites_its_tail() -> None:
    units = on("2026-01-01", BOARD, OFFICE, (UnitRegistered("c", "C", "b"), None))
    assert way_up(units, "c") == ("c", "b", "a")
    around = on("2026-01-01", (UnitRegistered("a", "A", "b"), None), (UnitRegistered("b", "B", "a"), None))
    assert way_up(around, "a") == ("a", "b", "a")


def test_facts_about_money_say_nothing_about_units() -> None:
    assert list(statements_of(decided(1))) == []


def test_there_is_no_day_after_the_last_one() -> None:
    assert day_after(date(2024, 2, 28)) == date(2024, 2, 29)
    assert day_after(date.max) == date.max


def test_a_unit_has_the_role_it_was_registered_with_from_its_first_day() -> None:
    finance = UnitRegistered("finans", "Finansförvaltningen", applies_from=date(2026, 1, 1), role=UnitRole.FINANCE)
    stated = [
        Stated(statement, stated_place(situated(None, 1, date(2026, 1, 1))), 1) for statement in statements_of(finance)
    ]
    assert units_on(stated, date(2026, 1, 1))["finans"].role == "finance"
    assert units_on(stated, date(2025, 12, 31))["finans"].role is None


def test_what_was_ever_below_a_unit_is_found_also_after_it_moved_and_in_a_circle() -> None:
    said = [
        Statement("a", Aspect.PARENT, None),
        Statement("b", Aspect.PARENT, "a"),
        Statement("c", Aspect.PARENT, "b"),
        Statement("c", Aspect.PARENT, "d"),
        Statement("b", Aspect.PARENT, "c"),
        Statement("c", Aspect.NAME, "a"),
    ]
    assert ever_below(said, "a") == {"a", "b", "c"}
    assert ever_below(said, "d") == {"b", "c", "d"}
    assert ever_below(said, "x") == {"x"}
