"""Examples of reports that are closed and opened again."""

from datetime import date
from typing import Final

from ledger.events import ReportClosed, ReportKind, ReportReopened
from ledger.log.entry import Entry
from tests.golden.examples.common import BY, COMPLETE

EXAMPLES: Final = {
    "report-closed.v1": Entry(
        ReportClosed(
            "t2-2026",
            ReportKind.TERTIAL,
            "Tertialrapport 2 2026",
            2026,
            date(2026, 8, 31),
            412,
            "Nämndernas underlag till och med den 15 september.",
        ),
        BY,
        COMPLETE,
    ),
    "report-closed.v1.least": Entry(
        ReportClosed("ar-2026", ReportKind.ANNUAL_ACCOUNTS, "Årsredovisning 2026", 2026, date(2026, 12, 31)), BY
    ),
    "report-reopened.v1": Entry(ReportReopened("t2-2026", "Ett underlag saknades."), BY, COMPLETE),
    "report-reopened.v1.least": Entry(ReportReopened("ar-2026", "fel år"), BY),
}
