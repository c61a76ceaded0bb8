-- What is asked of many logs at once, as the application's role. Schemas are named: no search_path is set.

-- name: listen
-- To one channel, on which whoever has appended to any log tells its ledger's number and the position.
LISTEN liggare;

-- name: head_of
SELECT {ledger} AS ledger, coalesce(max(position), 0) AS head FROM {schema}.event
