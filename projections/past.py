"""Reads everything that has ever been known of some frames, for answers that walk from one coordinate to another."""

from collections.abc import Mapping
from typing import Any

from ledger.effects import Decided, Effect, Movement
from ledger.entry import Recorded
from ledger.values import Commitment, FrameKey, FrameKind
from projections.cited import aftermath_until, basis_of, entries_by_position, frame_facts_until
from projections.frame_amounts import sides_of
from projections.projection import Cursor
from projections.register import held_of
from projections.steps import Acting, Known, Past, acting_of


def past_of(
    cursor: Cursor,
    position: int,
    year: int,
    unit: str | None = None,
    line: str | None = None,
    kind: FrameKind | None = None,
) -> Past:
    """Everything that has been known, up to a position, of the frames that are asked for."""
    rows = frame_facts_until(cursor, year=year, unit=unit, line=line, kind=kind, position=position)
    entries = entries_by_position(cursor, (row["entry_position"] for row in rows))
    movements: dict[FrameKey, list[Known]] = {}
    for row in rows:
        known = known_of(row, entries)
        movements.setdefault(known.movement.effect.frame, []).append(known)
    return Past(movements, acting_at(cursor, position))


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
    for recorded, known_to in aftermath_until(cursor, position):
        every = (acting_of(held, known_to) for held in held_of([recorded]))
        found += [acting for acting in every if acting is not None]
    return found
