"""What a command led to, as the command line shows it."""

from api.app import Application, OpenLedger
from api.tables.receipt import receipt_summary, receipt_table
from ledger.money import AmountUnit
from tests.api.tables.showing import shown
from tests.given import AUTHOR, PLAN, adjusted, basis, command, decided, key


def test_a_command_is_told_with_every_frame_before_and_after(application: Application, stad: OpenLedger) -> None:
    first = application.record("stad", command(decided(250_00)), AUTHOR, "k1")
    lines = [line.split() for line in shown(receipt_table("stad", first, AmountUnit.KRONOR)).splitlines()]
    assert lines[0] == ["stad:", "1", "händelse", "registrerad,", "position", f"{first.first_position}."]
    assert ["slk", "drift", "2026", "budget", "–", "250", "–", "0", "–", "250"] in lines
    again = application.record("stad", command(decided(250_00)), AUTHOR, "k1")
    assert "redan registrerat" in shown(receipt_table("stad", again, AmountUnit.KRONOR))


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
