"""New money during the year: its financing (KL 11:15), and what a central reserve has left to give."""

import pytest

from ledger.events import (
    CentralReserveReleased,
    ClauseDecided,
    ClauseOutcome,
    FinancingLeg,
    FinancingSource,
    FrameDecided,
    ProposalMade,
    SupplementaryAppropriationDecided,
)
from ledger.events.equity import EquityReserved
from ledger.meaning.effects import Sides
from ledger.meaning.spending import reserves_drawn
from ledger.values import FrameKind, NetAmount
from tests.given import BUDGET, adjusted, basis, decided, key, money
from tests.ledger.rules.scenario import accepting, corrected, given, past, refusal, warning
from tests.ledger.rules.tables.budget import FRAME, MAY, RESERVE, SET_ASIDE, appropriated

TAXES = key("ks", line="skatter")
TAXES_SET = past(FrameDecided(TAXES, BUDGET, money(0, 900_00)))
END = "2026-12-31"


def leg(source: FinancingSource, ore: int) -> FinancingLeg:
    """A leg with the frame that its source has here."""
    frames = {FinancingSource.CENTRAL_RESERVE: RESERVE, FinancingSource.REVENUE: TAXES}
    return FinancingLeg(source, ore, frames.get(source))


def test_r25_legs_from_all_sources_equal_the_spending() -> None:
    legs = [leg(source, 2_00) for source in FinancingSource]
    scene = given(FRAME, SET_ASIDE, TAXES_SET).when(appropriated(*legs), MAY).then()
    assert scene.costs(END) == 110_00
    assert scene.frame(END, RESERVE).sides == Sides(48_00, 0, 48_00)
    assert scene.frame(END, TAXES).sides == Sides(0, 902_00, -902_00)


def test_r25_what_a_reserve_and_new_revenues_pay_for_leaves_the_whole_as_it_was() -> None:
    legs = (leg(FinancingSource.CENTRAL_RESERVE, 7_00), leg(FinancingSource.REVENUE, 3_00))
    scene = given(FRAME, SET_ASIDE, TAXES_SET).when(appropriated(*legs), MAY)
    frames = [key(), RESERVE, TAXES]
    nets = [scene.frame(END, frame).sides.net_ore or 0 for frame in frames]
    assert sum(nets) == 100_00 + 50_00 - 900_00


def test_r25_own_revenues_need_no_financing() -> None:
    given(FRAME).when(SupplementaryAppropriationDecided(key(), money(10_00, 10_00)), MAY).then()
    given(FRAME).when(SupplementaryAppropriationDecided(key(), money(-10_00)), MAY).then()


def test_r25_a_missing_financing_can_be_accepted_by_name_and_stays_a_warning() -> None:
    scene = given(FRAME).when_together(appropriated(), on=MAY, accept=[accepting("financing-missing")])
    assert scene.then(warning("rule-accepted")).costs(END) == 110_00


def test_r25_a_wrong_sum_can_not_be_accepted() -> None:
    short = appropriated(leg(FinancingSource.RESULT, 9_99))
    given(FRAME).when(short, MAY, accept=[accepting("financing-missing")]).then(refusal("financing-differs"))


def test_r25_a_proposal_may_lack_its_financing_but_not_contradict_it() -> None:
    given(FRAME).when(ProposalMade("vt", (appropriated(),)), MAY).then()
    wrong = ProposalMade("vt", (appropriated(leg(FinancingSource.RESULT, 9_99)),))
    given(FRAME).when(wrong, MAY).then(refusal("financing-differs"))


def test_a_leg_comes_from_a_frame_of_the_same_year() -> None:
    last_year = FinancingLeg(FinancingSource.CENTRAL_RESERVE, 10_00, key("ks", 2025, line="cm-2"))
    given(FRAME).when(appropriated(last_year), MAY).then(refusal("transfer-across-years"))


def test_a_leg_comes_from_another_frame() -> None:
    itself = FinancingLeg(FinancingSource.CENTRAL_RESERVE, 10_00, key())
    given(FRAME).when(appropriated(itself), MAY).then(refusal("transfer-to-same-frame"))


def test_r14_a_leg_across_kinds_is_a_decision_on_each() -> None:
    across = FinancingLeg(FinancingSource.CENTRAL_RESERVE, 10_00, key("ks", kind=FrameKind.INVESTMENT))
    given(FRAME).when(appropriated(across), MAY).then(refusal("transfer-across-kinds"), warning("frame-not-set"))


def test_new_revenues_belong_to_operating_money() -> None:
    wrong = FinancingLeg(FinancingSource.REVENUE, 10_00, key("ks", kind=FrameKind.INVESTMENT))
    given(FRAME).when(appropriated(wrong), MAY).then(refusal("amount-kind-mismatch"))


