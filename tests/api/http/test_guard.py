"""Host names: this machine's own and those that were named, whatever the port, and no other."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.http.guard import host_name
from api.http.routes import http_application
from tests.api.asking import OPEN, refused, unreachable


@pytest.fixture(scope="module")
def named() -> FastAPI:
    """HTTP that answers to one more name than this machine's own."""
    return http_application(unreachable(), OPEN, ["Budget.example.se"])


@pytest.fixture(scope="module")
def unnamed() -> FastAPI:
    """HTTP that answers to this machine's own names alone."""
    return http_application(unreachable(), OPEN)


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "[::1]", "LOCALHOST:8000", "127.0.0.1:80", "[::1]:8000", "budget.example.se:443"],
)
def test_an_expected_host_is_answered(named: FastAPI, host: str) -> None:
    with TestClient(named) as web:
        assert web.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "testserver",
        "example.se",
        "localhost.example.se",
        "127.0.0.1.example.se",
        "localhost@example.se",
        "localhost:8000:1",
        "localhost, example.se",
        "[::1",
        "::1",
        "",
    ],
)
def test_any_other_host_is_refused(unnamed: FastAPI, host: str) -> None:
    with TestClient(unnamed) as web:
        response = web.get("/healthz", headers={"host": host})
        refused(response, 421, "host-not-allowed")
        assert response.headers["x-content-type-options"] == "nosniff"


def test_a_request_has_one_host() -> None:
    assert host_name(["localhost", "localhost"]) is None
    assert host_name([]) is None
    assert host_name(["[::1]:80"]) == "[::1]"
