"""R-08 and R-44: no rate above its cap, in whichever order they come; nothing raised before it was decided."""

from datetime import date

import msgspec
import pytest

from ledger.events import (
    ClauseDecided,
    ClauseOutcome,
    ConditionMet,
    JudgmentGiven,
    JudgmentOutcome,
    LedgerOpened,
    ProposalMade,
)
from ledger.events.fees import FeeCapDecided, FeeRateDecided, PriceDecided
from ledger.values import DecisionReference, OrganisationKind
from tests.given import basis, between
from tests.ledger.rules.scenario import accepting, corrected, given, past, refusal, warning, without_basis

FEE = "serviceavgift"
CAP = FeeCapDecided(FEE, 2023, 2026, 450_000)
MARCH = basis("2023-03-20")
RATE = FeeRateDecided(FEE, 2026, 2026, 350_000)
TOO_HIGH = FeeRateDecided(FEE, 2026, 2026, 460_000)
AT_CAP = FeeRateDecided(FEE, 2026, 2026, 450_000)


# --- R-44 -------------------------------------------------------------------------------------------------------


def test_r44_the_cap_itself_may_be_charged() -> None:
    given(past(CAP, MARCH)).when(AT_CAP, basis()).then()


def test_r44_a_cap_below_a_rate_that_is_there_is_refused_too() -> None:
    """The rate came first: the day that is named is that of the cap."""
    scene = given(past(TOO_HIGH, basis("2025-11-24"))).when(CAP, basis("2026-02-02"))
    scene.then(
        refusal(
            "fee-above-cap",
            "serviceavgift 2026 skulle bli 0,46\u00a0‰, men får vara högst 0,45\u00a0‰ (KF 2026-02-02, för 2023–2026), "
            "som beslutat till och med 2026-02-02.",
        )
    )


def test_r44_the_first_bad_day_is_that_of_a_cap_decided_later() -> None:
    """Recorded before, but decided after: until 2 February the cap was 0,50 ‰."""
    higher, lower = FeeCapDecided(FEE, 2023, 2026, 500_000), past(CAP, basis("2026-02-02"))
    said = given(past(higher, MARCH), lower).when(TOO_HIGH, basis()).verdict.refusals
    assert [refusal.detail[-12:] for refusal in said] == [" 2026-02-02."]


def test_r44_a_later_higher_cap_makes_room() -> None:
    higher = FeeCapDecided(FEE, 2026, 2026, 500_000)
    given(past(CAP, MARCH), past(higher, basis("2025-06-01"))).when(TOO_HIGH, basis()).then()


def test_r44_what_really_was_decided_can_be_stored_and_stays_an_open_warning() -> None:
    scene = given(past(CAP, MARCH)).when(TOO_HIGH, basis(), accept=(accepting("fee-above-cap"),))
    scene.then(warning("rule-accepted"))


def test_r44_an_old_wrong_does_not_stop_another_decision() -> None:
    given(past(CAP, MARCH), past(TOO_HIGH)).when(FeeRateDecided(FEE, 2025, 2025, 350_000), basis("2024-11-01")).then()
    given(past(CAP, MARCH), past(TOO_HIGH)).when(RATE, basis("2025-12-01")).then()
    less = FeeRateDecided(FEE, 2026, 2026, 455_000)
    given(past(CAP, MARCH), past(TOO_HIGH)).when(less, basis("2025-12-01")).then()
    more = FeeRateDecided(FEE, 2026, 2026, 465_000)
    given(past(CAP, MARCH), past(TOO_HIGH)).when(more, basis("2025-12-01")).then(refusal("fee-above-cap"))


def test_r44_a_rate_for_several_years_names_the_year_that_has_a_cap() -> None:
    said = given(past(CAP, MARCH)).when(FeeRateDecided(FEE, 2026, 2028, 460_000), basis()).verdict.refusals
    assert [(refusal.code, refusal.asserted, refusal.calculated, refusal.difference) for refusal in said] == [
        ("fee-above-cap", "0,46\u00a0‰", "0,45\u00a0‰", "0,01\u00a0‰")
    ]


def test_r44_a_cap_per_head_says_nothing_about_a_share() -> None:
    per_head = past(FeeCapDecided(FEE, 2026, 2026, None, 80_000), MARCH)
    given(per_head).when(TOO_HIGH, basis()).then(warning("fee-cap-of-other-measure"))
    given(per_head).when(FeeRateDecided(FEE, 2026, 2026, None, 80_001), basis()).then(refusal("fee-above-cap"))


def test_r44_a_rate_on_a_condition_is_held_to_the_cap_when_the_condition_is_met() -> None:
    waiting = msgspec.structs.replace(basis(), conditions=("avtal",))
    given(past(CAP, MARCH)).when(TOO_HIGH, waiting).then()
    met = past(ConditionMet("avtal"), basis("2026-01-15"))
    given(past(CAP, MARCH), met).when(TOO_HIGH, waiting).then(refusal("fee-above-cap"))


def test_r44_an_annulled_cap_holds_nobody() -> None:
    court = JudgmentGiven(
        DecisionReference("KF", "KS 2025/1", "§ 12"),
        "FR",
        JudgmentOutcome.ANNULLED,
        date(2025, 1, 1),
        date(2025, 2, 1),
        final_ground="Lagakraftbevis",
    )
    other = msgspec.structs.replace(basis(), paragraph="§ 90")
    given(past(CAP, MARCH), without_basis(court)).when(TOO_HIGH, other).then(warning("fee-cap-unknown"))


