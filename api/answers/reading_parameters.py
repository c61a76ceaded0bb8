"""What a URL or a command asks, as text, read by what is declared of its parameters: all that is wrong is told at once.

A parameter that nobody knows is refused, and so is one that stands twice: a misspelt `asof` must never give an answer
at another day than the one that was meant.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import product
from math import prod
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from ledger.errors import Refusal, Refused
from projections.asking.declaration import Declaration
from projections.asking.parameter import SHOWN, Parameter
from projections.asking.question import Question, Start

MOST_COLUMNS: Final = 12
"""How many columns can be compared."""


class GivenParameters:
    """The texts that were given for some declared parameters. `problems` holds what is wrong with those read so far."""

    def __init__(
        self, given: Iterable[tuple[str, str]], known: Mapping[str, Parameter], repeated: Collection[str] = ()
    ):
        self.problems: list[Refusal] = []
        self._known = known
        self._texts: dict[str, list[str]] = {}
        for name, text in given:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                right = near[0] if near else "någon av: " + ", ".join(known) if known else "inga parametrar"
                self._refuse("field-unknown", f"Parametern ”{name[:SHOWN]}” finns inte.", name, right)
            elif name in self._texts and name not in repeated:
                self._refuse("field-repeated", f"Parametern ”{name}” står två gånger.", name, "en av dem")
            else:
                self._texts.setdefault(name, []).append(text)

    def read(self, name: str) -> Any:
        """A parameter's value; None when it is not there, or is wrong."""
        return next(iter(self.values(name)), None)

    def values(self, name: str) -> list[Any]:
        """Every value that is given for a parameter; None in place of one that is wrong."""
        values: list[Any] = []
        form = self._known[name].form
        for text in self._texts.get(name, ()):
            values.append(None)
            if len(text) > form.longest:
                detail = f"”{text[:SHOWN]}…” är {len(text)} tecken långt, och högst {form.longest} läses."
                self._refuse("coordinate-invalid", detail, name, form.right)
                continue
            try:
                values[-1] = form.read(text)
            except ValueError as error:
                self._refuse("coordinate-invalid", f"{str(error).removesuffix('.')}.", name, form.right)
            except Refused as refused:
                self.problems += [refusal.within(name) for refusal in refused.refusals]
        return values

    def _refuse(self, code: str, detail: str, name: str, right: str) -> None:
        self.problems.append(Refusal(code, detail, right=right, where=name[:SHOWN]))

    def finish(self) -> None:
        """Raises Refused with every problem, if there is any."""
        if self.problems:
            raise Refused(*self.problems)


class QuestionsAsked(msgspec.Struct, frozen=True):
    """The questions that a URL or a command asks, and whether it names the recipe too."""

    questions: tuple[Question, ...]
    recipe: bool


def questions_asked(declaration: Declaration, given: Iterable[tuple[str, str]]) -> QuestionsAsked:
    """What is asked of an answer. Raises Refused with every problem in it."""
    known = declaration.parameters
    parameters = GivenParameters(given, known, declaration.repeated)
    recipe = parameters.values("recipe")
    question = Question(
        **{
            parameter.field: values[0]
            for name, parameter in known.items()
            if parameter.field in Question.__struct_fields__ and name not in declaration.repeated
            if (values := parameters.values(name))
        }
    )
    questions: tuple[Question, ...] = (question,)
    if declaration.repeated:
        questions = _side_by_side(declaration, parameters, question)
    elif any(parameter.field in Start.__struct_fields__ for parameter in known.values()):
        questions = _from_and_until(parameters, question)
    if declaration.lays and not question.laid and not parameters.problems:
        right = "with=a eller with=a,b, eller ett beslut som inte är registrerat"
        parameters.problems.append(Refusal("field-missing", "Ingenting är lagt på.", right=right, where="with"))
    parameters.finish()
    return QuestionsAsked(questions, recipe=bool(recipe))


def _from_and_until(parameters: GivenParameters, until: Question) -> tuple[Question, Question]:
    """The question that a difference begins at: the same but for its clocks, and for what is laid on top."""
    clocks = {name.removeprefix("from_"): parameters.values(name) for name in Start.__struct_fields__}
    given = {name: values[0] for name, values in clocks.items() if values}
    return replace(until, laid=(), min_position=None, **given), until


# --- A comparison -------------------------------------------------------------------------------------------


def _side_by_side(declaration: Declaration, parameters: GivenParameters, question: Question) -> tuple[Question, ...]:
    """One question for each column. What is laid on top is compared to what is decided, which then comes first."""
    columns = {name: parameters.values(name) for name in declaration.repeated}
    if columns.get("with"):
        columns["with"] = [(), *(laid or () for laid in columns["with"])]
    parameters.problems += _not_comparable(columns)
    if parameters.problems:
        return (question,)
    fields = {declaration.parameters[name].field: values for name, values in columns.items() if values}
    return tuple(replace(question, **dict(zip(fields, chosen, strict=True))) for chosen in product(*fields.values()))


def _not_comparable(columns: dict[str, list[Any]]) -> Iterator[Refusal]:
    """Why some values make no comparison."""
    for name, values in columns.items():
        if len(set(values)) < len(values):
            detail = f"Samma värde på ”{name}” står två gånger."
            yield Refusal("field-repeated", detail, right="en av dem", where=name)
    count = prod(len(values) or 1 for values in columns.values())
    if count == 1:
        *names, last = columns
        right = f"upprepa {', '.join(names)} eller {last}, som year=2026 och year=2027"
        yield Refusal("coordinate-invalid", "En enda kolumn har inget att jämföras med.", right=right)
    elif count > MOST_COLUMNS:
        right = f"högst {MOST_COLUMNS} kolumner"
        yield Refusal("coordinate-invalid", f"Frågan blir {count} kolumner.", str(count), right=right)
