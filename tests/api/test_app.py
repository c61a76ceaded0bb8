"""The application: ledgers are opened by commands, known by name, and refused when unknown."""

import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from projections.answers import frames_answer
from projections.coordinates import Question
from tests.given import AUTHOR, command, decided, opening


def test_a_recorded_frame_is_answered(application: Application, stad: OpenLedger) -> None:
    receipt = application.record("stad", command(decided(25_000)), AUTHOR, "k1")
    assert (receipt.first_position, receipt.last_position) == (5, 5)
    assert stad.runner.catch_up() == 5
    [frame] = frames_answer(stad.model, Question(2026)).answer.frames
    assert (frame.unit_name, frame.costs_ore, frame.net_ore) == ("Stadsledningskontoret", 25_000, 25_000)


def test_an_unknown_ledger_is_refused_with_those_there_are(application: Application, stad: OpenLedger) -> None:
    with pytest.raises(Refused) as refused:
        application.ledger("stadt")
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.right) == ("ledger-unknown", "någon av: stad")


def test_a_rehearsed_opening_makes_no_ledger(application: Application) -> None:
    receipt = application.rehearse("ny", opening(), AUTHOR)
    assert receipt.first_position is None
    assert receipt.consequence.types[0] == "ledger-opened.v1"
    assert application.names() == []
