"""R-25, KL 11:15 at every door, as decision D-1 says: each row of its table, its refusals and its exemptions alike.

The council is KF; amounts are öre where D-1 has tkr. slk is its sn, and a finance unit its fin.
"""

from datetime import date
from typing import Final

import pytest
from msgspec.structs import replace

from ledger.events import (
    AnyFact,
    BudgetAdopted,
    BudgetPart,
    CentralReserveReleased,
    ClauseDecided,
    ClauseOutcome,
    Correctable,
    FinancingLeg,
    FinancingSource,
    FrameAdjusted,
    FrameDecided,
    GrossTurnoverChanged,
    IndexDecided,
    InvestmentCarriedForward,
    LedgerOpened,
    OneOffReversed,
    OpeningEntryMade,
    PlanYearCopied,
    ProposalMade,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
    UnitRegistered,
)
from ledger.values import FrameKey, FrameKind, InvestmentAmount, NetAmount, OperatingAmount, OrganisationKind
from tests.given import BUDGET, basis, decided, key, money, transferred
from tests.ledger.rules.scenario import (
    Past,
    accepting,
    corrected,
    given,
    past,
    refusal,
    warning,
    without_basis,
)

MAY: Final = basis("2026-05-04", paragraph="§ 44")
CLAUSE_2: Final = basis("2026-05-04", paragraph="§ 44", clause=2)
SN, KS, FIN = key("slk"), key("ks"), key("fin")
PROJECT: Final = key("slk", kind=FrameKind.INVESTMENT, line="p-12")
RESERVE: Final = key("ks", line="cm-2")
MISSING: Final = refusal("financing-missing")
NOTE: Final = warning("financing-not-tested")
SET: Final = (
    without_basis(UnitRegistered("fin", "Finansförvaltningen")),
    past(decided(500_000, frame=SN)),
    past(decided(300_000, frame=KS)),
    past(FrameDecided(FIN, BUDGET, money(0, 1_500_000))),
    past(FrameDecided(PROJECT, BUDGET, InvestmentAmount(7_000, 0))),
    past(decided(50_000, frame=RESERVE)),
)
"""A budget for 2026 that was decided on 2025-11-24."""


def more(frame: FrameKey, costs: int, revenues: int = 0) -> FrameAdjusted:
    """A frame that is adjusted."""
    return FrameAdjusted(frame, OperatingAmount(costs, revenues))


def says(fact: AnyFact, on: object = MAY, *recorded: Past) -> list[str]:
    """The codes of what is said of a fact that comes to the budget."""
    verdict = given(*SET, *recorded).when_together(fact, on=on).verdict  # type: ignore[arg-type]
    return [*(one.code for one in verdict.refusals), *(one.code for one in verdict.warnings)]


# --- The rows of D-1 --------------------------------------------------------------------------------------------


def test_d1_an_adjustment_of_10_000_and_nothing_else_is_refused_for_10_000() -> None:
    scene = given(*SET).when_together(more(SN, 10_000_00), on=MAY)
    scene.then(
        refusal(
            "financing-missing",
            "KF § 44 2026-05-04 höjer drift 2026 med 10\u00a0000\u00a0kr under året (slk drift 2026 "
            "10\u00a0000\u00a0kr), och 0\u00a0kr av det är finansierat i beslutet: 10\u00a0000\u00a0kr saknar "
            "finansiering (KL 11:15).",
            "10\u00a0000\u00a0kr i samma paragraf, som sänkt nettoram eller högre egna intäkter, eller ett "
            "tilläggsanslag med finansiering; annars ett godtagande av regeln med skäl",
        )
    )
    [refused] = scene.verdict.refusals
    texts = (refused.asserted, refused.calculated, refused.difference)
    assert texts == ("10\u00a0000\u00a0kr", "0\u00a0kr", "10\u00a0000\u00a0kr")


