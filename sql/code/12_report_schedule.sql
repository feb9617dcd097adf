-- How urbanmined finds the reports that are due or stale, and records the versions that it makes.

-- The earliest business time from which an event can change figures: '-infinity' for what reports of any month show,
-- null where it is in none. Closes are left aside; they concern one month.
CREATE FUNCTION report_effect(event bigint, document bigint, kind event_kind, occurred_at timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN is_document(kind) THEN occurred_at
        -- A new party is in no report yet; a revised one may have moved to another province.
        WHEN kind = 'party' THEN CASE WHEN event <> document THEN '-infinity'::timestamptz END
        WHEN kind = 'assay' THEN (
            SELECT min(l.created_at) FROM assay a JOIN lot l ON l.lot = a.lot WHERE a.event = report_effect.event)
        -- The document as it was and as it is, the differences posted included.
        WHEN is_revision(kind) THEN (
            SELECT min(t.at) FROM (
                SELECT j.occurred_at AS at FROM journal j WHERE j.event = report_effect.document
                UNION ALL
                SELECT j.occurred_at FROM revision r JOIN journal j ON j.event = r.event
                WHERE r.document = report_effect.document
                UNION ALL
                SELECT p.at FROM posting p WHERE p.event = report_effect.event
            ) t)
        WHEN kind = 'close' THEN NULL
        ELSE '-infinity'::timestamptz
    END
$$;

-- Looks through what was recorded since the last call and marks the months whose figures it may have changed. Returns
-- how many months it marked; null when another daemon is at it.
CREATE FUNCTION mark_stale_reports() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    bookmark report_bookmark;
    -- Taken before anything is read: what is committed in between is read now and once more next time.
    present pg_snapshot := pg_current_snapshot();
    this_cluster bigint := (SELECT c.system_identifier FROM pg_control_system() c);
    zone text := (SELECT time_zone FROM site);
    batches bigint;
    marked integer;
BEGIN
    SELECT b.* INTO bookmark FROM report_bookmark b FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF bookmark.cluster IS DISTINCT FROM this_cluster THEN
        UPDATE report_schedule SET stale = true;
        GET DIAGNOSTICS marked = ROW_COUNT;
        UPDATE report_bookmark SET cluster = this_cluster, seen = present;
        RETURN marked;
    END IF;

    WITH news AS MATERIALIZED (
        SELECT b.batch, b.last_id FROM batch b
        WHERE b.transaction >= pg_snapshot_xmin(bookmark.seen) AND b.transaction < pg_snapshot_xmax(present)
          AND NOT pg_visible_in_snapshot(b.transaction, bookmark.seen)
    ), effect AS MATERIALIZED (
        SELECT j.event, j.kind, report_effect(j.event, j.document, j.kind, j.occurred_at) AS since
        FROM news n JOIN journal j ON j.event BETWEEN n.batch AND n.last_id
    ), mark AS (
        -- Also where it is marked already: whoever works on the month clears the mark at the end, and may not have
        -- seen these batches. The row's lock makes this wait for them.
        UPDATE report_schedule s SET stale = true
        WHERE EXISTS (SELECT FROM effect e JOIN period p ON p.event = e.event
                WHERE e.kind = 'close' AND p.month = s.month)
            -- A closed month stays as it was known at its close.
            OR EXISTS (SELECT FROM effect e
                WHERE e.since < month_start(s.month + 1, zone)
                  AND (closing_event(s.month) IS NULL OR e.event <= closing_event(s.month)))
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM news), (SELECT count(*) FROM mark) INTO batches, marked;
    IF batches > 0 THEN
        UPDATE report_bookmark SET seen = present;
    END IF;
    RETURN marked;
END
$$;
GRANT EXECUTE ON FUNCTION mark_stale_reports() TO urbanmine_app;

-- Refuses months that no report is made of: before the first document's, or not ended by the server's clock.
CREATE FUNCTION require_reportable(months integer[]) RETURNS void LANGUAGE plpgsql STABLE
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    first integer := first_month();
    present integer := business_month(clock_timestamp(), (SELECT time_zone FROM site));
    wanted integer;
BEGIN
    FOREACH wanted IN ARRAY months LOOP
        IF (wanted >= first AND wanted < present) IS NOT TRUE THEN
            RAISE EXCEPTION 'no report is made of month %: the books begin in %, and the present month is %',
                    coalesce(wanted::text, 'null'), coalesce(month_text(first), 'no month yet'), month_text(present)
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'report_month';
        END IF;
    END LOOP;
END
$$;

-- Enters months that have fallen due; those that are there stay as they are.
CREATE FUNCTION schedule_reports(months integer[], due timestamptz[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    PERFORM require_reportable(months);
    INSERT INTO report_schedule (month, due_at) SELECT * FROM unnest(months, due) ON CONFLICT (month) DO NOTHING;
END
$$;
GRANT EXECUTE ON FUNCTION schedule_reports(integer[], timestamptz[]) TO urbanmine_app;

-- Takes a month for the rest of the transaction; false when another daemon has it.
CREATE FUNCTION claim_report(wanted integer) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
BEGIN
    PERFORM FROM report_schedule s WHERE s.month = wanted FOR UPDATE SKIP LOCKED;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION claim_report(integer) TO urbanmine_app;

-- Records a version that is being published: the one after the newest, of a month that is scheduled and has ended.
-- Takes the month for the rest of the transaction, as claim_report does, if the caller has not.
CREATE FUNCTION add_report_version(
    wanted integer, number integer, report_state text, report_figures bytea, made_by text, made_on text, made_with text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
DECLARE
    newest integer;
BEGIN
    PERFORM require_reportable(ARRAY[wanted]);
    PERFORM FROM report_schedule s WHERE s.month = wanted FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the report of % is not scheduled', month_text(wanted)
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'report_month', DETAIL = month_text(wanted);
    END IF;
    newest := coalesce((SELECT max(v.version) FROM report_version v WHERE v.month = wanted), 0);
    IF number IS DISTINCT FROM newest + 1::bigint THEN
        RAISE EXCEPTION 'version % of the report of % does not follow version %',
                coalesce(number::text, 'null'), month_text(wanted), newest
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'report_version_order', DETAIL = month_text(wanted);
    END IF;
    INSERT INTO report_version (month, version, state, figures, actor, host, program)
    VALUES (wanted, number, report_state, report_figures, made_by, made_on, made_with);
END
$$;
GRANT EXECUTE ON FUNCTION add_report_version(integer, integer, text, bytea, text, text, text) TO urbanmine_app;

-- The newest version has the figures of this transaction's snapshot.
CREATE FUNCTION report_is_current(wanted integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
    UPDATE report_schedule SET stale = false, looked_at = clock_timestamp() WHERE month = wanted
$$;
GRANT EXECUTE ON FUNCTION report_is_current(integer) TO urbanmine_app;
