"""What a fact stands on, asked directly; the texts are in the refusal and warning tables."""

from datetime import date

from ledger.meaning.placed import situated
from ledger.rules.basis import basis_refusals, basis_warnings
from tests.given import basis, between, decided

TODAY = date(2026, 11, 21)


def codes(*, on: object, today: date = TODAY) -> list[str]:
    """The codes of what stands against a decided frame on a basis."""
    return [refusal.code for refusal in basis_refusals(decided(1), situated(on, 5, today), today)]  # type: ignore[arg-type]


def test_money_needs_a_decision() -> None:
    assert codes(on=None) == ["basis-missing"]


def test_r_02_a_decision_has_been_made_by_the_day_it_is_recorded() -> None:
    assert codes(on=basis("2026-11-21")) == []
    assert codes(on=basis("2026-11-22")) == ["decision-day-in-future"]


def test_r_03_bounds_are_in_order_and_have_a_first_day() -> None:
    assert codes(on=between("2025-10-01", "2025-12-31")) == []
    assert codes(on=between("2025-12-31", "2025-10-01")) == ["decision-bounds-reversed"]
    assert codes(on=between(None, "2025-12-31")) == ["field-missing"]


def test_r_04_what_the_basis_lacks_is_noticed() -> None:
    [warning] = basis_warnings(situated(basis(paragraph=None, clause=None), 5, TODAY))
    assert (warning.code, warning.values) == ("basis-incomplete", {"missing": "paragraf och att-sats"})
