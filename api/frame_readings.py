"""The doors to what explains frames: why a number is what it is, the change table, what changed, the timeline.

One `FrameReading` for each answer, served alike over HTTP, below `/v1/{ledger}/frames/`, and on the command line.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

import msgspec
from rich.console import RenderableType

from api import change_tables, difference_tables, timeline_tables, why_tables
from api.parameters import Parameters
from api.questions import KNOWN_RIGHT, parse_year
from ledger.money import AmountUnit, parse_rate
from ledger.values import FrameKind, Stage
from ledger.when import FIRST_YEAR, LAST_YEAR, KnownAt, parse_known_at, today
from projections import change_table_answers, difference_answers, timeline_answers, why_answers
from projections.coordinates import Question, ReadModel
from projections.difference_answers import DifferenceQuestion, GroupBy

CUT: Final = ("year", "unit", "line", "kind")
"""Which frames a question is about."""

CLOCKS: Final = ("as_of", "known_at")
AT_A_COORDINATE: Final = (*CUT, *CLOCKS, "stage", "proposal", "legal_force", "index")
"""All that an answer at one coordinate can be asked."""

WAITING: Final = ("min_position", "recipe")


class FrameAsked(msgspec.Struct, frozen=True):
    """A question about what explains frames; the `from_` clocks, and how frames are put together, are for what changed.
    `reproducible`: the URL says everything that the answer depends on but
    the recipe. `recipe`: it names that too."""

    question: Question
    kind: FrameKind | None
    from_as_of: date | None
    from_known_at: KnownAt | None
    by: GroupBy
    reproducible: bool
    recipe: bool


class FrameReading(msgspec.Struct, frozen=True):
    """One answer: its address and its command, what it is called and says, what it can be asked, how it is found, and
    how it is shown: as a table, and as text when it can be that."""

    path: str
    command: str
    title: str
    description: str
    asks: tuple[str, ...]
    recipe: str
    answer_type: type[msgspec.Struct]
    answer: Callable[[ReadModel, FrameAsked], Any]
    table: Callable[[Any, AmountUnit], RenderableType]
    text: Callable[[Any], str] | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """Everything it can be asked."""
        return (*self.asks, *WAITING)


def frame_asked(reading: FrameReading, given: Iterable[tuple[str, str]]) -> FrameAsked:
    """The question that a URL, or a command, asks. Raises Refused with every problem in it."""
    parameters = Parameters(given, reading.parameters)
    parameters.choice("recipe", (reading.recipe,))
    kind = parameters.choice("kind", [kind.value for kind in FrameKind])
    by = parameters.choice("by", [by.value for by in GroupBy])
    asked = FrameAsked(
        _question(parameters),
        FrameKind(kind) if kind else None,
        parameters.day("from_as_of"),
        parameters.read("from_known_at", parse_known_at, KNOWN_RIGHT),
        GroupBy(by) if by else GroupBy.UNIT,
        "year" in parameters,
        "recipe" in parameters,
    )
    parameters.finish()
    return asked


def _question(parameters: Parameters) -> Question:
    year = parameters.read("year", parse_year, f"ett år {FIRST_YEAR}–{LAST_YEAR}")
    stage = parameters.choice("stage", [stage.value for stage in Stage])
    return Question(
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


WHY: Final = FrameReading(
    "why",
    "why",
    "Varför beloppet är vad det är",
    (
        "Visa besluten som tillsammans är ramen, i ordning och på öret, med saldo efter varje; och det som inte ingår, "
        "och varför."
    ),
    AT_A_COORDINATE,
    why_answers.RECIPE,
    why_answers.WhyAnswer,
    lambda model, asked: why_answers.why_answer(model, asked.question, asked.kind),
    why_tables.why_tables,
    why_tables.why_text,
)
CHANGES: Final = FrameReading(
    "changes",
    "changes",
    "Ramförändringstabell",
    (
        "Visa varje ram från ursprunglig till aktuell, med en kolumn för varje slags förändring som förekommer, och "
        "summor åt båda hållen."
    ),
    AT_A_COORDINATE,
    change_table_answers.RECIPE,
    change_table_answers.ChangeTableAnswer,
    lambda model, asked: change_table_answers.change_table_answer(model, asked.question, asked.kind),
    change_tables.change_tables,
)
DIFFERENCE: Final = FrameReading(
    "difference",
    "diff",
    "Vad som har ändrats",
    (
        "Visa vad som ändrats från en koordinat till en annan: uppdelat på orsaker som är hela skillnaden, som brygga, "
        "och beslut för beslut."
    ),
    (*CUT, "from_as_of", "from_known_at", *CLOCKS, "by"),
    difference_answers.RECIPE,
    difference_answers.DifferenceAnswer,
    lambda model, asked: difference_answers.difference_answer(model, _difference(asked)),
    difference_tables.difference_tables,
)
TIMELINE: Final = FrameReading(
    "timeline",
    "timeline",
    "En rams tidslinje",
    ("Visa varje värde en ram har haft, efter beslutsdag och efter registrering, och beslutet som gjorde varje steg."),
    (*CUT, *CLOCKS),
    timeline_answers.RECIPE,
    timeline_answers.TimelineAnswer,
    lambda model, asked: timeline_answers.timeline_answer(model, asked.question, asked.kind),
    timeline_tables.timeline_tables,
)


def _difference(asked: FrameAsked) -> DifferenceQuestion:
    return DifferenceQuestion(asked.question, asked.from_as_of, asked.from_known_at, asked.kind, asked.by)


FRAME_READINGS: Final = (WHY, CHANGES, DIFFERENCE, TIMELINE)
"""Every answer that explains frames, in the order in which they are listed."""
