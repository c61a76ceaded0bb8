"""Server-sent events, to readers of a real server: what comes, where they go on from, and what each of them costs."""

import json
import re
import shlex
import subprocess
from functools import partial
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.answers.cloudevents import EVENT_TYPES
from api.answers.feed import Feed, FeedQuestion
from api.app import Application, OpenLedger
from api.http import stream
from api.http.admission import Tokens
from api.http.feed import STREAMED_AT_A_TIME
from api.http.followed import event_messages
from api.http.pages import Message, Source
from api.http.routes import http_application
from api.http.stream import LONGEST_TEXT, WrittenPage, _written_page, heartbeat, written
from ledger.log.database import Database
from ledger.log.feed.cursor import BEGINNING, LogCursor
from ledger.log.store import DCBEvent
from ledger.when import wait_until
from tests.api.asking import refused
from tests.api.http.event_source import STREAM, EventSource, Parser
from tests.api.http.served import BIG, EVENTS, Served, record
from tests.api.outages import allow_connections
from tests.house_rules import ROOT
from tests.tampering import tamper_with_log


def written_out(message: Message) -> Parser:
    parser = Parser()
    for line in written(message).decode().split("\n")[:-1]:
        parser.line(line)
    return parser


# --- What is sent -------------------------------------------------------------------------------------------


def test_each_event_is_one_message_with_its_cursor_and_itself(web: TestClient, there: Served) -> None:
    events = web.get(EVENTS).json()["events"]
    with EventSource(there.port) as reader:
        assert reader.has(1, 2, 3, 4)
        assert reader.response.headers["content-type"].partition(";")[0] == "text/event-stream"
        assert reader.response.headers["cache-control"] == "no-store"
        assert reader.response.headers["x-accel-buffering"] == "no"
        assert (reader.parser.comments[0], reader.parser.retry) == ("liggaren", 2000)
        told = reader.parser.dispatched
        assert [(json.loads(each.data), each.type, each.last_event_id) for each in told] == [
            (event, "message", event["cursor"]) for event in events
        ]
        assert all("\n" not in each.data for each in told)


def test_what_is_recorded_by_another_process_comes_and_nothing_is_left_out_or_sent_twice(
    application: Application, there: Served
) -> None:
    with EventSource(there.port, "after=2") as reader:
        assert reader.response.headers["cursor-unchecked"] == "true"
        assert reader.has(3, 4)
        record(application, *range(1, 41))
        assert reader.has(*range(3, 45))


def test_line_breaks_are_no_borders_whatever_brought_them_in() -> None:
    """Bytes that somebody has put into a log by other means, and a name that no program of ours gives."""
    parser = written_out(Message("5-3fa94c02", b'{"a":\r\n1,\r"b":\n2}'))
    [told] = parser.dispatched
    assert (told.type, told.last_event_id) == ("message", "5-3fa94c02")
    assert json.loads(told.data) == {"a": 1, "b": 2}


def test_a_heartbeat_moves_a_reader_on_and_tells_it_nothing() -> None:
    parser = Parser("4-3fa94c02")
    for line in heartbeat(LogCursor(9, "00c0ffee")).decode().split("\n")[:-1]:
        parser.line(line)
    assert (parser.dispatched, parser.last_event_id) == ([], "9-00c0ffee")


def test_who_asks_for_little_is_moved_on_past_what_it_did_not_ask_for(
    application: Application, there: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.1)
    with EventSource(there.port, "after=4&unit=sbk&type=frame-adjusted&year=2026&stage=decided") as reader:
        record(application, 1, 2, 3)
        assert reader.waits_until(lambda: reader.last_event_id.startswith("7-"))
        assert reader.positions == []
        record(application, 4, unit="sbk")
        record(application, 5)
        assert reader.waits_until(lambda: reader.last_event_id.startswith("9-"))
        assert reader.positions == [8]
    record(application, 6, unit="sbk")
    with EventSource(there.port, "after=4&unit=sbk", reader.last_event_id) as again:
        assert again.has(10)


# --- Where one goes on from ---------------------------------------------------------------------------------


def test_the_last_id_is_gone_on_from_whatever_the_address_says(web: TestClient, there: Served) -> None:
    cursor = web.get(f"{EVENTS}?limit=3").json()["next_after"]
    with EventSource(there.port, "after=0", cursor) as reader:
        assert "cursor-unchecked" not in reader.response.headers
        assert reader.has(4)
        assert reader.last_event_id.startswith("4-")


