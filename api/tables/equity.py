"""What the command line shows of equity, projects and rents: tables and texts in Swedish."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.table import figure
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.fact_origin import FactOrigin, FactStanding
from projections.asking.register_query import RegisterAnswer
from projections.asking.texts import text_of
from projections.chapters.projects import Noted, Project, ProjectsAnswer
from projections.chapters.rents import (
    Rent,
    RentsAnswer,
    RentSum,
    UnitRents,
)
from projections.chapters.reservations import (
    EquityReservation,
    PlanApproval,
    ReservationChange,
    ReservationsAnswer,
    ResultCarried,
    ResultUnitApproval,
    ResultUnitsAnswer,
)

_CHANGES: Final = {
    "reserved": "equity-reserved",
    "extended": "reservation-extended",
    "topped-up": "reservation-topped-up",
    "drawn": "reservation-drawn",
    "released": "reservation-released",
    "lapsed": "reservation-lapsed",
}
"""The event that each change of an earmark is."""


def reservations_table(answer: ReservationsAnswer, unit: AmountUnit) -> RenderableType:
    """Each earmark with its time, its balance, and everything that led to it."""
    parts = _heading(answer)
    for one in answer.reservations:
        parts += _reservation(one, answer.coordinates.on or answer.coordinates.as_of, unit)
    return Group(*parts)


def _reservation(one: EquityReservation, on: date, unit: AmountUnit) -> Iterable[RenderableType]:
    yield Text(f"\n{one.reservation}: {one.purpose or 'ändamålet är inte känt'}", style="bold")
    time = " ".join(
        part for part in (_from(one.first_day), f"till och med {one.last_day}" if one.last_day else "") if part
    )
    yield Text(f"{on}: {words.value(one.validity.value)}{f' ({time})' if time else ''}")
    table = _table(*((heading, "right") for heading in _figures(one, unit)))
    table.add_row(*_figures(one, unit).values())
    yield table
    yield from (Text(f"⚠ {text}", style="yellow") for text in one.says)
    if one.changes or one.beside:
        yield _changes((*one.changes, *one.beside), unit)
    if one.expected:
        yield _noted(one.expected, unit)


def _from(day: date | None) -> str:
    return "" if day is None else f"från och med {day}"


def _figures(one: EquityReservation, unit: AmountUnit) -> dict[str, str]:
    ores = {
        "Reserverat": one.reserved_ore,
        "Tillskjutet": one.topped_up_ore,
        "Ianspråktaget": one.drawn_ore,
        "Återfört": one.released_ore,
        "Upphört": one.lapsed_ore,
        f"Återstår, {unit.value}": one.remaining_ore,
    }
    return {heading: figure(ore, unit) for heading, ore in ores.items()}


def _changes(changes: Iterable[ReservationChange], unit: AmountUnit) -> Table:
    table = _table(
        ("Position", "right"), "Händelse", "Dag", ("Belopp", "right"), ("Återstår", "right"), "Beslut", "Stadium"
    )
    for change in changes:
        moved = "" if not change.amount_text else figure(change.amount_ore, unit)
        left = "" if change.remaining_text is None else figure(change.remaining_ore, unit)
        event = (
            words.fact(_CHANGES[change.kind.value]) if change.origin.event in _CHANGES.values() else "tilläggsanslag"
        )
        day = ("" if change.day is None else str(change.day)) + (" (senare)" if change.comes_later else "")
        table.add_row(str(change.origin.position), event, day, moved, left, _by(change.origin), _stage(change.origin))
    return table


def result_units_table(answer: ResultUnitsAnswer, unit: AmountUnit) -> RenderableType:
    """Result units, what they carry over, and operating plans."""
    table = _table("Enhet", "Händelse", "År", (f"Belopp, {unit.value}", "right"), "Beslut", "Stadium")
    rows: tuple[ResultUnitApproval | ResultCarried | PlanApproval, ...] = (
        *answer.result_units,
        *answer.carried,
        *answer.plans,
    )
    for row in rows:
        amount = figure(row.amount_ore, unit) if isinstance(row, ResultCarried) else ""
        name, event = escape(row.unit_name), words.fact(row.origin.event)
        table.add_row(name, event, _years_of(row), amount, _by(row.origin), _stage(row.origin))
    return Group(*_heading(answer), table)


def _years_of(row: ResultUnitApproval | ResultCarried | PlanApproval) -> str:
    match row:
        case ResultCarried():
            return f"{row.from_year} till {row.to_year}"
        case ResultUnitApproval():
            return _years(row.first_year, row.last_year)
        case PlanApproval():
            return str(row.year)


def projects_table(answer: ProjectsAnswer, unit: AmountUnit) -> RenderableType:
    """Each project with until when there is money, and all that is expected; then what is about no project."""
    parts = _heading(answer)
    for project in answer.projects:
        parts += _project(project, unit)
    if answer.others:
        parts += [Text("\nDet som kan komma", style="bold"), _noted(answer.others, unit)]
    return Group(*parts)


def _project(project: Project, unit: AmountUnit) -> Iterable[RenderableType]:
    of_unit = f" ({project.unit_name})" if project.unit_name else ""
    yield Text(f"\n{project.name}{of_unit}", style="bold")
    if project.financed_until is not None:
        yield Text(f"Finansierat till och med {project.financed_until}, {text_of(project, 'financing_ore')}.")
    yield from (Text(f"⚠ {text}", style="yellow") for text in project.says)
    yield _noted((*project.noted, *project.beside), unit)


def _noted(rows: Iterable[Noted], unit: AmountUnit) -> Table:
    table = _table(
        ("Position", "right"),
        "Händelse",
        "Innehåll",
        "När",
        (f"Belopp, {unit.value}", "right"),
        "Uppgift från",
        "Stadium",
    )
    for row in rows:
        content = ". ".join(part.rstrip(".") for part in (row.name, row.matter, row.consequence, row.note) if part)
        years = _years(row.first_year or row.year, row.last_year)
        days = f"till och med {row.last_day}" if row.last_day else ""
        when = ", ".join(part for part in (row.verbatim or "", days, years) if part)
        amount = "" if row.amount_ore is None else figure(row.amount_ore, unit)
        event, position = words.fact(row.origin.event), str(row.origin.position)
        table.add_row(position, event, escape(content), escape(when), amount, _by(row.origin), _stage(row.origin))
    return table


def rents_table(answer: RentsAnswer, unit: AmountUnit) -> RenderableType:
    """Each unit's rents on the day: sums by status, then every rent with its premises and its start."""
    parts = _heading(answer)
    for one in answer.units:
        parts += _unit_rents(one, answer.coordinates.on or answer.coordinates.as_of, unit)
    return Group(*parts)


