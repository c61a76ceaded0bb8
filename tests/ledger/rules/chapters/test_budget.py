"""The budget as a whole: its days, its parts, its balance (R-21 to R-27, R-29); indices (R-50); parts of frames."""

from datetime import date

import msgspec
import pytest

from ledger.events import (
    AnnualAccountsSubmitted,
    BalanceResultStated,
    BudgetAdopted,
    BudgetPart,
    FrameDecided,
    IndexDecided,
    LedgerOpened,
    OfWhichNoted,
    OutcomeRecorded,
    ProposalMade,
    RecommendationMade,
    TaxRateDecided,
)
from ledger.values import ControlOf, ControlTotal, InvestmentAmount, NetAmount, OrganisationKind
from tests.given import BUDGET, basis, decided, key, money
from tests.ledger.rules.scenario import accepting, corrected, given, past, refusal, warning, without_basis
from tests.ledger.rules.tables.budget import ADOPTED, EVERYTHING, FRAME, LATE, MAY, changed

OTHERS = (OrganisationKind.ASSOCIATION, OrganisationKind.COMPANY)
END = "2026-12-31"


def kept_by(kind: OrganisationKind) -> LedgerOpened:
    """A ledger of another kind of organisation."""
    return LedgerOpened("Organisationen", kind, "212000-0142")


# --- days -------------------------------------------------------------------------------------------


def test_r22_a_budget_in_november_gives_no_warnings() -> None:
    given().when(ADOPTED, basis("2025-11-30")).then()


def test_r22_december_needs_special_reasons_and_a_tax_rate_from_november() -> None:
    reasons = changed(december_reasons="Statens besked kom sent.")
    rate = past(TaxRateDecided(2026, 178_300_000), basis("2025-11-24"))
    given(rate).when(reasons, LATE).then()
    given(rate).when(reasons, basis("2026-01-07")).then(warning("budget-adopted-late"))
    given().when(reasons, LATE).then(warning("tax-rate-late"))


def test_r22_a_tax_rate_decided_later_is_not_compared_with_the_budget() -> None:
    later = past(TaxRateDecided(2026, 170_000_000), basis("2025-11-29"))
    given(later).when(ADOPTED, basis("2025-11-24")).then()


def test_r22_the_newly_elected_council_decides_in_a_year_of_election() -> None:
    given().when(changed(year=2027), basis("2026-11-20")).then()
    given().when(changed(year=2027, newly_elected=True), basis("2026-10-14")).then()
    given().when(changed(year=2027), basis("2026-10-14")).then(warning("budget-before-election"))
    given().when(changed(year=2026), basis("2025-06-10")).then()


@pytest.mark.parametrize("body", ["Kommunstyrelsen", "KS", "kommunstyrelsen"])
def test_r21_the_boards_proposal_has_a_last_day(body: str) -> None:
    proposal = ProposalMade("ks-2026", (ADOPTED,))
    given().when(proposal, basis("2025-10-31", body=body)).then()
    given().when(proposal, basis("2025-11-01", body=body)).then(warning("budget-proposed-late"))
    reasons = ProposalMade("ks-2026", (changed(december_reasons="Sent besked."),))
    given().when(reasons, basis("2025-11-30", body=body)).then()


def test_r21_other_proposals_have_no_last_day() -> None:
    given().when(ProposalMade("oppositionen", (ADOPTED,)), basis("2025-11-20", body="Partiet")).then()
    given().when(RecommendationMade("ks", (ADOPTED,)), basis("2025-11-20", body="ks")).then(
        warning("budget-proposed-late")
    )


# --- who it applies to ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", OTHERS)
def test_r29_none_of_it_applies_to_associations_and_companies(kind: OrganisationKind) -> None:
    bare = BudgetAdopted(2026, budgeted_result_ore=-1)
    given(kept_by=kept_by(kind)).when(bare, basis("2026-02-01")).then()
    given(kept_by=kept_by(kind)).when(BalanceResultStated(2025, -1), MAY).then()


def test_r29_a_federation_has_no_days_and_no_tax_but_must_balance() -> None:
    federation = kept_by(OrganisationKind.MUNICIPAL_FEDERATION)
    parts = tuple(part for part in EVERYTHING if part is not BudgetPart.TAX_RATE)
    given(kept_by=federation).when(BudgetAdopted(2026, contains=parts, budgeted_result_ore=1), LATE).then()
    given(kept_by=federation).when(BudgetAdopted(2026, contains=parts, budgeted_result_ore=-1), LATE).then(
        warning("budgeted-deficit")
    )
    given(kept_by=federation).when(TaxRateDecided(2026, 1), LATE).then()
    late = ProposalMade("ks-2026", (BudgetAdopted(2026),))
    given(kept_by=federation).when(late, basis("2025-12-01", body="KS")).then()


