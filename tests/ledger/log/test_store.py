"""The store on real PostgreSQL: the library's contract, conditions, bytes, reading in pages, the known clock."""

import itertools
import tracemalloc
from collections.abc import Iterator

import eventsourcing.dcb.tests as library
import msgspec
import pytest
from eventsourcing import persistence
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem, DCBRecorder
from eventsourcing.dcb.popo import InMemoryDCBRecorder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.events import UnitRegistered
from ledger.log.appending import AppendOutcome
from ledger.log.codec import CodecError, decode, encode
from ledger.log.database import Database
from ledger.log.entry import Entry, Look
from ledger.log.migrations import create_ledger
from ledger.log.store import LIBRARY_PRIVATE_NAMES, PAGE, Log
from ledger.values import OperatingAmount, Recording
from ledger.when import wait_until
from tests.checks import check_log, check_rows
from tests.given import basis, decided, key
from tests.racing import superuser

RECORDING = Recording("tester-1", "test")
UNIT = Look("unit:a1", ("unit-registered",))


@pytest.fixture
def database(shared_database: Database) -> Database:
    """All of this module's ledgers are in one."""
    return shared_database


@pytest.fixture
def log(own_log: Log) -> Log:
    """A ledger of the test's own."""
    return own_log


def event(*tags: str, type_: str = "drawn.v1", data: bytes = b"{}") -> DCBEvent:
    return DCBEvent(type_, data, list(tags))


def unit(name: str) -> Entry:
    return Entry(UnitRegistered(name, f"Enhet {name}"), RECORDING)


def put(log: Log, *entries: Entry) -> None:
    assert log.append(entries, [Look("unit:none")], log.head(), None).outcome is AppendOutcome.STORED


# --- The library's contract ---------------------------------------------------------------------------------


def test_the_librarys_private_names_that_are_used_are_there(log: Log) -> None:
    assert {kind.__name__ for kind in LIBRARY_PRIVATE_NAMES} == {"DCBSubscription", "PostgresTrackingRecorder"}
    [(_, subscription), (recorder, tracking)] = LIBRARY_PRIVATE_NAMES.items()
    assert set(subscription) <= set(vars(log.follow()))
    assert set(tracking) <= set(vars(recorder))


class TestConformance(library.DCBRecorderTestCase):
    recorder: DCBRecorder

    @pytest.fixture(autouse=True)
    def _fresh(self, log: Log) -> Iterator[None]:
        self.recorder = log.recorder
        yield
        check_rows(log.recorder)

    def test_the_librarys_suite_passes_for_append_and_read(self) -> None:
        self._test_append_read(self.recorder)

    def test_the_librarys_suite_passes_for_subscriptions(self) -> None:
        self._test_append_subscribe(self.recorder)

    def test_the_librarys_suite_passes_on_a_log_that_is_not_empty(self) -> None:
        for number in range(3):
            self.recorder.append([event("before", data=b"%d" % number)])
        self._test_append_subscribe(self.recorder, initial_position=3)


class TestControl(library.DCBRecorderTestCase):
    """The same suite on the library's own recorder, which is the model of ours below."""

    def test_append_and_read(self) -> None:
        self._test_append_read(InMemoryDCBRecorder())

    def test_subscriptions(self) -> None:
        self._test_append_subscribe(InMemoryDCBRecorder())


words = st.sampled_from(["a", "b", "c", "å", "a̸", "", 'x"y', "x\\y", "{1,2}", "NULL"])
some_tags = st.lists(words, max_size=3)
items = st.builds(DCBQueryItem, st.lists(words, max_size=2), some_tags)
queries = st.none() | st.builds(DCBQuery, st.lists(items, max_size=3))
starts = st.none() | st.integers(0, 12)
appends = st.tuples(
    st.lists(st.builds(DCBEvent, words, st.binary(max_size=5), some_tags), min_size=1, max_size=3),
    st.none() | st.builds(DCBAppendCondition, st.builds(DCBQuery, st.lists(items, max_size=3)), starts),
)
reads = st.tuples(queries, starts, st.none() | st.integers(0, 5))
ledger_numbers = itertools.count()


def appended(recorder: DCBRecorder, events: list[DCBEvent], condition: DCBAppendCondition | None) -> int | None:
    """The position; None for a failed condition."""
    try:
        return recorder.append(events, condition)
    except persistence.IntegrityError:
        return None


def seen(recorder: DCBRecorder, query: DCBQuery | None, after: int | None, limit: int | None) -> list[object]:
    """Everything that a read tells."""
    response = recorder.read(query, after=after, limit=limit)
    events = [(event.position, event.event.type, event.event.data, event.event.tags) for event in response]
    return [*events, response.head or 0]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(appends, reads), min_size=1, max_size=8))
