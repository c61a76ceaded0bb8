"""Hears of what is appended to the ledgers that somebody in this process follows or waits for, and tells them.

One thread, over one connection, for all ledgers and for everybody: read models that are kept up to date, and readers
that wait. It asks first and listens second: what was not heard of is found by asking, so that no delivery depends on a
notification. Whatever is lost, somebody who wants to know is told within CAUGHT_UP_SECONDS of when it can be known.
"""

import logging
from collections.abc import Iterable
from threading import Event, Lock, Thread
from typing import Final, Protocol

from ledger.log.database import Database, LedgerPlace, is_lost
from ledger.log.listening import Listening
from ledger.when import monotonic

ASKED_EVERY_SECONDS: Final = 1.0
"""How long what was not heard of can wait until it is found by asking."""

LISTENED_SECONDS: Final = 0.2
"""How long one listens before one looks at what else there is to do."""

CONNECTED_AGAIN_SECONDS: Final = 0.5
"""How long after a connection was lost, or could not be made, the next is tried: always, however long it has been."""

CAUGHT_UP_SECONDS: Final = 2.0
"""All of these together are less."""

_log: Final = logging.getLogger("liggare")


class Hearer(Protocol):
    """Somebody who wants to know of what is appended."""

    def wanted(self) -> Iterable[LedgerPlace]:
        """The ledgers to hear of, now: asked again and again, by the thread that listens."""

    def hear(self, ledger: str, position: int) -> None:
        """There is an entry at a position of a ledger, one of those wanted or another: told from any thread, perhaps
        more than once, and perhaps after a later one. It waits for nothing."""


class Listener:
    """Who listens in this process, for all who want to know. Safe to use from several threads.

    It owns the thread, with its connection, from when somebody begins to want something until `stop`. The lock guards
    whether there is one.
    """

    def __init__(self, database: Database):
        self._database = database
        self._hearers: tuple[Hearer, ...] = ()
        self._thread: Thread | None = None
        self._ending = Event()
        self._lock = Lock()

    def tell_also(self, hearer: Hearer) -> None:
        """Somebody else is told, from now on."""
        self._hearers += (hearer,)

    def begin(self) -> None:
        """Somebody wants to know of something: from now on there is a thread that listens."""
        with self._lock:
            if self._thread is None and not self._ending.is_set():
                self._thread = Thread(target=self._run, name="listen", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Ends the thread; nobody is told of anything by it afterwards."""
        with self._lock:
            self._ending.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def listens(self) -> bool:
        """Whether there is a thread that listens, alive."""
        return self._thread is not None and self._thread.is_alive()

    def tell(self, ledger: str, position: int) -> None:
        """There is an entry at a position, which this process has recorded, or heard of."""
        for hearer in self._hearers:
            hearer.hear(ledger, position)

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                with Listening.to(self._database) as listening:
                    self._listen(listening)
            except Exception as error:  # whatever it is: a listener that is silently gone is worse
                if not is_lost(error):
                    _log.exception("the listener failed, and begins again")
                self._ending.wait(CONNECTED_AGAIN_SECONDS)

    def _listen(self, listening: Listening) -> None:
        asked = monotonic() - ASKED_EVERY_SECONDS
        while not self._ending.is_set():
            wanted = {place.name: place for hearer in self._hearers for place in hearer.wanted()}
            if listening.listen_to([*wanted.values()]) or monotonic() - asked >= ASKED_EVERY_SECONDS:
                asked = monotonic()
                self._tell_all(listening.heads())
            looks_again = monotonic() + LISTENED_SECONDS
            while (left := looks_again - monotonic()) > 0:
                self._tell_all(listening.heard(left))

    def _tell_all(self, heard: Iterable[tuple[str, int]]) -> None:
        for ledger, position in heard:
            self.tell(ledger, position)
