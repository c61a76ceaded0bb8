"""Decisions over HTTP: recorded once, answered with their whole consequence, refused with every reason."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from api.http.json_body import LONGEST_BODY
from api.http.routes import body_within
from ledger.errors import Refused
from ledger.events import FrameDecided, RecordingErrorCorrected, UnitRegistered
from ledger.values import Acceptance, FrameKind, InvestmentAmount
from tests.api.asking import DECISIONS, JSON, frames, post, refused
from tests.given import BUDGET, adjusted, basis, command, decided, key, money, opening, transferred

KEYED = {**JSON, "idempotency-key": "k1"}


# --- Recorded -----------------------------------------------------------------------------------------------


def test_a_decision_is_recorded_and_answered_with_its_consequence(web: TestClient, stad: OpenLedger) -> None:
    response = post(web, command(decided(25_000), adjusted(-5_000)))
    body = response.json()
    assert response.status_code == 201
    assert (body["ledger"], body["outcome"]) == ("stad", "stored")
    assert (body["first_position"], body["last_position"]) == (5, 6)
    assert body["types"] == ["frame-decided.v1", "frame-adjusted.v1"]
    [change] = body["frames"]
    assert change["frame"] == {"unit": "slk", "line": "total", "kind": "operating", "year": 2026}
    assert (change["before"]["known"], change["before"]["net_ore"]) == (False, None)
    assert (change["after"]["costs_ore"], change["after"]["commitment"]) == (20_000, "budget")
    assert (change["change_net_ore"], change["change_net_text"]) == (20_000, "200\u00a0kr")
    assert stad.log.head() == 6


def test_the_location_is_the_events_that_were_recorded(web: TestClient) -> None:
    response = post(web, command(decided(25_000), adjusted(-5_000)))
    events = web.get(response.headers["location"]).json()["events"]
    assert [event["id"] for event in events] == ["stad/5", "stad/6"]
    assert {event["time"] for event in events} == {response.json()["recorded_at"]}
    assert events[0]["data"]["recording"] == {"by": "local", "via": "http"}


def test_investments_are_told_as_expenditures_and_receipts(web: TestClient) -> None:
    frame = key(kind=FrameKind.INVESTMENT)
    body = post(web, command(FrameDecided(frame, BUDGET, InvestmentAmount(330_000_000, 0)))).json()
    after = body["frames"][0]["after"]
    assert (after["expenditures_ore"], after["receipts_ore"], after["net_ore"]) == (330_000_000, 0, 330_000_000)
    assert "costs_ore" not in after


def test_a_warning_is_told_with_the_fact_it_is_about(web: TestClient) -> None:
    body = post(web, command(decided(25_000), adjusted(1, frame=key("sbk")))).json()
    assert [(warning["code"], warning["fact"]) for warning in body["warnings"]] == [("frame-not-set", 1)]


def test_a_rule_that_is_accepted_by_name_is_set_aside(web: TestClient) -> None:
    below = command(adjusted(-100), on=basis("2025-12-01"))
    assert post(web, command(decided(50))).status_code == 201
    refused(post(web, below, "k2"), 422, "frame-would-be-negative")
    accepted = msgspec.structs.replace(below, accept=(Acceptance("frame-would-be-negative", "så beslutades", "t-1"),))
    body = post(web, accepted, "k2").json()
    assert [warning["code"] for warning in body["warnings"]] == ["rule-accepted"]
    assert body["frames"][0]["after"]["costs_ore"] == -50


# --- Once ---------------------------------------------------------------------------------------------------


def test_a_repeated_decision_gets_the_same_bytes_again(web: TestClient, stad: OpenLedger) -> None:
    first = post(web, command(decided(25_000), transferred(25_000)))
    post(web, command(adjusted(-25_000, frame=key("sbk")), on=basis("2025-12-01")), "k2")
    again = post(web, command(decided(25_000), transferred(25_000)))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert (first.headers.get("idempotent-replayed"), again.headers["idempotent-replayed"]) == (None, "true")
    assert stad.log.head() == 7


def test_a_key_stands_for_one_decision(web: TestClient, stad: OpenLedger) -> None:
    post(web, command(decided(25_000)))
    refused(post(web, command(decided(25_001))), 422, "idempotency-key-reused")
    assert stad.log.head() == 5


def test_a_body_that_does_not_come_in_time_is_not_waited_for() -> None:
    come = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive() -> Any:
        return come.pop() if come else await asyncio.Event().wait()

    request = Request({"type": "http", "headers": [(b"content-length", b"1000")]}, receive)
    with pytest.raises(Refused) as refused:
        asyncio.run(body_within(request, 1 / 100))
    assert refused.value.refusals[0].code == "file-malformed"
    assert "hade inte kommit i sin helhet" in refused.value.refusals[0].detail


def test_a_key_is_one_short_visible_word(web: TestClient) -> None:
    content = msgspec.json.encode(command(decided(1)))
    wrong = {("a", "b"): "field-repeated"} | dict.fromkeys((("a" * 201,), ("a b",), ("å",), ("",)), "value-malformed")
    for given, code in wrong.items():
        headers = [(b"content-type", b"application/json"), *((b"idempotency-key", key.encode()) for key in given)]
        [reason] = refused(web.post(DECISIONS, content=content, headers=headers), 422, code)
        assert reason["where"] == "Idempotency-Key"


def test_without_a_key_nothing_is_recorded(web: TestClient, stad: OpenLedger) -> None:
    refused(post(web, command(decided(1)), None), 400, "idempotency-key-missing")
    assert stad.log.head() == 4


def test_the_longest_key_is_a_key(web: TestClient) -> None:
    assert post(web, command(decided(1)), "~" * 200).status_code == 201


# --- Rehearsed ----------------------------------------------------------------------------------------------


def test_a_dry_run_tells_all_and_stores_nothing(web: TestClient, stad: OpenLedger) -> None:
    asked = command(decided(25_000), adjusted(1, frame=key("sbk")))
    rehearsed = post(web, asked, None, f"{DECISIONS}?dry_run=true")
    assert (rehearsed.status_code, stad.log.head()) == (200, 4)
    assert "location" not in rehearsed.headers
    stored = post(web, asked, "k1", f"{DECISIONS}?dry_run=false")
    differs = {"outcome", "first_position", "last_position", "recorded_at"}
    assert {name for name in stored.json() if stored.json()[name] != rehearsed.json()[name]} == differs
    assert [rehearsed.json()[name] for name in sorted(differs)] == [None, None, "rehearsed", None]


def test_a_dry_run_leaves_its_key_unused(web: TestClient) -> None:
    post(web, command(decided(1)), "k1", f"{DECISIONS}?dry_run=true")
    assert post(web, command(decided(2)), "k1").status_code == 201


def test_a_dry_run_that_is_not_spelt_right_is_never_recorded(web: TestClient, stad: OpenLedger) -> None:
    for query in ("dryrun=true", "dry_run=ja", "dry_run=", "dry_run=true&dry_run=false", "dry_run=1", "DRY_RUN=true"):
        assert post(web, command(decided(1)), "k1", f"{DECISIONS}?{query}").is_client_error
    assert stad.log.head() == 4


# --- Refused ------------------------------------------------------------------------------------------------


def test_every_reason_in_every_fact_is_told_at_once(web: TestClient, stad: OpenLedger) -> None:
    facts = (transferred(100, "slk", "slk"), decided(-1), UnitRegistered("ks", "Igen"))
    reasons = refused(
        post(web, command(*facts)), 422, "transfer-to-same-frame", "amount-negative", "unit-already-registered"
    )
    assert [reason["where"] for reason in reasons] == ["facts[0]", "facts[1].amount.costs_ore", "facts[2]"]
    assert stad.log.head() == 4


def test_what_is_wrong_with_key_parameter_and_body_is_told_at_once(web: TestClient) -> None:
    body = json.dumps({"facts": [{"type": "frame-decided.v1", "commitment": "kanske", "x": 1}], "basis": 1})
    response = web.post(f"{DECISIONS}?dry_run=x&y=1", content=body, headers=JSON)
    expected = ["field-unknown", "coordinate-invalid", "idempotency-key-missing"]
    in_body = ["field-unknown", "value-malformed", "field-missing", "field-missing", "value-malformed"]
    reasons = refused(response, 422, *expected, *in_body)
    assert [reason.get("where") for reason in reasons[3:]] == [
        "facts[0].x",
        "facts[0].commitment",
        "facts[0]",
        "facts[0]",
        "basis",
    ]


def test_many_reasons_are_counted_but_not_all_told(web: TestClient) -> None:
    response = web.post(DECISIONS, content=json.dumps({"facts": [1] * 5_000}), headers=KEYED)
    body = response.json()
    assert (response.status_code, body["problem_count"], len(body["problems"])) == (422, 5_000, 100)


def test_a_ledger_is_not_opened_over_http(web: TestClient, application: Application) -> None:
    [reason] = refused(post(web, opening(), path="/v1/ny/decisions"), 404, "ledger-unknown")
    assert reason["right"] == "Den som driver liggaren öppnar den på kommandoraden: liggare record FIL"
    refused(post(web, opening(), None, "/v1/ny/decisions?dry_run=true"), 404, "ledger-unknown")
    assert application.names() == ["stad"]


def test_an_opened_ledger_is_not_opened_again(web: TestClient) -> None:
    response = post(web, opening())
    assert (response.status_code, response.json()["code"]) == (409, "ledger-already-opened")


@pytest.mark.parametrize("given", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken_in(detached: TestClient, given: str | None) -> None:
    headers = {"idempotency-key": "k1"} | ({} if given is None else {"content-type": given})
    response = detached.post(DECISIONS, content=b"{}", headers=headers)
    [reason] = refused(response, 415, "content-type-unsupported")
    assert reason["right"] == "Content-Type: application/json"


def test_json_may_name_its_charset(web: TestClient) -> None:
    response = post(web, command(decided(1)), **{"content-type": "Application/JSON; charset=utf-8"})
    assert response.status_code == 201


def test_a_large_request_is_refused_before_it_is_read(detached: TestClient) -> None:
    refused(detached.post(DECISIONS, content=b" " * (LONGEST_BODY + 1), headers=KEYED), 413, "content-too-large")


def test_a_large_request_in_pieces_is_refused_while_it_is_read(detached: TestClient) -> None:
    given = []

    def pieces() -> Iterator[bytes]:
        for number in range(20):
            given.append(number)
            yield b" " * 1_000_000

    refused(detached.post(DECISIONS, content=pieces(), headers=KEYED), 413, "content-too-large")


def test_the_largest_request_is_read(web: TestClient) -> None:
    content = msgspec.json.encode(command(decided(1))).ljust(LONGEST_BODY)
    assert web.post(DECISIONS, content=content, headers=KEYED).status_code == 201


def test_a_body_that_is_not_json_is_refused(web: TestClient, stad: OpenLedger) -> None:
    for content in (b"", b"{", b"facts: []", b"{'facts': []}", b'{"facts": NaN}', b"\xff\xfe{}", b"[" * 100_000):
        refused(web.post(DECISIONS, content=content, headers=KEYED), 400, "file-malformed")
    assert stad.log.head() == 4


def test_text_that_cannot_be_stored_is_refused(web: TestClient, stad: OpenLedger) -> None:
    for name in ("a\0b", "a\u001bb"):
        fact = {"type": "unit-registered.v1", "unit": "ny", "name": name}
        [reason] = refused(
            web.post(DECISIONS, content=json.dumps({"facts": [fact]}), headers=KEYED), 422, "value-malformed"
        )
        assert reason["where"] == "facts[0].name"
    assert stad.runner.catch_up() == 4


def test_what_the_ledger_fills_in_cannot_be_sent(web: TestClient) -> None:
    post(web, command(decided(1)))
    wrong: dict[str, Any] = {"type": "recording-error-corrected.v1", "corrects": 5, "reason": "fel"}
    for name, value in (("affected_tags", ["unit:slk"]), ("first_position", 1), ("first_recorded_on", "2020-01-01")):
        content = json.dumps({"facts": [wrong | {name: value}]})
        response = web.post(DECISIONS, content=content, headers={**JSON, "idempotency-key": "k2"})
        [reason] = refused(response, 422, "field-unknown")
        assert reason["where"] == f"facts[0].{name}"


def test_a_correction_over_http_leaves_the_old_answer_as_it_was(web: TestClient, stad: OpenLedger) -> None:
    post(web, command(FrameDecided(key(), BUDGET, money(100))))
    stad.runner.catch_up()
    before = frames(web, year=2026, as_of="2026-01-01", known_at=5).content
    assert post(web, command(RecordingErrorCorrected(5, "fel siffra")), "k2").status_code == 201
    stad.runner.catch_up()
    assert frames(web, year=2026, as_of="2026-01-01", known_at=5).content == before
    assert frames(web, year=2026, as_of="2026-01-01").json()["frames"] == []
