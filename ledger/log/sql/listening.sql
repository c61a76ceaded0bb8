-- What is asked of many logs at once, as the application's role. Schemas are named: no search_path is set.

-- name: listen
LISTEN {channel};

-- name: unlisten
UNLISTEN {channel};

-- name: head_of
SELECT {ledger} AS ledger, coalesce(max(position), 0) AS head FROM {schema}.event
