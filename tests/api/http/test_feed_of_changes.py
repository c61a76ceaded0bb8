"""Frame changes over HTTP: pages, lines, waiting for what the read model takes in, streams, and recasts."""

import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from ledger.log.database import Database
from ledger.when import monotonic, sleep
from projections.frames import recast
from projections.running.runner import Runner
from tests.api.asking import refused
from tests.api.http.event_source import EventSource
from tests.api.http.served import Served
from tests.given import AUTHOR, adjusted, basis, command, decided, transferred
from tests.projections.running.test_recasts import mended, without

CHANGES = "/v1/stad/frame-changes"
LINES = {"accept": "application/x-ndjson"}


@pytest.fixture
def changed(application: Application, stad: OpenLedger) -> OpenLedger:
    """A budget at 5, and a transfer at 6 that is two rows."""
    application.record("stad", command(decided(900)), AUTHOR, "k1")
    application.record("stad", command(transferred(100), on=basis("2026-02-10", "§ 3")), AUTHOR, "k2")
    stad.runner.catch_up()
    return stad


def test_lines_are_rows_with_a_cursor_on_the_last_of_each_entry(web: TestClient, changed: OpenLedger) -> None:
    whole = web.get(CHANGES).json()
    lines = web.get(CHANGES, headers=LINES)
    told = [json.loads(line) for line in lines.text.splitlines()]
    assert told == whole["changes"]
    assert [(row["position"], "cursor" in row) for row in told] == [(5, True), (6, False), (6, True)]
    assert lines.headers["next-after"] == whole["next_after"]
    few = web.get(f"{CHANGES}?limit=1&after={told[0]['cursor']}", headers=LINES)
    assert [json.loads(line)["id"] for line in few.text.splitlines()] == ["stad/6/0", "stad/6/1"]


def test_a_bare_cursor_of_the_log_is_taken(web: TestClient, changed: OpenLedger) -> None:
    cursor = web.get("/v1/stad/events?after=0&limit=5").json()["next_after"]
    assert [row["position"] for row in web.get(CHANGES, params={"after": cursor}).json()["changes"]] == [6, 6]
    bare = web.get(f"{CHANGES}?after=5")
    assert (bare.headers["cursor-unchecked"], bare.json()["cursor_unchecked"]) == ("true", True)
    refused(web.get(f"{CHANGES}?after=5-00000000.0"), 409, "log-diverged")


def test_every_wrong_parameter_is_told_by_its_name(detached: TestClient) -> None:
    answer = detached.get(f"{CHANGES}?after=1.x&limit=0&wait=61&unit=Å&year=1&kind=z&stage=decided")
    codes = ("field-unknown", *["coordinate-invalid"] * 4, "year-out-of-range", "coordinate-invalid")
    names = ["stage", "after", "limit", "wait", "unit", "year", "kind"]
    assert [reason["where"] for reason in refused(answer, 422, *codes)] == names


def page(port: int, query: str) -> dict[str, Any]:
    """A page from a real server."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{CHANGES}?{query}", timeout=90) as answer:
        body: dict[str, Any] = json.load(answer)
        return body


def test_who_waits_is_answered_when_the_read_model_has_taken_the_entry_in(
    there: Served, application: Application
) -> None:
    """Recorded by another process; and not by what changes no frame."""
    after = page(there.port, "")["next_after"]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(page, there.port, f"after={after}&wait=30")
        sleep(0.5)
        assert not waiting.done()
        application.record("stad", command(decided(900)), AUTHOR, "k1")
        recorded = monotonic()
        body = waiting.result(40)
    assert ([row["position"] for row in body["changes"]], body["next_after"][:2]) == ([5], "5-")
    assert monotonic() - recorded < 2


def test_a_stream_tells_what_each_entry_did_at_once(there: Served, application: Application) -> None:
    with EventSource(there.port, "after=0", path=f"{CHANGES}/stream") as reader:
        application.record("stad", command(decided(900)), AUTHOR, "k1")
        application.record("stad", command(transferred(100), on=basis("2026-02-10", "§ 3")), AUTHOR, "k2")
        assert reader.waits_until(lambda: len(reader.parser.dispatched) == 2)
        told = reader.parser.dispatched
    assert [[row["id"] for row in json.loads(message.data)["changes"]] for message in told] == [
        ["stad/5/0"],
        ["stad/6/0", "stad/6/1"],
    ]
    assert reader.last_event_id == json.loads(told[1].data)["changes"][-1]["cursor"]


# --- A recast -----------------------------------------------------------------------------------------------


def test_who_has_had_what_is_otherwise_now_is_told_what_to_add_and_where_to_go_on(
    web: TestClient, changed: OpenLedger, database: Database
) -> None:
    after = web.get(CHANGES).json()["next_after"]
    Runner(database, changed.runner.place, mended(without(6))).prepare()
    answer = web.get(CHANGES, params={"after": after})
    [reason] = refused(answer, 409, "frame-changes-recast")
    body = answer.json()
    assert reason["where"] == "after"
    assert body["changes"] == [
        {
            "unit": unit,
            "line": "total",
            "kind": "operating",
            "year": 2026,
            "decided_on": "2026-02-10",
            "adds": {"costs_ore": ore, "net_ore": ore, **({"known": -1} if unit == "sbk" else {})},
        }
        for unit, ore in (("sbk", -100), ("slk", 100))
    ]
    assert (body["more"], body["next_after"]) == (False, f"{after[:-1]}1")
    went_on = web.get(CHANGES, params={"after": body["next_after"]}).json()
    assert (went_on["changes"], went_on["next_after"]) == ([], body["next_after"])


def test_a_follower_of_the_stream_is_told_too(
    there: Served, changed: OpenLedger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recast, "MOST_AT_ONCE", 1)
    after = page(there.port, "")["next_after"]
    with EventSource(there.port, f"after={after}", path=f"{CHANGES}/stream") as reader:
        runner = Runner(database, changed.runner.place, mended(without(6)))
        runner.prepare()
        there.application.record("stad", command(adjusted(1), on=basis(paragraph="§ 30")), AUTHOR, "k3")
        runner.catch_up()
        assert reader.waits_until(lambda: reader.has_ended)
    [problem] = reader.parser.dispatched
    told = json.loads(problem.data)
    assert (problem.type, told["code"], told["more"]) == ("problem", "frame-changes-recast", True)
    assert told["next_after"] == f"{after}.1"
