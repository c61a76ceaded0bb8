"""The organisation's own rules: what is relaxed, from when, and that a relaxed control leaves its trace for ever."""

from datetime import date
from typing import Final

import msgspec
import pytest

from ledger.errors import REFUSALS, RuleClass
from ledger.events import FrameDecided, LedgerOpened, PolicyFact
from ledger.events.policy import (
    AmountLimit,
    BodyKind,
    BodyRegistered,
    CompetenceDecided,
    ControlPolicyDecided,
    ToleranceDecided,
    Treatment,
    WarningResolved,
)
from ledger.rules.chapters.policy import shape
from ledger.values import ControlOf, ControlTotal, OrganisationKind, RecordedWarning
from ledger.words.law import LAW
from tests.given import adjusted, basis, decided, key
from tests.ledger.rules.scenario import Past, Says, accepting, corrected, given, past, refusal, warning, without_basis
from tests.ledger.rules.tables.test_readme import LINES

NEGATIVE = "frame-would-be-negative"
FRAME = past(decided(100_00))
OVERDRAFT = adjusted(-150_00)
MARCH = basis("2026-03-01")


def policy(treatment: Treatment, applies_from: str | None = "2026-01-01", rule: str = NEGATIVE) -> Past:
    """How a rule is treated, as it was recorded on 2 January 2026."""
    day = None if applies_from is None else date.fromisoformat(applies_from)
    return past(ControlPolicyDecided(rule, treatment, applies_from=day))


# --- What is relaxed --------------------------------------------------------------------------------------------


def test_a_rule_is_held_to_as_long_as_nobody_says_otherwise() -> None:
    given(FRAME).when(OVERDRAFT, MARCH).then(refusal(NEGATIVE))
    given(FRAME, policy(Treatment.REFUSE)).when(OVERDRAFT, MARCH).then(refusal(NEGATIVE))


def test_what_is_relaxed_is_stored_and_says_by_which_policy() -> None:
    scene = given(FRAME, policy(Treatment.WARN)).when(OVERDRAFT, MARCH).then(warning("rule-relaxed"))
    assert scene.costs("2026-03-01") == -50_00
    [relaxed] = scene.verdict.warnings
    assert (relaxed.values["rule"], relaxed.values["policy_position"]) == (NEGATIVE, "6")
    assert scene.verdict.accepted == ()


def test_what_is_ignored_is_stored_with_a_mark_of_what_spared_it() -> None:
    """D-14: `ignore` stores `spared-by: <policy position>` on each entry spared."""
    scene = given(FRAME, policy(Treatment.IGNORE)).when(OVERDRAFT, MARCH).then(warning("spared-by"))
    assert scene.costs("2026-03-01") == -50_00
    [spared] = scene.verdict.warnings
    assert (spared.values["rule"], spared.values["policy_position"]) == (NEGATIVE, "6")


# --- Who decides the organisation's own rules (domain.md, D-14) ----------------------------------------------------

OFF = ControlPolicyDecided("financing-missing", Treatment.WARN)
OWN_RULES: tuple[PolicyFact, ...] = (
    OFF,
    ControlPolicyDecided(NEGATIVE, Treatment.IGNORE),
    ToleranceDecided(1_00),
    CompetenceDecided("frame-adjusted", ("KS",)),
)
BOARD = basis("2026-03-01", body="Tekniska nämnden")
SOCIETY = LedgerOpened("Föreningen", OrganisationKind.ASSOCIATION, "802000-1239")


@pytest.mark.parametrize("rule", OWN_RULES)
def test_the_organisations_own_rules_are_decided_by_its_highest_body(rule: PolicyFact) -> None:
    given(FRAME).when(rule, MARCH).then()
    given(FRAME).when(rule, BOARD).then(refusal("own-rule-by-other-body"))
    given(FRAME).when(rule).then(refusal("own-rule-by-other-body"))
    accepted = given(FRAME).when(rule, BOARD, accept=[accepting("own-rule-by-other-body")])
    accepted.then(warning("rule-accepted"))


def test_whom_the_highest_body_has_named_decides_them() -> None:
    named = past(CompetenceDecided("control-policy-decided", ("KF", "Kommunstyrelsen"), applies_from=date(2026, 1, 1)))
    executive = basis("2026-03-01", body="KS")
    given(FRAME).when(OFF, executive).then(refusal("own-rule-by-other-body"))
    given(FRAME, named).when(OFF, executive).then()
    given(FRAME, named).when(OFF, BOARD).then(refusal("body-not-competent"), refusal("own-rule-by-other-body"))