def test_d1_clause_2_that_lowers_ks_by_6_000_leaves_4_000() -> None:
    recorded = past(more(KS, -6_000), CLAUSE_2)
    scene = given(*SET, recorded).when_together(more(SN, 10_000), on=MAY)
    scene.then(MISSING)
    assert scene.verdict.refusals[0].difference == "40\u00a0kr"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_d1_in_one_command_in_any_order(order: tuple[int, int]) -> None:
    facts = (more(SN, 10_000), more(KS, -6_000))
    scene = given(*SET).when_together(*(facts[number] for number in order), on=MAY).then(MISSING)
    assert scene.verdict.refusals[0].difference == "40\u00a0kr"
    enough = (more(SN, 10_000), more(KS, -10_000))
    given(*SET).when_together(*(enough[number] for number in order), on=MAY).then()


def test_d1_a_set_from_500_000_to_900_000_without_a_budget_is_refused_for_400_000() -> None:
    scene = given(*SET).when_together(decided(900_000, frame=SN), on=MAY).then(MISSING)
    assert scene.verdict.refusals[0].difference == "4\u00a0000\u00a0kr"


def test_d1_the_same_within_a_late_budget_is_taken() -> None:
    january = basis("2026-01-26", paragraph="§ 3")
    budget = BudgetAdopted(2026, 178_300_000, 5_00, tuple(BudgetPart), december_reasons="Sent besked.")
    late = [warning("budget-adopted-late"), warning("tax-rate-late")]
    given(*SET).when_together(budget, decided(900_000, frame=SN), on=january).then(*late)
    given(*SET).when_together(decided(900_000, frame=SN), budget, on=january).then(*late)
    given(*SET, past(budget, january)).when_together(decided(900_000, frame=SN), on=january).then()
    financed = BudgetAdopted(2026, contains=(BudgetPart.FINANCING,))
    given(*SET, past(financed, january)).when_together(decided(900_000, frame=SN), on=january).then()


def test_d1_a_budget_of_another_paragraph_or_year_or_without_its_whole_spares_nothing() -> None:
    january, other = basis("2026-01-26", paragraph="§ 3"), basis("2026-01-26", paragraph="§ 4")
    budget = BudgetAdopted(2026, budgeted_result_ore=5_00)
    for fact, on in (
        (budget, other),
        (BudgetAdopted(2027, budgeted_result_ore=5_00), january),
        (BudgetAdopted(2026, contains=(BudgetPart.APPROPRIATIONS,)), january),
        (ProposalMade("ks", (budget,)), january),
    ):
        given(*SET, past(fact, on)).when_together(decided(900_000, frame=SN), on=january).then(MISSING)


def test_d1_revenues_lowered_only_are_taken_with_a_note() -> None:
    given(*SET).when_together(more(FIN, 0, -5_000), on=MAY).then(
        warning(
            "result-worsens",
            "Beslutet sänker intäkterna (fin drift 2026) utan att kostnaderna sänks lika mycket: resultatet försämras "
            "med 50\u00a0kr. Finansiering krävs bara för utgifter (KL 11:15).",
        )
    )
    given(*SET).when_together(FrameDecided(FIN, BUDGET, money(0, 1_495_000)), on=MAY).then(warning("result-worsens"))


def test_d1_costs_and_own_revenues_up_by_800_is_taken() -> None:
    given(*SET).when_together(more(SN, 800, 800), on=MAY).then()
    given(*SET).when_together(GrossTurnoverChanged(SN, 800, 800), on=MAY).then()
    given(*SET).when_together(more(SN, 800, 799), on=MAY).then(MISSING)


def test_d1_the_first_entry_of_a_ledger_is_taken_with_a_note() -> None:
    given().when_together(decided(500_000, frame=SN), on=MAY).then(
        warning(
            "financing-not-tested",
            "slk drift 2026: vad ramen var före beslutet var inte känt när det registrerades, så det är inte prövat om "
            "en höjning är finansierad (KL 11:15).",
        )
    )
    given().when_together(more(SN, 10_000), on=MAY).then(warning("frame-not-set"), NOTE)


