"""Reports that are closed: every version of each, the coordinate it stands for, and whether it was opened again."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import msgspec

from ledger.meaning.placed import PlacedFact
from ledger.meaning.reports import ReportVersion, reports_on
from projections.asking.declaration import Declaration, Heading
from projections.asking.fact_origin import FactOrigin, FactStanding, origin_of
from projections.asking.register_query import RegisterAnswer, RegisterGround, from_register
from projections.asking.texts import ToldCode

RECIPE: Final = "reports-2"
"""The version of the answer's form and rules."""

KINDS: Final = ("report",)
"""Under which everything about reports stands in the register."""


class ReportReopening(msgspec.Struct, frozen=True):
    """That a version was opened again: on which day, by which entry, and why."""

    reopened_on: date
    position: int
    reason: str


class VersionOfReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """One closing of a report. It has what was decided up to and including `as_of`, as recorded up to and including
    `position`: frames asked there are what was reported. `closed_on` is the day it was closed."""

    version: int
    title: str
    as_of: date
    position: int
    closed_on: date
    origin: FactOrigin
    note: str | None = None
    reopened: ReportReopening | None = None


class Report(msgspec.Struct, frozen=True):
    """A report on a year, with its versions, the first one first. `closed`: the last of them has not been opened
    again."""

    report: str
    kind: ToldCode
    year: int
    closed: bool
    versions: tuple[VersionOfReport, ...]


class ReportsAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """The reports that have been closed, in the order of the days that they are about."""

    reports: list[Report]


@from_register(RECIPE, KINDS)
def reports_answer(ground: RegisterGround) -> ReportsAnswer:
    """Closed reports at a question's coordinates; `year` is the year they are about, `name` the id of one."""
    question = ground.question
    reports = [
        report
        for report in _in_order(reports_on(ground.standing()).values())
        if question.name in (None, report.report) and question.year in (None, report.year)
    ]
    empty = f"Ingen sådan rapport var avslutad till och med {ground.as_of}."
    return ReportsAnswer(**ground.head, reports=reports, note=None if reports else empty)


REPORTS: Final = Declaration("reports", "reports", RECIPE, ("year", "name"), reports_answer, Heading.FRAMES)


def _in_order(reports: Iterable[Sequence[ReportVersion]]) -> list[Report]:
    ordered = sorted(reports, key=lambda versions: (versions[-1].as_of, versions[-1].report))
    return [report_of(versions) for versions in ordered]


def report_of(versions: Sequence[ReportVersion]) -> Report:
    """A report as it is told, from its versions; what it is and which year it is about is what the last one says."""
    last = versions[-1]
    return Report(
        last.report,
        last.kind.value,
        last.year,
        last.reopened is None,
        tuple(_version(version, version.placed) for version in versions),
    )


def _version(version: ReportVersion, placed: PlacedFact) -> VersionOfReport:
    opened = version.reopened
    return VersionOfReport(
        version.version,
        version.title,
        version.as_of,
        version.known_at,
        version.closed_on,
        origin_of(placed, FactStanding.COUNTED),
        getattr(placed.fact, "note", None),
        None if opened is None else ReportReopening(opened.reopened_on, opened.position, opened.reason),
    )
