"""What the chapter of fees adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date

from ledger.events.fees import ChargeRounding, ChargeRow, FeeBaseRow
from tests.given import Command
from tests.golden.examples import least
from tests.projections.rich.frames import on


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`. The base of sbk is corrected after the charges were
    issued: 350 kr more."""
    rows = (ChargeRow("slk", 70_000), ChargeRow("sbk", 35_000))
    base = (FeeBaseRow("slk", 200_000_000, 20), FeeBaseRow("sbk", 100_000_000, 10))
    late_base = (FeeBaseRow("sbk", 200_000_000, 10),)
    difference = (ChargeRow("sbk", 10_000),)
    calculated = least("member-charges-calculated.v1", rows=rows, rounding=ChargeRounding.HALF_UP_KRONA)
    price = {"price_list": "it", "item": "dator", "name": "Dator", "amount_ore": 120_000}
    return (
        on("2023-03-20", least("fee-cap-decided.v1", rate_ppb=450_000)),
        on("2025-12-01", least("fee-rate-decided.v1", rate_ppb=350_000)),
        on("2025-12-01", least("fee-base-recorded.v1", rows=base)),
        on("2025-12-02", calculated),
        on("2026-01-15", least("member-charges-issued.v1", rows=rows, issued_on=date(2026, 1, 15))),
        on("2026-05-20", least("fee-base-corrected.v1", rows=late_base, reason="slutligt utfall")),
        on("2026-06-01", least("member-charges-settled.v1", rows=difference, settled_on=date(2026, 6, 1))),
        on("2025-10-15", least("price-decided.v1", **price, applies_from=date(2026, 1, 1))),
    )
