"""Those who wait for something to come to a ledger, however many they are: none has a thread or a connection.

Each has a bell, which is rung when this process hears of an entry: one that it recorded, or that its listener was told
of or found by asking.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from threading import Lock
from typing import Final

from starlette.types import Receive

from api.listener import Listener
from ledger.errors import Refusal, Refused
from ledger.log.database import LedgerPlace

MOST_WAITING: Final = 4_000
"""How many can wait in one process: each costs some tens of kilobytes, and a file."""

RESUMABLE: Final = "liggare.resumable"
"""What a door tells in `scope` of an answer without end, or nearly: who has had a part of it can go on from there, so
that who does not take it can be left."""


class Bell:
    """One who waits, in its event loop, for what comes after a position, up to which it has seen everything."""

    def __init__(self, place: LedgerPlace, position: int):
        self.place = place
        self.position = self.heard_of = position
        self.loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()

    def ring(self, position: int = 0) -> None:
        """Wakes who waits: something is recorded at a position, or else it has waited long enough. In its loop only."""
        self.heard_of = max(self.heard_of, position)
        self._rung.set()

    async def wait(self, seconds: float) -> bool:
        """Until it is rung, or the time is out. Whether there is something that has not been seen."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()
        return self.heard_of > self.position


class Arrivals:
    """Everybody who waits in this process, at most so many. The lock guards the bells; nobody waits for anything while
    holding it."""

    def __init__(self, listener: Listener, most: int = MOST_WAITING):
        self.most = most
        self.has_ended = False
        self._bells: dict[str, set[Bell]] = {}
        self._count = 0  # of all bells: looked at for each that is hung up
        self._lock = Lock()
        self._listener = listener
        listener.tell_also(self)

    def wanted(self) -> list[LedgerPlace]:
        """The ledgers that anybody waits for."""
        with self._lock:
            return [next(iter(bells)).place for bells in self._bells.values()]

    def hear(self, ledger: str, position: int) -> None:
        """Something is recorded at a position: wakes those who have not seen it."""
        if ledger not in self._bells:
            return
        with self._lock:
            waiting = [bell for bell in self._bells.get(ledger, ()) if bell.position < position]
        _ring(waiting, position)

    def end(self) -> None:
        """The process ends: nobody waits any longer."""
        self.has_ended = True
        with self._lock:
            waiting = [bell for bells in self._bells.values() for bell in bells]
        _ring(waiting)

    @contextmanager
    def waiting(self, place: LedgerPlace, position: int) -> Iterator[Bell]:
        """A bell that is rung for everything after a position: hung up before one looks, so that nothing is missed.
        Raises Refused (following-full)."""
        bell = Bell(place, position)
        with self._lock:
            if self._count >= self.most:
                raise _full(self.most)
            self._count += 1
            self._bells.setdefault(place.name, set()).add(bell)
        self._listener.begin()
        try:
            yield bell
        finally:
            with self._lock:
                self._count -= 1
                self._bells[place.name].discard(bell)
                if not self._bells[place.name]:
                    del self._bells[place.name]


def _full(most: int) -> Refused:
    detail = f"Alla {most} platser för dem som följer liggarna är upptagna."
    return Refused(Refusal("following-full", detail, right="Försök igen om en stund, eller hämta en sida utan wait."))


def _ring(bells: Iterable[Bell], position: int = 0) -> None:
    """Rings bells from any thread: at once for all of a loop, so that a thousand cost its thread no more than one."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Bell]] = {}
    for bell in bells:
        by_loop.setdefault(bell.loop, []).append(bell)
    for loop, those in by_loop.items():
        with suppress(RuntimeError):  # it has ended, and who waited in it
            loop.call_soon_threadsafe(_ring_all, those, position)


def _ring_all(bells: Iterable[Bell], position: int) -> None:
    for bell in bells:
        bell.ring(position)


@asynccontextmanager
async def until_gone(receive: Receive, bell: Bell) -> AsyncIterator[Callable[[], bool]]:
    """Whether the client has gone, which rings the bell when it does."""
    task = asyncio.create_task(_gone(receive, bell))
    try:
        yield task.done
    finally:
        task.cancel()


async def _gone(receive: Receive, bell: Bell) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    bell.ring()
