"""What changed between two coordinates, on the command line: by cause, as a bridge, and decision by decision."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.headings import coordinate_parts, heading, owner
from api.tables.layout import POSITION, amounts, caption, figure, figures, notes, numbers, side_columns, table
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES
from projections.asking.cause import Cause
from projections.asking.question import GroupBy
from projections.asking.texts import TOLD_CAUSE, text_of
from projections.chapters.closed_report import ReportAnswer
from projections.frames.difference import (
    CauseChange,
    DifferenceAnswer,
    DifferenceStep,
    DifferenceTotal,
    FrameMoved,
    NotComparableDifference,
    UnitDifference,
)


def difference_tables(answer: DifferenceAnswer, unit: AmountUnit) -> RenderableType:
    """For each kind of money the net of every unit by cause, the bridge, and the decisions that made the difference."""
    parts: list[RenderableType] = [_heading(answer)]
    for total in answer.totals:
        heading = f"{words.value(total.kind).capitalize()}, netto, {unit.value}"
        parts += [caption(heading), _units_table(answer, total, unit), *not_comparable(answer, total.kind)]
        parts += [caption(f"Brygga, {words.value(total.kind)}, {unit.value}"), _bridge_table(total, unit)]
    for kind, steps in steps_by_kind(answer.steps):
        heading = f"Beslut för beslut, {words.value(kind)}, {unit.value}"
        parts += [caption(heading), _steps_table(kind, steps, unit)]
    return Group(*parts, *notes(answer.note, answer.stale, answer.remarks))


def not_comparable(answer: DifferenceAnswer | ReportAnswer, kind: str) -> list[RenderableType]:
    """What has no place in the tree that is asked for, and why, a line for each."""
    beside = (unit for unit in answer.not_comparable if unit.kind == kind)
    return [Text(f"Ej jämförbart: {unit.unit_name}. {unit.reason}", style="yellow") for unit in beside]


def _heading(answer: DifferenceAnswer) -> Text:
    start, until = answer.from_coordinates, answer.coordinates
    ends = (f"beslutat t.o.m. {at.as_of}, registrerat t.o.m. position {at.position}" for at in (start, until))
    whose, year, _, _, *counts = coordinate_parts(owner(answer), until)
    return heading(whose, year, f"Från {' · Till '.join(ends)}", *counts)


def _units_table(answer: DifferenceAnswer, total: DifferenceTotal, unit: AmountUnit) -> Table:
    units = [change for change in answer.units if change.kind == total.kind]
    beside = [change for change in answer.not_comparable if change.kind == total.kind]
    causes = causes_in(units, total)
    headings = ("Före", *map(cause_name, causes), "Efter", "Skillnad")
    shown = table("Post" if answer.by is GroupBy.LINE else "Enhet", *numbers(*headings))
    for change in units:
        shown.add_row(escape(change.unit_name), *_change_cells(change, causes, unit))
    for left_out in beside:
        shown.add_row(escape(f"{left_out.unit_name} (ej jämförbart)"), *_change_cells(left_out, causes, unit))
    shown.add_section()
    shown.add_row("Summa", *_change_cells(total, causes, unit), style="bold")
    return shown


def causes_in(units: Iterable[UnitDifference | NotComparableDifference], total: DifferenceTotal) -> list[Cause]:
    """The causes that have made any difference, in their order."""
    occurred = {change.cause for causes in (*(unit.causes for unit in units), total.causes) for change in causes}
    return [cause for cause in Cause if cause in occurred]


def cause_name(cause: Cause) -> str:
    """`Nytt beslut`."""
    return TOLD_CAUSE.text(cause).capitalize()


def nets_by_cause(changes: Iterable[CauseChange], causes: Iterable[Cause]) -> list[int | None]:
    """What each cause has changed, net."""
    nets = {change.cause: change.change.net_ore for change in changes}
    return [nets.get(cause, 0) for cause in causes]


def _change_cells(
    change: UnitDifference | NotComparableDifference | DifferenceTotal, causes: list[Cause], unit: AmountUnit
) -> list[str]:
    """What was, what each cause changed, what is, and the whole change."""
    by_cause = nets_by_cause(change.causes, causes)
    return [
        figure(ore, unit) for ore in (change.before.net_ore, *by_cause, change.after.net_ore, change.change.net_ore)
    ]


def _bridge_table(total: DifferenceTotal, unit: AmountUnit) -> Table:
    shown = table("", *side_columns(total.kind), *amounts("Saldo netto"))
    empty = [""] * len(SIDES[total.kind])
    for bar in total.bridge:
        change = empty if bar.change is None else figures(total.kind, bar.change, unit)
        ends = "bold" if bar.change is None else ""
        shown.add_row(bar.label.capitalize(), *change, figure(bar.balance.net_ore, unit), style=ends)
    return shown


def steps_by_kind(steps: Iterable[DifferenceStep]) -> Iterator[tuple[str, list[DifferenceStep]]]:
    """The steps of each kind of money, each with what it changed of that kind: a change of turnover is seen by both its
    sides."""
    together = list(steps)
    for kind in SIDES:
        of_kind = (replace(step, changes=changes_of(step, kind)) for step in together)
        if told := [step for step in of_kind if step.changes]:
            yield kind, told


def changes_of(step: DifferenceStep, kind: str) -> tuple[FrameMoved, ...]:
    """What a step changed of one kind of money."""
    return tuple(moved for moved in step.changes if moved.kind == kind)


def add_moved(shown: Table, cells: Sequence[str], changes: Iterable[FrameMoved], unit: AmountUnit) -> None:
    """A line for each frame that a step changed; what is said of the step stands before the first."""
    for number, moved in enumerate(changes):
        first = cells if number == 0 else [""] * len(cells)
        shown.add_row(*first, moved.frame_text, *figures(moved.kind, moved.change, unit))


def _steps_table(kind: str, steps: Iterable[DifferenceStep], unit: AmountUnit) -> Table:
    shown = table(POSITION, "Orsak", "Räknas från", "Händelse", "Beslut", "Ram", *side_columns(kind))
    for step in steps:
        add_moved(shown, _step_cells(step), step.changes, unit)
    return shown


def _step_cells(step: DifferenceStep) -> list[str]:
    decision = step.decision
    return [str(decision.position), text_of(step, "cause"), str(step.acts_on), decision.event, escape(decision.told)]
