"""Frames put together, on the command line: groups or the tree with their sums, and what has no place in it."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.text import Text

from api.tables.frames import frames_tables, remarks
from api.tables.headings import title_line
from api.tables.layout import caption, figure, note_lines, side_columns, table
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES, FrameAmounts
from projections.asking.question import GroupBy
from projections.frames.current import FramesAnswer
from projections.frames.groups import GroupedFrames, GroupTotal, NotComparableFrames

HEADINGS = {
    GroupBy.UNIT: "Enhet",
    GroupBy.PARENT: "Enhet",
    GroupBy.TOP: "Enhet",
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
    parts += note_lines(answer.note)
    for total in answer.group_totals:
        parts += _kind_tables(answer, total, unit)
    return Group(*parts, *remarks([answer]))


def _kind_tables(answer: FramesAnswer, total: GroupTotal, unit: AmountUnit) -> list[RenderableType]:
    """Operating money and investments stand in tables of their own: their sides are never added together."""
    heading = f"{words.value(total.kind).capitalize()}, {unit.value}"
    groups = [group for group in answer.groups if group.kind == total.kind]
    beside = [unit for unit in answer.not_comparable if unit.kind == total.kind]
    parts: list[RenderableType] = []
    if groups:
        parts += [caption(heading), _groups_table(answer.coordinates.by, groups, total, unit)]
    if beside:
        shown = _beside_table(beside, total, unit, groups=bool(groups))
        parts += [caption(f"{heading}: ej jämförbart"), shown]
    return parts


def _groups_table(
    by: GroupBy | None, groups: Sequence[GroupedFrames], total: GroupTotal, unit: AmountUnit
) -> RenderableType:
    origins = [_came_from(by, group) for group in groups]
    from_others = any(origins)
    shown = table(HEADINGS[by or GroupBy.UNIT], *(("Från",) if from_others else ()), *side_columns(total.kind))
    for group, origin in zip(groups, origins, strict=True):
        named = (escape("  " * group.depth + group.name), *((escape(origin),) if from_others else ()))
        shown.add_row(*named, *_cells(group.amounts, total.kind, unit, waits=bool(group.undecided_indices)))
    shown.add_section()
    waits = any(group.undecided_indices for group in groups)
    summed = ("Summa", *(("",) if from_others else ()))
    shown.add_row(*summed, *_cells(total.grouped, total.kind, unit, waits=waits), style="bold")
    return shown


def _came_from(by: GroupBy | None, group: GroupedFrames) -> str:
    """The units whose figures a unit has, when they are not its own only."""
    each_unit = by is None or by is GroupBy.UNIT
    return ", ".join(group.units) if each_unit and group.units != (group.group,) else ""


def _beside_table(
    beside: Sequence[NotComparableFrames], total: GroupTotal, unit: AmountUnit, *, groups: bool
) -> RenderableType:
    """What is in no group, with the reason; and everything together, when there are groups, so that nothing is lost."""
    shown = table("Enhet", "Varför", *side_columns(total.kind))
    for left_out in beside:
        cells = _cells(left_out.amounts, total.kind, unit)
        shown.add_row(escape(left_out.unit_name), escape(left_out.reason), *cells)
    shown.add_section()
    shown.add_row("Summa", "", *_cells(total.not_comparable, total.kind, unit), style="bold")
    if groups:
        shown.add_row("Tillsammans", "", *_cells(total.whole, total.kind, unit), style="bold")
    return shown


def _cells(amounts: FrameAmounts, kind: str, unit: AmountUnit, *, waits: bool = False) -> list[str]:
    """The sides of some amounts, with ”+ index” where something in them waits for one; nothing grows from nothing."""
    found = (getattr(amounts, f"{side}_ore") for side in SIDES[kind])
    return [figure(ore, unit, " + index" if waits and ore else "") for ore in found]
