-- One ledger's log. Run as the role liggare_owner, in the ledger's own schema.
-- Rows of event are inserted by append_events() and by nothing else; nobody updates or deletes them.

CREATE TABLE event (
    position bigint PRIMARY KEY CHECK (position > 0),   -- gapless from 1, in commit order
    type text NOT NULL,                                 -- hand-chosen name, such as frame-decided.v1
    tags text[] NOT NULL,
    data bytea NOT NULL,                                -- the exact bytes that are hashed
    nonce bytea NOT NULL CHECK (octet_length(nonce) = 16),
    recorded_at timestamptz NOT NULL                    -- strictly later for each commit
);

-- Narrow: what an append condition looks at. A tag's history is read from a position on, never as a whole.
CREATE TABLE event_tag (
    tag text NOT NULL,
    position bigint NOT NULL REFERENCES event,
    PRIMARY KEY (tag, position)
);

CREATE INDEX event_type_position ON event (type, position);
CREATE INDEX event_recorded_at ON event (recorded_at, position);

-- What a command was answered, by its idempotency key. `last_position` and `answer` are for the repeated request.
CREATE TABLE append_record (
    key text PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 200),
    command_sha256 bytea NOT NULL CHECK (octet_length(command_sha256) = 32),
    first_position bigint NOT NULL REFERENCES event,
    last_position bigint NOT NULL REFERENCES event,
    answer bytea NOT NULL
);

-- The one row that writers lock, and never update: an updated row would bloat under an old snapshot.
CREATE TABLE head_lock (single_row boolean PRIMARY KEY CHECK (single_row));
INSERT INTO head_lock VALUES (true);

-- Second line of defence behind the privileges: rows of the log do not change, whoever asks.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER event_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_tag_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON event_tag
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_record_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON append_record
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Waits for its turn to write and says where the log ends. The lock is held until the transaction ends, so that
-- position order is commit order on every path.
CREATE FUNCTION lock_head() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append under READ COMMITTED only: an older snapshot would not see the last event'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
    PERFORM 1 FROM head_lock FOR UPDATE;
    RETURN coalesce((SELECT max(position) FROM event), 0);
END
$$;

-- The first position after `after_position` that matches any item of a condition, or null. An item is
-- {"types": [...], "tags": [...]}; its first tag is the most selective one and is looked up first.
CREATE FUNCTION first_match(items jsonb, after_position bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
DECLARE
    item jsonb;
    wanted_types text[];
    wanted_tags text[];
    found bigint;
BEGIN
    IF jsonb_array_length(items) = 0 THEN
        RETURN (SELECT min(position) FROM event WHERE position > after_position);
    END IF;
    FOR item IN SELECT value FROM jsonb_array_elements(items) LOOP
        wanted_types := ARRAY(SELECT jsonb_array_elements_text(item -> 'types'));
        wanted_tags := ARRAY(SELECT jsonb_array_elements_text(item -> 'tags'));
        IF cardinality(wanted_tags) = 0 THEN
            SELECT min(e.position) INTO found FROM event e
            WHERE e.position > after_position AND (cardinality(wanted_types) = 0 OR e.type = ANY (wanted_types));
        ELSE
            -- OFFSET 0: the events are fetched one by one, and only those since `after_position`.
            SELECT t.position INTO found
            FROM event_tag t CROSS JOIN LATERAL
                (SELECT m.type, m.tags FROM event m WHERE m.position = t.position OFFSET 0) AS e
            WHERE t.tag = wanted_tags[1] AND t.position > after_position
              AND (cardinality(wanted_types) = 0 OR e.type = ANY (wanted_types)) AND e.tags @> wanted_tags
            ORDER BY t.position LIMIT 1;
        END IF;
        IF found IS NOT NULL THEN
            RETURN found;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

-- The only way in. Outcomes: stored; seen (this key already stored this command); reused (this key stored another
-- command); conflict (something that the decision looked at was appended after `after_position`).
-- `tag_owners` gives for each of `tag_values` the ordinal of its event, from 1.
CREATE FUNCTION append_events(
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

REVOKE ALL ON FUNCTION refuse_change, lock_head, first_match, append_events FROM PUBLIC;
GRANT SELECT ON event, event_tag, append_record TO liggare_application;
GRANT SELECT ON event TO liggare_projections;
GRANT EXECUTE ON FUNCTION lock_head, append_events TO liggare_application;
