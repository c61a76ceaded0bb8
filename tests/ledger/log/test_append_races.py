"""Position order is commit order on every append path, and a lost connection leaves all or nothing."""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from itertools import pairwise
from typing import Any

import pytest

from ledger.errors import Refused
from ledger.events import UnitRegistered
from ledger.log.appending import Appended, AppendOutcome, IdempotencyKey
from ledger.log.database import Database, LedgerPlace
from ledger.log.entry import Entry, Look
from ledger.log.feed.cursor import BEGINNING
from ledger.log.listening import Listening
from ledger.log.log import Log
from ledger.log.migrations import create_ledger
from ledger.log.store import (
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBQueryItem,
    DecidedOn,
    PostgresLogRecorder,
    persistence,
)
from ledger.values import Recording
from tests.checks import check_rows, rows
from tests.ledger.log.one_database import database as database
from tests.ledger.log.one_database import log as log
from tests.racing import at_once, outcome, superuser, waiting_backends

WRITERS, APPENDS = 8, 1000

_numbers = itertools.count(1)


@pytest.fixture
def recorder(log: Log) -> Iterator[PostgresLogRecorder]:
    """A fresh ledger's recorder; what must always hold is checked at the end."""
    yield log.recorder
    check_rows(log.recorder)


def event(name: str) -> DCBEvent:
    return DCBEvent("drawn.v1", name.encode(), [f"by:{name}"])


def plainly(recorder: PostgresLogRecorder, name: str) -> int:
    return recorder.append([event(name)])


def on_a_condition(recorder: PostgresLogRecorder, name: str) -> int:
    condition = DCBAppendCondition(DCBQuery([DCBQueryItem(tags=["by:nobody"])]), after=0)
    return recorder.append([event(name)], condition)


def under_a_key(recorder: PostgresLogRecorder, name: str) -> int:
    position = recorder.append_with_key([event(name)], None, keyed(name)).last_position
    assert position is not None
    return position


def holding_the_lock(recorder: PostgresLogRecorder, name: str) -> int:
    with recorder.locked() as locked:
        head = locked.head()
        position = plainly(locked, name)
        assert position == head + 1, "nobody else gets in between"
        return position


Path = Callable[[PostgresLogRecorder, str], int]
INSIDE: tuple[Path, ...] = (plainly, on_a_condition, under_a_key)
PATHS: tuple[Path, ...] = (*INSIDE, holding_the_lock)


def keyed(name: str, command: bytes = b"c" * 32, answer: bytes = b"first") -> IdempotencyKey:
    return IdempotencyKey(name, command, answer)


