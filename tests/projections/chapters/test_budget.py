"""The budget of a year as a whole, on all clocks: adopted or proposed, its parts, whether its frames close, indices."""

from datetime import date
from typing import Final

import pytest

from api.app import OpenLedger
from ledger.errors import Refused
from ledger.events import (
    BalanceReserve,
    BalanceResultStated,
    BudgetAdopted,
    BudgetPart,
    DeficitSettlementDecided,
    FrameDecided,
    IndexDecided,
    ProposalMade,
    Settlement,
    TaxRateDecided,
    UnitRegistered,
)
from ledger.values import Acceptance, Stage, UnitRole
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.chapters.budget import (
    BalanceResult,
    BudgetAnswer,
    BudgetClosing,
    BudgetOfYear,
    budget_answer,
)
from tests.given import BUDGET, basis, decided, key, money
from tests.projections.chapters.conftest import Record

LATER: Final = date(2026, 10, 1)
EVERYTHING: Final = tuple(BudgetPart)
ADOPTED: Final = BudgetAdopted(2026, 178_300_000, 15_00, EVERYTHING)
UNITS: Final = (
    UnitRegistered("finans", "Finansförvaltningen", role=UnitRole.FINANCE),
    UnitRegistered("cm", "Central medelsreserv", role=UnitRole.CENTRAL_RESERVE),
)
FRAMES: Final = (
    decided(700_00),
    decided(250_00, frame=key("sbk")),
    decided(20_00, frame=key("cm")),
    FrameDecided(key("finans", line="skatter"), BUDGET, money(0, 850_00)),
    FrameDecided(key("finans", line="bidrag"), BUDGET, money(0, 140_00)),
    FrameDecided(key("finans", line="finansnetto"), BUDGET, money(8_00, 3_00)),
)
"""Costs 978, revenues 993: a surplus of 15 kronor."""


def asked(ledger: OpenLedger, **coordinates: object) -> BudgetAnswer:
    ledger.runner.catch_up()
    question = Question(**({"as_of": LATER} | coordinates))  # type: ignore[arg-type]
    answer = budget_answer(ledger.model, question).answer
    assert isinstance(answer, BudgetAnswer)
    return answer


def closing(ledger: OpenLedger, **coordinates: object) -> BudgetClosing:
    [budget] = asked(ledger, **coordinates).budgets
    assert budget.closing is not None
    return budget.closing


def test_the_whole_closes_with_its_sign_and_each_role_has_its_sum(record: Record, stad: OpenLedger) -> None:
    record("2025-11-20", *UNITS)
    record("2025-11-24", *FRAMES, ADOPTED)
    closed = closing(stad)
    assert (closed.closes, closed.frames_result_ore, closed.difference_ore) == (True, 15_00, 0)
    assert [(role.role, role.frames, role.net_ore) for role in closed.roles] == [
        (UnitRole.FINANCE, 3, -985_00),
        (UnitRole.CENTRAL_RESERVE, 1, 20_00),
        (None, 2, 950_00),
    ]


def test_frames_that_do_not_come_to_the_budgeted_result_are_said(record: Record, stad: OpenLedger) -> None:
    record("2025-11-20", *UNITS)
    record("2025-11-24", *FRAMES[1:], ADOPTED)
    [budget] = asked(stad).budgets
    assert budget.closing is not None
    assert (budget.closing.closes, budget.closing.difference_ore) == (False, 700_00)
    assert budget.says == ("Ramarna ger resultatet 715\u00a0kr, skillnad 700\u00a0kr mot budgeten.",)


def test_whether_it_closes_is_not_known_before_an_index_is(record: Record, stad: OpenLedger) -> None:
    record("2025-11-24", FrameDecided(key(), BUDGET, money(100_00), index="kf-index"), ADOPTED)
    waiting = closing(stad)
    assert (waiting.closes, waiting.undecided_indices, waiting.difference_ore) == (None, ("kf-index",), -115_00)
    position = record("2026-01-10", IndexDecided("kf-index", 30_000_000))
    assert closing(stad).frames_result_ore == -103_00
    assert closing(stad, as_of=date(2026, 1, 9)).closes is None
    assert [(index.index, text_of(index, "rate_ppb"), index.position) for index in asked(stad).indices] == [
        ("kf-index", "3\u00a0%", position)
    ]


def test_a_budget_without_frames_or_without_a_result_closes_nothing(record: Record, stad: OpenLedger) -> None:
    record("2025-11-24", ADOPTED)
    assert (closing(stad).closes, closing(stad).frames_result_ore) == (None, None)


