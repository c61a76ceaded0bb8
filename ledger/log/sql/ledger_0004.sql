-- The append once more, and the last time that it is written whole: what it refuses, and what it no longer does.
-- Only names that the installation knows are taken, and only JSON (but see liggare.ledger.takes_anything). Whoever
-- decided on an entry that is not there any more, as after a restore, is told so: `other-log`. Nobody is notified inside
-- the transaction: that would make the commits of all ledgers wait for each other, through the flush of each. Whoever
-- appended tells afterwards.

DROP FUNCTION append_events(text[], bytea[], text[], integer[], jsonb, bigint, text, bytea, bytea);

-- The only way in. Outcomes: stored; seen (this key already stored this command); reused (this key stored another
-- command); other-log (the entry at `after_position` has not the nonce that begins with `after_nonce`); conflict
-- (something that the decision looked at was appended after `after_position`). They are returned and not raised, so that
-- many appends fit in one transaction. `tag_owners` gives for each of `tag_values` the ordinal of its event, from 1.
CREATE FUNCTION append_events(
    types text[], datas bytea[], tag_values text[], tag_owners integer[],
    condition_items jsonb, after_position bigint, after_nonce text,
    idempotency_key text, idempotency_sha256 bytea, idempotency_answer bytea,
    OUT outcome text, OUT first_position bigint, OUT last_position bigint,
    OUT recorded_at timestamptz, OUT answer bytea, OUT conflict_position bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE
    head bigint;
    seen append_record;
    last_recorded_at timestamptz;
BEGIN
    IF coalesce(cardinality(types), 0) = 0 OR cardinality(types) <> cardinality(datas) THEN
        RAISE EXCEPTION 'an append needs events, each with its bytes' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF 'entry-set-aside.v1' = ANY (types) THEN
        RAISE EXCEPTION 'only set_entry_aside() sets an entry aside' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT FROM liggare.ledger l WHERE l.log_schema = current_schema() AND l.takes_anything) THEN
        IF EXISTS (SELECT FROM unnest(types, datas) AS n(type, data)
                   WHERE NOT EXISTS (SELECT FROM liggare.stored_name known WHERE known.name = n.type)
                      OR NOT convert_from(n.data, 'UTF8') IS JSON OBJECT) THEN
            RAISE EXCEPTION 'an event is a JSON object under a name that is known here'
                USING ERRCODE = 'invalid_parameter_value', HINT = 'A newer program adds its names when it migrates.';
        END IF;
    END IF;
    -- Else a tag could be put on an event that has been there for long.
    IF EXISTS (SELECT FROM unnest(tag_values, tag_owners) AS t(tag, owner)
               WHERE t.tag IS NULL OR t.owner IS NULL OR t.owner NOT BETWEEN 1 AND cardinality(types)) THEN
        RAISE EXCEPTION 'every tag belongs to an event of its append' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    head := lock_head();
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
    -- Another entry, or none, where the decision saw one: this is not the log that it looked at.
    IF after_nonce IS NOT NULL AND after_nonce IS DISTINCT FROM
        (SELECT encode(substr(e.nonce, 1, 4), 'hex') FROM event e WHERE e.position = after_position) THEN
        outcome := 'other-log';
        RETURN;
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
END
$$;

REVOKE ALL ON FUNCTION append_events FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_events TO liggare_application;

-- As in ledger_0003.sql, but that nobody is notified inside the transaction.
CREATE OR REPLACE FUNCTION set_entry_aside(
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
END
$$;
