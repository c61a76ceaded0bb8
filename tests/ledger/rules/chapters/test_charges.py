"""R-45 and R-46: bases that are whole, charges that add up, and what was issued for ever."""

from datetime import date

from ledger.events import ProposalMade
from ledger.events.fees import (
    ChargeRow,
    FeeBaseCorrected,
    FeeBaseRow,
    FeeCapDecided,
    FeeRateDecided,
    MemberChargesIssued,
    MemberChargesSettled,
)
from tests.given import basis
from tests.ledger.rules.scenario import accepting, given, past, refusal, warning, without_basis
from tests.ledger.rules.tables.fees import BASE, CAP, CHARGES, FEE, ISSUED, RATE, calculated

LATER = basis("2026-10-01")


def settled(member: str, ore: int) -> MemberChargesSettled:
    """One member's settlement."""
    return MemberChargesSettled(FEE, 2026, (ChargeRow(member, ore),), date(2026, 10, 1))


def test_r45_what_adds_up_is_simply_stored() -> None:
    given(CAP, RATE, BASE).when(calculated(*CHARGES, printed=("1 050 kr", "1 tkr")), basis()).then()


def test_r45_a_proposal_is_reckoned_by_its_own_rate() -> None:
    """0,36 ‰ is proposed, of 1 000 000 and 2 000 000 kr; 0,35 ‰ is decided."""
    proposed = FeeRateDecided(FEE, 2026, 2026, 360_000)
    rows = calculated(ChargeRow("slk", 36_000), ChargeRow("sbk", 72_000))
    given(CAP, RATE, BASE).when(ProposalMade("hojning", (proposed, rows)), basis()).then()
    given(CAP, RATE, BASE).when(ProposalMade("fel", (proposed, calculated(*CHARGES))), basis()).then(
        warning("charge-differs"), warning("charge-differs")
    )


def test_r46_a_corrected_base_needs_not_name_everybody() -> None:
    correction = FeeBaseCorrected(FEE, 2026, 2025, (FeeBaseRow("sbk", 3),), "slutligt utfall")
    given(BASE).when(correction, LATER).then()
    odd = FeeBaseCorrected(FEE, 2026, 2026, (FeeBaseRow("sbk", 3),), "slutligt utfall")
    given(BASE).when(odd, LATER).then(warning("fee-base-year-unusual"))


def test_a_negative_base_or_charge_is_refused_and_a_negative_settlement_is_money_back() -> None:
    given().when(FeeBaseCorrected(FEE, 2026, 2025, (FeeBaseRow("sbk", -1),), "x"), LATER).then(
        refusal("amount-negative")
    )
    given().when(calculated(ChargeRow("sbk", -1)), basis()).then(refusal("amount-negative"))
    lower = past(FeeBaseCorrected(FEE, 2026, 2025, (FeeBaseRow("sbk", 100_000_000),), "slutligt"), basis("2026-06-01"))
    table = (CAP, RATE, BASE, past(calculated(*CHARGES)), without_basis(ISSUED, "2026-02-01"), lower)
    given(*table).when(settled("sbk", -35_000), LATER).then()
    given(*table).when(settled("sbk", 35_000), LATER).then(warning("settlement-differs"))


def test_an_unknown_member_is_refused() -> None:
    given().when(FeeBaseCorrected(FEE, 2026, 2025, (FeeBaseRow("nykvarn", 1),), "x"), LATER).then(
        refusal("unit-unknown")
    )


def test_a_second_instalment_is_accepted_by_name_and_never_changes_the_first() -> None:
    scene = given(past(ISSUED)).when(ISSUED, LATER, accept=(accepting("charges-already-issued", "andra halvåret"),))
    scene.then(warning("rule-accepted"))


def test_another_year_or_another_member_is_another_charge() -> None:
    given(past(ISSUED)).when(MemberChargesIssued(FEE, 2027, CHARGES, date(2027, 2, 1)), LATER).then()
    given(past(ISSUED)).when(MemberChargesIssued(FEE, 2026, (ChargeRow("ks", 1),), date(2026, 2, 1)), LATER).then()


def test_a_settlement_twice_over_is_noticed() -> None:
    table = (CAP, RATE, BASE, past(calculated(*CHARGES)), without_basis(ISSUED, "2026-02-01"))
    higher = past(FeeBaseCorrected(FEE, 2026, 2025, (FeeBaseRow("sbk", 300_000_000),), "slutligt"), basis("2026-06-01"))
    given(*table, higher).when(settled("sbk", 35_000), LATER).then()
    given(*table, higher, past(settled("sbk", 35_000), LATER)).when(settled("sbk", 35_000), LATER).then(
        refusal("decision-already-recorded"), warning("settlement-differs")
    )


def test_a_fee_cap_alone_charges_nobody() -> None:
    scene = given().when(FeeCapDecided(FEE, 2027, 2030, 450_000), LATER).then()
    assert len(scene.after.about(f"fee:{FEE}")) == 1
