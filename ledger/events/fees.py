"""Fees: what members and customers pay, within which cap, on which base; and prices over time."""

from ledger.events.fact import Fact
from ledger.money import Ore
from ledger.values import Identifier, Rate
from ledger.when import Year


class FeeRateDecided(Fact, tag_field="type", tag="fee-rate-decided.v1", frozen=True):
    """What a fee is, for the years from `first_year` to `last_year`: a share of the base, in billionths (0,35 ‰ is
    350 000), or an amount per head in öre."""

    fee: Identifier
    first_year: Year
    last_year: Year
    rate_ppb: Rate | None = None
    per_head_ore: Ore | None = None

    def subjects(self) -> tuple[str, ...]:
        """The fee."""
        return (f"fee:{self.fee}",)


FeeFact = FeeRateDecided
