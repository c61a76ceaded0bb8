"""Where the database is, and under which role one speaks to it: that of a ledger's log or of its read models, or the
one that watches how far all have come (`access/roles.py`). The embedded database runs under the same as a server.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any, Final, cast
from uuid import UUID

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg.sql import Identifier

from ledger.errors import Refusal, Refused
from ledger.log.access.roles import NOBODY, Roles
from ledger.log.connections import Carried, Connections, LedgerConnections, is_full
from ledger.log.connections import Connection as Connection
from ledger.log.sqlfiles import composable, statements

Cursor = psycopg.Cursor[dict[str, Any]]
"""Rows by the names of their columns."""

Progress = Callable[[int, int], None]
"""Told now and then on the way through a log: the position reached, and the head it is going for."""

INSTALLATION: Final = "liggare"
"""The schema that says which ledgers there are."""

IDLE_SECONDS: Final = 30
"""How long a transaction may wait for its program, in which it may hold the writers' lock."""

PARTED: Final = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}
"""How soon a connection over a network is given up whose other end has gone without a word: half a minute, and not the
quarter of an hour that a system waits by itself. A login that says otherwise goes before."""

LOST: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.TransactionTimeout,
    psycopg.errors.IdleInTransactionSessionTimeout,
    psycopg.errors.ReadOnlySqlTransaction,
)
"""What the driver raises when the database does not answer, not in time, or is a copy that only reads."""

_SQL: Final = {name: composable(statement) for name, statement in statements("ledger.log.sql", "roles.sql").items()}


class LedgerPlace(msgspec.Struct, frozen=True):
    """A ledger's name and its three schemas: the log, the read models, and the read models being rebuilt. By its
    number notifications and roles name it, within an installation that has an id; `log_id` is the identity of its log,
    which a restore keeps."""

    name: str
    log_schema: str
    projection_schema: str
    rebuild_schema: str
    number: int
    log_id: UUID
    installation: str

    @property
    def roles(self) -> Roles:
        """Those of the installation that it is in."""
        return Roles(self.installation)

    @property
    def log_role(self) -> str:
        """Reads and appends to its log, and reads its read models."""
        return self.roles.log(self.number)

    @property
    def models_role(self) -> str:
        """Owns its read models."""
        return self.roles.models(self.number)


class Database(msgspec.Struct, frozen=True, dict=True):
    """How to connect. `login` is for everyday work, `owner_login` for migrations; both as psycopg's parameters. It owns
    the connections that are made for everyday work, until `connections.close`."""

    login: dict[str, Any]
    owner_login: dict[str, Any]

    @classmethod
    def at(cls, url: str, migration_url: str | None = None) -> "Database":
        """A server by its URL, and another URL for migrations when the owner's login differs.

        Raises Refused (database-unsuitable) when an address cannot be read; the text never repeats the address,
        which may hold a password.
        """
        return cls(_parameters(url), _parameters(migration_url or url))

    @cached_property
    def connections(self) -> Connections:
        """Those of this process, for all ledgers: each statement is a transaction where none is begun. They do not hold
        this object, so that they are gone with the last who does."""
        parameters = type(self)(self.login, self.owner_login).parameters

        def connect(carried: Carried) -> Connection:
            rows: Any = dict_row
            settings = parameters(carried.role, *carried.search_path)
            return cast(Connection, psycopg.connect(**settings, row_factory=rows, autocommit=True))

        return Connections(connect)

    @cached_property
    def roles(self) -> Roles:
        """Those of the installation, asked for once. Raises Refused (database-not-migrated) before the first migration
        that made them, or for a login that no migration has let become them."""
        with self.connect(NOBODY) as connection:
            return _roles_for(connection)

    def parameters(self, role: str, *search_path: str) -> dict[str, Any]:
        """Connection parameters for a role and its schemas, with time limits that the server keeps."""
        options = (
            f"-c role={role}",
            f"-c search_path={Carried(role, search_path).path.replace(' ', '')}",
            f"-c transaction_timeout=60s -c idle_in_transaction_session_timeout={IDLE_SECONDS}s -c timezone=UTC",
            r"-c default_transaction_isolation=read\ committed",
        )
        settings = {"options": " ".join(options), "application_name": "budgetliggaren", "client_encoding": "UTF8"}
        return {**PARTED, **self.login, **settings}

    @contextmanager
    def connect(self, role: str, *search_path: str) -> Iterator[Connection]:
        """One connection outside any pool, in a transaction that is committed at the end."""
        rows: Any = dict_row
        with (
            reaching_database(),
            psycopg.Connection.connect(**self.parameters(role, *search_path), row_factory=rows) as connection,
        ):
            yield cast(Connection, connection)

    @contextmanager
    def watching(self) -> Iterator[Connection]:
        """The same for the role that watches, whatever the installation was when it was last asked which it is. Raises
        Refused as `roles` does."""
        with self.connect(NOBODY, INSTALLATION) as connection:
            self.__dict__["roles"] = roles = _roles_for(connection)
            connection.execute(_SQL["become"].format(role=Identifier(roles.watching)))
            yield connection

    @contextmanager
    def connect_owner(self) -> Iterator[Connection]:
        """The same as the owner, for migrations. What the driver raises is not turned into a refusal."""
        settings = {**self.owner_login, "client_encoding": "UTF8", "row_factory": dict_row}
        with psycopg.Connection.connect(**settings) as connection:
            yield cast(Connection, connection)

    def carrying(self, role: str, *search_path: str) -> LedgerConnections:
        """The connections of this process, for a role and its schemas."""
        parameters = partial(self.parameters, role, *search_path)
        return LedgerConnections(self.connections, Carried(role, search_path), parameters)


