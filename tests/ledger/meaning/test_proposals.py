"""Which proposal a name stands for, and what is in it."""

from collections.abc import Sequence

from msgspec.structs import replace

from ledger.events import ApplicationMade, FrameAdjusted, NamedProposal, ProposalException, RecommendationMade
from ledger.meaning.placed import PlacedFact, claim_of, placed_facts
from ledger.meaning.proposals import apart, parts_of, parts_that_count, proposal_in, recommended_with
from tests.given import adjusted, basis
from tests.ledger.rules.scenario import TODAY

ONE, TWO, THREE = adjusted(1_00), adjusted(2_00), adjusted(3_00)
FIRST = ApplicationMade("f-1", (ONE, TWO))
SECOND = RecommendationMade("r-1", (THREE,), recommends="f-1", exceptions=(ProposalException(2, "Nej."),))
CIRCLE = RecommendationMade("r-2", (THREE,), recommends="r-2")


def known(*proposals: NamedProposal) -> dict[str, Sequence[PlacedFact]]:
    """Proposals, each under its own name and that of the one it recommends."""
    placed = [next(placed_facts(claim_of(proposal, basis(), 5, TODAY))) for proposal in proposals]
    subjects = {subject for entry in placed for subject in entry.fact.subjects()}
    return {subject: [entry for entry in placed if subject in entry.fact.subjects()] for subject in subjects}


def test_a_name_stands_for_the_last_proposal_that_has_it() -> None:
    again = ApplicationMade("f-1", (THREE,))
    assert proposal_in(known(FIRST, again, SECOND), "f-1") is again
    assert proposal_in(known(SECOND), "f-1") is proposal_in({}, None) is None


def test_a_recommendation_has_its_own_parts_before_those_it_takes_over() -> None:
    assert parts_of(SECOND, known(FIRST, SECOND)) == (THREE, ONE, None)
    assert parts_of(SECOND, {}) == (THREE,)
    assert parts_of(SECOND, {}, {"f-1": FIRST}) == (THREE, ONE, None), "proposed in the same command"


def test_what_is_taken_over_counts_first_without_what_is_left_out() -> None:
    assert parts_that_count(SECOND, known(FIRST, SECOND)) == (ONE, THREE)
    assert parts_that_count(SECOND, known(FIRST, SECOND), left_out=(2,)) == (THREE,)
    assert parts_that_count(FIRST, {}, left_out=(1,)) == (TWO,)


def test_what_a_recommendation_repeats_of_the_other_counts_once() -> None:
    """Its note may differ; anything else makes it another fact."""
    repeated = RecommendationMade("r-3", (replace(ONE, note="Enligt bilaga 2."),), recommends="f-1")
    assert parts_that_count(repeated, known(FIRST, repeated)) == (TWO, *repeated.facts)
    more = RecommendationMade("r-4", (adjusted(1_01),), recommends="f-1")
    assert parts_that_count(more, known(FIRST, more)) == (ONE, TWO, *more.facts)


def clause_by_clause(name: str, *left_out: int, facts: tuple[FrameAdjusted, ...] = ()) -> RecommendationMade:
    """A recommendation of f-1 but for some of it."""
    exceptions = tuple(ProposalException(number, "Egen att-sats.") for number in left_out)
    return RecommendationMade(name, facts, recommends="f-1", exceptions=exceptions)


def test_two_recommendations_of_different_parts_are_apart() -> None:
    first, second = clause_by_clause("r-5", 2, facts=(ONE,)), clause_by_clause("r-6", 1)
    placed = known(FIRST, first, second)
    assert apart(first, second, placed)
    assert not apart(first, clause_by_clause("r-7"), placed), "the whole of it too"
    assert not apart(first, clause_by_clause("r-8", 1, facts=(THREE,)), placed), "something else in its place"
    assert not apart(first, FIRST, placed), "the proposal itself"
    assert not apart(None, first, placed)


def test_a_proposal_that_recommends_itself_ends_there() -> None:
    assert parts_that_count(CIRCLE, known(CIRCLE)) == (THREE,)
    assert recommended_with(known(CIRCLE), "r-2") == ("r-2",)


def test_proposals_that_recommend_each_other_are_found_both_ways() -> None:
    assert recommended_with(known(FIRST, SECOND), "f-1") == ("f-1", "r-1")
    assert recommended_with(known(FIRST, SECOND), "r-1") == ("r-1", "f-1")
