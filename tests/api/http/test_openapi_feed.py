"""What is described of following is what is answered: its examples are of the form that they are examples of."""

import json
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from api.answers.cloudevents import EVENT_TYPES, EventsAnswer
from api.http.openapi_feed import EVENT_STREAM, EVENTS_EXAMPLE, FOLLOWING, LINES, STREAMING
from tests.api.http.event_source import Parser


@pytest.fixture
def described(detached: TestClient) -> dict[str, Any]:
    """The addresses of the description, as it is served."""
    paths: dict[str, Any] = detached.get("/openapi.json").json()["paths"]
    return paths


def content(operation: dict[str, Any], media_type: str) -> Any:
    return operation["responses"]["200"]["content"][media_type]["example"]


def test_a_stream_is_asked_the_same_as_the_log_but_how_much_and_how_long(described: dict[str, Any]) -> None:
    asked = {
        name: {parameter["name"] for parameter in described[f"/v1/{{ledger}}/{name}"]["get"]["parameters"]}
        for name in ("events", "events/stream")
    }
    assert asked["events"] == {*FOLLOWING, "ledger"}
    assert asked["events/stream"] == {*STREAMING, "ledger", "Last-Event-ID"}
    assert FOLLOWING.keys() - STREAMING.keys() == {"limit", "wait"}


def test_the_page_that_is_shown_is_one(described: dict[str, Any]) -> None:
    page = msgspec.json.decode(msgspec.json.encode(EVENTS_EXAMPLE), type=EventsAnswer)
    assert page.next_after == page.events[-1].cursor
    assert page.events[0].type in EVENT_TYPES
    lines = content(described["/v1/{ledger}/events"]["get"], LINES)
    assert [json.loads(line) for line in lines.splitlines()] == EVENTS_EXAMPLE["events"]


def test_the_stream_that_is_shown_is_one(described: dict[str, Any]) -> None:
    parser = Parser()
    for line in content(described["/v1/{ledger}/events/stream"]["get"], EVENT_STREAM).split("\n"):
        parser.line(line)
    [told] = parser.dispatched
    assert json.loads(told.data) == EVENTS_EXAMPLE["events"][0]
    assert told.last_event_id == EVENTS_EXAMPLE["next_after"]
