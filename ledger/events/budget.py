"""What is decided together with the frames: the tax rate, the index that makes "+ index" concrete."""

from ledger.events.fact import Fact
from ledger.values import Identifier, Rate
from ledger.when import Year


class TaxRateDecided(Fact, tag_field="type", tag="tax-rate-decided.v1", frozen=True):
    """The municipal tax rate of a year (KL 11:6, 11:10-11), in billionths: 17,83 kronor per hundred is 178 300 000."""

    year: Year
    rate_ppb: Rate

    def subjects(self) -> tuple[str, ...]:
        """The year's budget."""
        return (f"budget:{self.year}",)


class IndexDecided(Fact, tag_field="type", tag="index-decided.v1", frozen=True):
    """An index is decided, and makes every amount "+ index" that names it concrete. It decides nothing else: what was
    recommended stays a recommendation."""

    index: Identifier
    rate_ppb: Rate

    def subjects(self) -> tuple[str, ...]:
        """The index."""
        return (f"index:{self.index}",)

    def tags(self) -> tuple[str, ...]:
        """Every decision about frames looks at what changes decisions that stand already."""
        return (*self.subjects(), "aftermath")


BudgetFact = TaxRateDecided | IndexDecided
