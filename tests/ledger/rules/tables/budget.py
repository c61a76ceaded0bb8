"""Rows of the refusal and the warning table for the chapter of budget: exact texts, read aloud."""

from datetime import date
from typing import Final

import msgspec

from ledger.events import budget, case, financing, frames
from ledger.values import FrameKind, InvestmentAmount
from tests.given import BUDGET, PLAN, basis, decided, key, money
from tests.ledger.rules.scenario import given, past, refusal, warning, without_basis
from tests.ledger.rules.tables.rows import Row, row

MAY: Final = basis("2026-05-04")
LATE: Final = basis("2025-12-15")
FRAME: Final = past(decided(100_00))
RESERVE: Final = key("ks", line="cm-2")
SET_ASIDE: Final = past(decided(50_00, frame=RESERVE))
PROJECT: Final = key(kind=FrameKind.INVESTMENT, line="p-12")
BEFORE: Final = key(kind=FrameKind.INVESTMENT, line="p-12", year=2025)
PROJECT_SET: Final = past(frames.FrameDecided(PROJECT, BUDGET, InvestmentAmount(100_00, 0)))
PROJECT_BEFORE: Final = past(frames.FrameDecided(BEFORE, BUDGET, InvestmentAmount(80_00, 0)), basis("2024-11-25"))
OUTCOME: Final = without_basis(budget.OutcomeRecorded(BEFORE, InvestmentAmount(60_00, 0)))
CARRIED: Final = frames.InvestmentCarriedForward(PROJECT, InvestmentAmount(20_00, 0))
EVERYTHING: Final = tuple(budget.BudgetPart)
ADOPTED: Final = budget.BudgetAdopted(2026, 178_300_000, 5_00, EVERYTHING)
DEFICIT: Final = past(budget.BalanceResultStated(2023, -100_00), basis("2024-04-22"))


def appropriated(*legs: financing.FinancingLeg, costs_ore: int = 10_00) -> frames.SupplementaryAppropriationDecided:
    """Some costs more, and how they are financed."""
    return frames.SupplementaryAppropriationDecided(key(), money(costs_ore), legs)


def changed(**fields: object) -> budget.BudgetAdopted:
    """A budget that nothing is wrong with, with something else in it."""
    return msgspec.structs.replace(ADOPTED, **fields)


