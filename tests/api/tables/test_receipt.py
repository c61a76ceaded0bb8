"""What a command led to, as the command line shows it."""

from api.app import Application, OpenLedger
from api.tables.receipt import receipt_summary, receipt_table
from ledger.events import FrameDecided
from ledger.money import AmountUnit
from ledger.values import FrameKind, InvestmentAmount, OperatingAmount
from tests.api.tables.showing import shown
from tests.given import AUTHOR, BUDGET, PLAN, adjusted, basis, command, decided, key


def test_a_command_is_told_with_every_frame_before_and_after(application: Application, stad: OpenLedger) -> None:
    first = application.record("stad", command(decided(250_00)), AUTHOR, "k1")
    lines = [line.split() for line in shown(receipt_table("stad", first, AmountUnit.KRONOR)).splitlines()]
    assert lines[0] == ["stad:", "1", "händelse", "registrerad,", "position", f"{first.first_position}."]
    assert ["slk", "drift", "2026", "budget", "–", "250", "–", "0", "–", "250"] in lines
    again = application.record("stad", command(decided(250_00)), AUTHOR, "k1")
    assert "redan registrerat" in shown(receipt_table("stad", again, AmountUnit.KRONOR))


def test_investments_are_expenditures_and_receipts_in_a_table_of_their_own(
    application: Application, stad: OpenLedger
) -> None:
    """R-36, and case 15 of the decisions: they stood under Kostnader and Intäkter."""
    building = FrameDecided(key("slk", kind=FrameKind.INVESTMENT), BUDGET, InvestmentAmount(30_000, 10_000))
    receipt = application.record("stad", command(decided(250_00), building), AUTHOR, "k1")
    lines = [" ".join(line.split()) for line in shown(receipt_table("stad", receipt, AmountUnit.KRONOR)).splitlines()]
    assert lines[1:9] == [
        "Ramar före och efter: drift, kr",
        "Kostnader Kostnader Intäkter Intäkter Netto Netto",
        "Ram Art före efter före efter före efter",
        "slk drift 2026 budget – 250 – 0 – 250",
        "Ramar före och efter: investering, kr",
        "Utgifter Utgifter Inkomster Inkomster Netto Netto",
        "Ram Art före efter före efter före efter",
        "slk investering 2026 budget – 300 – 100 – 200",
    ]


def test_the_amounts_of_a_column_have_the_decimals_of_the_most_exact_of_them(
    application: Application, stad: OpenLedger
) -> None:
    """Case 15: Sjöbo's räddningstjänst 2025 is 17,0 mnkr, and −11,248 has three decimals, not four."""
    rescue = FrameDecided(key("slk"), BUDGET, OperatingAmount(1_700_000_000, 0))
    schools = FrameDecided(key("sbk"), BUDGET, OperatingAmount(1_689_400_000, 1_124_800_000))
    receipt = application.record("stad", command(rescue, schools), AUTHOR, "k1")
    said = shown(receipt_table("stad", receipt, AmountUnit.MILLIONS))
    rows = [line.split() for line in said.splitlines() if "drift 2026" in line]
    assert [row[row.index("budget") + 1 :] for row in rows] == [
        ["–", "17,000", "–", "0,000", "–", "17,000"],
        ["–", "16,894", "–", "11,248", "–", "5,646"],
    ]


def test_a_rehearsal_says_that_nothing_is_stored(application: Application, stad: OpenLedger) -> None:
    application.record("stad", command(decided(250_00)), AUTHOR, "k1")
    rehearsed = application.rehearse("stad", command(adjusted(5_00), on=basis("2026-02-01", "§ 2")), AUTHOR)
    assert "Ingenting är registrerat (provkörning)." in shown(receipt_table("stad", rehearsed, AmountUnit.KRONOR))


def test_a_warning_is_placed_by_the_number_of_its_fact_or_as_asked(application: Application, stad: OpenLedger) -> None:
    late = command(*(decided(100, frame=key(unit, 2030), commitment=PLAN) for unit in ("slk", "sbk")))
    receipt = application.record("stad", late, AUTHOR, "k")
    assert "⚠ post 1–2: " in shown(receipt_table("stad", receipt, AmountUnit.KRONOR))
    placed = receipt_table("stad", receipt, AmountUnit.KRONOR, lambda fact: ("rad", fact + 7))
    assert "⚠ rad 7–8: " in shown(placed)
    assert "2 varningar." in shown(receipt_summary("a.yaml", "stad", receipt))
