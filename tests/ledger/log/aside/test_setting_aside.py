"""An entry that cannot be read is set aside by the owner, and by nobody else; one that can be read never is."""

import hashlib

import msgspec
import psycopg
import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.log.appending import AppendOutcome
from ledger.log.aside.setting_aside import set_entry_aside
from ledger.log.codec import encode_aside
from ledger.log.database import Database
from ledger.log.entry import SET_ASIDE, EntrySetAside, Look, SettingAside
from ledger.log.feed.cursor import LogCursor
from ledger.log.store import DCBEvent, persistence
from tests.given import AUTHOR, command, decided, key
from tests.unreadable import DAMAGES, damage, of_newer_program

FRAME = key().tag


@pytest.fixture
def ledger(application: Application, stad: OpenLedger) -> OpenLedger:
    """A frame at position 5 and one of another year at 6."""
    for number, year in enumerate((2026, 2027), start=1):
        application.record("stad", command(decided(number, frame=key(year=year))), AUTHOR, f"k{number}")
    return stad


def code_of(database: Database, ledger: OpenLedger, position: int) -> str:
    with pytest.raises(Refused) as refused:
        set_entry_aside(database, ledger.runner.place, position, "Trasig.")
    [refusal] = refused.value.refusals
    assert refusal.right
    return refusal.code


@pytest.mark.parametrize("how", DAMAGES)
def test_what_cannot_be_read_is_set_aside_and_what_looked_at_it_goes_on(
    database: Database, ledger: OpenLedger, how: str
) -> None:
    damage(database, ledger.runner.place, 5, how)
    with pytest.raises(Refused, match="position 5"):
        ledger.log.read([Look(FRAME)])
    done = set_entry_aside(database, ledger.runner.place, 5, "Skadad av en trasig disk.")
    there = ledger.log.stored_at(7)
    assert isinstance(there, SettingAside)
    assert (done.set_aside_at, done.recorded_at, done.type) == (7, there.recorded_at, "frame-decided.v1")
    damaged = ledger.log.stored_at(5)
    assert damaged is not None
    sha256 = hashlib.sha256(damaged.data).hexdigest()
    assert there.aside == EntrySetAside(5, sha256, "Skadad av en trasig disk.")
    assert there.data == f'{{"position":5,"sha256":"{sha256}","reason":"Skadad av en trasig disk."}}'.encode()
    found, head = ledger.log.read([Look(FRAME)])
    assert (found, head.position) == ([], 7)
    assert ledger.log.at(5) is None
    assert [recorded.position for recorded in ledger.log.stream()] == [1, 2, 3, 4, 6]


def test_it_is_set_aside_once_and_again_when_it_was_damaged_again(database: Database, ledger: OpenLedger) -> None:
    damage(database, ledger.runner.place, 5)
    set_entry_aside(database, ledger.runner.place, 5, "Trasig.")
    assert code_of(database, ledger, 5) == "entry-set-aside-already"
    damage(database, ledger.runner.place, 5, "no JSON")
    with pytest.raises(Refused):
        ledger.log.read([Look(FRAME)])
    assert set_entry_aside(database, ledger.runner.place, 5, "Trasig igen.").set_aside_at == 8
    assert ledger.log.read([Look(FRAME)])[0] == []


def test_what_can_be_read_is_not_set_aside(database: Database, ledger: OpenLedger) -> None:
    assert code_of(database, ledger, 5) == "entry-readable"
    damage(database, ledger.runner.place, 5)
    set_entry_aside(database, ledger.runner.place, 5, "Trasig.")
    assert code_of(database, ledger, 7) == "entry-readable"
    assert ledger.log.head() == 7


@pytest.mark.parametrize("position", [0, -1, 7, 10**12])
def test_what_is_not_there_is_not_set_aside(database: Database, ledger: OpenLedger, position: int) -> None:
    assert code_of(database, ledger, position) == "entry-unknown"


@pytest.mark.parametrize("inside", [False, True])
def test_what_a_newer_program_wrote_is_never_set_aside(database: Database, ledger: OpenLedger, inside: bool) -> None:
    position = of_newer_program(ledger.log, FRAME, inside=inside)
    with pytest.raises(Refused) as refused:
        ledger.log.read([Look(FRAME)])
    assert refused.value.refusals[0].code == "entry-unreadable"
    assert "namnet frame-dreamt.v7 är okänt" in refused.value.refusals[0].detail
    assert code_of(database, ledger, position) == "entry-of-newer-program"
    assert ledger.log.head() == position


def test_only_who_owns_the_log_sets_aside(database: Database, ledger: OpenLedger) -> None:
    damage(database, ledger.runner.place, 5)
    everyday = Database(database.login, database.login)
    assert code_of(everyday, ledger, 5) == "database-unsuitable"
    everyday.connections.close()
    statement = b"SELECT log_stad.set_entry_aside(5, '{}')"
    place = ledger.runner.place
    for role in (place.log_role, place.models_role):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            database.connect(role, "log_stad") as connection,
        ):
            connection.execute(statement)
    assert ledger.log.head() == 6


def test_an_append_refuses_the_name(ledger: OpenLedger) -> None:
    data = encode_aside(EntrySetAside(5, "0" * 64, "Nej."))
    events = [DCBEvent("drawn.v1", b"{}", []), DCBEvent(SET_ASIDE, data, [])]
    with pytest.raises(persistence.ProgrammingError, match="only set_entry_aside"):
        ledger.log.recorder.append_with_key(events, None, None)
    assert ledger.log.head() == 6


def test_the_function_takes_only_bytes_that_name_the_entry_and_its_bytes(
    database: Database, ledger: OpenLedger
) -> None:
    aside = EntrySetAside(5, "0" * 64, "Nej.")
    with database.connect_owner() as connection:
        call = b"SELECT outcome FROM log_stad.set_entry_aside(%s, %s)"
        assert connection.execute(call, (5, encode_aside(aside))).fetchone() == {"outcome": "changed"}
        unknown = encode_aside(msgspec.structs.replace(aside, position=9))
        assert connection.execute(call, (9, unknown)).fetchone() == {"outcome": "unknown"}
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            connection.execute(call, (6, encode_aside(aside)))
    assert ledger.log.head() == 6


def test_what_is_set_aside_by_others_bytes_is_not(database: Database, ledger: OpenLedger) -> None:
    """The bytes are put back: the entry is there again."""
    before = ledger.log.at(5)
    assert before is not None
    damage(database, ledger.runner.place, 5)
    set_entry_aside(database, ledger.runner.place, 5, "Trasig.")
    assert ledger.log.read([Look(FRAME)])[0] == []
    with database.connect_owner() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(b"UPDATE log_stad.event SET data = %s WHERE position = 5", (before.data,))
    assert ledger.log.read([Look(FRAME)])[0] == [before]
    again = ledger.log.append([before.entry], [Look(FRAME)], LogCursor(7), None)
    assert again.outcome is AppendOutcome.STORED