def test_the_highest_body_of_an_association_is_its_assembly() -> None:
    given(kept_by=SOCIETY).when(OFF, basis("2026-03-01", body="Förbundsmötet")).then()
    given(kept_by=SOCIETY).when(OFF, basis("2026-03-01", body="Styrelsen")).then(refusal("own-rule-by-other-body"))


@pytest.mark.parametrize("name", LAW)
def test_a_rule_of_law_never_goes_below_a_warning(name: str) -> None:
    """Every rule in law.toml: what it refuses can be warned about, and never ignored."""
    for code in LAW[name].refuses:
        given(FRAME).when(ControlPolicyDecided(code, Treatment.IGNORE), MARCH).then(refusal("rule-not-relaxable"))
        given(FRAME).when(ControlPolicyDecided(code, Treatment.WARN), MARCH).then()


OF_ITS_OWN: Final = {
    "R-16": {"body-not-competent", "amount-limit-exceeded", "own-rule-by-other-body", "body-name-taken"}
}
"""What rests on the organisation's own rules, though the law says who makes those."""


@pytest.mark.parametrize("rule", sorted({rule.rule for rule in LAW.values()}))
def test_everything_that_a_rule_of_law_refuses_is_of_law(rule: str) -> None:
    """R-08 too: a fee that reaches back. What the table of rules says of a rule of law, law.toml says."""
    refused = {code for code in LINES[rule].says if code in REFUSALS and REFUSALS[code].rule_class is RuleClass.B}
    said = {code for row in LAW.values() if row.rule == rule for code in row.refuses}
    assert refused - OF_ITS_OWN.get(rule, set()) == said


def test_a_rule_of_law_that_was_ignored_once_warns_from_now_on() -> None:
    """A ledger may have it from before: what it ignored stays as it was stored, and nothing more is ignored."""
    old = policy(Treatment.IGNORE, rule="total-raised-by-other-body")
    raised = given(FRAME, old).when(adjusted(5_00), BOARD)
    raised.then(warning("rule-relaxed"))


def test_one_rule_that_is_relaxed_relaxes_no_other() -> None:
    given(FRAME, policy(Treatment.IGNORE, rule="transfer-across-kinds")).when(OVERDRAFT, MARCH).then(refusal(NEGATIVE))


def test_an_acceptance_by_name_says_more_than_a_relaxed_rule_and_is_what_is_stored() -> None:
    scene = given(FRAME, policy(Treatment.IGNORE)).when(OVERDRAFT, MARCH, accept=[accepting(NEGATIVE)])
    scene.then(warning("rule-accepted"))
    assert scene.verdict.accepted == (accepting(NEGATIVE),)


@pytest.mark.parametrize("code", sorted(code for code, kind in REFUSALS.items() if kind.rule_class is RuleClass.B))
def test_every_rule_of_class_b_can_be_relaxed(code: str) -> None:
    assert list(shape(ControlPolicyDecided(code, Treatment.WARN))) == []


@pytest.mark.parametrize("code", sorted(code for code, kind in REFUSALS.items() if kind.rule_class is not RuleClass.B))
def test_no_other_rule_can(code: str) -> None:
    assert [refusal.code for refusal in shape(ControlPolicyDecided(code, Treatment.WARN))] == ["rule-not-relaxable"]


def test_a_withdrawal_is_judged_by_the_rules_of_its_own_day() -> None:
    """It is nobody's decision: what counts is how the rule is treated when the ledger is set right."""
    entries = (past(decided(0)), past(adjusted(50_00), MARCH), past(adjusted(-40_00), basis("2026-06-01")))
    given(*entries, policy(Treatment.WARN, "2026-12-01")).when(corrected(6)).then(refusal(NEGATIVE))
    given(*entries, policy(Treatment.WARN, "2026-11-01")).when(corrected(6)).then(warning("rule-relaxed"))


def test_a_replacement_is_judged_by_the_rules_of_the_decision_it_is_about() -> None:
    """The policy holds for decisions from May; the one that is set right is from March."""
    entries = (FRAME, past(adjusted(-50_00), MARCH))
    given(*entries, policy(Treatment.WARN, "2026-05-01")).when(corrected(6, OVERDRAFT, MARCH)).then(refusal(NEGATIVE))
    given(*entries, policy(Treatment.WARN, "2026-02-01")).when(corrected(6, OVERDRAFT, MARCH)).then(
        warning("rule-relaxed")
    )


