"""Caps, rates, bases and charges as folds, in figures worked out by hand and against fractions."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events import Fact
from ledger.events.fees import (
    ChargeRounding,
    ChargeRow,
    ChargeTotal,
    FeeBaseCorrected,
    FeeBaseRecorded,
    FeeBaseRow,
    FeeCapDecided,
    FeeRateDecided,
    MemberChargesCalculated,
    MemberChargesIssued,
    MemberChargesSettled,
    PriceDecided,
)
from ledger.meaning.fees import (
    ChargeSums,
    YearRate,
    base_for,
    cap_for,
    charge,
    charges_for,
    exceeds,
    is_capped,
    price_days,
    prices_on,
    rate_for,
    rate_on,
    rounded,
    sum_of,
    years_named,
    years_of,
)
from ledger.meaning.placed import PlacedFact, claim_of, placed_facts
from tests.given import basis

FEE = "serviceavgift"
HALF_UP, DOWN, ORE = ChargeRounding.HALF_UP_KRONA, ChargeRounding.DOWN_KRONA, ChargeRounding.HALF_UP_ORE
BASE = FeeBaseRecorded(FEE, 2026, 2025, (FeeBaseRow("nykvarn", 86_383_459_600), FeeBaseRow("salem", 126_402_406_200)))
PRINTED = MemberChargesCalculated(
    FEE,
    2026,
    (ChargeRow("nykvarn", 30_234_200), ChargeRow("salem", 44_240_800)),
    HALF_UP,
    ChargeTotal.ROUNDED_TOTAL,
    ("74 475 100 kr",),
)
RATE = FeeRateDecided(FEE, 2026, 2026, 350_000)


def in_order(*facts: Fact) -> list[PlacedFact]:
    """Facts decided one a day from 1 December 2025, at positions 1, 2, 3 …"""
    return [
        placed
        for number, fact in enumerate(facts, start=1)
        for placed in placed_facts(claim_of(fact, basis(f"2025-12-{number:02}"), number, date(2026, 1, 1)))
    ]


def rate(rate_ppb: int | None, per_head_ore: int | None = None) -> YearRate:
    """A rate by itself."""
    [placed] = in_order(fact := FeeRateDecided(FEE, 2026, 2026, rate_ppb, per_head_ore))
    return YearRate(fact, placed)


# --- Cap and rate -----------------------------------------------------------------------------------------------


def test_the_rate_decided_last_holds_for_the_years_it_names() -> None:
    placed = in_order(FeeRateDecided(FEE, 2015, 2019, 420_000), FeeRateDecided(FEE, 2019, 2020, 400_000))
    by_year = {year: rate_for(placed, year) for year in (2014, 2018, 2019, 2020, 2021)}
    assert {year: None if rate is None else rate.rate_ppb for year, rate in by_year.items()} == {
        2014: None, 2018: 420_000, 2019: 400_000, 2020: 400_000, 2021: None
    }  # fmt: skip
    assert by_year[2019] is not None
    assert by_year[2019].placed.position == 2


def test_no_cap_is_known_outside_its_years() -> None:
    placed = in_order(FeeCapDecided(FEE, 2023, 2026, 450_000), RATE)
    assert [cap_for(placed, year) is None for year in (2022, 2023, 2026, 2027)] == [True, False, False, True]
    assert years_of(placed) == (2023, 2024, 2025, 2026)


@pytest.mark.parametrize(
    ("asked", "cap", "above", "comparable"),
    [
        (rate(460_000), rate(450_000), True, True),
        (rate(450_000), rate(450_000), False, True),
        (rate(None, 78_200), rate(450_000), False, False),
        (rate(460_000, 1), rate(None, 2), False, True),
        (rate(None, 3), rate(None, 2), True, True),
        (rate(None), rate(None), False, False),
    ],
)
def test_a_rate_is_held_to_a_cap_of_its_own_measure(
    asked: YearRate, cap: YearRate, above: bool, comparable: bool
) -> None:
    assert (exceeds(asked, cap), is_capped(asked, cap)) == (above, comparable)


def test_a_rate_with_an_effective_day_holds_from_then() -> None:
    first, second = in_order(FeeRateDecided(FEE, 2026, 2026, 350_000), FeeRateDecided(FEE, 2026, 2026, 400_000))
    from_july = msgspec.structs.replace(basis("2025-12-02"), effective_day=date(2026, 7, 1))
    placed = [first, msgspec.structs.replace(second, basis=from_july)]
    rates = [rate_on(placed, day) for day in (date(2026, 6, 30), date(2026, 7, 1), date(2027, 7, 1))]
    assert [None if rate is None else rate.rate_ppb for rate in rates] == [350_000, 400_000, None]


# --- Base -------------------------------------------------------------------------------------------------------


def test_a_corrected_base_is_another_for_its_own_members_only() -> None:
    placed = in_order(BASE, FeeBaseCorrected(FEE, 2026, 2025, (FeeBaseRow("salem", 1),), "slutligt"))
    base = base_for(placed, 2026)
    assert base is not None
    assert {member: row.base_ore for member, row in base.rows.items()} == {"nykvarn": 86_383_459_600, "salem": 1}
    assert base.positions == (1, 2)
    assert base_for(placed, 2025) is None


def test_a_base_recorded_again_replaces_the_former_and_what_was_corrected_of_it() -> None:
    correction = FeeBaseCorrected(FEE, 2026, 2025, (FeeBaseRow("salem", 1),), "slutligt")
    base = base_for(in_order(BASE, correction, BASE), 2026)
    assert base is not None
    assert (base.rows["salem"].base_ore, base.positions) == (126_402_406_200, (3,))


def test_a_correction_of_a_base_that_nobody_recorded_is_what_is_known_of_it() -> None:
    base = base_for(in_order(FeeBaseCorrected(FEE, 2026, 2025, (FeeBaseRow("salem", 1),), "slutligt")), 2026)
    assert base is not None
    assert (base.recorded, list(base.rows)) == (None, ["salem"])


# --- Charges ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base_kr", "kronor"),
    [(863_834_596, 302_342), (59_988_936_205, 20_996_128), (2_264_584_130, 792_604), (158_240_785_951, 55_384_275)],
)
def test_r45_a_charge_is_rounded_half_up_to_the_krona(base_kr: int, kronor: int) -> None:
    """Nykvarn, Stockholm, Upplands-Bro (…,4455) and the total, as Storsthlm prints them."""
    assert charge(rate(350_000), FeeBaseRow("x", base_kr * 100), HALF_UP) == kronor * 100


def test_a_half_krona_goes_up_and_the_policy_decides() -> None:
    row = FeeBaseRow("x", 10_050)  # of which all is charged: 100,50 kr
    whole = rate(1_000_000_000)
    assert [charge(whole, row, policy) for policy in (HALF_UP, DOWN, ORE)] == [10_100, 10_000, 10_050]


def test_a_fee_per_head_and_one_with_both_parts() -> None:
    row = FeeBaseRow("x", 100_000_000, 31_442)
    assert charge(rate(None, 78_200), row, HALF_UP) == 2_458_764_400  # 31 442 × 782 kr
    assert charge(rate(350_000, 78_200), row, HALF_UP) == 2_458_764_400 + 35_000


def test_what_is_not_known_is_not_reckoned() -> None:
    assert charge(rate(None), FeeBaseRow("x", 1, 1), HALF_UP) is None
    assert charge(rate(350_000), FeeBaseRow("x", None, 1), HALF_UP) is None
    assert charge(rate(None, 1), FeeBaseRow("x", 1), HALF_UP) is None
    assert (sum_of([1, None, 2]), sum_of([]), sum_of([1, 2])) == (None, 0, 3)


@given(
    st.integers(0, 10**15),
    st.integers(0, 10**7),
    st.sampled_from([(HALF_UP, 100), (DOWN, 100), (ORE, 1)]),
)
def test_rounding_against_fractions(base_ore: int, rate_ppb: int, policy: tuple[ChargeRounding, int]) -> None:
    rounding, step = policy
    exact = Fraction(base_ore * rate_ppb, 10**9 * step)
    half = Fraction(0) if rounding is DOWN else Fraction(1, 2)
    assert rounded(base_ore * rate_ppb, rounding) == int(exact + half) * step


def test_both_totals_are_reckoned_and_the_policy_means_one() -> None:
    """0,35 ‰ of 863 834 596 and 1 264 024 062 kr: 302 342,11 and 442 408,42, together 744 750,53."""
    charges = charges_for(in_order(RATE, BASE, PRINTED), 2026)
    assert charges.reckoned is not None
    assert charges.reckoned.by_member == {"nykvarn": 30_234_200, "salem": 44_240_800}
    assert (charges.reckoned.sum_ore, charges.reckoned.rounded_total_ore) == (74_475_000, 74_475_100)
    assert charges.reckoned.total_ore == 74_475_100
    assert charges.positions == (1, 2, 3)


def test_nothing_is_reckoned_before_rate_base_and_rounding_are_known() -> None:
    for facts in ((BASE, PRINTED), (RATE, PRINTED), (RATE, BASE)):
        assert charges_for(in_order(*facts), 2026).reckoned is None


def test_what_was_issued_stays_and_the_difference_is_left_to_settle() -> None:
    """Salem's base turns out to be 1 000 000 kr larger: 350 kr more, of which 150 kr are settled."""
    issued = MemberChargesIssued(FEE, 2026, PRINTED.rows, date(2026, 2, 1))
    corrected = FeeBaseCorrected(FEE, 2026, 2025, (FeeBaseRow("salem", 126_502_406_200),), "slutligt")
    settled = MemberChargesSettled(FEE, 2026, (ChargeRow("salem", 15_000),), date(2026, 10, 1))
    placed = in_order(RATE, BASE, PRINTED, issued, corrected)
    before = charges_for(placed, 2026)
    assert (before.issued, before.settled) == ({"nykvarn": 30_234_200, "salem": 44_240_800}, {})
    assert (before.to_settle("salem"), before.to_settle("nykvarn")) == (35_000, 0)
    assert before.reckoned is not None
    assert before.reckoned.by_member["salem"] == 44_240_800  # what the printed charge stood on
    after = charges_for(in_order(RATE, BASE, PRINTED, issued, corrected, settled), 2026)
    assert (after.issued, after.to_settle("salem")) == (before.issued, 20_000)
    assert after.to_settle("stockholm") is None
    assert after.sums() == ChargeSums(
        base_ore=212_885_865_800,
        sum_of_rows_ore=74_475_000,
        rounded_total_ore=74_475_100,
        printed_rows_ore=74_475_000,
        issued_ore=74_475_000,
        recalculated_ore=74_510_000,
        settled_ore=15_000,
        to_settle_ore=20_000,
    )
    assert (after.members(), after.of_member("salem").members()) == (("nykvarn", "salem"), ("salem",))
    assert after.of_member("salem").sums() == ChargeSums(
        126_502_406_200, 44_240_800, 44_240_800, 44_240_800, 44_240_800, 44_275_800, 15_000, 20_000
    )
    assert after.of_member("stockholm").sums() == ChargeSums(*[None] * 8)


