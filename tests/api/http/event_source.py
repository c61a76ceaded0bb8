"""A reader of server-sent events that takes the standard at its word (WHATWG HTML, 9.2.6); nothing of ours is in it."""

import json
import socket
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from threading import Thread
from typing import Any, NamedTuple, Self

from ledger.when import wait_until

STREAM = "/v1/stad/events/stream"


class Dispatched(NamedTuple):
    """What a page would be handed."""

    type: str
    data: str
    last_event_id: str


class Parser:
    """Lines in, events out."""

    def __init__(self, last_event_id: str = "") -> None:
        self.last_event_id = self._id = last_event_id
        self.dispatched: list[Dispatched] = []
        self.comments: list[str] = []
        self.retry: int | None = None
        self._type, self._data = "", list[str]()

    def line(self, line: str) -> None:
        """One line, without its end."""
        if not line:
            self._dispatch()
            return
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "":
                self.comments.append(value)
            case "event":
                self._type = value
            case "data":
                self._data.append(value)
            case "id" if "\0" not in value:
                self._id = value
            case "retry" if value.isdecimal():
                self.retry = int(value)

    def _dispatch(self) -> None:
        self.last_event_id = self._id
        if self._data:
            self.dispatched.append(Dispatched(self._type or "message", "\n".join(self._data), self._id))
        self._type, self._data = "", []


class EventSource:
    """A reader in a thread, from when it is made until it is closed or its answer ends. Of what it is told it keeps the
    positions, or all of it."""

    def __init__(
        self, port: int, query: str = "", last_event_id: str = "", host: str = "localhost", path: str = STREAM
    ):
        self.parser = Parser(last_event_id)
        self.error: Exception | None = None
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        sent = {"host": host, "accept": "text/event-stream"}
        self._connection.request(
            "GET", f"{path}?{query}", headers=sent | ({"last-event-id": last_event_id} if last_event_id else {})
        )
        self.response = self._connection.getresponse()
        self.problem = None if self.response.status == 200 else json.load(self.response)
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def positions(self) -> list[int]:
        """Of each event that came, in the order in which they came."""
        return [int(json.loads(each.data)["id"].partition("/")[2]) for each in self.parser.dispatched]

    @property
    def last_event_id(self) -> str:
        """Where it would go on from."""
        return self.parser.last_event_id

    @property
    def has_ended(self) -> bool:
        """Whether the answer has."""
        return not self._reader.is_alive()

    def has(self, *positions: int) -> bool:
        """Whether exactly these have come, in this order, when one has waited for as many."""
        return wait_until(lambda: len(self.parser.dispatched) >= len(positions), 30) and self.positions == [*positions]

    def waits_until(self, reached: Callable[[], Any]) -> bool:
        """Waits as long as somebody would who begins to worry."""
        return wait_until(lambda: bool(reached()), 30)

    def _read(self) -> None:
        try:
            while line := self.response.readline():
                self.parser.line(line.decode().removesuffix("\n"))
        except (OSError, HTTPException, ValueError, AttributeError) as error:  # cut, or closed by ourselves
            self.error = error

    def close(self) -> None:
        """Goes, as a page that is closed."""
        with suppress(OSError, AttributeError):
            self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._reader.join(30)
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
