"""Closed reports as the command line shows them."""

from datetime import date

import pytest

from api.app import Application, OpenLedger
from api.tables.reports import report_tables, reports_table
from ledger.events import ReportClosed, ReportKind, ReportReopened
from ledger.money import AmountUnit
from projections.asking.question import GroupBy, Question
from projections.chapters.closed_report import report_answer
from projections.chapters.reports import reports_answer
from tests.api.tables.showing import shown
from tests.given import AUTHOR, Command, adjusted, basis, command, decided, key
from tests.projections.reorganised import NEW_YEAR, NO_KEY, reorganised

CLOSING = ReportClosed("t1-2026", ReportKind.TERTIAL, "Tertialrapport [1]", 2026, date(2026, 4, 30))
HISTORY = (
    command(decided(100_00), decided(50_00, frame=key("sbk"))),
    Command((CLOSING,), basis("2026-05-20")),
    command(adjusted(5_00), on=basis("2026-03-01", "§ 2")),
    command(adjusted(3_00), on=basis("2026-05-02", "§ 3")),
    Command((ReportReopened("t1-2026", "Ett underlag saknades."),), basis("2026-06-01")),
)
"""Positions 5 to 10."""


@pytest.fixture
def ledger(application: Application, stad: OpenLedger) -> OpenLedger:
    for number, to_record in enumerate(HISTORY):
        application.record("stad", to_record, AUTHOR, f"k{number}")
    stad.runner.catch_up()
    return stad


def report(ledger: OpenLedger, **more: object) -> list[str]:
    """The lines of one report, with single spaces."""
    answer = report_answer(ledger.model, Question(name="t1-2026", **more)).answer  # type: ignore[arg-type]
    return lines(shown(report_tables(answer, AmountUnit.KRONOR)))


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_as_reported_as_it_stands_and_the_difference_with_every_entry_on_a_line(ledger: OpenLedger) -> None:
    table = report(ledger)
    assert table[:4] == [
        "Staden · Tertialrapport [1] (t1-2026), version 1 av 1 · Avser 2026",
        "Avslutad 2026-05-20 (position 7), återöppnad 2026-06-01 (position 10): Ett underlag saknades.",
        "Som rapporterat: beslutat t.o.m. 2026-04-30, registrerat t.o.m. position 6",
        "Som det står nu för samma dag: beslutat t.o.m. 2026-04-30, registrerat t.o.m. position 10",
    ]
    assert "Summa Som rapporterat Som det står nu för samma dag Skillnad" in table
    assert "Kostnader 150 155 5" in table
    assert "Stadsledningskontoret 100 105 5 5" in table
    assert "Stadsbyggnadskontoret 50 50 0 0" in table
    assert table[table.index("Poster efter rapporten, drift, kr") + 2].endswith("slk drift 2026 5 0 5")


def test_on_a_later_day_it_says_which(ledger: OpenLedger) -> None:
    table = report(ledger, as_of=date(2026, 5, 31))
    assert table[3] == "Som det står nu för 2026-05-31: beslutat t.o.m. 2026-05-31, registrerat t.o.m. position 10"
    assert "Stadsledningskontoret 100 108 8 5 3" in table


def test_when_nothing_differs_it_says_so(ledger: OpenLedger) -> None:
    table = report(ledger, known_at=7)
    assert table[-1] == "Ingenting är registrerat efter rapporten."
    assert not any(line.startswith("Poster efter rapporten") for line in table)


def test_in_another_days_organisation_what_has_no_place_there_is_told(
    application: Application, stad: OpenLedger
) -> None:
    reorganised(application)
    accounts = ReportClosed("t1-2026", ReportKind.ANNUAL_ACCOUNTS, "Årsredovisning 2025", 2025, date(2025, 12, 31))
    application.record("stad", Command((accounts,)), AUTHOR, "accounts")
    stad.runner.catch_up()
    text = " ".join(report(stad, tree_on=NEW_YEAR))
    assert f"I organisationen {NEW_YEAR}" in text
    assert f"Ej jämförbart: Skolnämnden. {NO_KEY}" in text
    assert "Skolnämnden (ej jämförbart) 400 400 0" in text
    assert "Post Som rapporterat" in " ".join(report(stad, by=GroupBy.LINE))


def test_every_version_of_every_report_is_a_line(ledger: OpenLedger) -> None:
    def listed(**more: object) -> list[str]:
        answer = reports_answer(ledger.model, Question(as_of=date(2026, 10, 1), **more)).answer  # type: ignore[arg-type]
        return lines(shown(reports_table(answer, AmountUnit.KRONOR)))

    assert listed(known_at=9) == [
        "Staden · Beslutad t.o.m. 2026-10-01 · Registrerad t.o.m. position 9",
        "Rapport Slag År Version Titel Beslutad t.o.m. Registrerad t.o.m. Avslutad",
        "t1-2026 tertialrapport 2026 1 Tertialrapport [1] 2026-04-30 position 6 2026-05-20 gäller",
    ]
    assert "återöppnad 2026-06-01 (position 10): Ett underlag" in listed()[2]
    assert listed(year=2025) == [
        "Staden · Avser 2025 · Beslutad t.o.m. 2026-10-01 · Registrerad t.o.m. position 10",
        "Ingen sådan rapport var avslutad till och med 2026-10-01.",
    ]
