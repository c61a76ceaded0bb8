"""The three clocks: Swedish days, instants in UTC, and what is neither."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.when import (
    BoundsOrigin,
    DecisionBounds,
    as_instant,
    decided_between,
    end_of_day,
    is_rest_day,
    next_weekday,
    parse_day,
    parse_known_at,
    swedish_day,
    today,
    wait_until,
)


def utc(text: str) -> datetime:
    """An instant in UTC: `utc("2026-03-01 12:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2025-12-31 22:59:59", "2025-12-31"),
        ("2025-12-31 23:00", "2026-01-01"),
        ("2025-12-31 23:30", "2026-01-01"),
        ("2026-01-01 00:00", "2026-01-01"),
        ("2026-06-30 21:59:59", "2026-06-30"),
        ("2026-06-30 22:00", "2026-07-01"),
        ("2028-02-28 23:00", "2028-02-29"),
        ("2028-02-29 23:00", "2028-03-01"),
    ],
    ids=[
        "before midnight",
        "midnight",
        "23.30 UTC",
        "after",
        "before, summer",
        "midnight, summer",
        "leap in",
        "leap out",
    ],
)
def test_a_day_is_a_swedish_day(instant: str, day: str) -> None:
    assert swedish_day(utc(instant)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "end", "hours"),
    [
        ("2025-03-29", "2025-03-29 23:00", 24),
        ("2025-03-30", "2025-03-30 22:00", 23),
        ("2025-10-25", "2025-10-25 22:00", 24),
        ("2025-10-26", "2025-10-26 23:00", 25),
        ("2025-12-31", "2025-12-31 23:00", 24),
        ("2028-02-29", "2028-02-29 23:00", 24),
    ],
    ids=["before spring", "spring forward", "before autumn", "fall back", "New Year's Eve", "leap day"],
)
def test_a_day_ends_at_swedish_midnight_also_when_clocks_change(day: str, end: str, hours: int) -> None:
    parsed = date.fromisoformat(day)
    assert end_of_day(parsed) == utc(end)
    assert end_of_day(parsed) - end_of_day(parsed - timedelta(days=1)) == timedelta(hours=hours)


@given(st.dates(date(1900, 1, 2), date(2200, 1, 1)))
def test_the_last_instant_of_a_day_is_in_it_and_the_next_is_not(day: date) -> None:
    end = end_of_day(day)
    assert swedish_day(end - timedelta(microseconds=1)) == day
    assert swedish_day(end) == day + timedelta(days=1)


def test_both_hours_of_the_night_that_has_one_twice_are_the_same_day() -> None:
    assert {swedish_day(utc(f"2025-10-26 {hour}:30")) for hour in ("00", "01")} == {date(2025, 10, 26)}


def test_today_is_a_swedish_day() -> None:
    assert today() - swedish_day(datetime.now(UTC)) <= timedelta(days=1)


# --- Days as text -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2026-03-01", "2028-02-29", "2025-12-31", "1990-01-01"])
def test_a_day_is_read_as_it_is_written(text: str) -> None:
    assert parse_day(text).isoformat() == text


@given(st.dates())
def test_every_day_is_read_back(day: date) -> None:
    assert parse_day(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-2-3",
        "20260301",
        "2026-03-01\n",
        " 2026-03-01",
        "2026-03-01T00:00:00",
        "26-03-01",
        "2026/03/01",
        "2026-W09-7",
        "2026-060",
        "\uff12\uff10\uff12\uff16-03-01",
        "\u0662\u0660\u0662\u0666-03-01",
        "2026\u201103\u201101",
        "i dag",
    ],
)
def test_what_is_not_written_as_a_day_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match="är ingen dag; skriv den som 2026-03-01"):
        parse_day(text)


@pytest.mark.parametrize("text", ["2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-04-31", "0000-01-01"])
def test_a_day_that_is_not_in_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"{text} finns inte i kalendern"):
        parse_day(text)


# --- Known at ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("17", 17),
        ("20260301", 20_260_301),
        ("2026-03-01", date(2026, 3, 1)),
        ("2026-03-01T12:00:00Z", utc("2026-03-01 12:00")),
        ("2026-03-01T12:00:00+01:00", utc("2026-03-01 11:00")),
        ("2025-12-31T23:30:00Z", utc("2025-12-31 23:30")),
        ("2026-03-01T12:00:00.123456Z", utc("2026-03-01 12:00:00.123456")),
    ],
)
def test_a_position_a_day_or_an_instant_is_known(text: str, expected: object) -> None:
    assert parse_known_at(text) == expected


@pytest.mark.parametrize("text", ["2026-03-01T12:00:00", "2026-03-01 12:00", "2026-03-01T12"])
def test_an_instant_says_how_far_from_utc_it_is(text: str) -> None:
    with pytest.raises(ValueError, match="saknar tidszon"):
        parse_known_at(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "1.5",
        "17\n",
        "\u0661\u0667",
        "\uff11\uff17",
        "9" * 19,
        "2026-2-3",
        "2026-03-01T12:00:00Z\n",
        "nu",
        "1e3",
        "0x11",
    ],
)
def test_what_is_none_of_them_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"är varken en position .* en dag .* eller ett klockslag"):
        parse_known_at(text)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00", "9999-12-31"])
def test_what_is_beyond_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="kalendern"):
        parse_known_at(text)


@given(st.text(st.sampled_from("0123456789-:TZ+. W\n"), max_size=30))
def test_no_text_makes_known_at_crash(text: str) -> None:
    try:
        known = parse_known_at(text)
    except ValueError:
        return
    if not isinstance(known, int):
        assert as_instant(known).tzinfo is UTC


def test_a_bare_day_means_its_end() -> None:
    assert as_instant(date(2026, 3, 1)) == utc("2026-03-01 22:59:59.999999")
    assert as_instant(utc("2026-03-01 12:00")) == utc("2026-03-01 12:00")


# --- When a decision was made -----------------------------------------------------------------------------------


def test_a_known_day_is_both_its_bounds() -> None:
    assert decided_between(date(2026, 3, 1), date(2026, 4, 1)) == (date(2026, 3, 1), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        (date(2026, 1, 1), date(2026, 2, 1), (date(2026, 1, 1), date(2026, 2, 1))),
        (date(2026, 1, 1), None, (date(2026, 1, 1), date(2026, 4, 1))),
        (None, date(2026, 2, 1), (date.min, date(2026, 2, 1))),
        (None, None, (date.min, date(2026, 4, 1))),
    ],
    ids=["both", "no last day: the recording", "no first day", "nothing"],
)
def test_an_unknown_day_is_bounded_by_the_day_of_recording(
    earliest: date | None, latest: date | None, expected: tuple[date, date]
) -> None:
    bounds = DecisionBounds("?", BoundsOrigin.PRINTED, earliest, latest)
    assert decided_between(bounds, date(2026, 4, 1)) == expected


# --- Waiting ----------------------------------------------------------------------------------------------------


def test_waiting_ends_when_it_is_reached_or_when_time_is_out() -> None:
    asked = iter([False, False, True])
    assert wait_until(lambda: next(asked), 5)
    assert not wait_until(lambda: False, 0.02)


@pytest.mark.parametrize(
    ("last", "weekday"),
    [
        ("2026-05-31", "2026-06-01"),  # a Sunday (decisions/03)
        ("2025-11-30", "2025-12-01"),  # a Sunday
        ("2026-06-19", "2026-06-22"),  # Midsummer Eve
        ("2026-12-31", "2027-01-04"),  # New Year's Eve, a holiday and a weekend
        ("2026-01-05", "2026-01-05"),  # the eve of Epiphany is a working day
        ("2026-04-30", "2026-04-30"),  # and so is that of 1 May
    ],
)
def test_a_legal_time_ends_on_a_weekday(last: str, weekday: str) -> None:
    """Lag 1930:173 § 2."""
    assert next_weekday(date.fromisoformat(last)) == date.fromisoformat(weekday)


def test_pentecost_monday_is_no_holiday_since_2005() -> None:
    assert not is_rest_day(date(2026, 5, 25))
    assert is_rest_day(date(2004, 5, 31))
