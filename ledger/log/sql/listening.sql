-- What is asked of many logs at once, by the role that watches them. Schemas are named: no search_path is set.

-- name: listen
-- To one channel, on which whoever has appended to any log tells its ledger's number and the position.
LISTEN liggare;

-- name: head_of
SELECT {ledger} AS ledger, head FROM {schema}.watched
