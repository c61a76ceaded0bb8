"""English in code, Swedish in everything people see: the one place where the two meet.

The Swedish word is what a controller writes in a decision file and reads in an answer; the legal basis stands beside
it where there is one. `omslutningsförändring` is local practice and has none.
"""

from collections.abc import Collection, Iterable
from importlib.resources import files
from typing import Final

import msgspec


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Swedish term, what it means in a sentence, and the section of the law it rests on, if any. `formerly`: what it
    was called; files that were written then are still read."""

    swedish: str
    meaning: str = ""
    law: str | None = None
    formerly: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one chapter: event families, fields without their unit, and values of enumerations."""

    facts: dict[str, Word] = {}
    fields: dict[str, Word] = {}
    values: dict[str, Word] = {}


CHAPTERS: Final = (
    "general",
    "organisation",
    "policy",
    "case",
    "frames",
    "budget",
    "equity",
    "fees",
    "services",
    "projects",
    "reports",
    "corrections",
    "answer_codes",
)
"""The files in `ledger/words/swedish`, in the order of the catalogue."""


def _chapter(name: str) -> Words:
    return msgspec.toml.decode(files(__package__ or "").joinpath("swedish", f"{name}.toml").read_bytes(), type=Words)


def _together(parts: Iterable[dict[str, Word]]) -> dict[str, Word]:
    """All words in one; raises ValueError when two chapters mean to say what the same name is."""
    together: dict[str, Word] = {}
    for part in parts:
        if twice := together.keys() & part.keys():
            raise ValueError(f"two words for {sorted(twice)}")
        together |= part
    return together


_ALL: Final = tuple(map(_chapter, CHAPTERS))

FACTS: Final = _together(words.facts for words in _ALL)
"""Event families, in the order of the catalogue."""

FAMILIES: Final = {word.swedish: name for name, word in FACTS.items()}
"""Event families by their Swedish words."""

CHAPTER_OF: Final = {name: chapter for chapter, words in zip(CHAPTERS, _ALL, strict=True) for name in words.facts}
"""The chapter of each event family."""

FIELDS: Final = _together(words.fields for words in _ALL)
"""Field names, without their unit (`costs_ore` is found under `costs`)."""

VALUES: Final = _together(words.values for words in _ALL)
"""Values of enumerations, and other words that answers use."""

_FORMER_FIELDS: Final = {former: word.swedish for word in FIELDS.values() for former in word.formerly}

_UNIT_SUFFIXES: Final = ("_ore", "_ppb", "_text")


def field(name: str) -> str:
    """The Swedish word for a field; its unit is not part of the word.

    >>> field("costs_ore")
    'kostnader'
    """
    for suffix in _UNIT_SUFFIXES:
        name = name.removesuffix(suffix)
    return FIELDS[name].swedish


def fields(names: Iterable[str]) -> list[str]:
    """The Swedish words for some fields."""
    return [field(name) for name in names]


def todays_names(keys: Collection[str], names: Collection[str]) -> dict[str, str]:
    """What those of the keys are called now that stand by the former word of one of the names: empty when none does. A
    key beside today's word for it is not among them: nobody could tell which of the two is meant."""
    former = ((key, _FORMER_FIELDS.get(key)) for key in keys if key not in names)
    return {key: name for key, name in former if name is not None and name in names and name not in keys}


def fact(family: str) -> str:
    """The Swedish word for an event family."""
    return FACTS[family].swedish


def value(name: str) -> str:
    """The Swedish word for a value."""
    return VALUES[name].swedish


def values(name: str) -> tuple[str, ...]:
    """Every word by which a file may name a value: today's first, then what it was called."""
    return (VALUES[name].swedish, *VALUES[name].formerly)
