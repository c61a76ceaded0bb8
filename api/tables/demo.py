"""What `liggare demo` shows when the example worlds are recorded: one table for each ledger."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from api.tables import fees as fee_tables
from api.tables import frames as frame_tables
from ledger.money import AmountUnit
from ledger.values import Stage
from projections.asking.question import Question
from projections.asking.read_model import ReadModel
from projections.chapters.charges import charges_answer
from projections.frames.current import frames_answer

AS_OF: Final = date(2026, 3, 1)


def table_of(name: str, model: ReadModel) -> RenderableType:
    """The table of one of the example worlds, as decided up to and including `AS_OF`."""
    return Group(*_TABLES[name](model))


def _stockholm(model: ReadModel) -> Iterator[RenderableType]:
    yield Text(f"Stockholms stad, som beslutat till och med {AS_OF}:")
    answers = [frames_answer(model, Question(year=year, as_of=AS_OF)).answer for year in range(2026, 2030)]
    yield frame_tables.year_table(answers, "slk", AmountUnit.MILLIONS)


def _goteborg(model: ReadModel) -> Iterator[RenderableType]:
    yield Text(f"Göteborgs Stad, som tillstyrkt till och med {AS_OF}:")
    question = Question(year=2026, as_of=AS_OF, stage=Stage.RECOMMENDED, proposal="stratsam-2026")
    yield frame_tables.frames_tables([frames_answer(model, question).answer], AmountUnit.MILLIONS)


def _storsthlm(model: ReadModel) -> Iterator[RenderableType]:
    yield Text(f"Storsthlm, som föreslaget till och med {AS_OF}:")
    question = Question(name="serviceavgift", year=2026, as_of=AS_OF, stage=Stage.PROPOSED)
    yield fee_tables.charges_table(charges_answer(model, question).answer, AmountUnit.KRONOR)


_TABLES: Final[dict[str, Callable[[ReadModel], Iterator[RenderableType]]]] = {
    "stockholm": _stockholm,
    "goteborg": _goteborg,
    "storsthlm": _storsthlm,
}
