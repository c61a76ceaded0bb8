"""What else of a year is looked at where another body than the council decides: the frames that others are parts of,
and the reserves that are recorded."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from ledger.events import Fact, FinancingSource, SupplementaryAppropriationDecided
from ledger.looking.state import State
from ledger.meaning.levels import total_beside
from ledger.meaning.placed import claimed
from ledger.meaning.spending import from_unnamed
from ledger.meaning.tree import Aspect


def totals_above(state: State, facts: Iterable[Fact]) -> Iterator[str]:
    """The `total` of every unit above those whose frames are set or changed, which they may be a part of."""
    above = _parents(state)
    new_facts = (claimed(fact, None)[0] or fact for fact in facts)
    for frame in dict.fromkeys(frame for fact in new_facts for frame in fact.frames()):
        units, new = {frame.unit}, [frame.unit]
        while new:
            new = [unit for unit in above.get(new.pop(), ()) if unit not in units] + new
            units.update(new)
        yield from (total_beside(replace(frame, unit=unit)).tag for unit in sorted(units))


def _parents(state: State) -> dict[str, list[str]]:
    """The units that each has been said to be below, on any day."""
    said = (stated.statement for about in state.statements.values() for stated in about)
    above: dict[str, list[str]] = {}
    for statement in said:
        if statement.aspect is Aspect.PARENT and statement.value:
            above.setdefault(statement.unit, []).append(statement.value)
    return above


SAY_RESERVES: Final = (
    "frame-decided",
    "opening-entry-made",
    "clause-decided",
    "supplementary-appropriation-decided",
    "recording-error-corrected",
)
"""The families of what sets a frame that may be a reserve, or gives out of one that it does not name."""


def gives_unnamed(facts: Iterable[Fact]) -> list[SupplementaryAppropriationDecided]:
    """What gives out of a central reserve and does not name it: then it is looked for among everything that is set,
    since no tag says that a frame is one."""
    claims = (claimed(fact, None)[0] for fact in facts)
    decided = (inner for fact in claims if fact is not None for inner in fact.decides())
    source = FinancingSource.CENTRAL_RESERVE
    return [
        inner
        for inner in decided
        if isinstance(inner, SupplementaryAppropriationDecided) and from_unnamed(inner, source)
    ]


def maybe_reserves(state: State, giving: Sequence[SupplementaryAppropriationDecided]) -> Iterator[str]:
    """The frames of the years and kinds that something is given to, and their units, with what is said of them."""
    of = {(inner.frame.year, inner.frame.kind) for inner in giving}
    for tag, known in state.frames.items():
        frame = known.facts[0].frame if known.facts else None
        if frame is not None and (frame.year, frame.kind) in of:
            yield from (tag, f"unit:{frame.unit}")
