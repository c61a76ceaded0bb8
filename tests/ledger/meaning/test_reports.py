"""Which reports are closed on a day, and what coordinate each version stands for."""

from datetime import date
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from ledger.events import Fact, ReportClosed, ReportKind, ReportReopened
from ledger.meaning.placed import PlacedFact
from ledger.meaning.reports import (
    ReportVersion,
    in_recorded_order,
    known_position,
    reports_on,
)
from ledger.values import Stage
from tests.given import adjusted, basis, decided_place

NAME = "t2-2026"
AUGUST = date(2026, 8, 31)


def placed(fact: Fact, position: int, day: str, now_at: int | None = None) -> PlacedFact:
    """A fact that was first recorded at a position, on a decision of a day; it may be said by a later entry now."""
    earliest, decided = decided_place(basis(day), date(2026, 12, 1), position)
    return PlacedFact(fact, basis(day), Stage.DECIDED, None, earliest, decided, now_at or position)


def closing(report: str = NAME, known_at: int | None = None, as_of: date = AUGUST) -> ReportClosed:
    return ReportClosed(report, ReportKind.TERTIAL, "Tertialrapport 2", 2026, as_of, known_at)


def reopening(report: str = NAME) -> ReportReopened:
    return ReportReopened(report, "Ett underlag saknades.")


def only(versions: tuple[ReportVersion, ...]) -> ReportVersion:
    [version] = versions
    return version


def test_a_report_has_what_was_recorded_before_the_entry_that_closed_it() -> None:
    version = only(reports_on([placed(closing(), 41, "2026-10-01")])[NAME])
    assert (version.version, version.as_of, version.known_at, version.position) == (1, AUGUST, 40, 41)
    assert (version.closed_on, version.reopened) == (date(2026, 10, 1), None)
    assert (version.kind, version.title, version.year) == (ReportKind.TERTIAL, "Tertialrapport 2", 2026)


def test_a_position_that_is_stated_is_the_one_that_counts() -> None:
    assert known_position(closing(known_at=17), 41) == 17
    assert only(reports_on([placed(closing(known_at=17), 41, "2026-10-01")])[NAME]).known_at == 17


def test_a_corrected_closing_keeps_what_was_known_when_it_was_first_recorded() -> None:
    """The title is put right at position 90; the report has not learnt anything for that."""
    version = only(reports_on([placed(closing(), 41, "2026-10-01", now_at=90)])[NAME])
    assert (version.known_at, version.position) == (40, 90)


def test_closed_opened_and_closed_again_is_two_versions() -> None:
    facts = [
        placed(closing(), 41, "2026-10-01"),
        placed(reopening(), 50, "2026-10-05"),
        placed(closing(), 60, "2026-10-09"),
    ]
    first, second = reports_on(facts)[NAME]
    assert (first.version, first.known_at, second.version, second.known_at) == (1, 40, 2, 59)
    assert first.reopened is not None
    assert (first.reopened.reopened_on, first.reopened.position) == (date(2026, 10, 5), 50)
    assert first.reopened.reason == "Ett underlag saknades."
    assert second.reopened is None


def test_on_an_earlier_day_what_was_closed_later_is_not_there() -> None:
    facts = [
        placed(closing(), 41, "2026-10-01"),
        placed(reopening(), 50, "2026-10-05"),
        placed(closing(), 60, "2026-10-09"),
    ]
    assert reports_on(facts, date(2026, 9, 30)) == {}
    assert only(reports_on(facts, date(2026, 10, 4))[NAME]).reopened is None
    assert only(reports_on(facts, date(2026, 10, 5))[NAME]).reopened is not None
    assert len(reports_on(facts, date(2026, 10, 9))[NAME]) == 2


def test_an_opening_of_what_is_not_closed_does_nothing() -> None:
    """A correction that withdraws a closing leaves it behind."""
    assert reports_on([placed(reopening(), 50, "2026-10-05")]) == {}
    twice = [
        placed(closing(), 41, "2026-10-01"),
        placed(reopening(), 50, "2026-10-05"),
        placed(reopening(), 51, "2026-10-06"),
    ]
    reopened = only(reports_on(twice)[NAME]).reopened
    assert reopened is not None
    assert reopened.position == 50


def test_reports_have_nothing_to_do_with_each_other_or_with_anything_else() -> None:
    facts = [
        placed(closing("t1-2026"), 41, "2026-10-01"),
        placed(adjusted(1), 42, "2026-10-01"),
        placed(closing(), 43, "2026-10-01"),
        placed(reopening("t1-2026"), 44, "2026-10-02"),
    ]
    reports = reports_on(facts)
    assert {name: only(versions).reopened is not None for name, versions in reports.items()} == {
        "t1-2026": True,
        NAME: False,
    }
    assert [entry.position for entry in in_recorded_order(facts)] == [41, 43, 44]


def test_a_decision_is_within_a_report_up_to_its_last_day_and_as_long_as_it_is_closed() -> None:
    version = only(reports_on([placed(closing(), 41, "2026-10-01")])[NAME])
    assert version.has(AUGUST)
    assert not version.has(date(2026, 9, 1))
    opened = reports_on([placed(closing(), 41, "2026-10-01"), placed(reopening(), 50, "2026-10-05")])
    assert not only(opened[NAME]).has(AUGUST)


@given(st.lists(st.sampled_from([True, False]), max_size=12), st.randoms())
def test_versions_are_as_many_as_the_closings_and_all_but_the_last_stay_as_they_were(
    closes: list[bool], randoms: Random
) -> None:
    """In whatever order the facts are given; one more fact changes nothing but whether the last one is open."""
    facts = [
        placed(closing() if closes_it else reopening(), 10 + number, f"2026-10-{number + 1:02}")
        for number, closes_it in enumerate(closes)
    ]
    shuffled = [*facts]
    randoms.shuffle(shuffled)
    assert reports_on(shuffled) == reports_on(facts)
    versions = reports_on(facts).get(NAME, ())
    assert len(versions) == sum(closes)
    before = reports_on(facts[:-1]).get(NAME, ())
    assert [msgspec.structs.replace(version, reopened=None) for version in versions[: len(before)]] == [
        msgspec.structs.replace(version, reopened=None) for version in before
    ]
