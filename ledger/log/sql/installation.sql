-- What there is in a database beside the ledgers' own tables: its roles and logins, its schemas, what has been migrated,
-- and which ledgers there are. Roles belong to the whole cluster: liggare_owner owns the logs, liggare_application reads
-- and appends, liggare_projections owns the read models. `ledgers` and `all_applied` are asked at every start; all else is
-- run at a migration, when a ledger is made, or when the embedded database is.

-- name: create_roles
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['liggare_owner', 'liggare_application', 'liggare_projections'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- somebody else made it just now
        END;
        IF NOT pg_has_role(current_user, wanted, 'SET') THEN
            EXECUTE format('GRANT %I TO %I WITH SET TRUE', wanted, current_user);
        END IF;
    END LOOP;
END
$$;

-- name: allow_schemas
DO $$
BEGIN
    EXECUTE format('GRANT CREATE, CONNECT ON DATABASE %I TO liggare_owner', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO liggare_application, liggare_projections', current_database());
END
$$;

-- name: become_owner
SET LOCAL ROLE liggare_owner;

-- name: use_installation_schema
CREATE SCHEMA IF NOT EXISTS liggare;
GRANT USAGE ON SCHEMA liggare TO liggare_application, liggare_projections;
SET LOCAL search_path = liggare, pg_temp;

-- name: installation_exists
SELECT to_regclass('liggare.applied_migration') IS NOT NULL;

-- name: database_is_suitable
SELECT current_setting('server_version_num')::integer AS version, current_setting('server_version') AS version_text,
       current_setting('server_encoding') AS encoding;

-- name: lock_migrations
-- One migration at a time in this database; the lock goes with the transaction.
SELECT pg_advisory_xact_lock(7710325841190254);

-- name: applied
SELECT number, sha256 FROM liggare.applied_migration WHERE scope = %(scope)s ORDER BY number;

-- name: all_applied
SELECT scope, number, sha256 FROM liggare.applied_migration;

-- name: mark_applied
INSERT INTO liggare.applied_migration (scope, number, sha256) VALUES (%(scope)s, %(number)s, %(sha256)s);

-- name: add_stored_names
INSERT INTO liggare.stored_name (name) SELECT unnest(%(names)s::text[]) ON CONFLICT DO NOTHING;

-- name: has_stored_names
SELECT NOT EXISTS (SELECT FROM unnest(%(names)s::text[]) AS ours(name)
                   WHERE ours.name NOT IN (SELECT known.name FROM liggare.stored_name known)) AS found;

-- name: ledgers
SELECT name, log_schema, projection_schema, rebuild_schema, number, log_id FROM liggare.ledger ORDER BY name;

-- name: register_ledger
INSERT INTO liggare.ledger (name, log_schema, projection_schema, rebuild_schema)
VALUES (%(name)s, %(log_schema)s, %(projection_schema)s, %(rebuild_schema)s)
RETURNING name, log_schema, projection_schema, rebuild_schema, number, log_id;

-- name: create_log_schema
CREATE SCHEMA {log_schema};
GRANT USAGE ON SCHEMA {log_schema} TO liggare_application, liggare_projections;

-- name: create_projection_schema
-- Owned by us, so that only a migration can drop it; made in by the projections' role.
CREATE SCHEMA {schema};
GRANT USAGE ON SCHEMA {schema} TO liggare_application;
GRANT USAGE, CREATE ON SCHEMA {schema} TO liggare_projections;

-- name: use_schema
SET LOCAL search_path = {schema}, pg_temp;

-- name: create_login
-- The everyday login of the embedded database: it can become the two working roles and nothing else.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'liggare_login') THEN
        CREATE ROLE liggare_login LOGIN;
    END IF;
    GRANT liggare_application, liggare_projections TO liggare_login WITH SET TRUE, INHERIT FALSE;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- somebody else made it just now
END
$$;

-- name: database_exists
SELECT EXISTS (SELECT FROM pg_database WHERE datname = %(name)s) AS found;

-- name: create_database
CREATE DATABASE {database} ENCODING 'UTF8' TEMPLATE template0;
