-- What is asked of a connection before any ledger is.

-- name: take_over
-- For another role, and in other schemas; statements that are prepared are planned anew for those.
SELECT set_config('role', %(role)s, false), set_config('search_path', %(search_path)s, false);
