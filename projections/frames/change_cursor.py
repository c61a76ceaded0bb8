"""Where somebody is who follows frame changes: where in the log, and which recast of them that is in."""

import re
from typing import Final

from ledger.log.feed.cursor import PATTERN, LogCursor, parse_cursor
from projections.asking.parameter import Form

CHANGE_PATTERN: Final = rf"{PATTERN}(\.[0-9]{{1,9}}){{0,2}}"
_FORM: Final = re.compile(CHANGE_PATTERN, re.ASCII)


class ChangeCursor(LogCursor, frozen=True):
    """A cursor of the log, and how many recasts its holder has had: `17-3fa94c02.1`; a bare cursor has had none.
    `taken` are the rows that it has had of what leads over the next recast, when that is too much to be told at once:
    `17-3fa94c02.0.1000`."""

    recast: int = 0
    taken: int = 0

    def __str__(self) -> str:
        taken = f".{self.taken}" if self.taken else ""
        return f"{super().__str__()}.{self.recast}{taken}"


FROM_THE_BEGINNING: Final = ChangeCursor(0)


def parse_change_cursor(text: str) -> ChangeCursor:
    """`17-3fa94c02.1`, or any cursor of the log. Raises ValueError.

    >>> str(parse_change_cursor("17-3fa94c02")), parse_change_cursor("0").position
    ('17-3fa94c02.0', 0)
    """
    if not _FORM.fullmatch(text):
        raise ValueError(f"”{text[:60]}” är ingen markör")
    there, *recast = text.split(".")
    cursor = parse_cursor(there)
    return ChangeCursor(cursor.position, cursor.nonce, *map(int, recast))


CURSOR: Final = Form(
    parse_change_cursor,
    "en markör som 17-3fa94c02.0, eller 0 för början",
    {"type": "string", "pattern": f"^{CHANGE_PATTERN}$"},
)
