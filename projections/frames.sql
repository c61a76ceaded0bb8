-- Frames: every set and every change, in its place on the decided and the known clock. Nothing is added up when it is
-- written, since a late fact could make it false; the answer adds up what its coordinate lets it see.

-- name: create
CREATE TABLE frame_fact (
    entry_position bigint NOT NULL,        -- the event it came from
    ordinal smallint NOT NULL,             -- which of the event's effects; the last in its place in decided order
    family text NOT NULL,                  -- frame-decided, frame-adjusted …
    unit text COLLATE "C" NOT NULL,
    line text NOT NULL,
    kind text NOT NULL,
    year integer NOT NULL,
    sets text,                             -- budget or plan; null: it changes
    costs_ore bigint,                      -- expenditures for investments; null: gross is unknown
    revenues_ore bigint,                   -- receipts for investments
    net_ore bigint,                        -- null: nothing is known
    stage text NOT NULL,                   -- decided, proposed, recommended
    proposal text,
    decided_earliest date NOT NULL,
    decided_latest date NOT NULL,          -- from here on down: its place in decided order
    paragraph_number integer NOT NULL,
    paragraph_suffix text COLLATE "C" NOT NULL,
    clause integer NOT NULL,
    place bigint NOT NULL,                 -- position of the entry as first recorded
    known_from bigint NOT NULL,
    known_to bigint,                       -- position of the correction that replaced it
    warnings jsonb NOT NULL,
    index_name text,                       -- the amount grows by this index, once it is decided
    decision_key text,                     -- by which judgments name the decision; null for what is only proposed
    conditions text[] NOT NULL,            -- the decision counts once all of them are met
    body text,                             -- by which minutes and notices name the decision, without capitals and spaces
    PRIMARY KEY (entry_position, ordinal)
);
CREATE INDEX frame_fact_year_unit ON frame_fact (year, unit);
CREATE INDEX frame_fact_proposal_year ON frame_fact (proposal, year) WHERE proposal IS NOT NULL;
CREATE TABLE frame_proposal (
    proposal text NOT NULL,
    entry_position bigint PRIMARY KEY,
    stage text NOT NULL,
    body text NOT NULL,
    proposer text,
    document text NOT NULL,
    recommends text,
    decided_earliest date NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint
);
CREATE INDEX frame_proposal_name ON frame_proposal (proposal);
GRANT SELECT ON frame_fact, frame_proposal TO liggare_application;

-- name: insert_fact
INSERT INTO frame_fact VALUES (
    %(entry_position)s, %(ordinal)s, %(family)s, %(unit)s, %(line)s, %(kind)s, %(year)s, %(sets)s,
    %(costs_ore)s, %(revenues_ore)s, %(net_ore)s, %(stage)s, %(proposal)s, %(decided_earliest)s, %(decided_latest)s,
    %(paragraph_number)s, %(paragraph_suffix)s, %(clause)s, %(place)s, %(known_from)s, NULL, %(warnings)s,
    %(index_name)s, %(decision_key)s, %(conditions)s, %(body)s)
ON CONFLICT DO NOTHING;

-- name: copy_fact
-- The same for many rows at once, into tables that hold none of them.
COPY frame_fact (entry_position, ordinal, family, unit, line, kind, year, sets, costs_ore, revenues_ore, net_ore, stage,
    proposal, decided_earliest, decided_latest, paragraph_number, paragraph_suffix, clause, place, known_from, warnings,
    index_name, decision_key, conditions, body) FROM STDIN;

-- name: insert_proposal
INSERT INTO frame_proposal VALUES (
    %(proposal)s, %(entry_position)s, %(stage)s, %(body)s, %(proposer)s, %(document)s, %(recommends)s,
    %(decided_earliest)s, %(known_from)s, NULL)
ON CONFLICT DO NOTHING;

-- name: close_facts
UPDATE frame_fact SET known_to = %(known_to)s WHERE entry_position = %(entry_position)s AND known_to IS NULL;

-- name: close_proposal
UPDATE frame_proposal SET known_to = %(known_to)s WHERE entry_position = %(entry_position)s AND known_to IS NULL;

