"""What facts do to frames and in which order, and a frame's value against a naive reckoning that shares no code."""

from datetime import date

import pytest

from ledger.events import (
    AnyFact,
    EfficiencySavingDecided,
    FinancingLeg,
    FinancingSource,
    FrameAdjusted,
    FrameDecided,
    InvestmentCarriedForward,
    OneOffReversed,
    OpeningEntryMade,
    PlanYearCopied,
    ProposalMade,
    RecordingErrorCorrected,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
)
from ledger.meaning.effects import NOTHING, UNKNOWN, Effect, Sides, effects, share_of, sides
from ledger.values import InvestmentAmount, NetAmount
from tests.given import BUDGET, PLAN, decided, key, money, transferred, turnover
from tests.golden.examples import EXAMPLES

DAY = date(2026, 3, 1)


# --- Amounts ----------------------------------------------------------------------------------------------------


def test_an_amount_has_three_figures() -> None:
    assert sides(money(5, 2)) == Sides(5, 2, 3)
    assert sides(InvestmentAmount(5, 2)) == Sides(5, 2, 3)
    assert sides(NetAmount(3)) == Sides(None, None, 3)
    assert sides(None) == UNKNOWN == Sides(None, None, None)


def test_what_is_unknown_in_either_is_unknown_in_the_sum() -> None:
    assert Sides(5, 2, 3).plus(Sides(1, 1, 0)) == Sides(6, 3, 3)
    assert Sides(5, 2, 3).plus(Sides(None, None, 1)) == Sides(None, None, 4)
    assert UNKNOWN.plus(NOTHING) == UNKNOWN


def test_what_is_taken_away_is_the_same_amount() -> None:
    assert Sides(5, 2, 3).negated() == Sides(-5, -2, -3)
    assert Sides(None, None, 3).negated() == Sides(None, None, -3)


@pytest.mark.parametrize(
    ("ore", "rate_ppb", "expected"),
    [
        (113_600_000_000, 30_000_000, 3_408_000_000),  # 3 % of 1 136 000 000 kr is 34 080 000 kr
        (50, 10_000_000, 1),  # half an öre goes up
        (-50, 10_000_000, -1),  # and away from zero
        (49, 10_000_000, 0),
        (100, -30_000_000, -3),
        (0, 30_000_000, 0),
        (None, 30_000_000, None),
    ],
)
def test_a_share_is_rounded_to_the_nearest_ore(ore: int | None, rate_ppb: int, expected: int | None) -> None:
    assert share_of(ore, rate_ppb) == expected


def test_the_net_of_a_share_follows_from_its_sides() -> None:
    assert Sides(150, 50, 100).share(10_000_000) == Sides(2, 1, 1)
    assert Sides(None, None, 100).share(10_000_000) == Sides(None, None, 1)


# --- Effects ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (FrameDecided(key(), PLAN, money(5, 2)), (Effect(key(), Sides(5, 2, 3), PLAN),)),
        (OpeningEntryMade(key(), BUDGET), (Effect(key(), UNKNOWN, BUDGET),)),
        (FrameAdjusted(key(), NetAmount(-5)), (Effect(key(), Sides(None, None, -5)),)),
        (turnover(7, 7), (Effect(key(), Sides(7, 7, 0)),)),
        (transferred(5), (Effect(key("slk"), Sides(-5, 0, -5)), Effect(key("sbk"), Sides(5, 0, 5)))),
    ],
    ids=["a set", "an opening", "a change", "a turnover change", "a transfer"],
)
def test_a_fact_sets_or_changes_frames(fact: AnyFact, expected: tuple[Effect, ...]) -> None:
    assert effects(fact) == expected


@pytest.mark.parametrize("name", EXAMPLES)
def test_effects_are_on_the_frames_that_a_fact_names(name: str) -> None:
    fact = EXAMPLES[name].fact
    changed = () if isinstance(fact, RecordingErrorCorrected) else fact.frames()
    assert tuple(effect.frame for effect in effects(fact)) == changed


def test_r15_a_proposal_has_no_effect() -> None:
    assert effects(ProposalMade("p", (decided(5),))) == ()


def test_a_correction_has_no_effect_of_its_own() -> None:
    assert effects(RecordingErrorCorrected(5, "fel")) == ()


# --- Claims -----------------------------------------------------------------------------------------------------


# --- Facts with a meaning of their own --------------------------------------------------------------------------


def test_the_last_effect_is_on_the_frame_that_the_amount_is_about() -> None:
    """Printed figures are compared with it."""
    for entry in EXAMPLES.values():
        if not isinstance(entry.fact, RecordingErrorCorrected):  # a correction has no effects, only frames
            assert [effect.frame for effect in effects(entry.fact)] == list(entry.fact.frames())


def test_what_an_appropriation_does_to_where_its_money_comes_from() -> None:
    reserve, taxes = key("ks", line="cm-2"), key("ks", line="skatter")
    legs = (
        FinancingLeg(FinancingSource.CENTRAL_RESERVE, 40, reserve),
        FinancingLeg(FinancingSource.REVENUE, 50, taxes),
        FinancingLeg(FinancingSource.RESULT, 10),
    )
    assert effects(SupplementaryAppropriationDecided(key(), money(100), legs)) == (
        Effect(reserve, Sides(-40, 0, -40)),
        Effect(taxes, Sides(0, 50, -50)),
        Effect(key(), Sides(100, 0, 100)),
    )


def test_a_copied_plan_year_sets_a_plan() -> None:
    copied = PlanYearCopied(key(year=2029), key(year=2028), money(5))
    assert effects(copied) == (Effect(key(year=2029), Sides(5, 0, 5), PLAN),)


def test_a_saving_a_one_off_and_a_carry_forward_are_changes_as_they_are_printed() -> None:
    change = (Effect(key(), Sides(-5, 0, -5)),)
    assert effects(EfficiencySavingDecided(key(), money(-5))) == change
    assert effects(OneOffReversed(key(), money(-5))) == change
    assert effects(InvestmentCarriedForward(key(), money(-5))) == change


def test_a_tenants_rent_is_the_landlords_revenue() -> None:
    """Domain case S0-13: a rent that grows by 3,6 mnkr costs the tenant, and is revenue to the landlord."""
    tenant, landlord = key("slk"), key("ks", line="lokaler")
    mirrored = TechnicalAdjustmentMade(tenant, money(360_000_000), landlord, mirrored=True)
    assert effects(mirrored) == (
        Effect(landlord, Sides(0, 360_000_000, -360_000_000)),
        Effect(tenant, Sides(360_000_000, 0, 360_000_000)),
    )
    assert Sides(None, None, 5).mirrored() == Sides(None, None, -5)
    assert UNKNOWN.mirrored() == UNKNOWN
