-- Units: what each was called and where in the tree it stood, as known at any position.

-- name: create
CREATE TABLE unit (
    entry_position bigint PRIMARY KEY,
    unit text NOT NULL,
    name text NOT NULL,
    parent text,
    applies_from date,
    known_from bigint NOT NULL,
    known_to bigint
);
CREATE INDEX unit_id ON unit (unit);
CREATE TABLE organisation (
    entry_position bigint PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    organisation_number text NOT NULL,
    municipality_code text,
    revenues_printed_negative boolean NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint
);
GRANT SELECT ON unit, organisation TO liggare_application;

-- name: insert_unit
INSERT INTO unit VALUES (%(entry_position)s, %(unit)s, %(name)s, %(parent)s, %(applies_from)s, %(known_from)s, NULL)
ON CONFLICT DO NOTHING;

-- name: insert_organisation
INSERT INTO organisation VALUES (%(entry_position)s, %(name)s, %(kind)s, %(organisation_number)s,
    %(municipality_code)s, %(revenues_printed_negative)s, %(known_from)s, NULL)
ON CONFLICT DO NOTHING;

-- name: close_unit
UPDATE unit SET known_to = %(known_to)s WHERE entry_position = %(entry_position)s AND known_to IS NULL;

-- name: close_organisation
UPDATE organisation SET known_to = %(known_to)s WHERE entry_position = %(entry_position)s AND known_to IS NULL;

-- name: units_at
SELECT unit, name, parent, applies_from FROM unit
WHERE known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s)
ORDER BY unit COLLATE "C";

-- name: organisation_at
SELECT name, kind, organisation_number, municipality_code, revenues_printed_negative FROM organisation
WHERE known_from <= %(position)s AND (known_to IS NULL OR known_to > %(position)s);
