"""Days that the law counts out: when minutes must be approved and noticed, and until when a decision can be appealed.

A deadline is computed once, when the notice is recorded, and stored: a later version of the calendar changes no old
answer.
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

import holidays

APPEAL_WEEKS: Final = 3
APPROVAL_DAYS: Final = 14
NOTICE_DAYS: Final = 2


def appeal_deadline(notice_posted: date) -> date:
    """The last day on which a member can appeal (KL 13:5): three weeks from the notice.

    Weeks end on the weekday they began on (lag 1930:173 § 1), moved to the next working day when that is a Saturday,
    a Sunday, a public holiday, or Midsummer, Christmas or New Year's Eve (§ 2).

    >>> appeal_deadline(date(2026, 3, 4))
    datetime.date(2026, 3, 25)
    """
    return next_working_day(notice_posted + timedelta(weeks=APPEAL_WEEKS))


def legal_force_from(notice_posted: date) -> date:
    """The first day on which a decision that nobody appealed is final: the day after the last day to appeal."""
    return appeal_deadline(notice_posted) + timedelta(days=1)


def approval_deadline(meeting: date) -> date:
    """The last day for approving the minutes of a meeting: 14 days after it (KL 5:69)."""
    return meeting + timedelta(days=APPROVAL_DAYS)


def notice_deadline(approved: date) -> date:
    """The last day for posting the notice: the second day after the minutes were approved (KL 8:12)."""
    return approved + timedelta(days=NOTICE_DAYS)


def next_working_day(day: date) -> date:
    """The day itself, or the first one after it that a deadline can end on (lag 1930:173 § 2)."""
    while is_rest_day(day):
        day += timedelta(days=1)
    return day


def is_rest_day(day: date) -> bool:
    """A day on which no deadline ends: Saturday, Sunday, public holiday, or one of the three eves."""
    return day.weekday() >= 5 or day in _rest_days(day.year)


@cache
def _rest_days(year: int) -> frozenset[date]:
    """Public holidays (lag 1989:253) and the three eves of a year, which the calendar calls holidays de facto."""
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))
