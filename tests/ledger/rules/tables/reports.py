"""Rows of the refusal and the warning table for the chapter of reports: exact texts, read aloud."""

from datetime import date
from typing import Final

from ledger.events import ReportClosed, ReportKind, ReportReopened
from tests.given import adjusted, basis, decided
from tests.ledger.rules.scenario import given, past, refusal, warning, without_basis
from tests.ledger.rules.tables.rows import Row, row

_CLOSING: Final = ReportClosed("t2-2026", ReportKind.TERTIAL, "Tertialrapport 2 2026", 2026, date(2026, 8, 31))
_REOPENING: Final = ReportReopened("t2-2026", "Ett underlag saknades.")
_FRAME: Final = past(decided(100_00))
_CLOSED: Final = without_basis(_CLOSING, "2026-10-01")

REFUSAL_ROWS: Final[dict[str, Row]] = {
    "a report that is closed already": row(
        given(_FRAME, _CLOSED).when(_CLOSING),
        refusal(
            "report-closed-already",
            "Rapporten t2-2026 är redan avslutad 2026-10-01 (position 6), med beslut till och med 2026-08-31, "
            "registrerade till och med position 5.",
            "en rapport med eget namn, eller posten ”rapport återöppnad” först",
        ),
    ),
    "a report that is not closed is not opened": row(
        given(_FRAME).when(_REOPENING),
        refusal(
            "report-not-closed",
            "Rapporten t2-2026 är inte avslutad, så den kan inte öppnas igen.",
            "namnet på en avslutad rapport",
        ),
    ),
    "a report that is opened already": row(
        given(_CLOSED, without_basis(_REOPENING, "2026-10-02")).when(_REOPENING),
        refusal(
            "report-not-closed",
            "Rapporten t2-2026 är redan återöppnad 2026-10-02 (position 6).",
            "namnet på en avslutad rapport",
        ),
    ),
    "a report with positions that are not there": row(
        given(_FRAME).when(ReportClosed("b-2026", ReportKind.TERTIAL, "Rapport", 2026, date(2026, 8, 31), 6)),
        refusal(
            "position-beyond-head",
            "Rapporten b-2026 kan inte ha det som är registrerat till och med position 6: när den avslutas finns 5 "
            "poster.",
            "högst 5",
        ),
    ),
    "a report with decisions of days to come": row(
        given(_FRAME).when(ReportClosed("b-2026", ReportKind.TERTIAL, "Rapport", 2026, date(2026, 12, 31))),
        refusal(
            "day-in-future",
            "Rapporten b-2026 kan inte ha beslut till och med 2026-12-31: den dagen har inte varit.",
            "2026-11-21 eller tidigare",
        ),
    ),
    "a report that is opened before it was closed": row(
        given(_FRAME, _CLOSED).when(_REOPENING, basis("2026-09-30")),
        refusal(
            "interval-reversed",
            "Rapporten t2-2026: det som beslutas 2026-09-30 kommer i liggaren efter det som beslutas 2026-10-01.",
            "2026-10-01 eller senare",
        ),
    ),
}
WARNING_ROWS: Final[dict[str, Row]] = {
    "a decision that is within a closed report": row(
        given(_FRAME, _CLOSED).when(adjusted(5_00), basis("2026-08-31")),
        warning(
            "period-reported",
            "slk drift 2026: beslutet är daterat 2026-08-31. Rapporten t2-2026 (”Tertialrapport 2 2026”, avslutad "
            "2026-10-01, position 6) har beslut till och med 2026-08-31. Den ändras inte; skillnaden "
            "visas som en egen rad.",
        ),
    ),
    "accounts before the end of their year": row(
        given(_FRAME).when(
            ReportClosed("ar-2026", ReportKind.ANNUAL_ACCOUNTS, "Årsredovisning 2026", 2026, date(2026, 6, 30))
        ),
        warning(
            "report-day-early",
            "Rapporten ar-2026 är årsredovisning för 2026, men har beslut bara till och med 2026-06-30, före "
            "2026-12-31.",
        ),
    ),
}
