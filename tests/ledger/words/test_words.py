"""English in code, Swedish in everything people see: every name that a person can meet has its word."""

import tomllib
from collections.abc import Iterator
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from msgspec import inspect

from ledger.events import catalogue, family, stored_name
from ledger.log.entry import Entry
from ledger.recording import Command
from ledger.values import ControlOf
from ledger.words import words
from tests.swedish import not_swedish

FILES = sorted(Path(words.__file__).parent.glob("swedish/*.toml"))


def texts(inner: Any) -> Iterator[str]:
    """Every text in a tree of tables and lists; keys are names."""
    match inner:
        case str():
            yield inner
        case dict():
            yield from chain.from_iterable(map(texts, inner.values()))
        case list():
            yield from chain.from_iterable(map(texts, inner))


def reachable(type_: inspect.Type) -> Iterator[inspect.Type]:
    """A type and every type inside it."""
    yield type_
    match type_:
        case inspect.UnionType(types=types):
            inner: list[inspect.Type] = list(types)
        case inspect.StructType(fields=fields):
            inner = [field.type for field in fields]
        case inspect.VarTupleType(item_type=item):
            inner = [item]
        case _:
            inner = []
    for each in inner:
        yield from reachable(each)


COMMAND = list(reachable(inspect.type_info(Command)))
STRUCTS = {each.cls.__name__: each for each in COMMAND if isinstance(each, inspect.StructType)}
ENUMS: dict[str, type[Enum]] = {each.cls.__name__: each.cls for each in COMMAND if isinstance(each, inspect.EnumType)}


def test_the_walk_reaches_the_whole_catalogue() -> None:
    assert {"Command", "FrameDecided", "Basis", "DecisionBounds", "NetAmount", "Acceptance"} <= STRUCTS.keys()
    assert {"OrganisationKind", "FrameKind", "Commitment", "ControlOf", "BoundsOrigin"} <= ENUMS.keys()


def test_every_event_has_a_word_and_a_meaning_in_the_order_of_the_catalogue() -> None:
    assert list(words.FACTS) == [family(stored_name(fact)) for fact in catalogue()]
    assert all(word.meaning.endswith(".") for word in words.FACTS.values())


@pytest.mark.parametrize("name", STRUCTS)
def test_every_field_has_a_word_and_no_two_fields_of_a_thing_share_it(name: str) -> None:
    fields = [words.field(field.name) for field in STRUCTS[name].fields]
    assert len(set(fields)) == len(fields)


@pytest.mark.parametrize("name", ENUMS)
def test_every_value_of_an_enumeration_has_a_word_of_its_own(name: str) -> None:
    enum = ENUMS[name]
    word = words.field if enum is ControlOf else words.value
    assert len({word(member.value) for member in enum}) == len(enum)


def test_no_two_events_share_a_word() -> None:
    assert len({word.swedish for word in words.FACTS.values()}) == len(words.FACTS)


def test_no_word_is_left_without_a_field() -> None:
    fields = {field.name for struct in STRUCTS.values() for field in struct.fields}
    fields |= {field.name for each in reachable(inspect.type_info(Entry)) if isinstance(each, inspect.StructType)
               for field in each.fields}  # fmt: skip
    bare = {name.removesuffix("_ore").removesuffix("_ppb") for name in fields}
    assert words.FIELDS.keys() - bare == {"ledger"}


ABBREVIATIONS = ("RUR",)
"""What documents write in capitals, and call so: a reserve is named as its document does (KL 11:14)."""


@pytest.mark.parametrize(
    "word",
    [word for each in (words.FACTS, words.FIELDS, words.VALUES) for word in each.values()],
    ids=lambda w: w.swedish,
)
def test_a_word_is_lower_case_swedish_on_one_line(word: words.Word) -> None:
    assert word.swedish == word.swedish.strip()
    assert word.swedish in ABBREVIATIONS or word.swedish == word.swedish.lower()
    assert word.swedish.isprintable()
    assert word.meaning == "" or (word.meaning[0].isupper() or word.meaning[0] == "”")


def test_the_unit_of_an_amount_is_no_part_of_its_word() -> None:
    assert words.field("costs_ore") == words.field("costs_text") == "kostnader"


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_what_stands_in_the_files_of_words_is_swedish(file: Path) -> None:
    assert not_swedish(texts(tomllib.loads(file.read_text(encoding="utf-8")))) == {}


def test_words_are_found_by_their_english_names() -> None:
    assert words.fact("gross-turnover-changed") == "omslutningsförändring"
    assert words.value("municipal-federation") == "kommunalförbund"
    with pytest.raises(KeyError):
        words.field("price")


def test_the_local_practice_of_turnover_changes_cites_no_law() -> None:
    assert words.FACTS["gross-turnover-changed"].law is None
    assert words.FACTS["frame-decided"].law == "KL 5:1, 11:5–6"
