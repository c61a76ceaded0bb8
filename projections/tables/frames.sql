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
    warnings jsonb,                        -- null: none, as for conditions
    index_name text,                       -- the amount grows by this index, once it is decided
    decision_key text,                     -- by which judgments name the decision; null for what is only proposed
    conditions text[],                     -- the decision counts once all of them are met
    body text,                             -- by which minutes and notices name the decision, without capitals and spaces
    PRIMARY KEY (entry_position, ordinal)
);
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
-- Made at once, and not after a rebuild: what frames are is reckoned on the way. Of a frame by days; what is not a plain
-- change of it; and by what others name decisions.
CREATE INDEX frame_fact_frame ON frame_fact (year, unit, line, kind, decided_latest);
CREATE INDEX frame_fact_apart ON frame_fact (year, unit, line, kind, decided_latest)
    WHERE sets IS NOT NULL OR costs_ore IS NULL OR revenues_ore IS NULL OR decided_earliest < decided_latest
       OR index_name IS NOT NULL OR conditions IS NOT NULL;
CREATE INDEX frame_fact_waiting ON frame_fact (year, unit) WHERE index_name IS NOT NULL OR conditions IS NOT NULL;
CREATE INDEX frame_fact_decision ON frame_fact (decision_key) WHERE decision_key IS NOT NULL;
CREATE INDEX frame_fact_index ON frame_fact (index_name) WHERE index_name IS NOT NULL;
CREATE INDEX frame_fact_conditions ON frame_fact USING gin (conditions) WHERE conditions IS NOT NULL;

-- name: index
CREATE INDEX frame_fact_proposal_year ON frame_fact (proposal, year) WHERE proposal IS NOT NULL;
CREATE INDEX frame_proposal_name ON frame_proposal (proposal);

-- name: insert_fact
INSERT INTO frame_fact (entry_position, ordinal, family, unit, line, kind, year, sets, costs_ore, revenues_ore, net_ore,
    index_name, stage, proposal, decided_earliest, decided_latest, paragraph_number, paragraph_suffix, clause, place,
    known_from, warnings, decision_key, conditions, body)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING;

-- name: copy_fact
-- The same for many rows at once, into tables that hold none of them.
COPY frame_fact (entry_position, ordinal, family, unit, line, kind, year, sets, costs_ore, revenues_ore, net_ore,
    index_name, stage, proposal, decided_earliest, decided_latest, paragraph_number, paragraph_suffix, clause, place,
    known_from, warnings, decision_key, conditions, body)
FROM STDIN (FORMAT binary);

-- name: insert_proposal
INSERT INTO frame_proposal (proposal, entry_position, stage, body, proposer, document, recommends, decided_earliest,
    known_from)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING;

-- name: facts_at
-- Every fact a coordinate sees about the frames of a year, in order of frame and then decided order. What role each has
-- is told by ledger/meaning/frames.py, so that what is only supposed can be laid among them. What is decided belongs
-- to no proposal, and everything else to one. The stage and what is known are the question's, and not read with each.
SELECT entry_position, ordinal, family, unit, line, kind, year, sets, costs_ore, revenues_ore, net_ore, proposal,
       decided_earliest, decided_latest, paragraph_number, paragraph_suffix, clause, place,
       warnings, index_name, decision_key, conditions
FROM frame_fact
WHERE year = %(year)s AND unit BETWEEN %(first_unit)s::text AND %(last_unit)s::text
  AND (%(units)s::text[] IS NULL OR unit = ANY (%(units)s))
  AND (%(line)s::text IS NULL OR line = %(line)s) AND (%(kind)s::text IS NULL OR kind = %(kind)s)
  AND stage = %(stage)s AND proposal IS NOT DISTINCT FROM %(proposal)s::text
  AND known_from <= {position} AND (known_to IS NULL OR known_to > {position})
  AND decided_earliest <= %(as_of)s
ORDER BY unit, line COLLATE "C", kind DESC, decided_latest, paragraph_number, paragraph_suffix, clause, place,
         entry_position, ordinal;

