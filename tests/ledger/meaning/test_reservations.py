"""What an earmark of equity comes to, by figures reckoned by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events import Fact, FrameDecided
from ledger.events.equity import (
    EquityReserved,
    ReservationDrawn,
    ReservationExtended,
    ReservationLapsed,
    ReservationReleased,
    ReservationToppedUp,
)
from ledger.events.financing import FinancingLeg, FinancingSource
from ledger.events.frames import SupplementaryAppropriationDecided
from ledger.meaning.placed import PlacedFact
from ledger.meaning.reservations import (
    ChangeKind,
    Reservation,
    Validity,
    changes_of,
    reservation_on,
)
from ledger.values import NetAmount, Stage
from tests.given import BUDGET, basis, decided_place, key, money

NAME = "smart-stad"
SPRING, AUTUMN, LAST = date(2026, 3, 1), date(2026, 10, 1), date(2027, 12, 31)


def placed(fact: Fact, position: int = 1, day: str = "2025-11-24") -> PlacedFact:
    """A decided fact in its place."""
    earliest, decided = decided_place(basis(day), date(2026, 1, 2), position)
    return PlacedFact(fact, basis(day), Stage.DECIDED, None, earliest, decided, position)


def reckoned(*facts: Fact) -> Reservation:
    """The earmark after some facts."""
    return reservation_on(NAME, [placed(fact, number) for number, fact in enumerate(facts, 1)])


def reserved(amount_ore: int | None = 1000) -> EquityReserved:
    return EquityReserved(NAME, "Smart stad", amount_ore, SPRING, LAST)


def drawn(amount_ore: int, day: date = AUTUMN) -> ReservationDrawn:
    return ReservationDrawn(NAME, amount_ore, day)


def test_what_remains_is_what_was_reserved_and_added_less_what_was_drawn_and_given_back() -> None:
    """1000 + 250 − 300 − 50 − 100 = 800."""
    reservation = reckoned(
        reserved(), drawn(300), ReservationToppedUp(NAME, 250), drawn(50), ReservationReleased(NAME, 100)
    )
    assert reservation.remaining_ore == 800
    assert [change.remaining_ore for change in reservation.changes] == [1000, 700, 950, 900, 800]
    totals = {kind: reservation.total_ore(kind) for kind in ChangeKind}
    assert totals == {
        ChangeKind.RESERVED: 1000, ChangeKind.EXTENDED: None, ChangeKind.TOPPED_UP: 250, ChangeKind.DRAWN: 350,
        ChangeKind.RELEASED: 100, ChangeKind.LAPSED: 0,
    } | {ChangeKind.EXTENDED: 0}  # fmt: skip
    assert reservation.amounts_ore() == {
        "reserved_ore": 1000, "topped_up_ore": 250, "drawn_ore": 350, "released_ore": 100, "lapsed_ore": 0,
        "remaining_ore": 800,
    }  # fmt: skip


def test_an_earmark_whose_creation_is_not_recorded_has_an_unknown_balance() -> None:
    reservation = reckoned(ReservationExtended(NAME, LAST, "Smart stad"), drawn(300))
    assert (reservation.remaining_ore, reservation.origin_known, reservation.total_ore(ChangeKind.RESERVED)) == (
        None,
        False,
        None,
    )
    assert (reservation.total_ore(ChangeKind.DRAWN), reservation.last_day, reservation.purpose) == (
        300,
        LAST,
        "Smart stad",
    )


def test_an_unknown_amount_makes_the_balance_unknown_from_there_on() -> None:
    reservation = reckoned(reserved(), ReservationToppedUp(NAME), drawn(1))
    assert [change.remaining_ore for change in reservation.changes] == [1000, None, None]
    assert (reservation.total_ore(ChangeKind.TOPPED_UP), reservation.total_ore(ChangeKind.DRAWN)) == (None, 1)
    assert reckoned(reserved(None)).remaining_ore is None


def test_a_lapse_takes_whatever_remains() -> None:
    lapse = ReservationLapsed(NAME, date(2028, 1, 1))
    reservation = reckoned(reserved(), drawn(300), lapse)
    assert (reservation.remaining_ore, reservation.total_ore(ChangeKind.LAPSED), reservation.lapsed_on) == (
        0,
        700,
        date(2028, 1, 1),
    )
    unknown = reckoned(ReservationExtended(NAME, LAST), lapse)
    assert (unknown.remaining_ore, unknown.total_ore(ChangeKind.LAPSED)) == (0, None)
    assert reckoned(reserved(), lapse, drawn(1)).remaining_ore == -1


def test_on_a_day_only_what_counts_by_then_is_in_the_amounts() -> None:
    """1000 − 300 on 1 March; what is left, 700, lapses on 1 January 2028, though that was decided before the draw."""
    reservation = reckoned(reserved(), ReservationLapsed(NAME, date(2028, 1, 1)), drawn(300, SPRING))
    on = {day: reservation.by(day) for day in (date(2026, 2, 28), SPRING, LAST, date(2028, 1, 1))}
    assert [by_then.remaining_ore for by_then in on.values()] == [1000, 700, 700, 0]
    assert [by_then.total_ore(ChangeKind.LAPSED) for by_then in on.values()] == [0, 0, 0, 700]
    assert [change.kind for change in reservation.in_order_of_days()] == [
        ChangeKind.RESERVED,
        ChangeKind.DRAWN,
        ChangeKind.LAPSED,
    ]
    assert reservation.by(date(2025, 11, 23)).remaining_ore == 0


def test_before_anything_counts_an_unknown_balance_is_still_unknown() -> None:
    reservation = reckoned(ReservationExtended(NAME, LAST), drawn(300))
    assert reservation.by(date(2020, 1, 1)).remaining_ore is None


@given(st.lists(st.tuples(st.integers(1, 500), st.dates(date(2025, 11, 24), date(2027, 12, 31))), max_size=8))
def test_on_any_day_what_remains_is_what_was_reserved_less_the_draws_by_then(draws: list[tuple[int, date]]) -> None:
    reservation = reckoned(reserved(), *(drawn(ore, day) for ore, day in draws))
    for day in {day for _, day in draws} | {LAST}:
        assert reservation.by(day).remaining_ore == 1000 - sum(ore for ore, drawn_on in draws if drawn_on <= day)


def test_the_last_day_is_the_one_decided_last() -> None:
    longer, shorter = ReservationExtended(NAME, date(2029, 12, 31)), ReservationExtended(NAME, date(2028, 6, 30))
    assert reckoned(reserved(), longer, shorter).last_day == date(2028, 6, 30)
    assert reckoned(reserved(), longer).purpose == "Smart stad"


@pytest.mark.parametrize(
    ("day", "validity"),
    [
        (date(2026, 2, 28), Validity.NOT_BEGUN),
        (SPRING, Validity.VALID),
        (LAST, Validity.VALID),
        (date(2028, 1, 1), Validity.EXPIRED),
    ],
)
def test_a_day_is_within_its_time_or_not(day: date, validity: Validity) -> None:
    assert reckoned(reserved()).validity(day) is validity


def test_after_it_has_lapsed_it_is_not_there_unless_it_is_extended_again() -> None:
    lapse = ReservationLapsed(NAME, date(2028, 1, 1))
    assert reckoned(reserved(), lapse).validity(date(2028, 1, 1)) is Validity.LAPSED
    again = reckoned(reserved(), lapse, ReservationExtended(NAME, date(2028, 12, 31)))
    assert again.validity(date(2028, 1, 1)) is Validity.VALID


def test_without_a_last_day_nobody_knows() -> None:
    assert reckoned(EquityReserved(NAME, "Smart stad", 1)).validity(LAST) is Validity.UNKNOWN
    assert reckoned(EquityReserved(NAME, "Smart stad", 9), drawn(1)).outside() == ()


def test_a_draw_outside_its_time_is_found() -> None:
    reservation = reckoned(reserved(), drawn(1), drawn(2, date(2026, 2, 28)), drawn(3, date(2028, 1, 1)))
    assert [change.amount_ore for change in reservation.outside()] == [2, 3]


def test_the_days_that_its_decisions_name_with_the_decision_that_does() -> None:
    """Its first day, the draw's, and the day after the last one decided: the first end is no day any more."""
    reservation = reckoned(reserved(), ReservationExtended(NAME, date(2028, 6, 30)), drawn(300))
    assert [(day, named.position) for day, named in reservation.named_days()] == [
        (SPRING, 1),
        (AUTUMN, 3),
        (date(2028, 7, 1), 2),
    ]
    lapsed = reckoned(ReservationExtended(NAME, date.max), ReservationLapsed(NAME, date(2028, 1, 1)))
    assert [(day, named.position) for day, named in lapsed.named_days()] == [(date(2028, 1, 1), 2)]
    assert list(reckoned().named_days()) == []


def test_a_supplementary_appropriation_draws_with_each_leg_that_names_it() -> None:
    legs = [FinancingLeg(FinancingSource.EQUITY, ore, reservation=name) for ore, name in ((40, NAME), (5, "annan"))]
    fact = SupplementaryAppropriationDecided(key(), NetAmount(45), tuple(legs))
    reservation = reservation_on(NAME, [placed(reserved()), placed(fact, 2, "2026-06-15")])
    assert (reservation.remaining_ore, reservation.changes[1].day) == (960, date(2026, 6, 15))


def test_what_is_about_something_else_does_nothing() -> None:
    assert list(changes_of(placed(FrameDecided(key(), BUDGET, money(1))), NAME)) == []
    empty = reckoned()
    assert (empty.remaining_ore, empty.changes, empty.last_day) == (None, (), None)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 10**9)), max_size=20))
def test_the_balance_is_the_sum_of_everything_signed(moves: list[tuple[bool, int]]) -> None:
    facts = [ReservationToppedUp(NAME, ore) if adds else drawn(ore) for adds, ore in moves]
    expected = 1000
    for adds, ore in moves:
        expected += ore if adds else -ore
    assert reckoned(reserved(), *facts).remaining_ore == expected
