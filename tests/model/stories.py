"""One ledger in which story after story begins anew, so that a story costs no new schemas and no new connections.

What a story recorded is taken away below the product, with rights that the product has not: nothing of ours can do so.
All of it happens on one day, `TODAY`, whatever day it is: a seed tells the same on every day, and no midnight comes.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, time
from typing import Final

import psycopg
import time_machine
from psycopg.sql import SQL, Composed, Identifier, Literal

from api.app import Application, OpenLedger
from ledger.log.database import Database, LedgerPlace
from ledger.log.migrations import create_ledger
from projections.asking.cache import LaterActsCache
from tests.given import AUTHOR, opening
from tests.model.draws import TODAY

NAME: Final = "berattelse"
SWEPT_EVERY: Final = 25
"""After how many stories the rows of the former ones are swept away."""

MORNING: Final = datetime.combine(TODAY, time(6), UTC)
"""When it begins to be `TODAY`, with most of the day left, in Sweden too."""

_CLOCK: Final = SQL("""
    CREATE SCHEMA stopped;
    GRANT USAGE ON SCHEMA stopped TO PUBLIC;
    CREATE FUNCTION stopped.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE RETURN {instant}::timestamptz;
    ALTER FUNCTION {log}.append_events SET search_path = stopped, {log}, pg_catalog, pg_temp;
""")
"""The server's clock, as the log's own function finds it: each append comes a microsecond after the one before it."""


@contextmanager
def on_one_day(database: Database) -> Iterator["Stories"]:
    """Stories while it is `TODAY`, to this process and to the server's log."""
    place = create_ledger(database, NAME)
    with time_machine.travel(MORNING, tick=True), closing(Stories(database, place)) as stories:
        yield stories


class Stories:
    """A ledger that is opened, with the units `ks`, `slk` and `sbk`, and an application on it."""

    def __init__(self, database: Database, place: LedgerPlace) -> None:
        self.database = database
        self.place = place
        self.begun = 0
        self._superuser = psycopg.connect(**database.owner_login, autocommit=True)
        self._superuser.execute(_CLOCK.format(instant=Literal(MORNING.isoformat()), log=Identifier(place.log_schema)))
        self.applications = [Application(database), Application(database)]
        self.application.record(NAME, opening(), AUTHOR, "opening")
        self.ledger.runner.catch_up()
        self._tables = self._kept()

    @property
    def application(self) -> Application:
        """The one of the two that is used now."""
        return self.applications[0]

    @property
    def ledger(self) -> OpenLedger:
        """The ledger, as the application has it open."""
        return self.application.ledger(NAME)

    def begin(self) -> None:
        """Puts every table back to what it held when the ledger had just been opened."""
        self.begun += 1
        # Without the triggers that keep the log as it is, and in one go: nobody sees an empty ledger.
        again = SQL("DELETE FROM {table}; INSERT INTO {table} TABLE {kept};")
        each = [again.format(table=table, kept=kept) for table, kept in self._tables]
        self._superuser.execute(SQL("SET LOCAL session_replication_role = replica;") + Composed(each))
        if self.begun % SWEPT_EVERY == 0:
            for table, _ in self._tables:
                self._superuser.execute(SQL("VACUUM {}").format(table))
        for application in self.applications:
            application.ledger(NAME).model.later_acts_cache = LaterActsCache()

    def move(self) -> None:
        """Uses the other application."""
        self.applications.reverse()

    def reopen(self) -> None:
        """Closes the application and opens another in its place."""
        self.application.close()
        self.applications[0] = Application(self.database)

    def close(self) -> None:
        """Gives every connection back."""
        self._superuser.close()
        for application in self.applications:
            application.close()

    def _kept(self) -> list[tuple[Identifier, Identifier]]:
        """Every table of the ledger, each with one that keeps its first rows."""
        self._superuser.execute("CREATE SCHEMA kept")
        asked = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY (%s) AND tablename <> 'head_lock'"
        rows = self._superuser.execute(asked, [[self.place.log_schema, self.place.projection_schema]]).fetchall()
        pairs = [(Identifier(*row), Identifier("kept", row[1])) for row in rows]
        for table, kept in pairs:
            self._superuser.execute(SQL("CREATE TABLE {} AS TABLE {}").format(kept, table))
        return pairs
