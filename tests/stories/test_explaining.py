"""For every number of the example worlds: *why* adds up, *what changed* closes, the change table sums both ways, and
what the documents state is what the entries come to, or the entries say so."""

from datetime import date
from itertools import combinations

import pytest

from api.app import OpenLedger
from ledger.log.verifying import verify_log
from projections.asking.question import Question
from projections.running.stated_totals import StatedTotals
from projections.tables.frames import years_at
from tests.projections.test_explaining_laws import check_change_table, check_difference, check_timeline, check_why
from tests.stories.doors import World

DAYS = tuple(date.fromisoformat(day) for day in ("2024-01-01", "2025-11-01", "2026-01-01", "2026-11-01"))


@pytest.fixture(scope="module")
def worlds(world: World) -> list[OpenLedger]:
    """Every ledger that `liggare demo` records. For tests that only read."""
    return [world.application.ledger(name) for name in world.application.names()]


def years(ledger: OpenLedger) -> list[int]:
    with ledger.model.cursor() as cursor:
        return years_at(cursor, ledger.log.head())


def test_why_adds_up_and_the_change_table_sums_both_ways(worlds: list[OpenLedger]) -> None:
    for ledger in worlds:
        head = ledger.log.head()
        for year in years(ledger):
            for day in DAYS:
                question = Question(year=year, as_of=day, known_at=head)
                check_why(ledger, question)
                check_change_table(ledger, question)


def test_what_changed_closes_between_any_two_days_and_any_two_positions(worlds: list[OpenLedger]) -> None:
    for ledger in worlds:
        head = ledger.log.head()
        for year in years(ledger):
            for first, last in combinations(DAYS, 2):
                for position in (0, head // 2, head):
                    start = Question(year=year, as_of=first, known_at=position)
                    check_difference(ledger, start, Question(year=year, as_of=last, known_at=head))


def test_the_timeline_says_what_the_frames_say(worlds: list[OpenLedger]) -> None:
    for ledger in worlds:
        for year in years(ledger):
            check_timeline(ledger, year, ledger.log.head())


def test_what_the_documents_state_is_held_in_the_whole_log(worlds: list[OpenLedger]) -> None:
    for ledger in worlds:
        totals = StatedTotals()
        assert verify_log(ledger.log, lambda *_: None, totals).fault is None
        assert totals.told.entries > 0
        assert totals.told.differences == ()
