"""Shared services, keys, change initiatives and bridges as tables on the command line, in Swedish."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.text import Text

from api.tables.headings import answer_heading
from api.tables.layout import caption, figure, figure_if_any, note_lines, numbers, stale_lines, table, warning_lines
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.proposals import proposal_text
from projections.asking.register_query import RegisterAnswer
from projections.asking.texts import text_of
from projections.chapters.bridges import (
    Bridge,
    BridgeFigure,
    BridgeFigures,
    BridgesAnswer,
    FigureAsPrinted,
    PrintedDifference,
    PrintedPart,
)
from projections.chapters.initiatives import Condition, Funding, Initiative, InitiativesAnswer, InitiativeTotal
from projections.chapters.services import DistributionKey, KeysAnswer, Service, ServicesAnswer, SharedCost
from projections.chapters.statements import BodyStatement


def services_table(answer: ServicesAnswer, _unit: AmountUnit) -> RenderableType:
    """Each service with what holds, then what each body has said about it."""
    shown = table("Tjänst", "Leverantör", "Kategori", "Vad som är sagt")
    for service in answer.services:
        category = text_of(service, "category") or "ingen beslutad"
        said = escape("\n".join(_of_service(service)))
        shown.add_row(escape(service.name), escape(service.supplier_name), category, said)
    volumes = [
        Text(f"Volymer utan tak: {exempt.supplier_name} {exempt.year or 'alla år'}. {_statements(exempt.said)}")
        for exempt in answer.volumes
    ]
    return _whole(answer, [shown, *volumes] if answer.services else volumes)


def _of_service(service: Service) -> Iterable[str]:
    yield from (f"{text_of(kind, 'category')}: {_statements(kind.said)}" for kind in service.categories)
    yield from map(_funding, service.funding)
    for moved in service.repackaged:
        services = f"{', '.join(moved.from_services)} till {', '.join(moved.into_services)}"
        yield f"ompaketering, {services}: {_statements(moved.said)}"
    yield from map(_condition, service.conditions)


def _funding(funding: Funding) -> str:
    method = f", efter {funding.method}" if funding.method else ""
    yearly = f", {text_of(funding, 'yearly_ore')} per år" if funding.yearly_ore is not None else ""
    return f"finansieras {text_of(funding, 'form')}{method}{yearly}: {_statements(funding.said)}"


def _condition(condition: Condition) -> str:
    met = f"uppfyllt {condition.met_on}" if condition.met_on else "inte uppfyllt"
    return f"villkor, hindrar {text_of(condition, 'blocks')}, {met}: {condition.wording}"


_NOT_SAID: Final = "framgår inte"
"""How a basis says that its document names no body."""


def _statements(said: Sequence[BodyStatement]) -> str:
    """`föreslaget av Intraservice; avstyrkt av Stadsledningskontoret (skäl)`."""
    return "; ".join(_statement(statement) for statement in said)


def _statement(statement: BodyStatement) -> str:
    if statement.body and statement.body.startswith(_NOT_SAID):
        body = f"; av vem {statement.body}"
    else:
        body = f" av {statement.body}" if statement.body else ""
    reason = f" ({statement.reason})" if statement.reason else ""
    return f"{text_of(statement, 'outcome')}{body}{reason}"


def keys_table(answer: KeysAnswer, unit: AmountUnit) -> RenderableType:
    """Which key is in force for each service in the year, what each body has said of every key, and shared costs."""
    holding = table("Tjänst", f"Gällande nyckel {answer.year}", "Från år")
    for held in answer.in_force:
        holding.add_row(held.service, held.key or "ingen beslutad", str(held.of_year or ""))
    keys = table("Nyckel", "Tjänster", "År", "Fördelas efter", "Vad som är sagt")
    for key in answer.keys:
        keys.add_row(
            key.key, ", ".join(key.services), str(key.year), escape(_method(key)), escape(_statements(key.said))
        )
    costs = [_cost(cost, unit) for cost in answer.costs]
    return _whole(answer, [holding, Text(""), keys, *costs] if answer.keys else costs)


def _method(key: DistributionKey) -> str:
    shares = f" ({len(key.shares)} andelar)" if key.shares else ""
    return (key.method or "framgår inte") + shares


def _cost(cost: SharedCost, unit: AmountUnit) -> RenderableType:
    shown = table("Enhet", *numbers(f"Betalar, {unit.value}"))
    for part in cost.parts:
        shown.add_row(escape(part.unit_name), figure(part.amount_ore, unit))
    shown.add_section()
    shown.add_row("Summa", figure(cost.amount_ore, unit), style="bold")
    return Group(caption(f"{cost.service} {cost.year}, nyckel {cost.key} (ingen ram ändras)"), shown)


def initiatives_table(answer: InitiativesAnswer, unit: AmountUnit) -> RenderableType:
    """Each initiative with its amounts for the year, what each body has said and its conditions; then the totals."""
    amounts = numbers(f"{answer.year}, {unit.value}", "Indikerat")
    shown = table("Insats", "Stadium", *amounts, "Vad som är sagt")
    for initiative in answer.initiatives:
        amount, indicated = figure(initiative.amount_ore, unit), figure_if_any(initiative.indicated_ore or None, unit)
        said = escape("\n".join(_of_initiative(initiative)))
        shown.add_row(escape(initiative.name), text_of(initiative, "stage"), amount, indicated, said)
    totals = table("Summa", *numbers("Insatser", f"Gemensamt, {unit.value}", "Tilläggstjänster", "Bara indikerat"))
    for total in answer.totals:
        sums = (figure(ore, unit) for ore in (total.shared_ore, total.optional_ore, total.indicated_ore))
        totals.add_row(escape(_whose(total)), str(total.initiatives), *sums)
    return _whole(answer, [shown, Text(""), totals] if answer.initiatives else [])


def _of_initiative(initiative: Initiative) -> Iterable[str]:
    yield _statements([statement.said for statement in initiative.said])
    yield from map(_funding, initiative.funding)
    yield from map(_condition, initiative.conditions)
    if initiative.started_on is not None:
        yield f"påbörjad {initiative.started_on}"
    if initiative.invoiced_ore is not None:
        yield f"fakturerat {text_of(initiative, 'invoiced_ore')}"


def _whose(total: InitiativeTotal) -> str:
    return text_of(total, "outcome") + (f": {proposal_text(total.proposal, total.body)}" if total.proposal else "")


def bridges_table(answer: BridgesAnswer, unit: AmountUnit) -> RenderableType:
    """Each bridge with its columns, then figures that are only printed; every difference is said below."""
    parts: list[RenderableType] = [_bridge(bridge, unit) for bridge in answer.bridges]
    parts += [_figures(printed, unit) for printed in answer.figures]
    return _whole(answer, parts)


def _bridge(bridge: Bridge, unit: AmountUnit) -> RenderableType:
    years = dict.fromkeys(str(year) for year in (bridge.from_year, bridge.to_year))
    heading = f"{bridge.name}, {bridge.unit_name}, {'–'.join(years)}, {unit.value}"
    shown = table("", *numbers(*(column.column for column in bridge.columns)))
    for line in bridge.lines:
        style = "bold" if line.kind in ("subtotal", "total") else ""
        shown.add_row(escape(line.name), *(_bridge_cell(printed, unit) for printed in line.figures), style=style)
    said = Text(_statements(bridge.said), style="dim")
    return Group(caption(heading), said, shown, *_differences(bridge.differences))


def _bridge_cell(one: BridgeFigure, unit: AmountUnit) -> str:
    return figure(one.computed_ore, unit, "" if one.agrees else f" (tryckt {figure(one.stated_ore, unit)})")


def _figures(figures: BridgeFigures, unit: AmountUnit) -> RenderableType:
    shown = table("", *numbers("Tryckt", f"Uträknat, {unit.value}"), "Varav")
    notes = [] if figures.note is None else [figures.note]
    for printed in figures.figures:
        of_which = [f"{_as_printed(part)} {part.name}" for part in printed.of_which]
        rest = [] if printed.rest_ore is None else [f"{text_of(printed, 'rest_ore')} övrigt (uträknat)"]
        made = figure_if_any(printed.made_from_ore, unit)
        name = " ".join(str(part) for part in (printed.name or "utan namn", printed.year) if part is not None)
        shown.add_row(escape(name), _as_printed(printed), made, escape(", ".join([*of_which, *rest])))
        notes += [] if printed.note is None else [f"{_as_printed(printed)}: {printed.note}"]
    told = (Text(note, style="dim") for note in notes)
    return Group(caption(figures.name), shown, *_differences(figures.differences), *told)


def _as_printed(printed: FigureAsPrinted | PrintedPart) -> str:
    return printed.as_printed or text_of(printed, "amount_ore")


def _differences(differences: Iterable[PrintedDifference]) -> list[RenderableType]:
    return warning_lines(
        f"{row.where}: tryckt {row.printed}, uträknat {row.computed_text}, skillnad {row.difference_text}."
        for row in differences
    )


def _whole(answer: RegisterAnswer, parts: Iterable[RenderableType]) -> RenderableType:
    at = answer.coordinates
    stage = [words.value(at.stage).capitalize()] if at.stage else []
    proposal = [f"förslaget {at.proposal}"] if at.proposal else []
    heading = answer_heading(answer, at.year or at.on, *stage, *proposal)
    return Group(heading, *note_lines(answer.note), *parts, *stale_lines(answer.stale))