def test_d1_an_investment_that_a_loan_pays_for_is_taken() -> None:
    leg = FinancingLeg(FinancingSource.LOAN, 2_500)
    supplement = SupplementaryAppropriationDecided(PROJECT, InvestmentAmount(2_500, 0), (leg,))
    scene = given(*SET).when_together(supplement, on=MAY).then()
    assert scene.costs("2026-12-31", PROJECT) == 9_500
    given(*SET).when_together(FrameAdjusted(PROJECT, InvestmentAmount(2_500, 0)), on=MAY).then(MISSING)


def test_d1_decided_in_december_before_is_taken() -> None:
    given(*SET).when_together(more(SN, 10_000), on=basis("2025-12-15")).then()
    given(*SET).when_together(more(SN, 10_000), on=basis("2025-12-31")).then()
    given(*SET).when_together(more(SN, 10_000), on=basis("2026-01-01")).then(MISSING)
    december = date(2027, 2, 1)
    given(*SET).when_together(more(SN, 10_000), on=basis("2026-12-31"), today=december).then(MISSING)
    given(*SET).when_together(more(SN, 10_000), on=basis("2027-01-01"), today=december).then()


# --- Every door -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fact",
    [
        more(SN, 10_000),
        FrameAdjusted(SN, NetAmount(10_000)),
        decided(510_000, frame=SN),
        SupplementaryAppropriationDecided(SN, money(10_000)),
        OneOffReversed(SN, money(10_000)),
        TechnicalAdjustmentMade(SN, money(10_000)),
        ClauseDecided(ClauseOutcome.APPROVED, "Ramen höjs.", facts=(more(SN, 10_000),)),
        FrameAdjusted(PROJECT, InvestmentAmount(10_000, 0)),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_d1_whatever_event_it_is_written_as(fact: AnyFact) -> None:
    assert "financing-missing" in says(fact)


def test_d1_the_adoption_of_a_proposal() -> None:
    proposal = past(ProposalMade("vt", (more(SN, 10_000), more(KS, -4_000))), basis("2026-04-20", body="KS"))
    adopts = ClauseDecided(ClauseOutcome.APPROVED, "Förslaget antas.", proposal="vt")
    scene = given(*SET, proposal).when_together(adopts, on=MAY).then(MISSING)
    assert scene.verdict.refusals[0].difference == "60\u00a0kr"
    given(*SET).when_together(ProposalMade("vt", (more(SN, 10_000),)), on=MAY).then()


def test_d1_a_correction_is_held_to_it_and_so_is_one_that_takes_the_financing_away() -> None:
    raised, lowered = past(more(SN, 10_000), MAY), past(more(KS, -10_000), CLAUSE_2)
    scene = given(*SET, lowered, raised)
    at = 4 + len(SET)
    scene.when_together(corrected(at + 2, more(SN, 12_000), on=MAY)).then(MISSING)
    scene.when_together(corrected(at + 2, more(SN, 9_000), on=MAY)).then()
    scene.when_together(corrected(at + 1)).then(MISSING)
    scene.when_together(corrected(at + 1, more(KS, -9_000), on=CLAUSE_2)).then(MISSING)
    scene.when_together(corrected(at + 2)).then()


def test_d1_a_corrected_entry_that_is_taken_back_is_held_to_it_too() -> None:
    """What paid for the raise stood in a correction."""
    lowered = past(more(KS, -10_000), CLAUSE_2)
    at = 4 + len(SET) + 1
    again = without_basis(corrected(at, more(KS, -12_000), CLAUSE_2))
    scene = given(*SET, lowered, past(more(SN, 10_000), MAY), again)
    scene.when_together(corrected(at + 2)).then(MISSING)
    scene.when_together(corrected(at + 2, more(KS, -9_000), CLAUSE_2)).then(MISSING)
    scene.when_together(corrected(at + 2, more(KS, -10_000), CLAUSE_2)).then()


def test_d1_only_what_is_made_worse_is_refused() -> None:
    """A raise that was accepted unpaid stays so; what pays for some of it is not refused for the rest."""
    raised = past(more(SN, 10_000), MAY)
    given(*SET, raised).when_together(more(KS, -4_000), on=CLAUSE_2).then()
    given(*SET, raised).when_together(more(KS, 1), on=CLAUSE_2).then(MISSING)


def test_d1_it_can_be_accepted_by_name_and_stays_a_warning() -> None:
    scene = given(*SET).when_together(more(SN, 10_000), on=MAY, accept=[accepting("financing-missing")])
    scene.then(warning("rule-accepted"))
    assert scene.verdict.accepted == (accepting("financing-missing"),)
    assert scene.costs("2026-12-31", SN) == 510_000


# --- Who, when, what is asked -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [OrganisationKind.MUNICIPALITY, OrganisationKind.REGION])
def test_d1_municipalities_and_regions_are_asked(kind: OrganisationKind) -> None:
    body = "RF" if kind is OrganisationKind.REGION else "KF"
    keeper = LedgerOpened("Den", kind, "212000-0142")
    on = basis("2026-05-04", body=body)
    given(*SET, kept_by=keeper).when_together(more(SN, 10_000), on=on).then(MISSING)


@pytest.mark.parametrize(
    "kind", [OrganisationKind.ASSOCIATION, OrganisationKind.COMPANY, OrganisationKind.MUNICIPAL_FEDERATION]
)
def test_d1_others_are_not(kind: OrganisationKind) -> None:
    keeper = LedgerOpened("Den", kind, "212000-0142")
    given(*SET, kept_by=keeper).when_together(more(SN, 10_000), on=basis("2026-05-04", body="Direktionen")).then()


def test_d1_only_the_council_is_asked() -> None:
    """Another body that raises is held to R-12 instead; within its own frames it raises nothing."""
    board = basis("2026-05-04", body="Kommunstyrelsen")
    assert says(more(SN, 10_000), board) == ["total-raised-by-other-body"]


def test_d1_years_that_have_not_begun_or_have_ended_are_not_asked() -> None:
    for year in (2025, 2027):
        frame = key("slk", year)
        scene = given(*SET, past(decided(1_000, frame=frame), basis("2024-11-25")))
        scene.when_together(more(frame, 10_000), on=MAY).then()


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (TechnicalAdjustmentMade(SN, money(10_000), KS), []),
        (CentralReserveReleased(RESERVE, SN, money(10_000)), []),
        (CentralReserveReleased(key("ks", line="cm-9"), SN, money(10_000)), ["frame-not-set"]),
        (transferred(10_000, "ks", "slk"), []),
        (OpeningEntryMade(SN, BUDGET, money(500_000)), []),
        (OpeningEntryMade(SN, BUDGET, money(1)), []),
        (more(SN, -10_000), []),
        (decided(500_000, frame=SN), []),
        (decided(1, frame=SN), []),
        (more(FIN, 0, 5_000), []),
        (PlanYearCopied(key("slk", 2027), SN, money(900_000)), ["plan-copy-differs"]),
    ],
    ids=lambda said: type(said).__name__,
)
def test_d1_what_is_never_asked(fact: AnyFact, told: list[str]) -> None:
    assert says(fact) == told