# --- Order --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", INSIDE)
@pytest.mark.parametrize("second", PATHS)
def test_an_append_waits_for_the_transaction_before_it_and_nobody_sees_its_position_first(
    recorder: PostgresLogRecorder, database: Database, first: Path, second: Path
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with recorder.locked() as placed:
            assert first(placed, "one") == 1
            waiting = pool.submit(second, recorder, "two")
            waiting_backends(database, 1)
            assert (recorder.head(), list(recorder.read())) == (0, [])
            assert first(placed, "still one") == 2
        assert outcome(waiting) == 3
    written = rows(recorder, "SELECT data FROM event ORDER BY position")
    assert [row["data"] for row in written] == [b"one", b"still one", b"two"]


def test_a_transaction_that_is_rolled_back_leaves_neither_event_nor_key_nor_gap(recorder: PostgresLogRecorder) -> None:
    def crash() -> None:
        with recorder.locked() as placed:
            under_a_key(placed, "gone")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crash()
    assert recorder.head() == 0
    assert rows(recorder, "SELECT FROM append_record") == []
    assert [under_a_key(recorder, "gone"), plainly(recorder, "next")] == [1, 2]


def test_eight_writers_leave_no_gap_and_each_ones_events_are_in_its_own_order(recorder: PostgresLogRecorder) -> None:
    def write(writer: int) -> list[int]:
        paths = [PATHS[(writer + number) % len(PATHS)] for number in range(APPENDS)]
        return [path(recorder, f"{writer}/{number}") for number, path in enumerate(paths)]

    written_by = at_once(WRITERS, write)
    positions = [position for writer in written_by if isinstance(writer, list) for position in writer]
    assert sorted(positions) == list(range(1, WRITERS * APPENDS + 1))
    written = rows(recorder, "SELECT position, data, recorded_at FROM event ORDER BY position")
    assert all(first["recorded_at"] < two["recorded_at"] for first, two in pairwise(written))
    for writer, own in enumerate(written_by):
        assert isinstance(own, list), own
        assert own == sorted(own)
        assert [written[position - 1]["data"].decode() for position in own] == [
            f"{writer}/{number}" for number in range(APPENDS)
        ]


def test_a_reader_beside_eight_writers_never_sees_a_position_before_the_ones_below_it(
    recorder: PostgresLogRecorder,
) -> None:
    def work(number: int) -> list[int]:
        if number:
            return [plainly(recorder, f"{number}/{count}") for count in range(100)]
        reached: list[int] = []
        while len(reached) < 800:
            reached += [event.position for event in recorder.read(after=len(reached))]
        return reached

    reader, *writers = at_once(9, work)
    assert reader == list(range(1, 801))
    assert all(isinstance(writer, list) for writer in writers)


# --- The key ------------------------------------------------------------------------------------------------


def test_eight_at_once_with_one_key_store_once_and_get_the_same_answer(recorder: PostgresLogRecorder) -> None:
    def append(number: int) -> Appended:
        return recorder.append_with_key([event(f"{number}")] * 2, None, keyed("k", answer=b"%d" % number))

    answers = [answer for answer in at_once(8, append) if isinstance(answer, Appended)]
    assert sorted(answer.outcome for answer in answers) == [AppendOutcome.SEEN] * 7 + [AppendOutcome.STORED]
    assert (
        len({(answer.first_position, answer.last_position, answer.recorded_at, answer.answer) for answer in answers})
        == 1
    )
    assert (answers[0].first_position, answers[0].last_position, recorder.head()) == (1, 2, 2)


def test_a_key_is_looked_up_before_the_condition(recorder: PostgresLogRecorder) -> None:
    nothing_yet = DCBAppendCondition(DCBQuery([]), after=0)
    first = recorder.append_with_key([event("a")], nothing_yet, keyed("k"))
    again = recorder.append_with_key([event("b")], nothing_yet, keyed("k"))
    other = recorder.append_with_key([event("b")], nothing_yet, keyed("k", command=b"d" * 32))
    assert [answer.outcome for answer in (first, again, other)] == [
        AppendOutcome.STORED,
        AppendOutcome.SEEN,
        AppendOutcome.REUSED,
    ]
    assert {(answer.first_position, answer.last_position, answer.answer) for answer in (first, again, other)} == {
        (1, 1, b"first")
    }
    assert recorder.append_with_key([event("b")], nothing_yet, keyed("l")).outcome is AppendOutcome.CONFLICT
    assert recorder.head() == 1


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_has_one_to_two_hundred_characters(recorder: PostgresLogRecorder, key: str) -> None:
    with pytest.raises(persistence.IntegrityError):
        recorder.append_with_key([event("a")], None, keyed(key))
    assert recorder.append_with_key([event("a")], None, keyed("ö" * 200)).last_position == 1


# --- What the database refuses ------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_an_append_on_an_older_snapshot_is_refused(recorder: PostgresLogRecorder, level: str) -> None:
    plainly(recorder, "one")
    with pytest.raises(persistence.InternalError, match="READ COMMITTED only"), isolated(recorder, level) as inside:
        plainly(inside, "two")
    assert recorder.head() == 1


@contextmanager
def isolated(recorder: PostgresLogRecorder, level: str) -> Iterator[PostgresLogRecorder]:
    """A recorder inside a transaction of another isolation level."""
    with recorder.datastore.transaction(commit=True) as cursor:
        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}".encode())
        yield PostgresLogRecorder(recorder.datastore, lambda: nullcontext(cursor))


@pytest.mark.parametrize("owners", [[0], [2], [-1], [None], [1, 1]])
def test_a_tag_cannot_be_put_on_another_event_than_those_appended(
    recorder: PostgresLogRecorder, owners: list[int | None]
) -> None:
    plainly(recorder, "one")
    statement = b"SELECT append_events('{drawn.v1}', '{x}', '{unit:a1}', %s, NULL, NULL, NULL, NULL, NULL, NULL)"
    with pytest.raises(persistence.PersistenceError), recorder.cursors() as cursor:
        cursor.execute(statement, [owners])
    assert recorder.head() == 1


def test_who_decided_on_an_entry_that_is_not_there_any_more_is_told_so(recorder: PostgresLogRecorder) -> None:
    plainly(recorder, "one")
    [row] = rows(recorder, "SELECT encode(substr(nonce, 1, 4), 'hex') AS nonce FROM event")
    nonce = str(row["nonce"])
    other = "0" * 8 if nonce != "0" * 8 else "1" * 8
    nothing = DCBQuery([DCBQueryItem(tags=["by:nobody"])])
    for after, said in ((1, other), (2, nonce), (0, nonce)):
        refused = recorder.append_with_key([event("two")], DecidedOn(nothing, after, said), keyed("k"))
        assert (refused.outcome, refused.first_position) == (AppendOutcome.OTHER_LOG, None), (after, said)
    assert recorder.head() == 1
    assert recorder.append_with_key([event("two")], DecidedOn(nothing, 1, nonce), keyed("k")).last_position == 2
    again = recorder.append_with_key([event("two")], DecidedOn(nothing, 1, other), keyed("k"))
    assert again.outcome is AppendOutcome.SEEN, "the key comes first"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("frame-dissolved.v9", b"{}"),
        ("frame-decided.v2", b"{}"),
        ("", b"{}"),
        ("frame-decided.v1", b""),
        ("frame-decided.v1", b"[]"),
        ("frame-decided.v1", b"1"),
        ("frame-decided.v1", b'{"a": 1} {"b": 2}'),
        ("frame-decided.v1", b"\xff"),
    ],
)
def test_a_log_takes_no_name_that_is_unknown_and_nothing_but_json(
    database: Database, recorder: PostgresLogRecorder, name: str, data: bytes
) -> None:
    log = Log.open(database, create_ledger(database, f"strikt_{next(_numbers)}"))
    good = DCBEvent("frame-decided.v1", b"{}")
    with pytest.raises(persistence.PersistenceError):
        log.recorder.append([good, DCBEvent(name, data)])
    assert log.head() == 0, "all or nothing"
    assert log.recorder.append([good]) == 1
    assert recorder.append([DCBEvent(name, data)]) == 1, "a log that takes anything does"


