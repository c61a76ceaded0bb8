"""An entry that another one names by its position: it must be there, and not have been corrected."""

from ledger.errors import Refusal
from ledger.log.entry import Recorded
from ledger.looking.state import State


def standing_entry(
    state: State, position: int, corrected: str, right: str
) -> tuple[Recorded | None, tuple[Refusal, ...]]:
    """The entry at a position, or None and why it cannot be named: `entry-unknown`, or `entry-already-corrected` with
    what is then said of it and what would be right, each with the correcting entry as `{successor}`."""
    target = state.targets.get(position)
    if target is None:
        detail = f"Det finns ingen post på position {position}."
        return None, (Refusal("entry-unknown", detail, str(position), right="positionen av en post i liggaren"),)
    successor = state.corrected_by.get(position)
    if successor is None:
        return target, ()
    detail = f"Posten {position} {corrected.format(successor=successor)}."
    return None, (Refusal("entry-already-corrected", detail, right=right.format(successor=successor)),)
