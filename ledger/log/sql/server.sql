-- What the database server is, asked of itself. `durability` is asked before every append: the settings can be changed
-- while the server runs. `copy_is_away`: COMMIT waits for a copy on another disk, and nobody receives it.

-- name: standing
SELECT current_setting('server_version_num')::integer AS version, current_setting('server_version') AS version_text,
       current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
       current_setting('synchronous_commit') AS synchronous_commit,
       current_setting('synchronous_standby_names') <> '' AND NOT EXISTS (
           SELECT FROM pg_stat_replication r
           WHERE strpos(current_setting('synchronous_standby_names'), r.application_name) > 0) AS copy_is_away;

-- name: durability
SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
       current_setting('synchronous_commit') AS synchronous_commit,
       current_setting('synchronous_standby_names') <> '' AND NOT EXISTS (
           SELECT FROM pg_stat_replication r
           WHERE strpos(current_setting('synchronous_standby_names'), r.application_name) > 0) AS copy_is_away;