def test_r29_a_region_is_held_to_the_same_as_a_municipality() -> None:
    given(kept_by=kept_by(OrganisationKind.REGION)).when(changed(contains=EVERYTHING[1:]), LATE).then(
        warning("budget-adopted-late"),
        warning("tax-rate-late"),
        warning("budget-parts-missing", "Budgeten för 2026 anges inte innehålla: skattesats (KL 11:6, 11:6 a)."),
    )


# --- balance ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "noticed"),
    [
        ({"budgeted_result_ore": 1}, False),
        ({"budgeted_result_ore": 0}, True),
        ({"budgeted_result_ore": -5_00}, True),
        ({"budgeted_result_ore": -5_00, "result_reserve_ore": 5_00}, False),
        ({"budgeted_result_ore": -5_00, "result_reserve_ore": 4_99}, True),
        ({"budgeted_result_ore": -5_00, "deficit_reasons": "Stor förmögenhet."}, False),
        ({"budgeted_result_ore": None}, False),
    ],
)
def test_r24_revenues_exceed_costs_or_the_law_s_exceptions_are_named(fields: dict[str, object], noticed: bool) -> None:
    given().when(changed(**fields), basis()).then(*[warning("budgeted-deficit")] * noticed)


def test_r26_a_result_of_zero_restores_nothing() -> None:
    given().when(BalanceResultStated(2025, 0), MAY).then()


def test_r27_the_limits_of_the_result_reserve() -> None:
    """Of 1 000 kronor in taxes: what exceeds 1 % (10), and a reserve of at most 5 % (50)."""
    given().when(BalanceResultStated(2025, 15_00, 1_000_00, 5_00, 50_00), MAY).then()
    given().when(BalanceResultStated(2025, 15_00, 1_000_00, 0, 50_01), MAY).then(
        warning(
            "result-reserve-exceeded",
            "2025: ”resultatreservens storlek” är 50,01\u00a0kr, men lagen medger högst 50\u00a0kr (KL 11:14).",
        )
    )
    twice = BalanceResultStated(2025, 25_00, 1_000_00, 5_01, equity_negative=True)
    given().when(twice, MAY).then(warning("result-reserve-exceeded"))
    given().when(BalanceResultStated(2025, 15_00, None, 15_00), MAY).then()


def test_amounts_that_are_used_or_put_aside_are_positive() -> None:
    given().when(changed(result_reserve_ore=-1), basis()).then(refusal("amount-negative"))
    given().when(BalanceResultStated(2025, 1_00, reserved_ore=-1), MAY).then(refusal("amount-negative"))


# --- indices ----------------------------------------------------------------------------------------------

INDEXED = past(FrameDecided(key(), BUDGET, money(1_000_00), index="kf-index"))
INDEX = IndexDecided("kf-index", 30_000_000)


def test_r50_a_frame_grows_by_its_index_from_the_day_it_is_decided() -> None:
    scene = given(INDEXED, past(INDEX, basis("2026-02-01"))).when(OutcomeRecorded(key(), money(1)))
    assert (scene.costs("2026-01-31"), scene.costs("2026-02-01")) == (1_000_00, 1_030_00)


def test_r50_a_second_decision_can_be_accepted_and_the_last_one_is_applied_once() -> None:
    scene = given(INDEXED, past(INDEX, basis("2026-02-01"))).when(
        IndexDecided("kf-index", 20_000_000), basis("2026-03-01"), accept=[accepting("index-already-decided")]
    )
    scene.then(warning("rule-accepted"))
    assert (scene.costs("2026-02-28"), scene.costs(END)) == (1_030_00, 1_020_00)


def test_r50_a_correction_is_not_a_second_decision() -> None:
    scene = given(INDEXED, past(INDEX, basis("2026-02-01")))
    corrected_index = scene.when(corrected(6, IndexDecided("kf-index", 25_000_000), basis("2026-02-01"))).then()
    assert corrected_index.costs(END) == 1_025_00


def test_r50_an_index_that_is_only_proposed_does_not_stand_in_the_way() -> None:
    given(INDEXED, past(ProposalMade("slk", (INDEX,)))).when(INDEX, MAY).then()


# --- What is noted beside frames --------------------------------------------------------------------------------


def test_parts_of_a_frame_change_nothing_in_it() -> None:
    """Stadsledningskontoret's costs are 1 578,9 before and after the rents are noted."""
    frame = past(FrameDecided(key(), BUDGET, money(157_890_000_000, 4_760_000_000)))
    rent = OfWhichNoted(key(), "hyra", money(5_410_000_000), printed=(ControlTotal(ControlOf.COSTS, "54,1 mnkr"),))
    scene = given(frame).when(rent, MAY).then()
    assert scene.costs(END) == 157_890_000_000


