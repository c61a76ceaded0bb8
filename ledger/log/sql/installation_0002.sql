-- What a ledger is known by, whatever it is called: the id of its log, which a restore keeps, and a number that fits in a
-- notification. And which names events have: a log takes no other, unless it is one that takes anything (the library's
-- own suites run on such).

ALTER TABLE ledger
    ADD COLUMN number integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD COLUMN log_id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN takes_anything boolean NOT NULL DEFAULT false;

-- Of a log that has entries, its first nonce, which is random: a backup from before this has the same.
DO $$
DECLARE
    known record;
BEGIN
    FOR known IN SELECT name, log_schema FROM ledger LOOP
        EXECUTE format(
            'UPDATE ledger SET log_id = encode(e.nonce, ''hex'')::uuid FROM %I.event e WHERE e.position = 1 AND name = %L',
            known.log_schema, known.name);
    END LOOP;
END
$$;

-- Filled by whoever migrates, with the names that the program knows; a newer one adds its own.
CREATE TABLE stored_name (name text PRIMARY KEY);
GRANT SELECT ON stored_name TO liggare_application;
