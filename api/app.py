"""The only place that wires database, logs and read models to one application, which each door is given."""

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Final

import msgspec

from ledger.errors import Refusal, Refused
from ledger.events import LedgerOpened
from ledger.log.database import Database, LedgerPlace, Progress
from ledger.log.embedded import SUPERUSER, start_embedded
from ledger.log.migrations import create_ledger, embedded, installation, migrated
from ledger.log.store import Log, LogSubscription
from ledger.recording import Author, Command, Receipt, record, rehearse
from ledger.when import monotonic, now
from projections.asking.read_model import ReadModel
from projections.running.runner import Runner
from projections.running.standing import RunnerStanding

DATABASE_URL: Final = "LIGGARE_DATABASE_URL"
MIGRATION_URL: Final = "LIGGARE_MIGRATION_URL"
SUBJECT: Final = "LIGGARE_SUBJECT"

LONGEST_LAG_SECONDS: Final = 30.0
"""How long a follower may be behind before the installation says that it is not ready."""

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
"""Between two attempts of a follower that has met a fault: doubled each time."""

_log: Final = logging.getLogger("liggare")


class OpenLedger(msgspec.Struct, frozen=True):
    """One ledger with everything that is needed to write to it, to keep its read models, and to ask it."""

    name: str
    log: Log
    runner: Runner
    model: ReadModel


class Application:
    """An installation in this process. Safe to use from several threads.

    It owns what is opened of each ledger, and the followers, until `close`. The lock guards both: one thread opens a
    ledger, and the others wait for it, also while its tables are made. `places` are the ledgers there were at the
    beginning; a ledger that is not among them is looked for.
    """

    def __init__(self, database: Database, places: Iterable[LedgerPlace] = (), *, follows: bool = False):
        self.database = database
        self._follows = follows
        self._places = {place.name: place for place in places}
        self._logs: dict[str, Log] = {}
        self._models: dict[str, ReadModel] = {}
        self._open: dict[str, OpenLedger] = {}
        self._followers: dict[str, Follower] = {}
        self._lock = RLock()

    def close(self) -> None:
        """Stops following, and gives every connection back."""
        for follower in self._followers.values():
            follower.stop()
        self.database.connections.close()

    def names(self) -> list[str]:
        """Every ledger in the installation."""
        return [place.name for place in installation(self.database).ledgers]

    def log(self, name: str) -> Log:
        """The log of a ledger. Raises Refused (ledger-unknown) with the ledgers there are."""
        with self._lock:
            if name not in self._logs:
                self._logs[name] = Log.open(self.database, self._place(name))
            return self._logs[name]

    def model(self, name: str) -> ReadModel:
        """The read models of a ledger, as they are: perhaps behind, or not made. Raises Refused (ledger-unknown)."""
        with self._lock:
            if name not in self._models:
                self._models[name] = ReadModel(self.database, self._place(name), partial(self.log, name))
            return self._models[name]

    def ledger(self, name: str, progress: Progress | None = None) -> OpenLedger:
        """A ledger whose read models have been made, and are followed where this application follows. Raises Refused
        (ledger-unknown)."""
        with self._lock:
            if name not in self._open:
                self._open[name] = self._opened(name, progress)
            return self._open[name]

    def _opened(self, name: str, progress: Progress | None) -> OpenLedger:
        runner = Runner(self.database, self._place(name))
        opened = OpenLedger(name, self.log(name), runner, self.model(name))
        if not runner.is_ready():
            _prepare(runner, progress)
        if self._follows:
            self._followers[name] = Follower(opened)
        return opened

    def runner_as_it_stands(self, name: str) -> Runner:
        """What fills a ledger's read models, with nothing made ready: to look at them as they are."""
        return Runner(self.database, self._place(name))

    def _place(self, name: str) -> LedgerPlace:
        if name not in self._places:
            self._places = {place.name: place for place in installation(self.database).ledgers}
        if name not in self._places:
            detail = f"Liggaren {name} finns inte."
            known = ", ".join(self._places)
            right = f"någon av: {known}" if known else "Registrera först posten ”liggare öppnad”."
            raise Refused(Refusal("ledger-unknown", detail, name, right=right))
        return self._places[name]

    def check_following(self, name: str, standing: RunnerStanding) -> None:
        """Raises Refused when the follower of an opened ledger has met a fault, has ended, or is too far behind; what
        stopped the projections themselves is in the standing."""
        if name in self._followers:
            self._followers[name].check(standing)

    def rehearse(self, name: str, command: Command, author: Author) -> Receipt:
        """The full consequence of a command, with nothing stored; a new ledger is not made either."""
        return rehearse(None if self._opens(name, command) else self.log(name), command, author)

    def record(self, name: str, command: Command, author: Author, key: str | None) -> Receipt:
        """Stores a command. A command that opens a new ledger is first tried on an empty one."""
        if self._opens(name, command):
            rehearse(None, command, author)
            create_ledger(self.database, name)
        ledger = self.ledger(name)
        receipt = record(ledger.log, name, command, author, key)
        if name in self._followers and receipt.last_position is not None:
            ledger.model.hear_of(receipt.last_position)
        return receipt

    def _opens(self, name: str, command: Command) -> bool:
        """Whether the ledger is one that the command itself would open."""
        return any(isinstance(fact, LedgerOpened) for fact in command.facts) and name not in self.names()


