"""Which reports are closed, and what each version stands for, on both clocks."""

from datetime import date

import pytest

from api.app import Application, OpenLedger
from ledger.events import AnyFact, RecordingErrorCorrected, ReportClosed, ReportKind, ReportReopened
from ledger.values import Basis
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.chapters.reports import Report, ReportReopening, reports_answer
from tests.given import AUTHOR, Command, basis

SPRING = ReportClosed("t1-2026", ReportKind.TERTIAL, "Tertialrapport 1", 2026, date(2026, 4, 30), note="Utan bolagen.")
MAY = ReportClosed("m05-2026", ReportKind.MONTHLY, "Maj 2026", 2026, date(2026, 5, 31), 4)
ACCOUNTS = ReportClosed("ar-2025", ReportKind.ANNUAL_ACCOUNTS, "Årsredovisning 2025", 2025, date(2025, 12, 31))
OPENED = ReportReopened("t1-2026", "Ett underlag saknades.")
HISTORY: tuple[tuple[AnyFact, Basis | None], ...] = (
    (SPRING, basis("2026-05-20")),
    (MAY, basis("2026-06-15")),
    (OPENED, basis("2026-06-01")),
    (SPRING, basis("2026-06-08")),
    (ACCOUNTS, basis("2026-04-01")),
)
"""Positions 5 to 9."""


@pytest.fixture
def ledger(application: Application, stad: OpenLedger) -> OpenLedger:
    for number, (fact, on) in enumerate(HISTORY):
        application.record("stad", Command((fact,), on), AUTHOR, f"k{number}")
    return stad


def reports(ledger: OpenLedger, **more: object) -> list[Report]:
    ledger.runner.catch_up()
    question = Question(**({"as_of": date(2026, 10, 1)} | more))  # type: ignore[arg-type]
    return reports_answer(ledger.model, question).answer.reports


def test_every_report_is_told_with_its_versions_in_the_order_of_the_days_they_are_about(ledger: OpenLedger) -> None:
    accounts, spring, may = reports(ledger)
    assert [account.report for account in (accounts, spring, may)] == ["ar-2025", "t1-2026", "m05-2026"]
    assert (accounts.kind, text_of(accounts, "kind"), accounts.year) == ("annual-accounts", "årsredovisning", 2025)
    first, second = spring.versions
    assert (first.version, first.as_of, first.position, first.closed_on) == (
        1, date(2026, 4, 30), 4, date(2026, 5, 20),
    )  # fmt: skip
    assert (second.version, second.position, second.reopened, second.note) == (2, 7, None, "Utan bolagen.")
    assert first.reopened == ReportReopening(date(2026, 6, 1), 7, "Ett underlag saknades.")
    assert (first.origin.position, first.origin.event, first.origin.body) == (5, "report-closed", "KF")
    assert [version.position for version in may.versions] == [4]
    assert (spring.closed, may.closed) == (True, True)


def test_a_report_is_found_by_its_name_and_its_year(ledger: OpenLedger) -> None:
    assert [report.report for report in reports(ledger, name="m05-2026")] == ["m05-2026"]
    assert [report.report for report in reports(ledger, year=2025)] == ["ar-2025"]
    assert reports(ledger, name="m06-2026") == []


def test_each_clock_says_what_was_closed_then(ledger: OpenLedger) -> None:
    def spring(**at: object) -> tuple[int, bool]:
        [report] = reports(ledger, name="t1-2026", **at)
        return len(report.versions), report.closed

    assert reports(ledger, name="t1-2026", as_of=date(2026, 5, 19)) == []
    assert spring(as_of=date(2026, 5, 20)) == (1, True)
    assert spring(as_of=date(2026, 6, 1)) == (1, False)
    assert spring(as_of=date(2026, 6, 8)) == (2, True)
    assert (spring(known_at=6), spring(known_at=7), spring(known_at=8)) == ((1, True), (1, False), (2, True))


def test_a_closing_that_was_a_mistake_is_no_version(application: Application, ledger: OpenLedger) -> None:
    application.record("stad", Command((RecordingErrorCorrected(8, "fel rapport"),)), AUTHOR, "withdrawn")
    [report] = reports(ledger, name="t1-2026")
    assert (len(report.versions), report.closed) == (1, False)


def test_why_there_is_nothing_is_said(stad: OpenLedger) -> None:
    stad.runner.catch_up()
    answer = reports_answer(stad.model, Question(as_of=date(2026, 1, 1))).answer
    assert (answer.reports, answer.note) == ([], "Ingen sådan rapport var avslutad till och med 2026-01-01.")
