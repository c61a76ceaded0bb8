-- What guards a ledger's log, from the catalogue. Run by the ledger's role; search_path: the log's schema first.

-- name: triggers
-- Every trigger on a table of the log, but for those of foreign keys.
SELECT c.relname AS table_name, t.tgname AS name, t.tgenabled::text AS enabled, t.tgtype::integer AS type,
       p.proname AS function
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
ORDER BY c.relname, t.tgname;

-- name: functions
-- The functions of the log, with their source.
SELECT proname AS name, prosrc AS source FROM pg_proc
WHERE pronamespace = current_schema()::regnamespace
ORDER BY proname;

-- name: ours
-- Whose log it is, by what the role is called that asks.
SELECT current_schema() AS schema, split_part(current_user, '_', 2) AS installation,
       split_part(current_user, '_', 3)::integer AS number;

-- name: granted
-- What others than the owner of the schema may do with it, its tables and their columns, and its functions. Role 0 is
-- everybody. Last, who may become the roles of the ledger, or gives them to others, or has what they have.
SELECT things.name, CASE WHEN acl.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(acl.grantee) END AS role,
       acl.privilege_type AS privilege
FROM (SELECT nspname AS name, nspacl AS acl FROM pg_namespace WHERE nspname = current_schema()
      UNION ALL
      SELECT relname, coalesce(relacl, acldefault('r', relowner)) FROM pg_class
      WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v', 'm')
      UNION ALL
      SELECT c.relname || '.' || a.attname, a.attacl FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = current_schema()::regnamespace
      UNION ALL
      SELECT proname, coalesce(proacl, acldefault('f', proowner)) FROM pg_proc
      WHERE pronamespace = current_schema()::regnamespace) AS things
CROSS JOIN LATERAL aclexplode(things.acl) AS acl
WHERE acl.grantee <> (SELECT nspowner FROM pg_namespace WHERE nspname = current_schema())
UNION
SELECT pg_get_userbyid(m.roleid), pg_get_userbyid(m.member), 'MEMBER' FROM pg_auth_members m
WHERE pg_get_userbyid(m.roleid) ~ format('^liggare_%%s_%%s_(log|models)$', %(installation)s::text, %(number)s::integer)
ORDER BY name, role, privilege;

-- name: answers_overlap
-- The first position that two commands are said to have recorded, or one whose record ends before it begins.
SELECT r.first_position AS position
FROM (SELECT first_position, last_position, lag(last_position) OVER (ORDER BY first_position) AS before
      FROM append_record) AS r
WHERE r.last_position < r.first_position OR r.before >= r.first_position
ORDER BY r.first_position
LIMIT 1;
