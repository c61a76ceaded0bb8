"""The log over HTTP for those who follow it: by waiting, by lines, and however many they are."""

import asyncio
import json
import threading
import tracemalloc
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.answers.feed import Feed
from api.app import Application, OpenLedger
from api.following import TAKING_IN
from api.http.feed import LINES_AT_A_TIME, FeedDoor
from api.http.pages import READ_AT_ONCE
from api.http.serving import ANSWERED_AT_ONCE
from api.http.waiting import Arrivals
from ledger.log.database import Database
from ledger.log.feed.rows import FeedRows
from ledger.log.store import DCBEvent
from ledger.when import monotonic, sleep, wait_until
from tests.api.asking import refused
from tests.api.http.served import Served, served
from tests.api.outages import deaf as deaf
from tests.given import AUTHOR, adjusted, basis, command, decided, key, opening

EVENTS = "/v1/stad/events"
LINES = {"accept": "application/x-ndjson"}


def page(port: int, query: str) -> dict[str, Any]:
    """A page from a real server."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{EVENTS}?{query}", timeout=90) as answer:
        body: dict[str, Any] = json.load(answer)
        return body


def positions(body: dict[str, Any]) -> list[int]:
    return [int(event["id"].partition("/")[2]) for event in body["events"]]


# --- Cursors ------------------------------------------------------------------------------------------------


def test_a_cursor_of_this_log_goes_on_and_one_of_another_is_refused_with_what_to_do(web: TestClient) -> None:
    cursor = web.get(f"{EVENTS}?limit=2").json()["next_after"]
    assert positions(web.get(EVENTS, params={"after": cursor}).json()) == [3, 4]
    other = "2-" + ("0" * 8 if not cursor.endswith("0" * 8) else "1" * 8)
    for query in (f"after={other}", f"after={other}&unit=slk", "after=5", "after=5-00000000"):
        for headers in ({}, LINES):
            [reason] = refused(web.get(f"{EVENTS}?{query}", headers=headers), 409, "log-diverged")
            assert (reason["where"], "after=0" in reason["right"]) == ("after", True)


def test_a_bare_number_is_taken_and_told_to_be_unchecked(web: TestClient) -> None:
    bare = web.get(f"{EVENTS}?after=2")
    assert (bare.headers["cursor-unchecked"], bare.json()["cursor_unchecked"]) == ("true", True)
    for after in ("0", bare.json()["next_after"]):
        checked = web.get(f"{EVENTS}?after={after}")
        assert "cursor-unchecked" not in checked.headers
        assert "cursor_unchecked" not in checked.json()


def test_every_wrong_parameter_is_told_by_its_name(detached: TestClient) -> None:
    answer = detached.get(f"{EVENTS}?after=x&limit=0&wait=61&type=y&unit=Å&year=1&stage=z&enhet=slk")
    codes = ("field-unknown", *["coordinate-invalid"] * 5, "year-out-of-range", "coordinate-invalid")
    names = ["enhet", "after", "limit", "wait", "type", "unit", "year", "stage"]
    assert [reason["where"] for reason in refused(answer, 422, *codes)] == names


# --- To wait ------------------------------------------------------------------------------------------------


def waited(port: int, application: Application, query: str = "") -> tuple[dict[str, Any], float]:
    """What somebody who waits at the end is answered when another process records, and how long after."""
    after = page(port, "")["next_after"]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(page, port, f"after={after}&wait=30{query}")
        sleep(0.5)
        assert not waiting.done()
        application.record("stad", command(decided(900)), AUTHOR, None)
        recorded = monotonic()
        return waiting.result(40), monotonic() - recorded


def test_who_waits_is_answered_when_another_process_records(
    application: Application, stad: OpenLedger, database: Database
) -> None:
    with served(database) as there:
        body, seconds = waited(there.port, application)
    assert (positions(body), body["more"]) == ([5], False)
    assert seconds < 0.9, "it was heard, and not found by asking"


@pytest.mark.usefixtures("deaf")
@pytest.mark.parametrize("follows", [True, False])
def test_who_waits_is_answered_within_two_seconds_also_when_nothing_is_heard(
    application: Application, stad: OpenLedger, database: Database, follows: bool
) -> None:
    with served(database, follows=follows) as there:
        body, seconds = waited(there.port, application, "&unit=slk")
    assert positions(body) == [5]
    assert seconds < 2


def test_only_the_feeds_that_were_asked_for_last_are_kept(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.feed.MOST_FEEDS", 3)
    door = FeedDoor(application, Arrivals(application.listener))
    for name in "abcd":
        application.record(name, opening(), AUTHOR, "opening")
    kept = {name: asyncio.run(door._feed(name)) for name in "abcdb"}
    assert list(door._feeds) == ["c", "d", "b"]
    assert door._feeds["b"] is kept["b"]
    asyncio.run(door._feed("a"))
    assert list(door._feeds) == ["d", "b", "a"]


def test_when_nothing_comes_the_page_is_empty_at_the_end(web: TestClient) -> None:
    began = monotonic()
    body = web.get(f"{EVENTS}?after=4&wait=1").json()
    assert (body["events"], body["head"]) == ([], 4)
    assert 1 <= monotonic() - began < 5
    began = monotonic()
    assert len(web.get(f"{EVENTS}?after=0&wait=30").json()["events"]) == 4
    assert monotonic() - began < 5, "there is something already"


def test_who_waits_for_a_unit_is_moved_on_past_what_does_not_concern_it(
    application: Application, stad: OpenLedger, database: Database
) -> None:
    with served(database) as there, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(page, there.port, "after=4&wait=3&unit=sbk")
        sleep(0.5)
        there.application.record("stad", command(decided(900)), AUTHOR, None)
        body = waiting.result(20)
    assert (body["events"], body["seen_up_to"][:2], body["more"]) == ([], "5-", False)


async def _many(there: Served, count: int, application: Application) -> tuple[list[bytes], int, int]:
    """So many clients that wait, and the threads and connections there were then."""
    connections = [await asyncio.open_connection("127.0.0.1", there.port) for _ in range(count)]
    for _, writer in connections:
        writer.write(f"GET {EVENTS}?after=4&wait=60 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    arrivals = there.server.config.app.state.arrivals  # type: ignore[union-attr]
    while len(arrivals._bells.get("stad", ())) < count:
        await asyncio.sleep(0.05)
    await asyncio.sleep(1.5)
    threads, existing = threading.active_count(), there.application.database.connections.existing
    await asyncio.to_thread(application.record, "stad", command(decided(900)), AUTHOR, None)
    answers = await asyncio.gather(*(reader.readuntil(b"}]") for reader, _ in connections))
    for _, writer in connections:
        writer.close()
    return answers, threads, existing


def test_two_hundred_who_wait_cost_no_thread_and_no_connection_each_and_one_page_together(
    application: Application, stad: OpenLedger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, found, plain = threading.active_count(), list[int](), Feed.page

    def page_of(feed: Feed, *asked: Any) -> Any:
        read = plain(feed, *asked)
        found.append(len(read.events))
        return read

    monkeypatch.setattr(Feed, "page", page_of)
    with served(database) as there:
        answers, threads, existing = asyncio.run(asyncio.wait_for(_many(there, 200, application), 60))
        assert [b'"id":"stad/5"' in answer for answer in answers] == [True] * 200
        arrivals = there.server.config.app.state.arrivals  # type: ignore[union-attr]
        assert wait_until(lambda: not arrivals._bells, 10)
    assert sum(found) < 5, "what woke them all was read once, or nearly"
    # The server, who listens, those who take in, those who answer, those who read pages, and one of this test's own.
    assert threads - before <= 1 + 1 + TAKING_IN + ANSWERED_AT_ONCE + READ_AT_ONCE + 1
    assert existing <= there.application.database.connections.most


def test_who_has_gone_is_not_waited_for(application: Application, stad: OpenLedger, database: Database) -> None:
    async def comes_and_goes(there: Served) -> None:
        arrivals = there.server.config.app.state.arrivals  # type: ignore[union-attr]
        _, writer = await asyncio.open_connection("127.0.0.1", there.port)
        writer.write(f"GET {EVENTS}?after=4&wait=60 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        while not arrivals._bells:
            await asyncio.sleep(0.05)
        writer.close()
        while arrivals._bells:
            await asyncio.sleep(0.05)

    with served(database) as there:
        asyncio.run(asyncio.wait_for(comes_and_goes(there), 20))


def test_a_server_that_ends_answers_those_who_wait_at_once(stad: OpenLedger, database: Database) -> None:
    with served(database) as there, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(page, there.port, "after=4&wait=60")
        arrivals = there.server.config.app.state.arrivals  # type: ignore[union-attr]
        assert wait_until(lambda: bool(arrivals._bells), 20)
        there.server.should_exit = True
        began = monotonic()
        body = waiting.result(10)
    assert (body["events"], body["next_after"][:2]) == ([], "4-")
    assert monotonic() - began < 3


# --- Lines --------------------------------------------------------------------------------------------------


def test_lines_are_one_event_each_with_the_cursor_of_each(web: TestClient) -> None:
    whole = web.get(EVENTS).json()
    lines = web.get(EVENTS, headers=LINES)
    assert lines.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line) for line in lines.text.splitlines()] == whole["events"]
    assert lines.headers["next-after"] == whole["events"][-1]["cursor"] == whole["next_after"]
    assert web.head(EVENTS, headers=LINES).headers == lines.headers
    few = web.get(f"{EVENTS}?limit=2&after=1", headers={"accept": "text/html, application/x-ndjson;q=0.9"})
    assert [json.loads(line)["id"] for line in few.text.splitlines()] == ["stad/2", "stad/3"]
    assert "next-after" not in few.headers


def test_lines_of_one_unit_end_where_the_log_ended(web: TestClient, application: Application) -> None:
    for number, unit in enumerate(("slk", "sbk") * 3):
        fact = adjusted(number + 1, frame=key(unit))
        application.record("stad", command(fact, on=basis(paragraph=f"§ {number}")), AUTHOR, None)
    lines = web.get(f"{EVENTS}?unit=sbk&after=4", headers=LINES)
    assert [json.loads(line)["id"] for line in lines.text.splitlines()] == ["stad/6", "stad/8", "stad/10"]
    assert lines.headers["next-after"].startswith("10-")


def test_five_thousand_lines_come_in_bounded_memory(
    stad: OpenLedger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty megabytes, of which one is in memory at a time; what comes meanwhile is left for the next request."""
    event = DCBEvent("novelty-made.v1", b'{"text":"' + b"a" * 4000 + b'"}', [])
    for _ in range(5):
        stad.log.recorder.append([event] * 1000)
    most, plain = 0, FeedRows.after

    def after(rows: FeedRows, *asked: Any) -> Any:
        nonlocal most
        found = plain(rows, *asked)
        most = max(most, len(found))
        if most and stad.log.head() == 5004:
            stad.log.recorder.append([event])
        return found

    monkeypatch.setattr(FeedRows, "after", after)
    with served(database, follows=False) as there:
        request = urllib.request.Request(f"http://127.0.0.1:{there.port}{EVENTS}?after=4", headers=LINES)
        tracemalloc.start()
        with urllib.request.urlopen(request, timeout=60) as answer:
            ids = [int(json.loads(line)["id"][5:]) for line in answer]
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert ids == list(range(5, 5005))
    assert most == LINES_AT_A_TIME
    assert peak < 10_000_000
