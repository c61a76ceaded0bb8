"""Whether what came is what should have come: each once, in order, and nothing else."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from ledger.events import FrameAdjusted
from ledger.log.entry import Recorded
from ledger.values import OperatingAmount


class Count(msgspec.Struct, frozen=True):
    """What is missing, what is there more than once, what comes before what it should come after (or stands elsewhere
    than was said), and what nobody knows of."""

    lost: int = 0
    duplicated: int = 0
    reordered: int = 0
    foreign: int = 0

    def __add__(self, other: "Count") -> "Count":
        figures = zip(msgspec.structs.astuple(self), msgspec.structs.astuple(other), strict=True)
        return Count(*map(sum, figures))

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return any(msgspec.structs.astuple(self))


def counted(expected: Sequence[Hashable], had: Sequence[Hashable]) -> Count:
    """What is wrong with what somebody had. `expected` holds everything once, in order."""
    places = {item: place for place, item in enumerate(expected)}
    times = Counter(had)
    order = [places[item] for item in times if item in places]  # as they came first
    return Count(
        len(places.keys() - times.keys()),
        times.total() - len(times),
        sum(later < earlier for earlier, later in pairwise(order)),
        len(times.keys() - places.keys()),
    )


_FACTS: Final = 4
"""More than a command of a writer ever has."""

_COMMANDS: Final = 1_000_000
"""More than a writer ever sends."""


class Mark(msgspec.Struct, frozen=True, order=True):
    """What a fact is known again by, wherever it turns up: its amount is no other's."""

    writer: int
    command: int
    fact: int

    @property
    def ore(self) -> int:
        """The amount."""
        return (self.writer * _COMMANDS + self.command) * _FACTS + self.fact + 1

    @classmethod
    def of(cls, entry: Recorded) -> "Mark | None":
        """The mark of an entry; None for one that no writer made."""
        fact = entry.entry.fact
        if not isinstance(fact, FrameAdjusted) or not isinstance(fact.amount, OperatingAmount):
            return None
        rest, number = divmod(fact.amount.costs_ore - 1, _FACTS)
        return cls(*divmod(rest, _COMMANDS), number)


def counted_in_log(entries: Iterable[Recorded], acknowledged: Mapping[Mark, int]) -> Count:
    """What is wrong with a log, for those who were told at which position each fact stands: of these each once, there,
    in the order in which a writer sent them; and of all others none twice."""
    there = [(mark, entry.position) for entry in entries if (mark := Mark.of(entry)) is not None]
    kept = [mark for mark, _ in there if mark in acknowledged]
    others = [mark for mark, _ in there if mark not in acknowledged]
    count = counted(list(dict.fromkeys(others)), others)
    for writer in {mark.writer for mark in acknowledged}:
        sent = sorted(mark for mark in acknowledged if mark.writer == writer)
        count += counted(sent, [mark for mark in kept if mark.writer == writer])
    moved = acknowledged.keys() & dict(there).keys() - {
        mark for mark, place in there if acknowledged.get(mark) == place
    }
    return count + Count(reordered=len(moved))
