-- Recording with fewer statements, of which a single ticket is made up: what they do takes less time than to begin and
-- end them. What is checked stays the same. These definitions take the place of those in 0001_journal
-- (require_event), 0004_ledger (hold_months, check_postings) and 0005_recording (begin_batch, post, close_period); tickets get a function of their own.
SET LOCAL ROLE urbanmine_owner;

-- Writers hold the month they write to, shared; a close holds it alone. Keys: 0x756d ("um") and the month. Until the
-- first close nobody knows which months come before it: writers also hold -4, and the first close holds that alone.
-- Month 0 stands for what has no time and is of all months to come: master data, compositions, assays, history.
-- (Locks are taken by assignments, which plpgsql computes without a statement of SQL.)
CREATE OR REPLACE FUNCTION hold_months(months integer[]) RETURNS void LANGUAGE plpgsql AS $$
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

-- New rows hang on an event of the running batch which is of one of the table's kinds, given as arguments, or revises
-- a document that is. So nothing is recorded that the journal does not know, and no event is two things at once.
CREATE OR REPLACE FUNCTION require_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    running bigint := nullif(current_setting('urbanmine.batch', true), '')::bigint;
    kinds smallint[] := TG_ARGV::smallint[];
BEGIN
    IF NOT EXISTS (
        SELECT FROM urbanmine.batch b
        WHERE b.batch = running AND b.transaction = pg_current_xact_id()
          AND NOT EXISTS (SELECT FROM added a WHERE a.event NOT BETWEEN b.batch AND b.last_id)
          AND NOT EXISTS (SELECT FROM urbanmine.batch_posted p WHERE p.batch = b.batch))
        OR EXISTS (
            SELECT FROM added a LEFT JOIN urbanmine.journal j ON j.event = a.event
            WHERE j.kind IS NULL OR j.kind <> ALL (kinds) AND NOT (j.kind IN (30, 32) AND EXISTS (
                SELECT FROM urbanmine.journal f WHERE f.event = j.document AND f.kind = ANY (kinds))))
    THEN
        RAISE EXCEPTION '% rows hang on an event of the running batch that is of their kind', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'within_batch', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;
-- (By the event alone: statistics from before the batch say that it has hardly a row, and a plan for that is no plan.)

-- Documents are known by their codes.
ALTER TABLE journal ADD CONSTRAINT journal_document_code CHECK (coalesce(code, '') <> '' OR kind NOT BETWEEN 1 AND 9);

