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
CREATE TABLE register_warning (
    entry_position bigint NOT NULL,
    number smallint NOT NULL,              -- which of the entry's warnings
    code text COLLATE "C" NOT NULL,
    stage text NOT NULL,                   -- of what the entry says: decided, proposed, recommended
    units text[] NOT NULL,                 -- whom the warning is about
    years integer[] NOT NULL,              -- empty: no year at all
    holds_from date NOT NULL,              -- the first day on which it holds
    decided_earliest date NOT NULL,
    decided_latest date NOT NULL,
    decision_key text,                     -- by which judgments name the decision
    clause integer,
    known_from bigint NOT NULL,
    known_to bigint,
    PRIMARY KEY (entry_position, number)
);
-- Made at once, and not after a rebuild: what frames are is reckoned on the way.
CREATE INDEX register_entry_aftermath ON register_entry (entry_position) WHERE kind = 'aftermath';

-- name: index
CREATE INDEX register_entry_kind_subject ON register_entry (kind, subject);
CREATE INDEX register_warning_years ON register_warning USING gin (years);

-- name: insert_entry
INSERT INTO register_entry (entry_position, subject, kind, known_from) VALUES (%s, %s, %s, %s)
ON CONFLICT DO NOTHING;

-- name: copy_entry
-- The same for many rows at once, into tables that hold none of them.
COPY register_entry (entry_position, subject, kind, known_from) FROM STDIN (FORMAT binary);

-- name: insert_warning
INSERT INTO register_warning (entry_position, number, code, stage, units, years, holds_from, decided_earliest,
    decided_latest, decision_key, clause, known_from)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING;

-- name: copy_warning
-- The same for many rows at once, into tables that hold none of them.
COPY register_warning (entry_position, number, code, stage, units, years, holds_from, decided_earliest, decided_latest,
    decision_key, clause, known_from) FROM STDIN (FORMAT binary);

-- name: entries_at
SELECT e.position, e.type, e.data, e.recorded_at
FROM event e
WHERE e.position IN (
    SELECT entry_position FROM register_entry
    WHERE kind = ANY (%(kinds)s::text[]) AND (%(subjects)s::text[] IS NULL OR subject = ANY (%(subjects)s::text[]))
      AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s))
ORDER BY e.position;

-- name: entries_by_position
SELECT position, type, data, recorded_at FROM event WHERE position = ANY (%(positions)s::bigint[]) ORDER BY position;

-- name: later_acts_until
-- Every entry that has ever been known, up to a position, to change decisions that stand already.
SELECT e.position, e.type, e.data, e.recorded_at, r.known_to
FROM register_entry r JOIN event e ON e.position = r.entry_position
WHERE r.kind = 'aftermath' AND r.known_from <= %(position)s
ORDER BY e.position;

-- name: later_acts_by_name
-- The same of those that are about something with one of some names.
SELECT e.position, e.type, e.data, e.recorded_at, r.known_to
FROM register_entry r JOIN event e ON e.position = r.entry_position
WHERE r.kind = 'aftermath' AND r.known_from <= %(position)s
  AND EXISTS (SELECT FROM register_entry named
              WHERE named.entry_position = r.entry_position AND named.subject = ANY (%(names)s::text[]))
ORDER BY e.position;

-- name: is_corrected
-- Whether an entry has been corrected away.
SELECT entry_position FROM register_entry
WHERE entry_position = %(entry_position)s AND known_to <= %(position)s
LIMIT 1;

-- name: tagged
-- The entries that stand under any of some tags in the log, but for those that have been corrected away.
SELECT e.position, e.type, e.data, e.recorded_at
FROM event e
WHERE e.position IN (SELECT position FROM event_tag WHERE tag = ANY (%(tags)s::text[]) AND position <= %(position)s)
  AND NOT EXISTS (SELECT FROM register_entry r WHERE r.entry_position = e.position AND r.known_to <= %(position)s)
ORDER BY e.position;

-- name: warned_in
-- The entries with a warning that is about a year, or about no year at all.
SELECT e.position, e.type, e.data, e.recorded_at
FROM event e
WHERE e.position IN (
    SELECT entry_position FROM register_warning
    WHERE (years && ARRAY[%(year)s::integer] OR years = '{}')
      AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s))
ORDER BY e.position;

-- name: warned_elsewhere
-- The warnings that hold on a day and are outside the audit of a year, or of a unit in it: of a decision that is not
-- annulled by then, and that nobody has looked at. How many there are, without a look at their entries; but for some
-- codes, which may have become untrue, the positions of the entries.
WITH outside AS (
    SELECT entry_position, code FROM register_warning w
    WHERE known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s)
      AND decided_earliest <= %(as_of)s AND holds_from <= greatest(%(as_of)s::date, decided_latest)
      AND code <> ALL (%(left_out)s::text[])
      AND NOT (stage = 'decided' AND (years = '{}' OR %(year)s = ANY (years))
               AND (%(unit)s::text IS NULL OR %(unit)s = ANY (units) OR (years = '{}' AND units = '{}')))
      AND NOT EXISTS (
          SELECT FROM unnest(%(decision_keys)s::text[], %(clauses)s::integer[], %(days)s::date[], %(given)s::date[])
                   AS judged(key, clause, day, given)
          WHERE judged.key = w.decision_key AND (judged.clause IS NULL OR judged.clause = w.clause)
            AND (judged.day IS NULL OR judged.day = w.decided_latest) AND judged.given >= w.decided_earliest)
      AND NOT EXISTS (
          SELECT FROM unnest(%(looked_at)s::bigint[], %(looked_at_codes)s::text[]) AS looked(entry_position, code)
          WHERE looked.entry_position = w.entry_position AND looked.code = w.code)
)
SELECT count(*) FILTER (WHERE code <> ALL (%(perhaps_untrue)s::text[])) AS warnings,
       coalesce(array_agg(DISTINCT entry_position) FILTER (WHERE code = ANY (%(perhaps_untrue)s::text[])), '{}')
           AS perhaps_untrue
FROM outside;
