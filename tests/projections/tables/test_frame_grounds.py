"""No more is read of a frame than its change needs: plain changes come to sums, and nothing before, or after all that
matters, is read at all."""

from datetime import date

import pytest

from api.app import Application, OpenLedger
from ledger.events import AnyFact, FrameAdjusted, IndexDecided
from projections.tables.frame_grounds import ChangeGround, grounds
from tests.given import AUTHOR, adjusted, basis, command, decided, key, money

MONTHS = [date(2025, month, 1) for month in range(1, 13)]


class Ground:
    """A ledger whose last entries are looked at."""

    def __init__(self, application: Application):
        self.application, self.ledger, self.number = application, application.ledger("stad"), 0

    def say(self, day: str, *facts: AnyFact) -> "Ground":
        """Decided on a day."""
        self.number += 1
        said = command(*facts, on=basis(day, f"§ {self.number}"))
        self.application.record("stad", said, AUTHOR, f"k{self.number}")
        return self

    def of_last(self, count: int = 1) -> list[ChangeGround]:
        """What the last entries stand on."""
        self.ledger.runner.catch_up()
        head = self.ledger.log.head()
        with self.ledger.runner.live() as cursor:
            return list(grounds(cursor, [entry for entry in self.ledger.log.stream() if entry.position > head - count]))


def facts(ground: ChangeGround) -> list[tuple[int, str, int | None]]:
    """Which entry says each (0: what several come to), of which day, and how much in costs."""
    return [(fact.entry_position, str(fact.decided_latest), fact.costs_ore) for fact in ground.facts]


@pytest.fixture
def said(application: Application, stad: OpenLedger) -> Ground:
    """A budget at position 5, and eleven changes after it."""
    ground = Ground(application).say("2025-01-01", decided(1000))
    for day in MONTHS[1:]:
        ground.say(str(day), adjusted(day.month))
    return ground


def test_of_what_went_before_the_last_change_only_the_sum_is_read(said: Ground) -> None:
    [ground] = said.say("2025-12-24", adjusted(24)).of_last()
    assert facts(ground) == [(0, "2025-12-23", 1000 + sum(range(2, 13))), (17, "2025-12-24", 24)]


def test_of_what_comes_after_a_late_change_nothing_is_read_when_nothing_there_sets_the_frame(said: Ground) -> None:
    [ground] = said.say("2025-03-15", adjusted(24)).of_last()
    assert facts(ground) == [(0, "2025-03-14", 1005), (17, "2025-03-15", 24)]


def test_until_a_later_set_plain_changes_come_to_one_sum(said: Ground) -> None:
    said.say("2025-10-15", decided(2000)).say("2025-03-15", adjusted(24))
    [ground] = said.of_last()
    between = sum(range(4, 11))
    assert facts(ground) == [
        (0, "2025-03-14", 1005),
        (0, "2025-10-14", between),
        (17, "2025-10-15", 2000),
        (18, "2025-03-15", 24),
    ]


def test_plain_changes_of_the_day_of_a_set_are_known_one_by_one(said: Ground) -> None:
    """Which of them come after it, and add to it, is told by their paragraphs."""
    [ground] = said.say("2025-06-01", decided(2000)).of_last()
    assert facts(ground) == [(0, "2025-05-31", 1014), (10, "2025-06-01", 6), (17, "2025-06-01", 2000)]


def test_of_a_frame_in_which_something_acts_later_nothing_is_taken_for_granted(said: Ground) -> None:
    said.say("2025-02-15", FrameAdjusted(key(), money(100), index="pki"))
    said.say("2025-08-15", IndexDecided("pki", 30_000_000))
    [ground] = said.of_last()
    assert [act.placed.position for act in ground.acts] == [18]
    assert [fact for fact in facts(ground) if fact[0]] == [(5, "2025-01-01", 1000), (17, "2025-02-15", 100)]
    [late] = said.say("2025-07-15", adjusted(7)).of_last()
    assert [fact[0] for fact in facts(late) if fact[0]] == [5, 17, 19]
    [after] = said.say("2025-12-24", adjusted(24)).of_last()
    assert facts(after) == [(0, "2025-12-23", 1000 + sum(range(2, 13)) + 103 + 7), (20, "2025-12-24", 24)]


def test_a_batch_finds_each_frame_once(said: Ground) -> None:
    said.say("2025-12-25", adjusted(25)).say("2025-12-26", adjusted(26), decided(5, frame=key("sbk")))
    ground, other = sorted(said.of_last(3), key=lambda each: each.frame.unit, reverse=True)
    assert [fact[0] for fact in facts(ground)] == [0, 17, 18]
    assert facts(other) == [(19, "2025-12-26", 5)]
