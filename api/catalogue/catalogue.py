"""The catalogue as a reader sees it: each event with its words, its fields in plain Swedish, its law and an example.

Everything is taken from the classes and their words, so that a new event is there as soon as it is in the ledger.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final, get_args

import msgspec
from msgspec import inspect

from api.catalogue.examples import asks_for_basis, example_json, example_yaml
from api.incoming.leaves import expected, type_info
from api.incoming.reading import A_RATE, AN_AMOUNT
from ledger.events import Fact, Proposable, ProposalMade, RecommendationMade, catalogue, family, stored_name
from ledger.log.entry import SET_ASIDE
from ledger.values import ControlTotal, Stage
from ledger.when import LAST_YEAR
from ledger.words import words
from ledger.words.law import LAW, Certainty, CountedBy, RuleOfLaw

TITLES: Final = {
    "organisation": "Organisationen",
    "policy": "Organisationens egna regler",
    "case": "Ärendet",
    "frames": "Ramarna",
    "budget": "Budgeten",
    "equity": "Eget kapital och resultat",
    "fees": "Avgifter och priser",
    "services": "Gemensamma tjänster",
    "projects": "Projekt, hyror och prognoser",
    "reports": "Avslutade rapporter",
    "corrections": "Rättelser",
}
"""What the chapters are called, by their files of words."""

_DEEPEST: Final = 4
"""Levels of fields that are spelt out."""


class FieldView(msgspec.Struct, frozen=True):
    """A field of an event: its name in JSON, its word in a decision file, what may stand there (in either form), and
    whether it must be there. `fields` are its own, when it has any."""

    name: str
    swedish: str
    meaning: str
    form: str
    form_json: str
    required: bool
    fields: tuple["FieldView", ...] = ()


class EventView(msgspec.Struct, frozen=True):
    """A kind of event. `stage` is that of what it says; None for what no body decides. `needs_basis`: without a
    decision it is refused. `proposable`: it can stand in a proposal. The examples say the same thing."""

    type: str
    family: str
    swedish: str
    meaning: str
    law: str | None
    chapter: str
    stage: Stage | None
    needs_basis: bool
    proposable: bool
    fields: tuple[FieldView, ...]
    example_yaml: str
    example_json: dict[str, Any]


class LawView(msgspec.Struct, frozen=True):
    """A rule of law that recording is held to: for which years it holds (`last_year` None: still in force), counted by
    the year of the budget, the accounts or the decision; what our words rest on, and how sure we are of it."""

    rule: str
    section: str
    meaning: str
    first_year: int
    last_year: int | None
    counted_by: CountedBy
    certainty: Certainty
    source: str


class LogEventView(msgspec.Struct, frozen=True):
    """What is found among the events and is none that can be recorded: only who owns the database writes it."""

    type: str
    family: str
    swedish: str
    meaning: str


OF_THE_LOG: Final = (
    LogEventView(
        SET_ASIDE,
        family(SET_ASIDE),
        "post lagd åt sidan",
        "En post vars byte ingen kan läsa räknas inte härifrån. Den finns kvar där den står: position säger var, "
        "sha256 vilka byte, och reason varför.",
    ),
)


class CatalogueView(msgspec.Struct, frozen=True):
    """Every kind of event, in the order of a budget year; the rules of law that they are held to; and what the log
    itself has among them."""

    events: tuple[EventView, ...]
    law: tuple[LawView, ...]
    of_the_log: tuple[LogEventView, ...] = OF_THE_LOG


@cache
def catalogue_view() -> CatalogueView:
    """The whole catalogue."""
    return CatalogueView(tuple(event_view(fact) for fact in catalogue()), tuple(map(_law_view, LAW.values())))


def _law_view(rule: RuleOfLaw) -> LawView:
    last = None if rule.last_year == LAST_YEAR else rule.last_year
    years = (rule.first_year, last, rule.counted_by)
    return LawView(rule.rule, rule.cited, rule.says, *years, rule.certainty, rule.source)


def event_view(fact: type[Fact]) -> EventView:
    """One kind of event."""
    name = family(stored_name(fact))
    word, chapter = words.FACTS[name], words.CHAPTER_OF[name]
    return EventView(
        type=stored_name(fact),
        family=name,
        swedish=word.swedish,
        meaning=word.meaning,
        law=word.law,
        chapter=TITLES.get(chapter, chapter),
        stage=_stage(fact),
        needs_basis=asks_for_basis(fact),
        proposable=fact in get_args(Proposable),
        fields=tuple(_fields(type_info(fact), 1)),
        example_yaml=example_yaml(fact),
        example_json=example_json(fact),
    )


def _stage(fact: type[Fact]) -> Stage | None:
    if issubclass(fact, ProposalMade):
        return Stage.PROPOSED
    if issubclass(fact, RecommendationMade):
        return Stage.RECOMMENDED
    return Stage.DECIDED if asks_for_basis(fact) else None


def stage_text(event: EventView) -> str:
    """What recording an event means, in a sentence's beginning."""
    if event.stage is None:
        return "Registreras utan beslut"
    said = words.value(event.stage.value).capitalize()
    return f"{said}; kan också föreslås och tillstyrkas" if event.proposable else said


