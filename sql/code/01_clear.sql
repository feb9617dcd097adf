-- Clears the way for the files that follow: drops every view, function and trigger that an earlier state of this folder
-- made. What a view no longer has, and a grant that is gone from here, is then gone from the database too.
--
-- The migrator applies all files of this folder in the order of their numbers, within one transaction, as
-- urbanmine_owner, with the search_path urbanmine, urbanmine_read.

DO $$
DECLARE
    strange text;
    thing record;
    name text;
BEGIN
    -- Views that people made on top of ours would fall with them. They decide, not we.
    SELECT string_agg(DISTINCT w.ev_class::regclass::text, ', ') INTO strange
    FROM pg_depend d
    JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
    JOIN pg_class user_view ON user_view.oid = w.ev_class
    LEFT JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid AND c.relkind = 'v'
    LEFT JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid
    WHERE coalesce(c.relnamespace, p.pronamespace) IN ('urbanmine'::regnamespace, 'urbanmine_read'::regnamespace)
      AND user_view.relnamespace NOT IN ('urbanmine'::regnamespace, 'urbanmine_read'::regnamespace);
    IF strange IS NOT NULL THEN
        RAISE EXCEPTION 'views of your own depend on views or functions of urbanmine: %', strange
            USING ERRCODE = 'dependent_objects_still_exist', CONSTRAINT = 'views_of_others',
            HINT = 'Drop them before the upgrade and create them again after it.';
    END IF;

    FOR thing IN
        SELECT t.tgname AS name, t.tgrelid::regclass AS owner FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'urbanmine'::regnamespace AND NOT t.tgisinternal
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', thing.name, thing.owner);
    END LOOP;
    -- Names are read before anything falls, because some of these things fall with others.
    FOREACH name IN ARRAY ARRAY(
        SELECT format('VIEW IF EXISTS %I.%I', n.nspname, c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('urbanmine', 'urbanmine_read') AND c.relkind = 'v'
        UNION ALL
        SELECT format('ROUTINE IF EXISTS %I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('urbanmine', 'urbanmine_read'))
    LOOP
        EXECUTE 'DROP ' || name || ' CASCADE';
    END LOOP;
END
$$;
