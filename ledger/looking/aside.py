"""What is read beside what a decision looks at, for what is only told: no decision stands on it."""

from collections.abc import Iterable
from itertools import chain, islice
from typing import Final

from ledger.events import BudgetAdopted, Fact, NamedProposal, TaxRateDecided
from ledger.log.entry import Look
from ledger.meaning.effects import effects
from ledger.meaning.placed import claimed, inner_facts
from ledger.values import FrameKey, FrameKind

MOST_OTHER_YEARS: Final = 200
"""Frames that are held against another year: a sheet in the wrong unit is seen in its first rows."""


_YEARS_BESIDE: Final = (-1, 1, -2, 2, -3)
"""The years that a frame may be held against, as far from its own: a plan is for three years."""


def other_years(frame: FrameKey) -> tuple[FrameKey, ...]:
    """The frames of the years beside a frame's, which it may be held against, the best first; none for investments."""
    years = _YEARS_BESIDE if frame.kind is FrameKind.OPERATING else ()
    return tuple(FrameKey(frame.unit, frame.kind, frame.year + year, frame.line) for year in years)


def looks_aside(facts: Iterable[Fact]) -> tuple[Look, ...]:
    """What is read beside that, for what is only told: frames that are set, or that a proposal would set or change, are
    held against themselves and the years beside theirs, and a tax rate against those of other years. No decision stands
    on it, so nobody is held up when it changes."""
    new = [fact for fact in (claimed(fact, None)[0] for fact in facts) if fact is not None]
    proposed = (
        effect for fact in new if isinstance(fact, NamedProposal) for each in fact.facts for effect in effects(each)
    )
    sets = (effect for fact in new for effect in effects(fact) if effect.sets is not None)
    frames = islice((effect.frame for effect in chain(sets, proposed)), MOST_OTHER_YEARS)
    rates = (inner.year for fact in new for inner, _, _ in inner_facts(fact) if isinstance(inner, _WithTaxRate))
    return tuple(
        dict.fromkeys(
            (
                *(Look(other.tag) for frame in frames for other in (frame, *other_years(frame))),
                *(Look(f"budget:{year + beside}") for year in rates for beside in RATES_BESIDE),
            )
        )
    )


_WithTaxRate = TaxRateDecided | BudgetAdopted

RATES_BESIDE: Final = (-1, 1, -2)
"""The years that a tax rate is held against, as far from its own, the best first."""
