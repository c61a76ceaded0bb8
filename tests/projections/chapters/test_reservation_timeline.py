"""The timeline of an earmark, recorded out of order; and against the ordinary answer at every step."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
import pytest

from api.app import OpenLedger
from ledger.events import ConditionMet, JudgmentGiven, JudgmentOutcome, RecordingErrorCorrected, Replacement
from ledger.events.equity import (
    EquityReserved,
    ReservationDrawn,
    ReservationExtended,
    ReservationLapsed,
    ReservationToppedUp,
)
from ledger.events.projects import ContingentEventNoted
from ledger.values import DecisionReference
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.chapters.reservation_timeline import (
    ReservationStep,
    ReservationTimeline,
    ReservationTimelineAnswer,
    reservation_timeline_answer,
)
from projections.chapters.reservations import EquityReservation, reservations_answer
from tests.given import basis
from tests.projections.chapters.conftest import Record

NAME = "smart-stad"
KRONA = 100
DAY = date(2026, 12, 1)


@pytest.fixture
def told(record: Record, stad: OpenLedger) -> OpenLedger:
    """1 000 kr reserved for February 2026 to the end of the year (position 5). 300 drawn on 30 June, as was decided in
    March, written as 400 (6) and corrected (7). 200 added in April on a condition (8), met on 4 May (9). 50 that were
    added in January, recorded last of all (10). The addition in April annulled in September (11)."""
    record("2025-11-24", EquityReserved(NAME, "Smart stad", 1_000 * KRONA, date(2026, 2, 1), date(2026, 12, 31)))
    record("2026-03-02", ReservationDrawn(NAME, 400 * KRONA, date(2026, 6, 30)))
    right = Replacement(ReservationDrawn(NAME, 300 * KRONA, date(2026, 6, 30)), basis("2026-03-02"))
    record(None, RecordingErrorCorrected(6, "avskrivningsfel", right))
    april = basis("2026-04-01", "§ 9")
    waits = msgspec.structs.replace(april, conditions=("avtal",))
    record(waits, ReservationToppedUp(NAME, 200 * KRONA))
    record("2026-05-04", ConditionMet("avtal"))
    record("2026-01-12", ReservationToppedUp(NAME, 50 * KRONA))
    annulled = DecisionReference("KF", "KS 2025/1", "§ 9")
    judgment = JudgmentGiven(
        annulled, "FR", JudgmentOutcome.ANNULLED, date(2026, 9, 1), date(2026, 9, 22), final_ground="Lagakraftbevis"
    )
    record(None, judgment)
    return stad


def asked(ledger: OpenLedger, **more: Any) -> ReservationTimelineAnswer:
    return reservation_timeline_answer(ledger.model, Question(**{"as_of": DAY} | more)).answer


def smart_stad(ledger: OpenLedger, **more: Any) -> ReservationTimeline:
    [reservation] = asked(ledger, **more).reservations
    return reservation


def lines(steps: Iterable[ReservationStep]) -> list[tuple[str, int, str, int | None, int | None]]:
    """The day, the entry, the cause, what remains and by how much that changed, in kronor."""
    return [
        (
            str(step.acts_on),
            step.decisions[0].position,
            step.cause,
            _kronor(step.amount.remaining_ore),
            _kronor(step.change.remaining_ore),
        )
        for step in steps
    ]


def _kronor(ore: int | None) -> int | None:
    return None if ore is None else ore // KRONA


def test_everything_it_has_been_along_the_decided_clock(told: OpenLedger) -> None:
    assert lines(smart_stad(told).decided) == [
        ("2025-11-24", 5, "new-decision", 1_000, 1_000),
        ("2026-01-12", 10, "new-decision", 1_050, 50),
        ("2026-02-01", 5, "day", 1_050, 0),
        ("2026-05-04", 9, "condition", 1_250, 200),
        ("2026-06-30", 7, "day", 950, -300),
        ("2026-09-22", 11, "annulment", 750, -200),
        ("2027-01-01", 5, "day", 750, 0),
    ]


def test_everything_it_has_been_along_the_known_clock(told: OpenLedger) -> None:
    assert lines(smart_stad(told).known) == [
        ("2025-11-24", 5, "recorded", 1_000, 1_000),
        ("2026-03-02", 6, "recorded", 600, -400),
        ("2026-03-02", 7, "correction", 700, 100),
        ("2026-05-04", 9, "condition", 900, 200),
        ("2026-01-12", 10, "recorded", 950, 50),
        ("2026-09-22", 11, "annulment", 750, -200),
    ]
    early = smart_stad(told, as_of=date(2026, 3, 31))
    assert lines(early.known)[-1] == ("2026-01-12", 10, "recorded", 1_050, 50), "nothing is drawn by March"


def test_as_known_earlier_the_draw_is_what_was_written_then(told: OpenLedger) -> None:
    assert lines(smart_stad(told, known_at=6).decided)[2] == ("2026-06-30", 6, "day", 600, -400)


def test_a_step_says_its_time_and_cites_what_made_it(told: OpenLedger) -> None:
    first, _, begins, *_, ends = smart_stad(told).decided
    assert [step.validity for step in (first, begins, ends)] == ["not-begun", "valid", "expired"]
    assert (first.purpose, str(first.first_day), str(first.last_day)) == ("Smart stad", "2026-02-01", "2026-12-31")
    assert [step.comes_later for step in (first, begins, ends)] == [False, False, True]
    assert (text_of(begins, "cause"), begins.decisions[0].event) == ("dagen har kommit", "reservation av eget kapital")
    draw = smart_stad(told).decided[4]
    assert (text_of(draw.amount, "drawn_ore"), text_of(draw.change, "drawn_ore")) == ("300\u00a0kr", "300\u00a0kr")
    assert (draw.decisions[0].corrects, draw.decisions[0].text) == (6, "KF 2026-03-02, § 12, att-sats 1, KS 2025/1")


def same(step: ReservationStep | None, reservations: list[EquityReservation]) -> None:
    """A step, and what the ordinary answer says there."""
    if step is None or not step.known:
        assert [reservation for reservation in reservations if reservation.changes] == []
        return
    [there] = reservations
    assert (step.purpose, step.validity, step.first_day, step.last_day, step.lapsed_on) == (
        there.purpose, there.validity, there.first_day, there.last_day, there.lapsed_on
    )  # fmt: skip
    for amount in ("reserved", "topped_up", "drawn", "released", "lapsed", "remaining"):
        assert getattr(step.amount, f"{amount}_ore") == getattr(there, f"{amount}_ore")
        assert text_of(step.amount, f"{amount}_ore") == text_of(there, f"{amount}_ore")


def agrees(ledger: OpenLedger, as_of: date, head: int, on: date | None = None) -> None:
    """At the coordinate of every step, and at the end of each clock, the ordinary answer says the same."""

    def there(day: date, position: int) -> list[EquityReservation]:
        return reservations_answer(ledger.model, Question(as_of=day, known_at=position, on=on)).answer.reservations

    answer = asked(ledger, as_of=as_of, known_at=head, on=on)
    for reservation in answer.reservations:
        last_of_day = {step.acts_on: step for step in reservation.decided}
        for day, step in last_of_day.items():
            same(
                step,
                [there_then for there_then in there(day, head) if there_then.reservation == reservation.reservation],
            )
        for step in reservation.known:
            position = step.decisions[0].position
            same(
                step,
                [
                    there_then
                    for there_then in there(as_of, position)
                    if there_then.reservation == reservation.reservation
                ],
            )
        now = [there_now for there_now in there(as_of, head) if there_now.reservation == reservation.reservation]
        same(reservation.known[-1] if reservation.known else None, now)
        by_now = [step for step in reservation.decided if step.acts_on <= as_of]
        same(by_now[-1] if by_now else None, now)


@pytest.mark.parametrize("on", [None, date(2026, 6, 29), date(2027, 3, 1)])
def test_at_every_step_the_ordinary_answer_says_the_same(told: OpenLedger, on: date | None) -> None:
    for head in range(4, 12):
        for as_of in (date(2025, 12, 1), date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 21), DAY):
            agrees(told, as_of, head, on)


def test_in_the_rich_ledger_too(richest: OpenLedger) -> None:
    richest.runner.catch_up()
    head = richest.model.standing().position
    assert [reservation.reservation for reservation in asked(richest).reservations] == ["smart-stad"]
    for as_of in (date(2024, 6, 1), date(2025, 6, 30), date(2026, 2, 1)):
        agrees(richest, as_of, head)


def test_on_a_day_that_is_asked_about_only_decisions_make_steps(told: OpenLedger) -> None:
    timeline = smart_stad(told, on=date(2026, 6, 29))
    assert {step.cause for step in timeline.decided} == {"new-decision", "condition", "annulment"}
    assert timeline.decided[-1].amount.remaining_ore == 1_050 * KRONA, "the draw is on the thirtieth"


def test_a_withdrawn_earmark_is_no_more(record: Record, stad: OpenLedger) -> None:
    record("2025-11-24", EquityReserved(NAME, "Smart stad", 1_000 * KRONA))
    record(None, RecordingErrorCorrected(5, "fel liggare"))
    timeline = smart_stad(stad)
    assert timeline.decided == ()
    assert lines(timeline.known)[-1] == ("2025-11-24", 6, "correction", 0, -1_000)
    assert (timeline.known[-1].known, timeline.known[-1].decisions[0].corrects) == (False, 5)


def test_what_is_not_known_is_said(record: Record, stad: OpenLedger) -> None:
    record("2023-04-24", ReservationExtended(NAME, date(2026, 6, 30), "Smart stad"))
    record(None, ReservationLapsed(NAME, date(2026, 7, 1)))
    first, _, lapse = smart_stad(stad, as_of=date(2030, 1, 1)).decided
    assert (text_of(first.amount, "remaining_ore"), first.change.remaining_ore, first.validity) == (
        "okänt",
        None,
        "valid",
    )
    assert (lapse.amount.remaining_ore, text_of(lapse.change, "remaining_ore"), lapse.validity) == (
        0,
        "okänt",
        "lapsed",
    )


def test_no_timeline_says_why(told: OpenLedger, record: Record) -> None:
    nothing = "Ingenting beslutat om någon sådan reservation av eget kapital var registrerat vid position"
    assert asked(told, known_at=4).note == f"{nothing} 4."
    answer = asked(told, name="annan")
    assert (answer.reservations, answer.note) == ([], f"{nothing} 11. Reservationer: smart-stad.")
    record("2026-02-02", ContingentEventNoted("h", "En plan.", "Mer behövs.", reservation="annan"))
    assert asked(told, name="annan").note == f"{nothing} 12. Reservationer: smart-stad."
    assert asked(told).coordinates.position == 12
    assert asked(told).recipe == "reservation-timeline-3"
