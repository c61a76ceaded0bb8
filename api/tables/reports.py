"""Closed reports on the command line: which there are, and one of them as reported, as it stands now, and why."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.difference import add_moved, cause_name, causes_in, nets_by_cause, not_comparable, steps_by_kind
from api.tables.headings import answer_heading, heading, owner
from api.tables.layout import caption, figure, figures, notes, numbers, side_name, table
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES
from projections.asking.cause import Cause
from projections.asking.question import GroupBy
from projections.asking.texts import text_of
from projections.chapters.closed_report import ReportAnswer
from projections.chapters.reports import ReportsAnswer, VersionOfReport
from projections.frames.difference import (
    DifferenceStep,
    DifferenceTotal,
    NotComparableDifference,
    UnitDifference,
)


def reports_table(answer: ReportsAnswer, _unit: AmountUnit) -> RenderableType:
    """One line for each version of each report."""
    shown = table("Rapport", "Slag", "År", "Version", "Titel", "Beslutad t.o.m.", "Registrerad t.o.m.", "Avslutad", "")
    for report in answer.reports:
        for version in report.versions:
            first = (report.report, text_of(report, "kind"), str(report.year)) if version.version == 1 else ("", "", "")
            coordinate = (str(version.as_of), f"position {version.position}", str(version.closed_on))
            shown.add_row(*first, str(version.version), escape(version.title), *coordinate, escape(_state(version)))
    heading = answer_heading(answer, answer.coordinates.year)
    return Group(heading, *([shown] if answer.reports else []), *notes(answer.note, answer.stale))


def _state(version: VersionOfReport) -> str:
    """Whether a version has been opened again, when, by which entry and why."""
    opened = version.reopened
    return (
        "gäller" if opened is None else f"återöppnad {opened.reopened_on} (position {opened.position}): {opened.reason}"
    )


def report_tables(answer: ReportAnswer, unit: AmountUnit) -> RenderableType:
    """As reported, as it stands now and the difference, by cause; then what came after the report, line by line."""
    parts: list[RenderableType] = [*_heading(answer)]
    for total in answer.totals:
        kind = words.value(total.kind).capitalize()
        parts += [caption(f"{kind}, {unit.value}"), _sides_table(answer, total, unit)]
        parts += [caption(f"{kind}, netto per enhet, {unit.value}"), _units_table(answer, total, unit)]
        parts += not_comparable(answer, total.kind)
    for kind, steps in steps_by_kind(answer.steps):
        heading = f"Poster efter rapporten, {words.value(kind)}, {unit.value}"
        parts += [caption(heading), _steps_table(kind, steps, unit)]
    return Group(*parts, *notes(answer.note, answer.stale, answer.remarks))


def _heading(answer: ReportAnswer) -> list[Text]:
    report, at, reported = answer.report, answer.coordinates, answer.reported
    version = report.versions[answer.version - 1]
    which = f"{version.title} ({report.report}), version {answer.version} av {len(report.versions)}"
    opened = "" if version.reopened is None else f", {_state(version)}"
    clocks = [
        f"Som rapporterat: beslutat t.o.m. {reported.as_of}, registrerat t.o.m. position {reported.position}",
        f"{_now(answer)}: beslutat t.o.m. {at.as_of}, registrerat t.o.m. position {at.position}",
    ]
    return [
        heading(owner(answer), which, f"Avser {at.year}"),
        Text(f"Avslutad {version.closed_on} (position {version.origin.position}){opened}"),
        *map(Text, clocks),
        *([] if at.tree_on is None else [Text(f"I organisationen {at.tree_on}")]),
    ]


def _now(answer: ReportAnswer) -> str:
    """What it is called that it is compared with."""
    day = answer.coordinates.as_of
    return "Som det står nu för samma dag" if day == answer.reported.as_of else f"Som det står nu för {day}"


def _sides_table(answer: ReportAnswer, total: DifferenceTotal, unit: AmountUnit) -> Table:
    """The sums, side by side: costs, revenues, net."""
    shown = table("Summa", *numbers("Som rapporterat", _now(answer), "Skillnad"))
    columns = (figures(total.kind, amounts, unit) for amounts in (total.before, total.after, total.change))
    for side, *cells in zip(SIDES[total.kind], *columns, strict=True):
        shown.add_row(side_name(side), *cells)
    return shown


def _units_table(answer: ReportAnswer, total: DifferenceTotal, unit: AmountUnit) -> Table:
    """The net of each unit, and the causes that make the difference."""
    every: list[UnitDifference | NotComparableDifference] = [*answer.units, *answer.not_comparable]
    units = [change for change in every if change.kind == total.kind]
    causes = causes_in(units, total)
    first = "Post" if answer.by is GroupBy.LINE else "Enhet"
    shown = table(first, *numbers("Som rapporterat", _now(answer), "Skillnad", *map(cause_name, causes)))
    for change in units:
        beside = " (ej jämförbart)" if isinstance(change, NotComparableDifference) else ""
        shown.add_row(escape(change.unit_name + beside), *_change_cells(change, causes, unit))
    shown.add_section()
    shown.add_row("Summa", *_change_cells(total, causes, unit), style="bold")
    return shown


def _change_cells(
    change: UnitDifference | NotComparableDifference | DifferenceTotal, causes: list[Cause], unit: AmountUnit
) -> list[str]:
    """What was reported, what it is now, the whole change, and what each cause changed."""
    by_cause = nets_by_cause(change.causes, causes)
    return [
        figure(ore, unit) for ore in (change.before.net_ore, change.after.net_ore, change.change.net_ore, *by_cause)
    ]


def _steps_table(kind: str, steps: Iterable[DifferenceStep], unit: AmountUnit) -> Table:
    """One line for each frame that each entry changed."""
    headings = ("Position", "Registrerad", "Orsak", "Händelse", "Beslut", "Ram")
    shown = table(*headings, *numbers(*map(side_name, SIDES[kind])))
    for step in steps:
        entry = step.decision
        cells = (str(entry.position), str(entry.recorded_on), text_of(step, "cause"), entry.event, escape(entry.told))
        add_moved(shown, cells, step.changes, unit)
    return shown
