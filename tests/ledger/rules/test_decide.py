"""The verdict: what stands on what, which rules can be set aside by whom, and that a refusal leaves no trace."""

from datetime import date

import msgspec
import pytest

from ledger.errors import REFUSALS, RuleClass
from ledger.events import FrameTransferred, LedgerOpened, ProposalMade, UnitRegistered
from ledger.looking.state import State
from ledger.rules.decide import decide
from ledger.values import FrameKind, NetAmount, OrganisationKind
from ledger.when import BoundsOrigin, DecisionBounds
from ledger.words.notices import warning_text
from tests.given import adjusted, basis, decided, key, opening, transferred, turnover
from tests.ledger.rules.scenario import TODAY, accepting, corrected, given, given_nothing, past, refusal, warning

FRAME = past(decided(100_00))
MARCH = basis("2026-03-01")
NEGATIVE = "frame-would-be-negative"
OVERDRAFT = adjusted(-150_00)


def test_r02_a_decision_of_today_is_recorded_today_and_not_one_of_tomorrow() -> None:
    given().when(decided(1_00), basis("2026-11-21")).then()
    given().when(decided(1_00), basis("2026-11-22")).then(refusal("decision-day-in-future"))


def test_r02_today_is_the_day_of_recording_and_no_clock_of_the_rules() -> None:
    given().when(decided(1_00), basis("2026-01-02"), today=date(2026, 1, 1)).then(refusal("decision-day-in-future"))


def test_r03_bounds_of_a_single_day_are_in_order() -> None:
    bounds = DecisionBounds("Dagen går att räkna ut.", BoundsOrigin.INFERRED, date(2026, 1, 1), date(2026, 1, 1))
    on = msgspec.structs.replace(basis(), decided=bounds)
    given().when(decided(1_00), on).then(warning("decision-day-inferred"))


def test_r09_an_effect_from_the_decision_day_or_later_is_nothing_to_notice() -> None:
    for day in (date(2026, 3, 1), date(2026, 7, 1)):
        given(FRAME).when(adjusted(1_00), msgspec.structs.replace(MARCH, effective_day=day)).then()


def test_r09_an_effect_before_a_decision_between_bounds_is_compared_with_the_first_of_them() -> None:
    bounds = DecisionBounds("?", BoundsOrigin.PRINTED, date(2026, 1, 1), date(2026, 2, 1))
    on = msgspec.structs.replace(MARCH, decided=bounds, effective_day=date(2026, 1, 15))
    given(FRAME).when(adjusted(1_00), on).then(warning("decision-day-inferred"))


def test_a_whole_command_is_decided_fact_by_fact_on_one_state() -> None:
    state = State()
    facts = (*opening().facts, decided(100_00), adjusted(-40_00), transferred(60_00))
    for position, fact in enumerate(facts, start=1):
        verdict = decide(state, fact, basis(), (), position, TODAY)
        assert verdict.refusals == ()
        state = verdict.after
    said = decide(state, adjusted(-1), basis(), (), len(facts) + 1, TODAY).refusals
    assert [each.code for each in said] == [NEGATIVE]


def test_a_refused_fact_leaves_the_frames_as_they_were() -> None:
    scene = given(FRAME).when(OVERDRAFT, MARCH).then(refusal(NEGATIVE))
    assert scene.costs("2026-12-31") == 100_00


def test_a_refused_unit_is_blamed_once_and_not_by_everything_below_it() -> None:
    state = given().state
    broken = UnitRegistered("avd", "Avdelningen", "miljo")
    first = decide(state, broken, None, (), 5, TODAY)
    second = decide(first.after, UnitRegistered("enhet", "Enheten", "avd"), None, (), 6, TODAY)
    assert [each.code for each in first.refusals] == ["unit-unknown"]
    assert second.refusals == ()


