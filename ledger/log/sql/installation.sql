-- What there is in a database beside the ledgers' own tables: its login, its schemas, what has been migrated, and which
-- ledgers there are. Its roles are in roles.sql. `ledgers`, `all_owned`, `all_applied` and `has_stored_names` are asked at
-- every start; all else is run at a migration, when a ledger is made, or when the embedded database is.

-- name: use_installation_schema
CREATE SCHEMA IF NOT EXISTS liggare;
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
SELECT name, log_schema, projection_schema, rebuild_schema, number, log_id,
       (SELECT split_part(pg_get_userbyid(nspowner), '_', 2) FROM pg_namespace WHERE nspname = 'liggare') AS installation
FROM liggare.ledger ORDER BY name;

-- name: all_owned
-- Whether every log belongs to who owns the register: not when it was made before, or restored without its owner.
SELECT NOT EXISTS (
    SELECT FROM liggare.ledger l JOIN pg_namespace n ON n.nspname = l.log_schema
    WHERE n.nspowner <> (SELECT r.nspowner FROM pg_namespace r WHERE r.nspname = 'liggare')) AS found;

-- name: register_ledger
INSERT INTO liggare.ledger (name, log_schema, projection_schema, rebuild_schema)
VALUES (%(name)s, %(log_schema)s, %(projection_schema)s, %(rebuild_schema)s)
RETURNING name, log_schema, projection_schema, rebuild_schema, number, log_id,
          (SELECT split_part(pg_get_userbyid(nspowner), '_', 2) FROM pg_namespace WHERE nspname = 'liggare') AS installation;

-- name: use_schema
SET LOCAL search_path = {schema}, pg_temp;

-- name: create_login
-- The everyday login of the embedded database.
DO $$
BEGIN
    IF to_regrole('liggare_login') IS NULL THEN
        CREATE ROLE liggare_login LOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- somebody else made it just now
END
$$;

-- name: end_former_login
-- The embedded login is no member any more of the roles that it had before: an earlier program is refused at its door.
DO $$
DECLARE
    former regrole;
BEGIN
    FOR former IN SELECT m.roleid FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid
                  WHERE m.member = to_regrole('liggare_login')
                    AND r.rolname IN ('liggare_application', 'liggare_projections') LOOP
        EXECUTE format('REVOKE %s FROM liggare_login', former);
    END LOOP;
END
$$;

-- name: database_exists
SELECT EXISTS (SELECT FROM pg_database WHERE datname = %(name)s) AS found;

-- name: create_database
CREATE DATABASE {database} ENCODING 'UTF8' TEMPLATE template0;
