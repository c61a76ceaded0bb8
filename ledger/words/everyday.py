"""The words that people use, and the events that they mean by them: `omdisponering` is `ram överförd`.

A word that is not here leads only to names that have it among their own words, or that it is misspelt from: likeness of
letters alone made `fördelningsnyckel` of `omfördelning`.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher
from importlib.resources import files
from typing import Final

import msgspec

from ledger.words import words

_MISSPELT_PERCENT: Final = 85
"""How much two words must have in common for one to be the other misspelt: `ram beslutat` and `ram beslutad` have 92 %,
`omfördelning` and `fördelningsnyckel` 69."""


class EverydayWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people mean by a word: event families, the likeliest first, and what to know of it. Without events it is
    something that is not recorded at all."""

    events: tuple[str, ...] = ()
    says: str = ""


EVERYDAY: Final = msgspec.toml.decode(
    files(__package__ or "").joinpath("swedish", "everyday.toml").read_bytes(), type=dict[str, EverydayWord]
)
"""By the word, in small letters."""


def everyday_word(name: str) -> EverydayWord | None:
    """What people mean by a word, whatever its capitals and spaces; None for one that is not known."""
    return EVERYDAY.get(_plain(name))


def names_like(name: str, names: Iterable[str]) -> list[str]:
    """At most three of some names that were meant: those that have the word among their own, else those that it is
    misspelt from.

    >>> names_like("Index", ["index beslutat", "ingående post"]), names_like("ram beslutat", ["ram beslutad"])
    (['index beslutat'], ['ram beslutad'])
    """
    plain, known = _plain(name), list(names)
    having = [one for one in known if plain in one.split()]
    alike = {one: _common_percent(plain, one) for one in known}
    misspelt = sorted((one for one in known if alike[one] >= _MISSPELT_PERCENT), key=lambda one: -alike[one])
    return (having or misspelt)[:3]


def _common_percent(one: str, other: str) -> int:
    common = sum(block.size for block in SequenceMatcher(None, other, one).get_matching_blocks())
    return 200 * common // max(1, len(one) + len(other))


def events_meant(name: str, known: Iterable[str]) -> str:
    """What to write instead of a word that is no event, as the beginning of a sentence: `kanske ram överförd; `. Empty
    when nobody can tell. `known`: the Swedish words of the events that can stand there."""
    possible = list(known)
    word = everyday_word(name)
    if word is not None and not word.events:
        return f"ingenting: {word.says} "
    near = names_like(name, possible) if word is None else _among(word, possible)
    if not near:
        misspelt = [EVERYDAY[spelt] for spelt in names_like(name, EVERYDAY)]
        near = [meant for spelt in misspelt for meant in _among(spelt, possible)]
    return f"kanske {' eller '.join(dict.fromkeys(near))}; " if near else ""


def _among(word: EverydayWord, possible: Iterable[str]) -> list[str]:
    return [meant for meant in map(words.fact, word.events) if meant in possible]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
