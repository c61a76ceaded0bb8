"""Closed reports through the real log: what comes late is told however it comes, and nobody slips in between."""

from collections.abc import Iterable, Sequence
from datetime import date

import pytest

from ledger.errors import Refused
from ledger.events import ConditionMet, ReportClosed, ReportKind, ReportReopened
from ledger.log.appending import Appended, IdempotencyKey
from ledger.log.entry import Entry, Look
from ledger.log.feed.cursor import LogCursor
from ledger.log.log import Log
from ledger.looking.state import fold
from ledger.meaning.reports import reports_on
from ledger.recording import Receipt, record
from ledger.values import Basis
from tests.checks import check_log
from tests.given import AUTHOR, SOURCE, Command, adjusted, basis, command, decided, key, opening
from tests.ledger.rules.scenario import corrected

CLOSING = Command((ReportClosed("t1-2026", ReportKind.TERTIAL, "Tertialrapport 1", 2026, date(2026, 4, 30)),))
REOPENING = Command((ReportReopened("t1-2026", "Ett underlag saknades."),))
APRIL = basis("2026-04-30", "§ 40")
WAITING = Basis("KF", date(2026, 2, 1), SOURCE, "KS 2026/2", "§ 5", 1, conditions=("avtal",))


def put(log: Log, *commands: Command) -> Receipt:
    """Records commands one after the other, and returns the last receipt."""
    receipts = [record(log, "stad", each, AUTHOR) for each in commands]
    check_log(log)
    return receipts[-1]


def late(receipt: Receipt) -> list[str]:
    return [warning.text for warning in receipt.consequence.warnings if warning.code == "period-reported"]


def test_what_is_recorded_late_is_told_and_the_report_keeps_its_coordinate(log: Log) -> None:
    put(log, opening(), command(decided(100_00)), CLOSING)
    [told] = late(put(log, command(adjusted(5_00), on=APRIL)))
    assert told == (
        "slk drift 2026: beslutet är daterat 2026-04-30. Rapporten t1-2026 (”Tertialrapport 1”, avslutad "
        f"{closed_on(log)}, position 6) har beslut till och med 2026-04-30. Den ändras inte; skillnaden visas som en "
        "egen rad."
    )
    assert known(log) == [5]


def closed_on(log: Log) -> date:
    return reports_on(fold(log.read([Look("report:t1-2026")])[0]).about("report:t1-2026"))["t1-2026"][0].closed_on


def known(log: Log) -> list[int]:
    """The last position in each version of the report."""
    reports = reports_on(fold(log.read([Look("report:t1-2026")])[0]).about("report:t1-2026"))
    return [version.known_at for version in reports["t1-2026"]]


def test_what_was_closed_opened_and_closed_again_is_looked_at_too(log: Log) -> None:
    put(log, opening(), command(decided(100_00)), CLOSING, REOPENING)
    assert late(put(log, command(adjusted(5_00), on=APRIL))) == []
    put(log, CLOSING)
    assert known(log) == [5, 8]
    assert len(late(put(log, command(adjusted(5_00), on=basis("2026-04-30", "§ 41"))))) == 1


def test_a_condition_and_a_withdrawal_find_the_reports_on_the_years_of_the_frames_they_change(log: Log) -> None:
    put(log, opening(), command(decided(100_00)), command(adjusted(5_00), on=WAITING), CLOSING)
    assert len(late(put(log, Command((ConditionMet("avtal"),), basis("2026-03-01", "§ 9"))))) == 1
    assert len(late(put(log, Command((corrected(6),))))) == 1


def test_a_year_that_is_not_reported_is_not_late(log: Log) -> None:
    put(log, opening(), CLOSING)
    assert late(put(log, command(decided(1_00, frame=key(year=2027)), on=APRIL))) == []


def test_in_one_command_what_comes_after_the_closing_is_late_and_what_comes_before_is_not(log: Log) -> None:
    put(log, opening())
    receipt = put(log, Command((decided(100_00), *CLOSING.facts, adjusted(5_00)), APRIL))
    assert [warning.fact for warning in receipt.consequence.warnings if warning.code == "period-reported"] == [2]
    assert known(log) == [5]


class ClosedMeanwhile(Log):
    """A log where somebody closes a report after everything has been decided, and before it is appended."""

    def append(
        self,
        entries: Sequence[Entry],
        looked_at: Iterable[Look],
        head: LogCursor,
        key: IdempotencyKey | None,
    ) -> Appended:
        """The other one first."""
        if not self.read([Look("report:t1-2026")])[0]:
            record(Log(self.recorder), "stad", CLOSING, AUTHOR)
        return super().append(entries, looked_at, head, key)


def test_a_report_that_is_closed_meanwhile_makes_the_decision_be_made_again(log: Log) -> None:
    """The decision is then late, and says so."""
    put(log, opening(), command(decided(100_00)))
    assert len(late(record(ClosedMeanwhile(log.recorder), "stad", command(adjusted(5_00), on=APRIL), AUTHOR))) == 1
    assert known(log) == [5]
    check_log(log)


def test_what_is_recorded_meanwhile_is_within_a_report_that_states_no_position(log: Log) -> None:
    """The position is that of the entry itself, wherever it comes."""
    put(log, opening(), command(decided(100_00)))
    put(log, command(adjusted(5_00), on=APRIL), CLOSING)
    assert known(log) == [6]
    with pytest.raises(Refused, match="redan avslutad"):
        put(log, CLOSING)
