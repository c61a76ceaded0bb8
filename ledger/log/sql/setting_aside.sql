-- How an owner sets an entry aside: the function and what it takes are in ledger_0003.sql. Run as liggare_owner.

-- name: set_entry_aside
SELECT outcome, aside_position, recorded_at FROM {schema}.set_entry_aside(%(position)s, %(aside)s);
