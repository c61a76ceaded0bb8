"""Answers about projects, and about what may come: until when there is money, and what is expected beyond that."""

from datetime import date
from functools import partial
from typing import Final

import msgspec

from ledger.events import Fact
from ledger.events.projects import (
    ContingentEventNoted,
    CostPressureNoted,
    DecisionPlanned,
    ExtensionPlanned,
    GrantNoted,
    ProjectFinancingDecided,
    ProjectNoted,
    ShortfallForecast,
    StaffingNoted,
    VagueDay,
)
from ledger.meaning.placed import PlacedFact, about
from projections.asking.declaration import Declaration
from projections.asking.fact_origin import FactOrigin, FactStanding, beside, origin_of
from projections.asking.register_query import RegisterAnswer, RegisterGround, WithNote, from_register
from projections.asking.texts import ToldOre, ToldOreOrUnknown

PROJECTS_RECIPE: Final = "projects-4"
"""The version of the form and the rules of answers about projects."""

_OF_PROJECT: Final = (
    ProjectNoted,
    ProjectFinancingDecided,
    ShortfallForecast,
    DecisionPlanned,
    ExtensionPlanned,
    ContingentEventNoted,
)
_OF_THEMSELVES: Final = (ContingentEventNoted, CostPressureNoted, GrantNoted, StaffingNoted)


class Noted(WithNote, frozen=True, omit_defaults=True):
    """One thing that is decided, noted or expected, in whatever fields it has. `amount_ore` left out: no amount is
    known. `verbatim` is the document's own words for a day, `earliest` and `latest` the days they can mean."""

    origin: FactOrigin
    subject: str
    name: str | None = None
    unit: str | None = None
    matter: str | None = None
    consequence: str | None = None
    amount_ore: ToldOre | None = None
    last_day: date | None = None
    year: int | None = None
    first_year: int | None = None
    last_year: int | None = None
    verbatim: str | None = None
    earliest: date | None = None
    latest: date | None = None
    full_time_hundredths: int | None = None
    employees: int | None = None


class Project(msgspec.Struct, frozen=True):
    """A project. `financed_until` None: no day is known. `says` says plainly whether the money is expected to last;
    `beside` is what is proposed, waits, or is not settled."""

    project: str
    name: str
    unit: str | None
    unit_name: str | None
    financed_until: date | None
    financing_ore: ToldOreOrUnknown
    says: tuple[str, ...]
    noted: tuple[Noted, ...]
    beside: tuple[Noted, ...]


class ProjectsAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """Projects at a coordinate, in order of id; then what may come, what drives costs, grants and staffing. None of it
    is in any frame because of this."""

    projects: list[Project]
    others: list[Noted]


_KINDS: Final = ("project", "contingency", "pressure", "grant", "staffing")


@from_register(PROJECTS_RECIPE, _KINDS)
def projects_answer(ground: RegisterGround) -> ProjectsAnswer:
    """Projects at a question's coordinates."""
    counted = ground.standing()
    subjects = {
        subject for placed in ground.placed for subject in placed.fact.subjects() if subject.startswith("project:")
    }
    asked = [name for name in sorted(subject.partition(":")[2] for subject in subjects) if _asked(ground, name)]
    known_projects = [_project(ground, about(counted, f"project:{name}"), name) for name in asked]
    projects = [
        project
        for project in known_projects
        if (project.noted or project.beside) and ground.question.unit in (None, project.unit)
    ]

    def is_other(fact: Fact) -> bool:
        """What is about no project: that which is stands with its project."""
        if not isinstance(fact, _OF_THEMSELVES) or getattr(fact, "project", None) is not None:
            return False
        name = fact.subjects()[0].partition(":")[2]
        return _asked(ground, name) and ground.question.unit in (None, fact.unit)

    others = [(placed, FactStanding.COUNTED) for placed in counted if is_other(placed.fact)]
    other = (placed for placed in ground.placed if is_other(placed.fact))
    listed = [noted(placed, standing) for placed, standing in (*others, *beside(ground, other))]
    empty = None if projects or listed else f"Inget sådant var beslutat eller antecknat till och med {ground.as_of}."
    return ProjectsAnswer(**ground.head, projects=projects, others=listed, note=empty)


PROJECTS: Final = Declaration(
    "projects", "projects", PROJECTS_RECIPE, ("name", "unit", "on", "stage", "proposal"), projects_answer
)


