"""Projects, premises and forecasts: what is financed until when, and what may come. None of it ever changes a frame."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from ledger.events.fact import Fact, FactWithNote, its_subject, its_unit, its_unit_if_named
from ledger.money import Ore
from ledger.text import Text
from ledger.values import Identifier, Value
from ledger.when import Year

Count = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
"""A number of something: square metres, places, people, hundredths of a full-time job."""


class VagueDay(Value, frozen=True):
    """A day that a document does not say exactly: its own words (`tidigast från och med kvartal 4 2026`), and the first
    and last day they can mean (inclusive) when they have such."""

    verbatim: Text
    earliest: date | None = None
    latest: date | None = None


class _Noted(Fact, frozen=True):
    """What somebody notes or forecasts, and no body decides. Its basis, when there is one, says where it is written."""

    needs_basis: ClassVar[bool] = False

    def units(self) -> tuple[str, ...]:
        """The unit it is about, when it names one."""
        return ()


class _OfProject(_Noted, frozen=True):
    """What is noted about one project."""

    project: Identifier

    subjects = its_subject("project")


class ProjectNoted(_OfProject, tag_field="type", tag="project-noted.v1", frozen=True):
    """A project is going on, whatever it costs and however it is paid for."""

    name: Text
    unit: Identifier | None = None
    first_year: Year | None = None
    last_year: Year | None = None
    note: Text | None = None

    units = its_unit_if_named


class ProjectFinancingDecided(FactWithNote, tag_field="type", tag="project-financing-decided.v1", frozen=True):
    """A project is financed to and including `last_day`. `amount_ore` None: the amount is not known."""

    project: Identifier
    name: Text
    unit: Identifier | None = None
    amount_ore: Ore | None = None
    last_day: date | None = None

    subjects = its_subject("project")
    units = its_unit_if_named


class ShortfallForecast(_OfProject, tag_field="type", tag="shortfall-forecast.v1", frozen=True):
    """What a project has been given is not expected to be enough in a year. `amount_ore`: what is expected to be
    missing, when that is said."""

    year: Year
    amount_ore: Ore | None = None
    note: Text | None = None


class DecisionPlanned(_OfProject, tag_field="type", tag="decision-planned.v1", frozen=True):
    """A decision is to come, on money for some years; until then there is none. `planned` says when it is expected."""

    matter: Text
    planned: VagueDay | None = None
    first_year: Year | None = None
    last_year: Year | None = None
    amount_ore: Ore | None = None


class ExtensionPlanned(_OfProject, tag_field="type", tag="extension-planned.v1", frozen=True):
    """A longer time for a project is being prepared, with or without more money; nothing is decided."""

    matter: Text
    last_day: date | None = None
    amount_ore: Ore | None = None


class RentStatus(StrEnum):
    """What a rent is: what the contract says today, what the unit's budget holds for it (of which, never beside it), or
    what it is expected to become."""

    EXISTING_CONTRACT = "existing-contract"
    BUDGETED = "budgeted"
    FORECAST = "forecast"


class RentRecorded(_Noted, FactWithNote, tag_field="type", tag="rent-recorded.v1", frozen=True):
    """A rent per year, as contract, budget or forecast; never a change of a frame, for what is budgeted is in the frame
    already. It applies from a day, or from a `start` that is only vaguely known. `per_area_ore` and `per_place_ore`
    are what the document prints for a square metre and for a place, kept beside what they come to. `replaces`: the
    status of what it puts an end to, as when a new model of rents takes the place of what the contract said."""

    rent: Identifier
    unit: Identifier
    status: RentStatus
    premises: Text
    amount_ore: Ore | None = None
    applies_from: date | None = None
    start: VagueDay | None = None
    last_day: date | None = None
    area_m2: Count | None = None
    places: Count | None = None
    per_area_ore: Ore | None = None
    per_place_ore: Ore | None = None
    replaces: RentStatus | None = None

    subjects = its_subject("rent")
    units = its_unit


class LeasePlanned(_Noted, FactWithNote, tag_field="type", tag="lease-planned.v1", frozen=True):
    """Premises are to be rented from a day that is only vaguely known."""

    rent: Identifier
    unit: Identifier
    premises: Text
    start: VagueDay

    subjects = its_subject("rent")
    units = its_unit


class StaffingNoted(_Noted, FactWithNote, tag_field="type", tag="staffing-noted.v1", frozen=True):
    """How many work in a unit in a year: full-time equivalents in hundredths (42,5 is 4 250), and people. The two are
    different things, and a document may print either."""

    unit: Identifier
    year: Year
    full_time_hundredths: Count | None = None
    employees: Count | None = None

    subjects = its_subject("staffing", "unit")
    units = its_unit


class GrantNoted(_Noted, FactWithNote, tag_field="type", tag="grant-noted.v1", frozen=True):
    """Money from somebody else that may or does come. `amount_ore` None: how much is not known."""

    grant: Identifier
    name: Text
    unit: Identifier | None = None
    grantor: Text | None = None
    year: Year | None = None
    amount_ore: Ore | None = None

    subjects = its_subject("grant")
    units = its_unit_if_named


class ContingentEventNoted(_Noted, tag_field="type", tag="contingent-event-noted.v1", frozen=True):
    """Something may happen, at the earliest on a day, and this is what would come of it. It may be about a project or
    an earmark of equity."""

    contingency: Identifier
    matter: Text
    consequence: Text
    expected: VagueDay | None = None
    unit: Identifier | None = None
    project: Identifier | None = None
    reservation: Identifier | None = None

    def subjects(self) -> tuple[str, ...]:
        """The event that may come, and what it is about."""
        about = (("project", self.project), ("reservation", self.reservation))
        return (f"contingency:{self.contingency}", *(f"{kind}:{name}" for kind, name in about if name is not None))

    units = its_unit_if_named


class CostPressureNoted(_Noted, FactWithNote, tag_field="type", tag="cost-pressure-noted.v1", frozen=True):
    """Something makes costs rise, whether or not anybody has given money for it."""

    pressure: Identifier
    name: Text
    unit: Identifier | None = None
    last_year: Year | None = None
    amount_ore: Ore | None = None

    subjects = its_subject("pressure")
    units = its_unit_if_named


ProjectFact = (
    ProjectNoted
    | ProjectFinancingDecided
    | ShortfallForecast
    | DecisionPlanned
    | ExtensionPlanned
    | RentRecorded
    | LeasePlanned
    | StaffingNoted
    | GrantNoted
    | ContingentEventNoted
    | CostPressureNoted
)
