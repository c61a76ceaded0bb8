"""Where figures of one day belong in the organisation of another; every figure is worked out by hand."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events import (
    Fact,
    UnitClosed,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
    UnitShare,
    UnitsMerged,
    UnitSplit,
)
from ledger.meaning.comparable import (
    Comparison,
    NotComparable,
    Placed,
    Shared,
    day_of_figures,
    spread,
)
from ledger.meaning.effects import UNKNOWN, Sides
from ledger.meaning.placed import situated
from ledger.meaning.tree import Stated, stated_place, statements_of

BEFORE, AFTER = date(2025, 12, 31), date(2026, 1, 1)
LATER = date(2026, 7, 1)


def units(*names: str, since: date | None = date(2020, 1, 1)) -> list[Fact]:
    """Units that are registered."""
    return [UnitRegistered(name, name.upper(), applies_from=since) for name in names]


def key(**percents: int) -> tuple[UnitShare, ...]:
    """A key, in per cent."""
    return tuple(UnitShare(unit, percent * 10_000_000) for unit, percent in percents.items())


def stated(facts: Sequence[Fact]) -> list[Stated]:
    """What facts say, each decided at its own place in the order they stand here."""
    return [
        Stated(statement, stated_place(situated(None, position, BEFORE)), position)
        for position, fact in enumerate(facts, start=1)
        for statement in statements_of(fact)
    ]


def compared(then: date, other: date, *facts: Fact) -> Comparison:
    """Figures of one day in the organisation of another."""
    return Comparison(stated(facts), then, other)


def placed(unit: str, then: date, other: date, *facts: Fact) -> object:
    """Where a unit's figures belong; of what is not comparable only the reason."""
    placement = compared(then, other, *facts).placed(unit)
    return placement.reason if isinstance(placement, NotComparable) else placement


def forward(unit: str, *facts: Fact) -> object:
    """Last year's figures in this year's organisation."""
    return placed(unit, BEFORE, LATER, *facts)


def back(unit: str, *facts: Fact) -> object:
    """This year's figures in last year's organisation."""
    return placed(unit, LATER, BEFORE, *facts)


# --- The day of the figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "day"),
    [("2024-11-20", "2025-01-01"), ("2025-06-30", "2025-06-30"), ("2026-11-21", "2025-12-31")],
    ids=["a budget to come", "during the year", "last year's"],
)
def test_figures_of_a_year_are_in_an_organisation_of_that_year(as_of: str, day: str) -> None:
    assert day_of_figures(2025, date.fromisoformat(as_of)) == date.fromisoformat(day)


# --- Forward ----------------------------------------------------------------------------------------------------


def test_a_unit_that_is_still_there_keeps_its_figures_whatever_it_is_called_and_wherever_it_is() -> None:
    said = (*units("a", "b"), UnitRenamed("a", "Ny", AFTER), UnitMoved("a", AFTER, "b"))
    assert forward("a", *said) == back("a", *said) == Placed("a")


def test_merged_units_figures_go_to_what_they_became() -> None:
    said = (*units("a", "b"), *units("c", since=AFTER), UnitsMerged(("a", "b"), "c", AFTER))
    assert forward("a", *said) == forward("b", *said) == Placed("c")
    assert forward("c", *said) == Placed("c")


def test_a_closed_units_figures_go_to_its_one_successor() -> None:
    assert forward("a", *units("a", "b"), UnitClosed("a", BEFORE, ("b",))) == Placed("b")


def test_closing_without_a_successor_is_not_comparable() -> None:
    closed = UnitClosed("a", date(2026, 3, 31))
    assert forward("a", *units("a"), closed) == "Enheten a fanns till och med 2026-03-31, utan efterträdare."
    assert placed("a", BEFORE, date(2026, 3, 31), *units("a"), closed) == Placed("a")


def test_several_successors_have_no_key() -> None:
    said = (*units("a", "b", "c"), UnitClosed("a", BEFORE, ("b", "c")))
    assert forward("a", *said) == "Enheten a efterträddes 2026-01-01 av b, c utan fördelningsnyckel."


def test_a_split_with_a_key_shares_by_it() -> None:
    said = (*units("a", "b", "c"), UnitSplit("a", ("b", "c"), AFTER, key(c=40, b=60)))
    assert forward("a", *said) == Shared(((600_000_000, Placed("b")), (400_000_000, Placed("c"))))


def test_a_split_without_a_key_is_not_comparable_and_says_where_the_figures_may_belong() -> None:
    said = (*units("a", "b", "c"), UnitSplit("a", ("b", "c"), AFTER))
    assert compared(BEFORE, LATER, *said).placed("a") == NotComparable(
        "a", "Enheten a delades 2026-01-01 i b, c utan fördelningsnyckel.", ("b", "c")
    )


