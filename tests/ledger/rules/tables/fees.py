"""Rows of the refusal and the warning table for the chapter of fees: exact texts, read aloud."""

from datetime import date
from typing import Final

from ledger.events import case, fees, organisation
from ledger.values import OrganisationKind
from tests.given import basis
from tests.ledger.rules.scenario import given, past, refusal, warning, without_basis
from tests.ledger.rules.tables.rows import Row, row

FEE: Final = "serviceavgift"
ASSOCIATION: Final = organisation.LedgerOpened("Storsthlm", OrganisationKind.ASSOCIATION)
CAP: Final = past(fees.FeeCapDecided(FEE, 2023, 2026, 450_000), basis("2023-03-20", body="förbundsmötet"))
RATE: Final = past(fees.FeeRateDecided(FEE, 2026, 2026, 350_000))
BASE: Final = past(
    fees.FeeBaseRecorded(FEE, 2026, 2025, (fees.FeeBaseRow("slk", 100_000_000), fees.FeeBaseRow("sbk", 200_000_000)))
)
CHARGES: Final = (fees.ChargeRow("slk", 35_000), fees.ChargeRow("sbk", 70_000))
ISSUED: Final = fees.MemberChargesIssued(FEE, 2026, CHARGES, date(2026, 2, 1))
TOO_HIGH: Final = fees.FeeRateDecided(FEE, 2026, 2026, 460_000)


def calculated(*rows: fees.ChargeRow, printed: tuple[str, ...] = ()) -> fees.MemberChargesCalculated:
    """A printed table, rounded as Storsthlm rounds."""
    return fees.MemberChargesCalculated(
        FEE, 2026, rows, fees.ChargeRounding.HALF_UP_KRONA, fees.ChargeTotal.ROUNDED_TOTAL, printed
    )


