"""The tree of units as the command line shows it."""

from api.app import OpenLedger
from api.tables.units import unit_tree
from ledger.money import AmountUnit
from projections.asking.question import Question
from projections.chapters.units import units_answer
from tests.api.tables.showing import shown


def test_units_stand_below_one_another(stad: OpenLedger) -> None:
    stad.runner.catch_up()
    lines = shown(unit_tree(units_answer(stad.model, Question()).answer, AmountUnit.KRONOR)).splitlines()
    assert "Beslutad t.o.m." in lines[0]
    assert any("Stadsledningskontoret (slk" in line for line in lines)


def test_a_ledger_without_units_says_so(stad: OpenLedger) -> None:
    stad.runner.catch_up()
    answer = units_answer(stad.model, Question(known_at=0)).answer
    assert "Inga enheter var registrerade." in shown(unit_tree(answer, AmountUnit.KRONOR))
