"""What readers of a stream cost: no thread and no connection, and no more memory than a piece of a page, however many
they are and whatever they do with what is sent."""

import asyncio
import json
import logging
import socket
import threading
from contextlib import closing, suppress
from threading import Thread
from typing import Any

import pytest

from api.answers.feed import Feed
from api.app import Application, OpenLedger
from api.following import TAKING_IN
from api.http import serving
from api.http.pages import READ_AT_ONCE
from api.http.serving import ANSWERED_AT_ONCE
from api.http.stream import PIECE
from ledger.log.database import Database
from ledger.when import wait_until
from tests.api.http.event_source import STREAM, EventSource, Parser
from tests.api.http.served import BIG, EVENTS, Served, record, served

# --- What readers cost --------------------------------------------------------------------------------------


async def _many(there: Served, count: int, application: Application) -> tuple[list[bytes], int, int]:
    """So many readers, what each was told last, and the threads and connections there were when they waited."""
    request = f"GET {STREAM}?after=4 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    connections = [await asyncio.open_connection("127.0.0.1", there.port) for _ in range(count)]
    for reader, writer in connections:
        writer.write(request)
        await reader.readuntil(b"retry: 2000\n\n")
    threads, existing = threading.active_count(), there.application.database.connections.existing
    await asyncio.to_thread(record, application, 1)
    answers = await asyncio.gather(*(reader.readuntil(b"}\n\n") for reader, _ in connections))
    for _, writer in connections:
        writer.close()
    return answers, threads, existing


def test_three_hundred_readers_cost_no_thread_and_no_connection_each_and_one_page_together(
    application: Application, there: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, plain = list[int](), Feed.page

    def page(feed: Feed, *asked: Any) -> Any:
        found = plain(feed, *asked)
        reads.append(len(found.events))
        return found

    monkeypatch.setattr(Feed, "page", page)
    before = threading.active_count()
    answers, threads, existing = asyncio.run(asyncio.wait_for(_many(there, 300, application), 60))
    assert [answer.count(b"\nid: 5-") for answer in answers] == [1] * 300
    assert sum(reads) < 5, "what woke them all was read once, or nearly"
    assert threads - before <= ANSWERED_AT_ONCE + TAKING_IN + READ_AT_ONCE
    assert existing <= there.application.database.connections.most
    assert wait_until(lambda: there.waiting == 0, 20), "who has gone is not kept"


# --- Who takes nothing --------------------------------------------------------------------------------------


def append_much(stad: OpenLedger) -> None:
    """Twenty megabytes, at positions 5 to 5004."""
    for _ in range(5):
        stad.log.recorder.append([BIG] * 1000)


def stuck(port: int, path: str = STREAM, accept: str = "text/event-stream") -> socket.socket:
    """A reader that asks for everything and takes nothing."""
    reading = socket.socket()
    reading.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reading.connect(("127.0.0.1", port))
    reading.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n".encode())
    return reading


def buffered(there: Served) -> int:
    """Bytes that the server keeps for those who have not taken them."""
    connections = there.server.server_state.connections.copy()
    return max((connection.transport.get_write_buffer_size() for connection in connections), default=0)


def complete_blocks(answer: bytes) -> str:
    """What a reader had of an answer in chunks, which was cut somewhere: nothing of a block that has no end."""
    body, rest = b"", answer.partition(b"\r\n\r\n")[2]
    while b"\r\n" in rest:
        length, _, rest = rest.partition(b"\r\n")
        body, rest = body + rest[: int(length, 16)], rest[int(length, 16) + 2 :]
    return body.decode().rpartition("\n\n")[0] + "\n\n"


def test_a_reader_that_takes_nothing_is_left_and_goes_on_where_it_was_with_every_event_once(
    stad: OpenLedger, there: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty megabytes, of which nobody keeps more than a page for it."""
    monkeypatch.setattr(serving, "LONGEST_UNTAKEN_SECONDS", 1.5)
    append_much(stad)
    with closing(stuck(there.port)) as reading:
        assert wait_until(lambda: buffered(there) > 0, 20)
        most = 0
        while there.waiting:
            most = max(most, buffered(there))
        assert most <= 65_536 + 2 * PIECE
        had = b""
        with suppress(ConnectionError):
            while part := reading.recv(1 << 20):
                had += part
    parser = Parser()
    for line in complete_blocks(had).split("\n")[:-1]:
        parser.line(line)
    first = [int(json.loads(each.data)["id"][5:]) for each in parser.dispatched]
    assert 0 < len(first) < 5000
    with EventSource(there.port, "", parser.last_event_id) as again:
        assert again.waits_until(lambda: len(again.parser.dispatched) >= 5004 - len(first))
        assert [*first, *again.positions] == [*range(1, 5005)]


def test_who_takes_no_lines_is_left_too(stad: OpenLedger, there: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "LONGEST_UNTAKEN_SECONDS", 0.5)
    append_much(stad)
    with closing(stuck(there.port, EVENTS, "application/x-ndjson")):
        assert wait_until(lambda: buffered(there) > 0, 20)
        assert wait_until(lambda: not there.server.server_state.connections, 20)


@pytest.mark.parametrize("path", [STREAM, EVENTS])
def test_who_asks_for_more_behind_a_stream_and_goes_leaves_no_trace(
    stad: OpenLedger, there: Served, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(logging.getLogger("uvicorn.error"), "level", logging.ERROR)
    append_much(stad)
    with caplog.at_level(logging.ERROR, "uvicorn.error"):
        for _ in range(5):
            with closing(stuck(there.port, path, "text/event-stream, application/x-ndjson")) as reading:
                reading.recv(100)
                reading.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                assert wait_until(lambda: buffered(there) > 0, 20)
        assert wait_until(lambda: not there.server.server_state.connections and there.waiting == 0, 20)
        assert wait_until(lambda: not there.server.server_state.tasks, 20)
    assert caplog.records == []


def test_who_asks_for_more_behind_a_stream_and_takes_nothing_is_left_too(
    stad: OpenLedger, there: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "LONGEST_UNTAKEN_SECONDS", 0.5)
    append_much(stad)
    with closing(stuck(there.port)) as reading:
        reading.sendall(f"GET {EVENTS} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert wait_until(lambda: buffered(there) > 0, 20)
        assert wait_until(lambda: not there.server.server_state.connections, 20)


# --- The end ------------------------------------------------------------------------------------------------


def test_a_server_that_ends_ends_its_streams_at_once_also_of_who_takes_nothing(
    stad: OpenLedger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "GRACE_SECONDS", 60)
    append_much(stad)
    with served(database) as there, EventSource(there.port, "after=5000") as reader, closing(stuck(there.port)):
        assert reader.has(5001, 5002, 5003, 5004)
        assert wait_until(lambda: buffered(there) > 0, 20)
        ended = Thread(target=there.end)
        ended.start()
        ended.join(20)
        assert not ended.is_alive(), "it did not wait for its grace to be over"
        assert reader.waits_until(lambda: reader.has_ended)
        assert reader.error is None, "the answer is whole"
