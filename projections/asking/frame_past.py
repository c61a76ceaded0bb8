"""Reads everything that has ever been known of some frames, for answers that walk from one coordinate to another."""

from collections.abc import Iterator, Sequence

import msgspec

from ledger.log.database import Cursor
from ledger.meaning.placed import PlacedFact
from ledger.values import FrameKey
from projections.asking.cause import StepCause
from projections.asking.citations import frame_facts_until
from projections.asking.frame_walk import KnownFrameFact, Past, acting_of, known_frame_facts
from projections.asking.hypothetical import NOTHING_SUPPOSED, Hypothetical
from projections.asking.subject_walk import KnownFact, instead, known_fact
from projections.tables.frames import FrameScope, supposed_facts
from projections.tables.register import later_acts_until, placed_of


def past_of(
    cursor: Cursor,
    position: int,
    scope: FrameScope,
    laid: Hypothetical = NOTHING_SUPPOSED,
    supposed_ppb: int | None = None,
) -> Past:
    """Everything that has been known, up to a position, of the frames that are asked for; and what is laid on top, as
    if it became known after that. `supposed_ppb` is what every index that is not decided is supposed to be."""
    facts: dict[FrameKey, list[KnownFrameFact]] = {}
    supposed = [item for placed in laid.placed for item in _supposed(placed, scope, position + 1)]
    known = known_frame_facts(frame_facts_until(cursor, scope, position))
    for fact in (*known, *(item for item in supposed if isinstance(item, KnownFrameFact))):
        facts.setdefault(fact.fact.frame, []).append(fact)
    said = _said_until(cursor, position)
    laid_too = [said_now for placed in laid.placed if (said_now := known_fact(placed, None)) is not None]
    supposed += (
        msgspec.structs.replace(item, known_from=position + 1, family=None) for item in instead(laid_too, said)
    )
    acting = [*_acting(said), *(item for item in supposed if isinstance(item, KnownFact))]
    return Past(facts, acting, supposed, supposed_ppb)


def _supposed(placed: PlacedFact, scope: FrameScope, known_from: int) -> Iterator[KnownFrameFact | KnownFact]:
    """What a fact would do to the frames that are asked for, once it was known."""
    yield from known_frame_facts(supposed_facts(placed, scope, known_from=known_from))
    acting = acting_of(placed, None)
    if acting is not None:
        yield msgspec.structs.replace(acting, known_from=known_from)


def acting_at(cursor: Cursor, position: int) -> list[KnownFact]:
    """Everything that has ever been known, up to a position, to change decisions that stand already."""
    return _acting(_said_until(cursor, position))


def _acting(said: Sequence[KnownFact]) -> list[KnownFact]:
    return [*(item for item in said if item.cause is not StepCause.NEW_DECISION), *instead(said)]


def _said_until(cursor: Cursor, position: int) -> list[KnownFact]:
    """What comes of decisions, also what changes none, each cited as its entry is."""
    entries = later_acts_until(cursor, position)
    each = (known_fact(placed, known_to) for recorded, known_to in entries for placed in placed_of([recorded]))
    return [msgspec.structs.replace(known, family=None) for known in each if known is not None]
