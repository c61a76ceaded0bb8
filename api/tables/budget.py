"""What the command line shows of budgets as a whole, parts of frames, and outcomes: tables and texts in Swedish."""

from collections.abc import Iterable
from typing import Final

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.table import figure, stale_line
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import FrameAmounts
from projections.asking.register_query import RegisterAnswer
from projections.asking.texts import text_of
from projections.chapters.budgets import BudgetAnswer, BudgetClosing, BudgetOfYear
from projections.chapters.details import (
    DetailsAnswer,
    FrameOutcome,
    FrameParts,
    OutcomesAnswer,
)

_SIDES: Final = {"operating": ("costs", "revenues", "net"), "investment": ("expenditures", "receipts", "net")}


def budget_table(answer: BudgetAnswer, unit: AmountUnit) -> RenderableType:
    """Each year's budget: when it was adopted, what it contains, and whether its frames close; then the indices."""
    parts = _heading(answer)
    if answer.proposal is not None:
        parts.append(Text(f"{words.value(answer.proposal.stage).capitalize()}: {answer.proposal.proposal}"))
    for one in answer.budgets:
        parts += [Text(f"\nBudget {one.year}", style="bold"), _budget(one, unit)]
        parts += [] if one.closing is None else [_closing(one.closing, unit)]
        parts += [Text(f"⚠ {text}", style="yellow") for text in one.says]
    if answer.indices:
        table = _table("Index", "Sats", "Beslut", "Stadium", "Position")
        for index in answer.indices:
            by = f"{index.body or ''} {index.decided_latest}".strip()
            table.add_row(
                index.index, text_of(index, "rate_ppb"), escape(by), words.value(index.stage), str(index.position)
            )
        parts += [Text("\nIndex", style="bold"), table]
    return Group(*parts, *stale_line(answer.stale))


def _budget(one: BudgetOfYear, unit: AmountUnit) -> Table:
    table = _table("", "")
    rows = {
        "Antagen": _adopted(one),
        "Skattesats": text_of(one, "tax_rate_ppb") or "okänd",
        f"Budgeterat resultat, {unit.value}": figure(one.budgeted_result_ore, unit),
        "Innehåller": ", ".join(part.text for part in one.parts if part.contained),
        "Anges inte innehålla": ", ".join(part.text for part in one.parts if not part.contained),
        "Särskilda skäl": one.december_reasons,
        "Synnerliga skäl": one.deficit_reasons,
        "Anteckning": one.note,
    }
    if one.balance_result is not None:
        restored = f" (återställs senast {one.balance_result.restore_by})" if one.balance_result.restore_by else ""
        rows["Balanskravsresultat"] = f"{figure(one.balance_result.result_ore, unit)}{restored}"
    for heading, text in rows.items():
        if text:
            table.add_row(heading, escape(text))
    return table


def _adopted(one: BudgetOfYear) -> str:
    if one.position is None:
        return "nej"
    days = dict.fromkeys(str(day) for day in (one.decided_earliest, one.decided_latest) if day is not None)
    return f"{one.body or ''} {'–'.join(days)} ({words.value(one.stage)}, position {one.position})".strip()


def _closing(closing: BudgetClosing, unit: AmountUnit) -> Table:
    table = _table("Drift, netto", "Ramar", unit.value, right=("",))
    for role in closing.roles:
        table.add_row(role.text.capitalize(), str(role.frames), figure(role.net_ore, unit))
    table.add_section()
    waits = " + index" if closing.undecided_indices else ""
    table.add_row("Resultat enligt ramarna", "", f"{figure(closing.frames_result_ore, unit)}{waits}", style="bold")
    if closing.difference_ore is not None:
        table.add_row("Skillnad mot budgeterat resultat", "", figure(closing.difference_ore, unit))
    return table


def details_table(answer: DetailsAnswer, unit: AmountUnit) -> RenderableType:
    """Each frame with the parts that are named in it; they are inside it and not added to it."""
    parts = _heading(answer)
    for kind, sides in _SIDES.items():
        frames = [one for one in answer.frames if one.kind == kind]
        if frames:
            table = _table("Ram", "Varav", *(words.field(side).capitalize() for side in sides), "Stadium", right=sides)
            for one in frames:
                _add_parts(table, one, sides, unit)
            parts += [Text(f"{words.value(kind).capitalize()}, {unit.value}", style="italic"), table]
    return Group(*parts, *stale_line(answer.stale))


def _add_parts(table: Table, one: FrameParts, sides: Iterable[str], unit: AmountUnit) -> None:
    table.add_row(_frame(one), "", *_cells(one.frame, sides, unit), "", style="bold")
    for part in one.parts:
        stage = f"{words.value(part.stage)}, position {part.position}"
        table.add_row("", escape(part.name), *_cells(part.amounts, sides, unit), stage)
    if one.rest is not None:
        table.add_row("", "övrigt", *_cells(one.rest, sides, unit), "", style="dim")


def outcomes_table(answer: OutcomesAnswer, unit: AmountUnit) -> RenderableType:
    """Each frame, its outcome, and what was left, net."""
    parts = _heading(answer)
    table = _table("Ram", "Slag", "Ram netto", "Utfall netto", "Kvar", "Position", right=("", "", "", ""))
    for one in answer.outcomes:
        nets = (None if amounts is None else amounts.net_ore for amounts in (one.frame, one.outcome, one.left))
        cells = [figure(ore, unit) for ore in nets]
        table.add_row(_frame(one), words.value(one.kind), *cells, str(one.position))
    if answer.outcomes:
        parts += [Text(unit.value, style="italic"), table]
    return Group(*parts, *stale_line(answer.stale))


def _heading(answer: RegisterAnswer) -> list[RenderableType]:
    at = answer.coordinates
    clocks = f"Beslutad t.o.m. {at.as_of} · Registrerad t.o.m. position {at.position}"
    note = [] if answer.note is None else [Text(answer.note, style="yellow")]
    return [Text(f"{answer.organisation or answer.ledger} · {clocks}", style="bold"), *note]


def _frame(one: FrameParts | FrameOutcome) -> str:
    line = "" if one.line == "total" else f" {one.line}"
    return escape(f"{one.unit_name}{line} {one.year}")


def _cells(amounts: FrameAmounts | None, sides: Iterable[str], unit: AmountUnit) -> list[str]:
    return [figure(None if amounts is None else getattr(amounts, f"{side}_ore"), unit) for side in sides]


def _table(*headings: str, right: Iterable[str] = ()) -> Table:
    """A table whose figures, after two columns of text, stand to the right."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    figures = range(2, 2 + len(tuple(right)))
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number in figures else "left")
    return table
