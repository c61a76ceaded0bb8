"""Entries that this program cannot read: what is said of them, and which of them have been set aside.

What is set aside is so for ever and for every later program, also for one that could read it: from the position of the
setting aside on, it is as if the entry was not there.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from ledger.errors import Refusal
from ledger.log.codec import CodecError, decode_aside
from ledger.log.entry import Undecodable

_REASON: Final = "'varför'"


class Asides(msgspec.Struct, frozen=True):
    """What has been set aside in a log: for each entry, by its position, the position from which that holds, and the
    SHA-256 of its bytes."""

    by_position: Mapping[int, tuple[int, str]] = {}

    def covers(self, position: int, data: bytes) -> bool:
        """Whether these bytes in this place are set aside: others, that somebody has put there since, are not."""
        aside = self.by_position.get(position)
        return aside is not None and aside[1] == hashlib.sha256(data).hexdigest()

    def over(self, position: int) -> tuple[int, int] | None:
        """The entry that stands in the way of knowing anything at a position, and from where it no longer does; None
        when none does. The first, when there are several."""
        before = [(entry, held) for entry, (held, _) in sorted(self.by_position.items()) if entry <= position < held]
        return before[0] if before else None

    def last_known(self, position: int) -> int:
        """The last position up to this one at which everything is known."""
        while (found := self.over(position)) is not None:
            position = found[0] - 1
        return position

    def after(self, position: int) -> bool:
        """Whether anything is set aside after a position."""
        return any(held > position for held, _ in self.by_position.values())


def asides_of(rows: Iterable[tuple[int, bytes]]) -> Asides:
    """What some settings aside say, by their positions and bytes; one that cannot be read says nothing. The last about
    an entry is the one that holds: its bytes may have been damaged again."""
    found: dict[int, tuple[int, str]] = {}
    for position, data in rows:
        try:
            aside = decode_aside(bytes(data))
        except CodecError:
            continue
        found[aside.position] = (position, aside.sha256)
    return Asides(found)


def unreadable_refusal(ledger: str, entry: Undecodable) -> Refusal:
    """Why what looks at an entry is refused, and the way out."""
    detail, right = unreadable_text(ledger, entry.position, entry.type, entry.newer)
    return Refusal("entry-unreadable", f"{detail} Det som vilar på den går inte att pröva.", right=right)


def unreadable_text(ledger: str, position: int, type_: str, newer: str | None) -> tuple[str, str]:
    """What is wrong with an entry, and what to do."""
    place = f"Posten på position {position} ({type_}) går inte att läsa"
    if newer is not None:
        detail = f"{place}: namnet {newer} är okänt för den här versionen, och är givet av en nyare."
        return detail, "Starta den nyare versionen av programmet; den läser posten."
    aside = f"liggare set-aside --ledger {ledger} --position {position} --reason {_REASON}"
    return (
        f"{place}: dess byte är inte en sådan post.",
        f"Är den skriven av en nyare version: starta den. Annars lägger databasens ägare posten åt sidan: {aside}",
    )
