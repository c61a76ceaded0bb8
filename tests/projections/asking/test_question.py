"""What is asked, and its echo: every parameter is declared at its field, and echoed as it was asked."""

from datetime import date

import msgspec

from ledger.when import today
from projections.asking.question import (
    PARAMETERS,
    Coordinates,
    Echoed,
    GroupBy,
    Question,
    Start,
    coordinates_of,
)

SOME_DAY = date(2026, 3, 1)


def test_without_a_day_a_question_is_about_today() -> None:
    assert Question(year=2026).decided_by == today()
    assert Question(year=2026, as_of=SOME_DAY).decided_by == SOME_DAY


def test_every_field_of_a_question_is_a_parameter() -> None:
    fields = {*Question.__struct_fields__, *Start.__struct_fields__}
    assert {parameter.field for parameter in PARAMETERS.values()} == fields
    assert {name for name, parameter in PARAMETERS.items() if name != parameter.field} == {"with", "index"}


def test_everything_that_is_asked_is_echoed_after_the_period_and_the_clocks() -> None:
    echoed = Coordinates.__struct_fields__
    assert echoed[:5] == ("year", "on", "as_of", "known_at", "position")
    assert {*echoed} == {*Echoed.__struct_fields__, "as_of", "known_at", "position"}


def test_what_was_asked_stands_in_the_coordinates_and_what_was_not_does_not() -> None:
    question = Question(as_of=SOME_DAY, known_at=date(2026, 4, 1), laid=("a", "b"), by=GroupBy.TOP, min_position=3)
    assert msgspec.to_builtins(coordinates_of(question, 7, year=2027)) == {
        "year": 2027,
        "as_of": "2026-03-01",
        "known_at": "2026-04-01",
        "position": 7,
        "laid": ("a", "b"),
        "by": "top",
    }
