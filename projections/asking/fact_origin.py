"""Where a fact in an answer comes from, and whether it counts at the coordinate: beside every row of an answer that
lists facts, so that what is only proposed, or waits, is never mixed into what is decided."""

from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum

import msgspec

from ledger.events import Fact, family, stored_name
from ledger.meaning.placed import Held
from ledger.values import Stage
from projections.asking.register_query import Ground


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


def origin_of(held: Held, standing: FactStanding) -> FactOrigin:
    """Where a fact comes from. Without a basis nobody decided it, and only the day of recording bounds it."""
    basis = held.basis
    return FactOrigin(
        event=family(stored_name(type(held.fact))),
        position=held.position,
        stage=held.stage if held.proposal is not None or held.fact.needs_basis else None,
        standing=standing,
        decided_latest=held.decided.latest,
        decided_earliest=None if held.earliest == date.min else held.earliest,
        body=None if basis is None else basis.body,
        proposal=held.proposal,
        conditions=() if basis is None else basis.conditions,
        source=None if basis is None else basis.source.title,
        page=None if basis is None else basis.source.page,
    )


def standing_of(ground: Ground, held: Held) -> FactStanding | None:
    """Whether a fact counts at a coordinate; None when it is not there at all: not yet, or annulled."""
    as_of = ground.as_of
    annulled = ground.aftermath.annulled_from(held.basis, held.decided.latest)
    if held.earliest > as_of or (annulled is not None and annulled <= as_of):
        return None
    if held.stage is not Stage.DECIDED:
        return FactStanding.PROPOSED
    if held.decided.latest > as_of:
        # Without a basis there are no bounds, only the day it was recorded: before that it is not there.
        return None if held.basis is None else FactStanding.UNDETERMINED
    return FactStanding.COUNTED if ground.aftermath.stands(held, as_of) else FactStanding.CONDITIONAL


def beside(ground: Ground, is_about: Callable[[Fact], bool]) -> Iterator[tuple[Held, FactStanding]]:
    """What stands beside what counts, of the facts that are asked about: not settled, waiting, or only proposed. With a
    stage or a proposal asked for, only those."""
    question = ground.question
    for held in ground.held:
        standing = standing_of(ground, held) if is_about(held.fact) else None
        wanted = question.stage in (None, held.stage) and question.proposal in (None, held.proposal)
        if wanted and standing is not None and standing is not FactStanding.COUNTED:
            yield held, standing
