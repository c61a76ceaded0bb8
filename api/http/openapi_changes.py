"""The description of frame changes over HTTP: what they can be asked, and what is answered."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from api.answers.frame_changes import FrameChangesAnswer
from api.http.openapi import answers_described
from api.http.openapi_feed import EVENT_STREAM, FOLLOWING, LINES, followed_described, last_event_id_described
from api.http.problems import MEDIA_TYPE
from projections.asking.parameter import Parameter
from projections.asking.question import PARAMETERS
from projections.frames.change_cursor import CURSOR

CHANGES: Final = {
    "after": Parameter(CURSOR, "0"),
    **{name: FOLLOWING[name] for name in ("limit", "wait", "unit", "year")},
    "kind": PARAMETERS["kind"],
}
"""What a page of frame changes can be asked."""

STREAMED_CHANGES: Final = {name: CHANGES[name] for name in CHANGES if name not in ("limit", "wait")}
"""What a stream of them can be asked."""

_FOLLOWED: Final = {
    "after": (
        "Ramändringar efter en markör, som next_after i förra svaret; också en markör från events. Förval: 0, från "
        "början."
    ),
    "limit": "Ungefär så många: det en post gör delas aldrig mellan två sidor. Förval: 100.",
    "unit": "Bara ramar för en enhet, eller någon som legat under den någon dag, också om den har flyttats sedan.",
    "year": "Bara ramar för ett budgetår.",
}
"""What the parameters mean that other answers have too."""

CHANGES_EXAMPLE: Final[dict[str, Any]] = {
    "changes": [
        {
            "id": "stockholm/5/0",
            "position": 5,
            "recorded_at": "2025-11-25T08:30:00Z",
            "decided_on": "2025-11-24",
            "unit": "slk",
            "line": "total",
            "kind": "operating",
            "year": 2026,
            "change": "set",
            "change_text": "ram beslutad",
            "retroactive": True,
            "adds": {
                "costs_ore": 157_890_000_000,
                "revenues_ore": 4_760_000_000,
                "net_ore": 153_130_000_000,
                "known": 1,
                "budget": 1,
            },
            "decision": {
                "position": 5,
                "recorded_on": "2025-11-25",
                "family": "frame-decided",
                "event": "ram beslutad",
                "text": "Kommunfullmäktige 2025-11-24, § 12",
                "body": "Kommunfullmäktige",
                "decided_earliest": "2025-11-24",
                "decided_latest": "2025-11-24",
                "paragraph": "§ 12",
            },
            "after": {
                "amount": {"costs_ore": 157_890_000_000, "revenues_ore": 4_760_000_000, "net_ore": 153_130_000_000},
                "commitment": "budget",
            },
            "codes": [{"system": "ekonomi", "code": "1100"}],
            "cursor": "5-3fa94c02.0",
        }
    ],
    "after": 4,
    "next_after": "5-3fa94c02.0",
    "head": 5,
    "more": False,
}
"""A page of frame changes."""


def _answers(content: Mapping[str, Any]) -> dict[int | str, dict[str, Any]]:
    answers = answers_described(FrameChangesAnswer, 400, 404, 409, 421, 422, 500, 503)
    problems = answers[409]["content"][MEDIA_TYPE]
    problems["schema"] = {"anyOf": [problems["schema"], {"$ref": "#/components/schemas/RecastProblem"}]}
    return answers | {200: answers[200] | {"content": {**answers[200]["content"], **content}}}


def _page_answers() -> dict[int | str, dict[str, Any]]:
    """A page, or lines, with an example of each."""
    line = msgspec.json.encode(CHANGES_EXAMPLE["changes"][0]).decode()
    answers = _answers({LINES: {"schema": {"type": "string"}, "example": f"{line}\n"}})
    answers[200]["content"]["application/json"]["example"] = CHANGES_EXAMPLE
    return answers


def _stream_answers() -> dict[int | str, dict[str, Any]]:
    """A stream, with an example of what comes."""
    data = msgspec.json.encode({"changes": CHANGES_EXAMPLE["changes"]}).decode()
    said = f"id: {CHANGES_EXAMPLE['next_after']}\ndata: {data}\n\n"
    content = {EVENT_STREAM: {"schema": {"type": "string"}, "example": said}}
    return _answers({}) | {200: {"description": "Strömmen", "content": content}}


FRAME_CHANGES: Final[dict[str, Any]] = {
    "operation_id": "frame-changes",
    "summary": "Ramändringar",
    "description": (
        "Vad varje post gjorde med varje ram, i den ordning posterna registrerades. Den som lägger ihop adds för varje "
        "ram, av raderna med decided_on till och med en dag, har ramen som beslutad den dagen, utan att känna några "
        "regler. Det en post gör delas aldrig mellan två sidor, och cursor står på den sista av dess rader. Fråga igen "
        "med after = next_after. Svaret når så långt som framräkningen; stale säger när loggen är längre. Har det som "
        "redan hämtats räknats fram på nytt, sedan en regel rättats eller en post lagts åt sidan, kommer 409 "
        "frame-changes-recast med det som ska läggas till, och markören att följa vidare från. wait väntar på att "
        f"något kommer. Med Accept: {LINES} kommer allt, en rad per rad; Next-After är markören därefter."
    ),
    "responses": _page_answers(),
    "openapi_extra": {"parameters": followed_described(CHANGES, _FOLLOWED)},
}
CHANGE_STREAMING: Final[dict[str, Any]] = {
    "operation_id": "frame-changes-stream",
    "summary": "Ramändringar, när de kommer",
    "description": (
        "Ramändringar från en markör, och sedan de som kommer, som server-sent events (EventSource). Varje meddelande "
        "är allt som en post gjorde, changes, med markören som id. Annars som events/stream."
    ),
    "responses": _stream_answers(),
    "openapi_extra": {
        "parameters": [
            *followed_described(STREAMED_CHANGES, _FOLLOWED),
            last_event_id_described(CURSOR.schema, "17-3fa94c02.0"),
        ]
    },
}
