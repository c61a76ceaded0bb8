-- Replaying the log: which frames some entries touch, and everything ever known of those. There are no tables here.

-- name: frames_of_entries
SELECT DISTINCT unit, line, kind, year, stage, proposal FROM frame_fact
WHERE entry_position = ANY (%(positions)s::bigint[]);

-- name: frames_acted_on
-- Frames whose decisions a judgment, a condition or an index may act on. Rare, and so looked for without an index.
SELECT DISTINCT unit, line, kind, year, stage, proposal FROM frame_fact
WHERE stage = 'decided' AND known_from <= %(position)s
  AND (index_name = ANY (%(indices)s::text[]) OR conditions && %(conditions)s::text[]
       OR decision_key = ANY (%(decision_keys)s::text[]));

-- name: facts_of_frames
SELECT f.entry_position, f.ordinal, f.family, f.unit, f.line, f.kind, f.year, f.sets, f.costs_ore, f.revenues_ore,
       f.net_ore, f.decided_earliest, f.decided_latest, f.paragraph_number, f.paragraph_suffix, f.clause, f.place,
       f.known_from, f.known_to, f.index_name, f.stage, f.proposal, f.decision_key, f.conditions
FROM unnest(%(units)s::text[], %(lines)s::text[], %(kinds)s::text[], %(years)s::integer[], %(stages)s::text[],
            %(proposals)s::text[]) AS a(unit, line, kind, year, stage, proposal)
JOIN frame_fact f ON f.year = a.year AND f.unit = a.unit AND f.line = a.line AND f.kind = a.kind AND f.stage = a.stage
                 AND f.proposal IS NOT DISTINCT FROM a.proposal
WHERE f.known_from <= %(position)s
ORDER BY f.unit COLLATE "C", f.line COLLATE "C", f.kind DESC, f.year, f.place, f.entry_position, f.ordinal;
