"""A command has one day, also when it comes on the last second of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Self

import pytest

from ledger import when
from ledger.log.log import Log
from ledger.recording import Receipt, foreseen, record, rehearse
from tests.given import AUTHOR, adjusted, basis, command, decided, opening


class Clock(datetime):
    """A second before midnight in Sweden; and every time it is looked at again, a day has gone."""

    looked = 0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        cls.looked += 1
        return cls(2026, 11, 20, 22, 59, 59, tzinfo=tz or UTC) + timedelta(days=cls.looked)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The only clock there is goes a day forward each time."""
    monkeypatch.setattr(Clock, "looked", 0)
    monkeypatch.setattr(when, "datetime", Clock)


def rehearsed(log: Log) -> Receipt:
    return rehearse(log, command(decided(100_00), on=basis("2026-11-21")), AUTHOR)


def recorded(log: Log) -> Receipt:
    return record(log, "stad", command(decided(100_00), on=basis("2026-11-21")), AUTHOR)


@pytest.mark.parametrize(("answer", "looks"), [(rehearsed, 1), (recorded, 2)])
def test_the_receipt_says_the_day_that_the_rules_decide_on(
    own_log: Log, answer: Callable[[Log], Receipt], looks: int
) -> None:
    """And a frame that is set today counts today. One look at the clock is enough for all of it; another says that this
    clock lies far behind the server's, by which it is recorded."""
    record(own_log, "stad", opening(), AUTHOR)
    Clock.looked = 0
    receipt = answer(own_log)
    assert receipt.consequence.as_of == date(2026, 11, 21)
    [frame] = receipt.consequence.frames
    assert frame.after.sides.costs_ore == 100_00
    assert Clock.looked == looks


def test_what_is_foreseen_is_recorded_on_the_day_that_the_rules_decide_on(own_log: Log) -> None:
    record(own_log, "stad", command(*opening().facts, decided(100_00), on=basis("2025-11-24")), AUTHOR)
    Clock.looked = 0
    seen = foreseen(own_log, command(adjusted(1_00), on=basis("2026-11-21")), AUTHOR)
    assert {when.swedish_day(entry.recorded_at) for entry in seen.entries} == {seen.consequence.as_of}
