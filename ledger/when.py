"""The three clocks, and the only module that looks at one.

*Period*: what money is about, a budget year. *Decided*: the Swedish calendar day of the decision, and nothing
else. *Known*: when the ledger learnt it, a log position. Instants are UTC; days are Swedish calendar days.
Intervals are half open inside; `as_of` is inclusive.
"""

import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import holidays
import msgspec

from ledger.text import Text, visible

SWEDEN: Final = ZoneInfo("Europe/Stockholm")
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100

Year = Annotated[int, msgspec.Meta(ge=FIRST_YEAR, le=LAST_YEAR)]
"""A budget year. Swedish municipalities budget by calendar year (KL 11:5)."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_POSITION = re.compile(r"[0-9]{1,18}")


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """This day in Sweden."""
    return swedish_day(now())


def monotonic() -> float:
    """Seconds from an arbitrary start; for waits and lags, never for facts."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


FAR_AHEAD_SECONDS: Final = 60
"""How far ahead of the clock the last instant of a log may lie before that is told: each is later than the one before,
whatever the clock says."""


def clock_behind(instant: datetime | None, since: datetime) -> str | None:
    """In Swedish, that an instant which was given just now lies far ahead of the clock, and what to do. `since`: what
    the clock was a while ago; it is looked at once more only where that is far behind."""
    if instant is None or _is_near(instant, since) or _is_near(instant, clock := now()):
        return None
    given, shown = (each.astimezone(SWEDEN).strftime("%Y-%m-%d %H.%M") for each in (instant, clock))
    return (
        f"Posten är registrerad {given}, men klockan är {shown}. Varje post får en senare tidpunkt än den förra, och "
        "den förra låg före klockan. Kontrollera klockan i datorn och i databasservern; fråga efter det som "
        "registreras nu med en position, och inte med en dag, tills klockan har kommit i kapp."
    )


def _is_near(instant: datetime, clock: datetime) -> bool:
    return (instant - clock).total_seconds() <= FAR_AHEAD_SECONDS


def wait_until(reached: Callable[[], bool], seconds: float) -> bool:
    """Asks again and again, with growing pauses, until something is reached or time is out."""
    deadline = monotonic() + seconds
    pause_seconds = 0.005
    while not reached():
        if monotonic() >= deadline:
            return False
        sleep(pause_seconds)
        pause_seconds = min(pause_seconds * 2, 0.1)
    return True


@lru_cache(maxsize=1_000)
def swedish_day(instant: datetime) -> date:
    """The Swedish calendar day an instant falls on: 23.30 UTC on 31 December is 1 January."""
    return instant.astimezone(SWEDEN).date()


def end_of_day(day: date) -> datetime:
    """The first instant after a Swedish day, in UTC. Days with a change of clocks are 23 or 25 hours long."""
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=SWEDEN).astimezone(UTC)


def parse_day(text: str) -> date:
    """`2026-03-01` as a day. Raises ValueError for anything else, also for `20260301` and `2026-2-30`."""
    if not _DAY.fullmatch(text) or not text.isascii():
        raise ValueError(f"”{visible(text)}” är ingen dag; skriv den som 2026-03-01")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text} finns inte i kalendern") from error


def next_weekday(last: date) -> date:
    """The last day of an act that the law says is to be done on `last` at the latest: that day itself, or the first one
    after it that is neither a Saturday, a Sunday, a public holiday, nor Midsummer, Christmas or New Year's Eve.

    A general rule (lag 1930:173 § 2), so it is asked wherever a law gives a last day, and nowhere else.

    >>> next_weekday(date(2026, 5, 31))
    datetime.date(2026, 6, 1)
    """
    while is_rest_day(last):
        last += timedelta(days=1)
    return last


def is_rest_day(day: date) -> bool:
    """A day on which no legal time ends (lag 1930:173 § 2)."""
    return day.weekday() >= 5 or day in _rest_days(day.year)


def sunday_of(year: int, month: int, number: int) -> date:
    """The first, second … Sunday of a month.

    >>> sunday_of(2026, 9, 2)
    datetime.date(2026, 9, 13)
    """
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7, weeks=number - 1)


@cache
def _rest_days(year: int) -> frozenset[date]:
    """Public holidays (lag 1989:253) and the three eves of a year, which the calendar calls holidays de facto."""
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


KnownAt = int | date | datetime
"""How a reader names what was known: a log position, or a day or instant that is resolved to one."""


def parse_known_at(text: str) -> KnownAt:
    """A position (`17`), a day (`2026-03-01`, meaning its end) or an instant (`2026-03-01T12:00:00Z`).

    Raises ValueError, with a Swedish text, for anything else; an instant must carry its offset from UTC.
    """
    if _POSITION.fullmatch(text) and text.isascii():
        return int(text)
    if _DAY.fullmatch(text):
        day = parse_day(text)
        if day == date.max:
            raise ValueError(f"{text} har inget slut i kalendern")
        return day
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(
            f"”{visible(text)}” är varken en position (17), en dag (2026-03-01) "
            "eller ett klockslag (2026-03-01T12:00:00Z)"
        ) from error
    if instant.tzinfo is None:
        raise ValueError(f"{text} saknar tidszon; skriv till exempel {text}Z för UTC")
    return _in_utc(instant, text)


def _in_utc(instant: datetime, text: str) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text} ligger utanför kalendern") from error


def as_instant(known_at: date | datetime) -> datetime:
    """The last instant at which something that counts can have been recorded, to the microsecond that PostgreSQL
    keeps. A bare day means its end, Swedish time."""
    return known_at if isinstance(known_at, datetime) else end_of_day(known_at) - timedelta(microseconds=1)


class BoundsOrigin(StrEnum):
    """Whether a document prints the bounds of an unknown decision day, or somebody inferred them."""

    PRINTED = "printed"
    INFERRED = "inferred"


class DecisionBounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An unknown decision day: never a dummy, but bounds with their reason (both days inclusive).

    Before `earliest` the fact is absent, from `latest` it counts, between them it is *undetermined*. No `latest`
    means the recording day; no `earliest` is allowed for opening entries only.
    """

    reason: Text
    origin: BoundsOrigin
    earliest: date | None = None
    latest: date | None = None


DecidedDay = date | DecisionBounds
"""The day of a decision, or its bounds."""


def last_day_said(decided: DecidedDay) -> date | None:
    """The last day on which a decision can have been made, as far as anybody has said one."""
    return decided.latest if isinstance(decided, DecisionBounds) else decided


def decided_between(decided: DecidedDay, recorded_on: date) -> tuple[date, date]:
    """The first and last day a decision can have been made on; equal when the day is known.

    `date.min` stands for no lower bound. `recorded_on` is the Swedish day of recording, which bounds every decision.
    """
    latest = last_day_said(decided) or recorded_on
    return (decided, latest) if isinstance(decided, date) else (decided.earliest or date.min, latest)
