"""How much a printed figure may differ, for a decision of some day."""

from datetime import date

import msgspec

from ledger.events.policy import ToleranceDecided
from ledger.looking.tolerance import tolerance
from ledger.meaning.placed import situated
from ledger.values import Basis
from tests.given import basis, between
from tests.ledger.rules.scenario import given, past, without_basis

SPRING = without_basis(ToleranceDecided(500, applies_from=date(2026, 3, 1)))


def allowed(on: Basis | None, recorded_on: date = date(2026, 12, 1)) -> int:
    return tolerance(given(SPRING).state, situated(on, 6, recorded_on))


def test_r33_there_is_none_until_one_is_decided() -> None:
    assert tolerance(given().state, situated(basis(), 5, date(2026, 12, 1))) == 0


def test_r33_it_is_that_of_the_decisions_day() -> None:
    assert allowed(basis("2026-02-28")) == 0
    assert allowed(basis("2026-03-01")) == 500


def test_r33_of_a_day_that_is_not_settled_it_is_that_of_the_last() -> None:
    assert allowed(between("2026-02-01", "2026-03-01")) == 500
    assert allowed(None, date(2026, 2, 28)) == 0


def test_r33_a_tolerance_that_waits_for_a_condition_does_not_count() -> None:
    waits = past(ToleranceDecided(900), msgspec.structs.replace(basis("2026-03-01"), conditions=("avtal",)))
    assert tolerance(given(waits).state, situated(basis("2026-06-01"), 6, date(2026, 12, 1))) == 0