def test_what_is_adopted_has_its_tax_rate_its_checklist_and_its_reasons(record: Record, stad: OpenLedger) -> None:
    record("2025-11-24", TaxRateDecided(2026, 176_800_000))
    [before] = asked(stad).budgets
    assert (before.position, text_of(before, "tax_rate_ppb"), before.parts, before.closing) == (
        None,
        "17,68\u00a0%",
        (),
        None,
    )
    late = BudgetAdopted(2026, contains=EVERYTHING[2:], december_reasons="Sent besked.", budgeted_result_ore=-5_00)
    position = record("2025-12-15", late)
    [budget] = asked(stad).budgets
    assert (budget.position, budget.body, budget.decided_latest) == (position, "KF", date(2025, 12, 15))
    assert [part.text for part in budget.parts if not part.contained] == ["anslag"]  # the rate was decided before
    assert (budget.tax_rate_ppb, budget.december_reasons) == (176_800_000, "Sent besked.")
    assert budget.says == ("Intäkterna överstiger inte kostnaderna, och inga synnerliga skäl är angivna (KL 11:5).",)
    [earlier] = asked(stad, as_of=date(2025, 12, 14)).budgets
    assert earlier.position is None


def test_what_a_reserve_covers_stands_beside_the_result_and_what_it_leaves(record: Record, stad: OpenLedger) -> None:
    """Shared case decisions/02 (Sjöbo): −26,1 mnkr, 7,5 out of RUR, so 18,6 is left; no group companies in 2024."""
    parts = tuple(part for part in EVERYTHING if part is not BudgetPart.GROUP)
    sjobo = BudgetAdopted(
        2024,
        214_000_000,
        -26_100_000_00,
        parts,
        result_reserve_ore=7_500_000_00,
        from_reserve=BalanceReserve.EQUALISATION,
    )
    record("2023-11-27", sjobo)
    [budget] = asked(stad, year=2024).budgets
    assert [part.text for part in budget.parts if not part.contained] == []
    use = budget.reserve_used
    assert use is not None
    assert (use.text, use.used_ore, use.after_ore) == ("RUR", 7_500_000_00, -18_600_000_00)
    [said] = budget.says
    assert said.endswith("angivna (KL 11:5). 18\u00a0600\u00a0000\u00a0kr är inte täckt av RUR.")


def test_each_reserve_is_told_with_what_it_holds(record: Record, stad: OpenLedger) -> None:
    """Shared case decisions/01, and D-11: RUR for 2019, resultatreserv for 2024, each with money of its own. What RUR
    holds after 2024 is not known before the accounts between are there."""
    record("2020-04-27", BalanceResultStated(2019, 14_925, 1_492_500, 33_397, 107_087, result_ore=52_966))
    record(
        "2025-04-28",
        BalanceResultStated(2024, 20, reserved_ore=3, used_ore=7, from_reserve=BalanceReserve.EQUALISATION),
    )
    [first, last] = (budget.balance_result for budget in asked(stad).budgets)
    assert first is not None
    assert last is not None
    assert (first.year_result_ore, first.reserved_ore) == (52_966, 33_397)
    assert [(held.text, held.held_ore) for held in first.reserves] == [("RUR", 107_087)]
    assert [(held.text, held.held_ore) for held in last.reserves] == [("resultatreserven", 3)]
    [before] = asked(stad, as_of=date(2025, 4, 27)).budgets
    assert before.year == 2019
    for year in range(2020, 2024):
        record(f"{year + 1}-04-26", BalanceResultStated(year, 0))
    last = asked(stad).budgets[-1].balance_result
    assert last is not None
    assert [(held.text, held.held_ore) for held in last.reserves] == [("RUR", 107_080), ("resultatreserven", 3)]


def test_a_deficit_is_told_until_it_is_settled(record: Record, stad: OpenLedger) -> None:
    """D-12: 2021 -100, 2022 +60, 2023 +70."""
    record("2022-04-25", BalanceResultStated(2021, -100_00))
    record("2023-04-24", BalanceResultStated(2022, 60_00))
    record("2024-04-22", BalanceResultStated(2023, 70_00))

    def told(day: str) -> tuple[int | None, int | None, tuple[str, ...]]:
        [budget] = asked(stad, year=2021, as_of=date.fromisoformat(day)).budgets
        assert budget.balance_result is not None
        return budget.balance_result.left_to_restore_ore, budget.balance_result.restored_in, budget.says

    missing = (
        "Inget beslut om hur underskottet ska regleras är registrerat: det fattas senast i budgeten för 2024 "
        "(KL 11:12)."
    )
    assert told("2022-12-31") == (100_00, None, (missing,))
    assert told("2023-12-31") == (40_00, None, (missing,))
    assert told("2024-04-21")[2] == (missing.replace("fattas", "skulle ha fattats"),)
    assert told("2024-04-22") == (0, 2023, ())


def test_a_deficit_that_was_not_settled_in_time_says_what_is_left(record: Record, stad: OpenLedger) -> None:
    record("2022-04-25", BalanceResultStated(2021, -100_00))
    record("2022-06-13", DeficitSettlementDecided(2021, Settlement.PLANNED))
    for year in (2022, 2023, 2024):
        record(f"{year + 1}-04-25", BalanceResultStated(year, 10_00))
    [budget] = asked(stad, year=2021, as_of=date(2025, 5, 1)).budgets
    assert budget.says == ("Av underskottet är 70\u00a0kr kvar; det skulle ha reglerats senast 2024 (KL 11:12).",)


