"""Problem details: every refusal of the closed list can be told, and none tells too much."""

import msgspec
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.http.problems import (
    MOST_SHOWN,
    answer_with_problems,
    problem,
    problem_response,
)
from ledger.errors import REFUSALS, Refusal
from ledger.values import Acceptance


def test_the_first_reason_stands_at_the_top_and_decides_the_status() -> None:
    first = Refusal("turnover-sides-differ", "Olika.", "2 kr", "1 kr", "1 kr", "samma", "facts[0]")
    told = problem([first, Refusal("ledger-unknown", "Okänd.")], "/v1/å b")
    assert (told.type, told.status) == ("urn:budgetliggaren:problem:turnover-sides-differ", 422)
    assert (told.asserted, told.calculated, told.difference) == ("2 kr", "1 kr", "1 kr")
    assert (told.right, told.where, told.instance) == ("samma", "facts[0]", "/v1/%C3%A5%20b")
    assert [reason.code for reason in told.problems] == ["turnover-sides-differ", "ledger-unknown"]


@pytest.mark.parametrize("code", REFUSALS)
def test_every_code_is_a_problem_with_its_own_status(code: str) -> None:
    kind = REFUSALS[code]
    response = problem_response([Refusal(code, "Text.")], "/")
    body = msgspec.json.decode(response.body)
    assert (response.status_code, body["status"], body["retry"]) == (
        kind.http_status,
        kind.http_status,
        kind.retry_can_help,
    )
    assert (body["code"], body["title"]) == (code, kind.title)
    assert 400 <= response.status_code < 600
    assert ("retry-after" in response.headers) == (kind.http_status == 503 and kind.retry_can_help)
    assert ("www-authenticate" in response.headers) == (kind.http_status == 401)


def test_a_refusal_that_can_be_accepted_says_so_and_how() -> None:
    """Issue 10 D: a rule of class B can be set aside by name, and no other."""
    negative, ended = Refusal("frame-would-be-negative", "Minus."), Refusal("unit-ended", "Upphört.")
    told = problem([negative, ended, negative], "/")
    assert (told.acceptable, [reason.acceptable for reason in told.problems]) == (True, [True] * 3)
    assert [accept.rule for accept in told.accept] == ["frame-would-be-negative", "unit-ended"]
    sent = msgspec.json.encode(told.accept[0])
    assert msgspec.json.decode(sent, type=Acceptance).rule == "frame-would-be-negative"


def test_what_has_a_reason_that_stands_whatever_is_accepted_is_not_acceptable() -> None:
    told = problem([Refusal("frame-would-be-negative", "Minus."), Refusal("unit-unknown", "Okänd.")], "/")
    assert (told.acceptable, [reason.acceptable for reason in told.problems]) == (False, [True, False])
    assert b"acceptable" not in problem_response([Refusal("unit-unknown", "Okänd.")], "/").body


def test_what_the_driver_says_stays_inside() -> None:
    for code in ("database-unavailable", "database-unsuitable"):
        told = problem([Refusal(code, "host=10.0.0.7 user=x", right="LIGGARE_DATABASE_URL")], "/")
        assert (told.detail, told.right) == ("Databasen svarar inte.", "Försök igen om en stund.")


def test_more_reasons_than_anybody_reads_are_counted() -> None:
    told = problem([Refusal("field-unknown", "x")] * (MOST_SHOWN + 1), "/")
    assert (len(told.problems), told.problem_count) == (MOST_SHOWN, MOST_SHOWN + 1)


def test_what_the_framework_finds_wrong_is_a_problem_too() -> None:
    web = FastAPI()
    answer_with_problems(web)

    @web.get("/years/{year}")
    def years(year: int) -> int:
        return year

    with TestClient(web) as client:
        response = client.get("/years/x")
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert response.json()["problems"][0]["where"] == "path.year"
