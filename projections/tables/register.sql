-- The register: which entries are about what, in their places on the decided and the known clock. What they say is read
-- from the entries themselves.

-- name: create
CREATE TABLE register_entry (
    entry_position bigint NOT NULL,
    subject text COLLATE "C" NOT NULL,     -- reservation:smart-stad, decision:kommunfullmäktige/ks2025/1/§12 …
    kind text COLLATE "C" NOT NULL,        -- what comes before the colon
    known_from bigint NOT NULL,
    known_to bigint,                       -- position of the correction that replaced it
    PRIMARY KEY (entry_position, subject)
);
GRANT SELECT ON register_entry TO liggare_application;

-- name: index
CREATE INDEX register_entry_kind_subject ON register_entry (kind, subject);

-- name: insert_entry
INSERT INTO register_entry (entry_position, subject, kind, known_from) VALUES (%s, %s, %s, %s)
ON CONFLICT DO NOTHING;

-- name: copy_entry
-- The same for many rows at once, into tables that hold none of them.
COPY register_entry (entry_position, subject, kind, known_from) FROM STDIN (FORMAT binary);

-- name: close_entries
UPDATE register_entry SET known_to = closed.known_to
FROM unnest(%(entry_positions)s::bigint[], %(known_tos)s::bigint[]) AS closed(entry_position, known_to)
WHERE register_entry.entry_position = closed.entry_position AND register_entry.known_to IS NULL;

-- name: entries_at
SELECT e.position, e.type, e.data, e.recorded_at
FROM event e
WHERE e.position IN (
    SELECT entry_position FROM register_entry
    WHERE kind = ANY (%(kinds)s::text[]) AND (%(subjects)s::text[] IS NULL OR subject = ANY (%(subjects)s::text[]))
      AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s))
ORDER BY e.position;

-- name: is_known
-- Whether an entry is there and has not been corrected away.
SELECT entry_position FROM register_entry
WHERE entry_position = %(entry_position)s
  AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s)
LIMIT 1;

-- name: tagged
-- The entries that stand under any of some tags in the log, but for those that have been corrected away.
SELECT e.position, e.type, e.data, e.recorded_at
FROM event e
WHERE e.position IN (SELECT position FROM event_tag WHERE tag = ANY (%(tags)s::text[]) AND position <= %(position)s)
  AND NOT EXISTS (SELECT FROM register_entry r WHERE r.entry_position = e.position AND r.known_to <= %(position)s)
ORDER BY e.position;
