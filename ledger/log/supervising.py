"""Sees that the embedded server lives and answers as long as somebody serves from it: one that was killed, or answers
nobody, is started again."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event, Thread
from typing import Final

from ledger.errors import Refused
from ledger.log.embedded import EmbeddedServer
from ledger.when import monotonic

LOOKED_AT_SECONDS: Final = 1
"""How often one looks whether the server lives."""

ATTEMPTS: Final = 3
"""How many times in a row it may fail to start before that is given up."""

UNANSWERED: Final = 6
"""How many times in a row a server that lives may answer nobody before it counts as gone. Each takes as long as it may
take to answer, and then it is looked at: with what goes before the first, whoever has asked it something waits three
quarters of a minute at most."""

ASKED_SECONDS: Final = 10
"""How often one asks whether it answers."""

_log: Final = logging.getLogger("liggare")


class Supervisor(AbstractContextManager["Supervisor"]):
    """Owns a thread that looks after an embedded server until the end of `with`. `gives_up` is called in that thread,
    once, when the server cannot be started: whoever serves ends then, so that somebody is told."""

    def __init__(self, server: EmbeddedServer, gives_up: Callable[[Refused], None]):
        self._server = server
        self._gives_up = gives_up
        self._ending = Event()
        self._thread = Thread(target=self._run, name="supervise", daemon=True)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        failures = unanswered = 0
        asked = monotonic()
        while not self._ending.wait(LOOKED_AT_SECONDS):
            if unanswered or monotonic() - asked >= ASKED_SECONDS:
                asked = monotonic()
                unanswered = 0 if self._server.answers() else unanswered + 1
                if unanswered == UNANSWERED:
                    _log.error("Databasservern lever men svarar ingen, och avslutas för att startas igen.")
                    self._server.kill()
                    unanswered = 0
            try:
                if self._server.revive():
                    _log.warning("Databasservern hade slutat, och är startad igen.")
            except Refused as refused:
                failures += 1
                _log.error("Databasservern gick inte att starta igen: %s", refused)
                if failures == ATTEMPTS:
                    self._gives_up(refused)
                    return
            else:
                failures = 0
