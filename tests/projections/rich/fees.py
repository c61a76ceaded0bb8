"""What the chapter of fees adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date

from ledger.events.fees import (
    ChargeRounding,
    ChargeRow,
    ChargeTotal,
    FeeBaseCorrected,
    FeeBaseRecorded,
    FeeBaseRow,
    FeeCapDecided,
    FeeRateDecided,
    MemberChargesCalculated,
    MemberChargesIssued,
    MemberChargesSettled,
    PriceDecided,
)
from ledger.recording import Command
from tests.projections.rich.frames import on

FEE = "serviceavgift"


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`. The base of sbk is corrected after the charges were
    issued: 350 kr more."""
    rows = (ChargeRow("slk", 70_000), ChargeRow("sbk", 35_000))
    base = (FeeBaseRow("slk", 200_000_000, 20), FeeBaseRow("sbk", 100_000_000, 10))
    calculated = MemberChargesCalculated(FEE, 2026, rows, ChargeRounding.HALF_UP_KRONA, ChargeTotal.SUM_OF_ROWS)
    return (
        on("2023-03-20", FeeCapDecided(FEE, 2023, 2026, 450_000)),
        on("2025-12-01", FeeRateDecided(FEE, 2026, 2026, 350_000)),
        on("2025-12-01", FeeBaseRecorded(FEE, 2026, 2025, base)),
        on("2025-12-02", calculated),
        on("2026-01-15", MemberChargesIssued(FEE, 2026, rows, date(2026, 1, 15))),
        on("2026-05-20", FeeBaseCorrected(FEE, 2026, 2025, (FeeBaseRow("sbk", 200_000_000, 10),), "slutligt utfall")),
        on("2026-06-01", MemberChargesSettled(FEE, 2026, (ChargeRow("sbk", 10_000),), date(2026, 6, 1))),
        on("2025-10-15", PriceDecided("it", "dator", "Dator", 120_000, date(2026, 1, 1))),
    )
