-- What a change of some frames stands on, read from frame_fact and frame_change: no more than it needs. There are no
-- tables here.

-- name: named_in
-- By what decisions about some frames are named that anything may act on: the conditions and the indices they wait for,
-- and the decisions that judgments are about.
SELECT f.unit, f.line, f.kind, f.year, f.conditions, f.index_name, NULL AS decision_key
FROM unnest(%(units)s::text[], %(lines)s::text[], %(kinds)s::text[], %(years)s::integer[]) AS a(unit, line, kind, year)
JOIN frame_fact f ON f.year = a.year AND f.unit = a.unit AND f.line = a.line AND f.kind = a.kind
WHERE (f.index_name IS NOT NULL OR f.conditions IS NOT NULL) AND f.stage = 'decided' AND f.known_from <= %(upto)s
UNION
SELECT f.unit, f.line, f.kind, f.year, NULL, NULL, f.decision_key
FROM (SELECT DISTINCT substr(named.subject, 10) AS key
      FROM register_entry r JOIN register_entry named ON named.entry_position = r.entry_position
      WHERE r.kind = 'aftermath' AND named.kind = 'decision' AND r.known_from <= %(upto)s) AS judged
JOIN frame_fact f ON f.decision_key = judged.key
WHERE f.known_from <= %(upto)s
  AND (f.unit, f.line, f.kind, f.year) IN (
      SELECT * FROM unnest(%(units)s::text[], %(lines)s::text[], %(kinds)s::text[], %(years)s::integer[]));

-- name: stood_before
-- Where some frames stood before some days, as known at a position. Of all rows that are about those days the last one
-- recorded says what the frame was on its own day; what began between that day and the asked one had been recorded
-- before it. No row: nothing was known of the frame.
SELECT a.unit, a.line, a.kind, a.year, last.decided_on, last.after_costs_ore, last.after_revenues_ore,
       last.after_net_ore, last.after_known, last.after_commitment, since.*
FROM unnest(%(units)s::text[], %(lines)s::text[], %(kinds)s::text[], %(years)s::integer[], %(days)s::date[])
         AS a(unit, line, kind, year, day)
CROSS JOIN LATERAL (
    SELECT * FROM frame_change c
    WHERE c.year = a.year AND c.unit = a.unit AND c.line = a.line AND c.kind = a.kind
      AND c.decided_on < a.day AND c.entry_position <= %(position)s
    ORDER BY c.entry_position DESC, c.decided_on DESC LIMIT 1) AS last
CROSS JOIN LATERAL (
    SELECT coalesce(sum(costs_ore), 0)::bigint AS costs_ore, coalesce(sum(revenues_ore), 0)::bigint AS revenues_ore,
           coalesce(sum(net_ore), 0)::bigint AS net_ore, coalesce(sum(unknown_costs), 0)::integer AS unknown_costs,
           coalesce(sum(unknown_revenues), 0)::integer AS unknown_revenues,
           coalesce(sum(unknown_net), 0)::integer AS unknown_net, coalesce(sum(known), 0)::integer AS known,
           coalesce(sum(budget), 0)::integer AS budget, coalesce(sum(plan), 0)::integer AS plan
    FROM frame_change c
    WHERE c.year = a.year AND c.unit = a.unit AND c.line = a.line AND c.kind = a.kind
      AND c.decided_on > last.decided_on AND c.decided_on < a.day AND c.entry_position <= %(position)s) AS since;

-- name: facts_apart
-- What is known of some frames from some days on that must be known one by one: all but plain changes, which are known
-- amounts of decisions with a known day that wait for nothing and that nobody has judged; and what becomes known, or is
-- known no more, between two positions.
SELECT {facts}
FROM {frames} JOIN frame_fact f ON {of_frame} AND f.decided_latest >= a.day
WHERE (f.sets IS NOT NULL OR f.costs_ore IS NULL OR f.revenues_ore IS NULL OR f.decided_earliest < f.decided_latest
       OR f.index_name IS NOT NULL OR f.conditions IS NOT NULL)
  AND f.stage = 'decided' AND f.known_from <= %(upto)s AND (f.known_to IS NULL OR f.known_to > %(after)s)
UNION
SELECT {facts}
FROM frame_fact f JOIN {frames} ON {of_frame} AND f.decided_latest >= a.day
WHERE (f.entry_position = ANY (%(positions)s::bigint[]) OR f.decision_key = ANY (%(decision_keys)s::text[]))
  AND f.stage = 'decided' AND f.known_from <= %(upto)s AND (f.known_to IS NULL OR f.known_to > %(after)s)
ORDER BY entry_position, ordinal;

-- name: first_plain_days
-- The first day, from some days on, on which a plain change of some frames was decided, as known at a position.
SELECT a.unit, a.line, a.kind, a.year, first.day
FROM {frames}
CROSS JOIN LATERAL (
    SELECT f.decided_latest AS day FROM frame_fact f WHERE {of_frame} AND f.decided_latest >= a.day AND {is_plain}
    ORDER BY f.decided_latest LIMIT 1) AS first;

-- name: plain_on_days
-- The plain changes of some frames on some days, one by one.
SELECT {facts}
FROM {frames} JOIN frame_fact f ON {of_frame} AND f.decided_latest = a.day AND {is_plain}
ORDER BY entry_position, ordinal;

-- name: plain_sums
-- What the plain changes of some frames come to between some days, both with them; only where there are any.
SELECT a.unit, a.line, a.kind, a.year, a.last_day, plain.*
FROM unnest(%(units)s::text[], %(lines)s::text[], %(kinds)s::text[], %(years)s::integer[], %(days)s::date[],
            %(last_days)s::date[]) AS a(unit, line, kind, year, day, last_day)
CROSS JOIN LATERAL (
    SELECT sum(f.costs_ore)::bigint AS costs_ore, sum(f.revenues_ore)::bigint AS revenues_ore,
           sum(f.net_ore)::bigint AS net_ore
    FROM frame_fact f
    WHERE {of_frame} AND f.decided_latest BETWEEN a.day AND a.last_day AND {is_plain}
    HAVING count(*) > 0) AS plain;

-- name: part_facts
f.entry_position, f.ordinal, f.family, f.unit, f.line, f.kind, f.year, f.sets, f.costs_ore, f.revenues_ore, f.net_ore,
f.decided_earliest, f.decided_latest, f.paragraph_number, f.paragraph_suffix, f.clause, f.place, f.known_from,
f.known_to, f.index_name, f.decision_key, f.conditions;

-- name: part_frames
unnest(%(units)s::text[], %(lines)s::text[], %(kinds)s::text[], %(years)s::integer[], %(days)s::date[])
    AS a(unit, line, kind, year, day);

-- name: part_of_frame
f.year = a.year AND f.unit = a.unit AND f.line = a.line AND f.kind = a.kind;

-- name: part_is_plain
-- Known before a position and until another at least, and not among what `facts_apart` finds.
f.stage = 'decided' AND f.known_from <= %(after)s AND (f.known_to IS NULL OR f.known_to > %(upto)s)
AND NOT (f.sets IS NOT NULL OR f.costs_ore IS NULL OR f.revenues_ore IS NULL OR f.decided_earliest < f.decided_latest
         OR f.index_name IS NOT NULL OR f.conditions IS NOT NULL)
AND (f.decision_key IS NULL OR f.decision_key <> ALL (%(decision_keys)s::text[]));
