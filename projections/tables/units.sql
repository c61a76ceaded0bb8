-- Units: everything said about them, each in its place on the decided and the known clock; and the organisation.

-- name: create
CREATE TABLE unit_statement (
    entry_position bigint NOT NULL,        -- the event it came from
    ordinal smallint NOT NULL,             -- which of the event's statements
    unit text COLLATE "C" NOT NULL,
    aspect text NOT NULL,                  -- exists, name, parent, successor, part, alias, code, role
    value text,                            -- null: it ends, or has nobody above it
    applies_from date NOT NULL,            -- 0001-01-01 when the first day is not known
    applies_to date,                       -- the first day it no longer holds; null: no end
    system text,                           -- whose code it is
    share_ppb bigint,                      -- how much of its figures a part takes over; null: no key says
    decided_latest date NOT NULL,          -- from here on down: its place in decided order
    paragraph_number integer NOT NULL,
    paragraph_suffix text COLLATE "C" NOT NULL,
    clause integer NOT NULL,
    place bigint NOT NULL,
    decision_key text,                     -- what judgments name its decision by; null: none can annul it
    conditions text[],                     -- it counts once all of them are met; null: none
    decided_earliest date NOT NULL,        -- the first day on which it can have been decided
    known_from bigint NOT NULL,
    known_to bigint,
    PRIMARY KEY (entry_position, ordinal)
);
CREATE TABLE organisation (
    entry_position bigint PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    organisation_number text,              -- null: not known
    municipality_code text,
    revenues_printed_negative boolean NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint
);

-- name: index
CREATE INDEX unit_statement_unit ON unit_statement (unit);

-- name: insert_statement
INSERT INTO unit_statement (entry_position, ordinal, unit, aspect, value, applies_from, applies_to, system,
    share_ppb, decided_latest, paragraph_number, paragraph_suffix, clause, place, decision_key, conditions,
    decided_earliest, known_from)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING;

-- name: copy_statement
-- The same for many rows at once, into tables that hold none of them.
COPY unit_statement (entry_position, ordinal, unit, aspect, value, applies_from, applies_to, system,
    share_ppb, decided_latest, paragraph_number, paragraph_suffix, clause, place, decision_key, conditions,
    decided_earliest, known_from)
FROM STDIN (FORMAT binary);

-- name: insert_organisation
INSERT INTO organisation (entry_position, name, kind, organisation_number, municipality_code,
    revenues_printed_negative, known_from)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING;

-- name: statements_at
-- Everything said about every unit, or only one, as known at a position. An interval, so that a plan kept for all values
-- finds one unit by the index too: ~ comes after every id.
SELECT entry_position, unit, aspect, value, applies_from, applies_to, system, share_ppb, decided_latest,
       paragraph_number, paragraph_suffix, clause, place, decision_key, conditions, decided_earliest
FROM unit_statement
WHERE unit BETWEEN coalesce(%(unit)s::text, '') AND coalesce(%(unit)s::text, '~')
  AND known_from <= {position} AND (known_to IS NULL OR known_to > {position})
ORDER BY entry_position, ordinal;

-- name: codes_until
-- Everything that has ever been said, up to a position, of what some units are called in other systems.
SELECT entry_position, unit, aspect, value, applies_from, applies_to, system, share_ppb, decided_latest,
       paragraph_number, paragraph_suffix, clause, place, decision_key, conditions, decided_earliest,
       known_from, known_to
FROM unit_statement
WHERE unit = ANY (%(units)s::text[]) AND aspect = 'code' AND known_from <= %(position)s
ORDER BY entry_position, ordinal;

-- name: organisation_at
SELECT name, kind, organisation_number, municipality_code, revenues_printed_negative FROM organisation
WHERE known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s);
