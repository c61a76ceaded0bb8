"""The tree asked on all three clocks: the day it is about, by when it was decided, and when the ledger knew."""

from datetime import date

import msgspec
import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import UnitRegistered, UnitRenamed, UnitSplit
from ledger.values import UnitRole
from projections.asking.question import Question
from projections.chapters.units import Unit, units_answer
from tests.given import AUTHOR, Command, basis, command
from tests.projections.rich import corrected

NEW_YEAR = date(2027, 1, 1)


def unit(ledger: OpenLedger, **asked: object) -> Unit:
    """What slk is at some coordinates."""
    answer = units_answer(ledger.model, Question(**asked)).answer  # type: ignore[arg-type]
    return next(known for known in answer.units if known.unit == "slk")


def test_a_reorganisation_shows_on_its_day_once_decided_and_once_known(
    application: Application, stad: OpenLedger
) -> None:
    """Decided on 15 June 2026, for the new year, recorded at position 5."""
    renamed = UnitRenamed("slk", "Stadens ledningskontor", NEW_YEAR)
    application.record("stad", command(renamed, on=basis("2026-06-15")), AUTHOR, "k")
    stad.runner.catch_up()
    asked = {"on": NEW_YEAR, "as_of": date(2026, 6, 15), "known_at": 5}
    assert unit(stad, **asked).name == "Stadens ledningskontor"
    assert unit(stad, **asked | {"on": date(2026, 12, 31)}).name == "Stadsledningskontoret"
    assert unit(stad, **asked | {"as_of": date(2026, 6, 14)}).name == "Stadsledningskontoret"
    assert unit(stad, **asked | {"known_at": 4}).name == "Stadsledningskontoret"


def test_an_old_answer_keeps_its_bytes_after_a_correction(application: Application, stad: OpenLedger) -> None:
    wrong = UnitRenamed("slk", "Ledningskontoret", NEW_YEAR)
    application.record("stad", command(wrong), AUTHOR, "k1")
    stad.runner.catch_up()
    question = Question(on=NEW_YEAR, as_of=date(2026, 1, 1), known_at=5)
    before = msgspec.json.encode(units_answer(stad.model, question).answer)
    right = UnitRenamed("slk", "Stadens ledningskontor", NEW_YEAR)
    application.record("stad", corrected(5, right, basis()), AUTHOR, "k2")
    stad.runner.catch_up()
    assert msgspec.json.encode(units_answer(stad.model, question).answer) == before
    assert unit(stad, on=NEW_YEAR).name == "Stadens ledningskontor"


def test_the_answer_echoes_its_coordinates_and_is_settled_when_all_are_given(stad: OpenLedger) -> None:
    stad.runner.catch_up()
    answered = units_answer(stad.model, Question(on=NEW_YEAR, as_of=date(2026, 1, 1), known_at=4))
    assert msgspec.to_builtins(answered.answer.coordinates) == {
        "on": "2027-01-01", "as_of": "2026-01-01", "known_at": "4", "position": 4
    }  # fmt: skip
    assert answered.settled
    assert not units_answer(stad.model, Question(on=NEW_YEAR, as_of=None, known_at=4)).settled
    assert (answered.answer.organisation, answered.answer.recipe) == ("Staden", "units-5")


def test_before_anything_was_recorded_there_are_no_units(stad: OpenLedger) -> None:
    stad.runner.catch_up()
    assert units_answer(stad.model, Question(known_at=0)).answer.units == []
    with pytest.raises(Refused) as refused:
        units_answer(stad.model, Question(known_at=99))
    assert refused.value.refusals[0].code == "position-beyond-head"


def test_a_split_says_who_came_after(application: Application, stad: OpenLedger) -> None:
    application.record("stad", Command((UnitSplit("slk", ("sbk", "ks"), date(2026, 1, 1)),)), AUTHOR, "k")
    stad.runner.catch_up()
    assert (unit(stad).exists, unit(stad).successors) == (False, ("sbk", "ks"))


def test_a_unit_with_a_role_says_so(application: Application, stad: OpenLedger) -> None:
    finance = UnitRegistered("finans", "Finansförvaltningen", role=UnitRole.FINANCE)
    application.record("stad", Command((finance,)), AUTHOR, "k")
    stad.runner.catch_up()
    roles = {unit.unit: unit.role for unit in units_answer(stad.model, Question()).answer.units}
    assert roles == {"finans": "finance", "ks": None, "sbk": None, "slk": None}
