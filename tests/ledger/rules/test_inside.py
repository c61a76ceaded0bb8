"""The facts that one entry decides together, each in its place and after those before it."""

from ledger.events import ClauseDecided, ClauseOutcome, ProposalMade
from ledger.meaning.placed import situated
from ledger.rules.inside import inner_refusals, inner_warnings
from tests.given import adjusted, basis, key
from tests.ledger.rules.scenario import TODAY, given

SITUATION = situated(basis(), 5, TODAY)


def test_what_is_only_proposed_is_not_held_to_the_ledger() -> None:
    proposal = ProposalMade("p", (adjusted(1_00), adjusted(1_00)))
    assert list(inner_refusals(given().state, proposal, SITUATION)) == []


def test_a_fact_that_stands_twice_is_refused_in_its_place() -> None:
    """R-05, within one clause; what is adopted stands under the proposal."""
    twice = ClauseDecided(ClauseOutcome.APPROVED, "Text.", facts=(adjusted(1_00), adjusted(1_00)))
    refusals = list(inner_refusals(given().state, twice, SITUATION))
    assert [(refusal.code, refusal.where) for refusal in refusals] == [("decision-already-recorded", "facts[1]")]
    adopted = ClauseDecided(ClauseOutcome.APPROVED, "Text.", "p", facts=(adjusted(1_00),), adopted=(adjusted(1_00),))
    assert [refusal.where for refusal in inner_refusals(given().state, adopted, SITUATION)] == ["facts[0]"]
    both = ClauseDecided(ClauseOutcome.APPROVED, "Text.", "p", adopted=(adjusted(1_00), adjusted(1_00)))
    assert [refusal.where for refusal in inner_refusals(given().state, both, SITUATION)] == ["proposal"]


def test_every_inner_fact_has_its_own_warnings() -> None:
    two = ClauseDecided(ClauseOutcome.APPROVED, "Text.", facts=(adjusted(1_00), adjusted(1_00, frame=key("ks"))))
    warnings = list(inner_warnings(given().state, two, SITUATION))
    assert [warning.values["frame"] for warning in warnings if warning.code == "frame-not-set"] == [
        "slk drift 2026",
        "ks drift 2026",
    ]
