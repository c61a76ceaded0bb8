"""Frame changes on the command line: what each entry did to each frame, and where to go on from."""

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.answers.frame_changes import FrameChangesAnswer
from api.tables.layout import POSITION, Column, amounts, figure_if_any, side_name, stale_lines, table
from ledger.money import AmountUnit
from ledger.values import FrameKey, FrameKind
from ledger.words.labels import frame_label
from projections.asking.texts import text_of
from projections.frames.frame_changes import FrameChanged
from projections.frames.recast import FrameAdds, Recast, RecastChange

_SIDES: Final = ("costs", "revenues", "net")


def changes_table(answer: FrameChangesAnswer, unit: AmountUnit) -> RenderableType:
    """A row for each change: from which day on, which frame, by what, and so much more."""
    shown = _table(POSITION, "Genom")
    for row in answer.changes:
        how = f"{text_of(row, 'change')}, i efterhand" if row.retroactive else text_of(row, "change")
        shown.add_row(str(row.position), escape(how), *_cells(row, unit))
    return Group(*([shown] if answer.changes else [Text("Inga ramändringar.")]), *_next_lines(answer))


def recast_table(recast: Recast, unit: AmountUnit) -> RenderableType:
    """What is to be added over a recast."""
    shown = _table()
    for row in recast.changes:
        shown.add_row(*_cells(row, unit))
    return shown


def _table(*first: str | Column) -> Table:
    return table(*first, Column("Från", justify="left", whole=True), "Ram", *amounts(*map(side_name, _SIDES)))


def _cells(row: FrameChanged | RecastChange, unit: AmountUnit) -> Iterator[str]:
    frame = FrameKey(row.unit, FrameKind(row.kind), row.year, row.line)
    yield str(row.decided_on)
    yield escape(frame_label(frame))
    yield from (_figure(row.adds, side, unit) for side in _SIDES)


def _figure(adds: FrameAdds, side: str, unit: AmountUnit) -> str:
    """By how much a side changes; that it becomes unknown, or known; what may have been decided, in brackets."""
    unknown, beside = getattr(adds, f"unknown_{side}"), getattr(adds, f"undetermined_{side}_ore")
    if unknown:
        return "blir okänt" if unknown > 0 else "blir känt"
    change = getattr(adds, f"{side}_ore")
    told = figure_if_any(change, unit) if change or not beside else ""
    return told if not beside else f"{told} [{figure_if_any(beside, unit)}]".strip()


def _next_lines(answer: FrameChangesAnswer) -> Iterator[RenderableType]:
    yield from stale_lines(answer.stale)
    if any(row.adds.undetermined_net_ore for row in answer.changes):
        yield Text("[ ]: kan ha beslutats till den dagen, och ingår inte i ramen.", style="dim")
    more = "Fler finns. " if answer.more else ""
    yield Text(f"{more}Fortsätt: --after {answer.next_after}", style="dim")