def _asked(ground: RegisterGround, name: str) -> bool:
    return ground.question.name in (None, name)


def _project(ground: RegisterGround, placed: list[PlacedFact], name: str) -> Project:
    subject = f"project:{name}"
    financed = [entry.fact for entry in placed if isinstance(entry.fact, ProjectFinancingDecided)]
    named = [entry.fact for entry in placed if isinstance(entry.fact, ProjectNoted | ProjectFinancingDecided)]
    unit = next((fact.unit for fact in reversed(named) if fact.unit), None)
    last = financed[-1] if financed else None
    every = (placed for placed in about(ground.placed, subject) if isinstance(placed.fact, _OF_PROJECT))
    return Project(
        name,
        named[-1].name if named else name,
        unit,
        None if unit is None else ground.unit_names.get(unit, unit),
        last.last_day if last else None,
        last.amount_ore if last else None,
        tuple(_says(last, placed, ground.on)),
        tuple(noted(entry, FactStanding.COUNTED) for entry in placed),
        tuple(noted(entry, standing) for entry, standing in beside(ground, every)),
    )


def _says(last: ProjectFinancingDecided | None, placed: list[PlacedFact], on: date) -> list[str]:
    """Whether there is money, and whether it is expected to last."""
    says = []
    if last is None:
        says.append("Ingen finansiering är registrerad.")
    elif last.last_day is None:
        says.append("Till när finansieringen räcker är inte känt.")
    elif on > last.last_day:
        says.append(f"Finansieringen gick ut {last.last_day}.")
    if last is not None and last.amount_ore is None:
        says.append("Finansieringens belopp är inte känt.")
    short = [entry.fact for entry in placed if isinstance(entry.fact, ShortfallForecast)]
    says += [f"Medlen beräknas inte räcka {fact.year}." for fact in short]
    if any(isinstance(entry.fact, DecisionPlanned | ExtensionPlanned) for entry in placed):
        says.append("Mer är att vänta, men ingenting är beslutat om det.")
    return says


def noted(placed: PlacedFact, standing: FactStanding) -> Noted:
    """A fact as a row of an answer. Raises TypeError for one that is of no project and expects nothing."""
    row = partial(Noted, origin_of(placed, standing), placed.subjects[0])
    match placed.fact:
        case ProjectNoted(name=name, unit=unit, note=note) as fact:
            return row(name, unit, first_year=fact.first_year, last_year=fact.last_year, note=note)
        case ProjectFinancingDecided(name=name, unit=unit, note=note) as fact:
            return row(name, unit, amount_ore=fact.amount_ore, last_day=fact.last_day, note=note)
        case ShortfallForecast(year=year, amount_ore=ore, note=note):
            return row(year=year, amount_ore=ore, note=note)
        case DecisionPlanned(matter=matter, amount_ore=ore, first_year=first, last_year=last) as fact:
            planned = row(matter=matter, amount_ore=ore, first_year=first, last_year=last)
            return _on(planned, fact.planned)
        case ExtensionPlanned(matter=matter, amount_ore=ore, last_day=last_day):
            return row(matter=matter, amount_ore=ore, last_day=last_day)
        case ContingentEventNoted(matter=matter, consequence=consequence, unit=unit) as fact:
            return _on(row(matter=matter, consequence=consequence, unit=unit), fact.expected)
        case CostPressureNoted(name=name, unit=unit, note=note) as fact:
            return row(name, unit, amount_ore=fact.amount_ore, last_year=fact.last_year, note=note)
        case GrantNoted(name=name, unit=unit, note=note) as fact:
            return row(name, unit, amount_ore=fact.amount_ore, year=fact.year, note=note)
        case StaffingNoted(unit=unit, year=year, note=note) as fact:
            full_time, employees = fact.full_time_hundredths, fact.employees
            return row(unit=unit, year=year, full_time_hundredths=full_time, employees=employees, note=note)
        case fact:
            raise TypeError(f"{type(fact).__name__} is neither noted nor expected")


def _on(row: Noted, day: VagueDay | None) -> Noted:
    """A row with the day when it is to be, when that is said."""
    if day is None:
        return row
    return msgspec.structs.replace(row, verbatim=day.verbatim, earliest=day.earliest, latest=day.latest)
