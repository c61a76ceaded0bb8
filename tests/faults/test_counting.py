"""What is wrong is counted, and nothing else."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events import FrameAdjusted, UnitRegistered
from ledger.log.entry import Entry, Recorded
from ledger.values import Recording
from tests.faults.counting import Count, Mark, counted, counted_in_log
from tests.given import key, money


@pytest.mark.parametrize(
    ("had", "count"),
    [
        ("abc", Count()),
        ("ac", Count(lost=1)),
        ("", Count(lost=3)),
        ("abbc", Count(duplicated=1)),
        ("abca", Count(duplicated=1)),
        ("aaab", Count(lost=1, duplicated=2)),
        ("acb", Count(reordered=1)),
        ("cba", Count(reordered=2)),
        ("abcd", Count(foreign=1)),
        ("bab", Count(lost=1, duplicated=1, reordered=1)),
    ],
)
def test_what_is_wrong_with_what_somebody_had_is_counted(had: str, count: Count) -> None:
    assert counted("abc", had) == count
    assert bool(count) == (had != "abc")


@given(st.lists(st.integers(0, 5)))
def test_nothing_is_wrong_with_just_that_and_something_with_all_else(had: list[int]) -> None:
    assert bool(counted(range(4), had)) == (had != [0, 1, 2, 3])


def log_of(*marks: Mark | None) -> list[Recorded]:
    """A log whose entries have these marks, or none."""
    facts = (UnitRegistered("ks", "KS") if mark is None else FrameAdjusted(key(), money(mark.ore)) for mark in marks)
    instant = datetime(2026, 1, 1, tzinfo=UTC)
    entries = (Entry(fact, Recording("tester-1", "test")) for fact in facts)
    return [Recorded(position, instant, entry, b"") for position, entry in enumerate(entries, start=1)]


A, B, OTHER = Mark(1, 1, 0), Mark(1, 2, 2), Mark(2, 999_999, 3)


def test_a_mark_is_known_again_by_its_amount() -> None:
    assert [Mark.of(entry) for entry in log_of(A, None, B, OTHER)] == [A, None, B, OTHER]


@pytest.mark.parametrize(
    ("marks", "count"),
    [
        ((None, A, B), Count()),
        ((None, A, B, OTHER), Count()),
        ((None, A, B, OTHER, OTHER), Count(duplicated=1)),
        ((None, A), Count(lost=1)),
        ((None, A, B, B), Count(duplicated=1)),
        ((None, B, A), Count(reordered=3)),
        ((None, None, A, B), Count(reordered=2)),
    ],
    ids=["just that", "what was not acknowledged", "that twice", "one lost", "one twice", "in another order", "moved"],
)
def test_a_log_is_held_against_what_was_acknowledged(marks: tuple[Mark | None, ...], count: Count) -> None:
    assert counted_in_log(log_of(*marks), {A: 2, B: 3}) == count
