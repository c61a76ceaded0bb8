"""The log held against itself: nothing is wrong in what the ledger writes, and each kind of damage is named."""

from datetime import timedelta

import pytest

from api.app import Application, OpenLedger
from ledger.events import UnitRegistered
from ledger.log.aside.setting_aside import set_entry_aside
from ledger.log.database import Database
from ledger.log.entry import Entry, Look
from ledger.log.feed.cursor import BEGINNING
from ledger.log.log import Log
from ledger.log.verifying import (
    PAGE,
    AsideTold,
    Former,
    LogFault,
    LogVerified,
    checked,
    verify_log,
)
from ledger.values import Recording
from tests.given import AUTHOR, command, decided, key
from tests.projections.rich import rich_ledger
from tests.tampering import tamper_with_log
from tests.unreadable import damage

MOVED = "position + 100 WHERE position = 3"


def nothing(_position: int, _head: int) -> None:
    """Nobody listens."""


@pytest.fixture
def ledger(application: Application, stad: OpenLedger) -> OpenLedger:
    """Positions 1 to 4 in one commit, 5 and 6 in one each."""
    for number in (5, 6):
        application.record("stad", command(decided(number, frame=key(year=2021 + number))), AUTHOR, f"k{number}")
    return stad


def fault_after(database: Database, ledger: OpenLedger, *statements: str) -> LogFault:
    for statement in statements:
        tamper_with_log(database, ledger.runner.place, statement)
    fault = verify_log(ledger.log, nothing).fault
    assert fault is not None
    return fault


def test_every_kind_of_entry_is_in_order(application: Application) -> None:
    told: list[tuple[int, int]] = []
    ledger = rich_ledger(application)
    head = ledger.log.head()
    assert verify_log(ledger.log, lambda *progress: told.append(progress)) == LogVerified(head, head)
    assert told[-1] == (head, head)


def test_an_empty_log_is_in_order(log: Log) -> None:
    assert verify_log(log, nothing) == LogVerified(0, 0)


def test_several_pages_are_in_order(log: Log) -> None:
    many = 2 * PAGE + 7
    entries = [Entry(UnitRegistered(f"u{number}", "Enhet"), Recording("a", "test")) for number in range(many)]
    log.append(entries, [Look("unit:none")], BEGINNING, None)
    told: list[int] = []
    assert verify_log(log, lambda position, _: told.append(position)) == LogVerified(many, many)
    assert told == [PAGE, 2 * PAGE, many]


def test_changed_bytes_are_named(database: Database, ledger: OpenLedger) -> None:
    """Another amount, written in as many bytes: it decodes, and is an entry; only its white space gives it away."""
    changed = "convert_to(replace(convert_from(data, 'UTF8'), '\"fact\":', '\"fact\": '), 'UTF8')"
    fault = fault_after(database, ledger, f"UPDATE event SET data = {changed} WHERE position = 5")
    assert fault == LogFault(5, "Postens byte är andra än de som posten själv ger.", "frame-decided.v1")


def test_bytes_that_are_no_entry_are_named(database: Database, ledger: OpenLedger) -> None:
    fault = fault_after(database, ledger, "UPDATE event SET data = '{}' WHERE position = 2")
    assert (fault.position, fault.type) == (2, "unit-registered.v1")
    assert fault.detail.startswith("Postens byte går inte att läsa som det de anges vara: ")


def test_an_entry_of_another_type_is_named(database: Database, ledger: OpenLedger) -> None:
    fault = fault_after(database, ledger, "UPDATE event SET type = 'unit-closed.v1' WHERE position = 3")
    assert (fault.position, fault.type) == (3, "unit-closed.v1")


def test_a_position_that_is_missing_is_named(database: Database, ledger: OpenLedger) -> None:
    fault = fault_after(database, ledger, f"UPDATE event SET position = {MOVED}")
    assert fault == LogFault(3, "Positionen 3 saknas: ingen post finns där, men senare poster finns.")


def test_time_that_runs_back_is_named(database: Database, ledger: OpenLedger) -> None:
    fault = fault_after(
        database, ledger, "UPDATE event SET recorded_at = recorded_at - interval '1 day' WHERE position = 5"
    )
    assert (fault.position, "före posten innan" in fault.detail) == (5, True)