def test_a_wrong_beginning_is_refused_as_in_the_feed(web: TestClient) -> None:
    cursor = web.get(f"{EVENTS}?limit=2").json()["next_after"]
    other = "2-" + ("0" * 8 if not cursor.endswith("0" * 8) else "1" * 8)
    for last in (other, "5", "5-00000000"):
        refused(web.get(f"{STREAM}?after=0", headers={"last-event-id": last}), 409, "log-diverged")
        refused(web.get(STREAM, params={"after": last}), 409, "log-diverged")
        assert web.head(STREAM, params={"after": last}).status_code == 409
    [reason] = refused(web.get(STREAM, headers={"last-event-id": "x"}), 400, "coordinate-invalid")
    assert reason["where"] == "Last-Event-ID"
    twice = [("last-event-id", "1"), ("last-event-id", "2")]
    refused(web.get(STREAM, headers=twice), 422, "field-repeated")
    refused(web.get(f"{STREAM}?wait=3&limit=4"), 422, "field-unknown", "field-unknown")
    refused(web.get(f"{STREAM}?unit=slx"), 422, "unit-unknown")
    refused(web.get("/v1/finns-inte/events/stream"), 404, "ledger-unknown")


def test_a_page_of_the_log_knows_nothing_of_a_last_id(web: TestClient) -> None:
    assert len(web.get(EVENTS, headers={"last-event-id": "x"}).json()["events"]) == 4


def test_who_only_wants_to_know_is_told_and_costs_nothing(web: TestClient, there: Served) -> None:
    head = web.head(STREAM)
    assert (head.status_code, head.content) == (200, b"")
    with EventSource(there.port) as reader:
        told = {name.lower(): value for name, value in reader.response.headers.items()}
    assert {name: told.get(name) for name in head.headers} == dict(head.headers)
    assert not web.app.state.arrivals._bells  # type: ignore[attr-defined]


def test_a_log_that_becomes_another_is_told_in_the_stream_and_when_one_comes_again(
    application: Application, there: Served, database: Database
) -> None:
    with EventSource(there.port) as reader:
        assert reader.has(1, 2, 3, 4)
        changed = "UPDATE event SET nonce = substr(sha256(nonce), 1, 16) WHERE position = 4"
        tamper_with_log(database, application.place("stad"), changed)
        record(application, 1)
        assert reader.waits_until(lambda: reader.has_ended)
        assert reader.error is None
    told = reader.parser.dispatched[-1]
    assert (told.type, json.loads(told.data)["code"]) == ("problem", "log-diverged")
    assert reader.last_event_id.startswith("4-"), "a problem is no place in the log"
    with EventSource(there.port, "", reader.last_event_id) as again:
        assert again.response.status == 409


def test_a_database_that_is_away_is_no_end(application: Application, there: Served, database: Database) -> None:
    with EventSource(there.port) as reader:
        assert reader.has(1, 2, 3, 4)
        allow_connections(database, allowed=False)
        there.application.listener.tell("stad", 5)  # so that it looks, and finds no database
        assert not wait_until(lambda: reader.has_ended, 1.5)
        allow_connections(database, allowed=True)
        record(application, 1)
        assert reader.has(1, 2, 3, 4, 5)


# --- Who may, and how many ----------------------------------------------------------------------------------


def test_a_stream_is_read_by_those_who_may_read(application: Application, stad: OpenLedger) -> None:
    closed = Tokens(open_reads=False, open_writes=False, read="las-1")
    with TestClient(http_application(application, closed, ["testserver"])) as web:
        refused(web.get(STREAM), 401, "read-token-invalid")
        assert web.head(STREAM, headers={"authorization": "Bearer las-1"}).status_code == 200
        refused(web.get(STREAM, headers={"host": "evil.example"}), 421, "host-not-allowed")


def test_when_too_many_follow_the_next_is_told_to_come_later_and_everything_else_is_answered(
    web: TestClient, there: Served
) -> None:
    there.web.state.arrivals.most = 2
    with EventSource(there.port) as first, EventSource(there.port):
        assert first.has(1, 2, 3, 4)
        with EventSource(there.port) as third:
            assert (third.response.status, third.response.headers["retry-after"]) == (503, "30")
            assert third.problem is not None
            assert third.problem["code"] == "following-full"
        web.app.state.arrivals.most = 0  # type: ignore[attr-defined]
        refused(web.get(f"{EVENTS}?after=4&wait=1"), 503, "following-full")
        for path in (f"{EVENTS}?after=4", "/v1/stad/frames?year=2026", "/healthz"):
            assert web.get(path).status_code == 200
        first.close()
        assert wait_until(lambda: there.waiting == 1, 20)
        with EventSource(there.port) as fourth:
            assert fourth.has(1, 2, 3, 4)


