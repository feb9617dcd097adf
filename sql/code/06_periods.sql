-- Months: who holds them, which are closed, and with what the next one begins.

CREATE FUNCTION last_closed_month() RETURNS integer
    LANGUAGE sql STABLE
    RETURN (SELECT max(month) FROM period);
GRANT EXECUTE ON FUNCTION last_closed_month() TO urbanmine_app;

-- The event that closed a month, the last one that its report knows; null while the month is open. What lies before
-- the first close was closed with it.
CREATE FUNCTION closing_event(wanted integer) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT p.event FROM period p WHERE p.month >= wanted ORDER BY p.month LIMIT 1);
GRANT EXECUTE ON FUNCTION closing_event(integer) TO urbanmine_app;

-- Writers hold the month they write to, shared; a close holds it alone. Keys: 0x756d ("um") and the month. Until the
-- first close nobody knows which months come before it: writers also hold -4, and the first close holds that alone.
-- Month 0 stands for what has no time and is of all months to come: master data, compositions, assays, history.
-- (Locks are taken by assignments, which plpgsql computes without a statement of SQL.)
CREATE FUNCTION hold_months(months integer[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted integer;
    closed integer;
    held text;
BEGIN
    IF months <> '{}' THEN
        held := pg_advisory_xact_lock_shared(30061, -4);
    END IF;
    IF cardinality(months) = 1 THEN
        held := pg_advisory_xact_lock_shared(30061, months[1]);
    ELSE
        FOR wanted IN SELECT DISTINCT m FROM unnest(months) m ORDER BY m LOOP
            held := pg_advisory_xact_lock_shared(30061, wanted);
        END LOOP;
    END IF;
    SELECT max(month) INTO closed FROM urbanmine.period;
    FOREACH wanted IN ARRAY coalesce(months, '{}') LOOP
        CONTINUE WHEN wanted = 0;
        IF wanted NOT BETWEEN 22800 - 1 AND 119999 THEN
            -- Programs take 1900 to 9999 (a zone may be a day off); no other time could ever be shown or corrected.
            RAISE EXCEPTION 'month % is out of range', wanted
                USING ERRCODE = 'check_violation', CONSTRAINT = 'business_month_range';
        END IF;
        IF wanted <= closed THEN
            RAISE EXCEPTION 'month % is closed', urbanmine.month_text(wanted)
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'period_closed',
                DETAIL = urbanmine.month_text(wanted);
        END IF;
    END LOOP;
END
$$;

-- What a close holds, to call before it takes its ids: so all that was recorded in the month before its close has
-- smaller ids, and nothing that is dated in it, or was to count in it, has greater ones. close_period looks.
CREATE FUNCTION hold_for_close(wanted integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held text;
BEGIN
    held := pg_advisory_xact_lock(30061, -2);
    IF NOT EXISTS (SELECT FROM urbanmine.period) THEN
        held := pg_advisory_xact_lock(30061, -4);
    END IF;
    held := pg_advisory_xact_lock(30061, 0);
    held := pg_advisory_xact_lock(30061, wanted);
END
$$;
GRANT EXECUTE ON FUNCTION hold_for_close(integer) TO urbanmine_app;

-- Balances per account, facility and material at the start of a month: the last sealed opening and the deltas since.
CREATE FUNCTION balance_at_month(wanted integer) RETURNS TABLE (
    account account, facility bigint, material bigint, mass bigint
) LANGUAGE sql STABLE AS $$
    WITH sealed AS (SELECT max(o.month) AS month FROM period_opening o WHERE o.month <= wanted),
    parts AS (
        SELECT o.account, o.facility, o.material, o.mass
        FROM period_opening o WHERE o.month = (SELECT month FROM sealed)
        UNION ALL
        SELECT d.account, d.facility, d.material, d.mass FROM day_delta d
        WHERE d.day < make_date(wanted / 12, wanted % 12 + 1, 1)
          AND d.day >= coalesce((SELECT make_date(month / 12, month % 12 + 1, 1) FROM sealed), '-infinity'::date)
    )
    SELECT p.account, p.facility, p.material, sum(p.mass)::bigint FROM parts p
    GROUP BY p.account, p.facility, p.material HAVING sum(p.mass) <> 0
$$;
GRANT EXECUTE ON FUNCTION balance_at_month(integer) TO urbanmine_app;

-- The month of the first document; null in empty books. A document with a mistyped year that was corrected or reversed
-- is none: what was posted for it on its day adds up to 0.
CREATE FUNCTION first_month() RETURNS integer LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    first_day date;
BEGIN
    SELECT min(d.day) INTO first_day FROM day_delta d;
    WHILE first_day IS NOT NULL AND NOT EXISTS (
        SELECT FROM day_delta d WHERE d.day = first_day
        GROUP BY d.facility, d.material, d.kind, d.leg, d.account HAVING sum(d.mass) <> 0)
    LOOP
        SELECT min(d.day) INTO first_day FROM day_delta d WHERE d.day > first_day;
    END LOOP;
    RETURN least(
        extract(year FROM first_day)::integer * 12 + extract(month FROM first_day)::integer - 1,
        (SELECT min(p.month) FROM period p));
END
$$;
GRANT EXECUTE ON FUNCTION first_month() TO urbanmine_app;

-- Closes a month (结账): from now on nothing dated in it or before can be recorded. In order, one after the other.
-- Waits for writers of that month no longer than the session's lock_timeout.
CREATE FUNCTION close_period(closing bigint, wanted integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    running batch := current_batch();
    zone text := (SELECT time_zone FROM site);
    closed integer;
    first_month integer;
BEGIN
    -- Closes come one at a time; a writer of the month ends before or is refused after.
    PERFORM hold_for_close(wanted);
    closed := last_closed_month();
    first_month := first_month();
    IF closing NOT BETWEEN running.batch AND running.last_id THEN
        RAISE EXCEPTION 'a close is an event of the running batch'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'within_batch';
    END IF;
    IF closed >= wanted THEN
        RAISE EXCEPTION 'month % is closed already', month_text(wanted)
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'period_closed', DETAIL = month_text(wanted);
    END IF;
    IF first_month IS NULL OR wanted < first_month THEN
        RAISE EXCEPTION 'the books begin in %', coalesce(month_text(first_month), 'no month yet')
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'period_order';
    END IF;
    IF wanted <> coalesce(closed + 1, first_month) THEN
        RAISE EXCEPTION 'months are closed in order: % comes first', month_text(coalesce(closed + 1, first_month))
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'period_order';
    END IF;
    IF wanted >= business_month(clock_timestamp(), zone) THEN
        RAISE EXCEPTION 'month % has not ended', month_text(wanted)
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'period_order';
    END IF;
    IF EXISTS (
        SELECT FROM journal j WHERE j.event > running.last_id
          AND (is_timeless(j.kind) OR business_month(j.occurred_at, zone) <= wanted))
    THEN
        RAISE EXCEPTION 'a close takes its ids when nobody writes: call hold_for_close before begin_batch'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'close_order';
    END IF;
    INSERT INTO period_opening (month, account, facility, material, mass)
    SELECT wanted + 1, b.account, b.facility, b.material, b.mass FROM balance_at_month(wanted + 1) b;
    INSERT INTO period (month, event) VALUES (wanted, closing);
END
$$;
GRANT EXECUTE ON FUNCTION close_period(bigint, integer) TO urbanmine_app;
