"""How an installation and its ledgers get their roles, schemas and tables, and which ledgers there are.

Migrations are numbered SQL files. What has been applied is written down with the file's digest, so that a file that
changes afterwards is noticed. Everything here may be run by several processes at once.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, cast

import msgspec
import psycopg
from psycopg.rows import dict_row
from psycopg.sql import Composed, Identifier

from ledger.errors import Refusal, Refused
from ledger.log.access.granting import (
    become_owner,
    found_roles,
    give_rights_in_log,
    installation_roles,
    make_ledger_schemas,
    own_installation,
    take_over_ledger,
)
from ledger.log.access.roles import NOBODY
from ledger.log.codec import stored_names
from ledger.log.database import (
    Cursor,
    Database,
    LedgerPlace,
    not_migrated,
    reaching_database,
    too_old,
)
from ledger.log.sqlfiles import composable, statements, text

OLDEST_SERVER: Final = 170000
"""PostgreSQL 17: the first with transaction_timeout."""

LEDGER_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
_SQL: Final = statements("ledger.log.sql", "installation.sql")


class Installation(msgspec.Struct, frozen=True):
    """What there is in a database: every ledger, by name, and whether all migrations have been applied everywhere."""

    database: Database
    ledgers: list[LedgerPlace]
    is_current: bool


class Migration(msgspec.Struct, frozen=True):
    """A numbered step: its file, and the script in it, whose SHA-256 is written down where it has been run."""

    number: int
    file: str
    script: str
    sha256: str


_SCHEMAS: Final = {"log": "log", "projection": "projections", "rebuild": "rebuild"}

OF_ALL: Final = "installation"
"""Where what has been applied to the installation itself is written down; otherwise the name of a ledger."""


def _migrations(*files: str) -> tuple[Migration, ...]:
    scripts = [(file, text("ledger.log.sql", file)) for file in files]
    return tuple(
        Migration(number, file, script, hashlib.sha256(script.encode()).hexdigest())
        for number, (file, script) in enumerate(scripts, start=1)
    )


OF_INSTALLATION: Final = _migrations("installation_0001.sql", "installation_0002.sql")
"""Every migration of what an installation has, whatever its ledgers."""

OF_LEDGER: Final = _migrations(*(f"ledger_{number:04}.sql" for number in range(1, 6)))
"""Every migration of a ledger's log."""

_FORMER_ROLES: Final = ("liggare_application", "liggare_projections")
"""What the files name that were written when all installations of a cluster shared their roles. They are never changed:
the names stand for the roles of the ledger, or of the installation, that a file is run for."""


def migrate(database: Database) -> list[str]:
    """Brings the installation and every ledger up to date; says what was done. Safe to run by several at once.

    Atomic per schema: a ledger whose migration fails keeps its old form and is named in the refusal, and the others
    are migrated. Raises Refused for a database that is too old, of the wrong encoding, or out of reach.
    """
    failures: list[Refusal] = []
    with reaching_database(), permitted():
        done = _migrate_installation(database)
        for place in _registered(database):
            try:
                done += _migrate_ledger(database, place)
            except psycopg.Error as error:
                failures.append(_laggard(place, error))
            except Refused as refused:
                failures += refused.refusals
    if failures:
        raise Refused(*failures)
    return done


@contextmanager
def permitted() -> Iterator[None]:
    """Turns a login that may not do what a migration does into a refusal."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        detail = f"Inloggningen räcker inte för att göra tabeller: {error.diag.message_primary}"
        right = "LIGGARE_MIGRATION_URL med en inloggning som äger databasen och får skapa roller"
        raise Refused(Refusal("database-unsuitable", detail, right=right)) from error


def _laggard(place: LedgerPlace, error: psycopg.Error) -> Refusal:
    reason = error.diag.message_primary or str(error)
    return Refusal("database-not-migrated", f"Liggaren {place.name} kunde inte migreras: {reason}", where=place.name)


@contextmanager
def as_owner(database: Database) -> Iterator[Cursor]:
    """A transaction as the owner, alone among migrations, in the installation's schema."""
    with _migrating(database) as cursor:
        become_owner(cursor, found_roles(cursor))
        yield cursor


