"""A closed report in one call: as reported, as it stands now for the same day, and the difference by cause.

What was reported is not kept anywhere: it is the frames at the coordinate that the report was closed at. What was
recorded after that never alters them; each such entry is a step of its own on the way to what stands now.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec
from msgspec.structs import replace

from ledger.errors import Refusal, Refused
from ledger.meaning.reports import ReportVersion, reports_on
from projections.asking.declaration import Declaration, Heading
from projections.asking.question import Coordinates, GroupBy, Question, echoed_known_at
from projections.asking.read_model import Answered, Place, ReadModel, Staleness, is_settled, staleness
from projections.chapters.reports import KINDS, Report, report_of
from projections.frames.difference import (
    DifferenceAnswer,
    DifferenceStep,
    DifferenceTotal,
    FromCoordinates,
    NotComparableDifference,
    UnitDifference,
    difference_answer,
)
from projections.tables.register import later_acts_at, placed_at

RECIPE: Final = "report-7"
"""The version of the answer's form and rules."""

Versions = Mapping[str, tuple[ReportVersion, ...]]


class ReportAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a report, `version`, beside what stands now. In `units` and `totals`, `before` is as reported (at
    the coordinates `reported`) and `after` is as it stands at `coordinates`, by default for the same day; the causes
    are the whole of the change, and so are the `steps`: one line for each entry that came after the report. `note` says
    why nothing changed. In the tree of another day, `not_comparable` and `figures_on` are as for a difference, and so
    are the `remarks` on what the figures are without."""

    ledger: str
    coordinates: Coordinates
    reported: FromCoordinates
    by: GroupBy
    recipe: str
    organisation: str | None
    report: Report
    version: int
    units: list[UnitDifference]
    totals: list[DifferenceTotal]
    steps: list[DifferenceStep]
    note: str | None = None
    stale: Staleness | None = None
    not_comparable: list[NotComparableDifference] = []
    figures_on: date | None = None
    remarks: tuple[str, ...] = ()


def report_answer(model: ReadModel, question: Question) -> Answered[ReportAnswer]:
    """The report that is called `name`: its last version, or the one that is asked for, against what stands now. With
    an `as_of` what stands on that later day, so that new decisions are among the causes.

    Raises Refused: report-unknown, with the reports there are; coordinate-invalid for a day before the report's own, or
    no name; and what `difference_answer` does.
    """
    place = model.place(question.known_at, question.min_position)
    versions = _versions(model, place, question.name)
    closed = _chosen(versions, question.version)
    until = replace(
        question, year=closed.year, as_of=question.as_of or closed.as_of, known_at=place.position, min_position=None
    )
    _check_day(question, closed)
    start = replace(until, as_of=closed.as_of, known_at=closed.known_at)
    difference = difference_answer(model, start, until).answer
    answer = ReportAnswer(
        difference.ledger,
        replace(difference.coordinates, known_at=echoed_known_at(question.known_at)),
        difference.from_coordinates,
        difference.by,
        RECIPE,
        difference.organisation,
        report_of(versions),
        closed.version,
        difference.units,
        difference.totals,
        difference.steps,
        _why_nothing(difference, closed, place),
        staleness(question.known_at, place),
        difference.not_comparable,
        difference.figures_on,
        difference.remarks,
    )
    # The report's own day and year stand for what is not asked, so the calendar fills in nothing.
    return Answered(answer, is_settled(place))


REPORT: Final = Declaration(
    "frames/report",
    "report",
    RECIPE,
    ("name", "version", "unit", "subtree", "line", "kind", "by", "tree_on"),
    report_answer,
    Heading.FRAMES,
)


def _versions(model: ReadModel, place: Place, name: str | None) -> tuple[ReportVersion, ...]:
    """Every version of a report that was closed by a position."""
    with model.cursor() as cursor:
        later_acts = later_acts_at(cursor, place.position)
        placed = [entry for entry in placed_at(cursor, place.position, KINDS) if later_acts.stands(entry, date.max)]
    reports = reports_on(placed)
    right = f"en av: {', '.join(sorted(reports))}" if reports else "en avslutad rapport; ännu fanns det ingen"
    if name is None:
        detail = "Frågan nämner ingen rapport."
        raise Refused(Refusal("coordinate-invalid", detail, right=right, where="name"))
    if name not in reports:
        detail = f"Rapporten {name} var inte avslutad vid position {place.position}."
        raise Refused(Refusal("report-unknown", detail, name, right=right, where="name"))
    return reports[name]


def _chosen(versions: tuple[ReportVersion, ...], number: int | None) -> ReportVersion:
    if number is None:
        return versions[-1]
    if not 1 <= number <= len(versions):
        report, count = versions[-1].report, len(versions)
        detail = f"Rapporten {report} har ingen version {number}."
        right = "1" if count == 1 else f"1–{count}"
        raise Refused(Refusal("report-unknown", detail, str(number), str(count), right=right, where="version"))
    return versions[number - 1]


def _check_day(question: Question, closed: ReportVersion) -> None:
    if question.as_of is not None and question.as_of < closed.as_of:
        detail = f"Rapporten {closed.report} har beslut till och med {closed.as_of}, efter {question.as_of}."
        right = f"{closed.as_of} eller senare; utan as_of rapportens egen dag"
        raise Refused(Refusal("coordinate-invalid", detail, str(question.as_of), right=right, where="as_of"))


def _why_nothing(answer: DifferenceAnswer, closed: ReportVersion, place: Place) -> str | None:
    if not answer.totals:
        return answer.note
    if answer.steps or any(unit.causes for unit in answer.units):
        return None
    if place.position == closed.position:
        return "Ingenting är registrerat efter rapporten."
    return "Det står som det rapporterades: inget av det som registrerats efter rapporten ändrar det den visar."
