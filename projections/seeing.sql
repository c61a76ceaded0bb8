-- What an answer about frames stands on. There are no tables here; the rows are those of the other read models.

-- name: ground
-- Who keeps the ledger, and which entries have changed decisions that stand already, as known at a position.
SELECT o.name, o.kind,
       (SELECT coalesce(array_agg(DISTINCT entry_position ORDER BY entry_position), '{}') FROM register_entry
        WHERE kind = %(aftermath)s AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s))
           AS aftermath
FROM (SELECT) AS always
LEFT JOIN organisation o ON o.known_from <= %(position)s AND (o.known_to IS NULL OR o.known_to > %(position)s);