def test_a_unit_that_remains_after_a_split_does_not_keep_its_figures() -> None:
    said = (*units("a", "b"), UnitSplit("a", ("a", "b"), AFTER))
    assert forward("a", *said) == "Enheten a delades 2026-01-01 i a, b utan fördelningsnyckel."
    shared = (*units("a", "b"), UnitSplit("a", ("a", "b"), AFTER, key(a=90, b=10)))
    assert forward("a", *shared) == Shared(((900_000_000, Placed("a")), (100_000_000, Placed("b"))))


def test_the_reorganisation_of_the_day_itself_is_in_its_figures() -> None:
    said = (*units("a", "b"), UnitSplit("a", ("a", "b"), AFTER))
    assert placed("a", AFTER, LATER, *said) == Placed("a")
    assert placed("a", BEFORE, BEFORE, *said) == Placed("a")


def test_several_reorganisations_are_followed_in_order_of_day() -> None:
    """a becomes b and c; then b is merged with d into e, and c is closed for f."""
    said = (
        *units("a", "b", "c", "d", "e", "f"),
        UnitClosed("c", date(2026, 5, 31), ("f",)),
        UnitsMerged(("b", "d"), "e", date(2026, 3, 1)),
        UnitSplit("a", ("b", "c"), AFTER, key(b=70, c=30)),
    )
    assert forward("a", *said) == Shared(((700_000_000, Placed("e")), (300_000_000, Placed("f"))))


def test_what_becomes_one_again_needs_no_key() -> None:
    said = (
        *units("a", "b", "c", "d"),
        UnitSplit("a", ("b", "c"), AFTER),
        UnitsMerged(("b", "c"), "d", date(2026, 3, 1)),
    )
    assert forward("a", *said) == Placed("d")
    assert placed("a", BEFORE, date(2026, 2, 1), *said) == "Enheten a delades 2026-01-01 i b, c utan fördelningsnyckel."


def test_a_part_that_is_not_comparable_leaves_the_others_comparable() -> None:
    said = (
        *units("a", "b", "c", "d", "e"),
        UnitSplit("a", ("b", "c"), AFTER, key(b=60, c=40)),
        UnitSplit("c", ("d", "e"), date(2026, 3, 1)),
    )
    lost = NotComparable("c", "Enheten c delades 2026-03-01 i d, e utan fördelningsnyckel.", ("d", "e"))
    assert forward("a", *said) == Shared(((600_000_000, Placed("b")), (400_000_000, lost)))


def test_reorganisations_of_one_day_are_followed_as_they_were_decided() -> None:
    merged, split = UnitsMerged(("b",), "a", AFTER), UnitSplit("a", ("a", "c"), AFTER, key(a=50, c=50))
    halves = Shared(((500_000_000, Placed("a")), (500_000_000, Placed("c"))))
    assert forward("b", *units("a", "b", "c"), merged, split) == halves
    assert forward("b", *units("a", "b", "c"), split, merged) == Placed("a")


def test_money_of_a_unit_that_ended_during_the_year_follows_it_from_its_last_day() -> None:
    """The figures are of December; the unit ended in June, and its last figures go where its tasks went."""
    said = (*units("a", "b"), UnitClosed("a", date(2026, 6, 30), ("b",)))
    assert placed("a", date(2026, 12, 31), date(2026, 12, 31), *said) == Placed("b")
    assert placed("a", date(2026, 12, 31), BEFORE, *said) == Placed("a")


def test_money_for_a_unit_that_is_to_come_is_already_its_own() -> None:
    said = (*units("a"), *units("b", "c", since=LATER), UnitSplit("a", ("b", "c"), LATER))
    assert placed("b", AFTER, date(2026, 12, 31), *said) == Placed("b")
    assert placed("b", AFTER, BEFORE, *said) == Placed("a")


def test_a_successor_that_was_never_there_is_no_place() -> None:
    said = (*units("a"), *units("b", since=date(2027, 1, 1)), UnitClosed("a", BEFORE, ("b",)))
    assert forward("a", *said) == "Enheten b fanns inte 2026-07-01, och vart den tog vägen är inte angivet."


# --- Back -------------------------------------------------------------------------------------------------------


def test_a_part_goes_back_to_what_was_split() -> None:
    said = (*units("a"), *units("b", "c", since=AFTER), UnitSplit("a", ("b", "c"), AFTER))
    assert back("b", *said) == back("c", *said) == Placed("a")
    remains = (*units("a"), *units("b", since=AFTER), UnitSplit("a", ("a", "b"), AFTER))
    assert back("a", *remains) == back("b", *remains) == Placed("a")


