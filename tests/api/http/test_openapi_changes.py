"""What is described of frame changes is what is answered: its examples are of the form that they are examples of."""

from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from api.answers.frame_changes import FrameChangesAnswer
from api.http.openapi_changes import CHANGES, CHANGES_EXAMPLE, STREAMED_CHANGES
from api.http.openapi_feed import EVENT_STREAM, LINES
from projections.asking.texts import json_of


@pytest.fixture
def described(detached: TestClient) -> dict[str, Any]:
    """The addresses of the description, as it is served."""
    paths: dict[str, Any] = detached.get("/openapi.json").json()["paths"]
    return paths


def test_a_stream_is_asked_the_same_as_a_page_but_how_much_and_how_long(described: dict[str, Any]) -> None:
    asked = {
        name: {parameter["name"] for parameter in described[f"/v1/{{ledger}}/{name}"]["get"]["parameters"]}
        for name in ("frame-changes", "frame-changes/stream")
    }
    assert asked["frame-changes"] == {*CHANGES, "ledger"}
    assert asked["frame-changes/stream"] == {*STREAMED_CHANGES, "ledger", "Last-Event-ID"}


def test_the_page_that_is_shown_is_one(described: dict[str, Any]) -> None:
    page = msgspec.convert(CHANGES_EXAMPLE, FrameChangesAnswer)
    told = msgspec.json.decode(json_of(page))
    [shown], [written] = CHANGES_EXAMPLE["changes"], told["changes"]
    assert {name for name in shown if written.get(name) is None} == set()
    assert page.next_after == page.changes[-1].cursor
    answers = described["/v1/{ledger}/frame-changes"]["get"]["responses"]
    assert answers["200"]["content"][LINES]["example"].endswith("\n")
    assert any("RecastProblem" in str(schema) for schema in answers["409"]["content"].values())
    stream = described["/v1/{ledger}/frame-changes/stream"]["get"]["responses"]["200"]["content"]
    assert stream[EVENT_STREAM]["example"].startswith(f"id: {page.next_after}\n")
