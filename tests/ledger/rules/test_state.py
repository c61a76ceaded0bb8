"""What the rules know: a fold over entries, in which corrections rewrite and nothing is forgotten."""

from ledger.events import (
    LedgerOpened,
    ProposalMade,
    RecommendationMade,
    RecordingErrorCorrected,
    UnitMoved,
    UnitRegistered,
)
from ledger.log.entry import Look
from ledger.rules.state import State, evolve, fold, looks, looks_above, plan_years
from ledger.values import FrameKind, OrganisationKind
from ledger.words.labels import frame_label
from tests.given import adjusted, basis, decided, key, transferred
from tests.ledger.rules.scenario import TODAY, corrected, given, past

ORGANISATION, AFTERMATH = Look("organisation"), Look("aftermath")


def unit(name: str) -> Look:
    """A look at everything that is said about a unit."""
    return Look(f"unit:{name}")


def test_nothing_recorded_is_nothing_known() -> None:
    assert fold([]) == State()


def test_a_state_knows_the_organisation_its_units_and_its_frames() -> None:
    state = given(past(decided(100_00))).state
    assert state.organisation is not None
    assert state.organisation.name == "Staden"
    assert sorted(state.units) == ["ks", "sbk", "slk"]
    assert [movement.entry_position for movement in state.of_frame(key().tag)] == [5]


def test_a_copy_leaves_the_original_alone() -> None:
    state = given(past(decided(100_00))).state
    other = state.copy()
    other.movements[key().tag] = ()
    other.units.clear()
    assert len(state.of_frame(key().tag)) == 1
    assert "slk" in state.units


def test_a_correction_takes_the_old_entry_away_and_puts_the_new_one_in_its_place() -> None:
    state = given(past(decided(100_00)), past(corrected(5, decided(90_00), basis()))).state
    [movement] = state.of_frame(key().tag)
    assert movement.effect.sides.costs_ore == 90_00
    assert movement.entry_position == 6
    assert movement.decided.position == 5
    assert state.corrected_by == {5: 6}


def test_a_withdrawal_leaves_nothing() -> None:
    assert given(past(decided(100_00)), past(corrected(5))).state.of_frame(key().tag) == ()


def test_a_corrected_unit_is_still_the_same_unit() -> None:
    state = given(past(corrected(3, UnitRegistered("slk", "SLK", "ks")))).state
    assert state.units["slk"].name == "SLK"


def test_a_corrected_proposal_gives_its_name_back() -> None:
    proposal = ProposalMade("tertial-1", (decided(1),))
    assert given(past(proposal)).state.proposals == {"tertial-1": 5}
    assert given(past(proposal), past(corrected(5, decided(1), basis()))).state.proposals == {}


def test_a_proposed_frame_moves_nothing() -> None:
    assert given(past(ProposalMade("tertial-1", (decided(1),)))).state.movements == {}


def test_a_decision_looks_at_the_organisation_its_units_and_its_frames() -> None:
    assert set(looks([transferred(1)])) == {
        ORGANISATION,
        AFTERMATH,
        unit("slk"),
        unit("sbk"),
        Look("frame:slk/total/operating/2026"),
        Look("frame:sbk/total/operating/2026"),
    }


def test_what_is_looked_at_by_two_facts_is_looked_at_once() -> None:
    assert len(looks([decided(1), adjusted(1)])) == 4


def test_a_unit_looks_at_itself_and_its_parent() -> None:
    assert set(looks([UnitRegistered("slk", "SLK", "ks")])) == {ORGANISATION, AFTERMATH, unit("slk"), unit("ks")}


def test_a_recommendation_looks_at_its_own_name_and_at_what_it_recommends() -> None:
    recommendation = RecommendationMade("r1", (decided(1),), recommends="p1")
    assert {Look("proposal:r1"), Look("proposal:p1")} <= set(looks([recommendation]))


def test_a_correction_looks_at_what_a_recommendation_in_it_recommends() -> None:
    recommendation = RecommendationMade("r1", (decided(1),), recommends="p1")
    assert Look("proposal:p1") in looks([corrected(5, recommendation, basis())])


def test_a_correction_looks_at_the_entry_and_at_the_frames_before_and_after() -> None:
    correction = RecordingErrorCorrected(5, "fel", None, (key().tag,))
    assert {Look("entry:5"), Look(key().tag)} <= set(looks([correction]))


def test_every_decision_looks_at_the_organisation_and_at_what_changes_decisions_that_stand() -> None:
    city = LedgerOpened("Staden", OrganisationKind.MUNICIPALITY, "212000-0142")
    assert looks([city]) == (ORGANISATION, AFTERMATH)


def test_a_moved_unit_looks_upwards_until_there_is_nothing_more_above() -> None:
    moved = corrected(2, UnitRegistered("ks", "Kommunstyrelsen", "slk"))
    below = State()
    evolve(below, UnitRegistered("slk", "SLK", "avd"), None, 1, TODAY)
    assert looks_above(below, [moved]) == looks_above(below, [UnitMoved("ks", TODAY, "slk")]) == (unit("avd"),)
    evolve(below, UnitRegistered("avd", "Avdelningen", "ks"), None, 2, TODAY)
    assert looks_above(below, [moved]) == (unit("avd"), unit("ks"))
    evolve(below, UnitRegistered("ks", "Kommunstyrelsen"), None, 3, TODAY)
    assert looks_above(below, [moved]) == (unit("avd"), unit("ks")), "the same again: there is nothing more"


def test_only_a_unit_that_gets_its_place_looks_upwards() -> None:
    state = State()
    evolve(state, UnitRegistered("slk", "SLK", "avd"), None, 1, TODAY)
    assert looks_above(state, [corrected(5, decided(1), basis()), decided(1)]) == ()


def test_a_plan_is_three_years_of_which_the_budget_year_is_the_first() -> None:
    """KL 11:6: a budget decided in 2025 is for 2026, its plan for 2026, 2027 and 2028."""
    assert list(plan_years(2025)) == [2026, 2027, 2028]


def test_a_frame_is_named_by_unit_line_kind_and_year() -> None:
    assert frame_label(key()) == "slk drift 2026"
    assert frame_label(key(line="p-12", kind=FrameKind.INVESTMENT)) == "slk p-12 investering 2026"
