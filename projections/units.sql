-- Units: everything said about them, each in its place on the decided and the known clock; and the organisation.

-- name: create
CREATE TABLE unit_statement (
    entry_position bigint NOT NULL,        -- the event it came from
    ordinal smallint NOT NULL,             -- which of the event's statements
    unit text NOT NULL,
    aspect text NOT NULL,                  -- exists, name, parent, successor, alias, code, role
    value text,                            -- null: it ends, or has nobody above it
    applies_from date NOT NULL,            -- 0001-01-01 when the first day is not known
    applies_to date,                       -- the first day it no longer holds; null: no end
    system text,                           -- whose code it is
    decided_latest date NOT NULL,          -- from here on down: its place in decided order
    paragraph_number integer NOT NULL,
    paragraph_suffix text COLLATE "C" NOT NULL,
    clause integer NOT NULL,
    place bigint NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint,
    PRIMARY KEY (entry_position, ordinal)
);
CREATE INDEX unit_statement_unit ON unit_statement (unit);
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
GRANT SELECT ON unit_statement, organisation TO liggare_application;

-- name: insert_statement
INSERT INTO unit_statement VALUES (%(entry_position)s, %(ordinal)s, %(unit)s, %(aspect)s, %(value)s, %(applies_from)s,
    %(applies_to)s, %(system)s, %(decided_latest)s, %(paragraph_number)s, %(paragraph_suffix)s, %(clause)s, %(place)s,
    %(known_from)s, NULL)
ON CONFLICT DO NOTHING;

-- name: copy_statement
-- The same for many rows at once, into tables that hold none of them.
COPY unit_statement (entry_position, ordinal, unit, aspect, value, applies_from, applies_to, system, decided_latest,
    paragraph_number, paragraph_suffix, clause, place, known_from) FROM STDIN;

-- name: insert_organisation
INSERT INTO organisation VALUES (%(entry_position)s, %(name)s, %(kind)s, %(organisation_number)s,
    %(municipality_code)s, %(revenues_printed_negative)s, %(known_from)s, NULL)
ON CONFLICT DO NOTHING;

-- name: close_statements
UPDATE unit_statement SET known_to = %(known_to)s WHERE entry_position = %(entry_position)s AND known_to IS NULL;

-- name: close_organisation
UPDATE organisation SET known_to = %(known_to)s WHERE entry_position = %(entry_position)s AND known_to IS NULL;

-- name: statements_at
SELECT entry_position, unit, aspect, value, applies_from, applies_to, system, decided_latest, paragraph_number,
       paragraph_suffix, clause, place
FROM unit_statement
WHERE (%(unit)s::text IS NULL OR unit = %(unit)s) AND known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s)
ORDER BY entry_position, ordinal;

-- name: organisation_at
SELECT name, kind, organisation_number, municipality_code, revenues_printed_negative FROM organisation
WHERE known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s);
