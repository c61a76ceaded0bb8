"""Frame changes add up: on random ledgers, what an adder that knows no rules comes to is what the frames are, at every
coordinate; however the rows come to it."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import OpenLedger
from ledger.log.database import Database
from ledger.when import today
from projections.frames.change_cursor import FROM_THE_BEGINNING, ChangeCursor, parse_change_cursor
from projections.frames.frame_changes import FrameChanged, changes_page
from projections.frames.recast import FrameChangeQuestion
from tests.projections.adding_up import Adder, answered
from tests.projections.random_ledgers import DAYS, FIRST, FRAMES, Drawn, ledger_of, ledgers

YEARS: Final = sorted({frame.year for frame in FRAMES})
ALL: Final = FrameChangeQuestion(1_000_000)


def days() -> list[date]:
    """Every day on which anything can change, and those before."""
    return sorted({day + timedelta(days=more) for day in (*DAYS, today()) for more in (-1, 0)} | {date.min})


def followed(
    ledger: OpenLedger, after: ChangeCursor = FROM_THE_BEGINNING, question: FrameChangeQuestion = ALL
) -> Iterator[tuple[list[FrameChanged], ChangeCursor]]:
    """Pages from a cursor on, each with the cursor after it: handed on as text, as to somebody else."""
    while True:
        page = changes_page(ledger.model, question, after)
        after = parse_change_cursor(str(page.seen))
        yield page.changes, after
        if not page.more:
            return


def rows(ledger: OpenLedger, upto: int) -> list[FrameChanged]:
    return [row for changes, _ in followed(ledger) for row in changes if row.position <= upto]


def added_up(changes: list[FrameChanged]) -> Adder:
    adder = Adder()
    adder.add(changes)
    return adder


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=ledgers(longest=14), batch=st.integers(1, 20))
def test_the_sum_of_the_rows_is_the_frame_at_every_coordinate(database: Database, drawn: Drawn, batch: int) -> None:
    with ledger_of(database, drawn) as ledger:
        head = ledger.runner.catch_up(batch=batch)
        every = rows(ledger, head)
        for position in range(FIRST - 1, head + 1):
            adder = added_up([row for row in every if row.position <= position])
            for day in days():
                assert adder.on(day) == answered(ledger, YEARS, position, day), (position, day)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=ledgers(longest=14), random=st.randoms(use_true_random=False))
def test_a_follower_in_pages_of_any_size_has_the_frames_also_when_it_is_begun_anew(
    database: Database, drawn: Drawn, random: Random
) -> None:
    """It follows while entries are taken in, and is now and then killed before it has kept a page."""
    with ledger_of(database, drawn) as ledger:
        adder, after = Adder(), FROM_THE_BEGINNING

        def follow(_position: int, _head: int) -> None:
            nonlocal after
            for changes, cursor in followed(ledger, after, FrameChangeQuestion(random.randint(1, 4))):
                assert is_whole(changes)
                if random.random() < 0.2:
                    return
                adder.add(changes)
                after = cursor

        head = ledger.runner.catch_up(follow, batch=random.randint(1, 5))
        for changes, _ in followed(ledger, after):
            adder.add(changes)
        for day in days():
            assert adder.on(day) == answered(ledger, YEARS, head, day), day


def is_whole(changes: list[FrameChanged]) -> bool:
    """Whether a page ends where an entry does, and says the cursor there and nowhere else within an entry."""
    last_of_entries = {row.position: row for row in changes}
    return all((row.cursor is not None) == (row is last_of_entries[row.position]) for row in changes)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=ledgers(longest=10))
def test_before_and_after_are_the_frame_without_and_with_the_entry(database: Database, drawn: Drawn) -> None:
    with ledger_of(database, drawn) as ledger:
        head = ledger.runner.catch_up()
        for row in rows(ledger, head):
            key = (row.unit, row.line, row.kind, row.year)
            for stood, position in ((row.before, row.position - 1), (row.after, row.position)):
                frame = answered(ledger, (row.year,), position, max(row.decided_on, date(1, 1, 2))).frames.get(key)
                assert (frame is None) == (stood is None)
                if frame is not None and stood is not None:
                    amount = stood.amount
                    figures = (
                        (amount.expenditures_ore, amount.receipts_ore, amount.net_ore)
                        if row.kind == "investment"
                        else (amount.costs_ore, amount.revenues_ore, amount.net_ore)
                    )
                    assert (figures, stood.commitment) == frame
