"""A server on a port of this machine, in this process, for what only a real one shows."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread
from typing import Any, NamedTuple

import uvicorn

from api.app import Application
from api.http import serving
from api.http.routes import http_application
from ledger.log.database import Database
from ledger.log.store import DCBEvent
from ledger.when import wait_until
from tests.api.asking import OPEN
from tests.given import AUTHOR, adjusted, basis, command, key

EVENTS = "/v1/stad/events"

BIG = DCBEvent("novelty-made.v1", b'{"text":"' + b"a" * 4000 + b'"}', [])
"""An event of four kilobytes, of a newer program."""


class Served(NamedTuple):
    """A server that answers, its application, and its port."""

    server: serving.Server
    application: Application
    port: int
    web: Any
    thread: Thread

    @property
    def waiting(self) -> int:
        """How many wait for the ledger `stad`."""
        bells: set[Any] = self.web.state.arrivals._bells.get("stad", set())
        return len(bells)

    def end(self) -> None:
        """As it does when it is told to; returns when it has."""
        self.server.should_exit = True
        self.thread.join(30)


class _InThread(serving.Server):
    """Signals are for the main thread."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None is captured."""
        yield


@contextmanager
def served(database: Database, *, follows: bool = True) -> Iterator[Served]:
    """A server in a thread, on an application of its own as `liggare serve` has."""
    with closing(Application(database, follows=follows)) as application:
        web = http_application(application, OPEN, ["localhost"])
        config = uvicorn.Config(web, http=serving.Punctual, lifespan="off", log_level="critical")
        config.timeout_graceful_shutdown = serving.GRACE_SECONDS
        server = _InThread(config, web.state.arrivals.end)
        [listening] = serving.listen("127.0.0.1", 0)
        thread = Thread(target=server.run, args=([listening],), name="server")
        thread.start()
        try:
            assert wait_until(lambda: server.started, 20)
            yield Served(server, application, listening.getsockname()[1], web, thread)
        finally:
            server.should_exit = True
            thread.join(30)


def record(application: Application, *numbers: int, unit: str = "slk") -> None:
    """Changes of a frame, one entry each, with these amounts."""
    for number in numbers:
        fact = adjusted(number, frame=key(unit))
        application.record("stad", command(fact, on=basis(paragraph=f"§ {number}")), AUTHOR, None)
