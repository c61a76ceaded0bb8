"""The log as the command line shows it."""

from datetime import UTC, datetime

from api.app import Application, OpenLedger
from api.tables.log import decided_text, local_time, log_table
from tests.api.tables.showing import shown
from tests.given import AUTHOR, basis, command, decided


def test_each_entry_has_its_position_its_decision_and_its_frames(application: Application, stad: OpenLedger) -> None:
    receipt = application.record("stad", command(decided(100)), AUTHOR, "k")
    *_, last = shown(log_table(stad.log.stream(0))).splitlines()
    assert last.split()[0] == str(receipt.first_position)
    assert "ram beslutad" in last
    assert last.rstrip().endswith("slk drift 2026")


def test_an_instant_is_shown_in_swedish_time() -> None:
    assert local_time(datetime(2026, 7, 1, 10, 0, 5, tzinfo=UTC)) == "2026-07-01 12.00.05"


def test_a_day_that_is_known_by_its_bounds_is_shown_by_them() -> None:
    assert decided_text(basis("2026-02-01")) == "2026-02-01"
