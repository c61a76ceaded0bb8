-- What an answer about frames stands on. There are no tables here; the rows are those of the other read models.

-- name: fetched
-- All of it at one moment and in one round trip: how far the read models have come, who keeps the ledger, which entries
-- have changed decisions that stand already, what is said about units, and the facts. Position null: as known that far.
-- Rows as JSON in text, which is quicker read than as columns. LIMIT tells the planner that there is one row of them.
WITH known AS (
    SELECT *, coalesce(%(position)s::bigint, position) AS at FROM ({progress}) AS reached LIMIT 1
)
SELECT known.position, known.head, known.sources_sha256,
       known.stopped_position, known.stopped_type, known.stopped_reason, known.stopped_ledger,
       known.aside_positions, known.asides,
       o.name AS organisation, o.kind,
       ARRAY(SELECT entry_position FROM register_entry
             WHERE kind = 'aftermath' AND known_from <= known.at AND (known_to IS NULL OR known_to > known.at)
             ORDER BY entry_position) AS later_acts,
       EXISTS (SELECT FROM register_entry WHERE kind = 'delegated' AND known_from <= known.at) AS by_delegation,
       EXISTS (SELECT FROM register_entry
               WHERE kind = 'beside' AND subject = 'beside:' || %(year)s AND known_from <= known.at) AS told_beside,
       (SELECT coalesce(json_agg(one), '[]') FROM ({statements}) AS one)::text AS statements,
       (SELECT coalesce(json_agg(one), '[]') FROM ({facts}) AS one)::text AS facts
FROM known LEFT JOIN organisation o ON o.known_from <= known.at AND (o.known_to IS NULL OR o.known_to > known.at);