def test_it_answers_as_the_librarys_own_recorder_in_memory(database: Database, steps: list[tuple]) -> None:  # type: ignore[type-arg]
    log = Log.open(database, create_ledger(database, f"model_{next(ledger_numbers)}"))
    model = InMemoryDCBRecorder()
    for (events, condition), read in steps:
        assert appended(log.recorder, events, condition) == appended(model, events, condition)
        assert seen(log.recorder, *read) == seen(model, *read)
    check_rows(log.recorder)


def test_an_append_of_nothing_is_a_bug(log: Log) -> None:
    with pytest.raises(persistence.ProgrammingError):
        log.recorder.append([])


# --- Conditions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("types", "tags", "conflict"),
    [
        ([], ["a"], 1),
        ([], ["a", "b"], 2),
        ([], ["b", "a"], 2),
        ([], ["a", "b", "c"], None),
        (["drawn.v1"], [], 1),
        (["other.v1", "third.v1"], [], 3),
        (["nothing.v1"], [], None),
        (["other.v1"], ["a"], None),
        (["other.v1"], ["c"], 3),
        ([], [], 1),
        ([], ["A"], None),
    ],
)
def test_a_condition_matches_all_tags_and_any_type_of_an_item(
    log: Log, types: list[str], tags: list[str], conflict: int | None
) -> None:
    log.recorder.append([event("a"), event("a", "b"), event("c", type_="other.v1")])
    condition = DCBAppendCondition(DCBQuery([DCBQueryItem(types, tags)]), after=0)
    result = log.recorder.append_with_key([event("new")], condition, None)
    assert result.conflict_position == conflict
    assert result.outcome is (AppendOutcome.STORED if conflict is None else AppendOutcome.CONFLICT)
    assert log.head() == (4 if conflict is None else 3)


def test_a_condition_without_items_means_that_nothing_at_all_was_appended(log: Log) -> None:
    everything = DCBQuery([])
    assert log.recorder.append([event("a")], DCBAppendCondition(everything, after=0)) == 1
    assert log.recorder.append([event("b")], DCBAppendCondition(everything, after=1)) == 2
    refused = log.recorder.append_with_key([event("c")], DCBAppendCondition(everything, after=1), None)
    assert (refused.outcome, refused.conflict_position) == (AppendOutcome.CONFLICT, 2)


def test_an_event_at_the_readers_head_is_no_conflict_but_the_next_one_is(log: Log) -> None:
    put(log, unit("a1"))
    assert log.append([unit("b1")], [UNIT], 1, None).outcome is AppendOutcome.STORED
    put(log, unit("a1"))
    refused = log.append([unit("c1")], [UNIT], 2, None)
    assert (refused.outcome, refused.conflict_position) == (AppendOutcome.CONFLICT, 3)


@pytest.mark.parametrize("tag", ["body:KF", "year:2026", "frames:slk", "unit-registered", ""])
def test_a_look_must_start_with_a_selective_tag(log: Log, tag: str) -> None:
    with pytest.raises(ValueError, match="not of a selective kind"):
        log.read([Look(tag)])
    with pytest.raises(ValueError, match="not of a selective kind"):
        log.append([unit("a1")], [Look(tag)], 0, None)
    assert log.head() == 0


def test_all_entries_of_a_family_are_found_without_a_tag_and_the_next_one_is_a_conflict(log: Log) -> None:
    put(log, unit("a1"), unit("b1"))
    every = Look("", ("unit-registered",))
    assert [recorded.position for recorded in log.read([every])[0]] == [1, 2]
    assert log.read([Look("", ("unit-moved",))])[0] == []
    put(log, unit("c1"))
    refused = log.append([unit("d1")], [every], 2, None)
    assert (refused.outcome, refused.conflict_position) == (AppendOutcome.CONFLICT, 3)
    assert log.append([unit("d1")], [every], 3, None).outcome is AppendOutcome.STORED


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
    assert log.append([unit("b1")], [wide], 5, None).outcome is AppendOutcome.CONFLICT
    with pytest.raises(CodecError):
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
    first, second = (Log.open(database, create_ledger(database, name)) for name in ("first", "second"))
    put(first, unit("a1"), unit("b1"))
    assert (second.head(), list(second.stream()), second.read([UNIT])) == (0, [], ([], 0))
    assert second.append([unit("c1")], [UNIT], 0, None).first_position == 1
    assert [recorded.entry for recorded in first.stream()] == [unit("a1"), unit("b1")]
    assert [recorded.entry for recorded in second.stream()] == [unit("c1")]
    for log in (first, second):
        check_log(log)


# --- Bytes --------------------------------------------------------------------------------------------------

any_text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
any_ore = st.integers(-(2**53) + 1, 2**53 - 1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_text, any_text, any_ore, any_ore)
def test_what_is_read_is_what_was_appended(log: Log, note: str, body: str, costs_ore: int, revenues_ore: int) -> None:
    ground = msgspec.structs.replace(basis(), body=body)
    amount = OperatingAmount(costs_ore, revenues_ore)
    entry = Entry(msgspec.structs.replace(decided(0), amount=amount, note=note), RECORDING, ground)
    position = log.append([entry], [Look(key().tag)], log.head(), None).first_position
    assert position is not None
    read = log.at(position)
    assert read is not None
    assert (read.entry, read.data) == (entry, encode(entry))


