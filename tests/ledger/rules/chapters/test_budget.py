"""The budget as a whole: its days, its parts, its balance (R-21 to R-27, R-29); indices (R-50); parts of frames."""

from datetime import date

import msgspec
import pytest

from ledger.events import (
    AnnualAccountsSubmitted,
    BalanceResultStated,
    BudgetAdopted,
    BudgetPart,
    DeficitSettlementDecided,
    FrameDecided,
    IndexDecided,
    LedgerOpened,
    OfWhichNoted,
    OutcomeRecorded,
    ProposalMade,
    RecommendationMade,
    Settlement,
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


def test_r54_inside_the_days_that_the_end_of_a_month_may_be_moved_by_nothing_is_said() -> None:
    """30 November 2025 is a Sunday, 31 October 2026 a Saturday; lag 1930:173 § 2, our reading: the question is open."""
    given().when(ADOPTED, basis("2025-12-01")).then()
    given().when(TaxRateDecided(2026, 178_300_000), basis("2025-12-01")).then()
    given().when(TaxRateDecided(2026, 178_300_000), basis("2025-12-02")).then(warning("tax-rate-late"))
    proposal = ProposalMade("ks-2027", (changed(year=2027),))
    given().when(proposal, basis("2026-11-02", body="KS")).then()
    given().when(proposal, basis("2026-11-03", body="KS")).then(warning("budget-proposed-late"))


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


def test_r22_nobody_is_newly_elected_before_the_election() -> None:
    """The second Sunday of September: 11 September 2022, and 13 September 2026."""
    before = warning("budget-before-election")
    for year, days in ((2023, ("2022-06-20", "2022-09-11")), (2027, ("2026-06-20", "2026-09-13"))):
        for day in days:
            given().when(changed(year=year, newly_elected=True), basis(day)).then(before)
    given().when(changed(year=2023, newly_elected=True), basis("2022-09-12")).then()
    given().when(changed(year=2027, newly_elected=True), basis("2026-09-14")).then()
    given().when(changed(year=2026, newly_elected=True), basis("2025-06-20")).then()


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
    federation, on = kept_by(OrganisationKind.MUNICIPAL_FEDERATION), msgspec.structs.replace(LATE, body="Direktionen")
    parts = tuple(part for part in EVERYTHING if part is not BudgetPart.TAX_RATE)
    given(kept_by=federation).when(BudgetAdopted(2026, contains=parts, budgeted_result_ore=1), on).then()
    given(kept_by=federation).when(BudgetAdopted(2026, contains=parts, budgeted_result_ore=-1), on).then(
        warning("budgeted-deficit")
    )
    given(kept_by=federation).when(TaxRateDecided(2026, 1), on).then()
    late = ProposalMade("ks-2026", (BudgetAdopted(2026),))
    given(kept_by=federation).when(late, basis("2025-12-01", body="KS")).then()


def test_r29_a_region_is_held_to_the_same_as_a_municipality() -> None:
    without = tuple(part for part in EVERYTHING if part is not BudgetPart.APPROPRIATIONS)
    given(kept_by=kept_by(OrganisationKind.REGION)).when(
        changed(contains=without), msgspec.structs.replace(LATE, body="RF")
    ).then(
        warning("budget-adopted-late"),
        warning("tax-rate-late"),
        warning("budget-parts-missing", "Budgeten för 2026 anges inte innehålla: anslag (KL 11:6)."),
    )


# --- balance ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "noticed"),
    [
        ({"budgeted_result_ore": 1}, None),
        ({"budgeted_result_ore": 0}, "budgeted-deficit"),
        ({"budgeted_result_ore": -5_00}, "budgeted-deficit"),
        ({"budgeted_result_ore": -5_00, "result_reserve_ore": 5_00}, None),
        ({"budgeted_result_ore": -5_00, "result_reserve_ore": 4_99}, "budgeted-deficit-uncovered"),
        ({"budgeted_result_ore": -5_00, "deficit_reasons": "Stor förmögenhet."}, None),
        ({"budgeted_result_ore": None}, None),
    ],
)
def test_r24_revenues_exceed_costs_or_the_law_s_exceptions_are_named(
    fields: dict[str, object], noticed: str | None
) -> None:
    given().when(changed(**fields), basis()).then(*[warning(code) for code in (noticed,) if code is not None])


