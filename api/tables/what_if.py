"""What if, on the command line: for each year the units that would change, before and after, and what changes them."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.table import coordinate_parts, figure, ranges
from api.tables.why import amount_cells, notes
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES
from projections.frames.adoption import Objection
from projections.frames.difference import (
    DifferenceStep,
    DifferenceTotal,
    FrameMoved,
    UnitDifference,
)
from projections.frames.what_if import SupposedYear, WhatIfAnswer


def what_if_tables(answer: WhatIfAnswer, unit: AmountUnit) -> RenderableType:
    """For each year and kind of money the units that would change, and each thing that is laid with its own effect;
    then what the rules say, and how it would be made a decision."""
    parts: list[RenderableType] = [Text(_title(answer), style="bold")]
    for year in answer.years:
        parts += _year(year, unit)
    parts += _said_of(answer)
    if answer.coordinates.laid:
        named = ",".join(answer.coordinates.laid)
        parts.append(Text(f"Gör till beslut: liggare promote --ledger {answer.ledger} --proposal {named}"))
    return Group(*parts, *notes(answer.note, answer.stale))


def _title(answer: WhatIfAnswer) -> str:
    at = answer.coordinates
    organisation, _, *rest = coordinate_parts(answer.organisation or answer.ledger, at)
    years = ", ".join(str(year.year) for year in answer.years)
    about = [f"Avser {years}"] if years else []
    supposed = [] if at.laid else ["Som om beslutet vore registrerat"]
    return " · ".join((organisation, *about, *rest, *supposed, "Ingenting är registrerat"))


def _year(year: SupposedYear, unit: AmountUnit) -> Iterator[RenderableType]:
    for total in year.totals:
        changed = [one for one in year.units if one.kind == total.kind and one.causes]
        if changed:
            heading = f"{words.value(total.kind).capitalize()} {year.year}, {unit.value}"
            yield Text(heading, style="italic")
            yield _units_table(changed, total, unit)
            others = sum(one.kind == total.kind for one in year.units) - len(changed)
            if others:
                yield Text(f"{others} {'enhet' if others == 1 else 'enheter'} till ändras inte.", style="dim")
            yield Text(f"Det som läggs på, {unit.value}", style="italic")
            yield _steps_table(total.kind, year.steps, unit)
    if year.note is not None:
        yield Text(f"{year.year}: {year.note}", style="yellow")


def _units_table(changed: list[UnitDifference], total: DifferenceTotal, unit: AmountUnit) -> Table:
    """A row for each side of each unit, so that costs and revenues that rise together are seen to."""
    table = _table("Enhet", "")
    for heading in ("Före", "Ändring", "Efter"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in changed:
        _rows(table, escape(one.unit_name), one, unit)
        table.add_section()
    _rows(table, "Summa", total, unit, "bold")
    return table


def _rows(table: Table, name: str, one: UnitDifference | DifferenceTotal, unit: AmountUnit, style: str = "") -> None:
    for number, side in enumerate(SIDES[one.kind]):
        figures = (getattr(amounts, f"{side}_ore") for amounts in (one.before, one.change, one.after))
        cells = (figure(ore, unit) for ore in figures)
        table.add_row(name if number == 0 else "", words.field(side).capitalize(), *cells, style=style)


def _steps_table(kind: str, steps: list[DifferenceStep], unit: AmountUnit) -> Table:
    table = _table("Position", "Händelse", "Beslut", "Ram")
    for side in SIDES[kind]:
        table.add_column(words.field(side).capitalize(), justify="right", no_wrap=True)
    for step in steps:
        moved = [one for one in step.changes if one.kind == kind]
        for number, one in enumerate(moved):
            table.add_row(*_step_cells(step, one, first=number == 0), *amount_cells(kind, one.change, unit))
    return table


def _step_cells(step: DifferenceStep, moved: FrameMoved, *, first: bool) -> list[str]:
    decision = step.decision
    said = [str(decision.position), decision.event, escape(decision.told)] if first else [""] * 3
    return [*said, moved.frame_text]


def _table(*headings: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="right" if heading == "Position" else "left")
    return table


def _said_of(answer: WhatIfAnswer) -> Iterator[Text]:
    """What to know of what is laid, and what the rules say of it now."""
    of_years = (f"{year.year}: {remark}" for year in answer.years for remark in year.remarks)
    for remark in (*answer.remarks, *of_years):
        yield Text(remark, style="yellow")
    for one in answer.refusals:
        yield Text(_objection(one), style="red")
    for warned in answer.noticed:
        yield Text(f"⚠ {warned.proposal}: {warned.text}", style="yellow")
    found: dict[str, list[int]] = {}
    for warning in answer.warnings:
        found.setdefault(warning.text, []).append(warning.fact + 1)
    for text, numbers in found.items():
        yield Text(f"⚠ post {ranges(sorted(set(numbers)))}: {text}", style="yellow")


def _objection(one: Objection) -> str:
    can_be = ", men kan godtas med skäl" if one.acceptable else ""
    right = f" → {one.right}" if one.right else ""
    return f"✗ {one.proposal} går inte att anta som det står nu{can_be}: {one.text}{right}"
