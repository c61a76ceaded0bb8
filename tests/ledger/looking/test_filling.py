"""What the ledger fills in, and nobody else."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.events import (
    ApplicationMade,
    ClauseDecided,
    ClauseOutcome,
    LedgerOpened,
    NoticePosted,
    ProposalException,
    ProposalMade,
    RecommendationMade,
)
from ledger.looking.filling import filled
from ledger.looking.state import State
from ledger.meaning.proposals import proposal_in
from ledger.values import OrganisationKind
from tests.given import adjusted, basis, decided
from tests.ledger.rules.scenario import corrected, given, past, without_basis

APPLICATION = ApplicationMade("f-1", (adjusted(1_00), adjusted(2_00), adjusted(3_00)))
MEETING = date(2025, 11, 24)


def clause(outcome: ClauseOutcome = ClauseOutcome.APPROVED, *left_out: int) -> ClauseDecided:
    exceptions = tuple(ProposalException(number, "Nej.") for number in left_out)
    return ClauseDecided(outcome, "Text.", "f-1", exceptions, adopted=(adjusted(99_00),))


def adopted(state: State, fact: ClauseDecided) -> tuple[object, ...]:
    [filled_clause] = filled((fact,), state)
    assert isinstance(filled_clause, ClauseDecided)
    return filled_clause.adopted


def test_a_clause_adopts_what_the_proposal_says_without_the_exceptions() -> None:
    state = given(past(APPLICATION)).state
    assert adopted(state, clause()) == APPLICATION.facts
    assert adopted(state, clause(ClauseOutcome.PARTLY, 2)) == (adjusted(1_00), adjusted(3_00))


def test_a_clause_that_moves_nothing_adopts_nothing() -> None:
    state = given(past(APPLICATION)).state
    assert adopted(state, clause(ClauseOutcome.DENIED)) == ()
    assert adopted(given().state, clause()) == ()


def test_a_proposal_is_adopted_as_it_was_last_corrected() -> None:
    state = given(past(APPLICATION), past(corrected(5, ApplicationMade("f-1", (adjusted(7_00),)), basis()))).state
    assert adopted(state, clause()) == (adjusted(7_00),)
    assert adopted(given(past(APPLICATION), past(corrected(5))).state, clause()) == ()


def test_a_recommendation_of_a_proposal_is_not_the_proposal() -> None:
    state = given(past(APPLICATION), past(RecommendationMade("r", (adjusted(8_00),), recommends="f-1"))).state
    assert adopted(state, clause()) == APPLICATION.facts
    assert proposal_in(state.placed, "r") == RecommendationMade("r", (adjusted(8_00),), recommends="f-1")


def test_what_a_recommendation_says_itself_counts_after_what_it_takes_over() -> None:
    """A board that recommends 90 where 100 is applied for has recommended 90. The numbers are those of the parts: its
    own first, and then those of what it recommends, in turn."""
    first = ApplicationMade("f-1", (decided(100_00), adjusted(2_00), adjusted(3_00)))
    board = RecommendationMade("n-1", (decided(90_00),), recommends="f-1", exceptions=(ProposalException(2, "Nej."),))
    executive = RecommendationMade("k-1", (adjusted(4_00),), recommends="n-1")
    state = given(past(first), past(board), past(executive)).state

    def of(name: str, *left_out: int) -> tuple[object, ...]:
        return adopted(state, replace(clause(ClauseOutcome.PARTLY, *left_out), proposal=name))

    assert of("n-1") == (decided(100_00), adjusted(3_00), decided(90_00))
    assert of("n-1", 1) == (decided(100_00), adjusted(3_00))
    assert of("n-1", 2, 4) == (decided(90_00),)
    assert of("k-1") == (decided(100_00), adjusted(3_00), decided(90_00), adjusted(4_00))
    assert of("k-1", 1, 2, 3) == (adjusted(3_00),)


def test_a_proposal_of_the_same_command_can_be_adopted() -> None:
    proposal = ProposalMade("f-1", (adjusted(4_00),))
    fact = filled((proposal, clause()), given().state)[1]
    assert isinstance(fact, ClauseDecided)
    assert fact.adopted == proposal.facts


def test_what_a_correction_says_instead_is_filled_in_too() -> None:
    scene = given(past(APPLICATION), past(clause(), basis("2026-03-01", "§ 3")))
    fact = scene.completed(corrected(6, clause(ClauseOutcome.PARTLY, 1, 2), basis("2026-03-01", "§ 3")))
    assert fact.tags()[:1] == ("entry:6",)
    assert scene.when(fact, None).after.of_frame("frame:slk/total/operating/2026")[0].sides.costs_ore == 3_00


@pytest.mark.parametrize(
    ("kind", "deadline"),
    [
        (OrganisationKind.MUNICIPALITY, date(2025, 12, 23)),
        (OrganisationKind.REGION, date(2025, 12, 23)),
        (OrganisationKind.MUNICIPAL_FEDERATION, date(2025, 12, 23)),
        (OrganisationKind.ASSOCIATION, None),
        (OrganisationKind.COMPANY, None),
    ],
)
def test_the_last_day_to_appeal_is_counted_out_where_anybody_can(kind: OrganisationKind, deadline: date | None) -> None:
    """R-53: three weeks from 2 December 2025, a Tuesday."""
    state = given(without_basis(adjusted(1_00)), kept_by=LedgerOpened("X", kind, "212000-0142")).state
    [notice] = filled((NoticePosted("KF", MEETING, date(2025, 12, 2), appeal_deadline=date(1999, 1, 1)),), state)
    assert isinstance(notice, NoticePosted)
    assert notice.appeal_deadline == deadline
