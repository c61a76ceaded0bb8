-- What those who follow one ledger's log ask. The connection's search_path names the ledger's schema. A nonce is told by
-- its first four bytes: enough to tell two logs apart at one position.

-- name: ends
-- The nonce at a position, and the last position with its own; no row of an empty log.
SELECT (SELECT encode(substr(e.nonce, 1, 4), 'hex') FROM event e WHERE e.position = %(position)s) AS nonce,
       last.position AS head, encode(substr(last.nonce, 1, 4), 'hex') AS head_nonce
FROM (SELECT position, nonce FROM event ORDER BY position DESC LIMIT 1) AS last;

-- name: at_positions
SELECT position, type, tags, data, encode(substr(nonce, 1, 4), 'hex') AS nonce, recorded_at
FROM event WHERE position = ANY (%(positions)s) ORDER BY position;

-- name: page_of_all
SELECT position, type, tags, data, encode(substr(nonce, 1, 4), 'hex') AS nonce, recorded_at
FROM event
WHERE position > %(after)s AND position <= %(upto)s
ORDER BY position LIMIT %(limit)s;

-- name: page_of_types
-- Each type by its index, and never further than the page asked for.
SELECT e.position, e.type, e.tags, e.data, encode(substr(e.nonce, 1, 4), 'hex') AS nonce, e.recorded_at
FROM (SELECT found.position
      FROM unnest(%(types)s::text[]) AS wanted(type)
      CROSS JOIN LATERAL (SELECT m.position FROM event m
                          WHERE m.type = wanted.type AND m.position > %(after)s AND m.position <= %(upto)s
                          ORDER BY m.position LIMIT %(limit)s) AS found
      ORDER BY found.position LIMIT %(limit)s) AS page
CROSS JOIN LATERAL (SELECT * FROM event e WHERE e.position = page.position OFFSET 0) AS e
ORDER BY e.position;

-- name: page_that_may_match
-- What a stretch of the log has that may be wanted, by type and tags. Events of the types `told` name all their frames
-- in their tags; what others touch is in their bytes, which are not read here.
SELECT e.position, e.type, e.tags, e.data, encode(substr(e.nonce, 1, 4), 'hex') AS nonce, e.recorded_at
FROM event e
WHERE e.position > %(after)s AND e.position <= %(upto)s
  AND (%(types)s::text[] IS NULL OR e.type = ANY (%(types)s::text[]))
  AND e.type <> ALL (%(passed_over)s::text[])
  AND (e.type <> ALL (%(told)s::text[])
       OR ((%(units)s::text[] IS NULL
            OR EXISTS (SELECT FROM unnest(e.tags) AS t(tag)
                       WHERE starts_with(t.tag, 'frame:')
                         AND split_part(substr(t.tag, 7), '/', 1) = ANY (%(units)s::text[])))
           AND (%(year)s::text IS NULL
                OR EXISTS (SELECT FROM unnest(e.tags) AS t(tag)
                           WHERE starts_with(t.tag, 'frame:') AND split_part(t.tag, '/', 4) = %(year)s::text))))
ORDER BY e.position LIMIT %(limit)s;

-- name: under_units
-- Everything after a position that is about a unit itself: where it lies, and what it becomes.
SELECT e.position, e.type, e.tags, e.data, encode(substr(e.nonce, 1, 4), 'hex') AS nonce, e.recorded_at
FROM (SELECT DISTINCT t.position FROM event_tag t
      WHERE t.tag >= 'unit:' AND t.tag < 'unit;' AND t.position > %(after)s) AS found
CROSS JOIN LATERAL (SELECT * FROM event e WHERE e.position = found.position OFFSET 0) AS e
ORDER BY e.position;
