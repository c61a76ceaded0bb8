"""R-43: investment money that is carried forward, no more than what was left, and once for a project and year."""

import pytest

from ledger.events import FrameDecided, InvestmentCarriedForward, OpeningEntryMade, OutcomeRecorded
from ledger.values import InvestmentAmount, NetAmount
from tests.given import BUDGET, basis, key, money
from tests.ledger.rules.scenario import accepting, corrected, given, past, refusal, warning, without_basis
from tests.ledger.rules.tables.budget import BEFORE, CARRIED, MAY, OUTCOME, PROJECT, PROJECT_BEFORE, PROJECT_SET

END = "2026-12-31"
SCENE = (PROJECT_BEFORE, PROJECT_SET, OUTCOME)
"""80 kronor in 2025, of which 60 were used; 100 in 2026."""


def carried(ore: int) -> InvestmentCarriedForward:
    """Expenditures that are carried forward."""
    return InvestmentCarriedForward(PROJECT, InvestmentAmount(ore, 0))


def test_r43_it_raises_this_year_and_leaves_the_last_one_as_it_was() -> None:
    scene = given(*SCENE).when(carried(20_00), MAY).then()
    assert (scene.costs(END, PROJECT), scene.costs(END, BEFORE)) == (120_00, 80_00)


def test_r43_part_of_it_may_be_carried() -> None:
    given(*SCENE).when(carried(5_00), MAY).then()


def test_r43_a_project_that_used_more_than_it_had_gets_less() -> None:
    spent = without_basis(OutcomeRecorded(BEFORE, InvestmentAmount(90_00, 0)))
    scene = given(PROJECT_BEFORE, PROJECT_SET, spent).when(carried(-10_00), MAY).then()
    assert scene.costs(END, PROJECT) == 90_00
    given(PROJECT_BEFORE, PROJECT_SET, spent).when(carried(1), MAY).then(refusal("carried-forward-exceeds-unused"))


def test_r43_it_may_be_less_than_nothing_but_not_below_a_frame_of_nothing() -> None:
    small = past(FrameDecided(PROJECT, BUDGET, InvestmentAmount(5_00, 0)))
    given(PROJECT_BEFORE, small, OUTCOME).when(carried(-6_00), MAY).then(refusal("frame-would-be-negative"))


def test_r43_only_the_last_recorded_outcome_counts() -> None:
    final = without_basis(OutcomeRecorded(BEFORE, InvestmentAmount(50_00, 0)), "2026-01-20")
    given(*SCENE, final).when(carried(30_00), MAY).then()


def test_r43_a_frame_that_is_not_known_is_as_an_outcome_that_is_not() -> None:
    given(PROJECT_SET, OUTCOME).when(carried(20_00), MAY).then(warning("outcome-unknown"))


def test_r43_an_outcome_of_which_only_the_net_is_known_is_compared_by_it() -> None:
    net = without_basis(OutcomeRecorded(BEFORE, NetAmount(60_00)))
    given(PROJECT_BEFORE, PROJECT_SET, net).when(carried(20_01), MAY).then(refusal("carried-forward-exceeds-unused"))


@pytest.mark.parametrize("rule", ["carried-forward-exceeds-unused", "carried-forward-twice"])
def test_r43_both_can_be_accepted_by_name(rule: str) -> None:
    scenes = {
        "carried-forward-exceeds-unused": given(*SCENE).when(carried(21_00), MAY, accept=[accepting(rule)]),
        "carried-forward-twice": given(*SCENE, past(CARRIED, MAY)).when(
            carried(1_00), basis("2026-06-01"), accept=[accepting(rule)]
        ),
    }
    scenes[rule].then(warning("rule-accepted"))


def test_r43_a_correction_is_not_a_second_time() -> None:
    given(*SCENE, past(CARRIED, MAY)).when(corrected(8, carried(10_00), MAY)).then()


def test_r43_another_project_has_a_time_of_its_own() -> None:
    other = key("sbk", kind=PROJECT.kind, line="p-13")
    carried_there = past(InvestmentCarriedForward(other, InvestmentAmount(1_00, 0)), MAY)
    given(*SCENE, carried_there).when(carried(20_00), basis("2026-05-05")).then()


def test_operating_money_is_not_carried_forward() -> None:
    wrong = InvestmentCarriedForward(key(), money(1_00))
    said = given().when(wrong, MAY).verdict.refusals
    assert [refusal.code for refusal in said] == ["amount-kind-mismatch"]


def test_nothing_is_not_carried_forward() -> None:
    given(*SCENE).when(carried(0), MAY).then(refusal("amount-empty"))


def test_r05_the_same_decision_is_recorded_once() -> None:
    given(*SCENE, past(CARRIED, MAY)).when(CARRIED, MAY).then(
        refusal("decision-already-recorded"), refusal("carried-forward-twice")
    )


# --- Seen from the outcome --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("used", "noticed"), [(60_00, False), (60_01, True), (90_00, True)])
def test_r43_an_outcome_recorded_later_tells_whether_too_much_was_carried(used: int, noticed: bool) -> None:
    scene = given(PROJECT_BEFORE, PROJECT_SET, past(CARRIED, MAY))
    said = scene.when(OutcomeRecorded(BEFORE, InvestmentAmount(used, 0)))
    said.then(*[warning("carried-forward-beyond-outcome")] * noticed)


def test_an_outcome_that_nothing_was_carried_from_or_whose_frame_is_not_known_says_nothing() -> None:
    given(PROJECT_BEFORE).when(OutcomeRecorded(BEFORE, InvestmentAmount(90_00, 0))).then()
    given(PROJECT_SET, past(CARRIED, MAY)).when(OutcomeRecorded(BEFORE, InvestmentAmount(90_00, 0))).then()


UNDATED = without_basis(OpeningEntryMade(BEFORE, BUDGET, InvestmentAmount(80_00, 0)))


def test_r43_a_frame_whose_day_nobody_knows_is_held_to_what_it_is() -> None:
    """It counts as decided when it is recorded, long after the carrying forward; the money was there all the same."""
    given(UNDATED, PROJECT_SET, OUTCOME).when(carried(20_00), MAY).then()
    given(UNDATED, PROJECT_SET, OUTCOME).when(carried(21_00), MAY).then(refusal("carried-forward-exceeds-unused"))
    final = OutcomeRecorded(BEFORE, InvestmentAmount(70_00, 0))
    given(UNDATED, PROJECT_SET, past(carried(20_00), MAY)).when(final).then(warning("carried-forward-beyond-outcome"))
