-- What the database server is, asked of itself. `durability` is asked before every append: the settings can be changed
-- while the server runs.

-- name: standing
SELECT current_setting('server_version_num')::integer AS version, current_setting('server_version') AS version_text,
       current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
       current_setting('synchronous_commit') AS synchronous_commit;

-- name: durability
SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
       current_setting('synchronous_commit') AS synchronous_commit;
