-- What every ledger's read models have in common. Runners are the ledger's role for its models, in the live schema or the
-- one beside it; readers are its role for the log. search_path: that schema, then the log's.

-- name: create
-- The library's tracking table: one position for all projections of the ledger.
CREATE TABLE notification_tracking (application_name text PRIMARY KEY, notification_id bigint NOT NULL);
-- One row: which recipe made the tables, from which sources it was reckoned, and why they stopped if they did.
CREATE TABLE projection_state (
    single_row boolean PRIMARY KEY DEFAULT true CHECK (single_row),
    recipe_sha256 text NOT NULL,
    sources_sha256 text NOT NULL,
    stopped_position bigint,
    stopped_type text,
    stopped_reason text
);
-- What followers of frame changes had before a rebuild gave them otherwise: a row for each time, with how far the tables
-- went then, and what is to be added, by the entry at which it differs (recasts.py).
CREATE TABLE frame_recast (number integer PRIMARY KEY, position bigint NOT NULL);
CREATE TABLE frame_recast_change (
    number integer NOT NULL,
    unit text COLLATE "C" NOT NULL,
    line text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    year integer NOT NULL,
    decided_on date NOT NULL,
    entry_position bigint NOT NULL,
    costs_ore bigint NOT NULL,
    revenues_ore bigint NOT NULL,
    net_ore bigint NOT NULL,
    unknown_costs smallint NOT NULL,
    unknown_revenues smallint NOT NULL,
    unknown_net smallint NOT NULL,
    undetermined_costs_ore bigint NOT NULL,
    undetermined_revenues_ore bigint NOT NULL,
    undetermined_net_ore bigint NOT NULL,
    undetermined_unknown_costs smallint NOT NULL,
    undetermined_unknown_revenues smallint NOT NULL,
    undetermined_unknown_net smallint NOT NULL,
    known smallint NOT NULL,
    budget smallint NOT NULL,
    plan smallint NOT NULL,
    PRIMARY KEY (number, unit, line, kind, year, decided_on, entry_position)
);

-- name: let_read
GRANT SELECT ON notification_tracking, projection_state TO {log_role}, {watching};
GRANT SELECT ON {tables}, frame_recast, frame_recast_change TO {log_role};

-- name: insert_state
INSERT INTO projection_state (recipe_sha256, sources_sha256) VALUES (%(recipe)s, %(sources)s);

-- name: begin
BEGIN;

-- name: commit
COMMIT;

-- name: commit_later
-- The end of this transaction is not waited for: a crash may undo it, with tables that nobody reads. The swap is waited
-- for, and with it all that came before.
SET LOCAL synchronous_commit = off;

-- name: column_types
-- The types of some columns of a table, in the order they are asked for.
SELECT a.atttypid::integer AS type
FROM unnest(%(columns)s::text[]) WITH ORDINALITY AS asked(name, place)
JOIN pg_attribute a ON a.attrelid = to_regclass(%(table)s) AND a.attname = asked.name
ORDER BY asked.place;

-- name: is_made
SELECT to_regclass(%(table)s) IS NOT NULL AS made;

-- name: state
-- As JSON: tables that an earlier program made may lack the column.
SELECT recipe_sha256, to_jsonb(s) ->> 'sources_sha256' AS sources_sha256 FROM projection_state AS s;

-- name: lock_state
-- One at a time moves the read models forward; the lock goes with the transaction. What they are is asked afterwards.
SELECT FROM projection_state FOR UPDATE;

-- name: stop
UPDATE projection_state SET stopped_position = %(position)s, stopped_type = %(type)s, stopped_reason = %(reason)s;

-- name: resume
-- The same recipe, perhaps reckoned from other sources: in which only a comment differs.
UPDATE projection_state
SET sources_sha256 = %(sources)s, stopped_position = NULL, stopped_type = NULL, stopped_reason = NULL;

-- name: progress
SELECT coalesce((SELECT max(notification_id) FROM notification_tracking WHERE application_name = 'projections'), 0)
           AS position,
       (SELECT coalesce(max(position), 0) FROM event) AS head,
       recipe_sha256, to_jsonb(s) ->> 'sources_sha256' AS sources_sha256,
       stopped_position, stopped_type, stopped_reason,
       CASE WHEN stopped_position IS NOT NULL THEN (SELECT ledger FROM watched) END AS stopped_ledger,
       ARRAY(SELECT position FROM event WHERE type = 'entry-set-aside.v1' ORDER BY position) AS aside_positions,
       ARRAY(SELECT data FROM event WHERE type = 'entry-set-aside.v1' ORDER BY position) AS asides
FROM projection_state AS s;

-- name: with_tables
-- The schemas of some in which read models have been made.
SELECT schemaname AS schema FROM pg_tables WHERE tablename = 'projection_state' AND schemaname = ANY (%(schemas)s);

-- name: progress_of
-- As `progress`, of one ledger of many, for who watches them.
SELECT {ledger} AS ledger,
       coalesce((SELECT max(notification_id) FROM {projections}.notification_tracking
                 WHERE application_name = 'projections'), 0) AS position,
       w.head, to_jsonb(s) ->> 'sources_sha256' AS sources_sha256, stopped_position, stopped_type, stopped_reason,
       w.ledger AS stopped_ledger, w.aside_positions, w.asides
FROM {projections}.projection_state AS s CROSS JOIN {log}.watched AS w

-- name: tables
SELECT tablename FROM pg_tables WHERE schemaname = %(schema)s ORDER BY tablename;

-- name: drop_table
DROP TABLE {schema}.{table} CASCADE;

-- name: move_table
ALTER TABLE {from_schema}.{table} SET SCHEMA {to_schema};

-- name: lock_runners
-- One at a time makes, resumes or swaps the tables of this ledger; the lock goes with the transaction.
SELECT pg_advisory_xact_lock(hashtextextended(%(ledger)s, 7710325841190255));

-- name: try_alone
-- One rebuild at a time; the lock goes with the connection.
SELECT pg_try_advisory_lock(hashtextextended(%(ledger)s, 7710325841190256)) AS locked;

-- name: end_alone
SELECT pg_advisory_unlock(hashtextextended(%(ledger)s, 7710325841190256));

-- name: begin_reading
-- How every reader begins, in one round trip: whoever swaps the tables waits for the reader's end, or it for the swap.
-- Without it the two could take the tables in different orders, and lock each other out.
BEGIN;
LOCK TABLE projection_state IN ACCESS SHARE MODE;

-- name: hold_runners
-- No runner takes anything into the live tables from here on; readers go on.
LOCK TABLE {schema}.projection_state IN EXCLUSIVE MODE;

-- name: wait_briefly
-- Whoever waits for a lock has everybody who comes later wait behind: a swap asks for its locks again and again, and for
-- a moment each time. One long reader then delays nobody but the swap.
SET LOCAL lock_timeout = '200ms';

-- name: in_the_way
-- Who holds a lock on the live tables: what a swap waits for. What else a session does is told to its own login only.
SELECT DISTINCT a.pid, a.usename AS name
FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND c.relnamespace = to_regnamespace(%(schema)s) AND l.granted AND l.pid <> pg_backend_pid()
ORDER BY a.pid;

-- name: hold_readers
LOCK TABLE {schema}.projection_state IN ACCESS EXCLUSIVE MODE;