def test_a_merger_cannot_be_taken_apart() -> None:
    said = (*units("a", "b"), *units("c", since=AFTER), UnitsMerged(("a", "b"), "c", AFTER))
    assert compared(LATER, BEFORE, *said).placed("c") == NotComparable(
        "c",
        "Enheten c bildades 2026-01-01 av a, b; hur siffrorna skulle delas mellan dem är inte angivet.",
        ("a", "b"),
    )


def test_a_unit_that_took_over_another_cannot_be_taken_apart() -> None:
    own = "; hur mycket som var dess eget är inte angivet."
    assert back("b", *units("a", "b"), UnitsMerged(("a",), "b", AFTER)) == f"Enheten b tog över a 2026-01-01{own}"
    assert back("b", *units("a", "b"), UnitClosed("a", BEFORE, ("b",))) == f"Enheten b tog över a 2026-01-01{own}"
    split = UnitSplit("a", ("b", "c"), AFTER, key(b=50, c=50))
    assert back("b", *units("a", "b"), *units("c", since=AFTER), split) == f"Enheten b tog över a 2026-01-01{own}"


def test_two_units_that_close_on_one_day_for_the_same_new_one_are_a_merger() -> None:
    closed = (UnitClosed("a", BEFORE, ("c",)), UnitClosed("b", BEFORE, ("c",)))
    said = (*units("a", "b"), *units("c", since=AFTER), *closed)
    assert back("c", *said) == (
        "Enheten c bildades 2026-01-01 av a, b; hur siffrorna skulle delas mellan dem är inte angivet."
    )


def test_a_new_unit_that_replaced_one_goes_back_to_it() -> None:
    said = (*units("a"), *units("b", since=AFTER), UnitClosed("a", BEFORE, ("b",)))
    assert back("b", *said) == Placed("a")


def test_a_unit_that_was_not_there_and_came_from_nobody() -> None:
    assert back("b", *units("b", since=AFTER)) == ("Enheten b fanns inte 2025-12-31, och ingen föregångare är angiven.")


def test_a_successor_whose_first_day_is_not_known_may_have_had_figures_of_its_own() -> None:
    said = (*units("a"), *units("b", since=None), UnitClosed("a", BEFORE, ("b",)))
    assert back("b", *said) == (
        "Enheten b tog över a 2026-01-01, och dess första dag är inte känd: den kan ha funnits förut."
    )


def test_parts_that_were_merged_again_go_back_to_what_was_split() -> None:
    said = (
        *units("a"),
        *units("b", "c", since=AFTER),
        *units("d", since=date(2026, 3, 1)),
        UnitSplit("a", ("b", "c"), AFTER),
        UnitsMerged(("b", "c"), "d", date(2026, 3, 1)),
    )
    assert back("d", *said) == Placed("a")


def test_what_was_taken_over_before_a_split_is_in_every_part() -> None:
    """b becomes part of a, which is then split the same day: neither part can be taken apart."""
    said = (
        *units("a", "b"),
        *units("c", since=AFTER),
        UnitsMerged(("b",), "a", AFTER),
        UnitSplit("a", ("a", "c"), AFTER, key(a=50, c=50)),
    )
    own = "Enheten a tog över b 2026-01-01; hur mycket som var dess eget är inte angivet."
    assert (back("a", *said), back("c", *said)) == (own, own)


# --- Amounts ----------------------------------------------------------------------------------------------------


def test_no_ore_is_lost_and_net_follows_from_the_sides() -> None:
    """100 and 50 öre by thirds: the one left over of each goes to the largest remainder, the first of equals."""
    thirds = (UnitShare("b", 333_333_333), UnitShare("c", 333_333_333), UnitShare("d", 333_333_334))
    said = (*units("a", "b", "c", "d"), UnitSplit("a", ("b", "c", "d"), AFTER, thirds))
    place = compared(BEFORE, LATER, *said).placed("a")
    assert list(spread(Sides(100, 50, 50), place)) == [
        (Placed("b"), Sides(33, 17, 16)),
        (Placed("c"), Sides(33, 16, 17)),
        (Placed("d"), Sides(34, 17, 17)),
    ]