@contextmanager
def _migrating(database: Database) -> Iterator[Cursor]:
    """A transaction as the login that migrates, alone among migrations."""
    with database.connect_owner() as connection, connection.cursor() as cursor:
        _run(cursor, "lock_migrations")
        yield cursor


def _run(cursor: Cursor, statement: str, **values: Any) -> None:
    cursor.execute(_SQL[statement], values or None)


def _migrate_installation(database: Database) -> list[str]:
    with _migrating(database) as cursor:
        _check_server(cursor)
        roles = installation_roles(cursor)
        _run(cursor, "use_installation_schema")
        _run(cursor, "installation_exists")
        first_time = not next(iter((cursor.fetchone() or {}).values()), False)
        done = _apply(cursor, OF_ALL, OF_INSTALLATION, (roles.watching, roles.watching), first_time=first_time)
        _run(cursor, "add_stored_names", names=[*stored_names()])
        own_installation(cursor, roles, _everyday_login(database))
        return done


def _everyday_login(database: Database) -> str:
    """What it is called, asked for with itself."""
    with database.connect(NOBODY) as connection:
        return connection.info.user


def _check_server(cursor: Cursor) -> None:
    _run(cursor, "database_is_suitable")
    server = cursor.fetchone() or {}
    if server["version"] < OLDEST_SERVER:
        raise too_old(f"PostgreSQL {server['version_text']}")
    if server["encoding"] != "UTF8":
        detail = f"Databasen har teckenkodningen {server['encoding']}."
        raise Refused(Refusal("database-unsuitable", detail, right="En databas med UTF8"))


def _migrate_ledger(database: Database, place: LedgerPlace) -> list[str]:
    with _migrating(database) as cursor:
        taken_over = take_over_ledger(cursor, place)
        return apply_to_ledger(cursor, place, OF_LEDGER, taken_over=taken_over)


def _apply(
    cursor: Cursor, scope: str, migrations: tuple[Migration, ...], roles: tuple[str, str], *, first_time: bool = False
) -> list[str]:
    applied = {} if first_time else _applied(cursor, scope)
    done = []
    for migration in migrations:
        if migration.number not in applied:
            cursor.execute(_for_roles(migration.script, roles))
            _run(cursor, "mark_applied", scope=scope, number=migration.number, sha256=migration.sha256)
            done.append(f"{scope}: {migration.file}")
        elif applied[migration.number] != migration.sha256:
            detail = f"Migreringen {migration.file} har ändrats sedan den kördes för {scope}."
            raise Refused(Refusal("database-not-migrated", detail, right="En ny numrerad migrering i stället"))
    return done


def _for_roles(script: str, roles: tuple[str, str]) -> str:
    for former, role in zip(_FORMER_ROLES, roles, strict=True):
        script = script.replace(former, role)
    return script


def _applied(cursor: Cursor, scope: str) -> dict[int, str]:
    _run(cursor, "applied", scope=scope)
    return {row["number"]: row["sha256"] for row in cursor}


def installation(database: Database) -> Installation:
    """What there is in a database, asked for with the everyday login. Raises Refused (database-not-migrated) before the
    first migration."""
    try:
        with database.watching() as connection:
            rows = connection.execute(_SQL["ledgers"]).fetchall()
            applied = {tuple(row.values()) for row in connection.execute(_SQL["all_applied"])}
            [names] = connection.execute(_SQL["has_stored_names"], {"names": [*stored_names()]})
            [owned] = connection.execute(_SQL["all_owned"])
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
        raise not_migrated() from error
    except Refused as refused:
        # The embedded login is made with the first migration: without it the server refuses the connection itself.
        if re.search(r'role "liggare_\w+" does not exist', refused.refusals[0].detail):
            raise not_migrated() from refused
        raise
    scopes = [(OF_ALL, OF_INSTALLATION), *((row["name"], OF_LEDGER) for row in rows)]
    wanted = {(scope, migration.number, migration.sha256) for scope, migrations in scopes for migration in migrations}
    is_current = wanted <= applied and names["found"] and owned["found"]
    return Installation(database, [*map(_place, rows)], is_current)


