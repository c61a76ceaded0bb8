"""What closed reports are found by: themselves, and all reports on their year."""

from datetime import date

import pytest

from ledger.events import ReportClosed, ReportKind, ReportReopened
from ledger.log.entry import Entry
from ledger.meaning.effects import effects
from tests.golden.examples.reports import EXAMPLES


@pytest.mark.parametrize("entry", EXAMPLES.values(), ids=EXAMPLES)
def test_no_report_sets_or_changes_a_frame_and_no_body_need_have_decided_it(entry: Entry) -> None:
    assert (effects(entry.fact), entry.fact.frames(), entry.fact.units()) == ((), (), ())
    assert not entry.fact.needs_basis


def test_a_closing_is_found_by_its_report_and_its_year_and_an_opening_by_its_report() -> None:
    closed = ReportClosed("t2-2026", ReportKind.TERTIAL, "Tertialrapport 2", 2026, date(2026, 8, 31))
    assert closed.tags() == ("report:t2-2026", "report-year:2026")
    assert ReportReopened("t2-2026", "fel").tags() == ("report:t2-2026",)