def figures(web: TestClient) -> dict[str, float]:
    lines = [line for line in web.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_open_streams_are_counted_and_their_life_is_no_latency(web: TestClient, there: Served) -> None:
    series = 'liggare_http_request_seconds_{}{{method="GET",route="/v1/{{ledger}}/events/stream",status="200"}}'
    before = figures(web)
    with EventSource(there.port) as reader:
        assert reader.has(1, 2, 3, 4)
        assert figures(web)["liggare_open_streams"] == before["liggare_open_streams"] + 1
        assert not wait_until(lambda: reader.has_ended, 1.5)
    assert wait_until(lambda: figures(web)["liggare_open_streams"] == before["liggare_open_streams"], 20)
    assert wait_until(lambda: series.format("count") in figures(web), 20)
    grown = {name: figures(web)[series.format(name)] - before.get(series.format(name), 0) for name in ("count", "sum")}
    assert grown["count"] == 1
    assert grown["sum"] < 1, "it lasted longer"


def test_of_a_page_that_is_long_in_bytes_so_much_is_sent_as_may_be_kept_and_the_rest_next(stad: OpenLedger) -> None:
    longest = DCBEvent(BIG.type, b'{"text":"' + b"a" * (2 * LONGEST_TEXT) + b'"}', [])
    stad.log.recorder.append([BIG] * 40 + [longest] * 2 + [BIG])
    source = Source(stad.runner.place, "events", partial(Feed("stad", stad.log).page, FeedQuestion(50)), event_messages)
    seen, texts, more = BEGINNING, list[bytes](), True
    while more:
        page = _written_page(source, seen)
        texts.append(page.text)
        seen, more = page.seen, page.more
    assert (b"".join(texts).count(b"\ndata: "), seen.position) == (47, 47)
    alone = [text for text in texts if len(text) > LONGEST_TEXT]
    assert [text.count(b"\ndata: ") for text in alone] == [1, 1]
    assert len(texts) < 8


def test_a_page_of_a_stream_has_so_many_events_at_most(stad: OpenLedger, there: Served) -> None:
    stad.log.recorder.append([BIG] * 500)
    asked, plain = list[int](), Feed.page

    def page(feed: Feed, question: Any, *more: Any) -> Any:
        asked.append(question.limit)
        return plain(feed, question, *more)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Feed, "page", page)
        with EventSource(there.port) as reader:
            assert reader.has(*range(1, 505))
    assert set(asked) == {STREAMED_AT_A_TIME}


# --- As the README shows it ---------------------------------------------------------------------------------

README = (ROOT / "api/http/README.md").read_text(encoding="utf-8")


def test_it_is_followed_by_curl_as_the_readme_shows(web: TestClient, there: Served) -> None:
    cursor = web.get(f"{EVENTS}?limit=2").json()["next_after"]
    commands = re.findall(r"^curl -N .*$", README, re.MULTILINE)
    for command_line, first in zip(commands, (3, 3), strict=True):
        here = command_line.replace("127.0.0.1:8000", f"127.0.0.1:{there.port}").replace("stockholm", "stad")
        words = shlex.split(here.replace("12-3fa94c02", cursor))
        with subprocess.Popen([*words, "-s"], stdout=subprocess.PIPE, text=True) as curl:
            assert curl.stdout is not None
            ids = (line for line in curl.stdout if line.startswith("id: "))
            assert next(ids).startswith(f"id: {first}-")
            curl.kill()


def test_the_page_of_the_readme_asks_for_what_there_is() -> None:
    assert set(re.findall(r"stream\?type=([a-z-]+)\"", README)) <= EVENT_TYPES.keys()


def test_a_written_page_is_empty_when_there_is_nothing_to_send() -> None:
    head = LogCursor(4)
    assert WrittenPage(b"", head, head, more=False).is_empty
    assert not WrittenPage(b"id: 4\n\n", head, head, more=False).is_empty
