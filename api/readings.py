"""The doors to the register: one `Reading` for each answer, served alike over HTTP and on the command line.

A new answer is a function in `projections`, a table in `api`, and an entry in READINGS: its address, its command, its
parameters and its description follow.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec
from rich.console import RenderableType

from api import audit_tables, budget_tables, case_tables, equity_tables, fee_tables, policy_tables, service_tables
from api.parameters import Parameters
from api.questions import KNOWN_RIGHT, parse_year
from ledger.money import AmountUnit
from ledger.text import composed
from ledger.values import Stage
from ledger.when import FIRST_YEAR, LAST_YEAR, parse_known_at
from projections import (
    audit_answers,
    bridge_answers,
    budget_answers,
    charge_answers,
    detail_answers,
    diary_answers,
    fee_answers,
    initiative_answers,
    meeting_answers,
    policy_answers,
    project_answers,
    rent_answers,
    reservation_answers,
    service_answers,
    warning_answers,
)
from projections.coordinates import ReadModel
from projections.register_answers import RegisterAnswer, RegisterAnswered, RegisterQuestion

CLOCKS: Final = ("as_of", "known_at", "min_position", "recipe")
"""What every reading can be asked."""


class Reading(msgspec.Struct, frozen=True):
    """One answer from the register: its address and command, what it is called and says, what it asks for beside the
    clocks (`name`, `year`, `on`, `unit`, `stage`, `proposal`), how it is found, and how it is shown, with
    amounts in which unit unless another is asked for."""

    path: str
    title: str
    description: str
    asks: tuple[str, ...]
    recipe: str
    answer_type: type[RegisterAnswer]
    answer: Callable[[ReadModel, RegisterQuestion], RegisterAnswered]
    table: Callable[[Any, AmountUnit], RenderableType]
    amounts: AmountUnit = AmountUnit.MILLIONS

    @property
    def parameters(self) -> tuple[str, ...]:
        """Everything it can be asked."""
        return (*self.asks, *CLOCKS)


READINGS: Final[tuple[Reading, ...]] = (
    Reading(
        "audit",
        "Granskning av ett år",
        (
            "Visa ett år för granskning: varje ram från ursprunglig till aktuell med paragrafen för varje ändring, "
            "paragrafer som inte är registrerade, frångångna regler och öppna varningar."
        ),
        ("year", "unit"),
        audit_answers.RECIPE,
        audit_answers.AuditAnswer,
        audit_answers.audit_answer,
        audit_tables.audit_table,
    ),
    Reading(
        "diary",
        "Beslutsdiarium",
        "Visa vad varje organ har beslutat i varje ärende, vem som skilde sig från det, och var beslutet står.",
        ("case", "year", "unit"),
        diary_answers.RECIPE,
        diary_answers.DiaryAnswer,
        diary_answers.diary_answer,
        case_tables.diary_table,
    ),
    Reading(
        "meetings",
        "Sammanträden, och vilka paragrafer som saknas",
        "Visa registrerade sammanträden: vilka paragrafer som finns, vilka som saknar betydelse, och vilka som fattas.",
        ("year",),
        meeting_answers.RECIPE,
        meeting_answers.MeetingsAnswer,
        meeting_answers.meetings_answer,
        case_tables.meetings_table,
    ),
    Reading(
        "budget",
        "Budgetar som helhet, och index",
        "Visa ett års budget som helhet: när den antogs, vad den innehåller, och om ramarna går ihop.",
        ("year", "name", "stage", "proposal"),
        budget_answers.RECIPE,
        budget_answers.BudgetAnswer,
        budget_answers.budget_answer,
        budget_tables.budget_table,
    ),
    Reading(
        "details",
        "Varav: namngivna delar av ramar",
        "Visa de delar av ramarna som är namngivna (varav); de ingår redan i ramen.",
        ("year", "unit", "stage", "proposal"),
        detail_answers.DETAILS_RECIPE,
        detail_answers.DetailsAnswer,
        detail_answers.details_answer,
        budget_tables.details_table,
    ),
    Reading(
        "outcomes",
        "Utfall mot ram",
        "Visa vad det blev av ramarna, och vad som är kvar av dem.",
        ("year", "unit"),
        detail_answers.OUTCOMES_RECIPE,
        detail_answers.OutcomesAnswer,
        detail_answers.outcomes_answer,
        budget_tables.outcomes_table,
    ),
    Reading(
        "fees",
        "Avgifter: tak och satser",
        "Visa avgifternas tak och satser, för ett år eller alla.",
        ("name", "year", "on", "stage", "proposal"),
        fee_answers.FEES_RECIPE,
        fee_answers.FeesAnswer,
        fee_answers.fees_answer,
        fee_tables.fees_table,
        AmountUnit.KRONOR,
    ),
    Reading(
        "charges",
        "Medlemsavgifter: underlag, uträknat, tryckt, debiterat och att reglera",
        "Visa medlemmarnas avgifter: underlag, uträknat, tryckt, debiterat och vad som är kvar att reglera.",
        ("name", "year", "on", "unit", "stage", "proposal"),
        charge_answers.CHARGES_RECIPE,
        charge_answers.ChargesAnswer,
        charge_answers.charges_answer,
        fee_tables.charges_table,
        AmountUnit.KRONOR,
    ),
    Reading(
        "prices",
        "Prislistor",
        "Visa prislistorna, för vilken dag som helst.",
        ("name", "on", "stage", "proposal"),
        fee_answers.PRICES_RECIPE,
        fee_answers.PricesAnswer,
        fee_answers.prices_answer,
        fee_tables.prices_table,
        AmountUnit.KRONOR,
    ),
    Reading(
        "warnings",
        "Öppna varningar, med vem som har frångått vilken regel och varför",
        "Visa öppna varningar, av ett slag eller alla, och de som är granskade.",
        ("name", "year", "unit", "stage", "proposal"),
        warning_answers.RECIPE,
        warning_answers.WarningsAnswer,
        warning_answers.warnings_answer,
        policy_tables.warnings_table,
    ),
    Reading(
        "policy",
        "Organisationens egna regler: hantering, beslutanderätt, tolerans",
        "Visa hur organisationen håller på reglerna, för beslut fattade vilken dag som helst.",
        ("name", "on"),
        policy_answers.RECIPE,
        policy_answers.PolicyAnswer,
        policy_answers.policy_answer,
        policy_tables.policy_table,
    ),
    Reading(
        "reservations",
        "Reservationer av eget kapital",
        "Visa vad som är reserverat av eget kapital, till när, vad som är ianspråktaget och vad som återstår.",
        ("name", "on", "stage", "proposal"),
        reservation_answers.RESERVATIONS_RECIPE,
        reservation_answers.ReservationsAnswer,
        reservation_answers.reservations_answer,
        equity_tables.reservations_table,
    ),
    Reading(
        "result-units",
        "Resultatenheter, resultatöverföringar och verksamhetsplaner",
        "Visa vilka enheter som får föra över sitt resultat, vad de har fört över, och godkända verksamhetsplaner.",
        ("unit", "year", "stage", "proposal"),
        reservation_answers.RESULT_UNITS_RECIPE,
        reservation_answers.ResultUnitsAnswer,
        reservation_answers.result_units_answer,
        equity_tables.result_units_table,
    ),
    Reading(
        "projects",
        "Projekt, och vad som kan komma",
        "Visa till när projekt är finansierade, om medlen räcker, och vad som väntas eller kan hända.",
        ("name", "unit", "on", "stage", "proposal"),
        project_answers.PROJECTS_RECIPE,
        project_answers.ProjectsAnswer,
        project_answers.projects_answer,
        equity_tables.projects_table,
    ),
    Reading(
        "rents",
        "Hyror",
        "Visa hyrorna en dag: enligt avtal, i budgeten och som prognos, och planerade inhyrningar.",
        ("name", "unit", "on", "stage", "proposal"),
        rent_answers.RENTS_RECIPE,
        rent_answers.RentsAnswer,
        rent_answers.rents_answer,
        equity_tables.rents_table,
    ),
    Reading(
        "services",
        "Gemensamma tjänster",
        "Visa gemensamma tjänster: kategori, finansiering, ompaketering, och vad varje organ har sagt.",
        ("name", "on", "unit", "stage", "proposal"),
        service_answers.SERVICES_RECIPE,
        service_answers.ServicesAnswer,
        service_answers.services_answer,
        service_tables.services_table,
    ),
    Reading(
        "initiatives",
        "Förändringsinsatser",
        "Visa förändringsinsatser: belopp för året, villkor, och vad varje organ har sagt.",
        ("name", "year", "on", "unit", "stage", "proposal"),
        initiative_answers.RECIPE,
        initiative_answers.InitiativesAnswer,
        initiative_answers.initiatives_answer,
        service_tables.initiatives_table,
    ),
    Reading(
        "keys",
        "Fördelningsnycklar",
        "Visa fördelningsnycklar: vilken som gäller, vad varje organ har sagt, och fördelade kostnader.",
        ("name", "year", "on", "stage", "proposal"),
        service_answers.KEYS_RECIPE,
        service_answers.KeysAnswer,
        service_answers.keys_answer,
        service_tables.keys_table,
    ),
    Reading(
        "bridges",
        "Bryggor mellan år",
        "Visa bryggor mellan år, led för led: tryckt och uträknat, med varje skillnad.",
        ("name", "year", "unit", "stage", "proposal"),
        bridge_answers.RECIPE,
        bridge_answers.BridgesAnswer,
        bridge_answers.bridges_answer,
        service_tables.bridges_table,
    ),
)
"""Every answer from the register, in the order in which they are listed."""


def parse_case(text: str) -> str:
    """A case number, as somebody writes it. Raises ValueError for an empty one."""
    if not text.strip():
        raise ValueError("ärendets nummer är tomt")
    return composed(text).strip()


class AskedReading(msgspec.Struct, frozen=True):
    """A question to the register, and whether its URL names all that the answer depends on."""

    question: RegisterQuestion
    recipe: bool


def reading_question(reading: Reading, given: Iterable[tuple[str, str]]) -> AskedReading:
    """The question that a URL asks. Raises Refused with every problem in it."""
    parameters = Parameters(given, reading.parameters)
    parameters.choice("recipe", (reading.recipe,))
    stage = parameters.choice("stage", [stage.value for stage in Stage])
    question = RegisterQuestion(
        name=parameters.identifier("name"),
        year=parameters.read("year", parse_year, f"ett år {FIRST_YEAR}–{LAST_YEAR}"),
        on=parameters.day("on"),
        as_of=parameters.day("as_of"),
        known_at=parameters.read("known_at", parse_known_at, KNOWN_RIGHT),
        unit=parameters.identifier("unit"),
        stage=Stage(stage) if stage else None,
        proposal=parameters.identifier("proposal"),
        min_position=parameters.position("min_position"),
        case=parameters.read("case", parse_case, "ett ärendes nummer, som KS 2023/1237"),
    )
    parameters.finish()
    return AskedReading(question, "recipe" in parameters)
