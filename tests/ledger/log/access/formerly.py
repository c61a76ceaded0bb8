"""An installation as it was before it had roles of its own: three roles for the whole cluster, named in the first
migrations; and as a dump leaves it that was restored without its owners."""

from typing import Final

from psycopg.sql import SQL, Identifier

from ledger.log.database import Database
from ledger.log.migrations import installation
from tests.racing import superuser

OWNER, APPLICATION, PROJECTIONS = "liggare_owner", "liggare_application", "liggare_projections"
FORMER: Final = (OWNER, APPLICATION, PROJECTIONS)

_MAKE: Final = """
    DO $$
    DECLARE
        wanted text;
    BEGIN
        FOREACH wanted IN ARRAY ARRAY['liggare_owner', 'liggare_application', 'liggare_projections'] LOOP
            IF to_regrole(wanted) IS NULL THEN
                EXECUTE format('CREATE ROLE %I', wanted);
            END IF;
        END LOOP;
    END
    $$
"""
_SCHEMAS: Final = SQL("""
    GRANT USAGE ON SCHEMA {log} TO liggare_application, liggare_projections;
    GRANT USAGE ON SCHEMA {projections}, {rebuild} TO liggare_application;
    GRANT USAGE, CREATE ON SCHEMA {projections}, {rebuild} TO liggare_projections;
    GRANT SELECT ON {log}.event, {log}.event_tag, {log}.append_record TO liggare_application;
    GRANT SELECT ON {log}.event TO liggare_projections;
    GRANT EXECUTE ON FUNCTION {log}.lock_head, {log}.append_events TO liggare_application;
    GRANT SELECT ON ALL TABLES IN SCHEMA {projections} TO liggare_application;
    DROP VIEW {log}.watched;
""")
_REGISTER: Final = """
    GRANT USAGE ON SCHEMA liggare TO liggare_application, liggare_projections;
    GRANT SELECT ON ALL TABLES IN SCHEMA liggare TO liggare_application, liggare_projections;
    DELETE FROM liggare.applied_migration WHERE number = 5;
"""


def disowned(database: Database, owner: str = "postgres", models: str = "postgres") -> None:
    """All that an installation has belongs to somebody else, and nobody else may do anything with it."""
    places, roles = installation(database).ledgers, database.roles
    forget(database)
    with superuser(database) as connection:
        for role, to in (*((place.models_role, models) for place in places), (roles.owner, owner)):
            connection.execute(SQL("REASSIGN OWNED BY {} TO {}").format(Identifier(role), Identifier(to)))
        for role in (roles.watching, *(each for place in places for each in (place.log_role, place.models_role))):
            connection.execute(SQL("DROP OWNED BY {}").format(Identifier(role)))  # whatever it has been given


def as_formerly(database: Database) -> None:
    """An installation of this program, as the one before left it. The roles stay: a cluster may have both kinds."""
    places = installation(database).ledgers
    with superuser(database) as connection:
        connection.execute(_MAKE)
    disowned(database, OWNER, PROJECTIONS)
    with superuser(database) as connection:
        connection.execute(_REGISTER)
        for place in places:
            schemas = {"projections": place.projection_schema, "rebuild": place.rebuild_schema, "log": place.log_schema}
            connection.execute(_SCHEMAS.format(**{what: Identifier(name) for what, name in schemas.items()}))


def forget(database: Database) -> None:
    """What this process knows of an installation, which is another afterwards."""
    database.connections.close()
    vars(database).pop("roles", None)


def held(database: Database, *roles: str) -> int:
    """How much in this database belongs to some roles, or has been given to them."""
    question = """
        SELECT count(*) FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass
        AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND refobjid IN (SELECT oid FROM pg_roles WHERE rolname = ANY (%s))
    """
    with superuser(database) as connection:
        [(count,)] = connection.execute(question, [[*roles]])
    return int(count)