def _registered(database: Database) -> list[LedgerPlace]:
    """The ledgers, asked for with the owner's login: the everyday one may not exist yet."""
    with as_owner(database) as cursor:
        return [*map(_place, known_ledgers(cursor))]


def create_ledger(database: Database, name: str) -> LedgerPlace:
    """Makes the schemas of a new ledger, or returns the ones it has. Raises Refused for a name of the wrong form."""
    if not LEDGER_NAME.fullmatch(name):
        detail = f"”{name}” kan inte vara namn på en liggare."
        right = "Små bokstäver a–z, siffror och understreck, högst 41 tecken, först en bokstav: stockholm"
        raise Refused(Refusal("ledger-name-invalid", detail, asserted=name, right=right))
    with reaching_database(), permitted(), as_owner(database) as cursor:
        known = {row["name"]: row for row in known_ledgers(cursor)}
        return _place(known[name]) if name in known else make_ledger(cursor, name, OF_LEDGER)


def _place(row: dict[str, Any]) -> LedgerPlace:
    return msgspec.convert(row, LedgerPlace)


def make_ledger(cursor: Cursor, name: str, migrations: tuple[Migration, ...]) -> LedgerPlace:
    """The schemas of a ledger that there is not yet, made as the owner; its log by the first of the migrations, or all
    of them. Schemas are told apart by how they begin: however names end, no two are called the same."""
    schemas = {f"{what}_schema": f"{begins}_{name}" for what, begins in _SCHEMAS.items()}
    _run(cursor, "register_ledger", name=name, **schemas)
    [row] = cursor.fetchall()
    place = _place(row)
    make_ledger_schemas(cursor, place)
    apply_to_ledger(cursor, place, migrations)
    return place


def apply_to_ledger(
    cursor: Cursor, place: LedgerPlace, migrations: tuple[Migration, ...], *, taken_over: bool = False
) -> list[str]:
    """Those of the migrations that a ledger's log does not have yet, and after the last of all who may do what with it;
    says which, as the owner."""
    cursor.execute(_in_schema("use_schema", place.log_schema))
    done = _apply(cursor, place.name, migrations, (place.log_role, place.models_role))
    if migrations == OF_LEDGER and (done or taken_over):
        give_rights_in_log(cursor, place)
    return done


def known_ledgers(cursor: Cursor) -> list[dict[str, Any]]:
    """The register of ledgers, as rows that make a LedgerPlace each."""
    _run(cursor, "ledgers")
    return cursor.fetchall()


def _in_schema(statement: str, schema: str, name: str = "schema") -> Composed:
    return composable(_SQL[statement]).format(**{name: Identifier(schema)})


def migrated(database: Database) -> Installation:
    """What there is in a database: migrated first, where that has not been done everywhere."""
    try:
        there = installation(database)
        if there.is_current:
            return there
    except Refused as refused:
        if refused.refusals[0].code != "database-not-migrated":
            raise
    migrate(database)
    return installation(database)


def embedded(superuser: dict[str, Any], database: str = "liggare") -> Installation:
    """What there is in an embedded server's database: made and migrated when it is not there yet.

    `superuser` holds psycopg's parameters for the server's first login. The everyday login it returns can become the
    working roles and nothing else; when it finds everything in its place, no other is used.
    """
    owner = {**superuser, "dbname": database}
    here = Database({**owner, "user": "liggare_login"}, owner)
    try:
        there = installation(here)
        if there.is_current:
            return there
    except Refused as refused:
        missing = f'database "{database}" does not exist' in refused.refusals[0].detail
        if not missing and refused.refusals[0].code != "database-not-migrated":
            raise
    with reaching_database():
        _make_embedded(superuser, here)
    return installation(here)


def _make_embedded(superuser: dict[str, Any], here: Database) -> None:
    database = here.owner_login["dbname"]
    with psycopg.Connection.connect(**superuser, row_factory=cast(Any, dict_row), autocommit=True) as connection:
        [row] = connection.execute(_SQL["database_exists"], {"name": database})
        if not row["found"]:
            with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(_in_schema("create_database", database, "database"))
        connection.execute(_SQL["create_login"])
    migrate(here)
    with _migrating(here) as cursor:
        _run(cursor, "end_former_login")
