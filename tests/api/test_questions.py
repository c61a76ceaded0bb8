"""A URL's parameters: our own parsers, nothing guessed, nothing overlooked."""

from datetime import UTC, date, datetime

import pytest

from api.openapi import QUESTION
from api.parameters import Parameters
from api.questions import FRAMES, frames_question
from ledger.errors import Refusal, Refused
from ledger.values import Stage
from ledger.when import today
from projections.answers import RECIPE
from projections.coordinates import Question


def problems(*given: tuple[str, str]) -> list[Refusal]:
    """What is wrong with a question about frames."""
    with pytest.raises(Refused) as refused:
        frames_question(given)
    return list(refused.value.refusals)


def test_a_question_without_parameters_is_about_this_year() -> None:
    assert frames_question([]) == (Question(today().year), False, False)


def test_every_parameter_is_read() -> None:
    given = {
        "year": "2027",
        "as_of": "2026-03-01",
        "known_at": "2026-03-01T12:00:00Z",
        "stage": "recommended",
        "proposal": "p-1",
        "unit": "slk",
        "line": "total",
        "min_position": "7",
        "recipe": RECIPE,
    }
    known = datetime(2026, 3, 1, 12, tzinfo=UTC)
    question = Question(2027, date(2026, 3, 1), known, Stage.RECOMMENDED, "p-1", "slk", "total", 7)
    assert frames_question(given.items()) == (question, True, True)


def test_the_description_has_the_parameters_that_are_read() -> None:
    assert tuple(QUESTION) == FRAMES


def test_every_problem_is_told_with_its_place() -> None:
    found = problems(("yaer", "2026"), ("as_of", "i går"), ("as_of", "2026-01-01"), ("year", "1"))
    assert [(one.code, one.where) for one in found] == [
        ("field-unknown", "yaer"),
        ("field-repeated", "as_of"),
        ("year-out-of-range", "year"),
        ("coordinate-invalid", "as_of"),
    ]
    assert (found[0].right, found[2].right) == ("year", "1990–2100")


def test_what_is_told_about_a_long_text_is_short() -> None:
    for name in ("year", "as_of", "known_at", "stage", "unit", "x" * 10_000):
        [found] = problems((name, "9" * 10_000))
        assert len(found.detail) + len(found.where or "") < 500


def test_a_whole_number_is_kept_within_its_bounds() -> None:
    for text, read in (("1", 1), ("1000", 1000), ("0", 100), ("1001", 100), ("1e3", 100), ("\uff11", 100), ("", 100)):
        parameters = Parameters([("limit", text)], ("limit",))
        assert parameters.integer("limit", 1, 1000, 100) == read
        assert bool(parameters.problems) == (read == 100)


def test_yes_is_one_word() -> None:
    parameters = Parameters([("a", "true"), ("b", "false"), ("c", "True")], ("a", "b", "c", "d"))
    assert [parameters.yes(name) for name in "abcd"] == [True, False, False, False]
    assert [one.where for one in parameters.problems] == ["c"]