-- Begins to record: holds the months, then the lots, each in one sorted order, and takes `ids` ids in a row.
-- Returns the batch, which is also the first id. lot_codes: existing lots that the batch moves.
CREATE OR REPLACE FUNCTION begin_batch(
    actor text, host text, program text, ids bigint, months integer[], lot_codes text[]
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
DECLARE
    first_id bigint;
    running bigint;
    said text;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- An older snapshot would not see what a writer who held the lots or the month before us did.
        RAISE EXCEPTION 'batches are recorded in READ COMMITTED transactions'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'posting_isolation';
    END IF;
    -- Ids are gone for good, also after a rollback: nobody takes more than a large import needs.
    IF ids IS NULL OR ids NOT BETWEEN 0 AND 100000000 THEN
        RAISE EXCEPTION 'a batch has at most 100 million ids, not %', ids
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'batch_size';
    END IF;
    IF ids <= 500 THEN
        -- Few rows: the plans of the functions are kept and not made anew for every ticket. They go by index, whatever
        -- the statistics say: batch and its like may be all but empty when a plan is made, and it is kept while they
        -- grow. (That makes plans look dear, and the just-in-time compiler must not fall for it.)
        said := set_config('plan_cache_mode', 'force_generic_plan', true);
        said := set_config('enable_seqscan', 'off', true);
        said := set_config('jit', 'off', true);
    END IF;
    PERFORM hold_months(months);
    IF lot_codes <> '{}' THEN
        PERFORM FROM lot l WHERE l.code = ANY (lot_codes) AND l.is_first ORDER BY l.lot FOR NO KEY UPDATE;
    END IF;
    -- Ids of one batch stand in a row. The lock is held for the moment between the two calls only, and a rollback does
    -- not end it: whatever happens in between must.
    BEGIN
        said := pg_advisory_lock(30061, -1);
        first_id := nextval('id');
        IF ids > 1 THEN
            first_id := setval('id', first_id + ids - 1) - ids + 1;
        END IF;
        said := pg_advisory_unlock(30061, -1);
    EXCEPTION WHEN query_canceled OR OTHERS THEN
        PERFORM pg_advisory_unlock(30061, -1);
        RAISE;
    END;
    INSERT INTO batch (batch, last_id, actor, host, program)
    SELECT high + first_id, high + first_id + greatest(ids, 1) - 1, actor, host, program
    FROM (SELECT number::bigint << 48 AS high FROM site) s
    RETURNING batch INTO running;
    said := set_config('urbanmine.batch', running::text, true);
    RETURN running;
END
$$;

-- Runs for every statement that adds postings, whoever wrote it. A statement that passes keeps the whole in order,
-- so the whole stays in order by induction.
CREATE OR REPLACE FUNCTION check_postings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    zone text;
    wrong text;
    months integer[];
    draws boolean;
    many boolean;
    bad record;
    overdrawn text := 'SELECT t.facility, t.lot, t.at, t.balance FROM (
            SELECT p.facility, p.lot, p.at,
                sum(p.mass) OVER (PARTITION BY p.lot, p.facility ORDER BY p.at) AS balance
            FROM posting p
            WHERE p.account = 1 AND p.lot IN (SELECT a.lot FROM added a WHERE a.account = 1 AND a.mass < 0)
        ) t WHERE t.balance < 0 ORDER BY t.at, t.lot LIMIT 1';
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
            SELECT a.event, a.at, sum(a.mass) AS mass, bool_or(a.account = 1 AND a.mass < 0) AS draws,
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
                WHERE a.account = 1 AND NOT EXISTS (
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
                WHERE p.account = 1
                  AND p.lot = ANY (ARRAY(SELECT DISTINCT a.lot FROM added a WHERE a.account = 1 AND a.mass < 0))
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
-- Posts the running batch: the entries of its new documents and the differences of its revisions, then checks that
-- nothing was left out. Returns how many entries and postings were written.
CREATE OR REPLACE FUNCTION post(OUT entries bigint, OUT postings bigint) LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    running batch := current_batch();
    first_id bigint := running.batch;
    last_id bigint := running.last_id;
    kinds smallint[];
    many boolean := last_id - first_id > 500;
    target text := 'INSERT INTO posting (event, document, at, kind, leg, account, facility, material, lot, party,
        origin, mass, n) SELECT event, document, at, kind, leg, account, facility, material, lot, party, origin, mass,
        (row_number() OVER ())::integer FROM ';
    wrong bigint;
    more bigint;
BEGIN
    SELECT coalesce(array_agg(DISTINCT j.kind) FILTER (WHERE k.posts AND j.event = j.document), '{}'),
        count(*) FILTER (WHERE k.posts OR j.kind IN (30, 31, 32))
    INTO kinds, entries
    FROM journal j JOIN event_kind k ON k.kind = j.kind WHERE j.event BETWEEN first_id AND last_id;
    postings := 0;
    IF many THEN
        -- The rows of this batch are not in the statistics yet, and no plan for many rows is any good without;
        -- rough ones do.
        PERFORM set_config('default_statistics_target', '10', true);
        ANALYZE journal, lot, intake, run, run_input, run_addition, run_loss, transfer, transfer_line, shipment,
            shipment_line;
    END IF;
    -- Planned anew each time: a plan for a city-year is none for a ticket.
    IF kinds <> '{}' THEN
        EXECUTE target || format(
            'document_posting v WHERE v.event BETWEEN %s AND %s AND v.event = v.document', first_id, last_id);
        GET DIAGNOSTICS postings = ROW_COUNT;
    END IF;
    IF EXISTS (SELECT FROM revision r WHERE r.event BETWEEN first_id AND last_id) THEN
        EXECUTE target || format('revision_posting(%s, %s)', first_id, last_id);
        GET DIAGNOSTICS more = ROW_COUNT;
        postings := postings + more;
    END IF;
    IF many THEN
        PERFORM set_config('enable_nestloop', 'off', true);
    END IF;
    EXECUTE format('SELECT event FROM half_event(%s, %s) LIMIT 1', first_id, last_id) INTO wrong;
    IF wrong IS NOT NULL THEN
        PERFORM refuse_half_events(wrong);
    END IF;
    IF many THEN
        PERFORM set_config('enable_nestloop', 'on', true);
    END IF;

    INSERT INTO batch_posted VALUES (running.batch, entries, postings);
