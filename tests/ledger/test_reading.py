"""What a command looks at is read in several turns, and is what one state of the ledger holds."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence

import pytest

from ledger.errors import Refused
from ledger.log.appending import Appended, IdempotencyKey
from ledger.log.database import Database, LedgerPlace
from ledger.log.entry import Entry, Look, Recorded
from ledger.log.feed.cursor import LogCursor
from ledger.log.log import Log
from ledger.log.store import PostgresLogRecorder
from ledger.recording import Command, record, rehearse
from tests.checks import check_log
from tests.given import AUTHOR, basis, command, decided, key, opening, transferred
from tests.tampering import tamper_with_log

DRAW = command(transferred(5_000), on=basis("2025-12-01"))
"""50 kr out of Stadsledningskontoret's 250."""


@pytest.fixture
def opened(own_log: Log) -> Iterator[Log]:
    """A ledger where slk has 250 kr and sbk nothing."""
    record(own_log, "stad", opening(), AUTHOR)
    record(own_log, "stad", command(decided(25_000), decided(0, frame=key("sbk"))), AUTHOR)
    yield own_log
    check_log(own_log)


class Reading(Log):
    """A log that keeps what is read of it, and where somebody else records something after the first reading."""

    def __init__(self, recorder: PostgresLogRecorder, between: Command | None = None):
        super().__init__(recorder)
        self.positions, self._between = list[list[int]](), between

    def read(
        self, looks: Iterable[Look], after: int = 0, known: Container[int] = ()
    ) -> tuple[list[Recorded], LogCursor]:
        """Then records what comes between, once."""
        recorded, head = super().read(looks, after, known)
        self.positions.append([entry.position for entry in recorded])
        if self._between is not None:
            record(Log(self.recorder), "stad", self._between, AUTHOR)
            self._between = None
        return recorded, head


def test_an_entry_is_read_once_when_nothing_comes_between(opened: Log) -> None:
    log = Reading(opened.recorder)
    rehearse(log, DRAW, AUTHOR)
    assert len(log.positions) > 1, "what is found names more"
    every = [position for positions in log.positions for position in positions]
    assert sorted(every) == sorted(set(every))


def test_what_comes_between_two_readings_is_seen_by_both(opened: Log) -> None:
    all_of_it = command(transferred(25_000), on=basis("2025-12-01", "§ 90"))
    log = Reading(opened.recorder, between=all_of_it)
    with pytest.raises(Refused) as between:
        rehearse(log, DRAW, AUTHOR)
    with pytest.raises(Refused) as after:
        rehearse(opened, DRAW, AUTHOR)
    assert [refusal.code for refusal in after.value.refusals] == ["frame-would-be-negative"]
    assert between.value.refusals == after.value.refusals


# --- Another log in its place -------------------------------------------------------------------------------------

ANOTHER = """
    UPDATE event SET nonce = substr(sha256(convert_to('another' || position, 'UTF8')), 1, 16),
                     data = convert_to(replace(convert_from(data, 'UTF8'), '25000', '3000'), 'UTF8')
"""
"""As after a restore: as long as the one that was there, and slk has 30 kr."""


class Restored(Log):
    """A log in whose place another comes between a decision and its append."""

    def __init__(self, recorder: PostgresLogRecorder, becomes_another: Callable[[], None]):
        super().__init__(recorder)
        self._comes = [becomes_another]

    def append(
        self, entries: Sequence[Entry], looked_at: Iterable[Look], head: LogCursor, key: IdempotencyKey | None
    ) -> Appended:
        """Once the other has come."""
        while self._comes:
            self._comes.pop()()
        return super().append(entries, looked_at, head, key)


def test_what_was_decided_on_a_log_that_is_another_by_now_is_decided_anew(
    opened: Log, shared_database: Database, own_place: LedgerPlace
) -> None:
    restored = Restored(opened.recorder, lambda: tamper_with_log(shared_database, own_place, ANOTHER))
    head = opened.head()
    with pytest.raises(Refused) as refused:
        record(restored, "stad", DRAW, AUTHOR)
    assert [refusal.code for refusal in refused.value.refusals] == ["frame-would-be-negative"]
    assert opened.head() == head
