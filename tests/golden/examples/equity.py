"""Examples of equity."""

from datetime import date
from typing import Final

from ledger.entry import Entry
from ledger.events.equity import EquityReserved
from tests.golden.examples.common import BY, COMPLETE, DECIDED

EXAMPLES: Final = {
    "equity-reserved.v1": Entry(
        EquityReserved("smart-stad", "Smart stad", 5_000_000_000, date(2023, 4, 1), date(2025, 12, 31)), BY, COMPLETE
    ),
    "equity-reserved.v1.least": Entry(EquityReserved("smart-stad", "Smart stad"), BY, DECIDED),
}
