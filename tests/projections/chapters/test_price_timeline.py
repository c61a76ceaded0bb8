"""The timeline of a price, with figures reckoned by hand; and against the ordinary answer at every step."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from api.app import OpenLedger
from ledger.events import RecordingErrorCorrected, Replacement
from ledger.events.fees import PriceDecided
from projections.asking.question import Question
from projections.chapters.fees import prices_answer
from projections.chapters.price_timeline import (
    PriceStep,
    PriceTimeline,
    PriceTimelineAnswer,
    price_timeline_answer,
)
from tests.given import basis
from tests.projections.chapters.conftest import Record

DAY = date(2026, 12, 1)
JULY, YEAR_END = date(2026, 7, 1), date(2026, 12, 31)


def dator(ore: int | None, first: date | None = date(2026, 1, 1), last: date | None = YEAR_END) -> PriceDecided:
    return PriceDecided("it", "dator", "Dator", ore, first, last)


@pytest.fixture
def told(record: Record, stad: OpenLedger) -> OpenLedger:
    """1 200 for a year (position 5); 1 500 from July, decided in March and written as 1 800 (6), corrected (7). That it
    was 1 100 for 2025 is recorded last (8)."""
    record("2025-10-15", dator(1_200))
    record("2026-03-02", dator(1_800, JULY))
    record(None, RecordingErrorCorrected(6, "avskrivningsfel", Replacement(dator(1_500, JULY), basis("2026-03-02"))))
    record("2024-10-15", dator(1_100, date(2025, 1, 1), date(2025, 12, 31)))
    return stad


def asked(ledger: OpenLedger, **more: Any) -> PriceTimelineAnswer:
    return price_timeline_answer(ledger.model, Question(**{"as_of": DAY} | more)).answer


def of_dator(ledger: OpenLedger, **more: Any) -> PriceTimeline:
    [price] = asked(ledger, **more).prices
    return price


def lines(steps: Iterable[PriceStep]) -> list[tuple[str, int, str, int | None, int | None]]:
    """The day, the entry, the cause, the price and by how much it changed."""
    return [
        (str(step.acts_on), step.decisions[0].position, step.cause, step.amount_ore, step.change_ore) for step in steps
    ]


def test_every_price_along_the_decided_clock(told: OpenLedger) -> None:
    timeline = of_dator(told)
    assert (timeline.price_list, timeline.item, timeline.name) == ("it", "dator", "Dator")
    assert lines(timeline.decided) == [
        ("2025-01-01", 8, "day", 1_100, None),
        ("2026-01-01", 5, "day", 1_200, 100),
        ("2026-07-01", 7, "day", 1_500, 300),
        ("2027-01-01", 7, "day", None, None),
    ]
    assert [step.known for step in timeline.decided] == [True, True, True, False]
    assert [step.comes_later for step in timeline.decided] == [False, False, False, True]
    assert (str(timeline.decided[2].applies_from), timeline.decided[2].last_day) == ("2026-07-01", YEAR_END)


def test_every_price_along_the_known_clock(told: OpenLedger) -> None:
    assert lines(of_dator(told).known) == [
        ("2025-10-15", 5, "recorded", 1_200, None),
        ("2026-03-02", 6, "recorded", 1_800, 600),
        ("2026-03-02", 7, "correction", 1_500, -300),
    ]
    early = of_dator(told, as_of=date(2025, 6, 1))
    assert lines(early.known) == [("2024-10-15", 8, "recorded", 1_100, None)]


def test_the_price_on_a_day_that_is_asked_about(told: OpenLedger) -> None:
    assert lines(of_dator(told, on=JULY).decided) == [
        ("2025-10-15", 5, "new-decision", 1_200, None),
        ("2026-03-02", 7, "new-decision", 1_500, 300),
    ]


@pytest.mark.parametrize("on", [None, date(2025, 6, 1), JULY])
def test_at_every_step_the_ordinary_answer_says_the_same(told: OpenLedger, on: date | None) -> None:
    def same(step: PriceStep | None, day: date, position: int) -> None:
        there = prices_answer(told.model, Question(as_of=day, known_at=position, on=on)).answer.prices
        now = [] if step is None or not step.known else [step]
        assert [
            (price_step.amount_ore, price_step.amount_text, price_step.applies_from, price_step.last_day)
            for price_step in now
        ] == [(price.amount_ore, price.amount_text, price.applies_from, price.last_day) for price in there]

    for head in range(5, 9):
        for as_of in (date(2025, 6, 1), date(2026, 3, 1), JULY, DAY):
            for price in asked(told, as_of=as_of, known_at=head, on=on).prices:
                for day, step in {price_step.acts_on: price_step for price_step in price.decided}.items():
                    same(step, day, head)
                for step in price.known:
                    same(step, as_of, step.decisions[0].position)
                same(price.known[-1] if price.known else None, as_of, head)
                by_now = [step for step in price.decided if step.acts_on <= as_of]
                same(by_now[-1] if by_now else None, as_of, head)


def test_each_item_has_its_own_days_and_an_unknown_price_is_said(record: Record, stad: OpenLedger) -> None:
    record("2025-10-15", dator(1_200), PriceDecided("it", "skarm", "Skärm", None, date(2026, 1, 1)))
    dator_, skarm = asked(stad).prices
    assert [step.decisions[0].position for step in skarm.decided] == [6]
    assert [step.decisions[0].position for step in dator_.decided] == [5, 5]
    assert (skarm.decided[0].amount_text, skarm.decided[0].known) == ("okänt", True)


def test_no_timeline_says_why(told: OpenLedger) -> None:
    nothing = "Inget beslutat pris i någon sådan prislista var registrerat vid position"
    assert asked(told, known_at=4).note == f"{nothing} 4."
    assert asked(told, name="annan").note == f"{nothing} 8. Prislistor: it."
    assert asked(told).recipe == "price-timeline-3"
