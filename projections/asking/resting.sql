-- What rests on what courts have annulled. There are no tables here; the rows are those of another read model.

-- name: copies
-- The plan years that are said to be another one over again.
SELECT entry_position, ordinal, family, unit, line, kind, year, sets, costs_ore, revenues_ore, net_ore, proposal,
       decided_earliest, decided_latest, paragraph_number, paragraph_suffix, clause, place,
       index_name, decision_key, conditions
FROM frame_fact
WHERE year = %(year)s AND family = 'plan-year-copied' AND stage = 'decided' AND decided_earliest <= %(as_of)s
  AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s);
