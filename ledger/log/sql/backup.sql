-- What a backup reads, and what a restore loads. The register is read by the role that watches, each log by its ledger's
-- own; the owner loads.

-- name: settle
-- For this connection: a backup may take longer than any other transaction, and instants and bytes are written in one
-- way, whatever the server is set to.
SELECT set_config('transaction_timeout', '0', false), set_config('idle_in_transaction_session_timeout', '0', false),
       set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false),
       set_config('DateStyle', 'ISO, YMD', false), set_config('TimeZone', 'UTC', false),
       set_config('bytea_output', 'hex', false);

-- name: hold_migrations
-- No migration begins meanwhile: the number is that of `lock_migrations` in installation.sql.
SELECT pg_advisory_lock_shared(7710325841190254);

-- name: let_migrations
SELECT pg_advisory_unlock_shared(7710325841190254);

-- name: hold_form
-- No migration changes the form of these tables until the transaction ends. It is in nobody else's way.
LOCK TABLE {schema}.event, {schema}.event_tag, {schema}.append_record IN ACCESS SHARE MODE;

-- name: export_snapshot
SELECT pg_export_snapshot() AS snapshot, clock_timestamp() AS taken_at,
       current_setting('server_version') AS server;

-- name: take_snapshot
SET TRANSACTION SNAPSHOT {snapshot};

-- name: registered
SELECT name, log_schema, created_at, log_id, number,
       (SELECT split_part(pg_get_userbyid(nspowner), '_', 2) FROM pg_namespace WHERE nspname = 'liggare') AS installation
FROM liggare.ledger ORDER BY name;

-- name: become_ledger
SET LOCAL ROLE {role};

-- name: applied
SELECT scope, number, sha256 FROM liggare.applied_migration ORDER BY scope, number;

-- name: head
SELECT position, recorded_at, encode(sha256(data), 'hex') AS sha256
FROM {schema}.event ORDER BY position DESC LIMIT 1;

-- name: read_event
-- Each of these in an order of its own, so that the same rows are the same bytes.
COPY (SELECT * FROM {schema}.event ORDER BY position) TO STDOUT;

-- name: read_event_tag
COPY (SELECT * FROM {schema}.event_tag ORDER BY tag COLLATE "C", position) TO STDOUT;

-- name: read_append_record
COPY (SELECT * FROM {schema}.append_record ORDER BY key COLLATE "C") TO STDOUT;

-- name: load
COPY {schema}.{table} FROM STDIN;

-- name: plan_by_rows
ANALYZE {schema}.{table};

-- name: keep_identity
UPDATE liggare.ledger SET created_at = %(created_at)s, log_id = coalesce(%(log_id)s, log_id) WHERE name = %(name)s;

-- name: identify_by_first_nonce
-- Of a backup from before logs had an id: the one that installation_0002.sql gave the log itself.
UPDATE liggare.ledger SET log_id = encode(e.nonce, 'hex')::uuid
FROM {schema}.event e WHERE e.position = 1 AND name = %(name)s;
