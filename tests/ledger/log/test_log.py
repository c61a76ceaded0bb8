"""One ledger's log, in entries: looks, bytes, and what is found."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import Refused
from ledger.events import UnitRegistered
from ledger.log.appending import AppendOutcome
from ledger.log.codec import CodecError, decode, encode
from ledger.log.database import Database
from ledger.log.entry import Entry, Look
from ledger.log.feed.cursor import BEGINNING, LogCursor
from ledger.log.log import Log
from ledger.log.store import DCBEvent, persistence
from ledger.values import OperatingAmount, Recording
from tests.checks import check_log
from tests.given import basis, decided, key
from tests.ledger.log.one_database import database as database
from tests.ledger.log.one_database import log as log
from tests.ledger.log.test_store import event, put, unit
from tests.tampering import ledger_of_anything

RECORDING = Recording("tester-1", "test")
UNIT = Look("unit:a1", ("unit-registered",))


@pytest.mark.parametrize("tag", ["body:KF", "year:2026", "frames:slk", "unit-registered", ""])
def test_a_look_must_start_with_a_selective_tag(log: Log, tag: str) -> None:
    with pytest.raises(ValueError, match="not of a selective kind"):
        log.read([Look(tag)])
    with pytest.raises(ValueError, match="not of a selective kind"):
        log.append([unit("a1")], [Look(tag)], BEGINNING, None)
    assert log.head() == 0


def test_all_entries_of_a_family_are_found_without_a_tag_and_the_next_one_is_a_conflict(log: Log) -> None:
    put(log, unit("a1"), unit("b1"))
    every = Look("", ("unit-registered",))
    assert [recorded.position for recorded in log.read([every])[0]] == [1, 2]
    assert log.read([Look("", ("unit-moved",))])[0] == []
    put(log, unit("c1"))
    refused = log.append([unit("d1")], [every], LogCursor(2), None)
    assert (refused.outcome, refused.conflict_position) == (AppendOutcome.CONFLICT, 3)
    assert log.append([unit("d1")], [every], LogCursor(3), None).outcome is AppendOutcome.STORED


def frame(year: int) -> Entry:
    return Entry(decided(100_00, frame=key(year=year)), RECORDING, basis())


def test_of_all_entries_of_a_family_only_those_about_frames_of_some_years_are_read(log: Log) -> None:
    """To decode and fold all of them is what takes the time: what is not wanted may be unreadable. What has a tag that
    is looked at is read as before, and anything of the family is still a conflict."""
    put(log, *map(frame, (2025, 2026, 2027, 2026)), unit("a1"))
    log.recorder.append([DCBEvent("frame-decided.v1", b"unreadable", ["frame:slk/total/operating/2025"])])
    wide = Look("", ("frame-decided", "unit-registered"), (2026,))
    assert [recorded.position for recorded in log.read([wide])[0]] == [2, 4]
    assert [recorded.position for recorded in log.read([wide, Look(key(year=2027).tag)])[0]] == [2, 3, 4]
    assert log.append([unit("b1")], [wide], LogCursor(5), None).outcome is AppendOutcome.CONFLICT
    with pytest.raises(Refused, match=r"position 6 \(frame-decided.v1\) går inte att läsa"):
        log.read([Look("", ("frame-decided",))])


def test_tags_are_found_by_how_they_begin(log: Log) -> None:
    """Whatever the database's order of letters, and whatever signs the tags have."""
    for tags in (["frame:sn/total/operating/2026", "frame:snö/x"], ["frame:sn/a-b/operating/2026"], ["frame:s_/x"]):
        log.recorder.append([event(*tags)])
    log.recorder.append([event("frame:sn/a-b/operating/2026", "unit:sn")])
    assert log.tags_beginning(["frame:sn/"]) == ["frame:sn/a-b/operating/2026", "frame:sn/total/operating/2026"]
    assert log.tags_beginning(["frame:s_", "unit:"]) == ["frame:s_/x", "unit:sn"]
    assert log.tags_beginning(["frame:sn/%"]) == log.tags_beginning([]) == []


def test_a_look_at_an_unknown_family_is_a_bug(log: Log) -> None:
    with pytest.raises(LookupError, match="no event family unit-invented"):
        log.read([Look("unit:a1", ("unit-invented",))])