REFUSAL_ROWS: Final[dict[str, Row]] = {
    "R-44: a rate above its cap": row(
        given(CAP).when(TOO_HIGH, basis()),
        refusal(
            "fee-above-cap",
            "serviceavgift 2026 skulle bli 0,46\u00a0‰, men får vara högst 0,45\u00a0‰ (förbundsmötet 2023-03-20, för "
            "2023–2026), som beslutat till och med 2025-11-24.",
            "högst 0,45\u00a0‰, ett nytt tak, eller ett godtagande av regeln med skäl",
        ),
    ),
    "R-08: a fee raised before it was decided": row(
        given(CAP).when(fees.FeeRateDecided(FEE, 2026, 2026, 350_000), basis("2026-03-01")),
        refusal(
            "fee-retroactive",
            "serviceavgift 0,35\u00a0‰ gäller från 2026-01-01, före beslutet 2026-03-01, till nackdel för dem som "
            "betalar.",
            "en dag efter beslutet, synnerliga skäl (KL 2:4), eller ett godtagande av regeln med skäl",
        ),
    ),
    "R-08: a price raised before it was decided": row(
        given().when(fees.PriceDecided("it", "dator", "Dator", 120_000, date(2026, 1, 1)), basis("2026-03-01")),
        refusal(
            "fee-retroactive",
            "Dator i it gäller från 2026-01-01, före beslutet 2026-03-01, till nackdel för dem som betalar.",
        ),
    ),
    "the same charge issued twice": row(
        given(past(ISSUED)).when(ISSUED, basis("2026-03-01")),
        refusal(
            "charges-already-issued",
            "serviceavgift 2026 har redan debiterats slk och sbk.",
            "posten ”medlemsavgifter reglerade” för skillnaden, eller ett godtagande av regeln om det är en del till",
        ),
    ),
    "a settlement of what was never issued": row(
        given().when(fees.MemberChargesSettled(FEE, 2026, CHARGES[:1], date(2026, 10, 1)), basis("2026-10-01")),
        refusal(
            "charges-not-issued",
            "serviceavgift 2026 har inte debiterats slk.",
            "Registrera först posten ”medlemsavgifter debiterade”.",
        ),
    ),
    "a member on two rows": row(
        given().when(
            fees.FeeBaseRecorded(FEE, 2026, 2025, (fees.FeeBaseRow("slk", 1), fees.FeeBaseRow("slk", 2))), basis()
        ),
        refusal("member-repeated", "Medlemmen slk står på flera rader.", "en rad för varje medlem"),
    ),
    "a fee whose years are reversed": row(
        given().when(fees.FeeCapDecided(FEE, 2026, 2023, 450_000), basis()),
        refusal("interval-reversed", "Slutet, 2023, ligger före början, 2026.", "2026 eller senare"),
    ),
    "a negative rate": row(
        given().when(fees.FeeCapDecided(FEE, 2026, 2026, -1_000_000), basis()),
        refusal("amount-negative", "Satsen är negativ: −1\u00a0‰.", "noll eller mer"),
    ),
    "a printed total of charges that is no amount": row(
        given(CAP, RATE, BASE).when(calculated(*CHARGES, printed=("55 384 275",)), basis()),
        refusal("amount-malformed", "”55 384 275” saknar enhet.", "kr, tkr, mnkr eller mdkr efter talet"),
    ),
}
WARNING_ROWS: Final[dict[str, Row]] = {
    "R-44: no cap is known": row(
        given(CAP).when(fees.FeeRateDecided(FEE, 2026, 2028, 350_000), basis()),
        warning("fee-cap-unknown", "serviceavgift: inget avgiftstak är känt för 2027–2028."),
    ),
    "R-44: a cap in another measure than the rate": row(
        given(past(fees.FeeCapDecided(FEE, 2026, 2026, per_head_ore=1382_00))).when(
            fees.FeeRateDecided(FEE, 2026, 2026, 350_000), basis()
        ),
        warning(
            "fee-cap-of-other-measure",
            "serviceavgift 2026: taket är 1\u00a0382\u00a0kr per person och avgiften 0,35\u00a0‰. De anges i olika "
            "mått, så det är inte prövat om avgiften ryms under taket.",
        ),
    ),
    "R-44: a proposed rate above its cap": row(
        given(CAP).when(case.ProposalMade("oppositionen", (TOO_HIGH,)), basis()),
        warning("proposed-fee-above-cap", "serviceavgift 2026: förslaget är 0,46\u00a0‰, men taket är 0,45\u00a0‰."),
    ),
    "R-08 in an association": row(
        given(CAP, kept_by=ASSOCIATION).when(fees.FeeRateDecided(FEE, 2026, 2026, 350_000), basis("2026-03-01")),
        warning("fee-before-decision", "serviceavgift 0,35\u00a0‰ gäller från 2026-01-01, före beslutet 2026-03-01."),
    ),
    "R-46: a base of another year": row(
        given().when(fees.FeeBaseRecorded(FEE, 2026, 2024, (fees.FeeBaseRow("slk", 1),)), basis()),
        warning("fee-base-year-unusual", "serviceavgift 2026: underlaget är från 2024, inte från året före."),
    ),
    "R-46: a member who had a base the year before": row(
        given(BASE).when(fees.FeeBaseRecorded(FEE, 2027, 2026, (fees.FeeBaseRow("slk", 1),)), basis()),
        warning("fee-base-incomplete", "serviceavgift 2027: underlag saknas för sbk, som hade det året före."),
    ),
    "a base that is not its printed total": row(
        given().when(fees.FeeBaseRecorded(FEE, 2026, 2025, (fees.FeeBaseRow("slk", 1_000),), ("12 kr",)), basis()),
        warning(
            "fee-base-total-differs",
            "serviceavgift 2026: dokumentet anger underlaget 12 kr, raderna är tillsammans 10\u00a0kr, "
            "skillnad 2\u00a0kr.",
        ),
    ),
    "heads and members that are not what is printed": row(
        given().when(
            fees.FeeBaseRecorded(FEE, 2026, 2025, (fees.FeeBaseRow("slk", 1, 5),), printed_heads=7, printed_members=26),
            basis(),
        ),
        warning(
            "fee-base-count-differs",
            "serviceavgift 2026: dokumentet anger antal 7, raderna är tillsammans 5, skillnad 2.",
        ),
        warning(
            "fee-base-count-differs",
            "serviceavgift 2026: dokumentet anger antal medlemmar 26, raderna är tillsammans 1, skillnad 25.",
        ),
    ),
    "R-45: charges that cannot be reckoned": row(
        given().when(calculated(CHARGES[0]), basis()),
        warning(
            "charge-not-checked",
            "serviceavgift 2026: avgifterna kan inte räknas om, för sats och avgiftsunderlag saknas.",
        ),
    ),
    "R-45: a row that is another than what it comes to": row(
        given(CAP, RATE, BASE).when(calculated(fees.ChargeRow("slk", 35_200), CHARGES[1]), basis()),
        warning(
            "charge-differs",
            "serviceavgift 2026, slk: dokumentet anger 352\u00a0kr, uträknat blir det 350\u00a0kr, skillnad 2\u00a0kr.",
        ),
    ),
    "R-45: a member without a charge": row(
        given(CAP, RATE, BASE).when(calculated(CHARGES[0]), basis()),
        warning("charges-incomplete", "serviceavgift 2026: sbk har underlag men ingen avgift."),
    ),
    "R-45: rows that are not their printed total": row(
        given(CAP, RATE, BASE).when(calculated(*CHARGES, printed=("1 052 kr", "1 tkr")), basis()),
        warning(
            "charges-total-differs",
            "serviceavgift 2026: dokumentet anger summan 1 052 kr, raderna är tillsammans 1\u00a0050\u00a0kr, skillnad "
            "2\u00a0kr. Avrundad för sig är summan 1\u00a0050\u00a0kr.",
        ),
    ),
    "a settlement of another amount than is left": row(
        given(CAP, RATE, BASE, past(calculated(*CHARGES)), without_basis(ISSUED, "2026-02-01")).when(
            fees.MemberChargesSettled(FEE, 2026, (fees.ChargeRow("slk", 100),), date(2026, 10, 1)), basis("2026-10-01")
        ),
        warning(
            "settlement-differs",
            "serviceavgift 2026, slk: reglerat är 1\u00a0kr, att reglera var 0\u00a0kr, skillnad 1\u00a0kr.",
        ),
    ),
}