def test_nobody_waits_for_others_commits_to_be_told_of(recorder: PostgresLogRecorder) -> None:
    """A NOTIFY inside the transaction would hold a lock of the whole database through the flush."""
    notifying = "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND prosrc ~* 'notify'"
    assert rows(recorder, notifying) == []


def test_what_is_appended_under_the_lock_is_told_once_it_is_committed(
    database: Database, own_place: LedgerPlace, log: Log
) -> None:
    with Listening.to(database) as listening:
        listening.listen_to([own_place])
        with log.locked() as locked:
            plainly(locked.recorder, "one")
            plainly(locked.recorder, "two")
            assert [*listening.heard(0.2)] == []
        assert [*listening.heard(5)] == [(own_place.name, 2)]
        plainly(log.recorder, "three")
        assert [*listening.heard(5)] == [(own_place.name, 3)]


# --- Lost connections ---------------------------------------------------------------------------------------


def kill(database: Database, pid: int) -> None:
    with superuser(database) as connection:
        connection.execute(b"SELECT pg_terminate_backend(%s)", [pid])


def test_a_writer_whose_connection_is_killed_while_it_waits_has_stored_nothing(
    log: Log, recorder: PostgresLogRecorder, database: Database
) -> None:
    entry = Entry(UnitRegistered("a1", "Enhet"), Recording("tester-1", "test"))

    def write() -> Appended:
        return log.append([entry], [Look("unit:a1")], BEGINNING, keyed("k"))

    with ThreadPoolExecutor(1) as pool, recorder.locked() as placed:
        plainly(placed, "one")
        waiting = pool.submit(write)
        [pid] = waiting_backends(database, 1)
        kill(database, pid)
        lost = outcome(waiting)
    assert isinstance(lost, Refused)
    assert lost.refusals[0].code == "database-unavailable"
    assert recorder.head() == 1
    assert [write().outcome, write().outcome, recorder.head()] == [AppendOutcome.STORED, AppendOutcome.SEEN, 2]


def test_a_holder_of_the_lock_whose_connection_is_killed_lets_the_next_one_in(
    log: Log, recorder: PostgresLogRecorder, database: Database
) -> None:
    def hold() -> None:
        with log.locked() as placed, ThreadPoolExecutor(1) as pool:
            under_a_key(placed.recorder, "killed")
            waiting = pool.submit(plainly, recorder, "next")
            waiting_backends(database, 1)
            with placed.recorder.cursors() as cursor:
                kill(database, cursor.connection.info.backend_pid)
            assert outcome(waiting) == 1

    with pytest.raises(Refused) as refused:
        hold()
    assert refused.value.refusals[0].code == "database-unavailable"
    assert rows(recorder, "SELECT key FROM append_record") == []


def test_a_writer_that_waits_too_long_is_told_that_the_database_does_not_answer(
    database: Database, own_place: LedgerPlace, recorder: PostgresLogRecorder
) -> None:
    impatient = Log.open(Impatient(database.login, database.owner_login), own_place)
    with recorder.locked(), pytest.raises(Refused) as refused, impatient.locked():
        pass
    assert refused.value.refusals[0].code == "database-unavailable"
    assert impatient.head() == 0, "and the next question is answered"


class Impatient(Database, frozen=True):
    """A database whose transactions end after half a second."""

    def parameters(self, role: str, *search_path: str) -> dict[str, Any]:
        """As ever, with another limit."""
        usual = super().parameters(role, *search_path)
        return {**usual, "options": usual["options"].replace("transaction_timeout=60s", "transaction_timeout=500ms")}


def test_an_idle_transaction_does_not_hold_the_lock_for_ever(recorder: PostgresLogRecorder) -> None:
    with recorder.cursors() as cursor:
        names = ("idle_in_transaction_session_timeout", "transaction_timeout")
        limits = [cursor.execute(f"SHOW {name}".encode()).fetchone() for name in names]
    assert limits == [{names[0]: "30s"}, {names[1]: "1min"}]