def test_a_deficit_whose_later_results_are_not_recorded_is_not_said_to_be_left(
    record: Record, stad: OpenLedger
) -> None:
    """What is not recorded is told as that, and never as late (R-28): here nothing is known of 2022 to 2024."""
    record("2022-04-25", BalanceResultStated(2021, -100_00))
    record("2022-06-13", DeficitSettlementDecided(2021, Settlement.PLANNED))

    def told(day: str) -> tuple[str, ...]:
        return asked(stad, year=2021, as_of=date.fromisoformat(day)).budgets[0].says

    assert told("2024-12-31") == ()
    unknown = (
        "Av underskottet är {} kvar enligt det som är registrerat. Resultaten för {} är inte registrerade, så om det "
        "är reglerat senast 2024 är inte känt (KL 11:12)."
    )
    assert told("2025-01-01") == (unknown.format("100\u00a0kr", "2022–2024"),)
    record("2024-04-22", BalanceResultStated(2023, 60_00))
    assert told("2025-01-01") == (unknown.format("40\u00a0kr", "2022 och 2024"),)
    record("2025-04-22", BalanceResultStated(2024, 40_00))
    assert told("2025-05-01") == ()


def test_a_proposed_budget_is_only_shown_when_it_is_asked_for(record: Record, stad: OpenLedger) -> None:
    record("2025-10-10", ProposalMade("styrelsen", (ADOPTED,)))
    record("2025-10-20", ProposalMade("oppositionen", (BudgetAdopted(2026, 170_000_000),)))
    assert asked(stad).budgets == []
    assert asked(stad).note == "Ingen budget var beslutad eller föreslagen till och med 2026-10-01."
    [budget] = asked(stad, proposal="styrelsen").budgets
    assert (budget.stage, budget.tax_rate_ppb, budget.closing) == (Stage.PROPOSED, 178_300_000, None)
    with pytest.raises(Refused) as refused:
        asked(stad, stage=Stage.PROPOSED)
    assert [refusal.code for refusal in refused.value.refusals] == ["proposal-ambiguous"]


def test_a_proposed_budget_is_not_mixed_with_what_is_decided(record: Record, stad: OpenLedger) -> None:
    record("2025-10-10", ProposalMade("styrelsen", (BudgetAdopted(2026),)))
    record("2025-11-24", TaxRateDecided(2026, 176_800_000))
    [budget] = asked(stad, proposal="styrelsen").budgets
    assert budget.tax_rate_ppb is None


def test_a_negative_balance_result_has_three_years(record: Record, stad: OpenLedger) -> None:
    position = record("2026-04-20", BalanceResultStated(2025, -25_00))
    [year] = asked(stad).budgets
    assert year.balance_result == BalanceResult(position, -25_00, 2028, left_to_restore_ore=25_00)


def test_frames_of_a_budget_whose_adoption_is_not_recorded_are_not_called_missing(
    record: Record, stad: OpenLedger
) -> None:
    record("2025-11-24", decided(500))
    assert asked(stad, year=2026).note == (
        "Ingen antagen budget som helhet för 2026 är registrerad, men ramar med budget är registrerade."
    )


def test_one_year_can_be_asked_for(record: Record, stad: OpenLedger) -> None:
    record("2025-11-24", ADOPTED, TaxRateDecided(2027, 1))

    def years(budgets: list[BudgetOfYear]) -> list[int]:
        return [budget.year for budget in budgets]

    assert years(asked(stad).budgets) == [2026, 2027]
    assert years(asked(stad, year=2026).budgets) == [2026]
    assert asked(stad, year=2025).note == (
        "Ingen antagen budget för 2025 är registrerad till och med 2026-10-01, fast året har börjat (KL 11:10–11)."
    )
    assert asked(stad, year=2027).note is None
    assert asked(stad, year=2027, as_of=date(2027, 1, 1)).note is not None
    assert asked(stad, year=2030).note == "Ingen budget för 2030 var beslutad eller föreslagen till och med 2026-10-01."


def test_what_another_body_than_the_council_has_decided_is_said_to_be_that(record: Record, stad: OpenLedger) -> None:
    """It was accepted, or recorded before anybody asked: nobody reads that a budget is adopted by the executive and no
    more than that."""
    accepted = (Acceptance("budget-not-by-council", "så står det", "controller-7"),)
    board, executive = (basis("2026-09-14", body=body) for body in ("Socialnämnden", "Kommunstyrelsen"))
    record(board, TaxRateDecided(2027, 226_000_000), accept=accepted)
    record(executive, BudgetAdopted(2027, 226_000_000, 5_00, EVERYTHING), accept=accepted)
    record("2026-09-14", BudgetAdopted(2028, 226_000_000, 5_00, EVERYTHING))
    later, council = asked(stad, year=2027).budgets[0], asked(stad, year=2028).budgets[0]
    assert later.body == "Kommunstyrelsen"
    law = "(KL 5:1, 11:10, 11:12–13)."
    assert [said for said in later.says if "fullmäktige" in said] == [
        f"”skattesats” är beslutat av Socialnämnden, som inte är fullmäktige {law}",
        f"”budget antagen” är beslutat av Kommunstyrelsen, som inte är fullmäktige {law}",
    ]
    assert not any("fullmäktige" in said for said in council.says)
