"""The description of the HTTP interface: schemas from the types themselves, and texts in Swedish."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.answers.cloudevents import EventsAnswer
from api.answers.frame_changes import FrameChangesAnswer
from api.answers.present import ReceiptView
from api.answers.registry import ANSWERS
from api.catalogue.catalogue import CatalogueView
from api.http.problems import MEDIA_TYPE, Problem, RecastProblem
from ledger.errors import REFUSALS
from ledger.events import catalogue, family, stored_name
from ledger.log.entry import Entry, EntrySetAside
from ledger.log.server import ServerStanding
from ledger.recording import KEY_LENGTH, Command
from ledger.words import words
from ledger.words.texts import question_texts, type_texts
from projections.asking.declaration import Declaration
from projections.asking.parameter import Parameter, yes_or_no
from projections.asking.texts import written_type

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


class Ready(Alive, frozen=True):
    """Everything that answers need is in place. `server` says what somebody should mend of it."""

    server: ServerStanding
    ledgers: list[LedgerStanding]


DESCRIBED: Final[tuple[type[msgspec.Struct], ...]] = (
    CatalogueView,
    *(declaration.answer_type() for declaration in ANSWERS),
    EventsAnswer,
    FrameChangesAnswer,
    ReceiptView,
    LedgersAnswer,
    Alive,
    Ready,
    Problem,
    RecastProblem,
    Command,
    Entry,
    EntrySetAside,
)

RECORDING: Final = {"dry_run": Parameter(yes_or_no("dry_run"), example=True)}
"""What the recording of a decision can be asked."""

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


def parameters_described(parameters: Mapping[str, Parameter], repeated: Collection[str] = ()) -> list[dict[str, Any]]:
    """Parameters of an address, as they are described."""
    return [_parameter(name, parameter, name in repeated) for name, parameter in parameters.items()]


def _parameter(name: str, parameter: Parameter, repeated: bool) -> dict[str, Any]:
    text, schema, example = question_texts().parameters[name].text, parameter.form.schema, parameter.example
    if name == "recipe":
        text = text.format(recipe=example)
    if repeated:
        text, schema = f"{text} Får upprepas: varje värde blir en kolumn.", {"type": "array", "items": schema}
        example = [example]
    described = {"description": text, "schema": schema, "example": example}
    return {"name": name, "in": "query", "required": False, **described}


def _reference(answer: type[msgspec.Struct]) -> dict[str, Any]:
    return {"$ref": _REFERENCE.format(name=answer.__name__)}


_COMMAND_BODY: Final[dict[str, Any]] = {
    "security": [{"token": []}, {}],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _reference(Command), "example": COMMAND_EXAMPLE}},
    },
}


def answers_described(answer: type[msgspec.Struct], *statuses: int, **more: str) -> dict[int | str, dict[str, Any]]:
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
    titles = [f"{code}: {kind.title}" for code, kind in REFUSALS.items() if kind.http_status == status]
    return "; ".join(titles)


def of_answer(declaration: Declaration) -> dict[str, Any]:
    """The description of an answer."""
    text, answered = question_texts().answers[declaration.path], declaration.answer_type()
    return {
        "operation_id": declaration.path.replace("/", "-"),
        "summary": text.title,
        "description": text.description,
        "responses": answers_described(answered, 400, 404, 421, 422, 500, 503, s304="Oförändrat sedan If-None-Match"),
        "openapi_extra": {
            "parameters": [*parameters_described(declaration.parameters, declaration.repeated), _ETAG_HEADER],
        },
    }


def of_answer_to_decision(declaration: Declaration) -> dict[str, Any]:
    """The description of an answer about a decision that is sent with the question."""
    described, answered = of_answer(declaration), declaration.answer_type()
    return described | {
        "operation_id": f"{described['operation_id']}-recorded",
        "summary": f"{described['summary']}: ett beslut",
        "responses": answers_described(answered, 400, 401, 403, 404, 409, 413, 415, 421, 422, 500, 503),
        "openapi_extra": {"parameters": parameters_described(declaration.parameters), **_COMMAND_BODY},
    }


DECISIONS: Final[dict[str, Any]] = {
    "operation_id": "record",
    "summary": "Registrera ett beslut",
    "description": (
        "Allt i begäran registreras, eller inget. Svaret visar händelser, varningar och varje ram före och efter. Har "
        "nyckeln redan använts till samma innehåll kommer det första svaret igen, med 200 och Idempotent-Replayed."
    ),
    "responses": answers_described(
        ReceiptView, 400, 401, 403, 404, 409, 413, 415, 421, 422, 500, 503, s201="Registrerat; Location är händelserna"
    ),
    "openapi_extra": {
        "parameters": [*parameters_described(RECORDING), _KEY_HEADER],
        **_COMMAND_BODY,
    },
}
CATALOGUE: Final[dict[str, Any]] = {
    "operation_id": "catalogue",
    "summary": "Katalogen",
    "description": "Varje sorts händelse, med uppgifter, lagrum och exempel. Samma sak att läsa finns på /events.",
    "responses": answers_described(CatalogueView, 421, 422, 500, s304="Oförändrat sedan If-None-Match"),
    "openapi_extra": {"parameters": [_ETAG_HEADER]},
}
LEDGERS: Final[dict[str, Any]] = {
    "operation_id": "ledgers",
    "summary": "Liggare",
    "responses": answers_described(LedgersAnswer, 421, 422, 500, 503),
}
HEALTH: Final[dict[str, Any]] = {
    "operation_id": "alive",
    "summary": "Lever processen?",
    "responses": answers_described(Alive, 421, 500),
}
READINESS: Final[dict[str, Any]] = {
    "operation_id": "ready",
    "summary": "Är allt redo?",
    "description": "Databasen svarar och är migrerad, och varje liggares framräkning står inte stilla.",
    "responses": answers_described(Ready, 421, 500, 503),
}

METRICS: Final[dict[str, Any]] = {
    "operation_id": "metrics",
    "summary": "Vad har processen gjort, och hur står den?",
    "description": "För Prometheus: svarstider, vägranden, registrerade poster, följarens läge, anslutningar.",
    "responses": answers_described(Alive, 421, 500)
    | {200: {"description": "Siffrorna.", "content": {"text/plain": {"schema": {"type": "string"}}}}},
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
    _, components = msgspec.json.schema_components(
        [written_type(answer) for answer in DESCRIBED], ref_template=_REFERENCE
    )
    # Anything else is what cannot be read.
    components["CloudEvent"]["properties"]["data"] = {"anyOf": [_reference(Entry), _reference(EntrySetAside), {}]}
    swedish = type_texts() | dict(_catalogue_texts())
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
    # A list that may be left out, but not be sent empty, has no default that could be sent.
    if schema.get("minItems") and not schema.get("default", True):
        del schema["default"]
    word = words.FIELDS.get(re.sub(r"_(ore|text)$", "", field))
    unit = ", i öre" if field.endswith("_ore") else ""
    if word is not None and "$ref" not in schema:
        schema["description"] = f"{word.swedish.capitalize()}{unit}. {word.meaning}".strip()
