"""Which reports are closed on a day, and what coordinate each of them stands for.

One source for rules and answers. A report is closed, opened again and closed once more in the order in which that was
recorded: each closing is a version of its own, which stays as it was. The rules see to it that the days of these
decisions come in that order too.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from ledger.events import ReportClosed, ReportKind, ReportReopened
from ledger.meaning.placed import PlacedFact


class Reopening(msgspec.Struct, frozen=True):
    """That a version was opened again: on which day, by the entry at which position, and why."""

    reopened_on: date
    position: int
    reason: str


class ReportVersion(msgspec.Struct, frozen=True):
    """One closing of a report: the coordinate that it stands for, and whether it has been opened again. `position` is
    that of the entry that closed it, and `closed_on` the day of that decision."""

    report: str
    version: int
    kind: ReportKind
    title: str
    year: int
    as_of: date
    known_at: int
    closed_on: date
    position: int
    placed: PlacedFact
    reopened: Reopening | None = None

    def has(self, earliest: date) -> bool:
        """Whether a decision about the report's year that was made on a day, at the earliest, is within it."""
        return self.reopened is None and earliest <= self.as_of


def known_position(fact: ReportClosed, first_position: int) -> int:
    """The last position that is in a report: the one that is stated, or else the one just before the entry that closed
    it, where that was first recorded."""
    return first_position - 1 if fact.known_at is None else fact.known_at


def reports_on(placed: Iterable[PlacedFact], day: date = date.max) -> dict[str, tuple[ReportVersion, ...]]:
    """Each report's versions, the first one first, as some facts that all stand leave them on a day. An opening of what
    is not closed, which a correction can leave behind, does nothing."""
    reports: dict[str, tuple[ReportVersion, ...]] = {}
    for entry in in_recorded_order(placed):
        if entry.decided.latest > day:
            continue
        match entry.fact:
            case ReportClosed():
                versions = reports.get(entry.fact.report, ())
                reports[entry.fact.report] = (*versions, _version(entry.fact, entry, len(versions) + 1))
            case ReportReopened():
                reports[entry.fact.report] = _reopened(reports.get(entry.fact.report, ()), entry.fact, entry)
            case _:
                continue
    return {report: versions for report, versions in reports.items() if versions}


def in_recorded_order(placed: Iterable[PlacedFact]) -> list[PlacedFact]:
    """What was closed and opened again, in the order it was first recorded."""
    about = (entry for entry in placed if isinstance(entry.fact, ReportClosed | ReportReopened))
    return sorted(about, key=lambda entry: entry.decided.position)


def _version(fact: ReportClosed, placed: PlacedFact, number: int) -> ReportVersion:
    return ReportVersion(
        report=fact.report,
        version=number,
        kind=fact.kind,
        title=fact.title,
        year=fact.year,
        as_of=fact.as_of,
        known_at=known_position(fact, placed.decided.position),
        closed_on=placed.decided.latest,
        position=placed.position,
        placed=placed,
    )


def _reopened(versions: Sequence[ReportVersion], fact: ReportReopened, placed: PlacedFact) -> tuple[ReportVersion, ...]:
    if not versions or versions[-1].reopened is not None:
        return tuple(versions)
    reopening = Reopening(placed.decided.latest, placed.position, fact.reason)
    return (*versions[:-1], msgspec.structs.replace(versions[-1], reopened=reopening))
