"""Days that the law counts out, checked against the almanac by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.meaning.legal_time import (
    appeal_deadline,
    approval_deadline,
    is_rest_day,
    legal_force_from,
    notice_deadline,
)


@pytest.mark.parametrize(
    ("notice", "deadline", "why"),
    [
        ("2026-03-04", "2026-03-25", "a Wednesday, three weeks later a Wednesday"),
        ("2026-03-13", "2026-04-07", "3 April is Good Friday; Saturday, Easter Sunday and Monday follow"),
        ("2026-04-10", "2026-05-04", "1 May, then a weekend"),
        ("2026-04-23", "2026-05-15", "Ascension Day; the Friday after is an ordinary one"),
        ("2026-05-29", "2026-06-22", "19 June is Midsummer Eve, then Midsummer Day and Sunday"),
        ("2026-05-16", "2026-06-08", "National Day on a Saturday, then Sunday"),
        ("2026-12-03", "2026-12-28", "Christmas Eve, Christmas Day, Boxing Day, Sunday"),
        ("2026-12-10", "2027-01-04", "New Year's Eve, New Year's Day, a weekend"),
        ("2026-12-16", "2027-01-07", "Epiphany is a Wednesday; its eve would not have been a day of rest"),
        ("2025-12-15", "2026-01-05", "the eve of Epiphany is a working day"),
        ("2028-02-08", "2028-02-29", "a leap day"),
        ("2026-10-10", "2026-11-02", "All Saints' Day is a Saturday"),
    ],
)
def test_the_last_day_to_appeal_is_moved_past_days_of_rest(notice: str, deadline: str, why: str) -> None:
    assert appeal_deadline(date.fromisoformat(notice)) == date.fromisoformat(deadline), why


def test_pentecost_monday_is_no_holiday_since_2005() -> None:
    assert not is_rest_day(date(2026, 5, 25))
    assert is_rest_day(date(2004, 5, 31))


def test_a_decision_that_nobody_appeals_is_final_the_day_after() -> None:
    assert legal_force_from(date(2026, 3, 4)) == date(2026, 3, 26)


def test_minutes_are_approved_within_fourteen_days_and_noticed_on_the_second() -> None:
    assert approval_deadline(date(2026, 2, 20)) == date(2026, 3, 6)
    assert notice_deadline(date(2026, 2, 27)) == date(2026, 3, 1)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 1)))
def test_a_deadline_is_a_working_day_at_least_three_weeks_away_and_never_much_later(notice: date) -> None:
    deadline = appeal_deadline(notice)
    assert not is_rest_day(deadline)
    assert timedelta(21) <= deadline - notice <= timedelta(26)
    assert all(is_rest_day(notice + timedelta(days)) for days in range(21, (deadline - notice).days))
