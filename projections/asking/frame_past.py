"""Reads everything that has ever been known of some frames, for answers that walk from one coordinate to another."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ledger.events import family, stored_name
from ledger.log.entry import Recorded
from ledger.meaning.effects import (
    Decided,
    Effect,
    Movement,
    effects,
)
from ledger.meaning.placed import PlacedFact
from ledger.values import Commitment, FrameKey, FrameKind
from projections.asking.amounts import sides_of
from projections.asking.citations import (
    basis_of,
    entries_by_position,
    frame_facts_until,
    later_acts_until,
)
from projections.asking.frame_walk import (
    Acting,
    Item,
    Known,
    Past,
    acting_of,
)
from projections.asking.hypothetical import NOTHING_LAID, Laid
from projections.tables.frames import FrameScope
from projections.tables.projection import Cursor
from projections.tables.register import placed_of


def past_of(
    cursor: Cursor, position: int, scope: FrameScope, laid: Laid = NOTHING_LAID, supposed_ppb: int | None = None
) -> Past:
    """Everything that has been known, up to a position, of the frames that are asked for; and what is laid on top, as
    if it became known after that. `supposed_ppb` is what every index that is not decided is supposed to be."""
    rows = frame_facts_until(cursor, scope, position)
    entries = entries_by_position(cursor, (row["entry_position"] for row in rows))
    movements: dict[FrameKey, list[Known]] = {}
    for row in rows:
        known = known_of(row, entries)
        movements.setdefault(known.movement.effect.frame, []).append(known)
    supposed = [item for one in laid.placed for item in _supposed(one, scope, position + 1)]
    for item in supposed:
        if isinstance(item, Known):
            movements.setdefault(item.movement.effect.frame, []).append(item)
    acting = [*acting_at(cursor, position), *(item for item in supposed if isinstance(item, Acting))]
    return Past(movements, acting, supposed, supposed_ppb)


def _supposed(placed: PlacedFact, scope: FrameScope, known_from: int) -> Iterator[Item]:
    """What a fact would do to the frames that are asked for, once it was known."""
    of_family = family(stored_name(type(placed.fact)))
    for effect in effects(placed.fact):
        if scope.has(effect.frame):
            movement = Movement(effect, placed.earliest, placed.decided, placed.position, placed.basis)
            yield Known(movement, of_family, known_from, None)
    acting = acting_of(placed, None)
    if acting is not None:
        yield msgspec.structs.replace(acting, known_from=known_from)


def known_of(row: dict[str, Any], entries: Mapping[int, Recorded] | None) -> Known:
    """A row as a movement that is known for a while. Without entries it rests on no decision: nothing acts on it."""
    frame = FrameKey(row["unit"], FrameKind(row["kind"]), row["year"], row["line"])
    sets = None if row["sets"] is None else Commitment(row["sets"])
    numbers = (row["paragraph_number"], row["paragraph_suffix"], row["clause"], row["place"])
    movement = Movement(
        Effect(frame, sides_of(row), sets, row["index_name"]),
        row["decided_earliest"],
        Decided(row["decided_latest"], *numbers),
        row["entry_position"],
        None if entries is None else basis_of(entries[row["entry_position"]]),
    )
    return Known(movement, row["family"], row["known_from"], row["known_to"])


def acting_at(cursor: Cursor, position: int) -> list[Acting]:
    """Everything that has ever been known, up to a position, to change decisions that stand already."""
    found: list[Acting] = []
    for recorded, known_to in later_acts_until(cursor, position):
        every = (acting_of(placed, known_to) for placed in placed_of([recorded]))
        found += [acting for acting in every if acting is not None]
    return found
