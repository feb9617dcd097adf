-- The checks of the ledger, and the day deltas that they keep.

-- Runs for every statement that adds postings, whoever wrote it. A statement that passes keeps the whole in order,
-- so the whole stays in order by induction.
CREATE FUNCTION check_postings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    zone text;
    wrong text;
    months integer[];
    draws boolean;
    many boolean;
    bad record;
    overdrawn text := $query$SELECT t.facility, t.lot, t.at, t.balance FROM (
            SELECT p.facility, p.lot, p.at,
                sum(p.mass) OVER (PARTITION BY p.lot, p.facility ORDER BY p.at) AS balance
            FROM posting p
            WHERE p.account = 'stock' AND p.lot IN (SELECT a.lot FROM added a WHERE a.account = 'stock' AND a.mass < 0)
        ) t WHERE t.balance < 0 ORDER BY t.at, t.lot LIMIT 1$query$;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- An older snapshot would not see what a writer who held the lot before us took from it.
        RAISE EXCEPTION 'postings are written in READ COMMITTED transactions'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'posting_isolation';
    END IF;

    -- One look at all that is added: by entry and time, by month, in all.
    SELECT min(m.zone), min(m.wrong), bool_or(m.draws), sum(m.lines) > 500,
        array_agg(extract(year FROM m.month)::integer * 12 + extract(month FROM m.month)::integer - 1)
    INTO zone, wrong, draws, many, months
    FROM (
        SELECT date_trunc('month', e.at AT TIME ZONE site.time_zone) AS month, min(site.time_zone) AS zone,
            bool_or(e.draws) AS draws, sum(e.lines) AS lines,
            min(format('entry %s does not balance at %s: %s g are missing', e.event, e.at, -e.mass))
                FILTER (WHERE e.mass <> 0) AS wrong
        FROM (
            SELECT a.event, a.at, sum(a.mass) AS mass, bool_or(a.account = 'stock' AND a.mass < 0) AS draws,
                count(*) AS lines
            FROM added a GROUP BY a.event, a.at
        ) e CROSS JOIN site
        GROUP BY 1
    ) m;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances', TABLE = 'posting';
    END IF;
    PERFORM hold_months(months);

    IF draws THEN
        -- One sorted order for everyone, so that two writers never wait for each other in a ring. Lots whose ids are of
        -- this transaction's own batch nobody else can see.
        PERFORM FROM lot l
        WHERE l.lot = ANY (ARRAY(
                SELECT DISTINCT a.lot FROM added a
                WHERE a.account = 'stock' AND NOT EXISTS (
                    SELECT FROM batch b
                    WHERE b.batch = nullif(current_setting('urbanmine.batch', true), '')::bigint
                      AND b.transaction = pg_current_xact_id() AND a.lot BETWEEN b.batch AND b.last_id)))
          AND l.is_first
        ORDER BY l.lot FOR NO KEY UPDATE;
        IF many THEN
            -- Planned anew: the plan for one ticket is no plan for a city-year.
            PERFORM set_config('work_mem', '256MB', true), set_config('enable_nestloop', 'off', true);
            EXECUTE overdrawn INTO bad;
            PERFORM set_config('enable_nestloop', 'on', true);
        ELSE
            SELECT t.facility, t.lot, t.at, t.balance INTO bad FROM (
                SELECT p.facility, p.lot, p.at,
                    sum(p.mass) OVER (PARTITION BY p.lot, p.facility ORDER BY p.at) AS balance
                FROM posting p
                WHERE p.account = 'stock'
                  AND p.lot = ANY (ARRAY(SELECT DISTINCT a.lot FROM added a WHERE a.account = 'stock' AND a.mass < 0))
            ) t WHERE t.balance < 0 ORDER BY t.at, t.lot LIMIT 1;
        END IF;
        IF bad.lot IS NOT NULL THEN
            RAISE EXCEPTION 'lot % would be % g below zero at % from %',
                (SELECT l.code FROM lot l WHERE l.lot = bad.lot LIMIT 1), -bad.balance,
                (SELECT f.code FROM facility f WHERE f.event = bad.facility), bad.at
                USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_overdrawn', TABLE = 'posting';
        END IF;
    END IF;

    WITH put AS (
        INSERT INTO day_delta (day, facility, material, mass, kind, leg, account)
        SELECT business_day(d.at, zone), d.facility, d.material, sum(d.mass)::bigint, d.kind, d.leg, d.account
        FROM added d
        GROUP BY 1, d.facility, d.material, d.kind, d.leg, d.account HAVING sum(d.mass) <> 0
        RETURNING facility, material
    )
    SELECT format('facility %s, material %s', p.facility, p.material) AS name INTO bad FROM put p
    WHERE p.facility IS NOT NULL AND NOT EXISTS (SELECT FROM facility f WHERE f.event = p.facility)
        OR NOT EXISTS (SELECT FROM material m WHERE m.event = p.material) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'postings name what is not on record: %', bad.name
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'posting_references', TABLE = 'posting';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER check_postings AFTER INSERT ON posting REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION check_postings();

-- Days of which many rows say what few could: those that fold_day_deltas adds up.
CREATE FUNCTION crowded_days() RETURNS TABLE (day date, deltas bigint) LANGUAGE sql STABLE AS $$
    SELECT g.day, sum(g.deltas)::bigint FROM (
        SELECT d.day, count(*) AS deltas FROM day_delta d
        GROUP BY d.day, d.facility, d.material, d.kind, d.leg, d.account
    ) g
    GROUP BY g.day HAVING sum(g.deltas) > 2 * count(*)
$$;
GRANT EXECUTE ON FUNCTION crowded_days() TO urbanmine_app;

-- Adds up the deltas of the days that came in many rows; urbanmined calls it. Safe beside writers and beside itself: it
-- moves only rows that it sees and that nobody else has taken.
CREATE FUNCTION fold_day_deltas() RETURNS bigint LANGUAGE sql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
    WITH taken AS (
        DELETE FROM day_delta d USING crowded_days() c WHERE d.day = c.day RETURNING d.*
    ), put AS (
        INSERT INTO day_delta (day, facility, material, mass, kind, leg, account)
        SELECT day, facility, material, sum(mass)::bigint, kind, leg, account FROM taken
        GROUP BY day, facility, material, kind, leg, account HAVING sum(mass) <> 0
        RETURNING 1
    )
    SELECT count(*) FROM put
$$;
GRANT EXECUTE ON FUNCTION fold_day_deltas() TO urbanmine_app;