def test_d1_an_index_on_a_frame_that_was_decided_with_it_before_the_year_is_not_asked() -> None:
    indexed = past(FrameDecided(key("sbk"), BUDGET, money(100_000), index="kf-index"))
    given(*SET, indexed).when_together(IndexDecided("kf-index", 30_000_000), on=MAY).then()


def test_d1_money_that_is_carried_forward_is_only_told() -> None:
    before = key("slk", 2025, FrameKind.INVESTMENT, "p-12")
    last_year = past(FrameDecided(before, BUDGET, InvestmentAmount(80_00, 0)), basis("2024-11-25"))
    carried = InvestmentCarriedForward(PROJECT, InvestmentAmount(20_00, 0))
    given(*SET, last_year).when_together(carried, on=MAY).then(
        warning("outcome-unknown"),
        warning(
            "carry-over-unfinanced",
            "slk p-12 investering 2026: ombudgeteringen höjer årets utgifter med 20\u00a0kr, och hur det finansieras "
            "är inte angivet (KL 11:15).",
        ),
    )


# --- What meets it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "left"),
    [
        (more(KS, -10_000), None),
        (more(KS, -10_000, -10_000), "100\u00a0kr"),
        (more(KS, -10_000, -4_000), "40\u00a0kr"),
        (more(FIN, 0, 10_000), None),
        (FrameAdjusted(KS, NetAmount(-10_000)), None),
        (decided(290_000, frame=KS), None),
        (decided(295_000, frame=KS), "50\u00a0kr"),
        (FrameAdjusted(PROJECT, InvestmentAmount(-7_000, 0)), "100\u00a0kr"),
        (more(key("sbk"), -10_000), None),
    ],
    ids=["costs", "both", "net", "revenues", "net-only", "set", "set-less", "other-kind", "unknown-base"],
)
def test_d1_what_meets_a_raise_is_lower_net_or_higher_revenues_of_the_same_kind(
    other: Correctable, left: str | None
) -> None:
    verdict = given(*SET).when_together(more(SN, 10_000), other, on=MAY).verdict
    assert [one.difference for one in verdict.refusals] == ([] if left is None else [left])


