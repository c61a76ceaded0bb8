-- Frame changes: what each entry did to each frame, as steps over decided days. Rows are only ever inserted. A frame as
-- known at a position and decided by a day is the sum of its rows up to both.

-- name: create
CREATE TABLE frame_change (
    entry_position bigint NOT NULL,        -- the event that did it
    ordinal integer NOT NULL,              -- which of the event's changes
    decided_on date NOT NULL,              -- from this day of the decided clock on; 0001-01-01: since ever
    unit text COLLATE "C" NOT NULL,
    line text NOT NULL,
    kind text NOT NULL,
    year integer NOT NULL,
    change text NOT NULL,                  -- what acted: set, change, correction, judgment, condition, index
    retroactive boolean NOT NULL,          -- decided_on is before the Swedish day on which the event was recorded
    costs_ore bigint NOT NULL,             -- so much more; expenditures for investments
    revenues_ore bigint NOT NULL,          -- receipts for investments
    net_ore bigint NOT NULL,
    unknown_costs smallint NOT NULL,       -- 1: known before and not now; -1: the other way
    unknown_revenues smallint NOT NULL,
    unknown_net smallint NOT NULL,
    undetermined_costs_ore bigint NOT NULL, -- the same of what may have been decided by the day, and may not
    undetermined_revenues_ore bigint NOT NULL,
    undetermined_net_ore bigint NOT NULL,
    undetermined_unknown_costs smallint NOT NULL,
    undetermined_unknown_revenues smallint NOT NULL,
    undetermined_unknown_net smallint NOT NULL,
    known smallint NOT NULL,               -- 1: something is decided about the frame now; -1: nothing any more
    budget smallint NOT NULL,              -- 1: it is set as a budget now
    plan smallint NOT NULL,
    after_costs_ore bigint,                -- what the frame is on the day, as known at the position; null: not known
    after_revenues_ore bigint,
    after_net_ore bigint,
    after_known boolean NOT NULL,
    after_commitment text,                 -- budget or plan; null: it has not been set
    PRIMARY KEY (entry_position, ordinal)
);
-- Made at once, and not after a rebuild: where a frame stood is found by them on the way.
CREATE INDEX frame_change_decided ON frame_change (year, unit, line, kind, decided_on, entry_position);
CREATE INDEX frame_change_known ON frame_change (year, unit, line, kind, entry_position);

-- name: insert_change
INSERT INTO frame_change (entry_position, ordinal, decided_on, unit, line, kind, year, change, retroactive,
    costs_ore, revenues_ore, net_ore, unknown_costs, unknown_revenues, unknown_net,
    undetermined_costs_ore, undetermined_revenues_ore, undetermined_net_ore,
    undetermined_unknown_costs, undetermined_unknown_revenues, undetermined_unknown_net,
    known, budget, plan, after_costs_ore, after_revenues_ore, after_net_ore, after_known, after_commitment)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
    %s)
ON CONFLICT DO NOTHING;

-- name: copy_change
-- The same for many rows at once, into tables that hold none of them.
COPY frame_change (entry_position, ordinal, decided_on, unit, line, kind, year, change, retroactive,
    costs_ore, revenues_ore, net_ore, unknown_costs, unknown_revenues, unknown_net,
    undetermined_costs_ore, undetermined_revenues_ore, undetermined_net_ore,
    undetermined_unknown_costs, undetermined_unknown_revenues, undetermined_unknown_net,
    known, budget, plan, after_costs_ore, after_revenues_ore, after_net_ore, after_known, after_commitment)
FROM STDIN (FORMAT binary);
