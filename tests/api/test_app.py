"""The application: ledgers are opened by commands, known by name, and refused when unknown."""

from contextlib import closing

import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.log.log import Log
from ledger.recording import record
from projections.asking.question import Question
from projections.frames.current import frames_answer
from tests.given import AUTHOR, command, decided, opening


def test_a_recorded_frame_is_answered(application: Application, stad: OpenLedger) -> None:
    receipt = application.record("stad", command(decided(25_000)), AUTHOR, "k1")
    assert (receipt.first_position, receipt.last_position) == (5, 5)
    assert stad.runner.catch_up() == 5
    [frame] = frames_answer(stad.model, Question(year=2026)).answer.frames
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


def test_a_rehearsal_needs_no_read_models(application: Application, log: Log) -> None:
    record(log, "stad", opening(), AUTHOR, "opening")
    receipt = application.rehearse("stad", command(decided(25_000)), AUTHOR)
    assert receipt.consequence.types == ("frame-decided.v1",)
    with pytest.raises(Refused) as refused:
        application.model("stad").standing()
    assert refused.value.refusals[0].code == "projection-behind", "nobody has made them"


def test_a_ledger_that_somebody_else_makes_is_found(application: Application, stad: OpenLedger) -> None:
    with closing(Application(application.database)) as other:
        other.record("ny", opening(), AUTHOR, "opening")
    assert application.log("ny").head() == 4
    with pytest.raises(Refused) as refused:
        application.model("nyare")
    assert refused.value.refusals[0].right == "någon av: ny, stad"
