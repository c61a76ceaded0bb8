"""The description of the HTTP interface: schemas from the types themselves, and texts in Swedish."""

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.answers.cloudevents import LONGEST_PAGE, EventsAnswer
from api.answers.present import ReceiptView
from api.answers.questions import Reading
from api.answers.readings import READINGS
from api.answers.written import written_type
from api.catalogue.catalogue import CatalogueView
from api.http.openapi_texts import TEXTS
from api.http.problems import MEDIA_TYPE, Problem
from ledger.errors import REFUSALS
from ledger.events import catalogue, family, stored_name
from ledger.log.entry import Entry
from ledger.recording import KEY_LENGTH, Command
from ledger.values import FrameKind, Stage
from ledger.when import FIRST_YEAR, LAST_YEAR
from ledger.words import words
from projections.asking.question import GroupBy

_REFERENCE: Final = "#/components/schemas/{name}"


class LedgerLinks(msgspec.Struct, frozen=True):
    """A ledger, and where to ask about it."""

    name: str
    frames: str
    events: str


class LedgersAnswer(msgspec.Struct, frozen=True):
    """Every ledger there is."""

    ledgers: list[LedgerLinks]


class Alive(msgspec.Struct, frozen=True):
    """The process answers."""

    status: str


class LedgerStanding(msgspec.Struct, frozen=True):
    """How far a ledger's read models have come, and where its log ends."""

    name: str
    position: int
    head: int


class Ready(msgspec.Struct, frozen=True):
    """Everything that answers need is in place."""

    status: str
    ledgers: list[LedgerStanding]


ANSWERS: Final = (
    CatalogueView,
    *(reading.answer_type for reading in READINGS),
    EventsAnswer,
    ReceiptView,
    LedgersAnswer,
    Alive,
    Ready,
    Problem,
    Command,
    Entry,
)

_COUNT: Final = {"type": "integer", "minimum": 0}
_DAY: Final = {"type": "string", "format": "date"}
_ID: Final = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$"}
_YEAR: Final = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}

QUESTION: Final[dict[str, tuple[str, dict[str, Any], Any]]] = {
    "year": ("Avser: budgetåret. Förval: innevarande år för ramar, annars alla år.", _YEAR, 2027),
    "on": ("Avser: dagen som svaret gäller. Förval: as_of.", _DAY, "2026-07-01"),
    "as_of": ("Beslutad till och med en dag. Förval: i dag.", _DAY, "2026-03-01"),
    "known_at": (
        "Registrerad till och med: en position, en dag (dess slut) eller ett klockslag. Förval: allt framräknat.",
        {"type": "string"},
        "12",
    ),
    "from_as_of": ("Från: beslutad till och med en dag. Förval: samma som as_of.", _DAY, "2025-12-31"),
    "from_known_at": (
        "Från: registrerad till och med en position, en dag eller ett klockslag. Förval: samma som known_at.",
        {"type": "string"},
        "4",
    ),
    "stage": (
        "Stadium. Annat än decided gäller ett namngivet förslag. Förval: decided.",
        {"type": "string", "enum": [stage.value for stage in Stage]},
        "decided",
    ),
    "proposal": ("Ett namngivet förslag i stället för det beslutade; förslag summeras aldrig.", _ID, "budget-2024-m"),
    "with": (
        "Det beslutade med namngivna förslag lagda ovanpå, i den ordningen, som om de antogs; ingenting registreras.",
        {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}(,[a-z0-9][a-z0-9-]{0,62})*$"},
        "budget-2024-m",
    ),
    "legal_force": ("Bara beslut som har vunnit laga kraft. Förval: false.", {"type": "boolean"}, False),
    "index": (
        "Som om varje index som inte är beslutat vore detta; ingenting ändras av frågan.",
        {"type": "string", "pattern": "^[−+-]?[0-9]{1,3}(,[0-9]{1,6})?[ \u00a0]*[%‰]$"},
        "3 %",
    ),
    "unit": ("Bara en enhet.", _ID, "slk"),
    "subtree": ("Enheten och allt under den. Förval: false.", {"type": "boolean"}, True),
    "line": ("Bara en anslagspost.", _ID, "total"),
    "kind": (
        "Bara drift eller bara investering.",
        {"type": "string", "enum": [kind.value for kind in FrameKind]},
        "operating",
    ),
    "name": ("Bara den med det namnet: en reservation, en avgift, en tjänst …", _ID, "smart-stad"),
    "version": ("En rapports version. Förval: den sista.", {"type": "integer", "minimum": 1}, 1),
    "case": ("Bara ett ärende, med numret som det är skrivet.", {"type": "string"}, "KS 2023/1237"),
    "by": (
        (
            "Hur ramar läggs ihop: varje enhet, enheten ovanför, den överst, varje anslagspost, eller trädet, där "
            "varje enhet har sitt eget och allt under sig. Förval: unit."
        ),
        {"type": "string", "enum": [by.value for by in GroupBy]},
        "unit",
    ),
    "tree_on": (
        "I trädet av enheter för en annan dag; det som inte går att jämföra visas för sig. Förval: as_of.",
        _DAY,
        "2026-01-01",
    ),
    "min_position": ("Vänta tills svaret omfattar en position, som den ett beslut fick.", _COUNT, 0),
}
"""The parameters of a question: Swedish text, schema, example."""

