"""The doors to the register: an answer about anything but frames and units is an entry here."""

from collections.abc import Callable
from typing import Any, Final

from rich.console import RenderableType

from api.answers.questions import Reading
from api.tables import audit as audit_tables
from api.tables import budget as budget_tables
from api.tables import case as case_tables
from api.tables import equity as equity_tables
from api.tables import fee as fee_tables
from api.tables import policy as policy_tables
from api.tables import service as service_tables
from api.tables import timeline as timeline_tables
from ledger.money import AmountUnit
from projections.asking.question import Question
from projections.asking.read_model import Answered, ReadModel
from projections.asking.register_query import RegisterAnswer
from projections.chapters import audit as audit_answers
from projections.chapters import bridges as bridge_answers
from projections.chapters import budget as budget_answers
from projections.chapters import charges as charge_answers
from projections.chapters import details as detail_answers
from projections.chapters import diary as diary_answers
from projections.chapters import fee_timeline as fee_timeline_answers
from projections.chapters import fees as fee_answers
from projections.chapters import initiatives as initiative_answers
from projections.chapters import meetings as meeting_answers
from projections.chapters import policy as policy_answers
from projections.chapters import price_timeline as price_timeline_answers
from projections.chapters import projects as project_answers
from projections.chapters import rents as rent_answers
from projections.chapters import reservation_timeline as reservation_timeline_answers
from projections.chapters import reservations as reservation_answers
from projections.chapters import services as service_answers
from projections.chapters import warnings as warning_answers


def _reading(
    path: str,
    title: str,
    description: str,
    asks: tuple[str, ...],
    recipe: str,
    answer_type: type[RegisterAnswer],
    answer: Callable[[ReadModel, Question], Answered[Any]],
    table: Callable[[Any, AmountUnit], RenderableType],
    amounts: AmountUnit = AmountUnit.MILLIONS,
    command: str | None = None,
) -> Reading:
    """An answer from the register: its command is its address, unless it has another."""
    return Reading(path, title, description, asks, recipe, answer_type, answer, table, command or path, amounts)


