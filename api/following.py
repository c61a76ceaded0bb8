"""Keeps the read models of the ledgers that are asked for up to date in the background, however many ledgers there are.

Who listens for all of them tells what there is to take in; a few threads do that. A ledger that nobody has asked for in
a while is not followed any more.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Event, RLock
from typing import Final

import msgspec

from api.listener import Listener
from ledger.errors import Refusal, Refused
from ledger.log.database import LedgerPlace
from ledger.log.log import Log
from ledger.when import monotonic, now
from projections.asking.read_model import ReadModel
from projections.running.runner import Runner
from projections.running.standing import RunnerStanding

LONGEST_LAG_SECONDS: Final = 30
"""How long a ledger may be behind before the installation says that it is not ready."""

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1, 60
"""Between two attempts to take entries in after a fault that nobody thought of: doubled each time. A database that is
away is asked for after the first, always."""

TAKING_IN: Final = 3
"""How many ledgers' entries are taken in at once: one that has very many does not keep all others waiting."""

KEPT_SECONDS: Final = 600
"""How long a ledger is followed that nobody asks for."""

_log: Final = logging.getLogger("liggare")


class OpenLedger(msgspec.Struct, frozen=True):
    """One ledger with everything that is needed to write to it, to keep its read models, and to ask it."""

    name: str
    log: Log
    runner: Runner
    model: ReadModel


class Followed:
    """A ledger that is followed, and how that goes. The followers' lock guards it."""

    def __init__(self, ledger: OpenLedger):
        self.ledger = ledger
        self.asked_for = self.at_head = monotonic()
        self.heard_of, self.reached = 1, 0  # looked at once at least
        self.pause_seconds, self.next_attempt = FIRST_PAUSE_SECONDS, self.asked_for
        self.is_taken_in = self.has_ended = False
        self.fault: Refusal | None = None

    def is_due(self) -> bool:
        """Whether there is something to take in, and nobody does or waits to try again."""
        resting = self.is_taken_in or self.has_ended or monotonic() < self.next_attempt
        return not resting and self.heard_of > self.reached

    def hears_of(self, position: int) -> None:
        """There is an entry at a position. What has stopped may go on by it: something may be set aside there."""
        if position > self.heard_of:
            self.heard_of, self.has_ended = position, False

    def has_reached(self, position: int, known: int) -> None:
        """Everything up to a position has been taken in, by somebody who began when an entry was known of. When that
        one was not there, the log has been restored from an older copy: it is not looked for again and again."""
        self.fault, self.pause_seconds, self.at_head = None, FIRST_PAUSE_SECONDS, monotonic()
        self.reached, self.heard_of = position, position if self.heard_of == known else self.heard_of

    def was_refused(self, fault: Refusal) -> None:
        """What is in the way: a database that is away is tried again soon, however long it has been; projections that
        have stopped are left, until this program is started anew or something more is recorded."""
        self.fault, self.has_ended = fault, not fault.kind.retry_can_help
        self.next_attempt = monotonic() + FIRST_PAUSE_SECONDS

    def has_failed(self, fault: Refusal) -> None:
        """What went wrong that nobody thought of: it is tried again ever more seldom."""
        self.fault, self.next_attempt = fault, monotonic() + self.pause_seconds
        self.pause_seconds = min(2 * self.pause_seconds, LONGEST_PAUSE_SECONDS)


class _Ending(Exception):
    """The program ends: what has been taken in so far is committed, and the rest is left."""


