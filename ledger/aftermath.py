"""What changes decisions that stand already: judgments, conditions that are met, indices that are decided.

All of it acts on the decided clock. A final judgment that annuls a decision acts from its finality day, for the whole
budget year (KL 13:8, 13:14-15); a decision on a condition counts from the day when the condition is met; an index makes
"+ index" concrete from the day it is decided.
"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Final

import msgspec

from ledger.events.budget import IndexDecided
from ledger.events.case import ConditionMet
from ledger.events.fact import Fact
from ledger.events.review import JudgmentGiven, JudgmentOutcome
from ledger.held import Held
from ledger.values import Basis, DecisionReference, Stage


class Annulment(msgspec.Struct, frozen=True):
    """A decision that counts as never made from a day on."""

    decision: DecisionReference
    final_on: date

    def hits(self, basis: Basis, latest: date) -> bool:
        """Whether a decision with this basis, taken on `latest` at the latest, is the one that is meant."""
        meant = self.decision
        return (
            meant.key == basis.decision_key
            and meant.clause in (None, basis.clause)
            and meant.decided_on in (None, latest)
        )


def annulment_of(fact: Fact) -> Annulment | None:
    """What a judgment annuls; None for one that upholds, that is not final, and for any other fact."""
    match fact:
        case JudgmentGiven(outcome=JudgmentOutcome.ANNULLED, final_on=date() as final_on):
            return Annulment(fact.decision, final_on)
        case _:
            return None


class Index(msgspec.Struct, frozen=True):
    """An index, and from which day it is decided; itself on conditions, or annulled from a day, as any decision."""

    decided_on: date
    rate_ppb: int
    conditions: tuple[str, ...] = ()
    annulled_from: date | None = None


class Aftermath(msgspec.Struct, frozen=True, dict=True):
    """Everything that changes decisions that stand already, as known at some position."""

    annulments: tuple[Annulment, ...] = ()
    met: dict[str, date] = {}
    indices: dict[str, tuple[Index, ...]] = {}

    def conditions_met(self, basis: Basis | None, as_of: date) -> bool:
        """Whether all that a decision waits for has come by a day. One without conditions waits for nothing."""
        return self._met(() if basis is None else basis.conditions, as_of)

    def _met(self, conditions: Iterable[str], as_of: date) -> bool:
        return all(condition in self.met and self.met[condition] <= as_of for condition in conditions)

    def annulled_from(self, basis: Basis | None, latest: date) -> date | None:
        """The day from which a decision counts as never made; None while it stands."""
        named = self.by_decision.get(basis.decision_key, ()) if basis is not None and self.annulments else ()
        return min((one.final_on for one in named if basis is not None and one.hits(basis, latest)), default=None)

    @cached_property
    def by_decision(self) -> dict[str, tuple[Annulment, ...]]:
        """The annulments by the key of the decision that each names: a city has many judgments, and a decision few."""
        found: dict[str, tuple[Annulment, ...]] = {}
        for one in self.annulments:
            found[one.decision.key] = (*found.get(one.decision.key, ()), one)
        return found

    def stands(self, held: Held, as_of: date) -> bool:
        """Whether a fact counts on a day: nothing it waits for is missing, and no court has annulled it by then."""
        annulled = self.annulled_from(held.basis, held.decided.latest)
        return self.conditions_met(held.basis, as_of) and (annulled is None or annulled > as_of)

    def index_rate(self, index: str, as_of: date) -> int | None:
        """An index as decided by a day, in billionths; None while it is not decided."""
        standing = [one.rate_ppb for one in self.indices.get(index, ()) if self._index_stands(one, as_of)]
        return standing[-1] if standing else None

    def _index_stands(self, index: Index, as_of: date) -> bool:
        annulled = index.annulled_from is not None and index.annulled_from <= as_of
        return index.decided_on <= as_of and not annulled and self._met(index.conditions, as_of)

    def days(self) -> tuple[date, ...]:
        """The days on which something here begins to act."""
        indices = (one.decided_on for every in self.indices.values() for one in every)
        return tuple(sorted({*(one.final_on for one in self.annulments), *self.met.values(), *indices}))


NO_AFTERMATH: Final = Aftermath()
"""Every decision stands as it was made."""


def aftermath_of(held: Iterable[Held]) -> Aftermath:
    """What some facts, all of them known, do to decisions that stand already; what is only proposed does nothing."""
    met: dict[str, date] = {}
    indices: dict[str, tuple[Index, ...]] = {}
    decided = sorted((one for one in held if one.stage is Stage.DECIDED), key=lambda one: one.decided)
    judged = Aftermath(tuple(found for one in decided if (found := annulment_of(one.fact)) is not None))
    for one in decided:
        match one.fact:
            case ConditionMet(condition=condition):
                met.setdefault(condition, one.decided.latest)
            case IndexDecided(index=index):
                decided_on, conditions = one.decided.latest, one.basis.conditions if one.basis else ()
                annulled = judged.annulled_from(one.basis, decided_on)
                new = Index(decided_on, one.fact.rate_ppb, conditions, annulled)
                indices[index] = (*indices.get(index, ()), new)
            case _:
                continue
    return Aftermath(judged.annulments, met, indices)
