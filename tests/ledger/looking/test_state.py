"""What the rules know: a fold over entries, in which corrections rewrite and nothing is forgotten."""

from ledger.events import (
    ProposalMade,
    UnitRegistered,
)
from ledger.looking.state import State, fold, plan_years
from ledger.meaning.placed import claim_of
from tests.given import basis, decided, key
from tests.ledger.rules.scenario import TODAY, corrected, given, past


def test_nothing_recorded_is_nothing_known() -> None:
    assert fold([]) == State()


def test_a_state_knows_the_organisation_its_units_and_its_frames() -> None:
    state = given(past(decided(100_00))).state
    assert state.organisation is not None
    assert state.organisation.name == "Staden"
    assert sorted(state.units) == ["ks", "sbk", "slk"]
    assert [movement.entry_position for movement in state.of_frame(key().tag)] == [5]


def test_what_is_tried_on_a_state_is_another_state() -> None:
    state = given(past(decided(100_00))).state
    before = (dict(state.units), state.of_frame(key().tag), state.frame_steps(key().tag))
    other = state.after(claim_of(corrected(5), None, 6, TODAY))
    assert not other.of_frame(key().tag)
    assert other.frame_steps(key().tag) != state.frame_steps(key().tag)
    assert other.after(claim_of(UnitRegistered("ny", "Ny"), None, 7, TODAY)).units.keys() - {"ny"} == state.units.keys()
    assert (dict(state.units), state.of_frame(key().tag), state.frame_steps(key().tag)) == before


def test_a_correction_takes_the_old_entry_away_and_puts_the_new_one_in_its_place() -> None:
    state = given(past(decided(100_00)), past(corrected(5, decided(90_00), basis()))).state
    [movement] = state.of_frame(key().tag)
    assert movement.sides.costs_ore == 90_00
    assert movement.entry_position == 6
    assert movement.decided.position == 5
    assert state.corrected_by == {5: 6}


def test_a_withdrawal_leaves_nothing() -> None:
    assert not given(past(decided(100_00)), past(corrected(5))).state.of_frame(key().tag)


def test_a_corrected_unit_is_still_the_same_unit() -> None:
    state = given(past(corrected(3, UnitRegistered("slk", "SLK", "ks")))).state
    assert state.units["slk"].name == "SLK"


def test_a_corrected_proposal_gives_its_name_back() -> None:
    proposal = ProposalMade("tertial-1", (decided(1),))
    assert given(past(proposal)).state.proposals == {"tertial-1": 5}
    assert given(past(proposal), past(corrected(5, decided(1), basis()))).state.proposals == {}


def test_a_proposed_frame_moves_nothing() -> None:
    assert given(past(ProposalMade("tertial-1", (decided(1),)))).state.frames == {}


def test_a_plan_is_three_years_of_which_the_budget_year_is_the_first() -> None:
    """KL 11:6: a budget decided in 2025 is for 2026, its plan for 2026, 2027 and 2028."""
    assert list(plan_years(2025)) == [2026, 2027, 2028]


def test_what_nothing_is_known_of_is_reckoned_and_not_kept() -> None:
    """All states share it: kept there, every frame would be reckoned anew with each fact that is folded into it."""
    state = given().state
    assert not state.frame_steps(key().tag).now.ordered
    state = state.after(claim_of(decided(100_00), basis(), 6, TODAY))
    assert state.frames[key().tag]._reckoned is None
