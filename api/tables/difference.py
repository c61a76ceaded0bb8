"""What changed between two coordinates, on the command line: by cause, as a bridge, and decision by decision."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.table import coordinate_parts, figure
from api.tables.why import amount_cells, notes
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES
from projections.asking.frame_walk import Cause
from projections.asking.question import GroupBy
from projections.asking.texts import text_of
from projections.frames.difference import (
    CauseChange,
    DifferenceAnswer,
    DifferenceStep,
    DifferenceTotal,
    NotComparableDifference,
    UnitDifference,
)


def difference_tables(answer: DifferenceAnswer, unit: AmountUnit) -> RenderableType:
    """For each kind of money the net of every unit by cause, the bridge, and the decisions that made the difference."""
    parts: list[RenderableType] = [Text(_clocks(answer), style="bold")]
    for total in answer.totals:
        heading = f"{words.value(total.kind).capitalize()}, netto, {unit.value}"
        parts += [Text(heading, style="italic"), _units_table(answer, total, unit)]
        beside = [one for one in answer.not_comparable if one.kind == total.kind]
        parts += [Text(f"Ej jämförbart: {one.unit_name}. {one.reason}", style="yellow") for one in beside]
        parts += [Text(f"Brygga, {words.value(total.kind)}, {unit.value}", style="italic"), _bridge_table(total, unit)]
    for kind, steps in steps_by_kind(answer.steps):
        heading = f"Beslut för beslut, {words.value(kind)}, {unit.value}"
        parts += [Text(heading, style="italic"), _steps_table(kind, steps, unit)]
    return Group(*parts, *notes(answer.note, answer.stale, answer.remarks))


def _clocks(answer: DifferenceAnswer) -> str:
    start, until = answer.from_coordinates, answer.coordinates
    ends = (f"beslutat t.o.m. {at.as_of}, registrerat t.o.m. position {at.position}" for at in (start, until))
    whose, year, _, _, *counts = coordinate_parts(answer.organisation or answer.ledger, until)
    return " · ".join((whose, year, f"Från {' · Till '.join(ends)}", *counts))


def _units_table(answer: DifferenceAnswer, total: DifferenceTotal, unit: AmountUnit) -> Table:
    units = [one for one in answer.units if one.kind == total.kind]
    beside = [one for one in answer.not_comparable if one.kind == total.kind]
    occurred = {each.cause for causes in (*(one.causes for one in units), total.causes) for each in causes}
    causes = [cause for cause in Cause if cause in occurred]
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("Post" if answer.by is GroupBy.LINE else "Enhet")
    for heading in ("före", *(words.value(f"cause-{cause}") for cause in causes), "efter", "skillnad"):
        table.add_column(heading.capitalize(), justify="right")
    for one in units:
        table.add_row(escape(one.unit_name), *_change_cells(one, causes, unit))
    for left_out in beside:
        table.add_row(escape(f"{left_out.unit_name} (ej jämförbart)"), *_change_cells(left_out, causes, unit))
    table.add_section()
    table.add_row("Summa", *_change_cells(total, causes, unit), style="bold")
    return table


def _change_cells(
    one: UnitDifference | NotComparableDifference | DifferenceTotal, causes: list[Cause], unit: AmountUnit
) -> list[str]:
    """What was, what each cause changed, what is, and the whole change."""
    cells = (one.before.net_ore, *_nets(one.causes, causes), one.after.net_ore, one.change.net_ore)
    return [figure(ore, unit) for ore in cells]


def _nets(found: tuple[CauseChange, ...], causes: list[Cause]) -> list[int | None]:
    nets = {one.cause: one.change.net_ore for one in found}
    return [nets.get(cause, 0) for cause in causes]


def _bridge_table(total: DifferenceTotal, unit: AmountUnit) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("")
    for name in SIDES[total.kind]:
        table.add_column(words.field(name).capitalize(), justify="right", no_wrap=True)
    table.add_column("Saldo netto", justify="right", no_wrap=True)
    empty = [""] * len(SIDES[total.kind])
    for bar in total.bridge:
        change = empty if bar.change is None else amount_cells(total.kind, bar.change, unit)
        ends = "bold" if bar.change is None else ""
        table.add_row(bar.label.capitalize(), *change, figure(bar.balance.net_ore, unit), style=ends)
    return table


def steps_by_kind(steps: Iterable[DifferenceStep]) -> Iterator[tuple[str, list[DifferenceStep]]]:
    """The steps of each kind of money, each with what it changed of that kind: a change of turnover is seen by both its
    sides."""
    every = list(steps)
    for kind in SIDES:
        of_kind = (replace(step, changes=tuple(one for one in step.changes if one.kind == kind)) for step in every)
        if found := [step for step in of_kind if step.changes]:
            yield kind, found


def _steps_table(kind: str, steps: Iterable[DifferenceStep], unit: AmountUnit) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("Position", "Orsak", "Räknas från", "Händelse", "Beslut", "Ram"):
        table.add_column(heading, justify="right" if heading == "Position" else "left")
    for name in SIDES[kind]:
        table.add_column(words.field(name).capitalize(), justify="right", no_wrap=True)
    for step in steps:
        for number, moved in enumerate(step.changes):
            first = _step_cells(step) if number == 0 else [""] * 5
            table.add_row(*first, moved.frame_text, *amount_cells(kind, moved.change, unit))
    return table


def _step_cells(step: DifferenceStep) -> list[str]:
    decision = step.decision
    return [str(decision.position), text_of(step, "cause"), str(step.acts_on), decision.event, escape(decision.told)]
