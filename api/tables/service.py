"""Shared services, keys, change initiatives and bridges as tables on the command line, in Swedish."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.table import figure, stale_line
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.register_query import RegisterAnswer
from projections.asking.texts import text_of
from projections.chapters.bridges import (
    Bridge,
    BridgeFigure,
    BridgeFigures,
    BridgesAnswer,
    PrintedDifference,
)
from projections.chapters.initiatives import (
    Condition,
    Funding,
    Initiative,
    InitiativesAnswer,
    InitiativeTotal,
)
from projections.chapters.services import (
    DistributionKey,
    KeysAnswer,
    Service,
    ServicesAnswer,
    SharedCost,
)
from projections.chapters.statements import Voice


def services_table(answer: ServicesAnswer, _unit: AmountUnit) -> RenderableType:
    """Each service with what holds, then what each body has said about it."""
    table = _table("Tjänst", "Leverantör", "Kategori", "Vad som är sagt")
    for one in answer.services:
        category = text_of(one, "category") or "ingen beslutad"
        table.add_row(escape(one.name), escape(one.supplier_name), category, escape("\n".join(_of_service(one))))
    volumes = [
        Text(f"Volymer utan tak: {one.supplier_name} {one.year or 'alla år'}. {_voices(one.said)}")
        for one in answer.volumes
    ]
    return _whole(answer, [table, *volumes] if answer.services else volumes)


def _of_service(one: Service) -> Iterable[str]:
    yield from (f"{text_of(kind, 'category')}: {_voices(kind.said)}" for kind in one.categories)
    yield from map(_funding, one.funding)
    for moved in one.repackaged:
        services = f"{', '.join(moved.from_services)} till {', '.join(moved.into_services)}"
        yield f"ompaketering, {services}: {_voices(moved.said)}"
    yield from map(_condition, one.conditions)


def _funding(one: Funding) -> str:
    method = f", efter {one.method}" if one.method else ""
    yearly = f", {text_of(one, 'yearly_ore')} per år" if one.yearly_ore is not None else ""
    return f"finansieras {text_of(one, 'form')}{method}{yearly}: {_voices(one.said)}"


def _condition(one: Condition) -> str:
    met = f"uppfyllt {one.met_on}" if one.met_on else "inte uppfyllt"
    return f"villkor, hindrar {text_of(one, 'blocks')}, {met}: {one.wording}"


_NOT_SAID: Final = "framgår inte"
"""How a basis says that its document names no body."""


def _voices(said: Sequence[Voice]) -> str:
    """`föreslaget av Intraservice; avstyrkt av Stadsledningskontoret (skäl)`."""
    return "; ".join(_voice(one) for one in said)


def _voice(one: Voice) -> str:
    if one.body and one.body.startswith(_NOT_SAID):
        body = f"; av vem {one.body}"
    else:
        body = f" av {one.body}" if one.body else ""
    reason = f" ({one.reason})" if one.reason else ""
    return f"{text_of(one, 'outcome')}{body}{reason}"


def keys_table(answer: KeysAnswer, unit: AmountUnit) -> RenderableType:
    """Which key is in force for each service in the year, what each body has said of every key, and shared costs."""
    holding = _table("Tjänst", f"Gällande nyckel {answer.year}", "Från år")
    for one in answer.in_force:
        holding.add_row(one.service, one.key or "ingen beslutad", str(one.of_year or ""))
    keys = _table("Nyckel", "Tjänster", "År", "Fördelas efter", "Vad som är sagt")
    for key in answer.keys:
        keys.add_row(key.key, ", ".join(key.services), str(key.year), escape(_method(key)), escape(_voices(key.said)))
    costs = [_cost(one, unit) for one in answer.costs]
    return _whole(answer, [holding, Text(""), keys, *costs] if answer.keys else costs)


def _method(key: DistributionKey) -> str:
    shares = f" ({len(key.shares)} andelar)" if key.shares else ""
    return (key.method or "framgår inte") + shares


def _cost(one: SharedCost, unit: AmountUnit) -> RenderableType:
    table = _table("Enhet", f"Betalar, {unit.value}", numbers=(1,))
    for part in one.parts:
        table.add_row(escape(part.unit_name), figure(part.amount_ore, unit))
    table.add_section()
    table.add_row("Summa", figure(one.amount_ore, unit), style="bold")
    return Group(Text(f"{one.service} {one.year}, nyckel {one.key} (ingen ram ändras)", style="italic"), table)


def initiatives_table(answer: InitiativesAnswer, unit: AmountUnit) -> RenderableType:
    """Each initiative with its amounts for the year, what each body has said and its conditions; then the totals."""
    table = _table("Insats", f"{answer.year}, {unit.value}", "Indikerat", "Vad som är sagt", numbers=(1, 2))
    for one in answer.initiatives:
        cells = figure(one.decided_ore, unit), figure(one.indicated_ore, unit) if one.indicated_ore else ""
        table.add_row(escape(one.name), *cells, escape("\n".join(_of_initiative(one))))
    totals = _table("Summa", "Insatser", f"Gemensamt, {unit.value}", "Tilläggstjänster", numbers=(1, 2, 3))
    for total in answer.totals:
        amounts = figure(total.shared_ore, unit), figure(total.optional_ore, unit)
        totals.add_row(escape(_whose(total)), str(total.initiatives), *amounts)
    return _whole(answer, [table, Text(""), totals] if answer.initiatives else [])


def _of_initiative(one: Initiative) -> Iterable[str]:
    yield _voices([each.said for each in one.said])
    yield from map(_funding, one.funding)
    yield from map(_condition, one.conditions)
    if one.started_on is not None:
        yield f"påbörjad {one.started_on}"
    if one.invoiced_ore is not None:
        yield f"fakturerat {text_of(one, 'invoiced_ore')}"


def _whose(total: InitiativeTotal) -> str:
    return text_of(total, "outcome") + (f": {total.proposal} ({total.body})" if total.proposal else "")


def bridges_table(answer: BridgesAnswer, unit: AmountUnit) -> RenderableType:
    """Each bridge with its columns, then figures that are only printed; every difference is said below."""
    parts: list[RenderableType] = [_bridge(one, unit) for one in answer.bridges]
    parts += [_figures(one, unit) for one in answer.figures]
    return _whole(answer, parts)


def _bridge(bridge: Bridge, unit: AmountUnit) -> RenderableType:
    heading = f"{bridge.name}, {bridge.unit_name}, {bridge.from_year}–{bridge.to_year}, {unit.value}"
    numbers = tuple(range(1, len(bridge.columns) + 1))
    table = _table("", *(one.column for one in bridge.columns), numbers=numbers)
    for line in bridge.lines:
        style = "bold" if line.kind in ("subtotal", "total") else ""
        table.add_row(escape(line.name), *(_bridge_cell(one, unit) for one in line.figures), style=style)
    said = Text(_voices(bridge.said), style="dim")
    return Group(Text(heading, style="italic"), said, table, *_differences(bridge.differences))


def _bridge_cell(one: BridgeFigure, unit: AmountUnit) -> str:
    computed = figure(one.computed_ore, unit)
    return computed if one.agrees else f"{computed} (tryckt {figure(one.stated_ore, unit)})"


def _figures(figures: BridgeFigures, unit: AmountUnit) -> RenderableType:
    table = _table("", "Tryckt", f"Uträknat, {unit.value}", "Varav", numbers=(1, 2))
    for one in figures.figures:
        made = "" if one.made_from_ore is None else figure(one.made_from_ore, unit)
        parts = ", ".join(f"{part.as_printed or text_of(part, 'amount_ore')} {part.name}" for part in one.of_which)
        table.add_row(
            escape(one.name or "utan namn"), one.as_printed or text_of(one, "amount_ore"), made, escape(parts)
        )
    return Group(Text(figures.name, style="italic"), table, *_differences(figures.differences))


def _differences(found: Iterable[PrintedDifference]) -> list[RenderableType]:
    return [
        Text(
            f"⚠ {one.where}: tryckt {one.printed}, uträknat {one.computed_text}, skillnad {one.difference_text}.",
            style="yellow",
        )
        for one in found
    ]


def _table(*headings: str, numbers: tuple[int, ...] = ()) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for at, heading in enumerate(headings):
        table.add_column(heading, justify="right" if at in numbers else "left")
    return table


def _whole(answer: RegisterAnswer, parts: Iterable[RenderableType]) -> RenderableType:
    at = answer.coordinates
    clocks = f"Beslutad t.o.m. {at.as_of} · Registrerad t.o.m. position {at.position}"
    about = [_about(at.year, at.on)] if at.year or at.on else []
    stage = [words.value(at.stage).capitalize()] if at.stage else []
    proposal = [f"förslaget {at.proposal}"] if at.proposal else []
    line = " · ".join([answer.organisation or answer.ledger, *about, clocks, *stage, *proposal])
    note = [Text(answer.note, style="yellow")] if answer.note else []
    return Group(Text(line, style="bold"), *note, *parts, *stale_line(answer.stale))


def _about(year: int | None, on: date | None) -> str:
    return f"Avser {year or on}"