@pytest.mark.parametrize("source", list(FinancingSource))
def test_d1_a_supplement_with_its_whole_financing_is_taken(source: FinancingSource) -> None:
    frames = {FinancingSource.CENTRAL_RESERVE: RESERVE, FinancingSource.REVENUE: FIN}
    leg = FinancingLeg(source, 10_000, frames.get(source))
    given(*SET).when_together(SupplementaryAppropriationDecided(SN, money(10_000), (leg,)), on=MAY).then()


def test_d1_a_supplement_pays_for_itself_and_for_nothing_else_in_its_paragraph() -> None:
    leg = FinancingLeg(FinancingSource.RESULT, 10_000)
    paid = past(SupplementaryAppropriationDecided(SN, money(10_000), (leg,)), MAY)
    scene = given(*SET, paid).when_together(more(KS, 3_000), on=CLAUSE_2).then(MISSING)
    assert scene.verdict.refusals[0].difference == "30\u00a0kr"


def test_d1_a_supplement_that_was_recorded_without_financing_is_met_by_a_later_clause_of_the_same_command() -> None:
    given(*SET).when_together(SupplementaryAppropriationDecided(SN, money(10_000)), more(KS, -10_000), on=MAY).then()


def test_d1_another_paragraph_meets_nothing() -> None:
    other = past(more(KS, -10_000), basis("2026-05-04", paragraph="§ 45"))
    given(*SET, other).when_together(more(SN, 10_000), on=MAY).then(MISSING)


def test_d1_a_decision_on_a_condition_is_asked_when_it_is_made() -> None:
    waits = replace(MAY, conditions=("statsbidrag",))
    assert "financing-missing" in says(more(SN, 10_000), waits)


def test_new_revenues_that_are_in_no_frame_are_told() -> None:
    """Shared case decisions/16 (Sjöbo 2019): 2,0 mnkr since the budget for general grants was raised, and no frame gets
    them: no revenue frame rises, and the sum is 2,0 worse."""
    unnamed = SupplementaryAppropriationDecided(
        SN, money(2_000_000_00), (FinancingLeg(FinancingSource.REVENUE, 2_000_000_00),)
    )
    given(*SET).when_together(unnamed, on=MAY).then(
        warning(
            "revenue-frame-unknown",
            "De nya intäkter som finansierar slk drift 2026 med 2\u00a0000\u00a0000\u00a0kr är i beslutet inte lagda i "
            "någon ram, så summan av ramarna försämras med 2\u00a0000\u00a0000\u00a0kr. Ange ramen som får intäkterna.",
        )
    )
    named = SupplementaryAppropriationDecided(
        SN, money(2_000_000_00), (FinancingLeg(FinancingSource.REVENUE, 2_000_000_00, FIN),)
    )
    given(*SET).when_together(named, on=MAY).then()