def test_nothing_that_is_not_known_or_has_not_happened_is_a_zero() -> None:
    assert charges_for(in_order(RATE), 2026).sums() == ChargeSums(*[None] * 8)
    [row, other] = BASE.rows
    unknown = FeeBaseRecorded(FEE, 2026, 2025, (row, FeeBaseRow(other.member)))
    sums = charges_for(in_order(RATE, unknown, PRINTED), 2026).sums()
    assert (sums.base_ore, sums.sum_of_rows_ore, sums.printed_rows_ore) == (None, None, 74_475_000)


def test_a_fact_names_the_fee_years_that_it_is_about() -> None:
    assert years_named(FeeCapDecided(FEE, 2023, 2026, 450_000)) == (2023, 2024, 2025, 2026)
    assert [years_named(fact) for fact in (RATE, BASE, PRINTED)] == [(2026,)] * 3
    issued = MemberChargesIssued(FEE, 2026, PRINTED.rows, date(2026, 2, 1))
    assert (years_named(issued), years_named(PriceDecided("it", "dator", "Dator"))) == ((2026,), ())


def test_parts_of_a_charge_are_added_up() -> None:
    part = MemberChargesIssued(FEE, 2026, (ChargeRow("salem", 10),), date(2026, 2, 1))
    other_year = MemberChargesIssued(FEE, 2025, (ChargeRow("salem", 7),), date(2025, 2, 1))
    assert charges_for(in_order(part, other_year, part), 2026).issued == {"salem": 20}


