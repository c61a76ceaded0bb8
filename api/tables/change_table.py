"""The frame change table on the command line, as a controller prints it."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.headings import title_line
from api.tables.layout import Column, amounts, caption, figure, figures, notes, noticed_lines, side_columns, table
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES
from projections.asking.texts import text_of
from projections.frames.change_table import ChangeCell, ChangeTable, ChangeTableAnswer


def change_tables(answer: ChangeTableAnswer, unit: AmountUnit) -> RenderableType:
    """For each kind of money the net of every frame, column by column; costs and revenues below each other when both
    change; then what stands beside."""
    parts: list[RenderableType] = [title_line(answer)]
    for changes in answer.tables:
        if changes.rows:
            parts += [caption(f"{words.value(changes.kind).capitalize()}, {unit.value}"), _table(changes, unit)]
        if changes.beside:
            parts += [Text("Räknas inte", style="dim"), _beside(changes, unit)]
        noticed = (*(row.warnings for row in changes.rows), *(beside.warnings for beside in changes.beside))
        parts += noticed_lines(warning for warnings in noticed for warning in warnings)
    if answer.carried_results:
        heading = Text(f"Resultat som förs över till {answer.coordinates.year}, i ingen ram, {unit.value}", style="dim")
        parts += [heading, _carried(answer, unit)]
    return Group(*parts, *notes(answer.note, answer.stale, answer.remarks))


def _carried(answer: ChangeTableAnswer, unit: AmountUnit) -> Table:
    shown = table("Enhet", "Från", "Beslut", *amounts("Resultat"))
    for result in answer.carried_results:
        cells = (escape(result.unit_name), str(result.from_year), escape(result.decision.told))
        shown.add_row(*cells, figure(result.amount_ore, unit))
    return shown


def _table(changes: ChangeTable, unit: AmountUnit) -> Table:
    shown = table("Enhet", "", *(Column(heading.capitalize(), folds=True) for heading in changes.headings))
    for row in changes.rows:
        line = "" if row.line == "total" else f", {row.line}"
        _add_rows(shown, changes.kind, escape(row.unit_name + line), row.cells, unit)
    shown.add_section()
    _add_rows(shown, changes.kind, "Summa", changes.total, unit)
    return shown


def _add_rows(shown: Table, kind: str, name: str, cells: Sequence[ChangeCell], unit: AmountUnit) -> None:
    """A line for each side, the net last and strongest."""
    for number, side in enumerate(SIDES[kind]):
        row = [figure(getattr(cell.amount, f"{side}_ore"), unit) for cell in cells]
        first = name if number == 0 else ""
        shown.add_row(first, words.field(side), *row, style="bold" if side == "net" else "")


def _beside(changes: ChangeTable, unit: AmountUnit) -> Table:
    shown = table("Enhet", "Kolumn", "Beslut", "Varför inte", *side_columns(changes.kind))
    for beside in changes.beside:
        line = "" if beside.line == "total" else f", {beside.line}"
        column = words.value(f"column-{beside.column}")
        since = "" if beside.annulled_on is None else f" från {beside.annulled_on}"
        since = since if beside.by is None else f" av position {beside.by}"
        why = text_of(beside, "part") + since
        cells = [escape(beside.unit_name + line), column, escape(beside.decision.told), why]
        shown.add_row(*cells, *figures(changes.kind, beside.amount, unit))
    return shown
