"""What if over HTTP: asked of proposals by GET, of a decision that nobody has recorded by POST; nothing is stored."""

import hashlib
from typing import Any

import msgspec
import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from api.http.admission import Tokens
from api.http.json_body import LONGEST_BODY
from api.http.routes import http_application
from ledger.events import ProposalMade
from ledger.log.database import Database
from projections.asking.question import Question
from projections.asking.texts import json_of
from projections.frames.what_if import what_if_answer
from tests.api.asking import DECISIONS, JSON, READING, post, refused
from tests.given import AUTHOR, Command, adjusted, basis, command, decided, key, opening

WHAT_IF = "/v1/stad/frames/what-if"
MORE = command(adjusted(5_000), on=basis("2026-02-01", "§ 2"))
TOKEN = "hemligt-nog-for-ett-prov"


def sent(web: TestClient, what: Command, **asked: str) -> Any:
    return web.post(WHAT_IF, content=msgspec.json.encode(what), headers=JSON, params=asked)


@pytest.fixture
def budget(stad: OpenLedger, web: TestClient) -> OpenLedger:
    """A budget at position 5, and a proposal at 6."""
    assert post(web, command(decided(100_000)), "budget").status_code == 201
    assert post(web, command(ProposalMade("mer", (adjusted(7_000),)), on=basis("2026-01-10", "§ 3")), "p").is_success
    stad.runner.catch_up()
    return stad


def everything(database: Database) -> str:
    """A digest of every row of every table of every schema, as the superuser sees it."""
    digest = hashlib.sha256()
    with psycopg.connect(**{**database.owner_login, "user": "postgres"}) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            " ORDER BY 1, 2"
        ).fetchall()
        for schema, table in tables:
            rows = connection.execute(SQL("SELECT t::text FROM {} t ORDER BY 1").format(Identifier(schema, table)))
            digest.update(f"{schema}.{table}{rows.fetchall()}".encode())
    return digest.hexdigest()


def test_a_decision_is_answered_and_nothing_is_stored(web: TestClient, budget: OpenLedger, database: Database) -> None:
    before = everything(database)
    response = sent(web, MORE, as_of="2026-03-01")
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    body = response.json()
    [year] = body["years"]
    [unit] = year["units"]
    assert (unit["before"]["net_ore"], unit["change"]["net_ore"], unit["after"]["net_ore"]) == (100_000, 5_000, 105_000)
    assert (year["year"], year["steps"][0]["decision"]["position"]) == (2026, 7)
    assert body["coordinates"] == {"as_of": "2026-03-01", "known_at": None, "position": 6, "by": "unit"}
    assert sent(web, MORE, as_of="2026-03-01").content == response.content
    assert (budget.log.head(), everything(database)) == (6, before)
    again = post(web, MORE, "k1")
    assert (again.status_code, again.json()["first_position"]) == (201, 7), "it can still be recorded"


def test_it_is_the_same_answer_as_in_python(web: TestClient, budget: OpenLedger) -> None:
    answer = what_if_answer(budget.model, Question(year=2026, as_of=basis().decided), MORE, AUTHOR).answer  # type: ignore[arg-type]
    assert sent(web, MORE, year="2026", as_of="2025-11-24", recipe="what-if-7").content == json_of(answer)


def test_proposals_are_asked_about_with_get(web: TestClient, budget: OpenLedger) -> None:
    response = web.get(WHAT_IF, params={"with": "mer", "as_of": "2026-03-01", "known_at": "6", "recipe": "what-if-7"})
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    body = response.json()
    assert body["coordinates"]["laid"] == ["mer"]
    assert body["years"][0]["totals"][0]["after"]["net_ore"] == 107_000
    assert budget.log.head() == 6


@pytest.mark.parametrize(
    ("asked", "status", "codes"),
    [
        ({}, 422, ["field-missing"]),
        ({"with": "mer,mer"}, 400, ["coordinate-invalid"]),
        ({"with": ""}, 400, ["coordinate-invalid"]),
        ({"with": "Mer!"}, 400, ["coordinate-invalid"]),
        ({"with": "ingens,mer,nagons"}, 404, ["proposal-unknown", "proposal-unknown"]),
        ({"with": "mer", "stage": "proposed"}, 422, ["field-unknown"]),
        ({"with": "mer", "proposal": "mer"}, 422, ["field-unknown"]),
        ({"with": "mer", "recipe": "what-if-0"}, 400, ["coordinate-invalid"]),
        ({"with": "mer", "known_at": "7"}, 422, ["position-beyond-head"]),
        ({"with": "mer", "as_of": "igår", "year": "1066"}, 422, ["year-out-of-range", "coordinate-invalid"]),
        ({"with": "mer", "unit": "okand"}, 422, ["unit-unknown"]),
    ],
)
def test_nonsense_about_proposals(
    web: TestClient, budget: OpenLedger, asked: dict[str, str], status: int, codes: list[str]
) -> None:
    refused(web.get(WHAT_IF, params=asked), status, *codes)


