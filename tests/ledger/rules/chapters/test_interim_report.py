"""R-28, KL 11:16: an interim report is handed over within two months of its period."""

from datetime import date

import pytest

from ledger.events import InterimReportSubmitted, LedgerOpened
from ledger.values import OrganisationKind
from tests.ledger.rules.scenario import given, warning


def test_r28_an_interim_report_is_handed_over_within_two_months_or_on_the_next_weekday() -> None:
    """KL 11:16, lag 1930:173: 31 October 2026 is a Saturday, and 30 August 2026 a Sunday."""
    for end, last, late in (
        (date(2026, 8, 31), date(2026, 11, 2), date(2026, 11, 3)),
        (date(2026, 6, 30), date(2026, 8, 31), date(2026, 9, 1)),
    ):
        given().when(InterimReportSubmitted(2026, end, last)).then()
        given().when(InterimReportSubmitted(2026, end, late)).then(warning("interim-report-late"))


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (InterimReportSubmitted(2025, date(2026, 8, 31), date(2026, 10, 1)), "value-malformed"),
        (InterimReportSubmitted(2026, date(2026, 8, 31), date(2026, 8, 30)), "interval-reversed"),
        (InterimReportSubmitted(2026, date(2026, 8, 31), date(2026, 11, 22)), "day-in-future"),
    ],
)
def test_an_interim_report_is_of_a_period_of_its_year_that_has_been(fact: InterimReportSubmitted, code: str) -> None:
    assert [refused.code for refused in given().when(fact).verdict.refusals] == [code]


def test_r28_an_association_and_the_years_before_the_law_have_no_such_day() -> None:
    society = LedgerOpened("Storsthlm", OrganisationKind.ASSOCIATION, "802418-9242")
    given(kept_by=society).when(InterimReportSubmitted(2025, date(2025, 8, 31), date(2026, 1, 2))).then()
    given().when(InterimReportSubmitted(2017, date(2017, 8, 31), date(2018, 1, 2))).then()
