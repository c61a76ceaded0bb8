"""By what a decision is known again, however it is written: its body, case, paragraph and clause.

One decision is one decision whatever its typography: minutes write `§ 44`, a list `§44` and a letter `44 §`; one office
writes `KS 2026/51`, another `Dnr KS2026/51`; and `KF` is kommunfullmäktige. Everything that compares
decisions does it by these keys; whether two with the same or missing keys are one is in `meaning/same_decision.py`. The
tags that entries are stored under are older, and stay as they were stored: `spelled_key`.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

_LONGEST_KEY: Final = 200

_SHORT: Final = {
    "kf": "kommunfullmäktige",
    "rf": "regionfullmäktige",
    "ks": "kommunstyrelsen",
    "rs": "regionstyrelsen",
}
"""What bodies that the law names are called for short."""

_DASHES: Final = "[\u2010-\u2015\u2212]"
"""Every dash but the hyphen of a keyboard."""

_CASE_WORDS: Final = re.compile(r"^(?:dnr|diarienr|diarienummer|ärende|ärendenr|ärendenummer)(?=\W|[0-9]|$)[\s.:]*")
"""What stands before a case number and is not part of it, once capitals are gone."""

_CASE_PARTS: Final = re.compile(r"[^\W\d_]+|[0-9]+")

_NUMBER: Final = r"([0-9]{1,9})(?![0-9])(?:\s*([a-zåäö])(?=\s*(?:$|[^\w\s])))?"
_PARAGRAPHS: Final = tuple(re.compile(start + _NUMBER, re.IGNORECASE) for start in (r"§\s*", r"(?<![0-9])"))
_ONLY_A_PARAGRAPH: Final = re.compile(r"(?:§+|par\.?|paragraf(?:en)?)?0*([0-9]{1,9}[a-zåäö]?)§?\.?")
"""A text that is a paragraph and nothing else, once capitals and spaces are gone."""


def _plain(text: str | None) -> str:
    """A text without regard to capitals, spaces, and which dash was typed."""
    return "".join(re.sub(_DASHES, "-", unicodedata.normalize("NFKC", text or "")).casefold().split())


@lru_cache(maxsize=10_000)
def body_key(body: str) -> str:
    """By which a body is known again.

    >>> body_key(" KF ") == body_key("Kommunfullmäktige")
    True
    """
    plain = _plain(body)
    return _SHORT.get(plain.rstrip("."), plain)


PARTS: Final = ("utskottet", "utskott", "presidiet", "presidium", "ordförande", "ordföranden")
"""How the names end of those who decide nothing but in a board's place."""

_SHORT_PART: Final = re.compile(r"(?<![^\W_a-zåäö])[A-ZÅÄÖ]*AU$")
"""An arbetsutskott for short: `BUN AU`, `KSAU`."""


def without_place(name: str) -> str:
    """A body's name without where it is.

    >>> without_place("Socialnämnden i Åmål"), without_place("Nämnden i samverkan")
    ('Socialnämnden', 'Nämnden')
    """
    return re.sub(r"(?<=\S)\s+i\s+\S.*$", "", name.strip())


def is_called_part(name: str) -> bool:
    """Whether a body is called as a part of a board, or as its chair: who decides nothing but by delegation (KL
    6:37-39).

    >>> [is_called_part(name) for name in ("Socialnämndens arbetsutskott", "BUN AU", "Ordföranden", "Socialnämnden")]
    [True, True, True, False]
    """
    plain = without_place(name)
    return body_key(plain).endswith(PARTS) or _SHORT_PART.search(plain) is not None


def parts_of(name: str) -> tuple[str, ...]:
    """The keys of whatever a body may be called a part of, by whole words: `SN:s AU` of `sn`, `Barn- och
    utbildningsnämndens ordförande` of that board. What has no owner's ending must be called as a part.

    >>> parts_of("SN:s AU"), parts_of("Bostadsnämnden"), parts_of("BUN AU")
    (('sn', 'sn:s'), (), ('bun',))
    """
    words = name.split()
    found = []
    for count in range(1, len(words)):
        owner, rest = " ".join(words[:count]), " ".join(words[count:])
        bare = re.sub(":?s$", "", owner)
        if bare != owner and without_place(rest):
            found.append(body_key(bare))
        if is_called_part(rest):
            found.append(body_key(owner))
    return tuple(dict.fromkeys(found))


