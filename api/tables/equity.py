"""What the command line shows of equity, projects and rents: tables and texts in Swedish."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, TypeVar

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.headings import answer_heading
from api.tables.layout import POSITION, figure, figure_if_any, notes, numbers, table, warning_lines
from ledger.money import AmountUnit, format_ore
from ledger.words import words
from projections.asking.fact_origin import FactOrigin, FactStanding
from projections.asking.register_query import RegisterAnswer
from projections.asking.texts import text_of
from projections.chapters.projects import Noted, Project, ProjectsAnswer
from projections.chapters.rents import Rent, RentsAnswer, RentSum, UnitRents
from projections.chapters.reservations import (
    EquityReservation,
    PlanApproval,
    ReservationChange,
    ReservationsAnswer,
    ResultCarried,
    ResultUnitApproval,
    ResultUnitsAnswer,
)

Listed = TypeVar("Listed")

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
    return _on_the_day(answer, answer.reservations, unit, _reservation)


def _reservation(earmark: EquityReservation, on: date, unit: AmountUnit) -> Iterable[RenderableType]:
    yield Text(f"\n{earmark.reservation}: {earmark.purpose or 'ändamålet är inte känt'}", style="bold")
    until = f"till och med {earmark.last_day}" if earmark.last_day else ""
    time = " ".join(part for part in (_from(earmark.first_day), until) if part)
    yield Text(f"{on}: {words.value(earmark.validity.value)}{f' ({time})' if time else ''}")
    balance = table(*numbers(*_figures(earmark, unit)))
    balance.add_row(*_figures(earmark, unit).values())
    yield balance
    yield from warning_lines(earmark.says)
    if earmark.changes or earmark.beside:
        yield _changes((*earmark.changes, *earmark.beside), unit)
    if earmark.expected:
        yield noted_table(earmark.expected, unit)


def _from(day: date | None) -> str:
    return "" if day is None else f"från och med {day}"


def _figures(earmark: EquityReservation, unit: AmountUnit) -> dict[str, str]:
    ores = {
        "Reserverat": earmark.reserved_ore,
        "Tillskjutet": earmark.topped_up_ore,
        "Ianspråktaget": earmark.drawn_ore,
        "Återfört": earmark.released_ore,
        "Upphört": earmark.lapsed_ore,
        f"Återstår, {unit.value}": earmark.remaining_ore,
    }
    return {heading: figure(ore, unit) for heading, ore in ores.items()}


def _changes(changes: Iterable[ReservationChange], unit: AmountUnit) -> Table:
    shown = table(POSITION, "Händelse", "Dag", *numbers("Belopp", "Återstår"), "Beslut", "Stadium")
    for change in changes:
        moved = "" if not change.amount_text else figure(change.amount_ore, unit)
        left = "" if change.remaining_text is None else figure(change.remaining_ore, unit)
        event = (
            words.fact(_CHANGES[change.kind.value]) if change.origin.event in _CHANGES.values() else "tilläggsanslag"
        )
        day = ("" if change.day is None else str(change.day)) + (" (senare)" if change.comes_later else "")
        shown.add_row(str(change.origin.position), event, day, moved, left, _by(change.origin), _stage(change.origin))
    return shown


def result_units_table(answer: ResultUnitsAnswer, unit: AmountUnit) -> RenderableType:
    """Result units, what they carry over, and operating plans."""
    shown = table("Enhet", "Händelse", "År", *numbers(f"Belopp, {unit.value}"), "Beslut", "Stadium")
    rows: tuple[ResultUnitApproval | ResultCarried | PlanApproval, ...] = (
        *answer.result_units,
        *answer.carried,
        *answer.plans,
    )
    for row in rows:
        amount = figure(row.amount_ore, unit) if isinstance(row, ResultCarried) else ""
        name, event = escape(row.unit_name), words.fact(row.origin.event)
        shown.add_row(name, event, _years_of(row), amount, _by(row.origin), _stage(row.origin))
    return Group(*_heading(answer), shown)


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
        parts += [Text("\nDet som kan komma", style="bold"), noted_table(answer.others, unit)]
    return Group(*parts)


def _project(project: Project, unit: AmountUnit) -> Iterable[RenderableType]:
    of_unit = f" ({project.unit_name})" if project.unit_name else ""
    yield Text(f"\n{project.name}{of_unit}", style="bold")
    if project.financed_until is not None:
        yield Text(f"Finansierat till och med {project.financed_until}, {text_of(project, 'financing_ore')}.")
    yield from warning_lines(project.says)
    yield noted_table((*project.noted, *project.beside), unit)


def noted_table(rows: Iterable[Noted], unit: AmountUnit) -> Table:
    """What is decided, noted or expected beside the frames, a row for each."""
    amount = numbers(f"Belopp, {unit.value}")
    shown = table(POSITION, "Händelse", "Enhet", "Innehåll", "När", *amount, "Uppgift från", "Stadium")
    for row in rows:
        said = (row.name, *_staff(row), row.matter, row.consequence, row.note)
        content = ". ".join(part.rstrip(".") for part in said if part)
        years = _years(row.first_year or row.year, row.last_year)
        days = f"till och med {row.last_day}" if row.last_day else ""
        when = ", ".join(part for part in (row.verbatim or "", days, years) if part)
        what = (str(row.origin.position), words.fact(row.origin.event), escape(row.unit or ""))
        cells = (*what, escape(content), escape(when))
        shown.add_row(*cells, figure_if_any(row.amount_ore, unit), _by(row.origin), _stage(row.origin))
    return shown


def _staff(row: Noted) -> Iterable[str]:
    """`31,0 årsarbetare`, `44 medarbetare`."""
    if row.full_time_hundredths is not None:
        whole, hundredths = divmod(row.full_time_hundredths, 100)
        yield f"{whole},{f'{hundredths:02}'.removesuffix('0')} årsarbetare"
    if row.employees is not None:
        yield f"{row.employees} medarbetare"


def rents_table(answer: RentsAnswer, unit: AmountUnit) -> RenderableType:
    """Each unit's rents on the day: sums by status, then every rent with its premises and its start."""
    return _on_the_day(answer, answer.units, unit, _unit_rents)


