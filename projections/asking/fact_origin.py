"""Where a fact in an answer comes from, and whether it counts at the coordinate: beside every row of an answer that
lists facts, so that what is only proposed, or waits, is never mixed into what is decided."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

import msgspec

from ledger.events import family, stored_name
from ledger.meaning.later_acts import Role
from ledger.meaning.placed import PlacedFact
from ledger.values import Stage
from projections.asking.register_query import RegisterGround


class FactStanding(StrEnum):
    """Whether a fact counts at a coordinate: it does; its decision day is not settled by then; it waits for a
    condition; or it is only proposed."""

    COUNTED = "counted"
    UNDETERMINED = "undetermined"
    CONDITIONAL = "conditional"
    PROPOSED = "proposed"


class FactOrigin(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a fact comes from: its event and entry, stage and proposal, the body, the days it can have been decided on,
    what it waits for, and where it is written. `stage` None: it is only noted; no body decides such a thing."""

    event: str
    position: int
    stage: Stage | None
    standing: FactStanding
    decided_latest: date
    decided_earliest: date | None = None
    body: str | None = None
    proposal: str | None = None
    conditions: tuple[str, ...] = ()
    source: str | None = None
    page: str | None = None


def origin_of(placed: PlacedFact, standing: FactStanding) -> FactOrigin:
    """Where a fact comes from. Without a basis nobody decided it, and only the day of recording bounds it."""
    basis = placed.basis
    return FactOrigin(
        event=family(stored_name(type(placed.fact))),
        position=placed.position,
        stage=placed.stage if placed.proposal is not None or placed.fact.needs_basis else None,
        standing=standing,
        decided_latest=placed.decided.latest,
        decided_earliest=None if placed.earliest == date.min else placed.earliest,
        body=None if basis is None else basis.body,
        proposal=placed.proposal,
        conditions=() if basis is None else basis.conditions,
        source=None if basis is None else basis.source.title,
        page=None if basis is None else basis.source.page,
    )


def standing_of(ground: RegisterGround, placed: PlacedFact) -> FactStanding | None:
    """Whether a fact counts at a coordinate; None when it is not there at all: not yet, or annulled."""
    as_of = ground.as_of
    stopped = ground.later_acts.what_stops(placed, as_of)
    if placed.earliest > as_of or stopped is Role.ANNULLED:
        return None
    if placed.stage is not Stage.DECIDED:
        return FactStanding.PROPOSED
    if placed.decided.latest > as_of:
        # Without a basis there are no bounds, only the day it was recorded: before that it is not there.
        return None if placed.basis is None else FactStanding.UNDETERMINED
    return FactStanding.COUNTED if stopped is None else FactStanding.CONDITIONAL


def beside(ground: RegisterGround, asked: Iterable[PlacedFact]) -> Iterator[tuple[PlacedFact, FactStanding]]:
    """What stands beside what counts, of the facts that are asked about: not settled, waiting, or only proposed. With a
    stage or a proposal asked for, only those."""
    question = ground.question
    for placed in asked:
        if question.stage in (None, placed.stage) and question.proposal in (None, placed.proposal):
            standing = standing_of(ground, placed)
            if standing is not None and standing is not FactStanding.COUNTED:
                yield placed, standing
