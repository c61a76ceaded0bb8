"""Examples of what is decided together with the frames."""

from typing import Final

from ledger.entry import Entry
from ledger.events import FrameAdjusted, FrameDecided
from ledger.events.budget import IndexDecided, TaxRateDecided
from ledger.values import Commitment
from tests.golden.examples.common import BUDGET, BY, COMPLETE, DECIDED, OPERATING

EXAMPLES: Final = {
    "tax-rate-decided.v1": Entry(TaxRateDecided(2026, 178_300_000), BY, COMPLETE),
    "tax-rate-decided.v1.least": Entry(TaxRateDecided(2026, 178_300_000), BY, DECIDED),
    "index-decided.v1": Entry(IndexDecided("kf-index-2026", 30_000_000), BY, COMPLETE),
    "index-decided.v1.least": Entry(IndexDecided("kf-index-2026", -1), BY, DECIDED),
    "frame-decided.v1.indexed": Entry(
        FrameDecided(OPERATING, Commitment.BUDGET, BUDGET, index="kf-index-2026"), BY, DECIDED
    ),
    "frame-adjusted.v1.indexed": Entry(FrameAdjusted(OPERATING, BUDGET, index="kf-index-2026"), BY, DECIDED),
}
