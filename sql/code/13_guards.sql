-- What keeps the books in order, as the migrator left it: doctor compares. Whoever owns the tables can switch a guard
-- off; that it was on all the time is for the sealed log to prove.

CREATE FUNCTION guard_state() RETURNS TABLE (kind text, name text, state text) LANGUAGE sql STABLE AS $$
    SELECT 'trigger', t.tgrelid::regclass::text || '.' || t.tgname,
        concat_ws(' ', t.tgenabled, t.tgtype, t.tgfoid::regproc::text, encode(t.tgargs, 'hex'))
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace IN ('urbanmine'::regnamespace, 'urbanmine_read'::regnamespace)
      AND NOT t.tgisinternal
    UNION ALL
    SELECT 'function', p.oid::regprocedure::text,
        md5(concat_ws(' ', p.prosrc, pg_get_function_sqlbody(p.oid), p.prosecdef, p.proconfig::text))
    FROM pg_proc p WHERE p.pronamespace IN ('urbanmine'::regnamespace, 'urbanmine_read'::regnamespace)
    UNION ALL
    SELECT 'view', c.oid::regclass::text, md5(concat_ws(' ', pg_get_viewdef(c.oid), c.reloptions::text))
    FROM pg_class c WHERE c.relnamespace IN ('urbanmine'::regnamespace, 'urbanmine_read'::regnamespace)
      AND c.relkind = 'v'
    UNION ALL
    SELECT 'constraint', coalesce(nullif(k.conrelid, 0)::regclass::text, k.contypid::regtype::text) || '.' || k.conname,
        concat_ws(' ', k.convalidated, pg_get_constraintdef(k.oid))
    FROM pg_constraint k WHERE k.connamespace = 'urbanmine'::regnamespace
    UNION ALL
    SELECT 'unique index', i.indexrelid::regclass::text, concat_ws(' ', i.indisvalid, pg_get_indexdef(i.indexrelid))
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    WHERE c.relnamespace = 'urbanmine'::regnamespace AND i.indisunique
    UNION ALL
    SELECT 'right', c.oid::regclass::text || ' to ' || coalesce(r.rolname, 'PUBLIC'),
        string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type)
    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.relnamespace IN ('urbanmine'::regnamespace, 'urbanmine_read'::regnamespace)
      AND a.grantee <> c.relowner AND a.privilege_type <> 'SELECT'
    GROUP BY c.oid, r.rolname
$$;
GRANT EXECUTE ON FUNCTION guard_state() TO urbanmine_app;

-- The migrator calls it behind the last file.
CREATE FUNCTION remember_guards() RETURNS void LANGUAGE sql SET search_path = urbanmine, pg_temp AS $$
    DELETE FROM schema_guard;
    INSERT INTO schema_guard SELECT * FROM guard_state();
$$;

-- What differs from how the migrator left it.
CREATE FUNCTION guard_difference() RETURNS TABLE (what text) LANGUAGE sql STABLE
    SET search_path = urbanmine, pg_temp AS $$
    SELECT format('%s %s is %s', coalesce(g.kind, s.kind), coalesce(g.name, s.name),
        CASE WHEN s.name IS NULL THEN 'gone' WHEN g.name IS NULL THEN 'not of this program'
            WHEN s.state LIKE 'D %' THEN 'switched off' ELSE 'not what it was' END)
    FROM schema_guard g FULL JOIN guard_state() s ON s.kind = g.kind AND s.name = g.name
    WHERE g.state IS DISTINCT FROM s.state
    ORDER BY 1
$$;
GRANT EXECUTE ON FUNCTION guard_difference() TO urbanmine_app;
