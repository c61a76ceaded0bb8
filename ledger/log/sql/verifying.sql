-- What a ledger's log is held against when it is verified: itself. Run by the ledger's role; search_path: the log's
-- schema. Every statement looks at one page, or at the commits, of which there are far fewer than events.

-- name: tags_not_indexed
-- Events by tag: every tag that an event has is to be found in the narrow table too.
SELECT e.position, tag.tag
FROM event e CROSS JOIN LATERAL unnest(e.tags) AS tag(tag)
WHERE e.position > %(after)s AND e.position <= %(upto)s
  AND NOT EXISTS (SELECT FROM event_tag t WHERE t.tag = tag.tag AND t.position = e.position)
ORDER BY e.position, tag.tag COLLATE "C"
LIMIT 1;

-- name: tags_indexed
-- The narrow table a page at a time, in its own order: whether each row is a tag that its event has.
SELECT page.tag, page.position, coalesce(page.tag = ANY (e.tags), false) AS of_event
FROM (SELECT t.tag, t.position FROM event_tag t
      WHERE (t.tag, t.position) > (%(tag)s, %(position)s)
      ORDER BY t.tag, t.position LIMIT %(limit)s) AS page
LEFT JOIN event e ON e.position = page.position
ORDER BY page.tag, page.position;

-- name: commit_out_of_time
-- What is recorded together has one instant, and is later than everything before it.
SELECT r.first_position AS position
FROM append_record r
JOIN event first_event ON first_event.position = r.first_position
JOIN event last_event ON last_event.position = r.last_position
LEFT JOIN event before ON before.position = r.first_position - 1
WHERE before.recorded_at >= first_event.recorded_at OR last_event.recorded_at <> first_event.recorded_at
ORDER BY r.first_position
LIMIT 1;