def test_a_leg_from_earmarked_equity_is_kept_with_the_reservation() -> None:
    drawn = appropriated(FinancingLeg(FinancingSource.EQUITY, 10_00, reservation="smart-stad"))
    assert drawn.subjects() == ("reservation:smart-stad",)
    assert "reservation:smart-stad" in drawn.tags()
    scene = (
        given(FRAME)
        .when(drawn, MAY)
        .then(
            warning(
                "reservation-balance-unknown",
                "Saldot för reservationen smart-stad är okänt, så att inget belopp kan prövas mot det: dess "
                "tillkomst är inte registrerad.",
            )
        )
    )
    assert [placed.fact for placed in scene.after.about("reservation:smart-stad")] == [drawn]


def test_r38_a_leg_is_a_draw_on_its_reservation() -> None:
    drawn = appropriated(FinancingLeg(FinancingSource.EQUITY, 10_00, reservation="smart-stad"))
    enough, less = (past(EquityReserved("smart-stad", "Smart stad", ore)) for ore in (10_00, 9_99))
    given(FRAME, enough).when(drawn, MAY).then()
    given(FRAME, less).when(drawn, MAY).then(refusal("reservation-overdrawn"))
    unknown = past(EquityReserved("smart-stad", "Smart stad"))
    given(FRAME, unknown).when(drawn, MAY).then(warning("reservation-balance-unknown"))


# --- a central reserve ------------------------------------------------------------------------------------


def released(costs_ore: int) -> CentralReserveReleased:
    """Money out of the reserve."""
    return CentralReserveReleased(RESERVE, key(), money(costs_ore))


def test_r13_a_release_moves_what_is_there() -> None:
    scene = given(FRAME, SET_ASIDE).when(released(50_00), MAY).then()
    assert (scene.costs(END), scene.costs(END, RESERVE)) == (150_00, 0)


@pytest.mark.parametrize("day", ["2026-03-01", "2026-05-04"])
def test_r13_what_was_given_on_any_day_counts_against_the_reserve(day: str) -> None:
    """Also what is recorded late: a release in March can make the one in April too large."""
    april = past(released(40_00), basis("2026-04-01"))
    given(FRAME, SET_ASIDE, april).when(released(20_00), basis(day)).then(refusal("central-reserve-exceeded"))


def test_r13_an_appropriation_out_of_a_reserve_is_held_to_the_same() -> None:
    large = appropriated(leg(FinancingSource.CENTRAL_RESERVE, 51_00), costs_ore=51_00)
    given(FRAME, SET_ASIDE).when(large, MAY).then(refusal("central-reserve-exceeded"))


def test_r13_a_reserve_of_which_only_the_net_is_known_is_held_to_it() -> None:
    net = past(FrameDecided(RESERVE, BUDGET, NetAmount(50_00)))
    given(FRAME, net).when(released(50_00), MAY).then()
    given(FRAME, net).when(released(50_01), MAY).then(refusal("central-reserve-exceeded"))


def test_r13_it_can_be_accepted_by_name() -> None:
    scene = given(FRAME, SET_ASIDE).when(released(60_00), MAY, accept=[accepting("central-reserve-exceeded")])
    assert scene.then(warning("rule-accepted")).costs(END, RESERVE) == -10_00


def test_r13_a_reserve_that_is_not_set_is_noticed() -> None:
    given(FRAME).when(released(1_00), MAY).then(warning("frame-not-set"))


def test_r13_a_corrected_release_is_held_to_what_is_left_without_the_wrong_one() -> None:
    scene = given(FRAME, SET_ASIDE, past(released(40_00), MAY))
    scene.when(corrected(7, released(50_00), MAY)).then()
    scene.when(corrected(7, released(51_00), MAY)).then(refusal("central-reserve-exceeded"))


def test_an_ordinary_change_of_a_reserve_is_no_release() -> None:
    given(SET_ASIDE).when(adjusted(-60_00, frame=RESERVE), MAY).then(refusal("frame-would-be-negative"))
    assert reserves_drawn(adjusted(-60_00, frame=RESERVE)) == frozenset()


def test_a_release_within_a_year_between_two_frames() -> None:
    next_year = CentralReserveReleased(RESERVE, key(year=2027), money(1_00))
    given(SET_ASIDE, past(decided(1, frame=key(year=2027)))).when(next_year, MAY).then(refusal("transfer-across-years"))
    itself = CentralReserveReleased(RESERVE, RESERVE, money(1_00))
    given(SET_ASIDE).when(itself, MAY).then(refusal("transfer-to-same-frame"))


def test_r05_the_same_appropriation_is_recorded_once() -> None:
    financed = appropriated(leg(FinancingSource.RESULT, 10_00))
    given(FRAME, past(financed, MAY)).when(financed, MAY).then(refusal("decision-already-recorded"))


def test_r13_a_release_that_a_clause_decides_is_held_to_what_is_left() -> None:
    clause = ClauseDecided(ClauseOutcome.APPROVED, "Medlen fördelas.", facts=(released(51_00),))
    said = given(FRAME, SET_ASIDE).when(clause, MAY).verdict
    assert [refusal.code for refusal in said.refusals] == ["central-reserve-exceeded"]