END
$$;

-- Closes a month (结账): from now on nothing dated in it or before can be recorded. In order, one after the other.
-- Waits for writers of that month no longer than the session's lock_timeout.
CREATE OR REPLACE FUNCTION close_period(closing bigint, wanted integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
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
          AND (j.kind BETWEEN 20 AND 25 OR business_month(j.occurred_at, zone) <= wanted))
    THEN
        RAISE EXCEPTION 'a close takes its ids when nobody writes: call hold_for_close before begin_batch'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'close_order';
    END IF;
    INSERT INTO period_opening (month, account, facility, material, mass)
    SELECT wanted + 1, b.account, b.facility, b.material, b.mass FROM balance_at_month(wanted + 1) b;
    INSERT INTO period (month, event) VALUES (wanted, closing);
END
$$;

-- Records new tickets (过磅单) as a batch of its own, in one statement of the client: what begin_batch, put_journal,
-- put_lots, put_intakes and post do one after the other, with ids that nobody but the database has to know.
CREATE FUNCTION record_tickets(
    actor text, host text, program text, months integer[], codes text[], received timestamptz[], digests bytea[],
    recorders text[], lots text[], bases text[], methods text[], sigmas double precision[], facilities bigint[],
    materials bigint[], suppliers bigint[], grosses bigint[], tares bigint[], deductions bigint[], nets bigint[],
    books bigint[], moistures bigint[], impurities bigint[], declared bigint[], removed boolean[], provinces text[],
    trucks text[], manifests text[], owners text[], origin_classes text[], OUT entries bigint, OUT postings bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
#variable_conflict use_column
DECLARE
    ids bigint := 1 + 2 * cardinality(codes);
    base bigint := begin_batch(actor, host, program, ids, months, '{}');
BEGIN
    WITH ticket AS MATERIALIZED (
        -- What is missing, a supplier that nobody knows included, is null, and no column takes that.
        SELECT base + 2 * n - 1 AS event, base + 2 * n AS lot, party.event AS supplier, u.*
        FROM unnest(codes, received, digests, recorders, lots, bases, methods, sigmas, facilities, materials, suppliers,
            grosses, tares, deductions, nets, books, moistures, impurities, declared, removed, provinces, trucks,
            manifests, owners, origin_classes) WITH ORDINALITY
            u (code, received_at, digest, recorded_by, lot_code, basis, method, sigma, facility, material, asked,
                gross, tare, deduction, net, book, moisture, impurity, said, is_removed, province, truck, manifest,
                owner, origin_class, n)
        LEFT JOIN party ON party.event = u.asked
    ), journalled AS (
        INSERT INTO journal (event, document, batch, occurred_at, kind, code, recorded_by, digest)
        SELECT event, event, base, received_at, 2, code, recorded_by, digest FROM ticket
    ), piled AS (
        INSERT INTO lot (lot, event, document, code, material, facility, created_at, mass, basis, method, sigma,
            is_first)
        SELECT lot, event, event, lot_code, material, facility, received_at, book, basis, method, sigma, true
        FROM ticket
    )
    INSERT INTO intake
    SELECT event, event, lot, facility, material, supplier, received_at, gross, tare, deduction, net, book, moisture,
        impurity, said, is_removed, province, truck, manifest, owner, origin_class
    FROM ticket;
    GET DIAGNOSTICS entries = ROW_COUNT;
    INSERT INTO posting (event, document, at, kind, leg, account, facility, material, lot, party, origin, mass, n)
    SELECT v.event, v.document, v.at, v.kind, v.leg, v.account, v.facility, v.material, v.lot, v.party, v.origin,
        v.mass, v.account
    FROM intake_posting v WHERE v.event BETWEEN base AND base + ids;
    GET DIAGNOSTICS postings = ROW_COUNT;
    INSERT INTO batch_posted VALUES (base, entries, postings);
END
$$;
GRANT EXECUTE ON FUNCTION record_tickets TO urbanmine_app;
RESET ROLE;
