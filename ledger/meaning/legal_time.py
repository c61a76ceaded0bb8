"""Days that the law counts out: when minutes must be approved and noticed, accounts handed over, and until when a
decision can be appealed.

Each is the last day of an act, so each ends on a weekday (`ledger.when.next_weekday`). The last day to appeal is
computed once, when the notice is recorded, and stored: a later version of the calendar changes no old answer.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from ledger.when import next_weekday

APPEAL_WEEKS: Final = 3
APPROVAL_DAYS: Final = 14
INTERIM_MONTHS: Final = 2
NOTICE_DAYS: Final = 2


def appeal_deadline(notice_posted: date) -> date:
    """The last day on which a member can appeal (KL 13:5): three weeks from the notice, which end on the weekday they
    began on (lag 1930:173 § 1).

    >>> appeal_deadline(date(2026, 3, 4))
    datetime.date(2026, 3, 25)
    """
    return next_weekday(notice_posted + timedelta(weeks=APPEAL_WEEKS))


def legal_force_from(notice_posted: date) -> date:
    """The first day on which a decision that nobody appealed is final: the day after the last day to appeal."""
    return appeal_deadline(notice_posted) + timedelta(days=1)


def approval_deadline(meeting: date) -> date:
    """The last day for approving the minutes of a meeting: 14 days after it (KL 5:69)."""
    return next_weekday(meeting + timedelta(days=APPROVAL_DAYS))


def notice_deadline(approved: date) -> date:
    """The last day for posting the notice: the second day after the minutes were approved (KL 8:12).

    >>> notice_deadline(date(2026, 5, 29))
    datetime.date(2026, 6, 1)
    """
    return next_weekday(approved + timedelta(days=NOTICE_DAYS))


def accounts_deadline(year: int) -> date:
    """The last day for handing over the accounts of a year: 15 April the year after (KL 11:20).

    >>> accounts_deadline(2027)
    datetime.date(2028, 4, 18)
    """
    return next_weekday(date(year + 1, 4, 15))


def interim_deadline(period_end: date) -> date:
    """The last day for handing over an interim report: two months after the end of its period (KL 11:16), on the day
    of the same number, or the last day of a month that has none (lag 1930:173 § 1).

    >>> interim_deadline(date(2026, 8, 31)), interim_deadline(date(2026, 6, 30))
    (datetime.date(2026, 11, 2), datetime.date(2026, 8, 31))
    """
    years, month = divmod(period_end.month - 1 + INTERIM_MONTHS, 12)
    year = period_end.year + years
    last = monthrange(year, month + 1)[1]
    return next_weekday(date(year, month + 1, min(period_end.day, last)))
