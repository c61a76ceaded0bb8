-- What a change of some frames stands on, read from frame_fact and frame_change: no more than it needs. There are no
-- tables here. Nothing is counted in tables that are being filled, so the way of each is said: frame by frame (OFFSET 0),
-- and by which index (`+ 0` where another must not serve).

-- name: named_in
-- By what decisions about some frames are named that anything may act on: the conditions and the indices they wait for,
-- and the decisions that judgments are about.
SELECT f.unit, f.line, f.kind, f.year, f.conditions, f.index_name, NULL AS decision_key
FROM {frames}
CROSS JOIN LATERAL (
    SELECT * FROM frame_fact f
    WHERE {of_frame} AND (f.index_name IS NOT NULL OR f.conditions IS NOT NULL) AND f.stage = 'decided'
      AND f.known_from <= %(upto)s
    OFFSET 0) AS f
UNION
SELECT f.unit, f.line, f.kind, f.year, NULL, NULL, f.decision_key
FROM (SELECT DISTINCT substr(said.subject, 10) COLLATE "default" AS key
      FROM register_entry r
      CROSS JOIN LATERAL (SELECT subject FROM register_entry
                          WHERE entry_position = r.entry_position AND kind = 'decision' OFFSET 0) AS said
      WHERE r.kind = 'aftermath' AND r.known_from <= %(upto)s
        AND EXISTS (SELECT FROM register_entry
                    WHERE entry_position = r.entry_position AND subject = 'review')) AS judged
CROSS JOIN LATERAL (SELECT unit, line, kind, year, decision_key FROM frame_fact
                    WHERE decision_key = judged.key AND known_from <= %(upto)s OFFSET 0) AS f
WHERE (f.unit, f.line, f.kind, f.year) IN (SELECT unit, line, kind, year FROM {frames});

-- name: stood_before
-- Where some frames stood before some days, as known at a position. The row of the last day before says what the frame
-- was on that day, as known when it was recorded; what has been recorded since then about days until then comes to it.
-- No row: nothing was known of the frame.
SELECT a.unit, a.line, a.kind, a.year, last.decided_on, last.after_costs_ore, last.after_revenues_ore,
       last.after_net_ore, last.after_known, last.after_commitment, since.*
FROM {frames}
CROSS JOIN LATERAL (
    SELECT * FROM frame_change f
    WHERE {of_frame} AND f.decided_on < a.day AND f.entry_position + 0 <= %(after)s
    ORDER BY f.decided_on DESC, f.entry_position DESC LIMIT 1) AS last
CROSS JOIN LATERAL (
    SELECT coalesce(sum(costs_ore), 0)::bigint AS costs_ore, coalesce(sum(revenues_ore), 0)::bigint AS revenues_ore,
           coalesce(sum(net_ore), 0)::bigint AS net_ore, coalesce(sum(unknown_costs), 0)::integer AS unknown_costs,
           coalesce(sum(unknown_revenues), 0)::integer AS unknown_revenues,
           coalesce(sum(unknown_net), 0)::integer AS unknown_net, coalesce(sum(known), 0)::integer AS known,
           coalesce(sum(budget), 0)::integer AS budget, coalesce(sum(plan), 0)::integer AS plan
    FROM frame_change f
    WHERE {of_frame} AND f.entry_position > last.entry_position AND f.entry_position <= %(after)s
      AND f.decided_on + 0 <= last.decided_on) AS since;

-- name: facts_apart
-- What is known of some frames from some days on that must be known one by one: all but plain changes, which are known
-- amounts of decisions with a known day that wait for nothing and that nobody has judged; and what some entries say.
-- What judged decisions do to other frames, and earlier, is found too.
SELECT {facts}
FROM {frames}
CROSS JOIN LATERAL (
    SELECT * FROM frame_fact f
    WHERE {of_frame} AND f.decided_latest >= a.day
      AND (f.sets IS NOT NULL OR f.costs_ore IS NULL OR f.revenues_ore IS NULL OR f.decided_earliest < f.decided_latest
           OR f.index_name IS NOT NULL OR f.conditions IS NOT NULL)
    OFFSET 0) AS f
WHERE {is_seen}
UNION
SELECT {facts}
FROM unnest(%(positions)s::bigint[]) AS p(position)
CROSS JOIN LATERAL (SELECT * FROM frame_fact f WHERE f.entry_position = p.position OFFSET 0) AS f
WHERE {is_seen}
UNION
SELECT {facts}
FROM unnest(%(decision_keys)s::text[]) AS d(key)
CROSS JOIN LATERAL (SELECT * FROM frame_fact f WHERE f.decision_key = d.key OFFSET 0) AS f
WHERE {is_seen}
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
FROM {frames}
CROSS JOIN LATERAL (SELECT * FROM frame_fact f WHERE {of_frame} AND f.decided_latest = a.day AND {is_plain} OFFSET 0) AS f
ORDER BY entry_position, ordinal;

-- name: plain_sums
-- What the plain changes of some frames come to between some days, both with them; only where there are any.
SELECT a.unit, a.line, a.kind, a.year, a.last_day, plain.*
FROM {frames}
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
-- One value, and not a list for each column: those take longer to write than the rest to find.
jsonb_to_recordset(%(frames)s::jsonb) AS a(unit text, line text, kind text, year integer, day date, last_day date);

-- name: part_of_frame
f.year = a.year AND f.unit = a.unit AND f.line = a.line AND f.kind = a.kind;

-- name: part_is_seen
f.stage = 'decided' AND f.known_from <= %(upto)s AND (f.known_to IS NULL OR f.known_to > %(after)s);

-- name: part_is_plain
-- Known before a position and until another at least, and not among what `facts_apart` finds.
f.stage = 'decided' AND f.known_from <= %(after)s AND (f.known_to IS NULL OR f.known_to > %(upto)s)
AND NOT (f.sets IS NOT NULL OR f.costs_ore IS NULL OR f.revenues_ore IS NULL OR f.decided_earliest < f.decided_latest
         OR f.index_name IS NOT NULL OR f.conditions IS NOT NULL)
AND (f.decision_key IS NULL OR f.decision_key <> ALL (%(decision_keys)s::text[]));
