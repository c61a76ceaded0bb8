"""Equity: what is earmarked of it, until when, and what is drawn; and units that carry their result over."""

from datetime import date

from ledger.events.fact import Fact
from ledger.money import Ore
from ledger.text import Text
from ledger.values import Identifier


class EquityReserved(Fact, tag_field="type", tag="equity-reserved.v1", frozen=True):
    """Earlier surplus is earmarked for a purpose until a day (reservation av eget kapital). It is no cost until it is
    drawn. `amount_ore` None: the amount is not known."""

    reservation: Identifier
    purpose: Text
    amount_ore: Ore | None = None
    applies_from: date | None = None
    last_day: date | None = None

    def subjects(self) -> tuple[str, ...]:
        """The reservation."""
        return (f"reservation:{self.reservation}",)


EquityFact = EquityReserved