def _unit_rents(rents: UnitRents, on: date, unit: AmountUnit) -> Iterable[RenderableType]:
    yield Text(f"\n{rents.unit_name}", style="bold")
    yield Text(f"{on}: {'; '.join(_sum(total, unit) for total in rents.sums) or 'ingen hyra gäller'}")
    days = ("Börjar", "Till och med", f"Den {on}")
    shown = table("Lokaler", "Vad", *numbers("Per år"), *days, "Uppgift från", "Stadium")
    for rent in (*rents.rents, *rents.beside):
        what = words.value(rent.status.value) if rent.status else words.fact(rent.origin.event)
        amount = "" if rent.amount_ore is None else format_ore(rent.amount_ore, unit)  # each as exact as it is known
        start, last = _start(rent), "" if rent.last_day is None else str(rent.last_day)
        there = words.value(rent.standing.value)
        premises = escape(rent.premises)
        shown.add_row(premises, what, amount, escape(start), last, there, _by(rent.origin), _stage(rent.origin))
    yield shown


def _sum(total: RentSum, unit: AmountUnit) -> str:
    unknown = f", {total.unknown_count} utan känt belopp" if total.unknown_count else ""
    return f"{words.value(total.status.value)} {format_ore(total.known_ore, unit)}{unknown}"


def _start(rent: Rent) -> str:
    day = "" if rent.applies_from is None else str(rent.applies_from)
    return ", ".join(part for part in (day, rent.verbatim or "") if part)


# --- What the tables share ---------------------------------------------------------------------------------------


def _heading(answer: RegisterAnswer) -> list[RenderableType]:
    """Where it was asked, why it is empty, and whether entries are missing from it."""
    about = answer.coordinates.on or answer.coordinates.year
    return [answer_heading(answer, about), *notes(answer.note, answer.stale)]


def _on_the_day(
    answer: RegisterAnswer,
    listed: Iterable[Listed],
    unit: AmountUnit,
    shown: Callable[[Listed, date, AmountUnit], Iterable[RenderableType]],
) -> RenderableType:
    """The heading, and then each thing as it is on the day that is asked about."""
    on = answer.coordinates.on or answer.coordinates.as_of
    return Group(*_heading(answer), *(part for thing in listed for part in shown(thing, on, unit)))


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
