"""What can be asked, whatever it is about: one question, read from a URL's parameters or from a command's flags, and
one `Reading` for each answer.

A new answer is a function in `projections`, a table in `api`, and an entry in `readings.py`: its address, its command,
its parameters and its description follow.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec
from rich.console import RenderableType

from api.answers.parameters import Parameters, parse_identifier, whole_number
from ledger.money import AmountUnit, parse_rate
from ledger.text import composed
from ledger.values import FrameKind, Stage
from ledger.when import FIRST_YEAR, LAST_YEAR, KnownAt, parse_known_at
from projections.asking.parameter import check_year
from projections.asking.question import GroupBy, Question
from projections.asking.read_model import Answered

CLOCKS: Final = ("as_of", "known_at", "min_position", "recipe")
"""What every answer can be asked."""

_KNOWN_RIGHT: Final = "17, 2026-03-01 eller 2026-03-01T12:00:00Z (ett plustecken skrivs %2B)"
MOST_LAID: Final = 20
"""How many proposals can be laid on top of each other."""


def parse_year(text: str) -> int:
    """A budget year. Raises ValueError, and Refused (year-out-of-range)."""
    year = whole_number(text)
    check_year(year)
    return year


def parse_case(text: str) -> str:
    """A case number, as somebody writes it. Raises ValueError for an empty one."""
    if not text.strip():
        raise ValueError("ärendets nummer är tomt")
    return composed(text).strip()


def parse_proposals(text: str) -> tuple[str, ...]:
    """The names of some proposals, in the order in which they are laid: `a,b`. Raises ValueError."""
    names = tuple(parse_identifier(name.strip()) for name in text.split(","))
    if len(set(names)) != len(names):
        raise ValueError("samma förslag står två gånger")
    if len(names) > MOST_LAID:
        raise ValueError(f"{len(names)} förslag läggs på varandra")
    return names


def known_at(parameters: Parameters, name: str) -> KnownAt | None:
    """A place on the known clock: a position, a day (its end) or an instant."""
    return parameters.read(name, parse_known_at, _KNOWN_RIGHT)


def _choice(name: str, kind: type[Any]) -> Callable[[Parameters], Any]:
    def read(parameters: Parameters) -> Any:
        found = parameters.choice(name, [one.value for one in kind])
        return None if found is None else kind(found)

    return read


READ: Final[dict[str, tuple[str, Callable[[Parameters], Any]]]] = {
    "year": ("year", lambda given: given.read("year", parse_year, f"ett år {FIRST_YEAR}–{LAST_YEAR}")),
    "on": ("on", lambda given: given.day("on")),
    "as_of": ("as_of", lambda given: given.day("as_of")),
    "known_at": ("known_at", lambda given: known_at(given, "known_at")),
    "min_position": ("min_position", lambda given: given.position("min_position")),
    "stage": ("stage", _choice("stage", Stage)),
    "proposal": ("proposal", lambda given: given.identifier("proposal")),
    "with": (
        "laid",
        lambda given: given.read("with", parse_proposals, f"högst {MOST_LAID} förslag, som a,b") or (),
    ),
    "legal_force": ("legal_force", lambda given: given.yes("legal_force")),
    "index": ("index_ppb", lambda given: given.read("index", parse_rate, "en procentsats som 3 %")),
    "unit": ("unit", lambda given: given.identifier("unit")),
    "subtree": ("subtree", lambda given: given.yes("subtree")),
    "line": ("line", lambda given: given.identifier("line")),
    "kind": ("kind", _choice("kind", FrameKind)),
    "name": ("name", lambda given: given.identifier("name")),
    "version": ("version", lambda given: given.read("version", whole_number, "1, 2 …")),
    "case": ("case", lambda given: given.read("case", parse_case, "ett ärendes nummer, som KS 2023/1237")),
    "by": ("by", _choice("by", GroupBy)),
    "tree_on": ("tree_on", lambda given: given.day("tree_on")),
}
"""For each parameter, the field of a question that it is, and how it is read."""


def just_one(_parameters: Parameters, question: Question) -> tuple[Question, ...]:
    """The question itself, for an answer that does not compare."""
    return (question,)


class Reading(msgspec.Struct, frozen=True):
    """One answer: its address and its command, what it is called and says, what it can be asked beside the clocks, how
    it is found, and how it is shown: as a table, with amounts in which unit unless another is asked for, and as text
    when it can be that. `questions` makes several questions of one for an answer that compares. `takes_decision`: a
    decision that nobody has recorded can be handed in with it, and it has a door of its own for that."""

    path: str
    title: str
    description: str
    asks: tuple[str, ...]
    recipe: str
    answer_type: type[msgspec.Struct]
    answer: Callable[..., Answered[Any]]
    table: Callable[[Any, AmountUnit], RenderableType]
    command: str
    amounts: AmountUnit = AmountUnit.MILLIONS
    text: Callable[[Any], str] | None = None
    questions: Callable[[Parameters, Question], tuple[Question, ...]] = just_one
    repeated: tuple[str, ...] = ()
    takes_decision: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """Everything it can be asked."""
        return (*self.asks, *CLOCKS)


class Asked(msgspec.Struct, frozen=True):
    """The questions that a URL or a command asks, and whether it names the recipe too."""

    questions: tuple[Question, ...]
    recipe: bool


def asked(reading: Reading, given: Iterable[tuple[str, str]]) -> Asked:
    """What is asked of a reading. Raises Refused with every problem in it."""
    parameters = Parameters(given, reading.parameters, reading.repeated)
    parameters.choice("recipe", (reading.recipe,))
    single = [name for name in reading.parameters if name in READ and name not in reading.repeated]
    question = Question(**{READ[name][0]: READ[name][1](parameters) for name in single})
    questions = reading.questions(parameters, question)
    parameters.finish()
    return Asked(questions, "recipe" in parameters)
