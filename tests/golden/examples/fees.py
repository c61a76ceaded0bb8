"""Examples of fees."""

from typing import Final

from ledger.entry import Entry
from ledger.events.fees import FeeRateDecided
from tests.golden.examples.common import BY, COMPLETE, DECIDED

EXAMPLES: Final = {
    "fee-rate-decided.v1": Entry(FeeRateDecided("serviceavgift", 2021, 2023, 390_000, 78_200), BY, COMPLETE),
    "fee-rate-decided.v1.least": Entry(FeeRateDecided("serviceavgift", 2026, 2026), BY, DECIDED),
}