def flat(fields: tuple[FieldView, ...], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], FieldView]]:
    """Every field with the words that lead to it: `("ram", "enhet")`."""
    for field in fields:
        path = (*above, field.swedish)
        yield path, field
        yield from flat(field.fields, path)


# --- Fields -----------------------------------------------------------------------------------------------------


def _fields(type_: inspect.Type, depth: int) -> Iterator[FieldView]:
    if not isinstance(type_, inspect.StructType):
        return
    filled_in: frozenset[str] = getattr(type_.cls, "filled_in", frozenset())
    for field in type_.fields:
        if field.name in filled_in:
            continue
        yield FieldView(
            name=field.name,
            swedish=words.field(field.name),
            meaning=words.FIELDS[_bare(field.name)].meaning,
            form=_form(field.type, field.name, swedish=True),
            form_json=_form(field.type, field.name, swedish=False),
            required=field.required,
            fields=tuple(_inner_fields(field.type, depth)),
        )


def _inner_fields(type_: inspect.Type, depth: int) -> Iterator[FieldView]:
    """The fields of the one struct that a field holds; several are told apart in its form instead."""
    inner = type_.item_type if isinstance(type_, inspect.VarTupleType) else type_
    structs = _structs(inner)
    if len(structs) == 1 and structs[0].cls is not ControlTotal and depth < _DEEPEST:
        yield from _fields(structs[0], depth + 1)


def _structs(type_: inspect.Type) -> list[inspect.StructType]:
    types = type_.types if isinstance(type_, inspect.UnionType) else (type_,)
    return [type_ for type_ in types if isinstance(type_, inspect.StructType)]


def _bare(name: str) -> str:
    for suffix in ("_ore", "_ppb", "_text"):
        name = name.removesuffix(suffix)
    return name


def _form(type_: inspect.Type, name: str, *, swedish: bool) -> str:
    """What may stand in a field, in plain Swedish."""
    match type_:
        case inspect.UnionType(types=types):
            meant = [choice for choice in types if not isinstance(choice, inspect.NoneType)]
            structs = _structs(type_)
            if len(structs) > 1:
                return _one_of(structs, swedish=swedish)
            return ", eller ".join(_form(choice, name, swedish=swedish) for choice in meant)
        case inspect.StructType():
            return "uppgifterna nedan"
        case inspect.VarTupleType(item_type=item):
            return _list_of(item, name, swedish=swedish)
        case inspect.IntType() if swedish and name.endswith("_ore"):
            return AN_AMOUNT
        case inspect.IntType() if swedish and name.endswith("_ppb"):
            return A_RATE
        case inspect.IntType() if name.endswith("_ppb"):
            return "ett heltal miljarddelar: 0,35 ‰ är 350000"
        case inspect.DictType(key_type=key, value_type=value):
            return f"{_form(key, name, swedish=swedish)}: {_form(value, name, swedish=swedish)}"
        case _:
            return expected(type_, swedish=swedish)


def _list_of(item: inspect.Type, name: str, *, swedish: bool) -> str:
    """A list by what stands in it; printed figures are written as a table in a decision file."""
    if isinstance(item, inspect.StructType) and item.cls is ControlTotal:
        names = ", ".join(field.name for field in item.fields)
        return "en uppställning som netto: 1 531,3 mnkr" if swedish else f"en lista; i varje {names}"
    return f"en lista; i varje {_form(item, name, swedish=swedish)}"


def _one_of(structs: list[inspect.StructType], *, swedish: bool) -> str:
    """Events by their names; amounts, and the like, by what they hold."""
    if issubclass(structs[0].cls, Fact):
        names = [words.fact(family(str(struct.tag))) if swedish else str(struct.tag) for struct in structs]
        return "en händelse: " + ", ".join(names)
    if not swedish:
        return "en av typerna " + ", ".join(str(struct.tag) for struct in structs)
    return ", eller ".join(" och ".join(words.field(field.name) for field in struct.fields) for struct in structs)
