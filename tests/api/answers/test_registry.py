"""Every answer there is: found by its address and its command, described, and asked only what can be read."""

from api.answers.registry import ANSWERS, SHOWN
from api.http.openapi import RECORDING
from api.http.openapi_feed import FOLLOWING
from ledger.words.texts import question_texts
from projections.asking.question import PARAMETERS


def test_every_answer_is_known_by_its_address_its_command_and_its_recipe() -> None:
    for name in ("path", "command", "recipe"):
        assert len({getattr(declaration, name) for declaration in ANSWERS}) == len(ANSWERS)
    assert tuple(SHOWN) == ANSWERS


def test_every_answer_and_every_parameter_has_its_texts_and_no_text_is_left_over() -> None:
    texts = question_texts()
    assert [*texts.answers] == [declaration.path for declaration in ANSWERS]
    assert texts.parameters.keys() == {*PARAMETERS, *FOLLOWING, *RECORDING, "recipe"}


def test_every_parameter_is_asked_by_some_answer() -> None:
    assert {name for declaration in ANSWERS for name in declaration.parameters} == {*PARAMETERS, "recipe"}
