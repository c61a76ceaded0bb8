-- What those who follow frame changes ask, of the read models and of the log beside them. There are no tables here.

-- name: ends
-- The nonces at two positions, and the last position of the log with its own; no row of an empty log.
SELECT (SELECT encode(substr(e.nonce, 1, 4), 'hex') FROM event e WHERE e.position = %(position)s) AS nonce,
       (SELECT encode(substr(e.nonce, 1, 4), 'hex') FROM event e WHERE e.position = %(reached)s) AS reached_nonce,
       last.position AS head, encode(substr(last.nonce, 1, 4), 'hex') AS head_nonce
FROM (SELECT position, nonce FROM event ORDER BY position DESC LIMIT 1) AS last;

-- name: nonce
SELECT encode(substr(nonce, 1, 4), 'hex') AS nonce FROM event WHERE position = %(position)s;

-- name: entries
SELECT position, type, data, recorded_at, encode(substr(nonce, 1, 4), 'hex') AS nonce
FROM event WHERE position = ANY (%(positions)s::bigint[]);

-- name: page
-- The first rows after a position and up to another that are wanted, and all others of the last entry of these.
WITH wanted AS MATERIALIZED (
    SELECT * FROM frame_change c WHERE entry_position > %(after)s AND entry_position <= %(upto)s AND {is_wanted}
    ORDER BY entry_position, ordinal LIMIT %(limit)s
)
SELECT * FROM wanted
UNION ALL
(SELECT c.* FROM frame_change c, (SELECT max(entry_position) AS position, count(*) AS rows FROM wanted) AS last
 WHERE last.rows = %(limit)s AND c.entry_position = last.position AND {is_wanted}
   AND c.ordinal > (SELECT max(ordinal) FROM wanted WHERE entry_position = last.position))
ORDER BY entry_position, ordinal;

-- name: is_wanted
(%(units)s::text[] IS NULL OR c.unit = ANY (%(units)s::text[])) AND (%(year)s::integer IS NULL OR c.year = %(year)s)
AND (%(kind)s::text IS NULL OR c.kind = %(kind)s);

-- name: recasts
-- The recasts after one, and whether anything that is wanted was given otherwise up to a position by each.
SELECT r.number, r.position,
       EXISTS (SELECT FROM frame_recast_change c
               WHERE c.number = r.number AND c.entry_position <= %(position)s AND {is_wanted}) AS differs
FROM frame_recast r WHERE r.number > %(after)s ORDER BY r.number;

-- name: last_recast
SELECT coalesce(max(number), 0) AS number FROM frame_recast;

-- name: recast_changes
-- What is to be added over one recast by who has come to a position, by frame and day.
SELECT c.unit, c.line, c.kind, c.year, c.decided_on, {sums}
FROM frame_recast_change c
WHERE c.number = %(number)s AND c.entry_position <= %(position)s AND {is_wanted}
GROUP BY c.unit, c.line, c.kind, c.year, c.decided_on
HAVING ({values}) <> ({nothing})
ORDER BY c.unit, c.line, c.kind, c.year, c.decided_on
OFFSET %(taken)s LIMIT %(limit)s + 1;
