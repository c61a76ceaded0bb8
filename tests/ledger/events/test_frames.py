"""What facts about frames touch."""

import pytest

from ledger.events import (
    CentralReserveReleased,
    EfficiencySavingDecided,
    FinancingLeg,
    FinancingSource,
    FrameAdjusted,
    InvestmentCarriedForward,
    OneOffReversed,
    PlanYearCopied,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
)
from ledger.values import FrameKind, InvestmentAmount
from tests.given import adjusted, decided, key, money, transferred, turnover


@pytest.mark.parametrize("fact", [decided(1), adjusted(1), turnover(1, 1)])
def test_a_frame_fact_is_found_by_its_frame(fact: FrameAdjusted) -> None:
    assert fact.frames() == (key(),)
    assert fact.tags() == ("frame:slk/total/operating/2026",)
    assert fact.units() == ("slk",)


def test_a_transfer_is_found_by_where_it_comes_from_and_where_it_goes() -> None:
    assert transferred(1).frames() == (key("slk"), key("sbk"))
    assert transferred(1).units() == ("slk", "sbk")


def test_an_appropriation_is_found_by_its_frame_its_reserve_and_the_equity_it_draws_on() -> None:
    reserve = key("ks", line="cm-2")
    legs = (
        FinancingLeg(FinancingSource.CENTRAL_RESERVE, 1, reserve),
        FinancingLeg(FinancingSource.EQUITY, 1, reservation="smart-stad"),
        FinancingLeg(FinancingSource.LOAN, 1),
    )
    fact = SupplementaryAppropriationDecided(key(), money(3), legs)
    assert fact.frames() == (reserve, key())
    assert fact.tags() == (reserve.tag, key().tag, "reservation:smart-stad")
    assert fact.units() == ("ks", "slk")


def test_a_technical_adjustment_touches_its_counterpart_when_that_is_known() -> None:
    assert TechnicalAdjustmentMade(key(), money(1)).frames() == (key(),)
    assert TechnicalAdjustmentMade(key(), money(1), key("sbk")).frames() == (key("sbk"), key())


def test_a_copied_plan_year_sets_one_frame_and_needs_the_units_of_both() -> None:
    fact = PlanYearCopied(key(year=2029), key("ks", 2028), money(1))
    assert fact.frames() == (key(year=2029),)
    assert fact.units() == ("ks", "slk")


def test_money_carried_forward_comes_from_the_same_project_the_year_before() -> None:
    project = key(kind=FrameKind.INVESTMENT, line="p-12")
    fact = InvestmentCarriedForward(project, InvestmentAmount(1, 0))
    assert fact.source == key(kind=FrameKind.INVESTMENT, line="p-12", year=2025)
    assert fact.frames() == (project,)
    assert fact.subjects() == ("carry-forward:slk/p-12/investment/2026",)


def test_a_release_comes_from_the_reserve() -> None:
    reserve = key("ks", line="cm-2")
    assert CentralReserveReleased(reserve, key(), money(1)).frames() == (reserve, key())
    assert EfficiencySavingDecided(key(), money(-1)).frames() == OneOffReversed(key(), money(-1)).frames() == (key(),)