@pytest.mark.parametrize("position", [1, 6])
def test_one_instant_for_two_commits_or_two_for_one_is_named(
    database: Database, ledger: OpenLedger, position: int
) -> None:
    earlier = (
        "recorded_at - interval '1 hour'" if position == 1 else "(SELECT recorded_at FROM event WHERE position = 5)"
    )
    fault = fault_after(database, ledger, f"UPDATE event SET recorded_at = {earlier} WHERE position = {position}")
    assert fault.position == position
    assert fault.detail == "Det som registrerades tillsammans har inte en tidpunkt, senare än allt före."


def test_other_tags_are_named(database: Database, ledger: OpenLedger) -> None:
    fault = fault_after(database, ledger, "UPDATE event SET tags = '{unit:ks}' WHERE position = 4")
    assert fault.position == 4
    assert fault.detail == (
        "Postens etiketter är andra än posten själv ger (saknas: organisation, unit:sbk)."
        if "organisation" in fault.detail
        else "Postens etiketter är andra än posten själv ger (saknas: unit:sbk; för mycket: unit:ks)."
    )


def test_a_tag_that_nobody_finds_and_one_that_is_foreign_are_named(database: Database, ledger: OpenLedger) -> None:
    foreign = fault_after(database, ledger, "INSERT INTO event_tag VALUES ('unit:annan', 2)")
    assert foreign == LogFault(2, "Posten går att hitta under en främmande etikett, unit:annan.")
    hidden = fault_after(database, ledger, "DELETE FROM event_tag WHERE tag = 'unit:slk' AND position = 3")
    assert hidden == LogFault(3, "Posten går inte att hitta under sin etikett unit:slk.")


def test_the_first_of_several_faults_is_told(database: Database, ledger: OpenLedger) -> None:
    fault = fault_after(
        database,
        ledger,
        "UPDATE event SET data = '{}' WHERE position = 5",
        "DELETE FROM event_tag WHERE tag = 'unit:slk' AND position = 3",
    )
    assert fault.position == 3


def test_time_may_stand_still_within_a_commit(ledger: OpenLedger) -> None:
    [event] = ledger.log.recorder.read(after=1, limit=1)
    assert isinstance(checked(event, event.recorded_at, Former()), Entry)  # type: ignore[arg-type, attr-defined]
    later = event.recorded_at + timedelta(seconds=1)  # type: ignore[attr-defined]
    assert isinstance(checked(event, later, Former()), LogFault)  # type: ignore[arg-type]


def test_what_is_set_aside_is_told_and_is_no_fault(database: Database, ledger: OpenLedger) -> None:
    damage(database, ledger.runner.place, 5)
    assert verify_log(ledger.log, nothing).fault is not None
    set_entry_aside(database, ledger.runner.place, 5, "Trasig disk.")
    told = AsideTold(5, "frame-decided.v1", 7, "Trasig disk.")
    taken: list[int] = []
    verified = verify_log(ledger.log, nothing, lambda recorded: taken.append(recorded.position))
    assert verified == LogVerified(7, 7, set_aside=(told,))
    assert taken == [1, 2, 3, 4, 6]
    damage(database, ledger.runner.place, 5, "no JSON")
    assert verify_log(ledger.log, nothing).fault is not None
    set_entry_aside(database, ledger.runner.place, 5, "Trasig igen.")
    again = AsideTold(5, "frame-decided.v1", 8, "Trasig igen.")
    assert verify_log(ledger.log, nothing) == LogVerified(8, 8, set_aside=(again,))


def test_a_false_setting_aside_is_named(database: Database, ledger: OpenLedger) -> None:
    whole = ledger.log.at(5)
    assert whole is not None
    damage(database, ledger.runner.place, 5)
    set_entry_aside(database, ledger.runner.place, 5, "Trasig disk.")
    tagged = fault_after(database, ledger, "UPDATE event SET tags = '{unit:slk}' WHERE position = 7")
    other = "Postens byte eller etiketter är andra än de som posten själv ger."
    assert tagged == LogFault(7, other, "entry-set-aside.v1")
    put_back = f"UPDATE event SET data = '\\x{whole.data.hex()}' WHERE position = 5"
    bytes_of_others = "Posten lägger position 5 åt sidan, men andra byte än de som finns där."
    untagged = "UPDATE event SET tags = '{}' WHERE position = 7"
    assert fault_after(database, ledger, untagged, put_back).detail == bytes_of_others
    unread = fault_after(database, ledger, "UPDATE event SET data = '{}' WHERE position = 7")
    assert unread.detail.startswith("Postens byte går inte att läsa som det de anges vara: entry-set-aside.v1: ")
