"""R-22: a tax rate against those of the years beside it, where a slipped comma, or per cent read as per mille, is seen.

Municipalities and regions change theirs by a krona or two at most, also when a task goes from one to the other.
"""

from collections.abc import Iterator
from typing import Final

from ledger.looking.aside import RATES_BESIDE
from ledger.looking.state import State
from ledger.meaning.budget import tax_rate_of
from ledger.money import tax_rate_text
from ledger.values import RecordedWarning

_FAR: Final = 40_000_000
"""Four kronor in a hundred, in billionths."""


def rate_far(state: State, year: int, rate_ppb: int | None) -> Iterator[RecordedWarning]:
    """Tells of a tax rate that is far from that of the year before, or for want of one of another year beside."""
    rates = ((year + beside, tax_rate_of(state.about(f"budget:{year + beside}"))) for beside in RATES_BESIDE)
    known = next(((other, rate[0]) for other, rate in rates if rate is not None), None)
    if rate_ppb is not None and known is not None and abs(rate_ppb - known[1]) > _FAR:
        values = {"year": str(year), "asserted": tax_rate_text(rate_ppb)}
        values |= {"known": tax_rate_text(known[1]), "known_year": str(known[0])}
        yield RecordedWarning("tax-rate-far", values)
