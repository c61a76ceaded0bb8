-- Comparing the live read models with a shadow, a page at a time in the order of their keys. Run by the ledger's role for
-- its read models; the tables and their keys are put in by name.

-- name: key_columns
SELECT a.attname AS name
FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
WHERE i.indrelid = to_regclass(%(table)s) AND i.indisprimary
ORDER BY array_position(i.indkey::smallint[], a.attnum);

-- name: first_rows
SELECT * FROM {schema}.{table} WHERE entry_position <= %(upto)s ORDER BY {key} LIMIT %(limit)s;

-- name: next_rows
SELECT * FROM {schema}.{table} WHERE ({key}) > ({after}) AND entry_position <= %(upto)s ORDER BY {key} LIMIT %(limit)s;

-- name: beyond
-- Rows of entries that the live read models have not come to: nothing but a stranger puts them there.
SELECT min(entry_position) AS position FROM {schema}.{table}
WHERE entry_position > (SELECT coalesce(max(notification_id), 0) FROM {schema}.notification_tracking);
