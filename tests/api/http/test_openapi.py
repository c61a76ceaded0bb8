"""The description says what is there, in Swedish, and what is there answers as described."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance
from starlette.routing import Route
from starlette.testclient import TestClient

from api.answers.registry import ANSWERS
from api.app import Application, OpenLedger
from api.http.openapi import COMMAND_EXAMPLE, RECORDING
from api.http.openapi_feed import FOLLOWING
from api.http.routes import http_application
from ledger.errors import REFUSALS
from ledger.events import catalogue
from ledger.words.texts import type_texts
from projections.asking.question import PARAMETERS
from projections.frames.current import FRAMES
from tests.api.asking import DECISIONS, JSON, OPEN, post
from tests.given import command, decided
from tests.swedish import not_swedish

EXAMPLES = 15
"""For each operation; enough to meet every parameter, few enough to be quick."""


@pytest.fixture
def described(detached: TestClient) -> dict[str, Any]:
    """The description, as it is served."""
    description: dict[str, Any] = detached.get("/openapi.json").json()
    return description


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation: path, method and what is said about it."""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def references(value: Any) -> Iterator[str]:
    """Every reference in a description."""
    if isinstance(value, dict):
        yield from (inner for key, inner in value.items() if key == "$ref" and isinstance(inner, str))
        yield from (reference for inner in value.values() for reference in references(inner))
    if isinstance(value, list):
        yield from (reference for inner in value for reference in references(inner))


def test_every_route_is_described_but_the_description_itself(detached: TestClient, described: dict[str, Any]) -> None:
    routes = {
        (route.path, method)
        for route in detached.app.routes  # type: ignore[attr-defined]
        if isinstance(route, Route)
        for method in route.methods or ()
    }
    told = {(path, method) for path, method, _ in operations(described)}
    pages = {path for path, _ in routes if path == "/" or path.startswith(("/docs", "/openapi.json", "/events"))}
    assert {(path, method) for path, method in routes if method != "HEAD" and path not in pages} == told
    assert described["openapi"].startswith("3.1")


def test_the_description_is_valid_by_its_own_standard(described: dict[str, Any]) -> None:
    """OpenAPI 3.1, with its schemas in JSON Schema 2020-12."""
    wrong = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in _wrong_in(described)]
    assert not wrong, wrong[:5]


def test_the_validator_sees_what_is_wrong() -> None:
    assert _wrong_in({"openapi": "3.1.0", "info": {"title": "Budgetliggaren"}, "paths": {}})


def _wrong_in(described: dict[str, Any]) -> list[Any]:
    return list(OpenAPIV31SpecValidator(described).iter_errors())


def test_everything_that_is_referred_to_is_there(described: dict[str, Any]) -> None:
    names = {name.removeprefix("#/components/schemas/") for name in references(described)}
    assert names <= described["components"]["schemas"].keys()
    assert {"FramesAnswer", "EventsAnswer", "ReceiptView", "Command", "Entry", "Problem"} <= names


def test_everything_is_described_in_swedish(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    assert type_texts().keys() | {fact.__name__ for fact in catalogue()} == schemas.keys()
    texts = [schema["description"] for schema in schemas.values()]
    for _, _, operation in operations(described):
        texts += [operation["summary"], *(response["description"] for response in operation["responses"].values())]
        texts += [parameter["description"] for parameter in operation.get("parameters", ())]
    assert all(texts)
    assert not_swedish(texts) == {}


def test_every_parameter_has_an_example_that_fits(described: dict[str, Any], detached: TestClient) -> None:
    told = {
        parameter["name"]
        for _, _, operation in operations(described)
        for parameter in operation.get("parameters", ())
        if "example" in parameter or parameter["schema"].get("examples")
    }
    asked = {name for declaration in ANSWERS for name in declaration.parameters}
    headers = {"If-None-Match", "Idempotency-Key", "Last-Event-ID"}
    assert told == {*PARAMETERS, *FOLLOWING, *RECORDING, *asked, *headers, "ledger"}
    examples = {name: parameter.example for name, parameter in FRAMES.parameters.items()}
    assert detached.get("/v1/stad/frames", params=examples).json()["code"] == "database-unavailable"


def test_every_status_a_refusal_can_have_is_described(described: dict[str, Any]) -> None:
    told = {status for _, _, operation in operations(described) for status in operation["responses"]}
    # A method that is not described has no place in the description.
    assert {str(kind.http_status) for kind in REFUSALS.values()} - {"405"} == told - {"200", "201", "304"}


def test_the_example_decision_can_be_recorded_as_it_stands(web: TestClient) -> None:
    headers = {**JSON, "idempotency-key": "k1"}
    response = web.post(DECISIONS, content=json.dumps(COMMAND_EXAMPLE), headers=headers)
    assert (response.status_code, response.json()["warnings"]) == (201, [])
    assert response.json()["frames"][0]["after"]["net_ore"] == 153_130_000_000


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "operation_id",
    [
        "ledgers",
        "frames",
        "frames-compare",
        "frames-why",
        "frames-changes",
        "frames-difference",
        "frames-timeline",
        "events",
        "events-stream",
        "record",
        "alive",
        "ready",
    ],
)
def test_whatever_is_asked_is_answered_as_described(
    application: Application, stad: OpenLedger, web: TestClient, operation_id: str
) -> None:
    post(web, command(decided(25_000)))
    stad.runner.catch_up()
    built = http_application(application, OPEN, ["testserver"])
    built.state.arrivals.end()  # nobody waits here for what does not come
    schema = schemathesis.openapi.from_asgi("/openapi.json", built)
    operation = schema.find_operation_by_id(operation_id)

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    def ask(case: schemathesis.Case[Any]) -> None:
        if "ledger" in case.path_parameters:
            case.path_parameters["ledger"] = "stad"
        case.call_and_validate(checks=[not_a_server_error, response_schema_conformance])

    ask()
