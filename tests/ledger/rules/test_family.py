"""A family says nothing of what it has no rules about."""

from datetime import date

from ledger.looking.state import State
from ledger.meaning.placed import situated
from ledger.rules.family import Family, no_refusals, no_shape, no_warnings
from tests.given import basis, decided

HERE = situated(basis(), 5, date(2026, 1, 2))


def test_a_family_without_rules_has_nothing_against_anything() -> None:
    bare, fact = Family(()), decided(1_00)
    assert list(bare.shape(fact)) == list(no_shape(fact)) == []
    assert list(bare.refusals(State(), fact, HERE)) == list(no_refusals(State(), fact, HERE)) == []
    assert list(bare.warnings(State(), fact, HERE)) == list(no_warnings(State(), fact, HERE)) == []


def test_a_fact_corrects_nothing_unless_it_is_said() -> None:
    assert HERE.corrects is None
