"""What if, on the command line: for each year the units that would change, before and after, and what changes them."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.difference import add_moved, changes_of
from api.tables.headings import coordinate_parts, heading, owner
from api.tables.layout import (
    POSITION,
    amounts,
    caption,
    figures,
    notes,
    ranges,
    side_columns,
    side_name,
    table,
    warning_lines,
)
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES
from projections.frames.adoption import Objection
from projections.frames.difference import DifferenceStep, DifferenceTotal, UnitDifference
from projections.frames.what_if import SupposedYear, WhatIfAnswer


def what_if_tables(answer: WhatIfAnswer, unit: AmountUnit) -> RenderableType:
    """For each year and kind of money the units that would change, and each thing that is laid with its own effect;
    then what the rules say, and how it would be made a decision."""
    parts: list[RenderableType] = [_heading(answer)]
    for year in answer.years:
        parts += _year(year, unit)
    parts += _said_of(answer)
    if answer.coordinates.laid:
        named = ",".join(answer.coordinates.laid)
        parts.append(Text(f"Gör till beslut: liggare promote --ledger {answer.ledger} --proposal {named}"))
    return Group(*parts, *notes(answer.note, answer.stale))


def _heading(answer: WhatIfAnswer) -> Text:
    at = answer.coordinates
    organisation, _, *rest = coordinate_parts(owner(answer), at)
    years = ", ".join(str(year.year) for year in answer.years)
    about = [f"Avser {years}"] if years else []
    supposed = [] if at.laid else ["Som om beslutet vore registrerat"]
    return heading(organisation, *about, *rest, *supposed, "Ingenting är registrerat")


def _year(year: SupposedYear, unit: AmountUnit) -> Iterator[RenderableType]:
    for total in year.totals:
        of_kind = [change for change in year.units if change.kind == total.kind]
        if changed := [change for change in of_kind if change.causes]:
            yield caption(f"{words.value(total.kind).capitalize()} {year.year}, {unit.value}")
            yield _units_table(changed, total, unit)
            others = len(of_kind) - len(changed)
            if others:
                yield Text(f"{others} {'enhet' if others == 1 else 'enheter'} till ändras inte.", style="dim")
            yield caption(f"Det som läggs på, {unit.value}")
            yield _steps_table(total.kind, year.steps, unit)
    if year.note is not None:
        yield Text(f"{year.year}: {year.note}", style="yellow")


def _units_table(changed: list[UnitDifference], total: DifferenceTotal, unit: AmountUnit) -> Table:
    """A row for each side of each unit, so that costs and revenues that rise together are seen to."""
    shown = table("Enhet", "", *amounts("Före", "Ändring", "Efter"))
    for change in changed:
        _rows(shown, escape(change.unit_name), change, unit)
        shown.add_section()
    _rows(shown, "Summa", total, unit, "bold")
    return shown


def _rows(shown: Table, name: str, change: UnitDifference | DifferenceTotal, unit: AmountUnit, style: str = "") -> None:
    columns = (figures(change.kind, amounts, unit) for amounts in (change.before, change.change, change.after))
    for number, (side, *cells) in enumerate(zip(SIDES[change.kind], *columns, strict=True)):
        shown.add_row(name if number == 0 else "", side_name(side), *cells, style=style)


def _steps_table(kind: str, steps: list[DifferenceStep], unit: AmountUnit) -> Table:
    shown = table(POSITION, "Händelse", "Beslut", "Ram", *side_columns(kind))
    for step in steps:
        decision = step.decision
        cells = [str(decision.position), decision.event, escape(decision.told)]
        add_moved(shown, cells, changes_of(step, kind), unit)
    return shown


def _said_of(answer: WhatIfAnswer) -> Iterator[RenderableType]:
    """What to know of what is laid, and what the rules say of it now."""
    of_years = (f"{year.year}: {remark}" for year in answer.years for remark in year.remarks)
    for remark in (*answer.remarks, *of_years):
        yield Text(remark, style="yellow")
    for objection in answer.refusals:
        yield Text(_objection(objection), style="red")
    yield from warning_lines(f"{warned.proposal}: {warned.text}" for warned in answer.noticed)
    facts: dict[str, list[int]] = {}
    for warning in answer.warnings:
        facts.setdefault(warning.text, []).append(warning.fact + 1)
    yield from warning_lines(f"post {ranges(sorted(set(posts)))}: {text}" for text, posts in facts.items())


def _objection(objection: Objection) -> str:
    can_be = ", men kan godtas med skäl" if objection.acceptable else ""
    right = f" → {objection.right}" if objection.right else ""
    return f"✗ {objection.proposal} går inte att anta som det står nu{can_be}: {objection.text}{right}"
