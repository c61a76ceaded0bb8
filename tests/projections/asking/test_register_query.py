"""What every answer from the register says of itself, and when its bytes are settled for ever."""

from datetime import date
from inspect import signature
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import JudgmentGiven, JudgmentOutcome, ProposalMade
from ledger.events.equity import EquityReserved
from ledger.values import DecisionReference, OrganisationKind, Stage
from ledger.when import today
from projections.asking.question import Question
from projections.asking.read_model import Answered, ReadModel
from projections.asking.register_query import RegisterAnswer, RegisterGround, answered, from_register
from tests.given import AUTHOR, Command, basis, command
from tests.projections.rich import corrected

RESERVED = EquityReserved("smart-stad", "Smart stad", 50_000_000_00)
TOPPED_UP = EquityReserved("smart-stad", "Smart stad", 60_000_000_00)
OTHER = EquityReserved("omstallning", "Omställning", 60_000_000_00)
LATER = date(2026, 10, 1)


class Counted(RegisterAnswer, frozen=True, omit_defaults=True, kw_only=True):
    """How much is held, and the last of it in decided order."""

    placed: int
    standing: list[int]


def make(ground: RegisterGround) -> Counted:
    """How much is held at a question's coordinates, in öre."""
    amounts = [placed.fact.amount_ore or 0 for placed in ground.standing() if isinstance(placed.fact, EquityReserved)]
    return Counted(**ground.head, placed=len(ground.placed), standing=amounts)


def asked(ledger: OpenLedger, **question: Any) -> Answered[Counted]:
    ledger.runner.catch_up()
    return answered(ledger.model, Question(**question), "counted-1", ("reservation",), make)


def standing(ledger: OpenLedger, **question: Any) -> list[int]:
    return asked(ledger, **({"as_of": LATER} | question)).answer.standing


def record(application: Application, ledger: OpenLedger, wanted: Command) -> int:
    return application.record("stad", wanted, AUTHOR, f"k{ledger.log.head()}").first_position or 0


def test_an_answer_says_whose_it_is_what_was_asked_and_by_which_rules(stad: OpenLedger) -> None:
    answer = asked(stad, as_of=LATER, known_at=4, name="smart-stad", year=2026, unit="slk").answer
    assert msgspec.to_builtins(answer) == {
        "ledger": "stad",
        "coordinates": {
            "as_of": "2026-10-01", "known_at": "4", "position": 4, "year": 2026, "name": "smart-stad", "unit": "slk"
        },
        "recipe": "counted-1",
        "organisation": "Staden",
        "placed": 0,
        "standing": [],
    }  # fmt: skip


def test_what_is_made_of_the_register_is_asked_as_every_answer_and_keeps_what_it_says_of_itself(
    stad: OpenLedger,
) -> None:
    question = Question(as_of=LATER, known_at=4)
    counted_answer = from_register("counted-1", ("reservation",))(make)
    stad.runner.catch_up()
    assert counted_answer(stad.model, question) == asked(stad, as_of=LATER, known_at=4)
    hints = get_type_hints(counted_answer)
    returned = hints.pop("return")
    assert (get_origin(returned), get_args(returned)) == (Answered, (Counted,))
    assert hints == {"model": ReadModel, "question": Question}
    assert list(signature(counted_answer).parameters) == list(hints)
    for said in ("__module__", "__name__", "__qualname__", "__doc__"):
        assert getattr(counted_answer, said) == getattr(make, said)


def test_without_a_day_the_answer_is_about_today(stad: OpenLedger) -> None:
    answered_now = asked(stad)
    assert answered_now.answer.coordinates.as_of == today()
    assert not answered_now.settled


@pytest.mark.parametrize(
    ("question", "settled"),
    [
        ({"as_of": LATER, "known_at": 4}, True),
        ({"known_at": 4}, False),
        ({"as_of": LATER}, False),
        ({"as_of": LATER, "known_at": 4, "on": date(2026, 1, 1)}, True),
        ({"known_at": 4, "on": date(2026, 1, 1)}, False),
    ],
    ids=str,
)
def test_only_an_answer_at_given_clocks_is_settled(stad: OpenLedger, question: dict[str, Any], settled: bool) -> None:
    assert asked(stad, **question).settled is settled


