"""What the command line shows of budgets as a whole, parts of frames, and outcomes: tables and texts in Swedish."""

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.equity import noted_table
from api.tables.headings import answer_heading
from api.tables.layout import (
    POSITION,
    caption,
    figure,
    figures,
    note_lines,
    numbers,
    side_name,
    stale_lines,
    table,
    warning_lines,
)
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES, FrameAmounts
from projections.asking.register_query import RegisterAnswer
from projections.asking.texts import text_of
from projections.chapters.budget import BudgetAnswer, BudgetClosing, BudgetOfYear, ReserveUse
from projections.chapters.details import DetailsAnswer, FrameOutcome, FrameParts, OutcomesAnswer


def budget_table(answer: BudgetAnswer, unit: AmountUnit) -> RenderableType:
    """Each year's budget: when it was adopted, what it contains, and whether its frames close; then the indices."""
    parts = _heading(answer)
    if answer.proposal is not None:
        parts.append(Text(f"{words.value(answer.proposal.stage).capitalize()}: {answer.proposal.proposal}"))
    for budget in answer.budgets:
        parts += [Text(f"\nBudget {budget.year}", style="bold"), _budget(budget, unit)]
        parts += [] if budget.closing is None else [_closing(budget.closing, unit)]
        parts += warning_lines(budget.says)
    if answer.indices:
        indices = table("Index", "Sats", "Beslut", "Stadium", "Position")
        for index in answer.indices:
            by = f"{index.body or ''} {index.decided_latest}".strip()
            cells = (index.index, text_of(index, "rate_ppb"), escape(by), words.value(index.stage))
            indices.add_row(*cells, str(index.position))
        parts += [Text("\nIndex", style="bold"), indices]
    return Group(*parts, *stale_lines(answer.stale))


def _budget(budget: BudgetOfYear, unit: AmountUnit) -> Table:
    shown = table("", "")
    rows: dict[str, str | None] = {
        "Antagen": _adopted(budget),
        "Skattesats": text_of(budget, "tax_rate_ppb") or "okänd",
        f"Budgeterat resultat, {unit.value}": figure(budget.budgeted_result_ore, unit),
        **_use(budget.reserve_used, "Budgeterat resultat", unit),
        "Innehåller": ", ".join(part.text for part in budget.parts if part.contained),
        "Anges inte innehålla": ", ".join(part.text for part in budget.parts if not part.contained),
        "Särskilda skäl": budget.december_reasons,
        "Synnerliga skäl": budget.deficit_reasons,
        "Anteckning": budget.note,
    }
    if budget.balance_result is not None:
        balance = budget.balance_result
        restored = f" (regleras senast {balance.restore_by})" if balance.restore_by else ""
        restored = f" (reglerat {balance.restored_in})" if balance.restored_in else restored
        rows |= {
            f"Årets resultat, {unit.value}": figure(balance.year_result_ore, unit) if balance.year_result_ore else None,
            f"Till reserven, {unit.value}": figure(balance.reserved_ore, unit) if balance.reserved_ore else None,
            **_use(balance.reserve_used, None, unit),
            "Balanskravsresultat": f"{figure(balance.result_ore, unit)}{restored}",
            f"Kvar att reglera, {unit.value}": (
                None if balance.left_to_restore_ore is None else figure(balance.left_to_restore_ore, unit)
            ),
            **{f"I {held.text} därefter, {unit.value}": figure(held.held_ore, unit) for held in balance.reserves},
        }
    for heading, text in rows.items():
        if text:
            shown.add_row(heading, escape(text))
    return shown


def _use(use: ReserveUse | None, result: str | None, unit: AmountUnit) -> dict[str, str | None]:
    """What is taken out of a reserve, as the document calls it, and the result after it where that is not told."""
    if use is None:
        return {}
    after = {} if result is None else {f"{result} därefter, {unit.value}": figure(use.after_ore, unit)}
    return {f"Ur {use.text}, {unit.value}": figure(use.used_ore, unit), **after}


def _adopted(budget: BudgetOfYear) -> str:
    if budget.position is None:
        return "nej"
    days = dict.fromkeys(str(day) for day in (budget.decided_earliest, budget.decided_latest) if day is not None)
    return f"{budget.body or ''} {'–'.join(days)} ({words.value(budget.stage)}, position {budget.position})".strip()


def _closing(closing: BudgetClosing, unit: AmountUnit) -> Table:
    shown = table("Drift, netto", "Ramar", *numbers(unit.value))
    for role in closing.roles:
        shown.add_row(role.text.capitalize(), str(role.frames), figure(role.net_ore, unit))
    shown.add_section()
    waits = " + index" if closing.undecided_indices else ""
    shown.add_row("Resultat enligt ramarna", "", figure(closing.frames_result_ore, unit, waits), style="bold")
    if closing.difference_ore is not None:
        shown.add_row("Skillnad mot budgeterat resultat", "", figure(closing.difference_ore, unit))
    return shown


def details_table(answer: DetailsAnswer, unit: AmountUnit) -> RenderableType:
    """Each frame with the parts that are named in it; they are inside it and not added to it. Then what is noted of the
    units beside their money."""
    parts = _heading(answer)
    for kind in SIDES:
        frames = [frame for frame in answer.frames if frame.kind == kind]
        if frames:
            shown = table("Ram", "Varav", *numbers(*map(side_name, SIDES[kind])), "Stadium")
            for frame in frames:
                _add_parts(shown, frame, unit)
            parts += [caption(f"{words.value(kind).capitalize()}, {unit.value}"), shown]
    if answer.noted:
        parts += [caption("Antecknat om enheterna; ingår inte i någon ram"), noted_table(answer.noted, unit)]
    return Group(*parts, *stale_lines(answer.stale))


def _add_parts(shown: Table, frame: FrameParts, unit: AmountUnit) -> None:
    # Nothing is decided of a frame that only its parts are known of: each of its sides is unknown.
    whole = FrameAmounts() if frame.frame is None else frame.frame
    shown.add_row(_frame(frame), "", *figures(frame.kind, whole, unit), "", style="bold")
    for part in frame.parts:
        stage = f"{words.value(part.stage)}, position {part.position}"
        shown.add_row("", escape(part.name), *figures(frame.kind, part.amounts, unit), stage)
    if frame.rest is not None:
        shown.add_row("", "övrigt", *figures(frame.kind, frame.rest, unit), "", style="dim")


def outcomes_table(answer: OutcomesAnswer, unit: AmountUnit) -> RenderableType:
    """Each frame, its outcome, and what was left, net."""
    parts = _heading(answer)
    shown = table("Ram", "Slag", *numbers("Ram netto", "Utfall netto", "Kvar"), POSITION)
    for outcome in answer.outcomes:
        columns = (outcome.frame, outcome.outcome, outcome.left)
        cells = [figure(None if column is None else column.net_ore, unit) for column in columns]
        shown.add_row(_frame(outcome), words.value(outcome.kind), *cells, str(outcome.position))
    if answer.outcomes:
        parts += [caption(unit.value), shown]
    parts += warning_lines([outcome.says for outcome in answer.outcomes if outcome.says is not None])
    return Group(*parts, *stale_lines(answer.stale))


def _heading(answer: RegisterAnswer) -> list[RenderableType]:
    return [answer_heading(answer), *note_lines(answer.note)]


def _frame(frame: FrameParts | FrameOutcome) -> str:
    line = "" if frame.line == "total" else f" {frame.line}"
    return escape(f"{frame.unit_name}{line} {frame.year}")
