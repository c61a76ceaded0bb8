"""Closed reports on the command line: which there are, and one of them as reported, as it stands now, and why."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.difference import steps_by_kind
from api.tables.table import figure
from api.tables.why import amount_cells, notes
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES
from projections.asking.frame_walk import Cause
from projections.asking.question import GroupBy
from projections.asking.texts import text_of
from projections.chapters.closed_report import ReportAnswer
from projections.chapters.reports import ReportsAnswer, VersionOfReport
from projections.frames.difference import (
    CauseChange,
    DifferenceStep,
    DifferenceTotal,
    NotComparableDifference,
    UnitDifference,
)


def reports_table(answer: ReportsAnswer, _unit: AmountUnit) -> RenderableType:
    """One line for each version of each report."""
    at = answer.coordinates
    about = "" if at.year is None else f"Avser {at.year} · "
    clocks = f"{about}Beslutad t.o.m. {at.as_of} · Registrerad t.o.m. position {at.position}"
    table = _plain("Rapport", "Slag", "År", "Version", "Titel", "Beslutad t.o.m.", "Registrerad t.o.m.", "Avslutad", "")
    for report in answer.reports:
        for one in report.versions:
            first = (report.report, text_of(report, "kind"), str(report.year)) if one.version == 1 else ("", "", "")
            coordinate = (str(one.as_of), f"position {one.position}", str(one.closed_on))
            table.add_row(*first, str(one.version), escape(one.title), *coordinate, escape(_state(one)))
    return Group(
        Text(f"{answer.organisation or answer.ledger} · {clocks}", style="bold"),
        *([table] if answer.reports else []),
        *notes(answer.note, answer.stale),
    )


def _state(one: VersionOfReport) -> str:
    """Whether a version has been opened again, when, by which entry and why."""
    if one.reopened is None:
        return "gäller"
    return f"återöppnad {one.reopened.reopened_on} (position {one.reopened.position}): {one.reopened.reason}"


def report_tables(answer: ReportAnswer, unit: AmountUnit) -> RenderableType:
    """As reported, as it stands now and the difference, by cause; then what came after the report, line by line."""
    parts: list[RenderableType] = [*_heading(answer)]
    for total in answer.totals:
        parts += [Text(f"{words.value(total.kind).capitalize()}, {unit.value}", style="italic")]
        parts += [_sides_table(answer, total, unit)]
        parts += [Text(f"{words.value(total.kind).capitalize()}, netto per enhet, {unit.value}", style="italic")]
        parts += [_units_table(answer, total, unit)]
        beside = [one for one in answer.not_comparable if one.kind == total.kind]
        parts += [Text(f"Ej jämförbart: {one.unit_name}. {one.reason}", style="yellow") for one in beside]
    for kind, steps in steps_by_kind(answer.steps):
        heading = f"Poster efter rapporten, {words.value(kind)}, {unit.value}"
        parts += [Text(heading, style="italic"), _steps_table(kind, steps, unit)]
    return Group(*parts, *notes(answer.note, answer.stale, answer.remarks))


def _heading(answer: ReportAnswer) -> list[Text]:
    report, at, reported = answer.report, answer.coordinates, answer.reported
    one = report.versions[answer.version - 1]
    which = f"{one.title} ({report.report}), version {answer.version} av {len(report.versions)}"
    opened = "" if one.reopened is None else f", {_state(one)}"
    clocks = [
        f"Som rapporterat: beslutat t.o.m. {reported.as_of}, registrerat t.o.m. position {reported.position}",
        f"{_now(answer)}: beslutat t.o.m. {at.as_of}, registrerat t.o.m. position {at.position}",
    ]
    return [
        Text(f"{answer.organisation or answer.ledger} · {which} · Avser {at.year}", style="bold"),
        Text(f"Avslutad {one.closed_on} (position {one.origin.position}){opened}"),
        *map(Text, clocks),
        *([] if at.tree_on is None else [Text(f"I organisationen {at.tree_on}")]),
    ]


def _now(answer: ReportAnswer) -> str:
    """What it is called that it is compared with."""
    day = answer.coordinates.as_of
    return "Som det står nu för samma dag" if day == answer.reported.as_of else f"Som det står nu för {day}"


def _sides_table(answer: ReportAnswer, total: DifferenceTotal, unit: AmountUnit) -> Table:
    """The sums, side by side: costs, revenues, net."""
    table = _plain("Summa", right=("Som rapporterat", _now(answer), "Skillnad"))
    for name in SIDES[total.kind]:
        amounts = (getattr(one, f"{name}_ore") for one in (total.before, total.after, total.change))
        table.add_row(words.field(name).capitalize(), *(figure(ore, unit) for ore in amounts))
    return table


def _units_table(answer: ReportAnswer, total: DifferenceTotal, unit: AmountUnit) -> Table:
    """The net of each unit, and the causes that make the difference."""
    every: list[UnitDifference | NotComparableDifference] = [*answer.units, *answer.not_comparable]
    units = [one for one in every if one.kind == total.kind]
    occurred = {each.cause for causes in (*(one.causes for one in units), total.causes) for each in causes}
    causes = [cause for cause in Cause if cause in occurred]
    headings = [words.value(f"cause-{cause}").capitalize() for cause in causes]
    first = "Post" if answer.by is GroupBy.LINE else "Enhet"
    table = _plain(first, right=("Som rapporterat", _now(answer), "Skillnad", *headings))
    for one in units:
        cells = (one.before.net_ore, one.after.net_ore, one.change.net_ore, *_nets(one.causes, causes))
        beside = " (ej jämförbart)" if isinstance(one, NotComparableDifference) else ""
        table.add_row(escape(one.unit_name + beside), *(figure(ore, unit) for ore in cells))
    table.add_section()
    cells = (total.before.net_ore, total.after.net_ore, total.change.net_ore, *_nets(total.causes, causes))
    table.add_row("Summa", *(figure(ore, unit) for ore in cells), style="bold")
    return table


def _nets(found: Iterable[CauseChange], causes: list[Cause]) -> list[int | None]:
    nets = {one.cause: one.change.net_ore for one in found}
    return [nets.get(cause, 0) for cause in causes]


def _steps_table(kind: str, steps: Iterable[DifferenceStep], unit: AmountUnit) -> Table:
    """One line for each frame that each entry changed."""
    sides = [words.field(name).capitalize() for name in SIDES[kind]]
    table = _plain("Position", "Registrerad", "Orsak", "Händelse", "Beslut", "Ram", right=sides)
    for step in steps:
        one = step.decision
        cells = (str(one.position), str(one.recorded_on), text_of(step, "cause"), one.event, escape(one.told))
        for number, moved in enumerate(step.changes):
            first = cells if number == 0 else ("",) * len(cells)
            table.add_row(*first, moved.frame_text, *amount_cells(kind, moved.change, unit))
    return table


def _plain(*headings: str, right: Iterable[str] = ()) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in headings:
        table.add_column(heading)
    for heading in right:
        table.add_column(heading, justify="right")
    return table