def test_r44_a_corrected_rate_is_held_to_the_cap_without_the_one_it_corrects() -> None:
    scene = given(past(CAP, MARCH), past(RATE))
    scene.when(corrected(6, TOO_HIGH, basis())).then(refusal("fee-above-cap"))
    scene.when(corrected(6, AT_CAP, basis())).then()


def test_r44_a_proposal_is_warned_about_and_changes_nothing() -> None:
    scene = given(past(CAP, MARCH)).when(ProposalMade("oppositionen", (TOO_HIGH,)), basis())
    scene.then(warning("proposed-fee-above-cap"))
    assert scene.after.about("fee:serviceavgift")[-1].fact == CAP


def test_r44_a_clause_that_decides_a_rate_is_held_to_the_cap() -> None:
    clause = ClauseDecided(ClauseOutcome.APPROVED, "Avgiften fastställs.", facts=(TOO_HIGH,))
    given(past(CAP, MARCH)).when(clause, basis()).then(refusal("fee-above-cap"))


# --- R-08 -------------------------------------------------------------------------------------------------------


def test_r08_a_fee_that_is_lowered_may_apply_from_before_the_decision() -> None:
    higher = past(AT_CAP)
    given(past(CAP, MARCH), higher).when(RATE, basis("2026-03-01")).then()
    given(past(CAP, MARCH), past(RATE)).when(AT_CAP, basis("2026-03-01")).then(refusal("fee-retroactive"))


def test_r08_special_reasons_are_stored_with_the_fee() -> None:
    reasons = msgspec.structs.replace(RATE, special_reasons="Taket upphävdes i december.")
    given(past(CAP, MARCH)).when(reasons, basis("2026-03-01")).then()


def test_r08_an_effective_day_after_the_decision_is_right() -> None:
    later = msgspec.structs.replace(basis("2026-03-01"), effective_day=date(2026, 4, 1))
    given(past(CAP, MARCH)).when(RATE, later).then()


def test_r08_a_day_known_by_its_bounds_accuses_nobody() -> None:
    scene = given(past(CAP, MARCH)).when(RATE, between("2025-12-01", "2026-03-01"))
    scene.then(warning("decision-day-inferred"))


def test_r08_a_price_without_a_first_day_is_never_too_early() -> None:
    given().when(PriceDecided("it", "dator", "Dator", 120_000), basis()).then()
    lower = PriceDecided("it", "dator", "Dator", 90_000, date(2026, 1, 1))
    dear = past(PriceDecided("it", "dator", "Dator", 100_000))
    given(dear).when(lower, basis("2026-03-01")).then()


@pytest.mark.parametrize("kind", [OrganisationKind.ASSOCIATION, OrganisationKind.COMPANY])
def test_r08_binds_those_the_law_binds_and_warns_the_others(kind: OrganisationKind) -> None:
    keeper = LedgerOpened("Storsthlm", kind)
    given(past(CAP, MARCH), kept_by=keeper).when(RATE, basis("2026-03-01")).then(warning("fee-before-decision"))


# --- Texts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "code"),
    [("0,350 ‰", None), ("0,35 %", "rate-malformed"), ("0,35", "rate-malformed"), ("0,36 ‰", "rate-malformed")],
)
def test_a_rate_as_it_is_printed_is_the_rate(printed: str, code: str | None) -> None:
    fact = msgspec.structs.replace(RATE, rate_as_printed=printed)
    codes = [each.code for each in given(past(CAP, MARCH)).when(fact, basis()).verdict.refusals]
    assert codes == ([] if code is None else [code])


def test_a_tariff_in_per_cent_is_told_in_per_cent_with_its_decimals() -> None:
    """Maxtaxa 2018, Vellinge: 3 % of the income (vellinge.se)."""
    cap = FeeCapDecided("maxtaxa", 2018, 2018, 30_000_000)
    rate = FeeRateDecided("maxtaxa", 2018, 2018, 35_000_000, rate_as_printed="3,50\u00a0%")
    said = given(past(cap, MARCH)).when(rate, basis()).verdict.refusals
    above = [(each.asserted, each.calculated) for each in said if each.code == "fee-above-cap"]
    assert above == [("3,50\u00a0%", "3\u00a0%")]


def test_a_tariff_and_its_cap_in_kronor_stand_in_one_decision() -> None:
    """Case 12, maxtaxa 2018, Vellinge: 3 % of the income, at most 1 382 kr a month (vellinge.se). The cap stands on the
    row above; that the two are not held against each other is said, and not that there is no cap."""
    cap = FeeCapDecided("maxtaxa", 2018, 2018, None, 1_382_00)
    rate = FeeRateDecided("maxtaxa", 2018, 2018, 30_000_000)
    november = basis("2017-11-29")
    text = (
        "maxtaxa 2018: taket är 1\u00a0382\u00a0kr per person och avgiften 3\u00a0%. De anges i olika mått, så "
        "det är inte prövat om avgiften ryms under taket."
    )
    given().when_together(cap, rate, on=november).then(warning("fee-cap-of-other-measure", text))
    given(past(cap, november)).when(rate, november).then(warning("fee-cap-of-other-measure", text))
    given(past(rate, november)).when(cap, november).then(warning("fee-cap-of-other-measure", text))