FOLLOWING: Final[dict[str, tuple[str, dict[str, Any], Any]]] = {
    "after": ("Händelser efter en position. Förval: 0, från början.", _COUNT, 0),
    "limit": (
        "Högst så många. Förval: 100.",
        {"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE},
        100,
    ),
    "type": (
        "Bara en sorts händelser, i alla dess versioner.",
        {"type": "string", "enum": [family(stored_name(fact)) for fact in catalogue()]},
        "frame-decided",
    ),
}

RECORDING: Final[dict[str, tuple[str, dict[str, Any], Any]]] = {
    "dry_run": ("Visa följderna, men registrera ingenting. Förval: false.", {"type": "boolean"}, True),
}

_ETAG_HEADER: Final = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "ETag från ett tidigare svar: 304 om det inte har ändrats.",
    "schema": {"type": "string"},
    "example": '"0a1b2c"',
}
_KEY_HEADER: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Krävs utom vid provkörning. Samma nyckel och innehåll registreras en gång och får samma svar igen.",
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LENGTH, "pattern": "^[!-~]+$"},
    "example": "ks-2026-117-beslut-3",
}

COMMAND_EXAMPLE: Final[dict[str, Any]] = {
    "basis": {
        "body": "Kommunfullmäktige",
        "decided": "2025-11-24",
        "source": {"title": "Protokoll 2025-11-24", "sha256": "ab" * 32},
        "case_number": "KS 2025/117",
        "paragraph": "§ 12",
        "clause": 3,
    },
    "facts": [
        {
            "type": "frame-decided.v1",
            "frame": {"unit": "slk", "kind": "operating", "year": 2026},
            "commitment": "budget",
            "amount": {"type": "operating", "costs_ore": 157_890_000_000, "revenues_ore": 4_760_000_000},
        }
    ],
}
"""A decision as JSON; it can be recorded as it stands in a ledger that has the unit `slk`."""


def _parameters(*groups: dict[str, tuple[str, dict[str, Any], Any]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": False, "description": text, "schema": schema, "example": example}
        for group in groups
        for name, (text, schema, example) in group.items()
    ]


def _reference(answer: type[msgspec.Struct]) -> dict[str, Any]:
    return {"$ref": _REFERENCE.format(name=answer.__name__)}


_COMMAND_BODY: Final[dict[str, Any]] = {
    "security": [{"token": []}, {}],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _reference(Command), "example": COMMAND_EXAMPLE}},
    },
}


def _answers(answer: type[msgspec.Struct], *statuses: int, **more: str) -> dict[int | str, dict[str, Any]]:
    """Responses: what is answered, and the problems there can be. `more` are successes beside 200: s201="…"."""
    content = {"application/json": {"schema": _reference(answer)}}
    problems = {MEDIA_TYPE: {"schema": _reference(Problem)}}
    successes = {200: "Svaret", **{int(status[1:]): text for status, text in more.items()}}
    return {
        **{s: {"description": text, **({"content": content} if s != 304 else {})} for s, text in successes.items()},
        **{s: {"description": _titles(s), "content": problems} for s in statuses},
    }


def _titles(status: int) -> str:
    """The codes that an answer with a status can have, with their Swedish titles."""
    found = [f"{code}: {kind.title}" for code, kind in REFUSALS.items() if kind.http_status == status]
    return "; ".join(found)


def _recipe(recipe: str) -> tuple[str, dict[str, Any], Any]:
    text = f"Svarets form och regler; nu {recipe}. Med den i adressen kan svaret sparas för alltid."
    return text, {"type": "string", "enum": [recipe]}, recipe


def _repeated(text: str, schema: dict[str, Any], example: Any) -> tuple[str, dict[str, Any], Any]:
    """A parameter that may stand several times."""
    return f"{text} Får upprepas: varje värde blir en kolumn.", {"type": "array", "items": schema}, [example]