def _roles_for(connection: Connection) -> Roles:
    row = connection.execute(_SQL["installation"]).fetchone()
    if row is None or row["installation"] is None:
        raise not_migrated()
    if not row["is_admitted"]:
        raise _not_admitted(connection.info.user)
    return Roles(row["installation"])


def _parameters(url: str) -> dict[str, Any]:
    try:
        parsed = conninfo_to_dict(url, connect_timeout=5)
    except psycopg.Error:
        detail = "Databasens adress i LIGGARE_DATABASE_URL går inte att läsa."
        right = "postgresql://användare@värd:5432/databas"
        raise Refused(Refusal("database-unsuitable", detail, right=right)) from None
    # A password with @ or / in it moves the borders of an address: then a part of it would be taken for a host, and
    # be repeated in what the driver says.
    places = f"{parsed.get('host', '')}{parsed.get('dbname', '')}"
    if "@" in places or not re.fullmatch(r"[0-9,]*", str(parsed.get("port", ""))):
        detail = "Databasens adress i LIGGARE_DATABASE_URL går inte att läsa: värd, port eller databas har fel form."
        right = "procentkoda skiljetecken i lösenordet: @ skrivs %40, / skrivs %2F och : skrivs %3A"
        raise Refused(Refusal("database-unsuitable", detail, right=right))
    return dict(parsed)


@contextmanager
def reaching_database() -> Iterator[None]:
    """Turns the loss of the database into a refusal that a person can act on, also where a library has wrapped what
    the driver raised. Secrets are not in its text."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        if is_lost(error):
            raise unavailable(error) from error
        raise


def is_lost(error: Exception) -> bool:
    """Whether the database went away, also where a library has wrapped what the driver raised."""
    return isinstance(error, LOST) or isinstance(error.__cause__, LOST)


def unavailable(error: Exception) -> Refused:
    """The refusal for a database that does not answer: the first line of what the driver says, nothing else."""
    if '"transaction_timeout"' in str(error):
        return too_old("Databasservern")  # it refuses the connection itself, before its version can be asked for
    if is_full(error):
        detail = "Databasservern har inte plats för fler anslutningar."
        return Refused(Refusal("database-full", detail, right="Försök igen om en stund, eller höj max_connections."))
    if any(isinstance(each, psycopg.errors.DiskFull) for each in (error, error.__cause__)):
        detail = "Databasservern har inget utrymme kvar på disken. Ingenting registrerades; det som fanns finns kvar."
        return Refused(Refusal("database-disk-full", detail, right="Frigör utrymme och försök igen."))
    lines = [line for line in str(error).splitlines() if line.strip()]
    said = re.sub(r"(?i)(password|pwd)\S*", "…", lines[0]) if lines else type(error).__name__
    detail = f"Databasen svarar inte: {said}"
    right = "Kontrollera att PostgreSQL är igång och att LIGGARE_DATABASE_URL pekar rätt, och försök igen."
    return Refused(Refusal("database-unavailable", detail, right=right))


def not_migrated() -> Refused:
    """The refusal for a database before its first migration, or from before it had roles of its own."""
    return Refused(Refusal("database-not-migrated", "Databasen är inte förberedd.", right="Kör först: liggare migrate"))


def _not_admitted(login: str) -> Refused:
    detail = f"Inloggningen {login} har inte släppts in i installationen."
    return Refused(Refusal("database-not-migrated", detail, right="Kör först: liggare migrate, med den inloggningen"))


def too_old(server: str) -> Refused:
    """The refusal for a server from before PostgreSQL 17."""
    return Refused(Refusal("database-unsuitable", f"{server} är för gammal.", right="PostgreSQL 17 eller senare"))
