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
from ledger.when import wait_until
from tests.api.asking import OPEN


class Served(NamedTuple):
    """A server that answers, its application, and its port."""

    server: serving.Server
    application: Application
    port: int
    web: Any
    thread: Thread

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