def of_reading(reading: Reading) -> dict[str, Any]:
    """The description of an answer."""
    recipe = _recipe(reading.recipe)
    parameters = {name: recipe if name == "recipe" else QUESTION[name] for name in reading.parameters}
    parameters |= {name: _repeated(*QUESTION[name]) for name in reading.repeated}
    return {
        "operation_id": reading.path.replace("/", "-"),
        "summary": reading.title,
        "description": reading.description,
        "responses": _answers(reading.answer_type, 400, 404, 421, 422, 500, 503, s304="Oförändrat sedan If-None-Match"),
        "openapi_extra": {"parameters": [*_parameters(parameters), _ETAG_HEADER]},
    }


def what_if_recorded(reading: Reading) -> dict[str, Any]:
    """The description of an answer about a decision that is sent with the question."""
    described = of_reading(reading)
    parameters = [one for one in described["openapi_extra"]["parameters"] if one["in"] == "query"]
    return described | {
        "operation_id": f"{described['operation_id']}-recorded",
        "summary": f"{reading.title}: ett beslut",
        "responses": _answers(reading.answer_type, 400, 401, 403, 404, 409, 413, 415, 421, 422, 500, 503),
        "openapi_extra": {"parameters": parameters, **_COMMAND_BODY},
    }


EVENTS: Final[dict[str, Any]] = {
    "operation_id": "events",
    "summary": "Händelser",
    "description": "Loggen i den ordning den skrevs, som CloudEvents 1.0. Positionerna har inga luckor.",
    "responses": _answers(EventsAnswer, 400, 404, 421, 422, 500, 503),
    "openapi_extra": {"parameters": _parameters(FOLLOWING)},
}
DECISIONS: Final[dict[str, Any]] = {
    "operation_id": "record",
    "summary": "Registrera ett beslut",
    "description": (
        "Allt i begäran registreras, eller inget. Svaret visar händelser, varningar och varje ram före och efter. Har "
        "nyckeln redan använts till samma innehåll kommer det första svaret igen, med 200 och Idempotent-Replayed."
    ),
    "responses": _answers(
        ReceiptView, 400, 401, 403, 404, 409, 413, 415, 421, 422, 500, 503, s201="Registrerat; Location är händelserna"
    ),
    "openapi_extra": {
        "parameters": [*_parameters(RECORDING), _KEY_HEADER],
        **_COMMAND_BODY,
    },
}
CATALOGUE: Final[dict[str, Any]] = {
    "operation_id": "catalogue",
    "summary": "Katalogen",
    "description": "Varje sorts händelse, med uppgifter, lagrum och exempel. Samma sak att läsa finns på /events.",
    "responses": _answers(CatalogueView, 421, 422, 500, s304="Oförändrat sedan If-None-Match"),
    "openapi_extra": {"parameters": [_ETAG_HEADER]},
}
LEDGERS: Final[dict[str, Any]] = {
    "operation_id": "ledgers",
    "summary": "Liggare",
    "responses": _answers(LedgersAnswer, 421, 422, 500, 503),
}
HEALTH: Final[dict[str, Any]] = {
    "operation_id": "alive",
    "summary": "Lever processen?",
    "responses": _answers(Alive, 421, 500),
}
READINESS: Final[dict[str, Any]] = {
    "operation_id": "ready",
    "summary": "Är allt redo?",
    "description": "Databasen svarar och är migrerad, och varje liggares framräkning står inte stilla.",
    "responses": _answers(Ready, 421, 500, 503),
}


def document(web: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 description of an application's routes."""
    made = get_openapi(title=web.title, version=web.version, description=web.description, routes=web.routes)
    components = made.setdefault("components", {})
    components["schemas"] = schemas()
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "Nyckeln i LIGGARE_WRITE_TOKEN, om den är satt."}
    }
    return made


def schemas() -> dict[str, Any]:
    """Every type of the interface by name, described in Swedish."""
    _, components = msgspec.json.schema_components(map(written_type, ANSWERS), ref_template=_REFERENCE)
    components["CloudEvent"]["properties"]["data"] = _reference(Entry)
    swedish = TEXTS | dict(_catalogue_texts())
    for name, schema in components.items():
        if name in swedish:
            schema["description"] = swedish[name]
        for field, inner in schema.get("properties", {}).items():
            _describe_field(field, inner)
    return components


def _catalogue_texts() -> Iterable[tuple[str, str]]:
    """Each event's Swedish word, meaning and legal basis."""
    for fact in catalogue():
        word = words.FACTS[family(stored_name(fact))]
        law = f" ({word.law})" if word.law else ""
        yield fact.__name__, f"{word.swedish.capitalize()}. {word.meaning}{law}"


def _describe_field(field: str, schema: dict[str, Any]) -> None:
    word = words.FIELDS.get(re.sub(r"_(ore|text)$", "", field))
    unit = ", i öre" if field.endswith("_ore") else ""
    if word is not None and "$ref" not in schema:
        schema["description"] = f"{word.swedish.capitalize()}{unit}. {word.meaning}".strip()