class Followers:
    """Everything that is followed in this process. Safe to use from several threads.

    It owns the threads that take entries in, until `stop`. The lock guards what is followed; nobody waits for the
    database while holding it.
    """

    longest_lag_seconds = LONGEST_LAG_SECONDS

    def __init__(self, listener: Listener):
        self._listener = listener
        self._followed: dict[str, Followed] = {}
        self._lock = RLock()
        self._ending = Event()
        self._takers = ThreadPoolExecutor(TAKING_IN, thread_name_prefix="take in")
        listener.tell_also(self)
        listener.begin()

    def stop(self) -> None:
        """Ends the threads: each finishes the transaction that it is in."""
        with self._lock:
            self._ending.set()
        self._takers.shutdown(cancel_futures=True)

    def follow(self, ledger: OpenLedger) -> None:
        """Follows a ledger that somebody asks for, from now on and for as long as it is asked for now and then. A read
        that comes with the first question waits briefly for what is recorded already."""
        with self._lock:
            followed = self._followed.get(ledger.name)
            if followed is not None:
                followed.asked_for = monotonic()
                return
        head = ledger.log.head()
        with self._lock:
            self._followed.setdefault(ledger.name, Followed(ledger))
        self.hear(ledger.name, head)

    def wanted(self) -> list[LedgerPlace]:
        """What is followed, without what nobody has asked for in a while."""
        with self._lock:
            oldest = monotonic() - KEPT_SECONDS
            for name in [name for name, followed in self._followed.items() if followed.asked_for < oldest]:
                del self._followed[name]
            return [followed.ledger.runner.place for followed in self._followed.values()]

    def hear(self, ledger: str, position: int) -> None:
        """An entry that this process has recorded, or heard of, in a ledger: reads wait briefly for it. What waits to
        be tried again is, when its time has come."""
        with self._lock:
            if (followed := self._followed.get(ledger)) is None:
                return
            followed.hears_of(position)
        followed.ledger.model.hear_of(position)
        self._take_in_if_due(followed)

    def standings(self) -> list[tuple[str, int, Refusal | None]]:
        """Each ledger that is followed: its name, how many entries it is known to be behind, and the fault that was met
        last."""
        with self._lock:
            return [
                (name, max(each.heard_of - each.reached, 0), each.fault)
                for name, each in sorted(self._followed.items())
            ]

    def check(self, name: str, standing: RunnerStanding) -> None:
        """Raises Refused: what was met last in a ledger that is followed, or projection-behind when nobody follows any
        more or the ledger lags too much."""
        with self._lock:
            followed = self._followed.get(name)
        if followed is None:
            return
        if followed.fault is not None:
            raise Refused(followed.fault.within(name))
        if not self._listener.listens:
            raise Refused(_behind(f"Följaren av {name} har slutat.", standing, "Starta om programmet."))
        seconds = _seconds_behind(followed, standing)
        if seconds > self.longest_lag_seconds:
            detail = f"Framräkningen av {name} har legat efter i {seconds:.0f} sekunder."
            raise Refused(_behind(detail, standing, "Försök igen om en stund."))

    def _take_in_if_due(self, followed: Followed) -> None:
        with self._lock:
            if not followed.is_due() or self._ending.is_set():
                return
            followed.is_taken_in = True
            self._takers.submit(self._take_in, followed)

    def _take_in(self, followed: Followed) -> None:
        name, known = followed.ledger.name, followed.heard_of
        try:
            reached = followed.ledger.runner.catch_up(self._go_on)
        except _Ending:
            return
        except Refused as refused:
            with self._lock:
                followed.was_refused(refused.refusals[0])
        except Exception as error:  # whatever it is: a follower that is silently gone is worse
            _log.exception("the follower of %s failed, and tries again", name)
            detail = f"Följaren av {name} misslyckades: {type(error).__name__}."
            right = "Den försöker igen; felet står i programmets logg."
            with self._lock:
                followed.has_failed(Refusal("projection-behind", detail, right=right))
        else:
            with self._lock:
                followed.has_reached(reached, known)
            self._listener.tell(name, reached)  # also to those who wait for what the read models have taken in
        finally:
            with self._lock:
                followed.is_taken_in = False
        self._take_in_if_due(followed)

    def _go_on(self, _position: int, _head: int) -> None:
        if self._ending.is_set():
            raise _Ending


def _seconds_behind(followed: Followed, standing: RunnerStanding) -> float:
    """Since the first entry that is not taken in was recorded, or since the head was reached last."""
    # The bytes are not decoded: an entry that cannot be read lags as any other.
    waiting = followed.ledger.log.recorder.between(standing.position, standing.position + 1)
    first = next(waiting, None) if standing.position < standing.head else None
    if first is None:
        return 0
    *_, recorded_at = first
    return min((now() - recorded_at).total_seconds(), monotonic() - followed.at_head)


def _behind(detail: str, standing: RunnerStanding, right: str) -> Refusal:
    position, head = str(standing.position), str(standing.head)
    where = f"Den har nått position {position}; liggaren slutar vid {head}."
    return Refusal(
        "projection-behind", f"{detail} {where}", head, position, str(standing.head - standing.position), right
    )
