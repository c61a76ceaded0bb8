-- What is asked of a connection before any ledger is.

-- name: take_over
-- For another role, and in other schemas; statements that are prepared are planned anew for those. What the one before may
-- have left goes: its settings, its temporary tables and its locks.
RESET ALL;
DISCARD TEMP;
SELECT pg_advisory_unlock_all(), set_config('role', {role}, false), set_config('search_path', {search_path}, false);
