-- Entries, and what a frame was known to be through time: for answers that say which decision made which difference. There are no tables here; the rows are those of the other read models, and of the log itself.

-- name: frame_facts_until
-- Every fact at one stage (of one proposal, unless it is decided) about the frames of a year that has ever been known
-- up to a position, also when it no longer is.
SELECT entry_position, ordinal, family, unit, line, kind, year, sets, costs_ore, revenues_ore, net_ore,
       decided_earliest, decided_latest, paragraph_number, paragraph_suffix, clause, place, known_from, known_to,
       index_name, decision_key, conditions
FROM frame_fact
WHERE year = %(year)s AND unit BETWEEN %(first_unit)s::text AND %(last_unit)s::text
  AND (%(units)s::text[] IS NULL OR unit = ANY (%(units)s))
  AND (%(line)s::text IS NULL OR line = %(line)s) AND (%(kind)s::text IS NULL OR kind = %(kind)s)
  AND stage = %(stage)s AND proposal IS NOT DISTINCT FROM %(proposal)s::text AND known_from <= %(position)s
ORDER BY unit COLLATE "C", line COLLATE "C", kind DESC, place, entry_position, ordinal;

-- name: entries_until
-- Every entry about some kinds of subjects (or only about some subjects) that has ever been known up to a position, and
-- the position from which it no longer was.
SELECT e.position, e.type, e.data, e.recorded_at, r.known_to
FROM (
    SELECT DISTINCT entry_position, known_to FROM register_entry
    WHERE kind = ANY (%(kinds)s::text[]) AND (%(subjects)s::text[] IS NULL OR subject = ANY (%(subjects)s::text[]))
      AND known_from <= %(position)s) r
JOIN event e ON e.position = r.entry_position
ORDER BY e.position;
