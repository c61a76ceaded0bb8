"""The description of what can be followed over HTTP: what it can be asked, and what is answered."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from api.answers.cloudevents import EVENT_TYPES, LONGEST_PAGE, EventsAnswer
from api.http.openapi import COMMAND_EXAMPLE, answers_described, parameters_described
from ledger.log.feed.cursor import PATTERN, parse_cursor
from ledger.values import Stage
from projections.asking.parameter import IDENTIFIER, YEAR, Form, Parameter, number_within, one_of

_EVENT_TYPE: Final = msgspec.structs.replace(
    one_of("type", EVENT_TYPES, EVENT_TYPES.__getitem__),
    right=f"en av: {', '.join(dict.fromkeys(EVENT_TYPES.values()))}; eller med sin version, som frame-decided.v1",
)

_CURSOR: Final = Form(
    parse_cursor, "en markör som 17-3fa94c02, eller 0 för början", {"type": "string", "pattern": f"^{PATTERN}$"}
)

LINES: Final = "application/x-ndjson"
LONGEST_WAIT: Final = 60
"""Seconds."""

FOLLOWING: Final = {
    "after": Parameter(_CURSOR, "0"),
    "limit": Parameter(number_within("limit", 1, LONGEST_PAGE), 100),
    "wait": Parameter(number_within("wait", 0, LONGEST_WAIT), 0),
    "type": Parameter(_EVENT_TYPE, "frame-decided"),
    "unit": Parameter(IDENTIFIER, "slk"),
    "year": Parameter(YEAR, 2026),
    "stage": Parameter(one_of("stage", Stage, Stage), "decided"),
}
"""What a page of the log can be asked."""

STREAMING: Final = {name: FOLLOWING[name] for name in FOLLOWING if name not in ("limit", "wait")}
"""What a stream of it can be asked."""

LAST_EVENT_ID: Final = "Last-Event-ID"
EVENT_STREAM: Final = "text/event-stream"

_FOLLOWED: Final = {
    "unit": "Bara det som nämner en enhet, eller någon som legat under den någon dag, också om den har flyttats sedan.",
    "year": "Bara det som nämner ramar för ett budgetår.",
    "stage": "Bara det som är beslutat (decided), föreslaget (proposed) eller tillstyrkt (recommended).",
}
"""What the parameters mean that other answers have too."""

EVENTS_EXAMPLE: Final[dict[str, Any]] = {
    "events": [
        {
            "specversion": "1.0",
            "id": "stockholm/5",
            "source": "urn:liggare:0b9c43a4-27f1-4c0e-9d55-6a1f0e8f2c37",
            "type": "frame-decided.v1",
            "time": "2025-11-25T08:30:00.000000Z",
            "datacontenttype": "application/json",
            "data": {
                "fact": COMMAND_EXAMPLE["facts"][0],
                "recording": {"by": "token", "via": "http"},
                "basis": COMMAND_EXAMPLE["basis"],
            },
            "subject": "frame:slk/total/operating/2026",
            "units": "slk",
            "frames": "slk/total/operating/2026",
            "cursor": "5-3fa94c02",
        }
    ],
    "after": 4,
    "next_after": "5-3fa94c02",
    "head": 5,
    "more": False,
}
"""A page of the log."""


def followed_described(parameters: Mapping[str, Parameter], meant: Mapping[str, str]) -> list[dict[str, Any]]:
    """Parameters of what can be followed, where some are `meant` otherwise than in other answers."""
    return [
        described | ({"description": meant[described["name"]]} if described["name"] in meant else {})
        for described in parameters_described(parameters)
    ]


def last_event_id_described(cursor: Mapping[str, Any], example: str) -> dict[str, Any]:
    """The header by which a stream is gone on with, for cursors of a form."""
    return {
        "name": LAST_EVENT_ID,
        "in": "header",
        "required": False,
        "description": "Det id som kom sist: fortsätter därifrån, vad after än är. EventSource sänder det självt.",
        "schema": cursor,
        "example": example,
    }


def _events_answers() -> dict[int | str, dict[str, Any]]:
    """A page, or lines, with an example of each."""
    answers = answers_described(EventsAnswer, 400, 404, 409, 421, 422, 500, 503)
    content = answers[200]["content"]
    content["application/json"]["example"] = EVENTS_EXAMPLE
    line = msgspec.json.encode(EVENTS_EXAMPLE["events"][0]).decode()
    content[LINES] = {"schema": {"type": "string"}, "example": f"{line}\n"}
    return answers


def _stream_answers() -> dict[int | str, dict[str, Any]]:
    """A stream, with an example of what comes."""
    event = EVENTS_EXAMPLE["events"][0]
    said = f"id: {event['cursor']}\ndata: {msgspec.json.encode(event).decode()}\n\n"
    content = {EVENT_STREAM: {"schema": {"type": "string"}, "example": said}}
    answers = answers_described(EventsAnswer, 400, 404, 409, 421, 422, 500, 503)
    return answers | {200: {"description": "Strömmen", "content": content}}


EVENTS: Final[dict[str, Any]] = {
    "operation_id": "events",
    "summary": "Händelser",
    "description": (
        "Loggen i den ordning den skrevs, som CloudEvents 1.0. Utan urval har positionerna inga luckor. Fråga igen med "
        "after = next_after: en markör, som visar om det fortfarande är samma logg. Med urval är seen_up_to hur långt "
        "allt är genomsett, också när sidan är tom; more säger om något är kvar. Det som kan röra mer än det nämner, "
        "som en dom som upphäver ett helt beslut, följer alltid med. wait väntar på att något kommer. Med Accept: "
        f"{LINES} kommer allt fram till loggens slut, en händelse per rad; Next-After är markören därefter."
    ),
    "responses": _events_answers(),
    "openapi_extra": {"parameters": followed_described(FOLLOWING, _FOLLOWED)},
}
EVENT_STREAMING: Final[dict[str, Any]] = {
    "operation_id": "events-stream",
    "summary": "Händelser, när de kommer",
    "description": (
        "Loggen från en markör, och sedan det som registreras, som server-sent events (EventSource) på ett svar som "
        "inte tar slut. Varje händelse har markören som id, och sig själv som CloudEvents 1.0 på en rad i data. När "
        "inget annat sänds kommer var 15:e sekund ett id utan data: dit är allt genomsett. Det som inte går att "
        "fortsätta från, som att loggen har återställts, är event: problem, och slutet. Den som inte tar emot det som "
        "sänds kopplas bort, och fortsätter från sitt sista id."
    ),
    "responses": _stream_answers(),
    "openapi_extra": {
        "parameters": [
            *followed_described(STREAMING, _FOLLOWED),
            last_event_id_described(_CURSOR.schema, "17-3fa94c02"),
        ]
    },
}