# --- From when --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "says"), [("2026-02-28", refusal(NEGATIVE)), ("2026-03-01", warning("rule-relaxed"))])
def test_a_policy_acts_on_decisions_from_its_first_day(day: str, says: Says) -> None:
    scene = given(FRAME, policy(Treatment.WARN, "2026-03-01")).when(OVERDRAFT, basis(day))
    scene.then(says)


def test_a_policy_with_no_day_acts_from_its_own_decision() -> None:
    decided_in_march = past(ControlPolicyDecided(NEGATIVE, Treatment.WARN), MARCH, "2026-04-01")
    given(FRAME, decided_in_march).when(OVERDRAFT, basis("2026-02-28")).then(refusal(NEGATIVE))
    given(FRAME, decided_in_march).when(OVERDRAFT, MARCH).then(warning("rule-relaxed"))


def test_of_two_policies_the_last_one_decided_holds_where_it_has_begun() -> None:
    back = past(
        ControlPolicyDecided(NEGATIVE, Treatment.REFUSE, applies_from=date(2026, 6, 1)),
        basis("2026-05-15"),
        "2026-05-20",
    )
    scene = given(FRAME, policy(Treatment.WARN), back)
    scene.when(OVERDRAFT, basis("2026-05-31")).then(warning("rule-relaxed"))
    scene.when(OVERDRAFT, basis("2026-06-01")).then(refusal(NEGATIVE))


def test_a_policy_that_was_recorded_by_mistake_relaxes_nothing_after_it_is_withdrawn() -> None:
    given(FRAME, policy(Treatment.IGNORE), past(corrected(6))).when(OVERDRAFT, MARCH).then(refusal(NEGATIVE))


def test_relaxed_overspent_and_back_again_the_entry_keeps_its_warning() -> None:
    """The fault of another system, where the setting was put back and nothing showed that it had ever been off."""
    entries = (FRAME, policy(Treatment.WARN), past(OVERDRAFT, MARCH))
    back = past(ControlPolicyDecided(NEGATIVE, Treatment.REFUSE), basis("2026-06-01"), "2026-06-02")
    scene = given(*entries, back)
    assert scene.state.frame_steps(key().tag).on(date(2026, 12, 31)).sides.costs_ore == -50_00
    scene.when(adjusted(-1_00), basis("2026-07-01")).then(refusal(NEGATIVE))
    scene.when(adjusted(-1_00), basis("2026-04-01")).then(warning("rule-relaxed"))


# --- the tolerance for control totals ---------------------------------------------------------------------


def printed(text: str) -> FrameDecided:
    return msgspec.structs.replace(decided(1_578_900_00), printed=(ControlTotal(ControlOf.COSTS, text),))


def test_r33_a_difference_within_the_tolerance_is_nothing_to_notice() -> None:
    tolerant = without_basis(ToleranceDecided(1_000_00, applies_from=date(2025, 1, 1)))
    off = printed("1 580 tkr")  # 1 100 kr more than what is set, of which 500 kr is its own precision
    given().when(off, basis()).then(warning("control-total-differs"))
    given(tolerant).when(off, basis()).then()
    beyond = printed("1 581 tkr")
    given(tolerant).when(beyond, basis()).then(warning("control-total-differs"))


def test_r33_a_tolerance_holds_for_decisions_from_its_first_day() -> None:
    tolerant = without_basis(ToleranceDecided(1_000_00, applies_from=date(2025, 11, 25)))
    given(tolerant).when(printed("1 580 tkr"), basis()).then(warning("control-total-differs"))


# --- who decides what -------------------------------------------------------------------------------------


def allowed(*bodies: str, event: str = "frame-adjusted") -> Past:
    return without_basis(CompetenceDecided(event, bodies, applies_from=date(2026, 1, 1)))


TECHNICAL = without_basis(BodyRegistered("Tekniska nämnden", BodyKind.BOARD, "slk", date(2025, 1, 1)))
"""The board of slk, whose frame it lowers by its own right as far as nobody says otherwise."""


def test_r16_nothing_is_checked_until_it_is_said_who_decides() -> None:
    given(FRAME, TECHNICAL).when(adjusted(-5_00), basis("2026-03-01", body="Tekniska nämnden")).then()


