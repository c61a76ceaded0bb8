"""What facts about fees and prices touch."""

from datetime import date

from ledger.events.fees import (
    ChargeRow,
    FeeBaseRecorded,
    FeeBaseRow,
    FeeCapDecided,
    FeeRateDecided,
    MemberChargesIssued,
    PriceDecided,
)


def test_a_fee_is_found_by_its_name_and_touches_no_frame() -> None:
    for fact in (FeeCapDecided("serviceavgift", 2023, 2026), FeeRateDecided("serviceavgift", 2026, 2026)):
        assert fact.tags() == ("fee:serviceavgift",)
        assert (fact.frames(), fact.units()) == ((), ())


def test_what_has_rows_needs_every_member_registered() -> None:
    rows = (FeeBaseRow("salem", 1), FeeBaseRow("nykvarn", 2))
    assert FeeBaseRecorded("serviceavgift", 2026, 2025, rows).units() == ("salem", "nykvarn")
    issued = MemberChargesIssued("serviceavgift", 2026, (ChargeRow("salem", 1),), date(2026, 2, 1))
    assert (issued.units(), issued.tags()) == (("salem",), ("fee:serviceavgift",))


def test_a_price_is_found_by_its_list() -> None:
    assert PriceDecided("programprislistan", "naturvetenskap", "Naturvetenskap").tags() == ("price:programprislistan",)
