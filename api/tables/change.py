"""The frame change table on the command line, as a controller prints it."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.table import figure, title_line
from api.tables.why import amount_cells, notes
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES
from projections.asking.texts import text_of
from projections.frames.change_table import ChangeCell, ChangeTable, ChangeTableAnswer


def change_tables(answer: ChangeTableAnswer, unit: AmountUnit) -> RenderableType:
    """For each kind of money the net of every frame, column by column; costs and revenues below each other when both
    change; then what stands beside."""
    parts: list[RenderableType] = [title_line(answer)]
    for table in answer.tables:
        if table.rows:
            parts += [
                Text(f"{words.value(table.kind).capitalize()}, {unit.value}", style="italic"),
                _table(table, unit),
            ]
        if table.beside:
            parts += [Text("Räknas inte", style="dim"), _beside(table, unit)]
    if answer.carried_results:
        heading = Text(f"Resultat som förs över till {answer.coordinates.year}, i ingen ram, {unit.value}", style="dim")
        parts += [heading, _carried(answer, unit)]
    return Group(*parts, *notes(answer.note, answer.stale, answer.remarks))


def _carried(answer: ChangeTableAnswer, unit: AmountUnit) -> Table:
    shown = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("Enhet", "Från", "Beslut"):
        shown.add_column(heading)
    shown.add_column("Resultat", justify="right", no_wrap=True)
    for one in answer.carried_results:
        cells = (escape(one.unit_name), str(one.from_year), escape(one.decision.told))
        shown.add_row(*cells, figure(one.amount_ore, unit))
    return shown


def _table(table: ChangeTable, unit: AmountUnit) -> Table:
    shown = Table(box=None, header_style="dim", pad_edge=False)
    shown.add_column("Enhet")
    shown.add_column("")
    for heading in table.headings:
        shown.add_column(heading.capitalize(), justify="right", overflow="fold")
    for row in table.rows:
        line = "" if row.line == "total" else f", {row.line}"
        _add_rows(shown, table.kind, escape(row.unit_name + line), row.cells, unit)
    shown.add_section()
    _add_rows(shown, table.kind, "Summa", table.total, unit)
    return shown


def _add_rows(shown: Table, kind: str, name: str, cells: Sequence[ChangeCell], unit: AmountUnit) -> None:
    """A line for each side, the net last and strongest."""
    for number, side in enumerate(SIDES[kind]):
        figures = [figure(getattr(cell.amount, f"{side}_ore"), unit) for cell in cells]
        first = name if number == 0 else ""
        shown.add_row(first, words.field(side), *figures, style="bold" if side == "net" else "")


def _beside(table: ChangeTable, unit: AmountUnit) -> Table:
    shown = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("Enhet", "Kolumn", "Beslut", "Varför inte"):
        shown.add_column(heading)
    for side in SIDES[table.kind]:
        shown.add_column(words.field(side).capitalize(), justify="right", no_wrap=True)
    for one in table.beside:
        line = "" if one.line == "total" else f", {one.line}"
        column = words.value(f"column-{one.column}")
        since = "" if one.annulled_on is None else f" från {one.annulled_on}"
        cells = [escape(one.unit_name + line), column, escape(one.decision.told), text_of(one, "part") + since]
        shown.add_row(*cells, *amount_cells(table.kind, one.amount, unit))
    return shown
