"""The HTTP door as a whole: ledgers, health, the page, who may write, and what happens when something breaks."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from api.http.admission import Tokens
from api.http.routes import http_application
from ledger.log.database import Database
from ledger.when import wait_until
from tests.api.asking import OPEN, READING, frames, post, refused
from tests.given import command, decided

TOKEN = "en-hemlig-nyckel-å"


@pytest.fixture
def guarded(application: Application, stad: OpenLedger) -> Iterator[TestClient]:
    """HTTP that wants a token from whoever writes."""
    built = http_application(application, Tokens(open_reads=True, open_writes=False, write=TOKEN), ["testserver"])
    with TestClient(built) as client:
        yield client


# --- Ledgers, health and the page ---------------------------------------------------------------------------


def test_the_ledgers_are_listed_with_where_to_ask(web: TestClient) -> None:
    assert web.get("/v1").json() == {
        "ledgers": [{"name": "stad", "frames": "/v1/stad/frames", "events": "/v1/stad/events"}]
    }


def test_a_parameter_where_there_are_none_is_refused(detached: TestClient) -> None:
    [reason] = refused(detached.get("/v1?year=2026"), 422, "field-unknown")
    assert (reason["where"], reason["right"]) == ("year", "inga parametrar")


def test_the_process_is_alive_without_a_database(detached: TestClient) -> None:
    assert detached.get("/healthz").json() == {"status": "alive"}


def test_an_installation_without_ledgers_is_ready(application: Application) -> None:
    with TestClient(http_application(application, OPEN, ["testserver"])) as web:
        ready = web.get("/readyz")
        assert (ready.status_code, ready.json()["status"], ready.json()["ledgers"]) == (200, "ready", [])
        assert ready.json()["server"]["version"].partition(".")[0].isdecimal()
        assert "warnings" not in ready.json()["server"], "the one that comes along lacks no known fix"


def test_readiness_tells_how_far_every_ledger_has_come(web: TestClient, stad: OpenLedger) -> None:
    assert web.get("/readyz").json()["ledgers"] == [{"name": "stad", "position": 0, "head": 4}]
    stad.runner.catch_up()
    assert web.get("/readyz").json()["ledgers"] == [{"name": "stad", "position": 4, "head": 4}]


def test_a_ledger_whose_projections_have_stopped_is_not_ready(
    web: TestClient, stad: OpenLedger, database: Database
) -> None:
    with psycopg.connect(**database.owner_login) as connection:
        connection.execute(SQL("SET search_path TO {}").format(Identifier(stad.runner.place.projection_schema)))
        connection.execute("UPDATE projection_state SET stopped_position = 3, stopped_type = 'x', stopped_reason = 'y'")
    [reason] = refused(web.get("/readyz"), 503, "projection-stopped")
    assert reason["where"] == "stad"
    assert web.get("/readyz").json()["retry"] is False
    refused(frames(web, year=2026, known_at=4), 503, "projection-stopped")


def test_a_database_that_is_not_migrated_is_not_ready(database: Database) -> None:
    with psycopg.connect(**database.owner_login) as connection:
        connection.execute("DELETE FROM liggare.applied_migration")
    application = Application(database)
    with TestClient(http_application(application, OPEN, ["testserver"])) as web:
        refused(web.get("/readyz"), 503, "database-not-migrated")


def test_the_front_page_is_the_description(detached: TestClient) -> None:
    for answer in (detached.get("/", follow_redirects=False), detached.head("/", follow_redirects=False)):
        assert (answer.status_code, answer.headers["location"]) == (307, "/docs")


@pytest.mark.parametrize("path", ["/docs", "/docs/static/docs.js", "/docs/static/docs.css"])
def test_the_page_needs_nothing_from_elsewhere(detached: TestClient, path: str) -> None:
    page = detached.get(path)
    assert page.status_code == 200
    assert not re.search(r"https?:|//[a-z]|@import|\bstyle=|<script>|\son[a-z]+=", page.text)
    for address in re.findall(r'(?:src|href)="(/[^"]+)"', page.text):
        assert detached.get(address).status_code == 200


def test_head_is_answered_like_get(web: TestClient) -> None:
    for path in ("/v1", "/v1/stad/events", "/v1/stad/frames?year=2026&as_of=2026-01-01&known_at=0", "/healthz"):
        assert web.head(path).headers == web.get(path).headers


# --- Headers of every answer --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v1", "/docs", "/openapi.json", "/nowhere", "/v1/stad/frames?asof=2026-01-01"])
def test_every_answer_is_guarded(detached: TestClient, path: str) -> None:
    headers = detached.get(path, headers={"origin": "https://example.org"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'self'; ")
    assert headers["content-language"] == "sv"
    assert "server" not in headers
    assert not [name for name in headers if name.startswith("access-control")]


# --- Who may write ------------------------------------------------------------------------------------------


def test_without_a_token_and_not_open_nobody_writes(application: Application, stad: OpenLedger) -> None:
    with TestClient(http_application(application, READING, ["testserver"])) as web:
        [reason] = refused(post(web, command(decided(100))), 403, "write-not-allowed")
        assert "LIGGARE_WRITE_TOKEN" in reason["right"]
        assert frames(web, year=2026).status_code == 200
    assert stad.log.head() == 4


def test_a_wrong_token_is_refused(guarded: TestClient, stad: OpenLedger) -> None:
    for shown in ("", "Bearer", "Bearer fel", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x"):
        headers = [(b"authorization", shown.encode())] if shown else []
        response = guarded.post("/v1/stad/decisions?dry_run=true", content=b"{}", headers=headers)
        refused(response, 401, "write-token-invalid")
        assert response.headers["www-authenticate"] == "Bearer"
        assert TOKEN not in response.text
    assert stad.log.head() == 4


def test_the_right_token_writes(guarded: TestClient) -> None:
    keyed = [(b"content-type", b"application/json"), (b"idempotency-key", b"k1")]
    headers = [*keyed, (b"authorization", f"bearer {TOKEN}".encode())]
    content = b'{"facts": [{"type": "unit-registered.v1", "unit": "ny", "name": "Ny"}]}'
    assert guarded.post("/v1/stad/decisions", content=content, headers=headers).status_code == 201
    [event] = guarded.get("/v1/stad/events?after=4").json()["events"]
    assert event["data"]["recording"] == {"by": "token", "via": "http"}


# --- What is not there, and what breaks ---------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v2", "/v1/stad", "/v1/stad/x/frames", "/docs/static/../http.py", "/v1/å/x"])
def test_an_unknown_address_is_a_problem_in_swedish(detached: TestClient, path: str) -> None:
    body = detached.get(path, follow_redirects=False).json()
    assert (body["status"], body["code"], body["detail"]) == (404, "not-found", "Det finns inget på den adressen.")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/stad/events", "GET, HEAD"),
        ("PUT", "/v1", "GET, HEAD"),
        ("GET", "/v1/stad/decisions", "POST"),
        ("OPTIONS", "/v1/stad/decisions", "POST"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(detached: TestClient, method: str, path: str, allowed: str) -> None:
    response = detached.request(method, path)
    [reason] = refused(response, 405, "method-not-allowed")
    assert reason["right"] == response.headers["allow"] == allowed


def test_a_ledger_is_only_looked_up(web: TestClient, stad: OpenLedger) -> None:
    names = ("x", "STAD", "stad; DROP SCHEMA log_stad", "stad' OR '1'='1", "log_stad", "%00", "å", "pg_catalog")
    for name in names:
        response = web.get(f"/v1/{name}/frames")
        assert (response.status_code, response.json()["code"]) == (404, "ledger-unknown")
        assert response.json()["right"] == "någon av: stad"
    assert stad.log.head() == 4


def test_a_fault_of_ours_tells_nothing_outside(application: Application) -> None:
    built = http_application(application, OPEN, ["testserver"])

    def broken() -> None:
        raise RuntimeError("hemligt")

    built.add_api_route("/broken", broken)
    with TestClient(built, raise_server_exceptions=False) as web:
        response = web.get("/broken")
    refused(response, 500, "unexpected-error")
    assert "hemligt" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/readyz", "/v1", "/v1/stad/frames", "/v1/stad/events"])
def test_a_database_that_is_not_there_can_be_tried_again(detached: TestClient, path: str) -> None:
    response = detached.get(path)
    [reason] = refused(response, 503, "database-unavailable")
    assert response.json()["retry"] is True
    assert response.headers["retry-after"] == "2"
    assert reason["detail"] == "Databasen svarar inte."
    assert "hemlig" not in response.text
    assert "127.0.0.1" not in response.text


def test_a_database_that_goes_away_and_comes_back(web: TestClient, stad: OpenLedger, database: Database) -> None:
    asked = {"year": 2026, "as_of": "2026-01-01", "known_at": 0}
    before = frames(web, **asked).content
    with psycopg.connect(**{**database.owner_login, "dbname": "postgres"}, autocommit=True) as connection:
        name = database.login["dbname"]
        allow = SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        connection.execute(allow.format(Identifier(name), SQL("false")))
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %(name)s", {"name": name}
        )
        refused(frames(web, **asked), 503, "database-unavailable")
        refused(post(web, command(decided(100))), 503, "database-unavailable")
        connection.execute(allow.format(Identifier(name), SQL("true")))
    # Connections that were lost are found out one by one, when somebody asks.
    assert wait_until(lambda: frames(web, **asked).content == before, seconds=30)
    assert wait_until(lambda: post(web, command(decided(100))).is_success, seconds=30)
    assert stad.log.head() == 5