REFUSAL_ROWS: Final[dict[str, Row]] = {
    "R-23: a tax rate below nothing": row(
        given().when(budget.TaxRateDecided(2026, -210_000_000), basis()),
        refusal(
            "rate-out-of-range", "Skattesatsen −21\u00a0% kan inte vara riktig: den är en del av det som beskattas."
        ),
    ),
    "R-50: an index that leaves nothing": row(
        given().when(budget.IndexDecided("kf", -1_000_000_000), basis()),
        refusal(
            "rate-out-of-range",
            "Indexet kf är −100\u00a0%: av beloppen skulle inget vara kvar.",
            "ett index över −100\u00a0%, som 3 %",
        ),
    ),
    "R-25: no financing": row(
        given(FRAME).when_together(appropriated(), on=MAY),
        refusal(
            "financing-missing",
            "KF § 12 2026-05-04 höjer drift 2026 med 10\u00a0kr under året (slk drift 2026 10\u00a0kr), och 0\u00a0kr "
            "av det är finansierat i beslutet: 10\u00a0kr saknar finansiering (KL 11:15).",
            "10\u00a0kr i samma paragraf, som sänkt nettoram eller högre egna intäkter, eller ett tilläggsanslag med "
            "finansiering; annars ett godtagande av regeln med skäl",
        ),
    ),
    "R-25: a frame that is set higher during the year, met in part": row(
        given(FRAME, SET_ASIDE, past(decided(-6_00 + 50_00, frame=RESERVE), MAY)).when_together(
            decided(110_00), on=MAY
        ),
        refusal(
            "financing-missing",
            "KF § 12 2026-05-04 höjer drift 2026 med 10\u00a0kr under året (slk drift 2026 10\u00a0kr), och 6\u00a0kr "
            "av det är finansierat i beslutet: 4\u00a0kr saknar finansiering (KL 11:15).",
        ),
    ),
    "R-25: a financing that is not the spending": row(
        given(FRAME).when(appropriated(financing.FinancingLeg(financing.FinancingSource.RESULT, 9_00)), MAY),
        refusal(
            "financing-differs",
            "Finansieringen av slk drift 2026 är 9\u00a0kr, men nettot höjs med 10\u00a0kr.",
            "delar som tillsammans blir beloppet",
        ),
    ),
    "a loan that is taken out of a frame": row(
        given(FRAME, SET_ASIDE).when(
            appropriated(financing.FinancingLeg(financing.FinancingSource.LOAN, 10_00, RESERVE)), MAY
        ),
        refusal(
            "financing-leg-malformed",
            "Finansiering ur lån tas inte ur någon ram.",
            "”från” bara för central medelsreserv och nya intäkter",
        ),
    ),
    "a reserve that is an earmark of equity": row(
        given(FRAME).when(
            appropriated(financing.FinancingLeg(financing.FinancingSource.RESULT, 10_00, reservation="smart-stad")), MAY
        ),
        refusal(
            "financing-leg-malformed",
            "Finansiering ur årets resultat tas inte ur någon reservation av eget kapital.",
            "”ur: eget kapital”, eller ingen reservation",
        ),
    ),
    "a leg of nothing": row(
        given(FRAME).when(
            appropriated(
                financing.FinancingLeg(financing.FinancingSource.RESULT, 10_00),
                financing.FinancingLeg(financing.FinancingSource.LOAN, 0),
            ),
            MAY,
        ),
        refusal("amount-negative", "Finansieringen ur lån är 0\u00a0kr.", "ett belopp över 0"),
    ),
    "R-13: a reserve that has less left": row(
        given(FRAME, SET_ASIDE).when(frames.CentralReserveReleased(RESERVE, key(), money(60_00)), MAY),
        refusal(
            "central-reserve-exceeded",
            "I medelsreserven ks cm-2 drift 2026 finns 50\u00a0kr kvar, som beslutat till och med 2026-05-04; efter "
            "posten skulle det vara −10\u00a0kr.",
            "10\u00a0kr mindre, eller ett godtagande av regeln med skäl",
        ),
    ),
    "a saving that raises": row(
        given(FRAME).when(frames.EfficiencySavingDecided(key(), money(15_00)), MAY),
        refusal(
            "saving-does-not-lower",
            "Effektiviseringen skulle höja nettot i slk drift 2026 med 15\u00a0kr.",
            "−15\u00a0kr, med minustecken",
        ),
    ),
    "a plan year that copies itself": row(
        given(FRAME).when(frames.PlanYearCopied(key(), key(), money(1_00)), MAY),
        refusal("plan-copies-itself", "Planåret slk drift 2026 kopierar sig självt.", "ett annat år"),
    ),
    "R-43: more than what was left": row(
        given(PROJECT_BEFORE, PROJECT_SET, OUTCOME).when(
            frames.InvestmentCarriedForward(PROJECT, InvestmentAmount(20_01, 0)), MAY
        ),
        refusal(
            "carried-forward-exceeds-unused",
            "Ombudgeteringen är 20,01\u00a0kr, men av slk p-12 investering 2025 är 20\u00a0kr oanvänt.",
            "högst 20\u00a0kr",
        ),
    ),
    "R-43: twice for a project and year": row(
        given(PROJECT_BEFORE, PROJECT_SET, OUTCOME, past(CARRIED, MAY)).when(
            frames.InvestmentCarriedForward(PROJECT, InvestmentAmount(1_00, 0)), basis("2026-06-01")
        ),
        refusal(
            "carried-forward-twice",
            "Medel är redan ombudgeterade till slk p-12 investering 2026.",
            "posten 8, eller ett godtagande av regeln om det görs en gång till",
        ),
    ),
    "R-50: an index that is decided twice": row(
        given(past(budget.IndexDecided("kf-index-2026", 30_000_000))).when(
            budget.IndexDecided("kf-index-2026", 25_000_000), MAY
        ),
        refusal(
            "index-already-decided",
            "Indexet kf-index-2026 är redan beslutat, och belopp ”+ index” räknas redan upp med det.",
            "ett index med eget namn, eller en rättelse av posten 5",
        ),
    ),
}
WARNING_ROWS: Final[dict[str, Row]] = {
    "a reserve that is not named": row(
        given(FRAME).when_together(
            appropriated(financing.FinancingLeg(financing.FinancingSource.CENTRAL_RESERVE, 10_00)), on=MAY
        ),
        warning(
            "reserve-frame-unknown",
            "Medelsreserven som finansierar slk drift 2026 med 10\u00a0kr är inte namngiven, så ingen reserv har "
            "minskats.",
        ),
    ),
    "new revenues that are in no frame": row(
        given(FRAME).when_together(
            appropriated(financing.FinancingLeg(financing.FinancingSource.REVENUE, 10_00)), on=MAY
        ),
        warning(
            "revenue-frame-unknown",
            "De nya intäkter som finansierar slk drift 2026 med 10\u00a0kr är i beslutet inte lagda i någon ram, så "
            "summan av ramarna försämras med 10\u00a0kr. Ange ramen som får intäkterna.",
        ),
    ),
    "R-25: a frame that nobody knows what it was": row(
        given().when_together(decided(500_00), on=MAY),
        warning(
            "financing-not-tested",
            "slk drift 2026: vad ramen var före beslutet är inte känt, så det kan inte prövas om en höjning är "
            "finansierad (KL 11:15).",
        ),
    ),
    "R-25: revenues that are lowered": row(
        given(past(frames.FrameDecided(key(), BUDGET, money(100_00, 20_00)))).when_together(
            frames.FrameAdjusted(key(), money(0, -5_00)), on=MAY
        ),
        warning(
            "result-worsens",
            "Beslutet sänker intäkterna (slk drift 2026) utan att kostnaderna sänks lika mycket: resultatet försämras "
            "med 5\u00a0kr. Finansiering krävs bara för utgifter (KL 11:15).",
        ),
    ),
    "R-25: money that is carried forward": row(
        given(PROJECT_BEFORE, PROJECT_SET, OUTCOME).when_together(CARRIED, on=MAY),
        warning(
            "carry-over-unfinanced",
            "slk p-12 investering 2026: ombudgeteringen höjer årets utgifter med 20\u00a0kr, och hur det finansieras "
            "är inte angivet (KL 11:15).",
        ),
    ),
    "a technical adjustment whose other side is not known": row(
        given(FRAME).when_together(frames.TechnicalAdjustmentMade(key(), money(-47_00)), on=MAY),
        warning(
            "counterpart-unknown",
            "Motposten till den tekniska justeringen av slk drift 2026 (−47\u00a0kr netto) är inte känd.",
        ),
    ),
    "a plan year that is not what it copies": row(
        given(past(decided(90_00, frame=key(year=2027), commitment=PLAN))).when(
            frames.PlanYearCopied(key(year=2028), key(year=2027), money(91_00)), basis()
        ),
        warning(
            "plan-copy-differs",
            "Planåret slk drift 2028 sägs vara detsamma som slk drift 2027, men det är 91\u00a0kr / 0\u00a0kr / "
            "91\u00a0kr mot 90\u00a0kr / 0\u00a0kr / 90\u00a0kr (kostnader eller utgifter / intäkter eller inkomster "
            "/ netto).",
        ),
    ),
    "a plan year that copies what is not known": row(
        given().when(frames.PlanYearCopied(key(year=2028), key(year=2027), money(91_00)), basis()),
        warning(
            "copied-frame-unknown", "Planåret slk drift 2028 sägs vara detsamma som slk drift 2027, som inte är känt."
        ),
    ),
    "R-43: money carried forward before the outcome is known": row(
        given(PROJECT_BEFORE, PROJECT_SET).when(CARRIED, MAY),
        warning(
            "outcome-unknown",
            "Vad som är oanvänt av slk p-12 investering 2025 är inte känt, så ombudgeteringen till slk p-12 "
            "investering 2026 är inte prövad.",
        ),
    ),
    "R-43: an outcome that leaves less than what was carried forward": row(
        given(PROJECT_BEFORE, PROJECT_SET, past(CARRIED, MAY)).when(
            budget.OutcomeRecorded(BEFORE, InvestmentAmount(65_00, 0))
        ),
        warning(
            "carried-forward-beyond-outcome",
            "Av slk p-12 investering 2025 är 15\u00a0kr oanvänt enligt utfallet, men 20\u00a0kr är redan ombudgeterat "
            "till året därefter.",
        ),
    ),
    "parts that are more than the whole": row(
        given(FRAME, past(budget.OfWhichNoted(key(), "hyra", money(60_00)))).when(
            budget.OfWhichNoted(key(), "it", money(40_01)), MAY
        ),
        warning(
            "of-which-exceeds-frame",
            "De nämnda delarna av slk drift 2026 är tillsammans 100,01\u00a0kr, mer än ramens 100\u00a0kr.",
        ),
    ),
    "R-21: a proposal after October": row(
        given().when(case.ProposalMade("ks-2026", (ADOPTED,)), basis("2025-11-05", body="Kommunstyrelsen")),
        warning(
            "budget-proposed-late",
            "Styrelsens förslag till budget för 2026 är daterat 2025-11-05, efter 2025-10-31 (KL 11:8).",
        ),
    ),
    "R-28: an interim report more than two months after its period": row(
        given().when(budget.InterimReportSubmitted(2025, date(2025, 8, 31), date(2025, 11, 3))),
        warning(
            "interim-report-late",
            "Delårsrapporten för 2025 till och med 2025-08-31 lämnades 2025-11-03, efter 2025-10-31 (KL 11:16).",
        ),
    ),
    "R-28: the accounts after 15 April": row(
        given().when(budget.AnnualAccountsSubmitted(2025, date(2026, 4, 16)), MAY),
        warning("accounts-late", "Årsredovisningen för 2025 lämnades 2026-04-16, efter 2026-04-15 (KL 11:20)."),
    ),
    "R-22: adopted in December without special reasons": row(
        given(past(budget.TaxRateDecided(2026, 178_300_000))).when(ADOPTED, LATE),
        warning("budget-adopted-late", "Budgeten för 2026 antogs 2025-12-15, efter 2025-11-30 (KL 11:10–11)."),
    ),
    "R-22: the tax rate after November": row(
        given().when(budget.TaxRateDecided(2026, 178_300_000), LATE),
        warning("tax-rate-late", "Skattesatsen för 2026 fastställdes 2025-12-15, efter 2025-11-30 (KL 11:10–11)."),
    ),
    "R-22: another tax rate than the one that was decided": row(
        given(past(budget.TaxRateDecided(2026, 179_000_000))).when(
            changed(december_reasons="Statens besked kom sent."), LATE
        ),
        warning(
            "tax-rate-differs",
            "Budgeten för 2026 har skattesatsen 17,83\u00a0%, men fastställd är 17,90\u00a0% (KL 11:11).",
        ),
    ),
    "R-22: frames for the next year by the old council": row(
        given().when_together(decided(500_00, frame=key(year=2027)), on=basis("2026-06-15")),
        warning(
            "guidance-or-budget",
            "Ramar för 2027 fastställdes 2026-06-15, innan de nyvalda fullmäktige kan anta budgeten (2026-10-15, KL "
            "11:10). Är det ett inriktningsbeslut registreras det som förslag, vem som än fattade det; är det budgeten "
            "hör ”budget antagen” till samma beslut.",
        ),
    ),
    "R-22: the old council in a year of election": row(
        given().when(changed(year=2027), basis("2026-06-15")),
        warning(
            "budget-before-election",
            "Budgeten för 2027 antogs 2026-06-15. Ett valår ska de nyvalda fullmäktige, från 2026-10-15, anta "
            "budgeten (KL 11:10).",
        ),
    ),
    "R-23: parts of the budget that are missing": row(
        given().when(
            changed(
                contains=tuple(
                    part for part in EVERYTHING if part not in (budget.BudgetPart.GROUP, budget.BudgetPart.FINANCING)
                )
            ),
            basis(),
        ),
        warning(
            "budget-parts-missing",
            "Budgeten för 2026 anges inte innehålla: finansiering, kommunkoncernen (11:6 a) (KL 11:6).",
        ),
    ),
    "R-24: a deficit without reasons": row(
        given().when(changed(budgeted_result_ore=-5_00), basis()),
        warning(
            "budgeted-deficit",
            "Budgeten för 2026 har resultatet −5\u00a0kr. Intäkterna ska överstiga kostnaderna, om inte en "
            "reserv som utjämnar resultat används eller synnerliga skäl anges (KL 11:5).",
        ),
    ),
    "R-24, R-27: a deficit that a reserve covers in part": row(
        given().when(
            changed(
                year=2024,
                budgeted_result_ore=-26_100_000_00,
                result_reserve_ore=7_500_000_00,
                from_reserve=budget.BalanceReserve.EQUALISATION,
            ),
            basis("2023-11-27"),
        ),
        warning(
            "budgeted-deficit-uncovered",
            "Budgeten för 2024 har resultatet −26\u00a0100\u00a0000\u00a0kr, och ur RUR används "
            "7\u00a0500\u00a0000\u00a0kr: 18\u00a0600\u00a0000\u00a0kr är inte täckt. Intäkterna ska överstiga "
            "kostnaderna, om inte reserven täcker det eller synnerliga skäl anges (KL 11:5).",
        ),
    ),
    "R-26: a deficit to restore": row(
        given().when(budget.BalanceResultStated(2025, -25_00), basis("2026-04-20")),
        warning(
            "balance-to-restore",
            "Balanskravsresultatet för 2025 är −25\u00a0kr. Beslutet om hur det ska regleras fattas senast i budgeten "
            "för 2028, och det ska vara reglerat senast vid utgången av 2028 (KL 11:12).",
        ),
    ),
    "R-26: a budget while nothing is decided about a deficit": row(
        given(DEFICIT).when(changed(year=2025), basis("2024-11-25")),
        warning(
            "deficit-plan-missing",
            "Av underskottet för 2023 är 100\u00a0kr kvar att reglera, och inget beslut om hur är registrerat när "
            "budgeten för 2025 antas. Det fattas senast i budgeten för 2026 (KL 11:12).",
        ),
    ),
    "R-26: the budget at the latest in which it is decided": row(
        given(DEFICIT).when(ADOPTED, basis("2025-11-24")),
        warning(
            "deficit-decision-late",
            "Av underskottet för 2023 är 100\u00a0kr kvar att reglera, och inget beslut om hur är registrerat. Det "
            "skulle ha fattats senast i budgeten för 2026; nu antas den för 2026 (KL 11:12).",
        ),
    ),
    "R-27: money out of a reserve that there is not yet": row(
        given().when(changed(year=2012, tax_rate_ppb=178_300_000, result_reserve_ore=1_00), basis("2011-11-21")),
        warning(
            "reserve-before-law",
            "2012: ”ur resultatreserven”, som beslutat 2011-11-21: RUR finns först för "
            "räkenskapsåren från 2010, med beslut från 2013 (KL 11:14).",
        ),
    ),
    "R-27: more into the result reserve than the law allows": row(
        given().when(budget.BalanceResultStated(2025, 9_99, 1_000_00, 5_01, 50_00), basis("2026-04-20")),
        warning(
            "result-reserve-exceeded",
            "2025: ”till resultatreserven” är 5,01\u00a0kr, men lagen medger högst 5\u00a0kr (15\u00a0kr − 10\u00a0kr) "
            "(KL 11:14).",
        ),
    ),
}