def test_r23_group_companies_only_in_budgets_from_2025() -> None:
    """Prop. 2022/23:119, in force 2024-01-01; the transition is not read, so 2024 is never warned (decisions/02)."""
    bare = changed(contains=tuple(part for part in EVERYTHING if part is not BudgetPart.GROUP))
    for year in (2023, 2024):
        given().when(msgspec.structs.replace(bare, year=year, newly_elected=True), basis(f"{year - 1}-11-20")).then()
    given().when(msgspec.structs.replace(bare, year=2025), basis("2024-11-20")).then(warning("budget-parts-missing"))


def test_r23_goals_for_the_activities_are_a_part_of_their_own() -> None:
    """KL 11:6: goals and guidelines for the activities, beside the financial ones."""
    without = tuple(part for part in EVERYTHING if part is not BudgetPart.ACTIVITY_GOALS)
    given().when(changed(contains=without), basis()).then(
        warning("budget-parts-missing", "Budgeten för 2026 anges inte innehålla: mål för verksamheten (KL 11:6).")
    )


def test_r23_a_tax_rate_that_stands_in_the_budget_or_was_decided_before_is_there() -> None:
    """Shared case decisions/17: Uppvidinge decided 21,90 a month before the budget, which has it too."""
    without = tuple(part for part in EVERYTHING if part is not BudgetPart.TAX_RATE)
    rate = past(TaxRateDecided(2022, 219_000_000), basis("2021-10-26"))
    with_rate = changed(year=2022, tax_rate_ppb=219_000_000, contains=without)
    given(rate).when(with_rate, basis("2021-11-30")).then()
    given().when(with_rate, basis("2021-11-30")).then()
    silent = changed(year=2022, tax_rate_ppb=None, contains=without)
    given(rate).when(silent, basis("2021-11-30")).then()
    given().when(silent, basis("2021-11-30")).then(warning("budget-parts-missing"))
    later = past(TaxRateDecided(2022, 219_000_000), basis("2021-11-30", paragraph="§ 99"))
    given(later).when(silent, basis("2021-11-29")).then(warning("budget-parts-missing"))


def test_r26_each_warning_about_a_deficit_comes_in_its_time() -> None:
    """D-12: the plan, the decision by the budget for year+3, the settling by the end of year+3: warned of apart."""
    bad = past(BalanceResultStated(2021, -100_00), basis("2022-04-25"))
    better = past(BalanceResultStated(2022, 60_00), basis("2023-04-24"))
    good = past(BalanceResultStated(2023, 70_00), basis("2024-04-22"))
    plan = past(DeficitSettlementDecided(2021, Settlement.PLANNED), basis("2022-06-13"))
    budget_2024, budget_2025 = changed(year=2024), changed(year=2025)
    autumn = basis("2023-11-20")
    given(bad, better).when(changed(year=2023, newly_elected=True), basis("2022-11-21")).then(
        warning("deficit-plan-missing")
    )
    given(bad, better).when(budget_2024, autumn).then(warning("deficit-decision-late"))
    given(bad, better, plan).when(budget_2024, autumn).then()
    given(bad, better, good).when(budget_2025, basis("2024-11-25")).then()
    given(bad, better, plan).when(BalanceResultStated(2023, 39_99), basis("2024-04-22")).then()
    none = past(BalanceResultStated(2023, 0), basis("2024-04-22"))
    given(bad, better, plan).when(BalanceResultStated(2024, 39_99), basis("2025-04-28")).then(
        warning("deficit-results-missing")
    )
    given(bad, better, none, plan).when(BalanceResultStated(2024, 39_99), basis("2025-04-28")).then(
        warning(
            "deficit-not-settled",
            "Av underskottet för 2021 är 0,01\u00a0kr kvar efter 2024. Det skulle ha reglerats senast vid utgången av "
            "2024 (KL 11:12).",
        )
    )
    given(bad, better, plan).when(BalanceResultStated(2024, 40_00), basis("2025-04-28")).then()
    spared = past(DeficitSettlementDecided(2021, Settlement.SPARED, 40_00, "Stora förluster."), basis("2023-10-02"))
    given(bad, better, spared).when(BalanceResultStated(2024, 0), basis("2025-04-28")).then()


def test_r26_a_result_of_zero_restores_nothing() -> None:
    given().when(BalanceResultStated(2025, 0), MAY).then()


