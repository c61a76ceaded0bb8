-- What an installation has, whatever its ledgers: a register of ledgers and of applied migrations.
-- Run as the role liggare_owner, in the schema liggare.

CREATE TABLE applied_migration (
    scope text NOT NULL,                 -- 'installation' or a ledger's name
    number integer NOT NULL,
    sha256 text NOT NULL,                -- of the file's bytes: a changed migration is noticed
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (scope, number)
);

-- A ledger's name maps to its schemas. One ledger = one organisation = one schema with its own log.
CREATE TABLE ledger (
    name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{0,40}$'),
    log_schema text NOT NULL UNIQUE,
    projection_schema text NOT NULL UNIQUE,
    rebuild_schema text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

GRANT SELECT ON applied_migration, ledger TO liggare_application, liggare_projections;
