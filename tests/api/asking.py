"""Short ways to ask over HTTP in tests."""

from typing import Any

import msgspec
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import Application
from api.http.admission import Tokens
from ledger.log.database import Database
from tests.given import Command

DECISIONS = "/v1/stad/decisions"
JSON = {"content-type": "application/json"}
OPEN = Tokens(open_reads=True, open_writes=True)
"""As on this machine only, when the operator has set no tokens."""

READING = Tokens(open_reads=True, open_writes=False)
"""Everybody may read, and nobody record."""


def post(web: TestClient, command: Command, key: str | None = "k1", path: str = DECISIONS, **headers: str) -> Response:
    """Posts a command, with a key unless it is None."""
    keyed = {} if key is None else {"idempotency-key": key}
    return web.post(path, content=msgspec.json.encode(command), headers={**JSON, **keyed, **headers})


def frames(web: TestClient, ledger: Any = "stad", headers: Any = None, **parameters: Any) -> Response:
    """Asks a ledger for frames, with parameters and perhaps headers."""
    return web.get(f"/v1/{ledger}/frames", params=parameters, headers=headers)


def flags(**coordinates: str) -> list[str]:
    """Parameters of an address as flags of a command."""
    return [word for name, value in coordinates.items() for word in (f"--{name.replace('_', '-')}", value)]


def refused(response: Response, status: int, *codes: str) -> list[dict[str, Any]]:
    """Asserts that a response is a whole problem with a status and these codes in order; returns the reasons."""
    body = response.json()
    assert (response.status_code, [reason["code"] for reason in body["problems"]]) == (status, list(codes))
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-language"] == "sv"
    assert response.headers["cache-control"] == "no-store"
    assert (body["type"], body["status"]) == (f"urn:budgetliggaren:problem:{codes[0]}", status)
    assert body["instance"] == response.url.path
    assert {"title", "detail", "retry", "code"} <= body.keys()
    assert body["problem_count"] == len(codes)
    reasons: list[dict[str, Any]] = body["problems"]
    return reasons


def unreachable() -> Application:
    """An application whose database is not there: what it answers needs none."""
    nowhere = {"host": "127.0.0.1", "port": 1, "user": "hemlig", "dbname": "hemlig", "connect_timeout": 2}
    return Application(Database(nowhere, nowhere))
