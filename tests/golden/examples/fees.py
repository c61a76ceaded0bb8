"""Examples of fees. The figures of the full ones are Storsthlm's."""

from datetime import date
from typing import Final

from ledger.events import fees
from ledger.log.entry import Entry
from tests.golden.examples.common import BY, COMPLETE, DECIDED

FEE: Final = "serviceavgift"

EXAMPLES: Final = {
    "fee-cap-decided.v1": Entry(
        fees.FeeCapDecided(FEE, 2023, 2026, 450_000, 100_000, "Högst 0,45 promille av underlaget."), BY, COMPLETE
    ),
    "fee-cap-decided.v1.least": Entry(fees.FeeCapDecided(FEE, 2023, 2026), BY, DECIDED),
    "fee-rate-decided.v1": Entry(
        fees.FeeRateDecided(
            FEE, 2021, 2023, 390_000, 78_200, "ungdom", "Serviceavgiften", "Taket höjdes sent.", "Enligt stadgarna."
        ),
        BY,
        COMPLETE,
    ),
    "fee-cap-decided.v1.printed": Entry(
        fees.FeeCapDecided(FEE, 2018, 2018, 30_000_000, rate_as_printed="3,0\u00a0%"), BY, COMPLETE
    ),
    "fee-rate-decided.v1.printed": Entry(
        fees.FeeRateDecided(FEE, 2020, 2020, 400_000, rate_as_printed="0,40\u00a0‰"), BY, COMPLETE
    ),
    "fee-rate-decided.v1.least": Entry(fees.FeeRateDecided(FEE, 2026, 2026), BY, DECIDED),
    "fee-base-recorded.v1": Entry(
        fees.FeeBaseRecorded(
            FEE,
            2026,
            2025,
            (fees.FeeBaseRow("nykvarn", 86_383_459_600, 12_323), fees.FeeBaseRow("salem", 126_402_406_200)),
            ("158 240 785 951 kr", "158 miljarder kronor"),
            2_471_773,
            26,
            date(2024, 11, 1),
            "Skatter och nettobidrag.",
        ),
        BY,
        COMPLETE,
    ),
    "fee-base-recorded.v1.least": Entry(fees.FeeBaseRecorded(FEE, 2026, 2025, (fees.FeeBaseRow("nykvarn"),)), BY),
    "fee-base-corrected.v1": Entry(
        fees.FeeBaseCorrected(
            FEE, 2026, 2025, (fees.FeeBaseRow("salem", 126_402_406_300, 17_506),), "Slutligt utfall."
        ),
        BY,
        COMPLETE,
    ),
    "fee-base-corrected.v1.least": Entry(
        fees.FeeBaseCorrected(FEE, 2026, 2025, (fees.FeeBaseRow("salem"),), "Slutligt utfall."), BY, DECIDED
    ),
    "member-charges-calculated.v1": Entry(
        fees.MemberChargesCalculated(
            FEE,
            2026,
            (fees.ChargeRow("nykvarn", 30_234_200), fees.ChargeRow("salem", 44_240_800)),
            fees.ChargeRounding.HALF_UP_KRONA,
            fees.ChargeTotal.ROUNDED_TOTAL,
            ("55 384 275 kr", "55 miljoner kronor"),
            "Stadgarna § 24.",
        ),
        BY,
        COMPLETE,
    ),
    "member-charges-calculated.v1.least": Entry(
        fees.MemberChargesCalculated(
            FEE, 2026, (fees.ChargeRow("nykvarn", 0),), fees.ChargeRounding.HALF_UP_ORE, fees.ChargeTotal.SUM_OF_ROWS
        ),
        BY,
    ),
    "member-charges-issued.v1": Entry(
        fees.MemberChargesIssued(FEE, 2026, (fees.ChargeRow("nykvarn", 30_234_200),), date(2026, 2, 1), "Faktura."),
        BY,
        COMPLETE,
    ),
    "member-charges-issued.v1.least": Entry(
        fees.MemberChargesIssued(FEE, 2026, (fees.ChargeRow("nykvarn", 1),), date(2026, 2, 1)), BY
    ),
    "member-charges-settled.v1": Entry(
        fees.MemberChargesSettled(FEE, 2026, (fees.ChargeRow("nykvarn", -100),), date(2026, 10, 1), "Kredit."),
        BY,
        COMPLETE,
    ),
    "member-charges-settled.v1.least": Entry(
        fees.MemberChargesSettled(FEE, 2026, (fees.ChargeRow("nykvarn", 1),), date(2026, 10, 1)), BY
    ),
    "price-decided.v1": Entry(
        fees.PriceDecided(
            "programprislistan",
            "samhallsvetenskap",
            "Samhällsvetenskapsprogrammet",
            9_500_000,
            date(2027, 1, 1),
            date(2027, 12, 31),
            "Priset saknades.",
            note="Per elev och år.",
        ),
        BY,
        COMPLETE,
    ),
    "price-decided.v1.least": Entry(
        fees.PriceDecided("programprislistan", "strukturtillagg", "Strukturtillägg"), BY, DECIDED
    ),
}