REGISTER_READINGS: Final[tuple[Reading, ...]] = (
    _reading(
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
    _reading(
        "diary",
        "Beslutsdiarium",
        "Visa vad varje organ har beslutat i varje ärende, vem som skilde sig från det, och var beslutet står.",
        ("case", "year", "unit"),
        diary_answers.RECIPE,
        diary_answers.DiaryAnswer,
        diary_answers.diary_answer,
        case_tables.diary_table,
    ),
    _reading(
        "meetings",
        "Sammanträden, och vilka paragrafer som saknas",
        "Visa registrerade sammanträden: vilka paragrafer som finns, vilka som saknar betydelse, och vilka som fattas.",
        ("year",),
        meeting_answers.RECIPE,
        meeting_answers.MeetingsAnswer,
        meeting_answers.meetings_answer,
        case_tables.meetings_table,
    ),
    _reading(
        "budget",
        "Budgetar som helhet, och index",
        "Visa ett års budget som helhet: när den antogs, vad den innehåller, och om ramarna går ihop.",
        ("year", "name", "stage", "proposal"),
        budget_answers.RECIPE,
        budget_answers.BudgetAnswer,
        budget_answers.budget_answer,
        budget_tables.budget_table,
    ),
    _reading(
        "details",
        "Varav: namngivna delar av ramar",
        "Visa de delar av ramarna som är namngivna (varav); de ingår redan i ramen.",
        ("year", "unit", "stage", "proposal"),
        detail_answers.DETAILS_RECIPE,
        detail_answers.DetailsAnswer,
        detail_answers.details_answer,
        budget_tables.details_table,
    ),
    _reading(
        "outcomes",
        "Utfall mot ram",
        "Visa vad det blev av ramarna, och vad som är kvar av dem.",
        ("year", "unit"),
        detail_answers.OUTCOMES_RECIPE,
        detail_answers.OutcomesAnswer,
        detail_answers.outcomes_answer,
        budget_tables.outcomes_table,
    ),
    _reading(
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
    _reading(
        "fees/timeline",
        "En avgifts tidslinje",
        (
            "Visa varje sats och tak en avgift har haft för ett år, och vad medlemmarnas avgifter har blivit, efter "
            "beslutsdag och efter registrering, med beslutet som gjorde varje steg."
        ),
        ("name", "year", "on", "unit"),
        fee_timeline_answers.RECIPE,
        fee_timeline_answers.FeeTimelineAnswer,
        fee_timeline_answers.fee_timeline_answer,
        timeline_tables.fee_timeline_tables,
        AmountUnit.KRONOR,
        "fee-timeline",
    ),
    _reading(
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
    _reading(
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
    _reading(
        "prices/timeline",
        "Ett pris tidslinje",
        (
            "Visa varje pris en artikel i en prislista har haft, efter beslutsdag och efter registrering, med beslutet "
            "som gjorde varje steg. Priset är det som gäller stegets dag, eller dagen on."
        ),
        ("name", "on"),
        price_timeline_answers.RECIPE,
        price_timeline_answers.PriceTimelineAnswer,
        price_timeline_answers.price_timeline_answer,
        timeline_tables.price_timeline_tables,
        AmountUnit.KRONOR,
        "price-timeline",
    ),
    _reading(
        "warnings",
        "Öppna varningar, med vem som har frångått vilken regel och varför",
        "Visa öppna varningar, av ett slag eller alla, och de som är granskade.",
        ("name", "year", "unit", "stage", "proposal"),
        warning_answers.RECIPE,
        warning_answers.WarningsAnswer,
        warning_answers.warnings_answer,
        policy_tables.warnings_table,
    ),
    _reading(
        "policy",
        "Organisationens egna regler: hantering, beslutanderätt, tolerans",
        "Visa hur organisationen håller på reglerna, för beslut fattade vilken dag som helst.",
        ("name", "on"),
        policy_answers.RECIPE,
        policy_answers.PolicyAnswer,
        policy_answers.policy_answer,
        policy_tables.policy_table,
    ),
    _reading(
        "reservations",
        "Reservationer av eget kapital",
        "Visa vad som är reserverat av eget kapital, till när, vad som är ianspråktaget och vad som återstår.",
        ("name", "on", "stage", "proposal"),
        reservation_answers.RESERVATIONS_RECIPE,
        reservation_answers.ReservationsAnswer,
        reservation_answers.reservations_answer,
        equity_tables.reservations_table,
    ),
    _reading(
        "reservations/timeline",
        "Tidslinjen för en reservation av eget kapital",
        (
            "Visa allt en reservation av eget kapital har varit: tid, belopp och vad som återstod, efter beslutsdag "
            "och efter registrering, med beslutet som gjorde varje steg. Beloppen är stegets dag, eller dagen on."
        ),
        ("name", "on"),
        reservation_timeline_answers.RECIPE,
        reservation_timeline_answers.ReservationTimelineAnswer,
        reservation_timeline_answers.reservation_timeline_answer,
        timeline_tables.reservation_timeline_tables,
        command="reservation-timeline",
    ),
    _reading(
        "result-units",
        "Resultatenheter, resultatöverföringar och verksamhetsplaner",
        "Visa vilka enheter som får föra över sitt resultat, vad de har fört över, och godkända verksamhetsplaner.",
        ("unit", "year", "stage", "proposal"),
        reservation_answers.RESULT_UNITS_RECIPE,
        reservation_answers.ResultUnitsAnswer,
        reservation_answers.result_units_answer,
        equity_tables.result_units_table,
    ),
    _reading(
        "projects",
        "Projekt, och vad som kan komma",
        "Visa till när projekt är finansierade, om medlen räcker, och vad som väntas eller kan hända.",
        ("name", "unit", "on", "stage", "proposal"),
        project_answers.PROJECTS_RECIPE,
        project_answers.ProjectsAnswer,
        project_answers.projects_answer,
        equity_tables.projects_table,
    ),
    _reading(
        "rents",
        "Hyror",
        "Visa hyrorna en dag: enligt avtal, i budgeten och som prognos, och planerade inhyrningar.",
        ("name", "unit", "on", "stage", "proposal"),
        rent_answers.RENTS_RECIPE,
        rent_answers.RentsAnswer,
        rent_answers.rents_answer,
        equity_tables.rents_table,
    ),
    _reading(
        "services",
        "Gemensamma tjänster",
        "Visa gemensamma tjänster: kategori, finansiering, ompaketering, och vad varje organ har sagt.",
        ("name", "on", "unit", "stage", "proposal"),
        service_answers.SERVICES_RECIPE,
        service_answers.ServicesAnswer,
        service_answers.services_answer,
        service_tables.services_table,
    ),
    _reading(
        "initiatives",
        "Förändringsinsatser",
        "Visa förändringsinsatser: belopp för året, villkor, och vad varje organ har sagt.",
        ("name", "year", "on", "unit", "stage", "proposal"),
        initiative_answers.RECIPE,
        initiative_answers.InitiativesAnswer,
        initiative_answers.initiatives_answer,
        service_tables.initiatives_table,
    ),
    _reading(
        "keys",
        "Fördelningsnycklar",
        "Visa fördelningsnycklar: vilken som gäller, vad varje organ har sagt, och fördelade kostnader.",
        ("name", "year", "on", "stage", "proposal"),
        service_answers.KEYS_RECIPE,
        service_answers.KeysAnswer,
        service_answers.keys_answer,
        service_tables.keys_table,
    ),
    _reading(
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
