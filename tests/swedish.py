"""What people see is Swedish: the words that give English away.

Only words that hardly an English sentence does without, and that a Swedish text has no use for: so neither `in`, `by`,
`not` and `all`, which are Swedish, nor `a` and `it`, which are letters and units here, nor `before` and `after`, which
are fields. Names and codes stay English in a Swedish text; they are passed over where one can see that they are names.
"""

import re
from collections.abc import Iterable
from typing import Final

_LISTED: Final = """
the of to for from with without at into onto upon about between through until
is are was were be been being has have had having does did do will would shall should may might must cannot
and or but nor because although unless whether while than if
this that these those there here its they them their he she his her we our you your
which who whom whose what when where why how
each every any both either neither none only same other another such
successful validation error response invalid required missing unknown
"""
_WORD: Final = re.compile(r"[^\W\d_]+")
_ENGLISH: Final = frozenset(_WORD.findall(_LISTED))
_NAMES: Final = re.compile(r"`[^`]*`|”[^”]*”|\b\w+([-_/.]\w+)+\b|\{[^}]*\}")
"""What is quoted, and what is written together with a hyphen, an underscore, a slash or a full stop."""


def english_in(text: str) -> set[str]:
    """The English words of a text that is to be Swedish, as they are in lower case: none, if it is."""
    return {word for word in _WORD.findall(_NAMES.sub(" ", text.lower())) if word in _ENGLISH}


def not_swedish(texts: Iterable[str]) -> dict[str, set[str]]:
    """The texts with English in them, and what it is."""
    return {text: words for text in texts if (words := english_in(text))}
