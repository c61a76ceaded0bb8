"""Projects, premises and forecasts: what is financed until when, what it may come to cost."""

from datetime import date

from ledger.events.fact import Fact
from ledger.money import Ore
from ledger.text import Text
from ledger.values import Identifier


class ProjectFinancingDecided(Fact, tag_field="type", tag="project-financing-decided.v1", frozen=True):
    """A project is financed to and including `last_day`. `amount_ore` None: the amount is not known."""

    project: Identifier
    name: Text
    unit: Identifier | None = None
    amount_ore: Ore | None = None
    last_day: date | None = None
    note: Text | None = None

    def subjects(self) -> tuple[str, ...]:
        """The project."""
        return (f"project:{self.project}",)

    def units(self) -> tuple[str, ...]:
        """Who runs it."""
        return () if self.unit is None else (self.unit,)


ProjectFact = ProjectFinancingDecided
