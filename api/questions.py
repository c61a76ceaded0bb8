"""The questions that URLs ask, read from their parameters."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from api.parameters import Parameters, whole_number
from ledger.money import parse_rate
from ledger.values import Stage
from ledger.when import FIRST_YEAR, LAST_YEAR, parse_known_at, today
from projections.answers import RECIPE
from projections.coordinates import Question, check
from projections.unit_answers import RECIPE as UNITS_RECIPE
from projections.unit_answers import UnitsQuestion

FRAMES: Final = (
    "year",
    "as_of",
    "known_at",
    "stage",
    "proposal",
    "unit",
    "line",
    "legal_force",
    "index",
    "min_position",
    "recipe",
)
"""What a question about frames can name."""

UNITS: Final = ("on", "as_of", "known_at", "min_position", "recipe")
"""What a question about units can name."""

KNOWN_RIGHT: Final = "17, 2026-03-01 eller 2026-03-01T12:00:00Z (ett plustecken skrivs %2B)"


class Asked(NamedTuple):
    """A question about frames. `reproducible`: the URL says everything that the answer depends on but the recipe.
    `recipe`: it names that too."""

    question: Question
    reproducible: bool
    recipe: bool


def frames_question(given: Iterable[tuple[str, str]]) -> Asked:
    """The question a URL asks. Raises Refused with every problem in it."""
    parameters = Parameters(given, FRAMES)
    parameters.choice("recipe", (RECIPE,))
    year = parameters.read("year", parse_year, f"ett år {FIRST_YEAR}–{LAST_YEAR}")
    stage = parameters.choice("stage", [stage.value for stage in Stage])
    question = Question(
        year=today().year if year is None else year,
        as_of=parameters.day("as_of"),
        known_at=parameters.read("known_at", parse_known_at, KNOWN_RIGHT),
        stage=Stage(stage) if stage else None,
        proposal=parameters.identifier("proposal"),
        unit=parameters.identifier("unit"),
        line=parameters.identifier("line"),
        legal_force=parameters.yes("legal_force"),
        index_ppb=parameters.read("index", parse_rate, "en procentsats som 3 %"),
        min_position=parameters.position("min_position"),
    )
    parameters.finish()
    return Asked(question, "year" in parameters, "recipe" in parameters)


class AskedUnits(NamedTuple):
    """A question about units, and whether its URL names all that the answer depends on."""

    question: UnitsQuestion
    recipe: bool


def units_question(given: Iterable[tuple[str, str]]) -> AskedUnits:
    """The question about units that a URL asks. Raises Refused with every problem in it."""
    parameters = Parameters(given, UNITS)
    parameters.choice("recipe", (UNITS_RECIPE,))
    question = UnitsQuestion(
        on=parameters.day("on"),
        as_of=parameters.day("as_of"),
        known_at=parameters.read("known_at", parse_known_at, KNOWN_RIGHT),
        min_position=parameters.position("min_position"),
    )
    parameters.finish()
    return AskedUnits(question, "recipe" in parameters)


def parse_year(text: str) -> int:
    """A budget year. Raises ValueError, and Refused (year-out-of-range)."""
    year = whole_number(text)
    check(Question(year))
    return year