-- name: resting_at
-- What may rest on annulled decisions in a year: every fact of the frames that they did something to, or that waited for
-- what they decided (conditions, indices), in that year and the one before; the changes of other frames in the same
-- decisions, with all of those that they set; and what else the entries of those changes do.
WITH seen AS MATERIALIZED (
    SELECT entry_position, ordinal, family, unit, line, kind, year, sets, costs_ore, revenues_ore, net_ore, proposal,
           decided_earliest, decided_latest, paragraph_number, paragraph_suffix, clause, place,
           index_name, decision_key, conditions
    FROM frame_fact
    WHERE year IN (%(year)s - 1, %(year)s) AND stage = 'decided' AND decided_earliest <= %(as_of)s
      AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s)
), annulled AS (
    SELECT unit, line, kind, year, decision_key
    FROM seen
    WHERE conditions && %(conditions)s::text[] OR index_name = ANY (%(indices)s::text[])
       OR EXISTS (SELECT FROM unnest(%(decision_keys)s::text[], %(clauses)s::integer[], %(days)s::date[])
                       AS judged(key, clause, day)
                  WHERE seen.decision_key = judged.key AND (judged.clause IS NULL OR judged.clause = seen.clause)
                    AND (judged.day IS NULL OR judged.day = seen.decided_latest))
), met AS (
    SELECT entry_position, unit, line, kind, year, sets FROM seen
    WHERE decision_key IN (SELECT decision_key FROM annulled)
), whole AS (
    SELECT unit, line, kind, year FROM annulled
    UNION SELECT unit, line, kind, year FROM met WHERE sets IS NOT NULL
    UNION SELECT unit, line, kind, year FROM seen WHERE family = 'investment-carried-forward' AND year = %(year)s
), near AS (
    SELECT entry_position, ordinal, sets FROM seen WHERE (unit, line, kind, year) IN (SELECT * FROM whole)
)
SELECT * FROM seen
WHERE EXISTS (SELECT FROM annulled)
  AND ((entry_position, ordinal) IN (SELECT entry_position, ordinal FROM near)
       OR entry_position IN (SELECT entry_position FROM near WHERE sets IS NULL UNION SELECT entry_position FROM met))
ORDER BY year, unit, line COLLATE "C", kind DESC, decided_latest, paragraph_number, paragraph_suffix, clause, place,
         entry_position, ordinal;

-- name: decisions_at
-- Every decision about the frames of a year, by all that what comes of it may name it by.
SELECT DISTINCT decision_key, body, paragraph_number, paragraph_suffix, clause, decided_earliest, decided_latest
FROM frame_fact
WHERE year = %(year)s AND stage = 'decided' AND decision_key IS NOT NULL
  AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s);

-- name: decided_in
-- What one decision, with all its clauses, does to the frames of a year.
SELECT entry_position, ordinal, family, unit, line, kind, year, sets, costs_ore, revenues_ore, net_ore, proposal,
       decided_earliest, decided_latest, paragraph_number, paragraph_suffix, clause, place,
       index_name, decision_key, conditions
FROM frame_fact
WHERE year = %(year)s AND decision_key = %(decision_key)s AND stage = 'decided'
  AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s);

-- name: units_of_entries
-- The units whose frames of a year some entries did something to.
SELECT DISTINCT unit FROM frame_fact
WHERE entry_position = ANY (%(positions)s::bigint[]) AND year = %(year)s AND stage = 'decided'
  AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s)
ORDER BY unit;

-- name: years_touched
-- The years with a fact that waits for something, rests on one of some decisions, is about one of some units, or was
-- carried forward or copied.
SELECT DISTINCT year FROM frame_fact
WHERE stage = 'decided' AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s)
  AND (conditions IS NOT NULL OR decision_key = ANY (%(decision_keys)s::text[])
       OR unit = ANY (%(units)s::text[]) OR index_name IS NOT NULL
       OR family IN ('investment-carried-forward', 'plan-year-copied'))
ORDER BY year;

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
-- One look in the index for each year there could be, however many facts there are: in the order of the index, or else
-- the planner reads the whole table for a year that has none.
SELECT asked.year FROM generate_series(%(first_year)s::integer, %(last_year)s::integer) AS asked(year)
CROSS JOIN LATERAL (SELECT FROM frame_fact f
                    WHERE f.year = asked.year AND f.stage = 'decided'
                      AND f.known_from <= %(position)s AND (f.known_to IS NULL OR f.known_to > %(position)s)
                    ORDER BY f.unit LIMIT 1) AS found
ORDER BY asked.year;
