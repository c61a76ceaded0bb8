"""Those who wait for something to come to a ledger, however many they are: none has a thread or a connection.

Each has a bell, which is rung when this process hears of an entry: one that it recorded, or that its followers were
told of. What nobody heard of is found by asking, every second, once for all who wait.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from threading import Lock
from typing import Final

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request

from ledger.errors import Refused
from ledger.log.log import Log

ASKED_EVERY_SECONDS: Final = 1
"""How long what was not heard of can wait until it is found by asking."""


class Bell:
    """One who waits, in its event loop, for something after a position."""

    def __init__(self, log: Log, position: int):
        self.log = log
        self.position = position
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wakes who waits, from any thread."""
        with suppress(RuntimeError):  # its loop has ended, and it with it
            self._loop.call_soon_threadsafe(self._rung.set)

    async def wait(self, seconds: float) -> None:
        """Until it is rung, or the time is out."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), seconds)
        self._rung.clear()


class Arrivals:
    """Everybody who waits in this process. The lock guards the bells; nobody waits for anything while holding it."""

    def __init__(self) -> None:
        self._bells: dict[str, set[Bell]] = {}
        self._lock = Lock()
        self._asking: asyncio.Task[None] | None = None
        self.has_ended = False

    def hear(self, ledger: str, position: int) -> None:
        """Something was recorded, in any process; told from any thread, and perhaps more than once."""
        if ledger not in self._bells:
            return
        with self._lock:
            waiting = [bell for bell in self._bells.get(ledger, ()) if bell.position < position]
        for bell in waiting:
            bell.ring()

    def end(self) -> None:
        """The process ends: nobody waits any longer."""
        self.has_ended = True
        with self._lock:
            waiting = [bell for bells in self._bells.values() for bell in bells]
        for bell in waiting:
            bell.ring()

    @contextmanager
    def waiting(self, ledger: str, log: Log, position: int) -> Iterator[Bell]:
        """A bell that is rung for everything after a position: hung up before one looks, so that nothing is missed."""
        bell = Bell(log, position)
        with self._lock:
            self._bells.setdefault(ledger, set()).add(bell)
        self._ask_again_and_again()
        try:
            yield bell
        finally:
            with self._lock:
                self._bells[ledger].discard(bell)
                if not self._bells[ledger]:
                    del self._bells[ledger]

    def _ask_again_and_again(self) -> None:
        asking, loop = self._asking, asyncio.get_running_loop()
        if asking is None or asking.done() or asking.get_loop() is not loop:
            self._asking = loop.create_task(self._ask())

    async def _ask(self) -> None:
        limiter = CapacityLimiter(1)  # a thread of its own: those that answer may all be busy
        while self._bells:
            await asyncio.sleep(ASKED_EVERY_SECONDS)
            with self._lock:
                logs = {ledger: next(iter(bells)).log for ledger, bells in self._bells.items()}
            for ledger, head in await to_thread.run_sync(_heads, logs, limiter=limiter):
                self.hear(ledger, head)


def _heads(logs: dict[str, Log]) -> list[tuple[str, int]]:
    heads: list[tuple[str, int]] = []
    for ledger, log in logs.items():
        with suppress(Refused):  # a database that is away is asked again
            heads.append((ledger, log.head()))
    return heads


@asynccontextmanager
async def until_gone(request: Request, bell: Bell) -> AsyncIterator[Callable[[], bool]]:
    """Whether the client is still there, which rings the bell when it goes."""
    task = asyncio.create_task(_gone(request, bell))
    try:
        yield task.done
    finally:
        task.cancel()


async def _gone(request: Request, bell: Bell) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    bell.ring()