def test_a_refused_proposal_still_has_its_name() -> None:
    state = given().state
    broken = ProposalMade("tertial-1", (turnover(2_00, 1_00),))
    first = decide(state, broken, basis(), (), 5, TODAY)
    second = decide(first.after, broken, basis(), (), 6, TODAY)
    codes = [[refused.code for refused in verdict.refusals] for verdict in (first, second)]
    assert codes == [["turnover-sides-differ"], ["turnover-sides-differ", "proposal-already-named"]]


def test_what_is_wrong_with_the_basis_is_said_of_the_basis() -> None:
    [missing] = given().when(decided(1_00)).verdict.refusals
    [late] = given().when(decided(1_00), basis("2026-12-01")).verdict.refusals
    assert (missing.where, late.where) == ("basis", "basis.decided")


@pytest.mark.parametrize("fact", opening().facts[1:2])
def test_definitions_need_no_basis_but_a_basis_is_held_to_its_day(fact: UnitRegistered) -> None:
    avd = msgspec.structs.replace(fact, unit="avd")
    given().when(avd).then()
    given().when(avd, basis("2026-12-01")).then(refusal("decision-day-in-future"))


def test_nothing_is_decided_before_the_ledger_is_opened() -> None:
    given_nothing().when(decided(1_00), basis()).then(refusal("ledger-not-opened"), refusal("unit-unknown"))


def test_the_same_facts_on_the_same_state_get_the_same_verdict() -> None:
    scene = given(FRAME)
    assert scene.when(OVERDRAFT, MARCH).verdict == scene.when(OVERDRAFT, MARCH).verdict


# --- Class B: set aside by name, with a reason and who ----------------------------------------------------------


def test_an_accepted_rule_lets_the_decision_count_and_leaves_a_warning_with_who_and_why() -> None:
    acceptance = accepting(NEGATIVE, "underskottet tas 2027", "ekonom-3")
    scene = given(FRAME).when(OVERDRAFT, MARCH, accept=[acceptance]).then(warning("rule-accepted"))
    assert scene.costs("2026-12-31") == -50_00
    assert scene.verdict.accepted == (acceptance,)
    [open_warning] = scene.verdict.warnings
    text = warning_text(open_warning.code, open_warning.values)
    assert "frångicks av ekonom-3 med skälet ”underskottet tas 2027”" in text


def test_an_acceptance_that_is_not_needed_is_not_stored() -> None:
    scene = given(FRAME).when(adjusted(-50_00), MARCH, accept=[accepting(NEGATIVE)]).then()
    assert scene.verdict.accepted == ()


def test_only_the_acceptance_that_was_used_is_stored() -> None:
    unused, used = accepting("transfer-across-kinds"), accepting(NEGATIVE)
    assert given(FRAME).when(OVERDRAFT, MARCH, accept=[unused, used]).verdict.accepted == (used,)


def test_of_two_acceptances_of_one_rule_one_is_stored() -> None:
    first, second = accepting(NEGATIVE, "först"), accepting(NEGATIVE, "sedan")
    scene = given(FRAME).when(OVERDRAFT, MARCH, accept=[first, second]).then(warning("rule-accepted"))
    assert scene.verdict.accepted == (second,)


def test_an_acceptance_of_another_rule_does_not_help() -> None:
    given(FRAME).when(OVERDRAFT, MARCH, accept=[accepting("transfer-across-kinds")]).then(refusal(NEGATIVE))


@pytest.mark.parametrize("code", sorted(code for code, kind in REFUSALS.items() if kind.rule_class is not RuleClass.B))
def test_arithmetic_identity_and_references_are_never_accepted(code: str) -> None:
    """Whatever is accepted, only class B gives way; and what cannot be accepted is not accepted in silence."""
    given(FRAME).when(turnover(2_00, 1_00), MARCH, accept=[accepting(code)]).then(
        refusal("rule-unknown"), refusal("turnover-sides-differ")
    )


