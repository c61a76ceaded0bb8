"""R-22: a tax rate against those of the years beside it."""

import pytest

from api.app import Application, OpenLedger
from ledger.events import AnyFact, BudgetAdopted, ClauseDecided, ClauseOutcome, TaxRateDecided
from ledger.recording import Command, rehearse
from tests.given import AUTHOR, basis
from tests.ledger.rules.scenario import corrected, given, past, warning

FAR = "tax-rate-far"
LAST_YEAR = past(TaxRateDecided(2026, 219_000_000), basis("2025-10-27"))


def codes(fact: AnyFact) -> list[str]:
    verdict = given(LAST_YEAR).when(fact, basis("2026-10-26", "§ 70")).verdict
    return [each.code for each in verdict.warnings if each.code == FAR]


@pytest.mark.parametrize(
    ("rate", "said"),
    [(21_900_000, [FAR]), (219_000_000, []), (224_000_000, []), (259_000_000, []), (322_400_000, [FAR]), (0, [FAR])],
)
def test_a_rate_far_from_last_years_is_told(rate: int, said: list[str]) -> None:
    """2,19 % and 21,90 ‰ are both 21 900 000 parts of a billion; 32,24 is that of two councils together."""
    assert codes(TaxRateDecided(2027, rate)) == said
    assert codes(BudgetAdopted(2027, tax_rate_ppb=rate)) == said
    assert codes(ClauseDecided(ClauseOutcome.APPROVED, "Punkt 1.", facts=(TaxRateDecided(2027, rate),))) == said


def test_it_is_told_at_a_correction_and_of_a_year_before() -> None:
    wrong = TaxRateDecided(2027, 21_900_000)
    there = given(LAST_YEAR, past(TaxRateDecided(2027, 219_000_000), basis("2026-10-26"), "2026-11-01"))
    told = there.when(corrected(6, wrong, basis("2026-10-26"))).verdict.warnings
    assert FAR in [each.code for each in told]
    earlier = given(LAST_YEAR).when(TaxRateDecided(2025, 21_900_000), basis("2024-10-28")).verdict
    assert [each.code for each in earlier.warnings] == [FAR]
    assert codes(TaxRateDecided(2029, 21_900_000)) == []


def test_the_other_years_are_looked_at_when_it_is_recorded(application: Application, stad: OpenLedger) -> None:
    application.record("stad", Command((LAST_YEAR.fact,), LAST_YEAR.basis), AUTHOR, "held")
    new = Command((TaxRateDecided(2027, 21_900_000),), basis("2026-10-26"))
    assert FAR in [warning.code for warning in rehearse(stad.log, new, AUTHOR).consequence.warnings]


def test_r22_who_fixes_the_same_tax_rate_again_is_not_late() -> None:
    """17,83 on 24 November; the same again on 15 December, and then another."""
    rate, again = TaxRateDecided(2026, 178_300_000), basis("2025-12-15", "§ 20")
    there = given(past(rate, basis("2025-11-24")))
    there.when(rate, again).then()
    there.when(TaxRateDecided(2026, 178_400_000), again).then(warning("tax-rate-late"))
    given(past(rate, basis("2025-12-03"))).when(rate, again).then(warning("tax-rate-late"))
