-- The roles of an installation and of its ledgers, and what each of them may do: made and given here and nowhere else.
-- Roles belong to the whole cluster, so each is named by the id of its installation. That id stands in the name of who
-- owns the schema liggare, and in no table: a dump that is restored without owners becomes an installation of its own.
-- The program puts names in, as identifiers ({owner}) or as texts ({owner_text}); they have a form in which that is safe.

-- name: installation
-- Which installation this database is, and whether who asks may watch it. Everybody may ask; no row, or no installation,
-- before the first migration.
SELECT installation, coalesce(pg_has_role(to_regrole(format('liggare_%s_watching', installation))::oid, 'SET'), false)
           AS is_admitted
FROM (SELECT substring(pg_get_userbyid(nspowner) FROM '^liggare_([0-9a-f]{8})_owner$') AS installation
      FROM pg_namespace WHERE nspname = 'liggare') AS known;

-- name: new_installation
SELECT substr(gen_random_uuid()::text, 1, 8) AS installation;

-- name: make_owner
-- One owns the register and the logs, the other makes the roles of ledgers: whoever may become both can make a ledger.
CREATE ROLE {owner} NOLOGIN;
CREATE ROLE {granting} NOLOGIN CREATEROLE;

-- name: let_own
-- Whoever migrates may become both, and the owner may make schemas here: a right of this database, which no copy has.
DO $$
BEGIN
    IF NOT pg_has_role(current_user, {owner_text}, 'SET') THEN
        EXECUTE format('GRANT %I TO %I WITH SET TRUE, INHERIT TRUE', {owner_text}, current_user);
    END IF;
    IF NOT pg_has_role(current_user, {granting_text}, 'SET') THEN
        EXECUTE format('GRANT %I TO %I WITH SET TRUE', {granting_text}, current_user);
    END IF;
    IF NOT has_database_privilege({owner_text}, current_database(), 'CREATE') THEN
        EXECUTE format('GRANT CREATE ON DATABASE %I TO %I', current_database(), {owner_text});
    END IF;
END
$$;

-- name: become
SET LOCAL ROLE {role};

-- name: become_login
SET LOCAL ROLE NONE;

-- name: make_role
-- Two databases of one installation, copies made within a cluster, may make the same at once.
DO $$
BEGIN
    IF to_regrole({role_text}) IS NULL THEN
        CREATE ROLE {role} NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- somebody else made it just now
END
$$;

-- name: let_become
-- Who is let become another inherits nothing of it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_auth_members WHERE roleid = to_regrole({role_text}) AND member = to_regrole({who_text})
                   AND set_option) THEN
        GRANT {role} TO {who} WITH SET TRUE, INHERIT FALSE;
    END IF;
EXCEPTION WHEN unique_violation THEN
    NULL;  -- somebody else did just now
END
$$;

-- name: owned
-- Whether a schema belongs to the owner of the installation; no row where there is no such schema.
SELECT nspowner = to_regrole(%(owner)s) AS owned FROM pg_namespace WHERE nspname = %(schema)s;

-- name: take_over
-- A schema, its tables and its functions, from whoever owned them: who has just made them, the roles that all installations
-- of a cluster once shared, or who has restored a dump. Run as a login that may act for both. What is in a schema is looked
-- up among what depends on it, which has an index: the catalogue of a database with many ledgers is large.
DO $$
DECLARE
    theirs record;
BEGIN
    EXECUTE format('ALTER SCHEMA %I OWNER TO %I', {schema_text}, {owner_text});
    FOR theirs IN SELECT c.oid::regclass AS name FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
                  WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace({schema_text})
                    AND d.classid = 'pg_class'::regclass AND c.relkind IN ('r', 'v')
                    AND c.relowner <> to_regrole({owner_text}) LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO %I', theirs.name, {owner_text});
    END LOOP;
    FOR theirs IN SELECT p.oid::regprocedure AS name FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid
                  WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace({schema_text})
                    AND d.classid = 'pg_proc'::regclass AND p.proowner <> to_regrole({owner_text}) LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO %I', theirs.name, {owner_text});
    END LOOP;
END
$$;

-- name: drop_schema
DROP SCHEMA IF EXISTS {schema} CASCADE;

-- name: create_schema
CREATE SCHEMA {schema};

-- name: revoke_all
-- From everybody but the owner: whatever they have been given of a schema, and of what is in it.
DO $$
DECLARE
    given record;
BEGIN
    FOR given IN
        SELECT DISTINCT things.kind, things.name,
               CASE WHEN acl.grantee = 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END AS who
        FROM (SELECT 'SCHEMA', n.oid::regnamespace::text, n.nspowner, n.nspacl FROM pg_namespace n
              WHERE n.oid = to_regnamespace({schema_text})
              UNION ALL
              SELECT 'TABLE', c.oid::regclass::text, c.relowner, lists.acl FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
              CROSS JOIN LATERAL (SELECT c.relacl
                                  UNION ALL SELECT a.attacl FROM pg_attribute a WHERE a.attrelid = c.oid) AS lists (acl)
              WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace({schema_text})
                AND d.classid = 'pg_class'::regclass
              UNION ALL
              SELECT 'FUNCTION', p.oid::regprocedure::text, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
              FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid
              WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace({schema_text})
                AND d.classid = 'pg_proc'::regclass) AS things (kind, name, owner, acl)
        CROSS JOIN LATERAL aclexplode(things.acl) AS acl
        WHERE acl.grantee <> things.owner
    LOOP
        EXECUTE format('REVOKE ALL ON %s %s FROM %s', given.kind, given.name, given.who);
    END LOOP;
END
$$;

-- name: rights_of_installation
-- Who watches reads the register. Nobody else reads anything here: a ledger sees its own row of it, in its own schema.
GRANT USAGE ON SCHEMA liggare TO {watching};
GRANT SELECT ON liggare.applied_migration, liggare.ledger, liggare.stored_name TO {watching};

-- name: rights_of_schemas
-- The read models' schemas are owned by the owner too, so that only a migration drops them; tables are made there by the
-- role of the read models, which says who may read each (state.sql).
GRANT USAGE ON SCHEMA {log_schema}, {projection_schema}, {rebuild_schema} TO {log_role}, {models_role}, {watching};
GRANT CREATE ON SCHEMA {projection_schema}, {rebuild_schema} TO {models_role};

-- name: rights_of_log
-- All that anybody but the owner may do with a ledger's log.
GRANT SELECT ON {log_schema}.event, {log_schema}.event_tag, {log_schema}.append_record TO {log_role};
GRANT SELECT ON {log_schema}.event TO {models_role};
GRANT SELECT ON {log_schema}.watched TO {log_role}, {models_role}, {watching};
GRANT EXECUTE ON FUNCTION {log_schema}.append_events, {log_schema}.lock_head TO {log_role};
