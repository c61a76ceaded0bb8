"""The doors to the register: one `Reading` for each answer, served alike over HTTP and on the command line.

A new answer is a function in `projections`, a table in `api`, and an entry in READINGS: its address, its command, its
parameters and its description follow.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec
from rich.console import RenderableType

from api.parameters import Parameters
from api.questions import KNOWN_RIGHT, parse_year
from ledger.money import AmountUnit
from ledger.values import Stage
from ledger.when import FIRST_YEAR, LAST_YEAR, parse_known_at
from projections.coordinates import ReadModel
from projections.register_answers import RegisterAnswer, RegisterAnswered, RegisterQuestion

CLOCKS: Final = ("as_of", "known_at", "min_position", "recipe")
"""What every reading can be asked."""


class Reading(msgspec.Struct, frozen=True):
    """One answer from the register: its address and command, what it is called and says, what it asks for beside the
    clocks (`name`, `year`, `on`, `unit`, `stage`, `proposal`), how it is found, and how it is shown."""

    path: str
    title: str
    description: str
    asks: tuple[str, ...]
    recipe: str
    answer_type: type[RegisterAnswer]
    answer: Callable[[ReadModel, RegisterQuestion], RegisterAnswered]
    table: Callable[[Any, AmountUnit], RenderableType]

    @property
    def parameters(self) -> tuple[str, ...]:
        """Everything it can be asked."""
        return (*self.asks, *CLOCKS)


READINGS: Final[tuple[Reading, ...]] = ()
"""Every answer from the register, in the order in which they are listed."""


class AskedReading(msgspec.Struct, frozen=True):
    """A question to the register, and whether its URL names all that the answer depends on."""

    question: RegisterQuestion
    recipe: bool


def reading_question(reading: Reading, given: Iterable[tuple[str, str]]) -> AskedReading:
    """The question that a URL asks. Raises Refused with every problem in it."""
    parameters = Parameters(given, reading.parameters)
    parameters.choice("recipe", (reading.recipe,))
    stage = parameters.choice("stage", [stage.value for stage in Stage])
    question = RegisterQuestion(
        name=parameters.identifier("name"),
        year=parameters.read("year", parse_year, f"ett år {FIRST_YEAR}–{LAST_YEAR}"),
        on=parameters.day("on"),
        as_of=parameters.day("as_of"),
        known_at=parameters.read("known_at", parse_known_at, KNOWN_RIGHT),
        unit=parameters.identifier("unit"),
        stage=Stage(stage) if stage else None,
        proposal=parameters.identifier("proposal"),
        min_position=parameters.position("min_position"),
    )
    parameters.finish()
    return AskedReading(question, "recipe" in parameters)
