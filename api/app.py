"""The only place that wires database, logs and read models to one application, which each door is given."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from threading import Lock, RLock
from typing import Final

from api.following import Followers
from api.following import OpenLedger as OpenLedger
from api.listener import Listener
from ledger.errors import Refusal, Refused
from ledger.events import LedgerOpened
from ledger.log.aside.setting_aside import SetAside, set_entry_aside
from ledger.log.database import INSTALLATION, Cursor, Database, LedgerPlace, Progress, reaching_database
from ledger.log.embedded import DATA_DIRECTORY, SUPERUSER, shared_data_directory, start_embedded
from ledger.log.log import Log
from ledger.log.migrations import create_ledger, embedded, installation, migrated
from ledger.log.server import ServerStanding, server_standing
from ledger.log.supervising import Supervisor
from ledger.recording import Author, Command, Receipt, record, rehearse
from projections.asking.read_model import ReadModel
from projections.running.recipe import Recipe
from projections.running.runner import Runner
from projections.running.standing import RunnerStanding, standings
from projections.tables import PROJECTIONS

DATABASE_URL: Final = "LIGGARE_DATABASE_URL"
MIGRATION_URL: Final = "LIGGARE_MIGRATION_URL"
SUBJECT: Final = "LIGGARE_SUBJECT"


class Application:
    """An installation in this process. Safe to use from several threads.

    It owns what is opened of each ledger, who listens, the followers, and the connections of its database, until
    `close`. `places` are the ledgers there were at the beginning; a ledger that is not among them is looked for. Of one
    ledger only one thread makes the tables, and others wait for it; nobody waits for another ledger's.
    """

    def __init__(self, database: Database, places: Iterable[LedgerPlace] = (), *, follows: bool = False):
        self.database = database
        self._places = {place.name: place for place in places}
        self._logs: dict[str, Log] = {}
        self._models: dict[str, ReadModel] = {}
        self._open: dict[str, OpenLedger] = {}
        self._opening: defaultdict[str, Lock] = defaultdict(Lock)
        self._lock = RLock()  # guards all of these
        self.listener = Listener(database)
        self.followers = Followers(self.listener) if follows else None

    def close(self) -> None:
        """Stops listening and following, and gives every connection back."""
        self.listener.stop()
        if self.followers is not None:
            self.followers.stop()
        self.database.connections.close()

    def names(self) -> list[str]:
        """Every ledger in the installation."""
        return [place.name for place in installation(self.database).ledgers]

    def log(self, name: str) -> Log:
        """The log of a ledger. Raises Refused (ledger-unknown) with the ledgers there are."""
        if name not in self._logs:
            opened = Log.open(self.database, self.place(name))
            with self._lock:
                self._logs.setdefault(name, opened)
        return self._logs[name]

    def model(self, name: str) -> ReadModel:
        """The read models of a ledger, as they are: perhaps behind, or not made. Raises Refused (ledger-unknown)."""
        if name not in self._models:
            made = ReadModel(self.database, self.place(name), partial(self.log, name))
            with self._lock:
                self._models.setdefault(name, made)
        return self._models[name]

    def ledger(self, name: str, progress: Progress | None = None) -> OpenLedger:
        """A ledger whose read models have been made, and are followed where this application follows. Raises Refused
        (ledger-unknown)."""
        opened = self._open.get(name)
        if opened is None:
            place = self.place(name)
            with self._lock:
                opening = self._opening[place.name]
            with opening:
                opened = self._open.get(name) or self._opened(name, progress)
        if self.followers is not None:
            self.followers.follow(opened)
        return opened

    def _opened(self, name: str, progress: Progress | None) -> OpenLedger:
        opened = OpenLedger(name, self.log(name), Runner(self.database, self.place(name)), self.model(name))
        if not opened.runner.is_ready():
            _prepare(opened.runner, progress)
        with self._lock:
            self._open[name] = opened
        return opened

    def runner_as_it_stands(self, name: str) -> Runner:
        """What fills a ledger's read models, with nothing made ready: to look at them as they are."""
        return Runner(self.database, self.place(name))

    def place(self, name: str) -> LedgerPlace:
        """Where a ledger lies. Raises Refused (ledger-unknown) with the ledgers there are."""
        if name not in self._places:
            self._places = {place.name: place for place in installation(self.database).ledgers}
        if name not in self._places:
            detail = f"Liggaren {name} finns inte."
            known = ", ".join(self._places)
            right = f"någon av: {known}" if known else "Registrera först posten ”liggare öppnad”."
            raise Refused(Refusal("ledger-unknown", detail, name, right=right))
        return self._places[name]

    def standings(self, places: Sequence[LedgerPlace]) -> dict[str, RunnerStanding]:
        """How far the read models of some ledgers have come, by name; none of them is opened for it, and one whose
        tables have not been made is left out."""
        with self._watching() as cursor:
            return standings(cursor, places)

    def server(self) -> ServerStanding:
        """The database server: its version, and what somebody should mend."""
        with self._watching() as cursor:
            return server_standing(cursor)

    @contextmanager
    def _watching(self) -> Iterator[Cursor]:
        """A cursor for the role that sees how far all ledgers have come, and nothing of what is in them."""
        watching = self.database.carrying(self.database.roles.watching, INSTALLATION)
        with reaching_database(), watching.connection() as connection:
            yield connection.cursor()

    def behind(self) -> list[str]:
        """The ledgers whose read models have something to take in, or are to be made, or made anew."""
        places = installation(self.database).ledgers
        there, sources = self.standings(places), Recipe(PROJECTIONS).sources_sha256
        return [place.name for place in places if not (place.name in there and there[place.name].is_current(sources))]

    def check_following(self, name: str, standing: RunnerStanding) -> None:
        """Raises Refused when who follows a ledger has met a fault, has ended, or is too far behind; what stopped the
        projections themselves is in the standing."""
        if self.followers is not None:
            self.followers.check(name, standing)

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
        if receipt.last_position is not None:
            self.listener.tell(name, receipt.last_position)
        return receipt

    def set_aside(self, name: str, position: int, reason: str) -> SetAside:
        """Sets an entry aside that nobody can read, with the owner's login."""
        return set_entry_aside(self.database, self.place(name), position, reason)

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


@contextmanager
def running(data_directory: Path | None = None, *, follows: bool = False) -> Iterator[Application]:
    """The application on the server that LIGGARE_DATABASE_URL names, or on the embedded database; migrated. Where it
    follows, an embedded server that is killed is started again, and the process ends when that cannot be done.

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
        with (
            Supervisor(server, _end) if follows else nullcontext(),
            closing(Application(there.database, there.ledgers, follows=follows)) as application,
        ):
            yield application


def shared_installation() -> Path | None:
    """Where the installation lies that everything on this machine shares, when no setting chooses another one: who
    writes there may have meant another."""
    is_chosen = os.environ.get(DATABASE_URL) or os.environ.get(DATA_DIRECTORY)
    return None if is_chosen else shared_data_directory()


def _end(refused: Refused) -> None:
    """Ends the process at once, in whatever it is doing, which cannot succeed without a database: whoever watches over
    it starts it anew. Nothing that was acknowledged is lost by it."""
    os._exit(refused.refusals[0].kind.exit_code)
