"""What a reader need not read twice: entries that change decisions which stand already."""

from typing import Final

import msgspec

from ledger.log.database import Cursor
from ledger.meaning.later_acts import LaterActs, later_acts_of
from ledger.meaning.placed import PlacedFact
from projections.tables.register import entries_by_position, placed_of

MOST_KEPT: Final = 200
"""How many different sets of later acts are kept before all are forgotten."""


class LaterActsCache(msgspec.Struct):
    """What changes decisions that stand already, each entry of it read once for all. An entry never changes, so what is
    kept by position is right whatever is asked. Safe to use from several threads."""

    _placed: dict[int, list[PlacedFact]] = {}
    _made: dict[tuple[int, ...], LaterActs] = {}

    def later_acts(self, cursor: Cursor, positions: tuple[int, ...]) -> LaterActs:
        """What some entries, those of `later_acts` that are known somewhere, make of decisions that stand already."""
        made = self._made.get(positions)
        if made is None:
            made = later_acts_of(fact for facts in self._entries(cursor, positions) for fact in facts)
            if len(self._made) >= MOST_KEPT:
                self._made = {}
            self._made[positions] = made
        return made

    def _entries(self, cursor: Cursor, positions: tuple[int, ...]) -> list[list[PlacedFact]]:
        placed = self._placed
        missing = [position for position in positions if position not in placed]
        if missing:
            read = entries_by_position(cursor, missing)
            placed = placed | {position: placed_of([recorded]) for position, recorded in read.items()}
            self._placed = placed
        return [placed[position] for position in positions]