-- name: facts_at
-- Every fact a coordinate sees, with its part in the answer: counted, replaced (by the governing set, which comes later
-- in decided order or is a budget where this is a plan), undetermined (its day is not settled by then), annulled (by a
-- final judgment), conditional (what it waits for has not come), or without legal force when only that is asked for.
-- The judgments and the conditions that are met are given as arrays, known at the coordinate's position.
WITH annulment AS (
    SELECT * FROM unnest(%(annulled_keys)s::text[], %(annulled_clauses)s::integer[], %(annulled_days)s::date[],
                         %(final_days)s::date[]) AS a(decision_key, clause, decided_on, final_on)
), seen AS (
    SELECT f.*,
           (SELECT min(a.final_on) FROM annulment a
            WHERE a.decision_key = f.decision_key AND (a.clause IS NULL OR a.clause = f.clause)
              AND (a.decided_on IS NULL OR a.decided_on = f.decided_latest)) AS annulled_on,
           f.conditions <@ %(conditions_met)s::text[] AS waits_for_nothing,
           %(forces)s::text[] IS NULL OR f.decision_key IS NULL
               OR f.decision_key || '#' || f.clause || '#' || to_char(f.decided_latest, 'YYYY-MM-DD')
                  = ANY (%(forces)s::text[]) AS in_force
    FROM frame_fact f
    -- An interval, so that a plan kept for all values finds one unit by the index too: ~ comes after every id.
    WHERE year = %(year)s AND unit BETWEEN coalesce(%(unit)s::text, '') AND coalesce(%(unit)s::text, '~')
      AND (%(line)s::text IS NULL OR line = %(line)s)
      AND stage = %(stage)s AND proposal IS NOT DISTINCT FROM %(proposal)s::text
      AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s)
      AND decided_earliest <= %(as_of)s
), placed AS (
    SELECT *, CASE WHEN annulled_on <= %(as_of)s THEN 'annulled'
                   WHEN decided_latest > %(as_of)s THEN 'undetermined'
                   WHEN NOT waits_for_nothing THEN 'conditional'
                   WHEN NOT in_force THEN 'without-legal-force' END AS outside
    FROM seen
), governing AS (
    SELECT DISTINCT ON (unit, line, kind) unit, line, kind, sets AS commitment,
           entry_position AS set_position, ordinal AS set_ordinal,
           ROW (decided_latest, paragraph_number, paragraph_suffix, clause, place, ordinal) AS decided
    FROM placed
    WHERE sets IS NOT NULL AND outside IS NULL
    ORDER BY unit, line, kind, sets = 'budget' DESC, decided_latest DESC, paragraph_number DESC,
             paragraph_suffix DESC, clause DESC, place DESC, ordinal DESC
)
SELECT s.entry_position, s.family, s.unit, s.line, s.kind, s.year, s.sets, s.costs_ore, s.revenues_ore, s.net_ore,
       s.decided_earliest, s.decided_latest, nullif(s.warnings, '[]') AS warnings, s.index_name, s.annulled_on,
       g.commitment,
       CASE WHEN s.outside IS NOT NULL THEN s.outside
            WHEN g.set_position IS NULL OR (s.entry_position, s.ordinal) = (g.set_position, g.set_ordinal) THEN 'counted'
            WHEN s.sets IS NULL
             AND ROW (s.decided_latest, s.paragraph_number, s.paragraph_suffix, s.clause, s.place, s.ordinal) > g.decided
            THEN 'counted'
            ELSE 'replaced' END AS part
FROM placed s LEFT JOIN governing g USING (unit, line, kind)
ORDER BY s.unit COLLATE "C", s.line COLLATE "C", s.kind DESC, s.decided_latest, s.paragraph_number,
         s.paragraph_suffix, s.clause, s.place, s.entry_position, s.ordinal;

-- name: decisions_at
-- Every decision about the frames of a year, by all that what comes of it may name it by.
SELECT DISTINCT decision_key, body, paragraph_number, paragraph_suffix, clause, decided_earliest, decided_latest
FROM frame_fact
WHERE year = %(year)s AND stage = 'decided' AND decision_key IS NOT NULL
  AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s);

-- name: standing_at
-- Which of some positions hold what is still known, and have not been corrected away.
SELECT DISTINCT entry_position FROM frame_fact
WHERE entry_position = ANY (%(positions)s::bigint[])
  AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s);

-- name: frames_set
-- The frames of some years that have been set by a day, and by what is still known.
SELECT DISTINCT unit, line, kind, year FROM frame_fact
WHERE year = ANY (%(years)s::integer[]) AND sets IS NOT NULL AND stage = 'decided' AND decided_latest <= %(as_of)s
  AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s);

-- name: proposals_at
SELECT p.proposal, p.stage, p.body, p.proposer, p.document, p.recommends
FROM frame_proposal p
WHERE p.known_from <= %(position)s AND (p.known_to IS NULL OR p.known_to > %(position)s)
  AND p.decided_earliest <= %(as_of)s
  AND (%(stage)s::text IS NULL OR p.stage = %(stage)s) AND (%(proposal)s::text IS NULL OR p.proposal = %(proposal)s)
  AND (%(proposal)s::text IS NOT NULL OR EXISTS (
        SELECT FROM frame_fact f WHERE f.proposal = p.proposal AND f.year = %(year)s
           AND f.known_from <= %(position)s AND (f.known_to IS NULL OR f.known_to > %(position)s)))
ORDER BY p.proposal COLLATE "C";

-- name: years_at
-- One look in the index for each year there could be, however many facts there are.
SELECT asked.year FROM generate_series(%(first_year)s::integer, %(last_year)s::integer) AS asked(year)
CROSS JOIN LATERAL (SELECT FROM frame_fact f
                    WHERE f.year = asked.year AND f.stage = 'decided'
                      AND f.known_from <= %(position)s AND (f.known_to IS NULL OR f.known_to > %(position)s)
                    LIMIT 1) AS found
ORDER BY asked.year;
