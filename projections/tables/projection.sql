-- What is done alike with the tables of every read model.

-- name: close
-- Closes the known intervals of entries that have been corrected.
UPDATE {table} SET known_to = closed.known_to
FROM unnest(%(entry_positions)s::bigint[], %(known_tos)s::bigint[]) AS closed(entry_position, known_to)
WHERE {table}.entry_position = closed.entry_position AND {table}.known_to IS NULL;
