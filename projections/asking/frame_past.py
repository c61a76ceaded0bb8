"""Reads everything that has ever been known of some frames, for answers that walk from one coordinate to another."""

from collections.abc import Iterator

import msgspec

from ledger.log.database import Cursor
from ledger.meaning.frames import FrameFact
from ledger.meaning.placed import PlacedFact
from ledger.values import FrameKey
from projections.asking.citations import frame_facts_until, later_acts_until
from projections.asking.frame_walk import Acting, Item, Past, acting_of
from projections.asking.hypothetical import NOTHING_LAID, Laid
from projections.tables.frames import FrameScope, supposed_facts
from projections.tables.register import placed_of


def past_of(
    cursor: Cursor, position: int, scope: FrameScope, laid: Laid = NOTHING_LAID, supposed_ppb: int | None = None
) -> Past:
    """Everything that has been known, up to a position, of the frames that are asked for; and what is laid on top, as
    if it became known after that. `supposed_ppb` is what every index that is not decided is supposed to be."""
    facts: dict[FrameKey, list[FrameFact]] = {}
    supposed = [item for placed in laid.placed for item in _supposed(placed, scope, position + 1)]
    for fact in (*frame_facts_until(cursor, scope, position), *(one for one in supposed if isinstance(one, FrameFact))):
        facts.setdefault(fact.frame, []).append(fact)
    acting = [*acting_at(cursor, position), *(item for item in supposed if isinstance(item, Acting))]
    return Past(facts, acting, supposed, supposed_ppb)


def _supposed(placed: PlacedFact, scope: FrameScope, known_from: int) -> Iterator[Item]:
    """What a fact would do to the frames that are asked for, once it was known."""
    yield from supposed_facts(placed, scope, known_from=known_from)
    acting = acting_of(placed, None)
    if acting is not None:
        yield msgspec.structs.replace(acting, known_from=known_from)


def acting_at(cursor: Cursor, position: int) -> list[Acting]:
    """Everything that has ever been known, up to a position, to change decisions that stand already."""
    found: list[Acting] = []
    for recorded, known_to in later_acts_until(cursor, position):
        every = (acting_of(placed, known_to) for placed in placed_of([recorded]))
        found += [acting for acting in every if acting is not None]
    return found
