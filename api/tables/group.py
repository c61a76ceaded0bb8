"""Frames put together, on the command line: groups or the tree with their sums, and what has no place in it."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.table import (
    figure,
    frames_tables,
    remarks,
    title_line,
)
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES, FrameAmounts
from projections.asking.question import GroupBy
from projections.frames.current import FramesAnswer
from projections.frames.groups import GroupedFrames, GroupTotal, NotComparableFrames

HEADINGS = {
    GroupBy.UNIT: "Enhet",
    GroupBy.PARENT: "Enheten ovanför",
    GroupBy.TOP: "Överst",
    GroupBy.LINE: "Post",
    GroupBy.TREE: "Enhet, med allt under",
}


def frames_or_groups(answer: FramesAnswer, unit: AmountUnit) -> RenderableType:
    """The frames of an answer, or the groups when they are asked for."""
    at = answer.coordinates
    if at.by is None and at.tree_on is None:
        return frames_tables([answer], unit)
    parts: list[RenderableType] = [title_line(answer, None if answer.proposal is None else answer.proposal.body)]
    if answer.figures_on is not None:
        parts.append(Text(f"Enheterna {at.tree_on}; siffrorna är från organisationen {answer.figures_on}."))
    if answer.note:
        parts.append(Text(answer.note, style="yellow"))
    for total in answer.group_totals:
        parts += _kind_tables(answer, total, unit)
    return Group(*parts, *remarks([answer]))


def _kind_tables(answer: FramesAnswer, total: GroupTotal, unit: AmountUnit) -> list[RenderableType]:
    """Operating money and investments stand in tables of their own: their sides are never added together."""
    heading = f"{words.value(total.kind).capitalize()}, {unit.value}"
    groups = [one for one in answer.groups if one.kind == total.kind]
    beside = [one for one in answer.not_comparable if one.kind == total.kind]
    parts: list[RenderableType] = []
    if groups:
        parts += [Text(heading, style="italic"), _groups_table(answer.coordinates.by, groups, total, unit)]
    if beside:
        parts += [
            Text(f"{heading}: ej jämförbart", style="italic"),
            _beside_table(beside, total, unit, groups=bool(groups)),
        ]
    return parts


def _groups_table(
    by: GroupBy | None, groups: Sequence[GroupedFrames], total: GroupTotal, unit: AmountUnit
) -> RenderableType:
    origins = [_came_from(by, one) for one in groups]
    from_others = any(origins)
    table = _table((HEADINGS[by or GroupBy.UNIT], *(("Från",) if from_others else ())), total.kind)
    for one, origin in zip(groups, origins, strict=True):
        named = (escape("  " * one.depth + one.name), *((escape(origin),) if from_others else ()))
        table.add_row(*named, *_cells(one.amounts, total.kind, unit, waits=bool(one.undecided_indices)))
    table.add_section()
    waits = any(one.undecided_indices for one in groups)
    summed = ("Summa", *(("",) if from_others else ()))
    table.add_row(*summed, *_cells(total.grouped, total.kind, unit, waits=waits), style="bold")
    return table


def _came_from(by: GroupBy | None, group: GroupedFrames) -> str:
    """The units whose figures a unit has, when they are not its own only."""
    each_unit = by is None or by is GroupBy.UNIT
    return ", ".join(group.units) if each_unit and group.units != (group.group,) else ""


def _beside_table(
    beside: Sequence[NotComparableFrames], total: GroupTotal, unit: AmountUnit, *, groups: bool
) -> RenderableType:
    """What is in no group, with the reason; and everything together, when there are groups, so that nothing is lost."""
    table = _table(("Enhet", "Varför"), total.kind)
    for one in beside:
        table.add_row(escape(one.unit_name), escape(one.reason), *_cells(one.amounts, total.kind, unit))
    table.add_section()
    table.add_row("Summa", "", *_cells(total.not_comparable, total.kind, unit), style="bold")
    if groups:
        table.add_row("Tillsammans", "", *_cells(total.whole, total.kind, unit), style="bold")
    return table


def _table(headings: Sequence[str], kind: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in headings:
        table.add_column(heading)
    for side in SIDES[kind]:
        table.add_column(words.field(side).capitalize(), justify="right", no_wrap=True)
    return table


def _cells(amounts: FrameAmounts, kind: str, unit: AmountUnit, *, waits: bool = False) -> list[str]:
    """The sides of some amounts, with ”+ index” where something in them waits for one; nothing grows from nothing."""
    found = [(ore, figure(ore, unit)) for ore in (getattr(amounts, f"{side}_ore") for side in SIDES[kind])]
    return [f"{text} + index" if waits and ore else text for ore, text in found]
