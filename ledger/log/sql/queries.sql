-- What the store asks of one ledger's log. The connection's search_path names the ledger's schema.

-- name: append
SELECT outcome, first_position, last_position, recorded_at, answer, conflict_position
FROM append_events(%(types)s, %(datas)s, %(tag_values)s, %(tag_owners)s, %(items)s, %(after)s, %(after_nonce)s,
                   %(key)s, %(command_sha256)s, %(answer)s);

-- name: lock_head
SELECT lock_head() AS head;

-- name: head
SELECT coalesce(max(position), 0) AS head FROM event;

-- name: end
-- The last position, with the beginning of its nonce; no row of an empty log.
SELECT position, encode(substr(nonce, 1, 4), 'hex') AS nonce FROM event ORDER BY position DESC LIMIT 1;

-- name: read_all
SELECT position, type, tags, data, recorded_at FROM event
WHERE position > %(after)s AND position <= %(upto)s
ORDER BY position LIMIT %(limit)s;

-- name: read_between
SELECT position, type, data, recorded_at FROM event
WHERE position > %(after)s AND position <= %(upto)s
ORDER BY position;

-- name: read_matching
-- Every item is followed through its first, most selective tag, and never further than the page asked for. OFFSET 0
-- makes the planner fetch the events one by one: it cannot know how few they are, and would walk the whole log.
SELECT e.position, e.type, e.tags, e.data, e.recorded_at
FROM (
    SELECT DISTINCT found.position
    FROM jsonb_to_recordset(%(items)s) AS item(types text[], tags text[])
    CROSS JOIN LATERAL (
        (SELECT t.position
         FROM event_tag t CROSS JOIN LATERAL (SELECT m.type, m.tags FROM event m WHERE m.position = t.position OFFSET 0) m
         WHERE t.tag = item.tags[1] AND t.position > %(after)s AND t.position <= %(upto)s
           AND (cardinality(item.types) = 0 OR m.type = ANY (item.types)) AND m.tags @> item.tags
         ORDER BY t.position LIMIT %(limit)s)
        UNION ALL
        (SELECT m.position
         FROM unnest(item.types) AS wanted(type)
         CROSS JOIN LATERAL (SELECT m.position FROM event m
                             WHERE m.type = wanted.type AND m.position > %(after)s AND m.position <= %(upto)s
                             ORDER BY m.position LIMIT %(limit)s) AS m
         WHERE cardinality(item.tags) = 0)
    ) AS found
    ORDER BY found.position LIMIT %(limit)s
) AS page
CROSS JOIN LATERAL (SELECT * FROM event e WHERE e.position = page.position OFFSET 0) AS e
ORDER BY e.position;

-- name: tags_beginning
-- Every tag that begins with one of some texts, once. From each to the next, however many events have it: a database
-- that is asked for different tags would go through all of those.
WITH RECURSIVE found(beginning, tag) AS (
    SELECT b.beginning, first.tag
    FROM unnest(%(beginnings)s::text[]) AS b(beginning) CROSS JOIN LATERAL
        (SELECT t.tag FROM event_tag t WHERE t.tag >= b.beginning AND t.tag < b.beginning || U&'\+10FFFF'
         ORDER BY t.tag LIMIT 1) AS first
    UNION ALL
    SELECT f.beginning, next.tag
    FROM found f CROSS JOIN LATERAL
        (SELECT t.tag FROM event_tag t WHERE t.tag > f.tag AND t.tag < f.beginning || U&'\+10FFFF'
         ORDER BY t.tag LIMIT 1) AS next
)
SELECT DISTINCT tag FROM found ORDER BY tag;

-- name: first_under
-- The first event under each of some tags, however many have it.
SELECT DISTINCT e.position, e.type, e.tags, e.data, e.recorded_at
FROM unnest(%(tags)s::text[]) AS asked(tag)
CROSS JOIN LATERAL (SELECT t.position FROM event_tag t WHERE t.tag = asked.tag ORDER BY t.position LIMIT 1) AS first
CROSS JOIN LATERAL (SELECT * FROM event e WHERE e.position = first.position OFFSET 0) AS e
ORDER BY e.position;

-- name: asides
-- What has been set aside, by the index of types: there is seldom any.
SELECT position, data FROM event WHERE type = 'entry-set-aside.v1' ORDER BY position;

-- name: append_record
SELECT r.command_sha256, r.first_position, r.last_position, r.answer, e.recorded_at
FROM append_record r JOIN event e ON e.position = r.last_position
WHERE r.key = %(key)s;

-- name: resolve_instant
-- The last position recorded up to and including an instant, and whether anything later is committed: only then is it
-- fixed.
SELECT coalesce((SELECT position FROM event WHERE recorded_at <= %(until)s
                 ORDER BY recorded_at DESC, position DESC LIMIT 1), 0) AS position,
       coalesce((SELECT recorded_at > %(until)s FROM event ORDER BY position DESC LIMIT 1), false) AS fixed;

-- name: listen
LISTEN liggare;

-- name: number
-- By which notifications name this log.
SELECT number FROM watched;

-- name: notify
-- After the commit of what is told, never inside it.
SELECT pg_notify('liggare', number || ' ' || %(position)s::bigint) FROM watched;
