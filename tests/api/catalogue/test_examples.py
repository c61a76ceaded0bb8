"""Each event's example can be handed in, in either form, and says the same thing in both."""

from datetime import date
from typing import Any, get_args

import msgspec
import pytest

from api.catalogue.catalogue import event_view
from api.catalogue.examples import (
    BASIS,
    asks_for_basis,
    example_command,
    example_fact,
    example_json,
    example_yaml,
)
from api.incoming.decision_file import read_text
from ledger.events import (
    ConditionMet,
    Fact,
    FrameDecided,
    FrameTransferred,
    GrossTurnoverChanged,
    RecommendationMade,
    catalogue,
)
from ledger.events.policy import BodyKind, BodyRegistered, OwnRule, PolicyFact
from ledger.recording import Command
from ledger.rules.decide import decide
from ledger.rules.families import shape_of
from ledger.values import Basis, Stage
from tests.ledger.rules.scenario import given

FACTS = list(catalogue())


def without_printed(value: Any) -> Any:
    """A value as plain data, without the figures as printed, which a decision file keeps beside its amounts."""
    match value:
        case dict():
            return {key: without_printed(inner) for key, inner in value.items() if key not in ("printed", "as_printed")}
        case list():
            return [without_printed(inner) for inner in value]
        case _:
            return value


@pytest.mark.parametrize("fact", FACTS)
def test_a_decision_file_with_the_example_is_read_to_the_example(fact: type[Fact]) -> None:
    command = read_text(example_yaml(fact), "exempel.yaml").command
    read = msgspec.json.decode(msgspec.json.encode(command))
    assert without_printed(read) == without_printed(example_json(fact))


@pytest.mark.parametrize("fact", FACTS)
def test_the_json_of_the_example_is_read_to_the_example(fact: type[Fact]) -> None:
    [read] = msgspec.json.decode(msgspec.json.encode(example_json(fact)), type=Command).facts
    assert type(read) is fact
    assert read == example_fact(fact)


@pytest.mark.parametrize("fact", FACTS)
def test_the_rules_for_its_shape_have_nothing_against_an_example(fact: type[Fact]) -> None:
    assert [refusal.detail for refusal in shape_of(example_fact(fact))] == []


@pytest.mark.parametrize("fact", FACTS)
def test_an_example_stands_on_a_decision_when_it_has_to(fact: type[Fact]) -> None:
    basis: Basis | None = example_command(fact).basis
    assert (basis is not None) is asks_for_basis(fact)
    assert basis is not None or not fact.needs_basis
    assert basis is None or msgspec.structs.replace(basis, body=BASIS.body) == BASIS


@pytest.mark.parametrize("fact", get_args(PolicyFact))
def test_the_organisations_own_rules_are_recorded_as_their_examples_are_printed(fact: type[Fact]) -> None:
    """D-14: they are decided, so the example stands on a decision of whoever may make it."""
    if not issubclass(fact, OwnRule):
        return
    example = read_text(example_yaml(fact), "exempel.yaml").command
    opened = given().state
    verdict = decide(opened, example.facts[0], example.basis, (), 5, date(2026, 6, 1))
    assert ([refusal.code for refusal in verdict.refusals], [each.code for each in verdict.warnings]) == ([], [])
    assert event_view(fact).stage is Stage.DECIDED
    assert event_view(fact).needs_basis


def test_an_example_is_of_a_body_that_can_do_such_a_thing() -> None:
    bodies = {fact: example_command(fact).basis for fact in (RecommendationMade, ConditionMet, FrameDecided)}
    assert [body.body for body in bodies.values() if body] == [
        "kommunstyrelsen",
        "kommunstyrelsen",
        "kommunfullmäktige",
    ]
    assert example_fact(BodyRegistered).kind is BodyKind.EXECUTIVE  # type: ignore[attr-defined]


def test_an_example_tells_something() -> None:
    decided, transferred = example_fact(FrameDecided), example_fact(FrameTransferred)
    turnover = example_fact(GrossTurnoverChanged)
    assert decided.amount.net_ore == 153_130_000_000  # type: ignore[attr-defined]
    assert [frame.unit for frame in transferred.frames()] == ["slk", "sbk"]
    assert turnover.costs_ore == turnover.revenues_ore  # type: ignore[attr-defined]


def test_the_example_of_a_frame_is_written_as_one_writes_it_by_hand() -> None:
    assert example_yaml(FrameDecided).partition("poster:\n")[2] == (
        "  - ram beslutad:\n"
        "      ram:\n"
        "        enhet: slk\n"
        "        slag: drift\n"
        "        år: 2026\n"
        "      avser: budget\n"
        "      belopp:\n"
        "        kostnader: 1 578,9 mnkr\n"
        "        intäkter: 47,6 mnkr\n"
    )
