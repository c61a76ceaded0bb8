"""Named proposals: what somebody wants another body to decide, which decides nothing (R-15)."""

import msgspec

from ledger.events import FrameDecided, ProposalMade, RecommendationMade
from ledger.values import ControlOf, ControlTotal, NetAmount
from tests.given import BUDGET, adjusted, basis, decided, key, money, transferred, turnover
from tests.ledger.rules.scenario import corrected, given, past, refusal, warning

FRAME = past(decided(100_00))
PROPOSAL = ProposalMade("tertial-1", (adjusted(-500_00),), proposer="Mittenpartiet", decider="KF")


def test_r15_a_proposal_never_touches_a_decided_frame() -> None:
    scene = given(FRAME).when(PROPOSAL, basis("2026-03-01")).then()
    assert scene.costs("2026-12-31") == 100_00


def test_r15_a_recommendation_never_touches_a_decided_frame() -> None:
    recommendation = RecommendationMade("vp-2024", (turnover(746_200_000_00, 746_200_000_00),))
    scene = given(FRAME).when(recommendation, basis("2024-01-10")).then()
    assert scene.costs("2026-12-31") == 100_00
    assert recommendation.frames() == ()


def test_a_proposal_may_propose_what_a_decision_would_be_refused_for() -> None:
    """It takes 500 kr from a frame of 100 kr: a limit holds for decisions, not for what somebody wants."""
    given(FRAME).when(PROPOSAL, basis("2026-03-01")).then()


def test_a_proposal_must_be_right_in_itself_and_says_which_of_its_facts_is_not() -> None:
    proposal = ProposalMade("t", (adjusted(1_00), turnover(2_00, 1_00), transferred(1_00, "slk", "slk")))
    said = given(FRAME).when(proposal, basis("2026-03-01")).verdict.refusals
    assert [(each.code, each.where) for each in said] == [
        ("turnover-sides-differ", "facts[1]"),
        ("transfer-to-same-frame", "facts[2]"),
    ]


def test_an_unreadable_printed_figure_in_a_proposal_is_found() -> None:
    proposed = FrameDecided(key(), BUDGET, money(1_00), printed=(ControlTotal(ControlOf.NET, "1,558"),))
    [said] = given().when(ProposalMade("t", (proposed,)), basis()).verdict.refusals
    assert (said.code, said.where) == ("amount-malformed", "facts[0].printed.net")


def test_a_printed_figure_in_a_proposal_is_compared() -> None:
    proposed = FrameDecided(key(), BUDGET, NetAmount(1_00), printed=(ControlTotal(ControlOf.NET, "2 kr"),))
    given().when(ProposalMade("t", (proposed,)), basis()).then(warning("control-total-differs"))


def test_every_unit_in_a_proposal_must_be_registered() -> None:
    proposal = ProposalMade("t", (decided(1_00, frame=key("miljo")), decided(1_00, frame=key("kultur"))))
    given().when(proposal, basis()).then(refusal("unit-unknown"), refusal("unit-unknown"))


def test_proposals_and_recommendations_share_their_names() -> None:
    given(past(PROPOSAL)).when(RecommendationMade("tertial-1", (adjusted(1_00),)), basis()).then(
        refusal("proposal-already-named")
    )


def test_a_recommendation_names_a_proposal_that_is_there() -> None:
    recommendation = RecommendationMade("r-1", (adjusted(1_00),), recommends="tertial-1")
    given(past(PROPOSAL)).when(recommendation, basis()).then()
    given().when(recommendation, basis()).then(refusal("proposal-unknown"))


def test_a_recommendation_does_not_recommend_itself() -> None:
    recommendation = RecommendationMade("r-1", (adjusted(1_00),), recommends="r-1")
    given().when(recommendation, basis()).then(refusal("proposal-unknown"))


def test_a_proposal_needs_its_basis() -> None:
    given().when(PROPOSAL).then(refusal("basis-missing"))


def test_a_corrected_proposal_keeps_its_own_name() -> None:
    fewer = msgspec.structs.replace(PROPOSAL, facts=(adjusted(-400_00),))
    given(past(PROPOSAL)).when(corrected(5, fewer, basis())).then()


def test_a_corrected_recommendation_may_name_what_it_recommends() -> None:
    recommendation = RecommendationMade("r-1", (adjusted(1_00),))
    named = msgspec.structs.replace(recommendation, recommends="tertial-1")
    given(past(PROPOSAL), past(recommendation)).when(corrected(6, named, basis())).then()


def test_what_becomes_a_proposal_by_correction_needs_a_free_name() -> None:
    given(FRAME, past(PROPOSAL)).when(corrected(5, PROPOSAL, basis())).then(refusal("proposal-already-named"))


def test_the_name_of_a_withdrawn_proposal_is_free() -> None:
    given(past(PROPOSAL), past(corrected(5))).when(PROPOSAL, basis()).then()