def is_part_key(key: str) -> bool:
    """Whether the key of a body may be that of a part of a board."""
    return key.endswith((*PARTS, "au"))


def parts_called(key: str, owner: str) -> Iterator[str]:
    """Which part of a board a body may be called, by the keys of both, in one form; nothing: it is not called so.

    >>> [*parts_called("sonau", "son")], [*parts_called("socialnämnden:spresidiet", "socialnämnden")]
    (['arbetsutskott'], ['presidium'])
    """
    rest = key.removeprefix(owner) if key.startswith(owner) else ""
    for link in ("", ":s", "s"):
        part = rest.removeprefix(link)
        if rest.startswith(link) and _PART_OF_OWNER.fullmatch(part):
            full = next((full for full in _DEFINITE if part.endswith(full)), "")
            bare = part.removesuffix(full) + _DEFINITE.get(full, "")
            yield next((whole for whole, short in _SHORT_PARTS.items() if bare in short), bare)


def owners_of(key: str) -> Iterator[str]:
    """The keys of the boards that a body may be called the executive committee of.

    >>> [*owners_of("sonau")], [*owners_of("son:sarbetsutskott")]
    (['son'], ['son:s', 'son:', 'son'])
    """
    for part in part_spellings("", "arbetsutskott", ()):
        if key.endswith(part) and key != part:
            yield key.removesuffix(part)


def part_spellings(owner: str, part: str, others: Collection[str]) -> Iterator[str]:
    """The keys of a part of a board by one of its names: `sonau`, `son:sau`, `sonarbetsutskottet`. What would be a part
    of one of `others` is not: that has an s more."""
    definite = (part.removesuffix(bare) + full for full, bare in _DEFINITE.items() if part.endswith(bare))
    parts = (part, *definite, *_SHORT_PARTS.get(part, ()))
    for link in ("", ":s") if f"{owner}s" in others else ("", "s", ":s"):
        yield from (f"{owner}{link}{each}" for each in parts)


_PART_OF_OWNER: Final = re.compile(
    r"au|(?:(?!nämnd|styrelse)[a-zåäö])*?utskott(?:et)?|presidi(?:um|et)|(?:vice)?ordföranden?"
)
"""What follows the key of a board in that of a part of it."""

_DEFINITE: Final = {"utskottet": "utskott", "presidiet": "presidium", "ordföranden": "ordförande"}
"""How the name of a part ends when it is a certain one, and otherwise."""

_SHORT_PARTS: Final = {"arbetsutskott": ("au",)}
"""What parts are called for short."""


ALIKE_PERCENT: Final = 86
"""How alike two names are when one may be the other misspelt: one letter in seven."""

_BETWEEN_PARTS: Final = re.compile(r"nämndens?|nämnd|styrelsens?|styrelse|samt|och|för|\W|_")
"""What stands around what a body is about, in its key."""

_OF_ALL: Final = frozenset(("", "kommun", "region", "landsting", "stad"))
"""What is said of all that an organisation does, and not of one body."""

_PARTS_OF_BOARDS: Final = re.compile(r"(utskott(et)?|presidi(um|et)|ordföranden?|beredning(en)?|kontoret|au)$")
"""How the key of a body ends that is a part of a board, or decides in its place."""


def alike_percent(one: str, other: str) -> int:
    """How much of two names is the same, in order: 100 when all is."""
    same = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return 200 * same // (len(one) + len(other))


@lru_cache(maxsize=10_000)
def are_alike(one: str, other: str) -> bool:
    """Whether the keys of two bodies are nearly the same: one may be the other misspelt, or written in another order.
    A part of a board is another body than that.

    >>> are_alike(body_key("Barn- och utbildningsnämnden"), body_key("Nämnden för utbildning och barn"))
    True
    >>> are_alike(body_key("Socialnämnden"), body_key("Socialnämndens arbetsutskott"))
    False
    """
    if (_PARTS_OF_BOARDS.search(one) is None) != (_PARTS_OF_BOARDS.search(other) is None):
        return False
    about, others = ({part.rstrip("s") for part in _BETWEEN_PARTS.split(key)} - _OF_ALL for key in (one, other))
    shared = any(a.startswith(b) or b.startswith(a) for a in about for b in others)
    return shared or alike_percent(one, other) >= ALIKE_PERCENT