def test_beside_what_always_refuses_only_what_is_not_accepted_is_told() -> None:
    moved = FrameTransferred(key(), key("miljo", kind=FrameKind.INVESTMENT), NetAmount(1_00))
    scene = given(FRAME)
    scene.when(moved, MARCH).then(refusal("unit-unknown"), refusal("transfer-across-kinds"))
    scene.when(moved, MARCH, accept=[accepting("transfer-across-kinds")]).then(refusal("unit-unknown"))


def test_r14_money_moves_from_operating_to_investments_only_when_that_is_accepted() -> None:
    moved = FrameTransferred(key(), key(kind=FrameKind.INVESTMENT), NetAmount(1_00))
    scene = given(FRAME)
    hides = warning("gross-becomes-unknown")
    scene.when(moved, MARCH).then(refusal("transfer-across-kinds"), hides, warning("frame-not-set"))
    scene.when(moved, MARCH, accept=[accepting("transfer-across-kinds")]).then(
        hides, warning("frame-not-set"), warning("rule-accepted")
    )


def test_an_accepted_withdrawal_is_stored() -> None:
    scene = given(past(decided(0)), past(adjusted(50_00), MARCH), past(adjusted(-40_00), basis("2026-06-01")))
    scene.when(corrected(6), accept=[accepting(NEGATIVE)]).then(warning("rule-accepted"))


def test_a_decision_is_told_everything_at_once() -> None:
    opened = LedgerOpened("Stan", OrganisationKind.MUNICIPALITY, "212000-0143", "9980")
    given().when(opened, basis("2026-12-01")).then(
        refusal("decision-day-in-future"),
        refusal("organisation-number-invalid"),
        refusal("municipality-code-invalid"),
        refusal("ledger-already-opened"),
    )


# --- the same decision once -------------------------------------------------------------------------------

AGAIN = "decision-already-recorded"


def test_r05_a_decision_that_really_does_it_twice_is_accepted() -> None:
    scene = given(FRAME, past(adjusted(5_00), MARCH)).when(adjusted(5_00), MARCH, accept=[accepting(AGAIN)])
    scene.then(warning("rule-accepted"))
    assert scene.costs("2026-12-31") == 110_00


def test_r05_a_decision_that_was_withdrawn_can_be_recorded_again() -> None:
    given(FRAME, past(adjusted(5_00), MARCH), past(corrected(6))).when(adjusted(5_00), MARCH).then()


def test_r05_a_correction_does_not_repeat_what_it_replaces_but_may_repeat_another() -> None:
    noted = msgspec.structs.replace(adjusted(5_00), note="rätt")
    given(FRAME, past(adjusted(5_00), MARCH)).when(corrected(6, noted, MARCH)).then()
    given(FRAME, past(adjusted(5_00), MARCH), past(adjusted(6_00), MARCH)).when(
        corrected(7, adjusted(5_00), MARCH)
    ).then(
        refusal(AGAIN, right="posten 6, som redan säger det, eller ett godtagande av regeln om beslutet gör det igen")
    )


def test_r05_two_facts_of_one_command_are_held_to_it() -> None:
    state = given(FRAME).state
    first = decide(state, adjusted(5_00), MARCH, (), 6, date(2026, 11, 21))
    verdicts = [first, decide(first.after, adjusted(5_00), MARCH, (), 7, date(2026, 11, 21))]
    assert [[refusal.code for refusal in verdict.refusals] for verdict in verdicts] == [[], [AGAIN]]


def test_an_unknown_rule_is_refused_in_its_place() -> None:
    scene = given(FRAME).when(adjusted(5_00), MARCH, accept=[accepting(NEGATIVE), accepting("negativ")])
    assert [(refusal.code, refusal.where) for refusal in scene.verdict.refusals] == [("rule-unknown", "accept[1].rule")]


def test_a_note_may_have_lines_and_a_name_may_not() -> None:
    given(FRAME).when(msgspec.structs.replace(adjusted(5_00), note="två\nrader"), MARCH).then()
    given(FRAME).when(adjusted(-5_00), basis("2026-03-01", body="K\nF")).then(refusal("value-malformed"))