def test_two_ledgers_in_one_database_do_not_see_each_other(database: Database) -> None:
    first, second = (Log.open(database, ledger_of_anything(database, name)) for name in ("first", "second"))
    put(first, unit("a1"), unit("b1"))
    assert (second.head(), list(second.stream()), second.read([UNIT])) == (0, [], ([], BEGINNING))
    assert second.append([unit("c1")], [UNIT], BEGINNING, None).first_position == 1
    assert [recorded.entry for recorded in first.stream()] == [unit("a1"), unit("b1")]
    assert [recorded.entry for recorded in second.stream()] == [unit("c1")]
    for each in (first, second):
        check_log(each)


# --- Bytes --------------------------------------------------------------------------------------------------

any_text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
any_ore = st.integers(-(2**53) + 1, 2**53 - 1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_text, any_text, any_ore, any_ore)
def test_what_is_read_is_what_was_appended(log: Log, note: str, body: str, costs_ore: int, revenues_ore: int) -> None:
    ground = msgspec.structs.replace(basis(), body=body)
    amount = OperatingAmount(costs_ore, revenues_ore)
    entry = Entry(msgspec.structs.replace(decided(0), amount=amount, note=note), RECORDING, ground)
    position = log.append([entry], [Look(key().tag)], LogCursor(log.head()), None).first_position
    assert position is not None
    read = log.at(position)
    assert read is not None
    assert (read.entry, read.data) == (entry, encode(entry))


@pytest.mark.parametrize("ore", [2**53, -(2**53), 10**30])
def test_an_amount_out_of_bounds_is_caught_before_the_append(log: Log, ore: int) -> None:
    good, bad = unit("a1"), Entry(decided(ore), RECORDING, basis())
    with pytest.raises(CodecError, match=r"frame-decided.v1"):
        log.append([good, bad], [UNIT], BEGINNING, None)
    assert log.head() == 0


@pytest.mark.parametrize("change", [{"printed": []}, {"amount": None}, {"note": ""}])
def test_an_entry_that_would_come_back_as_another_is_caught_before_the_append(
    log: Log, change: dict[str, object]
) -> None:
    entry = Entry(msgspec.structs.replace(decided(1), **change), RECORDING, basis())
    with pytest.raises(CodecError, match=r"frame-decided.v1"):
        log.append([entry], [UNIT], BEGINNING, None)
    assert log.head() == 0


def test_text_that_the_database_cannot_hold_is_caught_before_the_append(log: Log) -> None:
    for fact in (UnitRegistered("a\0b", "Enhet"), UnitRegistered("a1", "Enh\0et")):
        with pytest.raises(CodecError, match=r"unit-registered.v1"):
            log.append([Entry(fact, RECORDING)], [UNIT], BEGINNING, None)
    for bad in (event("unit:a\0b"), event(type_="a\0b")):
        with pytest.raises(persistence.DataError):
            log.recorder.append([event("a"), bad])
    assert log.recorder.append([event("a", data=b"\0\xff")]) == 1, "bytes are bytes"


def test_bytes_stored_under_another_name_are_not_taken_for_an_entry(log: Log) -> None:
    data = encode(unit("a1"))
    log.recorder.append([event("unit:a1", type_="frame-decided.v1", data=data)])
    with pytest.raises(Refused, match=r"position 1 \(frame-decided.v1\) går inte att läsa"):
        log.at(1)
    with pytest.raises(CodecError, match=r"no-such-event.v1"):
        decode("no-such-event.v1", data)


def test_a_family_streams_alone_and_in_order(log: Log) -> None:
    frame = Entry(decided(1), RECORDING, basis())
    put(log, unit("a1"), frame, unit("b1"), frame)
    assert [recorded.position for recorded in log.stream(family="frame-decided")] == [2, 4]
    assert [recorded.position for recorded in log.stream(after=1, limit=1, family="unit-registered")] == [3]
    with pytest.raises(LookupError, match="no event family frame-invented"):
        next(log.stream(family="frame-invented"))


def test_an_entry_is_found_by_its_position(log: Log) -> None:
    put(log, unit("a1"), unit("b1"))
    assert [recorded and recorded.entry for recorded in map(log.at, (0, 1, 2, 3))] == [
        None,
        unit("a1"),
        unit("b1"),
        None,
    ]
