"""The web server's own side: the sockets it listens on, and how it ends."""

import asyncio
import errno
import gc
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Final, cast

import uvicorn
from anyio import to_thread
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from api.http import metrics
from api.http.waiting import MOST_WAITING, RESUMABLE
from ledger.errors import Refusal, Refused

GRACE_SECONDS: Final = 5
"""How long a request that has begun may keep a server that was told to stop."""

_REASONS: Final = {
    errno.EADDRINUSE: "något annat lyssnar redan där",
    errno.EACCES: "porten kräver högre behörighet",
    errno.EADDRNOTAVAIL: "adressen finns inte på den här datorn",
    socket.EAI_NONAME: "värdnamnet finns inte",
}
_NOT_HERE: Final = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})
"""A name may stand for addresses that this machine lacks: `localhost` where IPv6 is switched off."""


def host_names(text: str) -> list[str]:
    """The names in `a.se, b.se`."""
    return [name for part in text.split(",") if (name := part.strip())]


def shown_address(host: str, port: int) -> str:
    """`http://127.0.0.1:8000`, `http://[::1]:8000`."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def listen(host: str, port: int) -> list[socket.socket]:
    """A listening socket for every address that a host stands for. Raises Refused (address-unavailable)."""
    try:
        return _sockets(host, port)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
        detail = f"Det går inte att lyssna på {host}, port {port}: {reason}."
        right = "Välj en annan port med --port, eller en annan adress med --host."
        raise Refused(Refusal("address-unavailable", detail, right=right)) from error


def _sockets(host: str, port: int) -> list[socket.socket]:
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    missing: OSError | None = None
    with ExitStack() as opened:
        sockets: list[socket.socket] = []
        for family, address in dict.fromkeys((family, address) for family, *_, address in addresses):
            try:
                sockets.append(opened.enter_context(socket.create_server(address[:2], family=family)))
            except OSError as error:
                if error.errno not in _NOT_HERE:
                    raise
                missing = error
        if missing and not sockets:
            raise missing
        opened.pop_all()
        return sockets


ANSWERED_AT_ONCE: Final = 12
"""Questions and commands that are answered at once, each in a thread of its own: as many as can each have a connection.
The others wait in line."""


class Server(uvicorn.Server):
    """Ends politely when its terminal is closed too, and not only on Ctrl-C and SIGTERM; those who wait for something
    to come are answered first."""

    def __init__(self, config: uvicorn.Config, ending: Callable[[], None] = lambda: None):
        super().__init__(config)
        self._tell_of_the_end = ending

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """What is waited for will not come, and who does not take what is sent is not waited for."""
        self._tell_of_the_end()
        for connection in list(self.server_state.connections):
            if isinstance(connection, Punctual):
                connection.leave_if_stuck()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """With so many threads as there are connections for."""
        to_thread.current_default_thread_limiter().total_tokens = ANSWERED_AT_ONCE
        await super().startup(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """What is captured is raised again when the server has stopped, for the handlers that were there before."""
        with super().capture_signals():
            before = signal.getsignal(signal.SIGHUP)
            if before is not signal.SIG_IGN:  # as under nohup
                signal.signal(signal.SIGHUP, self.handle_exit)
            try:
                yield
            finally:
                signal.signal(signal.SIGHUP, before)


LONGEST_HEADERS_SECONDS: Final = 10
LONGEST_HEADERS: Final = 64_000
"""How long the line and the headers of a request may take to come, and how many bytes they may be: a client that sends
them a letter at a time, or without end, keeps a connection from nobody."""


LONGEST_UNTAKEN_SECONDS: Final = 30
"""How long a client can take nothing of an answer without end; it comes again, and goes on from where it was."""


class Punctual(HttpToolsProtocol):
    """HTTP where a request's headers come in time, and where an answer without end is taken in time, or the connection
    is closed. The body of a request has limits of its own."""

    _late: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None
    _header_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """From here on the first request is waited for."""
        super().connection_made(transport)
        self._begun: list[RequestResponseCycle] = []
        self._wait()

    def on_message_begin(self) -> None:
        """From here on the rest of its headers are."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """They came in time. What is being answered is kept in mind: the library then knows only of what came last."""
        self._stop_waiting()
        self._begun = self._answered()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Counts what comes before the headers are complete."""
        if self._late is not None:
            self._header_bytes += len(data)
            if self._header_bytes > LONGEST_HEADERS:
                self._close()
                return
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._stop_waiting()
        self._is_taken()
        for each in self._begun:
            each.disconnected = True
            each.message_event.set()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """More is to be sent than the client takes: an answer that it can go on from is not kept for it."""
        super().pause_writing()
        self._is_taken()
        if any(each.scope.get(RESUMABLE) for each in self._answered()[:1]):
            self._stuck = self.loop.call_later(LONGEST_UNTAKEN_SECONDS, self.leave_if_stuck)

    def resume_writing(self) -> None:
        """The client takes what is sent."""
        self._is_taken()
        super().resume_writing()

    def leave_if_stuck(self) -> None:
        """Leaves a client that does not take an answer which it can go on from; what is not sent yet is thrown away."""
        if self._stuck is not None:
            self._is_taken()
            metrics.left()
            self.transport.abort()

    def _answered(self) -> list[RequestResponseCycle]:
        """What has come and is not answered yet, the first first: a client may ask for more before it is."""
        last = cast("RequestResponseCycle | None", self.cycle)
        begun = self._begun if last is None else [*self._begun, last]
        return [each for each in begun if not each.response_complete]

    def _is_taken(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
        self._stuck = None

    def _wait(self) -> None:
        self._stop_waiting()
        self._late = self.loop.call_later(LONGEST_HEADERS_SECONDS, self._close)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
        self._late, self._header_bytes = None, 0

    def _close(self) -> None:
        self._stop_waiting()
        self.transport.abort()  # nothing is left to say, and what has come is not read


LEFT_FOR_OTHERS: Final = 500
"""Files that those who wait leave for all other requests, and for the database."""


def room_for_waiting() -> int:
    """How many can wait, each with its connection, when the process has as many files as the system lets it have: the
    limit that is set for programs in general is often about a thousand."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_WAITING + LEFT_FOR_OTHERS
    if 0 <= now < wanted:
        with suppress(OSError, ValueError):  # what the system says it allows, it may refuse all the same
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if most < 0 else min(wanted, most), most))
        now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_WAITING if now < 0 else min(MOST_WAITING, max(now - LEFT_FOR_OTHERS, now // 2))


YOUNG_OBJECTS: Final = 50_000
"""How many objects are made before those that are young are looked through for what could be thrown away. One entry
wakes thousands of readers, who make some ten each: with Python's own figure, 700, half of the time went there."""


def _live_long() -> None:
    """What has been made so far lives as long as the process, and is looked through no more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 10)


def serve(web: FastAPI, sockets: list[socket.socket]) -> None:
    """Answers on the sockets until Ctrl-C or a polite signal; a client that never finishes is then left."""
    web.state.arrivals.most = room_for_waiting()
    config = uvicorn.Config(
        web,
        http=Punctual,
        log_level="warning",
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    _live_long()
    with suppress(KeyboardInterrupt):
        Server(config, web.state.arrivals.end).run(sockets=sockets)