def test_only_net_is_shared_when_only_net_is_known_and_nothing_when_nothing_is() -> None:
    said = (*units("a", "b", "c"), UnitSplit("a", ("b", "c"), AFTER, key(b=75, c=25)))
    place = compared(BEFORE, LATER, *said).placed("a")
    assert list(spread(Sides(None, None, -1_00), place)) == [
        (Placed("b"), Sides(None, None, -75)),
        (Placed("c"), Sides(None, None, -25)),
    ]
    assert [part for _, part in spread(UNKNOWN, place)] == [UNKNOWN, UNKNOWN]


# --- Any history ------------------------------------------------------------------------------------------------


NAMES = ("a", "b", "c", "d", "e")


@st.composite
def changes(draw: st.DrawFn) -> list[Fact]:
    """Reorganisations of five units on different days, each of a unit that is still there into some that are."""
    there, said = set(NAMES), list[Fact]()
    for number in range(draw(st.integers(0, 6))):
        day = AFTER + timedelta(days=10 * number)
        unit = draw(st.sampled_from(sorted(there)))
        others = sorted(there - {unit})
        if not others:
            break
        match draw(st.sampled_from(("close", "merge", "split", "remain", "keyed"))):
            case "close":
                heirs = draw(st.lists(st.sampled_from(others), unique=True, max_size=2))
                said.append(UnitClosed(unit, day - timedelta(days=1), tuple(heirs)))
            case "merge":
                said.append(UnitsMerged((unit,), draw(st.sampled_from(others)), day))
            case kind:
                kept = [unit] if kind == "remain" or len(others) < 2 else []
                parts = kept + draw(st.permutations(others))[: 3 - len(kept)]
                said.append(UnitSplit(unit, tuple(parts), day, _any_key(draw, parts, kind)))
        there -= {unit} if not (isinstance(said[-1], UnitSplit) and unit in said[-1].parts) else set()
    return said


def _any_key(draw: st.DrawFn, parts: list[str], kind: str) -> tuple[UnitShare, ...]:
    if kind == "split":
        return ()
    cuts = sorted(draw(st.integers(0, 10**9)) for _ in parts[1:])
    shares = [high - low for low, high in zip([0, *cuts], [*cuts, 10**9], strict=True)]
    return tuple(UnitShare(unit, share) for unit, share in zip(parts, shares, strict=True))


def naive(unit: str, said: Sequence[Fact]) -> dict[str, Fraction]:
    """What part of a unit's figures each unit has in the end, step by step; `?` is what nothing says."""
    have = {unit: Fraction(1)}
    for fact in said:
        match fact:
            case UnitClosed(unit=source, successors=heirs):
                into = {heirs[0]: Fraction(1)} if len(heirs) == 1 else None
            case UnitsMerged(merged=(source, *_), into=heir):
                into = {heir: Fraction(1)}
            case UnitSplit(unit=source, key=shares):
                into = {share.unit: Fraction(share.share_ppb, 10**9) for share in shares} or None
            case _:
                raise AssertionError(fact)
        moved = have.pop(source, Fraction(0))
        for target, share in (into or {"?": Fraction(1)}).items():
            have[target] = have.get(target, Fraction(0)) + moved * share
    return {name: part for name, part in have.items() if part}


@settings(max_examples=200, deadline=None)
@given(changes(), st.integers(-(10**12), 10**12), st.integers(0, 10**12))
def test_figures_put_forward_are_always_the_same_to_the_ore(said: list[Fact], costs: int, revenues: int) -> None:
    comparison = compared(BEFORE, date(2027, 1, 1), *units(*NAMES), *said)
    whole = Sides(costs, revenues, costs - revenues)
    for unit in NAMES:
        parts = list(spread(whole, comparison.placed(unit)))
        assert sum(part.costs_ore or 0 for _, part in parts) == costs
        assert sum(part.revenues_ore or 0 for _, part in parts) == revenues
        assert sum(part.net_ore or 0 for _, part in parts) == costs - revenues


@settings(max_examples=200, deadline=None)
@given(changes())
def test_every_unit_has_the_part_that_the_keys_say(said: list[Fact]) -> None:
    """Where everything is known; what is known again without a key, because it came together, is told apart."""
    comparison = compared(BEFORE, date(2027, 1, 1), *units(*NAMES), *said)
    for unit in NAMES:
        wanted = naive(unit, said)
        if "?" in wanted:
            continue
        spread_ore: dict[str, int] = {}
        for place, part in spread(Sides(10**15, 0, 10**15), comparison.placed(unit)):
            spread_ore[place.unit] = spread_ore.get(place.unit, 0) + (part.costs_ore or 0)
        assert {name for name, ore in spread_ore.items() if ore > 100} <= wanted.keys()
        for name, share in wanted.items():
            assert abs(spread_ore.get(name, 0) - share * 10**15) <= 100
