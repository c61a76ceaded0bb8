"""R-05, R-50: what is decided about a budget is recorded once, also when it waits for a condition."""

from datetime import date

import msgspec
import pytest

from ledger.events import (
    AnnualAccountsSubmitted,
    AnyFact,
    BalanceResultStated,
    BudgetAdopted,
    ConditionMet,
    FrameDecided,
    IndexDecided,
    TaxRateDecided,
)
from ledger.values import Basis
from tests.given import BUDGET, basis, key, money
from tests.ledger.rules.scenario import corrected, given, past, refusal
from tests.ledger.rules.tables.budget import ADOPTED, FRAME, MAY

INDEXED = past(FrameDecided(key(), BUDGET, money(1_000_00), index="kf-index"))
INDEX = IndexDecided("kf-index", 30_000_000)
ON_V = msgspec.structs.replace(MAY, conditions=("v",))
TYPED = msgspec.structs.replace(MAY, paragraph="12§", case_number="KS2025-1")


@pytest.mark.parametrize(
    "fact",
    [
        INDEX,
        TaxRateDecided(2026, 178_300_000),
        ADOPTED,
        AnnualAccountsSubmitted(2025, date(2026, 4, 1)),
        BalanceResultStated(2025, 1_00),
    ],
    ids=lambda fact: type(fact).__name__,
)
@pytest.mark.parametrize("first", [MAY, ON_V])
@pytest.mark.parametrize("again", [ON_V, msgspec.structs.replace(TYPED, conditions=("v",)), TYPED])
def test_r05_what_waits_for_a_condition_is_recorded_once_too(fact: AnyFact, first: Basis, again: Basis) -> None:
    """Also when only one of the two says what it waits for: it would count at once, and nobody would notice."""
    said = given(FRAME, past(fact, first)).when(fact, again).verdict.refusals
    assert [refused.code for refused in said] == ["decision-already-recorded"]


def test_r50_an_index_that_waits_is_decided() -> None:
    waits = past(INDEX, msgspec.structs.replace(basis("2026-02-01"), conditions=("v",)))
    other = IndexDecided("kf-index", 20_000_000)
    on_a_condition = "Indexet kf-index är redan beslutat, på ett villkor som inte är uppfyllt."
    given(INDEXED, waits).when(other, basis("2026-03-01", "§ 4")).then(refusal("index-already-decided", on_a_condition))
    met = past(ConditionMet("v"), basis("2026-02-20", "§ 3"))
    said = given(INDEXED, waits, met).when(other, basis("2026-03-01", "§ 4")).verdict.refusals[0].detail
    assert said == "Indexet kf-index är redan beslutat, och belopp ”+ index” räknas redan upp med det."


def test_r22_a_budget_without_a_rate_is_late_with_none() -> None:
    """What nobody has recorded was not fixed on any day: it lacks one, and that is told."""
    late = basis("2026-01-26")
    said = [told.code for told in given().when(BudgetAdopted(2026), late).verdict.warnings]
    assert ("budget-parts-missing" in said, "tax-rate-late" in said) == (True, False)


def test_r05_one_decision_fixes_one_tax_rate() -> None:
    """Of two, the last one typed would win in silence; the next day's is another decision."""
    first = past(TaxRateDecided(2026, 210_000_000), basis("2025-11-24", "§ 20"))
    other = TaxRateDecided(2026, 220_000_000)
    [told] = given(first).when(other, basis("2025-11-24", "§20")).verdict.refusals
    assert told.code == "decision-already-recorded"
    assert (
        told.detail == "Samma beslut fastställer redan skattesatsen för 2026 till 21,00\u00a0%, här till 22,00\u00a0%."
    )
    assert given(first).when(other, basis("2025-11-25", "§ 20")).verdict.refusals == ()
    assert given(first).when(TaxRateDecided(2027, 220_000_000), basis("2025-11-24", "§ 20")).verdict.refusals == ()
    assert given(first).when(corrected(5, other, basis("2025-11-24", "§ 20"))).verdict.refusals == ()