def test_what_is_held_is_told_on_the_decided_and_on_the_known_clock(application: Application, stad: OpenLedger) -> None:
    first = record(application, stad, command(RESERVED, on=basis("2026-03-01")))
    record(application, stad, command(OTHER, on=basis("2026-06-01")))
    assert standing(stad) == [50_000_000_00, 60_000_000_00]
    assert standing(stad, as_of=date(2026, 5, 31)) == [50_000_000_00]
    assert standing(stad, known_at=first) == [50_000_000_00]
    assert standing(stad, as_of=date(2026, 2, 28)) == []


def test_a_correction_a_condition_and_a_judgment_act_each_on_its_clock(
    application: Application, stad: OpenLedger
) -> None:
    waits = msgspec.structs.replace(basis("2026-03-01"), conditions=("avtal",))
    wrong = record(application, stad, command(RESERVED, on=waits))
    assert standing(stad) == []
    right = record(application, stad, corrected(wrong, TOPPED_UP, basis("2026-03-01")))
    assert standing(stad) == [60_000_000_00]
    assert standing(stad, known_at=right - 1) == []
    decision = DecisionReference("KF", "KS 2025/1", "§ 12")
    judgment = JudgmentGiven(
        decision,
        "Förvaltningsrätten",
        JudgmentOutcome.ANNULLED,
        date(2026, 5, 1),
        date(2026, 6, 1),
        final_ground="Lagakraftbevis",
    )
    record(application, stad, Command((judgment,)))
    assert standing(stad) == []
    assert standing(stad, as_of=date(2026, 5, 31)) == [60_000_000_00]


def test_each_stage_stands_for_itself(application: Application, stad: OpenLedger) -> None:
    record(application, stad, command(ProposalMade("tertial-1", (RESERVED,)), on=basis("2026-03-01")))
    grounds: list[RegisterGround] = []

    def keep(ground: RegisterGround) -> Counted:
        grounds.append(ground)
        assert ground.unit_names["slk"] == "Stadsledningskontoret"
        return make(ground)

    stad.runner.catch_up()
    answered(stad.model, Question(as_of=LATER), "counted-1", ("reservation",), keep)
    [ground] = grounds
    assert [placed.fact for placed in ground.standing(Stage.PROPOSED)] == [RESERVED]
    assert ground.standing(Stage.RECOMMENDED) == []
    assert (ground.on, ground.kind) == (LATER, OrganisationKind.MUNICIPALITY)
    assert [recorded.position for recorded in ground.entries] == [5]


def test_an_answer_may_look_in_the_other_read_models(stad: OpenLedger) -> None:
    stad.runner.catch_up()

    def look(ground: RegisterGround) -> Counted:
        asked = "SELECT count(*) AS units FROM unit_statement WHERE known_from <= %s"
        [row] = ground.cursor.execute(asked, (ground.place.position,))
        return Counted(**ground.head, placed=row["units"], standing=[])

    question = Question(as_of=LATER, known_at=4)
    answer = answered(stad.model, question, "counted-1", ("reservation",), look).answer
    assert isinstance(answer, Counted)
    assert answer.placed > 0


def test_before_anything_was_recorded_the_answer_says_so(stad: OpenLedger) -> None:
    answer = asked(stad, as_of=LATER, known_at=0).answer
    assert (answer.note, answer.organisation) == ("Ingenting var registrerat än: liggaren fanns inte.", None)


def test_a_position_that_is_not_there_yet_is_refused(stad: OpenLedger) -> None:
    with pytest.raises(Refused) as refused:
        asked(stad, known_at=99)
    assert refused.value.refusals[0].code == "position-beyond-head"


def test_an_answer_from_a_read_model_that_is_behind_says_so(application: Application, stad: OpenLedger) -> None:
    stad.runner.catch_up()
    record(application, stad, command(RESERVED))
    question = Question(as_of=LATER)
    answer = answered(stad.model, question, "counted-1", ("reservation",), make).answer
    assert answer.stale is not None
    assert (answer.stale.position, answer.stale.head) == (4, 5)
