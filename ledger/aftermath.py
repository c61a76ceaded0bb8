"""What changes decisions that stand already: judgments, conditions that are met, indices that are decided.

All of it acts on the decided clock. A final judgment that annuls a decision acts from its finality day, for the whole
budget year (KL 13:8, 13:14-15); a decision on a condition counts from the day when the condition is met; an index makes
"+ index" concrete from the day it is decided.
"""

from collections.abc import Iterable
from datetime import date
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
    """An index, and from which day it is decided."""

    decided_on: date
    rate_ppb: int


class Aftermath(msgspec.Struct, frozen=True):
    """Everything that changes decisions that stand already, as known at some position."""

    annulments: tuple[Annulment, ...] = ()
    met: dict[str, date] = {}
    indices: dict[str, tuple[Index, ...]] = {}

    def conditions_met(self, basis: Basis | None, as_of: date) -> bool:
        """Whether all that a decision waits for has come by a day. One without conditions waits for nothing."""
        conditions = () if basis is None else basis.conditions
        return all(condition in self.met and self.met[condition] <= as_of for condition in conditions)

    def annulled_from(self, basis: Basis | None, latest: date) -> date | None:
        """The day from which a decision counts as never made; None while it stands."""
        if basis is None:
            return None
        return min((one.final_on for one in self.annulments if one.hits(basis, latest)), default=None)

    def stands(self, held: Held, as_of: date) -> bool:
        """Whether a fact counts on a day: nothing it waits for is missing, and no court has annulled it by then."""
        annulled = self.annulled_from(held.basis, held.decided.latest)
        return self.conditions_met(held.basis, as_of) and (annulled is None or annulled > as_of)

    def index_rate(self, index: str, as_of: date) -> int | None:
        """An index as decided by a day, in billionths; None while it is not decided."""
        decided = [one for one in self.indices.get(index, ()) if one.decided_on <= as_of]
        return decided[-1].rate_ppb if decided else None

    def days(self) -> tuple[date, ...]:
        """The days on which something here begins to act."""
        indices = (one.decided_on for every in self.indices.values() for one in every)
        return tuple(sorted({*(one.final_on for one in self.annulments), *self.met.values(), *indices}))


NO_AFTERMATH: Final = Aftermath()
"""Every decision stands as it was made."""


def aftermath_of(held: Iterable[Held]) -> Aftermath:
    """What some facts, all of them known, do to decisions that stand already; what is only proposed does nothing."""
    annulments: list[Annulment] = []
    met: dict[str, date] = {}
    indices: dict[str, tuple[Index, ...]] = {}
    for one in sorted((one for one in held if one.stage is Stage.DECIDED), key=lambda one: one.decided):
        match one.fact:
            case JudgmentGiven():
                found = annulment_of(one.fact)
                annulments += [] if found is None else [found]
            case ConditionMet(condition=condition):
                met.setdefault(condition, one.decided.latest)
            case IndexDecided(index=index):
                known = indices.get(index, ())
                indices[index] = (*known, Index(one.decided.latest, one.fact.rate_ppb))
            case _:
                continue
    return Aftermath(tuple(annulments), met, indices)