@pytest.mark.parametrize("ore", [2**53, -(2**53), 10**30])
def test_an_amount_out_of_bounds_is_caught_before_the_append(log: Log, ore: int) -> None:
    good, bad = unit("a1"), Entry(decided(ore), RECORDING, basis())
    with pytest.raises(CodecError, match=r"frame-decided.v1"):
        log.append([good, bad], [UNIT], 0, None)
    assert log.head() == 0


@pytest.mark.parametrize("change", [{"printed": []}, {"amount": None}, {"note": ""}])
def test_an_entry_that_would_come_back_as_another_is_caught_before_the_append(
    log: Log, change: dict[str, object]
) -> None:
    entry = Entry(msgspec.structs.replace(decided(1), **change), RECORDING, basis())
    with pytest.raises(CodecError, match=r"frame-decided.v1"):
        log.append([entry], [UNIT], 0, None)
    assert log.head() == 0


def test_text_that_the_database_cannot_hold_is_caught_before_the_append(log: Log) -> None:
    for fact in (UnitRegistered("a\0b", "Enhet"), UnitRegistered("a1", "Enh\0et")):
        with pytest.raises(CodecError, match=r"unit-registered.v1"):
            log.append([Entry(fact, RECORDING)], [UNIT], 0, None)
    for bad in (event("unit:a\0b"), event(type_="a\0b")):
        with pytest.raises(persistence.DataError):
            log.recorder.append([event("a"), bad])
    assert log.recorder.append([event("a", data=b"\0\xff")]) == 1, "bytes are bytes"


def test_bytes_stored_under_another_name_are_not_taken_for_an_entry(log: Log) -> None:
    data = encode(unit("a1"))
    log.recorder.append([event("unit:a1", type_="frame-decided.v1", data=data)])
    with pytest.raises(CodecError, match=r"stored as frame-decided.v1, but the bytes say unit-registered.v1"):
        log.at(1)
    with pytest.raises(CodecError, match=r"no-such-event.v1"):
        decode("no-such-event.v1", data)


# --- Reading in pages ---------------------------------------------------------------------------------------

MANY = 20_000
HOLDERS = b"""
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
      AND (backend_xmin IS NOT NULL OR state <> 'idle')
"""


def test_the_whole_log_streams_in_bounded_memory(log: Log) -> None:
    for start in range(0, MANY, 5000):
        put(log, *(unit(f"u{number}") for number in range(start, start + 5000)))
    assert next(log.stream()).position == 1  # what is made once, such as a connection, is not the log's size
    total_bytes = count = 0
    tracemalloc.start()
    for recorded in log.stream():
        total_bytes += len(recorded.data)
        count += 1
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == MANY
    assert peak_bytes < total_bytes // 2, "a page is 1/20 of the log; entries take more memory than their bytes"
    assert [recorded.position for recorded in log.stream(after=MANY - 3)] == [MANY - 2, MANY - 1, MANY]


def test_limit_after_and_head_across_pages(log: Log) -> None:
    last = 2 * PAGE + 3
    log.recorder.append([event("a" if number % 2 else "b") for number in range(1, last + 1)])
    for limit in (1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, last + 50):
        response = log.recorder.read(limit=limit)
        positions = [sequenced.position for sequenced in response]
        assert positions == list(range(1, min(limit, last) + 1))
        assert response.head == positions[-1]
    odd = log.recorder.read(DCBQuery([DCBQueryItem([], ["a"])]), after=PAGE)
    assert odd.head == last
    assert [sequenced.position for sequenced in odd] == list(range(PAGE + 1, last + 1, 2))
    beyond = log.recorder.read(after=last + 1)
    assert (list(beyond), beyond.head) == ([], last)
    with pytest.raises(StopIteration):
        next(beyond)


def test_a_read_ends_at_the_head_it_began_at_and_holds_no_snapshot_meanwhile(log: Log, database: Database) -> None:
    log.recorder.append([event("a")] * (PAGE + 1))
    response = log.recorder.read()
    first = next(response)
    log.recorder.append([event("a")] * 5)
    with superuser(database) as connection:
        # A session that has just ended its statement may still be shown as busy; a held snapshot would stay.
        assert wait_until(lambda: connection.execute(HOLDERS).fetchone() == (0,), 5)
    assert [first.position, *(sequenced.position for sequenced in response)] == list(range(1, PAGE + 2))
    assert response.head == PAGE + 1


def test_the_entries_between_two_positions_are_those_of_the_stream(log: Log) -> None:
    put(log, *(unit(f"u{number}") for number in range(PAGE + 3)))
    every = list(log.stream())
    for after, upto in ((0, 1), (0, PAGE), (1, PAGE + 1), (7, 7), (9, 3), (PAGE, 5 * PAGE)):
        assert list(log.between(after, upto)) == every[after:upto]


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
