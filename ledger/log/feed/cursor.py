"""Where in a log somebody is who follows it: a position, and by what one knows that it is one of the same log."""

import re
from typing import Final

import msgspec

from ledger.errors import Refusal

PATTERN: Final = "[0-9]{1,18}(-[0-9a-f]{8})?"
_FORM: Final = re.compile(PATTERN, re.ASCII)


class LogCursor(msgspec.Struct, frozen=True):
    """A position, and the first eight hexadecimal digits of the nonce of the entry there: `17-3fa94c02`. Before the
    first entry there is none, and whoever has a bare number cannot tell which log it is of."""

    position: int
    nonce: str | None = None

    def __str__(self) -> str:
        return str(self.position) if self.nonce is None else f"{self.position}-{self.nonce}"

    @property
    def is_unchecked(self) -> bool:
        """Whether it is a bare number that stands for an entry."""
        return self.nonce is None and self.position > 0


BEGINNING: Final = LogCursor(0)


def parse_cursor(text: str) -> LogCursor:
    """`17-3fa94c02`, or a bare `17`. Raises ValueError.

    >>> str(parse_cursor("17-3fa94c02")), parse_cursor("17").is_unchecked
    ('17-3fa94c02', True)
    """
    if not _FORM.fullmatch(text):
        raise ValueError(f"”{text[:60]}” är ingen markör")
    position, _, nonce = text.partition("-")
    return LogCursor(int(position), nonce or None)


def diverged(cursor: LogCursor, there: str | None, head: LogCursor) -> Refusal:
    """That a cursor is of another log than this one: another entry stands at its position, or none does."""
    if cursor.position > head.position:
        detail = f"Position {cursor.position} finns inte: liggaren slutar vid {head.position}."
        calculated = str(head.position)
    else:
        detail = f"Vid position {cursor.position} står en annan post än den som markören {cursor} är från."
        calculated = str(LogCursor(cursor.position, there))
    right = (
        "Liggaren har troligen återställts från en äldre kopia, eller så är markören från en annan liggare. Ta bort "
        "det som byggts på posterna, och följ om från after=0."
    )
    return Refusal("log-diverged", detail, str(cursor), calculated, right=right, where="after")
