-- What may be known of a log without reading it: which ledger it is, where it ends, and what has been set aside in it.
-- Who watches many ledgers at once sees this of each and nothing more; a ledger itself sees its own row of the register.

DO $$
BEGIN
    EXECUTE format($view$
        CREATE VIEW watched AS
        SELECT l.name AS ledger, l.number,
               (SELECT coalesce(max(e.position), 0) FROM event e) AS head,
               ARRAY(SELECT e.position FROM event e WHERE e.type = 'entry-set-aside.v1' ORDER BY e.position)
                   AS aside_positions,
               ARRAY(SELECT e.data FROM event e WHERE e.type = 'entry-set-aside.v1' ORDER BY e.position) AS asides
        FROM liggare.ledger l
        WHERE l.log_schema = %L
    $view$, current_schema());
END
$$;
