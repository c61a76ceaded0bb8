-- How the embedded server hands what it writes to a second copy, and waits for it. Run by its first login, each on its
-- own: most of these cannot be taken back.

-- name: slots
-- What the server keeps for copies of ours, and who takes it.
SELECT slot_name AS name, active_pid FROM pg_replication_slots WHERE slot_name LIKE 'liggare\_%';

-- name: make_slot
-- From now on nothing is thrown away that the copy has not received.
SELECT pg_create_physical_replication_slot(%(name)s, true);

-- name: drop_slot
SELECT pg_drop_replication_slot(%(name)s);

-- name: end_sender
SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE slot_name = %(name)s;

-- name: wait_for_copy
ALTER SYSTEM SET synchronous_standby_names = {name};

-- name: wait_for_nobody
ALTER SYSTEM RESET synchronous_standby_names;

-- name: read_settings
SELECT pg_reload_conf();

-- name: standing
-- Whether commits wait for the copy, and whether it has all that was written when this was asked.
SELECT sync_state = 'sync' AS waited_for, coalesce(flush_lsn >= pg_current_wal_flush_lsn(), false) AS has_all
FROM pg_stat_replication WHERE application_name = %(name)s;
