"""What is told to be missing is not missing when a later fact of the same command brings it: a decision is one, in
whatever order its facts are written."""

from datetime import date
from typing import Final

from ledger.events import AnyFact
from ledger.looking.state import State
from ledger.rules.decide import noticed
from ledger.values import Basis, RecordedWarning

INSTEAD: Final[dict[str, tuple[str, ...]]] = {
    "body-unknown": (),
    "budget-parts-missing": (),
    "condition-unknown": (),
    "copied-frame-unknown": ("plan-copy-differs",),
    "decision-not-recorded": (),
    "deficit-decision-late": (),
    "deficit-not-settled": (),
    "deficit-plan-missing": (),
    "dissent-without-decision": (),
    "key-of-earlier-year": ("key-without-shares",),
    "key-without-shares": (),
    "reservation-balance-unknown": (),
    "tax-rate-late": ("tax-rate-differs",),
}
"""The warnings that something is not there, and what may be said instead once it is."""


def still_missing(
    after: State,
    fact: AnyFact,
    basis: Basis | None,
    position: int,
    today: date,
    warnings: tuple[RecordedWarning, ...],
) -> tuple[RecordedWarning, ...]:
    """The warnings of a fact as they are when all of its command is known: `after` is the state that all of it leaves,
    `position` the place of the fact."""
    missed = [warning.code for warning in warnings if warning.code in INSTEAD]
    if not missed:
        return warnings
    said = {*missed, *(code for missing in missed for code in INSTEAD[missing])}
    known = [warning for warning in noticed(after, fact, basis, position, today) if warning.code in said]
    kept = [warning for warning in warnings if warning.code not in INSTEAD or warning in known]
    return (*kept, *(warning for warning in known if warning not in kept))
