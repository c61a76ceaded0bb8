"""One ledger in which story after story begins anew, so that a story costs no new schemas and no new connections.

What a story recorded is taken away below the product, with rights that the product has not: nothing of ours can do so.
"""

from typing import Final

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from api.app import Application, OpenLedger
from ledger.log.database import Database
from projections.asking.cache import LaterActsCache
from tests.given import AUTHOR, opening

NAME: Final = "berattelse"
SWEPT_EVERY: Final = 25
"""After how many stories the rows of the former ones are swept away."""


class Stories:
    """A ledger that is opened, with the units `ks`, `slk` and `sbk`, and an application on it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.begun = 0
        self.applications = [Application(database), Application(database)]
        self.application.record(NAME, opening(), AUTHOR, "opening")
        self.ledger.runner.catch_up()
        self._superuser = psycopg.connect(**database.owner_login, autocommit=True)
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
        place = self.ledger.runner.place
        self._superuser.execute("CREATE SCHEMA kept")
        asked = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY (%s) AND tablename <> 'head_lock'"
        rows = self._superuser.execute(asked, [[place.log_schema, place.projection_schema]]).fetchall()
        pairs = [(Identifier(*row), Identifier("kept", row[1])) for row in rows]
        for table, kept in pairs:
            self._superuser.execute(SQL("CREATE TABLE {} AS TABLE {}").format(kept, table))
        return pairs