def test_r27_upplands_bro_2019_may_put_33_397_aside_and_has_no_cap() -> None:
    """Shared case decisions/01, KL 11:14 as of 2019 (SFS 2018:600), tkr: 48 322 after balance adjustments, 1 % of taxes
    and grants 14 925: at most 33 397. 5 % binds the resultatreserv only, so 107 087 is no concern of it."""
    stated = BalanceResultStated(
        2019, 14_925_000_00, 1_492_500_000_00, 33_397_000_00, 107_087_000_00, result_ore=52_966_000_00
    )
    given().when(stated, basis("2020-04-27")).then()
    more = msgspec.structs.replace(stated, balance_result_ore=14_924_000_00, reserved_ore=33_398_000_00)
    given().when(more, basis("2020-04-27")).then(
        warning(
            "result-reserve-exceeded",
            "2019: ”till RUR” är 33\u00a0398\u00a0000\u00a0kr, men lagen medger högst 33\u00a0397\u00a0000\u00a0kr "
            "(48\u00a0322\u00a0000\u00a0kr − 14\u00a0925\u00a0000\u00a0kr) (KL 11:14).",
        )
    )


@pytest.mark.parametrize(
    ("fields", "noticed"),
    [
        ({}, 0),
        ({"balance_result_ore": 9_99}, 1),  # 14,99 after adjustments, less 10: 4,99
        ({"result_ore": 14_99}, 1),  # the year's result is the lowest
        ({"result_ore": 15_00}, 0),
        ({"equity_negative": True}, 1),  # 2 %: nothing
        ({"equity_negative": True, "balance_result_ore": 20_00}, 0),
        ({"used_ore": 1}, 1),  # what is used is no result of the year
        ({"tax_revenues_ore": None}, 0),
        ({"reserved_ore": 0, "balance_result_ore": -5_00}, 1),  # balance-to-restore, and nothing about the reserve
        ({"reserve_total_ore": 50_00}, 0),
        ({"reserve_total_ore": 50_01}, 1),
        ({"year": 2023, "reserve_total_ore": 50_01}, 0),  # RUR has no cap, also when it is decided in 2024
    ],
)
def test_r27_the_limits_of_a_reserve_of_the_year(fields: dict[str, object], noticed: int) -> None:
    """Of 1 000 kronor in taxes: what exceeds 1 % (10) of 15, so 5; and a resultatreserv of at most 5 % (50)."""
    stated = msgspec.structs.replace(BalanceResultStated(2025, 10_00, 1_000_00, 5_00), **fields)
    assert len(given().when(stated, MAY).verdict.warnings) == noticed


def test_amounts_that_are_used_or_put_aside_are_positive() -> None:
    given().when(changed(result_reserve_ore=-1), basis()).then(refusal("amount-negative"))
    given().when(BalanceResultStated(2025, 1_00, reserved_ore=-1), MAY).then(refusal("amount-negative"))
    given().when(BalanceResultStated(2025, 1_00, used_ore=-1), MAY).then(refusal("amount-negative"))


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
    given(past(rate)).when(rate, basis("2025-11-25", "§ 13")).then()
    given(past(rate)).when(rate, basis(clause=2)).then()
    given(past(rate)).when(rate, basis("2025-11-25")).then(warning("decision-perhaps-recorded"))
    bare = msgspec.structs.replace(basis(paragraph=None), case_number=None)
    other = msgspec.structs.replace(bare, source=msgspec.structs.replace(bare.source, sha256="cd" * 32))
    given(past(rate, bare)).when(rate, other).then(warning("basis-incomplete"))
    given(past(rate, bare)).when(rate, bare).then(refusal("decision-already-recorded"), warning("basis-incomplete"))


def test_r05_an_outcome_without_a_decision_may_be_recorded_again() -> None:
    outcome = OutcomeRecorded(key(), money(1_00))
    given(FRAME, without_basis(outcome)).when(outcome).then()


def test_r28_accounts_on_the_weekday_after_15_april_are_in_time() -> None:
    """15 April 2023 was a Saturday; lag 1930:173 § 2."""
    may = basis("2023-05-04")
    given().when(AnnualAccountsSubmitted(2022, date(2023, 4, 17)), may).then()
    given().when(AnnualAccountsSubmitted(2022, date(2023, 4, 18)), may).then(warning("accounts-late"))


def test_r28_accounts_on_the_last_day_are_in_time_and_an_association_has_no_such_day() -> None:
    on_time = AnnualAccountsSubmitted(2025, date(2026, 4, 15))
    given().when(on_time, basis("2026-05-04")).then()
    late, association = AnnualAccountsSubmitted(2025, date(2026, 6, 1)), OrganisationKind.ASSOCIATION
    kept_by = LedgerOpened("Storsthlm", association, "802418-9242")
    given(kept_by=kept_by).when(late, basis("2026-06-04")).then()
