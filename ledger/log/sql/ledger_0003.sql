-- Setting aside an entry whose bytes nobody can read: an owner's function writes that, and the one for everybody else
-- refuses its name. It is append_events of ledger_0001.sql, but for that refusal.

CREATE OR REPLACE FUNCTION append_events(
    types text[], datas bytea[], tag_values text[], tag_owners integer[],
    condition_items jsonb, after_position bigint,
    idempotency_key text, idempotency_sha256 bytea, idempotency_answer bytea,
    OUT outcome text, OUT first_position bigint, OUT last_position bigint,
    OUT recorded_at timestamptz, OUT answer bytea, OUT conflict_position bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE
    head bigint := lock_head();
    seen append_record;
    last_recorded_at timestamptz;
BEGIN
    IF coalesce(cardinality(types), 0) = 0 OR cardinality(types) <> cardinality(datas) THEN
        RAISE EXCEPTION 'an append needs events, each with its bytes' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF 'entry-set-aside.v1' = ANY (types) THEN
        RAISE EXCEPTION 'only set_entry_aside() sets an entry aside' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Else a tag could be put on an event that has been there for long.
    IF EXISTS (SELECT FROM unnest(tag_values, tag_owners) AS t(tag, owner)
               WHERE t.tag IS NULL OR t.owner IS NULL OR t.owner NOT BETWEEN 1 AND cardinality(types)) THEN
        RAISE EXCEPTION 'every tag belongs to an event of its append' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF idempotency_key IS NOT NULL THEN
        SELECT * INTO seen FROM append_record r WHERE r.key = idempotency_key;
        IF FOUND THEN
            outcome := CASE WHEN seen.command_sha256 = idempotency_sha256 THEN 'seen' ELSE 'reused' END;
            append_events.first_position := seen.first_position;
            append_events.last_position := seen.last_position;
            append_events.answer := seen.answer;
            SELECT e.recorded_at INTO append_events.recorded_at FROM event e WHERE e.position = seen.last_position;
            RETURN;
        END IF;
    END IF;
    -- Nothing appended since the decision looked means nothing to check.
    IF condition_items IS NOT NULL AND coalesce(after_position, 0) < head THEN
        conflict_position := first_match(condition_items, coalesce(after_position, 0));
        IF conflict_position IS NOT NULL THEN
            outcome := 'conflict';
            RETURN;
        END IF;
    END IF;
    SELECT e.recorded_at INTO last_recorded_at FROM event e WHERE e.position = head;
    append_events.recorded_at :=
        greatest(clock_timestamp(), last_recorded_at + interval '1 microsecond');
    append_events.first_position := head + 1;
    append_events.last_position := head + cardinality(types);
    INSERT INTO event (position, type, tags, data, nonce, recorded_at)
    SELECT head + n.ordinal, n.type, coalesce(tagged.tags, '{}'), n.data,
           -- 16 random bytes; a bare random UUID would have six fixed bits
           substr(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 1, 16),
           append_events.recorded_at
    FROM unnest(types, datas) WITH ORDINALITY AS n(type, data, ordinal)
    LEFT JOIN (SELECT t.owner, array_agg(t.tag ORDER BY t.place) AS tags
               FROM unnest(tag_values, tag_owners) WITH ORDINALITY AS t(tag, owner, place)
               GROUP BY t.owner) AS tagged ON tagged.owner = n.ordinal;
    INSERT INTO event_tag (tag, position)
    SELECT DISTINCT t.tag, head + t.owner FROM unnest(tag_values, tag_owners) AS t(tag, owner);
    IF idempotency_key IS NOT NULL THEN
        INSERT INTO append_record (key, command_sha256, first_position, last_position, answer)
        VALUES (idempotency_key, idempotency_sha256, head + 1, append_events.last_position, idempotency_answer);
    END IF;
    outcome := 'stored';
    append_events.answer := idempotency_answer;
    PERFORM pg_notify(current_schema(), append_events.last_position::text);
END
$$;

-- Only for who owns the tables: nobody else may call it. `aside` is the exact bytes that are stored, which must name the
-- entry, and its bytes by their SHA-256. Outcomes: stored; unknown (no such entry); changed (its bytes are others);
-- already (it is set aside). Whether the bytes can be read is for the program to say.
CREATE FUNCTION set_entry_aside(
    entry_position bigint, aside bytea, OUT outcome text, OUT aside_position bigint, OUT recorded_at timestamptz)
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE
    head bigint := lock_head();
    said jsonb := convert_from(aside, 'UTF8')::jsonb;
    entry event;
    last_recorded_at timestamptz;
BEGIN
    IF (said ->> 'position')::bigint IS DISTINCT FROM entry_position OR coalesce(said ->> 'reason', '') = '' THEN
        RAISE EXCEPTION 'the bytes do not say which entry is set aside, and why'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT * INTO entry FROM event e WHERE e.position = entry_position;
    IF NOT FOUND OR entry.type = 'entry-set-aside.v1' THEN
        outcome := 'unknown';
        RETURN;
    END IF;
    SELECT e.position INTO aside_position FROM event e
    WHERE e.type = 'entry-set-aside.v1'
      AND convert_from(e.data, 'UTF8')::jsonb @> jsonb_build_object('position', said -> 'position', 'sha256', said -> 'sha256')
    ORDER BY e.position LIMIT 1;
    IF FOUND THEN
        outcome := 'already';
        RETURN;
    END IF;
    IF encode(sha256(entry.data), 'hex') IS DISTINCT FROM said ->> 'sha256' THEN
        outcome := 'changed';
        RETURN;
    END IF;
    SELECT e.recorded_at INTO last_recorded_at FROM event e WHERE e.position = head;
    set_entry_aside.recorded_at := greatest(clock_timestamp(), last_recorded_at + interval '1 microsecond');
    aside_position := head + 1;
    INSERT INTO event (position, type, tags, data, nonce, recorded_at)
    VALUES (aside_position, 'entry-set-aside.v1', '{}', aside,
            substr(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 1, 16),
            set_entry_aside.recorded_at);
    outcome := 'stored';
    PERFORM pg_notify(current_schema(), aside_position::text);
END
$$;

REVOKE ALL ON FUNCTION set_entry_aside FROM PUBLIC;