def test_r16_those_who_decide_may_be_written_in_any_way() -> None:
    scene = given(FRAME, TECHNICAL, allowed("Kommunfullmäktige", "kommunstyrelsen"))
    for body in ("KF", "kommunfullmäktige", "KS", "Kommunstyrelsen"):
        scene.when(adjusted(-5_00), basis("2026-03-01", body=body)).then()
    scene.when(adjusted(-5_00), basis("2026-03-01", body="Tekniska nämnden")).then(refusal("body-not-competent"))


def test_r16_the_council_may_decide_what_it_has_let_others_decide() -> None:
    """Else nobody could: what is above the board's limit is the highest body's to decide."""
    limit = AmountLimit("Tekniska nämnden", per_decision_ore=5_00)
    rule = CompetenceDecided("frame-adjusted", ("Tekniska nämnden",), (limit,))
    scene = given(FRAME, TECHNICAL, past(rule, basis("2026-01-12")))
    above = "högst 5\u00a0kr, eller ett beslut av organisationens högsta organ"
    scene.when(adjusted(-5_01), basis("2026-03-01", body="Tekniska nämnden")).then(
        refusal("amount-limit-exceeded", right=above)
    )
    scene.when(adjusted(-5_01), basis("2026-03-01")).then()
    scene.when(adjusted(-5_00), basis("2026-03-01", body="Kulturnämnden")).then(
        refusal("body-not-competent"), refusal("frame-of-other-unit")
    )


def test_r16_it_is_about_one_event_and_from_a_day() -> None:
    elsewhere = basis("2026-03-01", body="Tekniska nämnden")
    given(FRAME, TECHNICAL, allowed("KF", event="frame-decided")).when(adjusted(-5_00), elsewhere).then()
    given(FRAME, TECHNICAL, allowed("KF")).when(adjusted(-5_00), basis("2025-12-31", body="Tekniska nämnden")).then()


def test_r16_no_bodies_ends_the_check() -> None:
    ended = past(CompetenceDecided("frame-adjusted"), basis("2026-02-01"), "2026-02-02")
    given(FRAME, TECHNICAL, allowed("KF"), ended).when(
        adjusted(-5_00), basis("2026-03-01", body="Tekniska nämnden")
    ).then()


def test_r16_it_can_be_accepted_and_relaxed_as_every_rule_of_class_b() -> None:
    elsewhere = basis("2026-03-01", body="Tekniska nämnden")
    scene = given(FRAME, TECHNICAL, allowed("KF"))
    scene.when(adjusted(-5_00), elsewhere, accept=[accepting("body-not-competent")]).then(warning("rule-accepted"))
    relaxed = given(FRAME, TECHNICAL, allowed("KF"), policy(Treatment.WARN, rule="body-not-competent"))
    relaxed.when(adjusted(-5_00), elsewhere).then(warning("rule-relaxed"))


def test_r16_a_correction_is_held_to_who_decided_what_it_is_about() -> None:
    scene = given(FRAME, past(adjusted(-5_00), MARCH), allowed("KF"), TECHNICAL)
    wrong = basis("2026-03-01", body="Tekniska nämnden")
    [refused] = scene.when(corrected(6, adjusted(-5_00), wrong)).verdict.refusals
    assert (refused.code, refused.where) == ("body-not-competent", "replacement.fact")


# --- Warnings that somebody has looked at -----------------------------------------------------------------------

WARNED = Past(adjusted(5_00), basis(), "2026-01-02", (RecordedWarning("frame-not-set", {"frame": "slk"}),))


def test_a_warning_is_looked_at_without_a_decision() -> None:
    given(WARNED).when(WarningResolved(5, "frame-not-set", "utgångsvärdet finns i bokslutet")).then()


def test_a_warning_of_what_has_been_corrected_is_not_open() -> None:
    scene = given(WARNED, past(corrected(5, adjusted(6_00), basis())))
    scene.when(WarningResolved(5, "frame-not-set", "granskad")).then(
        refusal(
            "entry-already-corrected",
            "Posten 5 är rättad av posten 6, och dess varningar är inte öppna.",
            "en varning på posten 6",
        )
    )


def test_a_body_is_registered_with_a_unit_that_is_there() -> None:
    given().when(BodyRegistered("Nämnden", BodyKind.BOARD, "slk"), basis()).then()
    given().when(BodyRegistered("Nämnden", BodyKind.BOARD, "miljo"), basis()).then(refusal("unit-unknown"))