def _unit_rents(one: UnitRents, on: date, unit: AmountUnit) -> Iterable[RenderableType]:
    yield Text(f"\n{one.unit_name}", style="bold")
    yield Text(f"{on}: {'; '.join(_sum(total, unit) for total in one.sums) or 'ingen hyra gäller'}")
    table = _table(
        "Lokaler", "Vad", ("Per år", "right"), "Börjar", "Till och med", f"Den {on}", "Uppgift från", "Stadium"
    )
    for rent in (*one.rents, *one.beside):
        what = words.value(rent.status.value) if rent.status else words.fact(rent.origin.event)
        amount = "" if rent.amount_ore is None else figure(rent.amount_ore, unit)
        start, last = _start(rent), "" if rent.last_day is None else str(rent.last_day)
        there = words.value(rent.standing.value)
        premises = escape(rent.premises)
        table.add_row(premises, what, amount, escape(start), last, there, _by(rent.origin), _stage(rent.origin))
    yield table


def _sum(total: RentSum, unit: AmountUnit) -> str:
    unknown = f", {total.unknown_count} utan känt belopp" if total.unknown_count else ""
    return f"{words.value(total.status.value)} {figure(total.known_ore, unit)} {unit.value}{unknown}"


def _start(rent: Rent) -> str:
    day = "" if rent.applies_from is None else str(rent.applies_from)
    return ", ".join(part for part in (day, rent.verbatim or "") if part)


# --- What the tables share ---------------------------------------------------------------------------------------


def _heading(answer: RegisterAnswer) -> list[RenderableType]:
    """`Stockholms stad · Avser 2026-01-31 · Beslutad t.o.m. 2026-03-01 · Registrerad t.o.m. position 12`."""
    at = answer.coordinates
    about = at.on or at.year
    line = f"Beslutad t.o.m. {at.as_of} · Registrerad t.o.m. position {at.position}"
    shown = f"{answer.organisation or answer.ledger} · {f'Avser {about} · ' if about else ''}{line}"
    note: Sequence[RenderableType] = [Text(answer.note, style="yellow")] if answer.note else []
    stale: Sequence[RenderableType] = [Text(answer.stale.reason, style="red")] if answer.stale else []
    return [Text(shown, style="bold"), *note, *stale]


def _table(*headings: str | tuple[str, str]) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in headings:
        name, justify = heading if isinstance(heading, tuple) else (heading, "left")
        table.add_column(name, justify="right" if justify == "right" else "left")
    return table


def _by(origin: FactOrigin) -> str:
    earliest, latest = origin.decided_earliest, origin.decided_latest
    days = str(latest) if earliest in (None, latest) else f"{earliest}–{latest}"
    return escape(f"{origin.body}, {days}" if origin.body else f"registrerad {days}")


def _stage(origin: FactOrigin) -> str:
    """How far it has come, by which name it is proposed, and whether it counts."""
    stage = words.value(origin.stage.value if origin.stage else "noted")
    if origin.proposal is not None:
        return f"{stage}: {origin.proposal}"
    return stage if origin.standing is FactStanding.COUNTED else f"{stage}, {words.value(origin.standing.value)}"


def _years(first: int | None, last: int | None) -> str:
    if first is None:
        return "" if last is None else f"till {last}"
    return str(first) if last in (None, first) else f"{first}–{last}"
