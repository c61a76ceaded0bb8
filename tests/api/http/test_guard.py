"""Host names: this machine's own and those that were named, whatever the port, and no other."""

import pytest
from starlette.testclient import TestClient

from api.http.guard import host_name
from api.http.routes import http_application
from tests.api.asking import refused, unreachable


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "[::1]", "LOCALHOST:8000", "127.0.0.1:80", "[::1]:8000", "budget.example.se:443"],
)
def test_an_expected_host_is_answered(host: str) -> None:
    built = http_application(unreachable(), open_writes=True, allowed_hosts=["Budget.example.se"])
    with TestClient(built) as web:
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
def test_any_other_host_is_refused(host: str) -> None:
    with TestClient(http_application(unreachable(), open_writes=True)) as web:
        response = web.get("/healthz", headers={"host": host})
        refused(response, 421, "host-not-allowed")
        assert response.headers["x-content-type-options"] == "nosniff"


def test_a_request_has_one_host() -> None:
    assert host_name(["localhost", "localhost"]) is None
    assert host_name([]) is None
    assert host_name(["[::1]:80"]) == "[::1]"
