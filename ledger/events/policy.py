"""The organisation's own rules: how strictly it holds to which of them. They are history too."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from ledger.events.fact import Fact
from ledger.text import Text
from ledger.values import Identifier


class Treatment(StrEnum):
    """What happens when something goes against a rule: it is refused unless it is accepted by name, or it is stored
    with a warning, or nobody minds."""

    REFUSE = "refuse"
    WARN = "warn"
    IGNORE = "ignore"


class ControlPolicyDecided(Fact, tag_field="type", tag="control-policy-decided.v1", frozen=True):
    """How the organisation treats a rule from a day on. `rule` is the code of a class B refusal; the rules of
    arithmetic and identity cannot be relaxed."""

    needs_basis: ClassVar[bool] = False

    rule: Identifier
    treatment: Treatment
    applies_from: date | None = None
    note: Text | None = None

    def subjects(self) -> tuple[str, ...]:
        """The rule."""
        return (f"policy:{self.rule}",)

    def tags(self) -> tuple[str, ...]:
        """Every decision looks at the organisation's rules, so they are found together with it."""
        return ("organisation", *self.subjects())


PolicyFact = ControlPolicyDecided
