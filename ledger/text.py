"""Text in facts: what may stand in it, and one way of writing each letter."""

import re
from collections.abc import Sequence
from typing import Annotated, Final
from unicodedata import normalize

import msgspec

LONGEST: Final = 500
"""Characters."""

NO_CONTROL_CHARACTERS: Final = r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$"
"""Tabs and line breaks are text; U+0000 cannot be stored by PostgreSQL, and the others cannot be seen."""

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST, pattern=NO_CONTROL_CHARACTERS)]

_HIDDEN: Final = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    r"\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff"
)
"""What has no width, turns the direction, looks blank, or is no character at all."""

_NOT_IN_LINES: Final = re.compile(f"[{_HIDDEN}]")
_NOT_IN_A_LINE: Final = re.compile(f"[\t\n{_HIDDEN}]")


def misleading(text: str, *, lines: bool) -> str | None:
    r"""The first character that makes a text look like something else: one without width, or one that turns the
    direction of what follows; also a tab or a line break, unless it may have several lines. None when there is none.

    What is stored may have them, so this is a rule for what comes in and not a part of `Text`.

    >>> misleading("slk\n", lines=False)
    '\n'
    """
    match = (_NOT_IN_LINES if lines else _NOT_IN_A_LINE).search(text)
    return match and match[0]


def composed(text: str) -> str:
    r"""The same text with each letter as one character (NFC) and each line break as one U+000A, so that what looks the
    same is the same: CR LF is how other systems write a line break, and CR alone how older ones did.

    >>> composed("a\u0308r") == "\u00e4r", composed("rad 1\r\nrad 2\rrad 3")
    (True, 'rad 1\nrad 2\nrad 3')
    """
    return normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")


def visible(text: str, longest: int = 60) -> str:
    r"""A text in a message: its beginning, with what cannot be seen written out.

    >>> visible("slk\x00\n")
    'slk<U+0000><U+000A>'
    """
    shown = "".join(c if c.isprintable() or c == "\u00a0" else f"<U+{ord(c):04X}>" for c in text[:longest])
    return shown + ("…" if len(text) > longest else "")


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, in Swedish.

    >>> listed(["ärende", "paragraf", "att-sats"])
    'ärende, paragraf och att-sats'
    """
    return " och ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def first_of(names: Sequence[str], most: int = 5) -> str:
    """The first few of some names in a sentence, and how many more there are.

    >>> first_of(["a", "b", "c", "d"], 2)
    'a, b och 2 till'
    """
    more = len(names) - most
    return f"{', '.join(names[:most])} och {more} till" if more > 0 else listed(names)