def test_the_same_part_noted_again_is_not_counted_twice() -> None:
    first = past(OfWhichNoted(key(), "Hyra", money(60_00)), basis("2026-01-10"))
    given(FRAME, first).when(OfWhichNoted(key(), "hyra", money(90_00)), MAY).then()


def test_parts_are_compared_by_the_sides_that_are_known() -> None:
    given(FRAME).when(OfWhichNoted(key(), "netto", NetAmount(100_01)), MAY).then(warning("of-which-exceeds-frame"))
    net = past(FrameDecided(key(), BUDGET, NetAmount(100_00)))
    given(net).when(OfWhichNoted(key(), "hyra", money(101_00, 5_00)), MAY).then()
    given(FRAME).when(OfWhichNoted(key(), "intäkt", money(0, 1)), MAY).then(warning("of-which-exceeds-frame"))
    given().when(OfWhichNoted(key(), "hyra", money(101_00)), MAY).then()


def test_r33_printed_figures_of_parts_and_outcomes_are_compared() -> None:
    wrong = (ControlTotal(ControlOf.COSTS, "2 kr"),)
    given(FRAME).when(OfWhichNoted(key(), "hyra", money(1_00), printed=wrong), MAY).then(
        warning("control-total-differs")
    )
    given(FRAME).when(OutcomeRecorded(key(), money(1_00), printed=wrong)).then(warning("control-total-differs"))


def test_r36_parts_and_outcomes_are_of_the_frame_s_kind() -> None:
    wrong = InvestmentAmount(1, 0)
    given(FRAME).when(OfWhichNoted(key(), "hyra", wrong), MAY).then(refusal("amount-kind-mismatch"))
    given(FRAME).when(OutcomeRecorded(key(), wrong)).then(refusal("amount-kind-mismatch"))


def test_an_outcome_needs_no_decision_and_changes_no_frame() -> None:
    scene = given(FRAME).when(OutcomeRecorded(key(), money(97_00)), today=date(2026, 4, 1)).then()
    assert scene.costs(END) == 100_00


# --- The whole closes -------------------------------------------------------------------------------------------


def test_the_frames_of_all_units_sum_to_the_budgeted_result_with_its_sign() -> None:
    """Taxes and grants are the revenues of a finance unit, so costs less revenues of all units is the result."""
    frames = [
        decided(700_00),
        decided(250_00, frame=key("sbk")),
        decided(20_00, frame=key("ks", line="cm-2")),
        FrameDecided(key("ks", line="skatter"), BUDGET, money(0, 850_00)),
        FrameDecided(key("ks", line="bidrag"), BUDGET, money(0, 140_00)),
        FrameDecided(key("ks", line="finansnetto"), BUDGET, money(8_00, 3_00)),
    ]
    scene = given(*map(past, frames)).when(changed(budgeted_result_ore=15_00), basis()).then()
    nets = [scene.frame(END, fact.frame).sides.net_ore or 0 for fact in frames]
    assert -sum(nets) == 15_00


# --- the same decision is recorded once -------------------------------------------------------------------


@pytest.mark.parametrize("fact", [ADOPTED, INDEX, OfWhichNoted(key(), "hyra", money(1_00)), TaxRateDecided(2026, 1)])
def test_r05_the_same_fact_of_the_same_decision_is_recorded_once(fact: BudgetAdopted) -> None:
    scene = given(FRAME, past(fact))
    scene.when(fact, basis()).then(refusal("decision-already-recorded"))
    scene.when(corrected(6, fact, basis("2025-11-23"))).then()


def test_r05_the_same_figure_of_another_decision_is_another_fact() -> None:
    rate = TaxRateDecided(2026, 178_300_000)
    given(past(rate)).when(rate, basis("2025-11-25")).then()
    given(past(rate)).when(rate, basis(clause=2)).then()
    bare = msgspec.structs.replace(basis(paragraph=None), case_number=None)
    other = msgspec.structs.replace(bare, source=msgspec.structs.replace(bare.source, sha256="cd" * 32))
    given(past(rate, bare)).when(rate, other).then(warning("basis-incomplete"))
    given(past(rate, bare)).when(rate, bare).then(refusal("decision-already-recorded"), warning("basis-incomplete"))


def test_r05_an_outcome_without_a_decision_may_be_recorded_again() -> None:
    outcome = OutcomeRecorded(key(), money(1_00))
    given(FRAME, without_basis(outcome)).when(outcome).then()


def test_r28_accounts_on_the_last_day_are_in_time_and_an_association_has_no_such_day() -> None:
    on_time = AnnualAccountsSubmitted(2025, date(2026, 4, 15))
    given().when(on_time, basis("2026-05-04")).then()
    late, association = AnnualAccountsSubmitted(2025, date(2026, 6, 1)), OrganisationKind.ASSOCIATION
    kept_by = LedgerOpened("Storsthlm", association, "802418-9242")
    given(kept_by=kept_by).when(late, basis("2026-06-04")).then()