@lru_cache(maxsize=10_000)
def case_key(case_number: str) -> str:
    """By which a case is known again: its letters and numbers, whatever stands between them and however many zeros
    before them; a text that has none of either is itself.

    >>> case_key("Dnr: KS 2023/0123") == case_key("KS2023-123")
    True
    >>> case_key("KS 2023/1237")
    'ks/2023/1237'
    """
    parts = _CASE_PARTS.findall(_without_words(case_number))
    return "/".join(part.lstrip("0") or "0" if part.isdigit() else part for part in parts) or _plain(case_number)


@lru_cache(maxsize=10_000)
def paragraph_key(paragraph: str) -> str:
    """By which a paragraph is known again; a text that is more than a paragraph is itself.

    >>> paragraph_key("44 §") == paragraph_key("§44") == paragraph_key("§ 44")
    True
    >>> paragraph_key("Utl. 2023:133")
    'utl.2023:133'
    """
    plain = _plain(paragraph)
    only = _ONLY_A_PARAGRAPH.fullmatch(plain)
    return f"§{only[1]}" if only else plain


@lru_cache(maxsize=10_000)
def paragraph_order(paragraph: str | None) -> tuple[int, str]:
    """`§ 12 A` comes after `§ 12` and before `§ 13`; verbatim texts without a number come first.

    The number is the one after §, or the first one when the text has no §.

    >>> paragraph_order("§ 12 A")
    (12, 'A')
    """
    found = next(filter(None, (pattern.search(paragraph or "") for pattern in _PARAGRAPHS)), None)
    return (int(found[1]), (found[2] or "").upper()) if found else (0, "")


@lru_cache(maxsize=10_000)
def body_spellings(body: str) -> tuple[str, ...]:
    """How a body may be spelled where it is the same: itself, and what the law's own bodies are called in full and for
    short.

    >>> body_spellings("Kommunfullmäktige")
    ('Kommunfullmäktige', 'kommunfullmäktige', 'kf')
    """
    key = body_key(body)
    return tuple(dict.fromkeys((body, key, *(short for short, whole in _SHORT.items() if whole == key))))


@lru_cache(maxsize=10_000)
def case_spellings(case_number: str) -> tuple[str, ...]:
    """How a case may be spelled where it is the same: with what is written before its number, and without it.

    >>> case_spellings("Dnr KS 2025/1")
    ('Dnr KS 2025/1', 'ks 2025/1', 'dnrks 2025/1', 'dnr:ks 2025/1', 'dnr.ks 2025/1')
    """
    number = _without_words(case_number)
    return tuple(dict.fromkeys((case_number, *(f"{before}{number}" for before in ("", "dnr", "dnr:", "dnr.")))))


def _without_words(case_number: str) -> str:
    return _CASE_WORDS.sub("", unicodedata.normalize("NFKC", case_number).casefold().strip())


@lru_cache(maxsize=10_000)
def paragraph_spellings(paragraph: str) -> tuple[str, ...]:
    """How a paragraph may be spelled where it is the same; a text that is more than a paragraph is only itself.

    >>> paragraph_spellings("44 §")
    ('44 §', '§44', '44§', '44')
    """
    key = paragraph_key(paragraph)
    number = key.removeprefix("§")
    others = (f"{number}§", number) if number != key else ()
    return tuple(dict.fromkeys((paragraph, key, *others)))


@lru_cache(maxsize=10_000)
def decision_key(body: str, case_number: str | None, paragraph: str | None) -> str:
    """A decision's body, case and paragraph as one text; a digest of it when it is longer than an index can hold.

    >>> decision_key("KF", "KS 2025/1", "12 A §")
    'kommunfullmäktige/ks/2025/1/§12a'
    """
    return bounded("/".join((body_key(body), case_key(case_number or ""), paragraph_key(paragraph or ""))))


@lru_cache(maxsize=10_000)
def spelled_key(*parts: str | None) -> str:
    """The same for what is stored: only capitals and spaces are left out, as when the first entries were stored. What
    it gives never changes, since tags are found by it.

    >>> spelled_key("KF", None, "§ 12 A")
    'kf//§12a'
    """
    return bounded("/".join("".join((part or "").casefold().split()) for part in parts))


def bounded(key: str) -> str:
    """A key, or a digest of it when it is longer than an index can hold."""
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()
