"""An answer is declared beside its function: with what it asks, and what its function says that it answers."""

import pytest

from projections.asking.declaration import CLOCKS, Declaration, Heading
from projections.asking.question import PARAMETERS
from projections.chapters.units import UNITS, UnitsAnswer, units_answer


def test_what_is_answered_is_what_the_function_says() -> None:
    assert UNITS.answer_type() is UnitsAnswer
    assert UNITS.heading is Heading.FRAMES


def test_everything_can_be_asked_at_a_place_on_the_clocks_and_by_its_recipe() -> None:
    asked = UNITS.parameters
    assert tuple(asked) == ("on", *CLOCKS)
    assert asked["on"] is PARAMETERS["on"]
    assert asked["recipe"].form.read(UNITS.recipe) == UNITS.recipe
    with pytest.raises(ValueError, match="recipe är ”units-0”"):
        asked["recipe"].form.read("units-0")


def test_a_parameter_that_there_is_not_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match=r"units asks \['onn'\]"):
        Declaration("units", "units", "units-4", ("onn",), units_answer)