# --- Prices -----------------------------------------------------------------------------------------------------


def price(item: str, ore: int | None, first: str | None = None, last: str | None = None) -> PriceDecided:
    """A price between two days."""
    applies_from, last_day = (None if day is None else date.fromisoformat(day) for day in (first, last))
    return PriceDecided("it", item, item.capitalize(), ore, applies_from, last_day)


def shown(placed: Sequence[PlacedFact], day: str) -> dict[str, int | None]:
    """The prices on a day."""
    on = prices_on(placed, date.fromisoformat(day))
    return {item: entry.fact.amount_ore for item, entry in on.items() if isinstance(entry.fact, PriceDecided)}


def test_the_price_decided_last_of_those_that_hold_on_the_day() -> None:
    placed = in_order(
        price("dator", 100), price("dator", 120, "2027-01-01", "2027-12-31"), price("skrivare", None, "2027-01-01")
    )
    assert shown(placed, "2026-12-31") == {"dator": 100}
    assert shown(placed, "2027-01-01") == {"dator": 120, "skrivare": None}
    assert shown(placed, "2028-01-01") == {"dator": 100, "skrivare": None}


def test_the_days_that_prices_name_when_they_are_the_ones_that_hold() -> None:
    """The second price takes over on 1 July, so the end of the first one's time is no day; the third, decided last, is
    from the same day as the first, which then never begins."""
    first = price("dator", 100, "2026-01-01", "2026-12-31")
    second = price("dator", 120, "2026-07-01", "2026-12-31")
    named = [(str(day), placed.position) for day, placed in price_days(in_order(first, second))]
    assert named == [("2026-01-01", 1), ("2026-07-01", 2), ("2027-01-01", 2)]
    third = price("dator", 90, "2026-01-01", "2026-03-31")
    named = [(str(day), placed.position) for day, placed in price_days(in_order(first, second, third))]
    assert named == [("2026-07-01", 2), ("2027-01-01", 2), ("2026-01-01", 3), ("2026-04-01", 3)]
    assert list(price_days(in_order(price("dator", 1), BASE))) == []
