-- What may be known of a log without reading it: which ledger it is, where it ends, and what has been set aside in it.
-- Who watches many ledgers at once sees this of each and nothing more. What the ledger is called, and its number, stand
-- in the view itself: neither ever changes, and a ledger's own roles do not see the register.

DO $$
DECLARE
    ours liggare.ledger;
BEGIN
    SELECT * INTO STRICT ours FROM liggare.ledger l WHERE l.log_schema = current_schema();
    EXECUTE format($view$
        CREATE VIEW watched AS
        SELECT %L AS ledger, %s AS number,
               (SELECT coalesce(max(e.position), 0) FROM event e) AS head,
               ARRAY(SELECT e.position FROM event e WHERE e.type = 'entry-set-aside.v1' ORDER BY e.position)
                   AS aside_positions,
               ARRAY(SELECT e.data FROM event e WHERE e.type = 'entry-set-aside.v1' ORDER BY e.position) AS asides
    $view$, ours.name, ours.number);
END
$$;