def test_what_the_rules_refuse_is_refused_as_when_it_is_recorded(web: TestClient, budget: OpenLedger) -> None:
    bad = command(adjusted(-200_000), adjusted(1, frame=key("okand")))
    dry_run = web.post(DECISIONS, content=msgspec.json.encode(bad), headers=JSON, params={"dry_run": "true"})
    told = sent(web, bad)
    assert told.json()["problems"] == dry_run.json()["problems"]
    refused(told, 422, "frame-would-be-negative", "unit-unknown")
    assert budget.log.head() == 6


@pytest.mark.parametrize(
    ("body", "status", "codes"),
    [
        (b"{", 400, ["file-malformed"]),
        (b"[]", 422, ["value-malformed"]),
        (b"{}", 422, ["field-missing"]),
        (b'{"facts": [], "konto": 1}', 422, ["field-missing", "field-unknown"]),
        (b" " * (LONGEST_BODY + 1), 413, ["content-too-large"]),
    ],
)
def test_a_body_that_is_no_decision(
    web: TestClient, budget: OpenLedger, body: bytes, status: int, codes: list[str]
) -> None:
    response = web.post(WHAT_IF, content=body, headers=JSON)
    told = [problem["code"] for problem in response.json()["problems"]]
    assert (response.status_code, sorted(set(told))) == (status, sorted(codes))


def test_a_decision_is_not_laid_on_a_proposal(web: TestClient, budget: OpenLedger) -> None:
    response = sent(web, MORE, **{"with": "mer"})
    refused(response, 422, "field-unknown")


def test_a_form_on_the_web_cannot_ask(web: TestClient, budget: OpenLedger) -> None:
    refused(web.post(WHAT_IF, data={"facts": "1"}), 415, "content-type-unsupported")


def test_who_may_not_record_may_not_try(application: Application, budget: OpenLedger) -> None:
    """The rules tell what stands in the ledger: trying is held to what recording is held to."""
    with TestClient(http_application(application, READING, ["testserver"])) as closed:
        refused(sent(closed, MORE), 403, "write-not-allowed")
        assert closed.get(WHAT_IF, params={"with": "mer"}).status_code == 200
    guarded = http_application(application, Tokens(open_reads=True, open_writes=False, write=TOKEN), ["testserver"])
    with TestClient(guarded) as asking:
        refused(sent(asking, MORE), 401, "write-token-invalid")
        headers = {**JSON, "authorization": f"Bearer {TOKEN}"}
        assert asking.post(WHAT_IF, content=msgspec.json.encode(MORE), headers=headers).status_code == 200


def test_a_ledger_that_is_not_there_is_not_opened(web: TestClient, application: Application) -> None:
    response = web.post("/v1/annan/frames/what-if", content=msgspec.json.encode(opening()), headers=JSON)
    refused(response, 404, "ledger-unknown")
    assert application.names() == ["stad"]


def test_no_key_is_asked_for_and_none_is_kept(web: TestClient, budget: OpenLedger) -> None:
    headers = {**JSON, "idempotency-key": "budget"}
    assert web.post(WHAT_IF, content=msgspec.json.encode(MORE), headers=headers).status_code == 200
    assert budget.log.answered("budget") is not None
    assert budget.log.answered("annan") is None


def named_as_long_as_can_be(number: int) -> str:
    """A proposal's name of 63 characters, as long as an id may be."""
    return f"budgetforslag-{number:02}-".ljust(63, "x")


def test_twenty_proposals_with_long_names_are_laid_and_one_more_is_told(web: TestClient, budget: OpenLedger) -> None:
    names = [named_as_long_as_can_be(number) for number in range(20)]
    made = [ProposalMade(name, (adjusted(1_000 + number),)) for number, name in enumerate(names)]
    assert post(web, command(*made, on=basis("2026-01-12", "§ 4")), "long").is_success
    budget.runner.catch_up()
    answer = web.get(WHAT_IF, params={"year": 2026, "as_of": "2026-03-01", "with": ",".join(names)}).json()
    # By hand: 20 × 1 000 + (0 + 1 + … + 19) = 20 190 öre more.
    assert answer["years"][0]["units"][0]["change"]["net_ore"] == 20_190
    [problem] = refused(web.get(WHAT_IF, params={"with": ",".join((*names, "en-till"))}), 400, "coordinate-invalid")
    assert problem["detail"] == "21 förslag läggs på varandra."


def test_what_is_too_long_to_be_read_is_told_as_that(web: TestClient, budget: OpenLedger) -> None:
    [problem] = refused(web.get(WHAT_IF, params={"with": "mer", "unit": "k" * 101}), 400, "coordinate-invalid")
    assert problem["detail"].endswith("är 101 tecken långt, och högst 100 läses.")
