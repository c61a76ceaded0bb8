-- Which frames some entries do something to. There are no tables here.

-- name: frames_of_entries
SELECT unit, line, kind, year, stage, proposal, min(decided_earliest) AS since FROM frame_fact
WHERE entry_position = ANY (%(positions)s::bigint[])
GROUP BY unit, line, kind, year, stage, proposal;

-- name: frames_acted_on
-- Frames whose decisions a judgment, a condition or an index may act on: each way of naming a decision by its index.
SELECT unit, line, kind, year, stage, proposal FROM frame_fact
WHERE index_name = ANY (%(indices)s::text[]) AND stage = 'decided' AND known_from <= %(position)s
UNION SELECT unit, line, kind, year, stage, proposal FROM frame_fact
WHERE conditions && %(conditions)s::text[] AND stage = 'decided' AND known_from <= %(position)s
UNION SELECT unit, line, kind, year, stage, proposal FROM frame_fact
WHERE decision_key = ANY (%(decision_keys)s::text[]) AND stage = 'decided' AND known_from <= %(position)s;

-- name: facts_known
-- Everything that has been known of some frames somewhere between two positions.
SELECT f.entry_position, f.ordinal, f.family, f.unit, f.line, f.kind, f.year, f.sets, f.costs_ore, f.revenues_ore,
       f.net_ore, f.decided_earliest, f.decided_latest, f.paragraph_number, f.paragraph_suffix, f.clause, f.place,
       f.known_from, f.known_to, f.index_name, f.stage, f.proposal, f.decision_key, f.conditions
FROM unnest(%(units)s::text[], %(lines)s::text[], %(kinds)s::text[], %(years)s::integer[], %(stages)s::text[],
            %(proposals)s::text[]) AS a(unit, line, kind, year, stage, proposal)
JOIN frame_fact f ON f.year = a.year AND f.unit = a.unit AND f.line = a.line AND f.kind = a.kind AND f.stage = a.stage
                 AND f.proposal IS NOT DISTINCT FROM a.proposal
WHERE f.known_from <= %(upto)s AND (f.known_to IS NULL OR f.known_to > %(after)s)
ORDER BY f.unit COLLATE "C", f.line COLLATE "C", f.kind DESC, f.year, f.place, f.entry_position, f.ordinal;
