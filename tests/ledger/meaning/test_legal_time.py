"""Days that the law counts out, checked against the almanac by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.meaning.legal_time import (
    accounts_deadline,
    appeal_deadline,
    approval_deadline,
    legal_force_from,
    notice_deadline,
)
from ledger.when import is_rest_day


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


def test_a_decision_that_nobody_appeals_is_final_the_day_after() -> None:
    assert legal_force_from(date(2026, 3, 4)) == date(2026, 3, 26)


@pytest.mark.parametrize(
    ("meeting", "last", "why"),
    [
        ("2026-02-20", "2026-03-06", "a Friday, two weeks later a Friday"),
        ("2026-04-18", "2026-05-04", "a Saturday meeting: Saturday 2 May, then Sunday"),
        ("2026-03-20", "2026-04-07", "Good Friday, Easter"),
        ("2026-06-05", "2026-06-22", "Midsummer Eve"),
    ],
)
def test_r54_minutes_are_approved_within_fourteen_days_or_on_the_next_weekday(
    meeting: str, last: str, why: str
) -> None:
    """KL 5:69, with lag 1930:173 § 2: an act that is to be done at the latest on a day of rest is done on the next."""
    assert approval_deadline(date.fromisoformat(meeting)) == date.fromisoformat(last), why


@pytest.mark.parametrize(
    ("approved", "last", "why"),
    [
        ("2026-05-29", "2026-06-01", "approved on a Friday: Sunday, so Monday is in time (decisions/03)"),
        ("2026-05-28", "2026-06-01", "Saturday"),
        ("2026-05-27", "2026-05-29", "a Wednesday"),
        ("2026-04-01", "2026-04-07", "Good Friday and Easter"),
        ("2026-12-22", "2026-12-28", "Christmas Eve, Christmas, Boxing Day, Sunday"),
        ("2026-12-29", "2027-01-04", "New Year's Eve and New Year's Day, a weekend"),
    ],
)
def test_r54_the_notice_is_posted_on_the_second_day_or_the_next_weekday(approved: str, last: str, why: str) -> None:
    """KL 8:12, with lag 1930:173 § 2."""
    assert notice_deadline(date.fromisoformat(approved)) == date.fromisoformat(last), why


@pytest.mark.parametrize(
    ("year", "last"), [(2025, "2026-04-15"), (2027, "2028-04-18"), (2022, "2023-04-17"), (2021, "2022-04-19")]
)
def test_r28_the_accounts_are_there_by_15_april_or_the_next_weekday(year: int, last: str) -> None:
    """KL 11:20, with lag 1930:173 § 2: Good Friday in 2022, a Saturday in 2023 and 2028."""
    assert accounts_deadline(year) == date.fromisoformat(last)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 1)))
def test_a_deadline_is_a_working_day_at_least_three_weeks_away_and_never_much_later(notice: date) -> None:
    deadline = appeal_deadline(notice)
    assert not is_rest_day(deadline)
    assert timedelta(21) <= deadline - notice <= timedelta(26)
    assert all(is_rest_day(notice + timedelta(days)) for days in range(21, (deadline - notice).days))
