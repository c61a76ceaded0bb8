"""The store on real PostgreSQL: the library's contract, conditions, bytes, reading in pages, the known clock."""

import itertools
import tracemalloc
from collections.abc import Iterator

import eventsourcing.dcb.tests as library
import pytest
from eventsourcing import persistence
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem, DCBRecorder
from eventsourcing.dcb.popo import InMemoryDCBRecorder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.events import UnitRegistered
from ledger.log.appending import AppendOutcome
from ledger.log.database import Database
from ledger.log.entry import Entry, Look
from ledger.log.feed.cursor import LogCursor
from ledger.log.log import Log
from ledger.log.store import LIBRARY_PRIVATE_NAMES, PAGE
from ledger.values import Recording
from ledger.when import wait_until
from tests.checks import check_rows
from tests.ledger.log.one_database import database as database
from tests.ledger.log.one_database import log as log
from tests.racing import superuser
from tests.tampering import ledger_of_anything

RECORDING = Recording("tester-1", "test")
UNIT = Look("unit:a1", ("unit-registered",))


def event(*tags: str, type_: str = "drawn.v1", data: bytes = b"{}") -> DCBEvent:
    return DCBEvent(type_, data, list(tags))


def unit(name: str) -> Entry:
    return Entry(UnitRegistered(name, f"Enhet {name}"), RECORDING)


def put(log: Log, *entries: Entry) -> None:
    assert log.append(entries, [Look("unit:none")], LogCursor(log.head()), None).outcome is AppendOutcome.STORED


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
    log = Log.open(database, ledger_of_anything(database, f"model_{next(ledger_numbers)}"))
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
    assert log.append([unit("b1")], [UNIT], LogCursor(1), None).outcome is AppendOutcome.STORED
    put(log, unit("a1"))
    refused = log.append([unit("c1")], [UNIT], LogCursor(2), None)
    assert (refused.outcome, refused.conflict_position) == (AppendOutcome.CONFLICT, 3)


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