def _prepare(runner: Runner, progress: Progress | None) -> None:
    """Makes the read models ready. When an entry stops them, the ledger can still be written to; reads say why."""
    try:
        runner.prepare(progress)
    except Refused as refused:
        if refused.refusals[0].code != "projection-stopped":
            raise


class Follower:
    """Keeps one ledger's projections up to date in the background, from the log's own subscription.

    It owns a thread, which lives until `stop` or until the projections stop, and that thread's subscription. What went
    wrong last, and when the head was reached last, are written by the thread alone; anybody may read them.
    """

    longest_lag_seconds = LONGEST_LAG_SECONDS

    def __init__(self, ledger: OpenLedger):
        self._ledger = ledger
        self._ending = Event()
        self._fault: Refusal | None = None
        self._pause_seconds = FIRST_PAUSE_SECONDS
        self._at_head = monotonic()
        self._subscription: LogSubscription = ledger.log.follow()
        self._thread = Thread(target=self._run, name=f"follow {ledger.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread within the subscription's longest wait."""
        self._end()
        self._thread.join()

    def check(self, standing: RunnerStanding) -> None:
        """Raises Refused: what the follower met last, or projection-behind when it has ended or lags too much."""
        if self._fault is not None:
            raise Refused(self._fault.within(self._ledger.name))
        if not self._thread.is_alive():
            raise Refused(_behind(f"Följaren av {self._ledger.name} har slutat.", standing, "Starta om programmet."))
        seconds = self._seconds_behind(standing)
        if seconds > self.longest_lag_seconds:
            detail = f"Framräkningen av {self._ledger.name} har legat efter i {seconds:.0f} sekunder."
            raise Refused(_behind(detail, standing, "Försök igen om en stund."))

    def _seconds_behind(self, standing: RunnerStanding) -> float:
        """Since the first entry that is not taken in was recorded, or since the follower last was at the head."""
        # The bytes are not decoded: an entry that cannot be read lags as any other.
        waiting = self._ledger.log.recorder.between(standing.position, standing.position + 1)
        first = next(waiting, None) if standing.position < standing.head else None
        if first is None:
            return 0.0
        *_, recorded_at = first
        return min((now() - recorded_at).total_seconds(), monotonic() - self._at_head)

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self._follow()
            except Exception as error:  # whatever it is: a follower that is silently gone is worse
                _log.exception("the follower of %s failed, and tries again", self._ledger.name)
                detail = f"Följaren av {self._ledger.name} misslyckades: {type(error).__name__}."
                self._fault = Refusal(
                    "projection-behind", detail, right="Den försöker igen; felet står i programmets logg."
                )
                self._rest()

    def _follow(self) -> None:
        reached = self._catch_up()
        with self._ledger.log.follow(after=reached) as self._subscription:
            if self._ending.is_set():  # before there was this subscription to stop
                return
            for event in self._subscription:
                if event.position > reached:
                    self._ledger.model.hear_of(event.position)
                    reached = self._catch_up()

    def _catch_up(self) -> int:
        while not self._ending.is_set():
            try:
                reached = self._ledger.runner.catch_up()
            except Refused as refused:
                self._fault = refused.refusals[0]
                if not self._fault.kind.retry_can_help:
                    # Stopped: reads say so, with position and reason, until the fault is mended and this starts anew.
                    self._end()
                self._ending.wait(FIRST_PAUSE_SECONDS)
            else:
                self._fault, self._pause_seconds, self._at_head = None, FIRST_PAUSE_SECONDS, monotonic()
                return reached
        return 0

    def _rest(self) -> None:
        self._ending.wait(self._pause_seconds)
        self._pause_seconds = min(2 * self._pause_seconds, LONGEST_PAUSE_SECONDS)

    def _end(self) -> None:
        self._ending.set()
        self._subscription.stop()


def _behind(detail: str, standing: RunnerStanding, right: str) -> Refusal:
    position, head = str(standing.position), str(standing.head)
    where = f"Den har nått position {position}; liggaren slutar vid {head}."
    return Refusal(
        "projection-behind", f"{detail} {where}", head, position, str(standing.head - standing.position), right
    )


@contextmanager
def running(data_directory: Path | None = None, *, follows: bool = False) -> Iterator[Application]:
    """The application on the server that LIGGARE_DATABASE_URL names, or on the embedded database; migrated.

    Raises Refused (database-unavailable, database-unsuitable, database-not-migrated).
    """
    url = os.environ.get(DATABASE_URL)
    if url:
        there = migrated(Database.at(url, os.environ.get(MIGRATION_URL)))
        with closing(Application(there.database, there.ledgers, follows=follows)) as application:
            yield application
        return
    with start_embedded(data_directory) as server:
        there = embedded(server.conninfo(SUPERUSER, "postgres"))
        with closing(Application(there.database, there.ledgers, follows=follows)) as application:
            yield application
