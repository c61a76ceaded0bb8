"""Reports that are closed: what a report says is what the ledger knew when it was closed, and stays so.

A closing fixes a coordinate: the day up to which decisions are in the report, and the position up to which they were
recorded. What is recorded later never alters what was reported; it shows as its own line beside it. The ledger holds no
copy of the figures, since they are answered again, to the öre, from that coordinate.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from ledger.events.fact import Fact, its_subject
from ledger.text import Text
from ledger.values import Identifier, Position
from ledger.when import Year


class ReportKind(StrEnum):
    """What a report is. An interim report (delårsrapport) covers at least half and at most two thirds of the year
    (LKBR 13:1, KL 11:16); tertial and monthly reports are local practice."""

    MONTHLY = "monthly-report"
    TERTIAL = "tertial-report"
    INTERIM = "interim-report"
    ANNUAL_ACCOUNTS = "annual-accounts"
    ACTIVITY = "activity-report"
    FORECAST = "forecast-report"
    BUDGET = "budget-report"
    OTHER = "other-report"


class _Report(Fact, frozen=True):
    """What happens to one report, found by its permanent id. No body need have decided it: whoever keeps the accounts
    closes a report; a basis says which body approved it, when one did."""

    needs_basis: ClassVar[bool] = False

    report: Identifier

    subjects = its_subject("report")


class ReportClosed(_Report, tag_field="type", tag="report-closed.v1", frozen=True):
    """A report on a year is closed: it has what was decided up to and including `as_of`, as recorded up to and
    including the position `known_at`. None: everything that was recorded before this entry."""

    kind: ReportKind
    title: Text
    year: Year
    as_of: date
    known_at: Position | None = None
    note: Text | None = None

    def subjects(self) -> tuple[str, ...]:
        """The report, and all reports on its year: a decision about the year looks whether it was reported already."""
        return (f"report:{self.report}", f"report-year:{self.year}")


class ReportReopened(_Report, tag_field="type", tag="report-reopened.v1", frozen=True):
    """A closed report is opened again, for a reason; closed once more it is a new version. The version before stays as
    it was reported."""

    reason: Text


ReportFact = ReportClosed | ReportReopened
