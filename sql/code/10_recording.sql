-- How programs write. One transaction: begin_batch (locks, ids), INSERTs (columns by name), post (entries, checks), and
-- the commit, which fails unless the batch was posted. Everything is set-based; a single document is a batch of one.
--
-- The functions are in plpgsql because it keeps their plans from call to call.

-- Begins to record: holds the months, then the lots, each in one sorted order, and takes `ids` ids in a row.
-- Returns the batch, which is also the first id. lot_codes: existing lots that the batch moves.
CREATE FUNCTION begin_batch(
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
GRANT EXECUTE ON FUNCTION begin_batch(text, text, text, bigint, integer[], text[]) TO urbanmine_app;

-- ---------------------------------------------------------------------------------------------------------------
-- What clients insert

-- Programs insert what documents say into the tables by column names. The guards of each table hold whoever inserts:
-- rows carry ids of the running batch and hang on an event of their kind (05_journal.sql), and post() refuses a batch
-- whose rows do not agree. What follows from documents (postings, totals, openings) only functions write.
GRANT INSERT ON source_file, journal, revision, correction_field, party, party_revision, facility, facility_revision,
    material, material_revision, composition, assay, history, lot, intake, opening, run, run_input, run_addition,
    run_loss, transfer, transfer_line, shipment, shipment_line, goods_return, goods_return_line, adjustment,
    adjustment_line, inventory_count, inventory_count_line, acceptance, acceptance_line TO urbanmine_app;

CREATE FUNCTION check_sources() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    running batch := current_batch();
BEGIN
    IF EXISTS (SELECT FROM batch_posted p WHERE p.batch = running.batch) OR EXISTS (
        SELECT FROM added a
        WHERE a.source NOT BETWEEN running.batch AND running.last_id OR a.batch IS DISTINCT FROM running.batch)
    THEN
        RAISE EXCEPTION 'source files carry ids of the running batch'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'within_batch', TABLE = 'source_file';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER within_batch AFTER INSERT ON source_file REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION check_sources();

-- The journal's rows carry ids of the running batch, which has not been posted yet. A document that posts nothing (a
-- count) can't be dated in a closed month either. (One trigger and not two: every ticket pays for it.)
CREATE FUNCTION check_journal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    running bigint := nullif(current_setting('urbanmine.batch', true), '')::bigint;
    is_ours boolean;
    months integer[];
BEGIN
    SELECT coalesce(bool_and(a.batch = running AND a.event BETWEEN b.batch AND b.last_id), b.batch IS NOT NULL),
        array_agg(DISTINCT business_month(a.occurred_at, s.time_zone))
            FILTER (WHERE a.occurred_at IS NOT NULL AND is_document(a.kind))
    INTO is_ours, months
    FROM site s
    LEFT JOIN batch b ON b.batch = running AND b.transaction = pg_current_xact_id()
        AND NOT EXISTS (SELECT FROM batch_posted p WHERE p.batch = b.batch)
    LEFT JOIN added a ON true
    GROUP BY b.batch;
    IF is_ours IS NOT TRUE THEN
        RAISE EXCEPTION '% rows carry the ids of the running batch', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'within_batch', TABLE = 'journal';
    END IF;
    PERFORM hold_months(months);
    RETURN NULL;
END
$$;
CREATE TRIGGER within_batch AFTER INSERT ON journal REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION check_journal();

-- What an event says of when its document counts: the end of a run (null while it is under way), the departure of a
-- transfer; null for an event that says nothing of its document.
CREATE FUNCTION decisive_time(said bigint) RETURNS timestamptz LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
    SELECT coalesce(
        (SELECT d.received_at FROM intake d WHERE d.event = said), (SELECT d.ended_at FROM run d WHERE d.event = said),
        (SELECT d.shipped_at FROM shipment d WHERE d.event = said),
        (SELECT d.sent_at FROM transfer d WHERE d.event = said),
        (SELECT d.returned_at FROM goods_return d WHERE d.event = said),
        (SELECT d.at FROM opening d WHERE d.event = said), (SELECT d.at FROM adjustment d WHERE d.event = said),
        (SELECT d.counted_at FROM inventory_count d WHERE d.event = said),
        (SELECT d.at FROM acceptance d WHERE d.event = said))
$$;

-- late: the document counted in a month that is closed by now, or was late before; a completion moves nothing that
-- counted. late_at: the first instant that is still open; null before the first close. A revision that does not say what
-- it supersedes supersedes what spoke last before it.
CREATE FUNCTION check_revision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    zone text := (SELECT time_zone FROM site);
    closed integer := last_closed_month();
    open_from timestamptz := make_date((closed + 1) / 12, (closed + 1) % 12 + 1, 1)::timestamp AT TIME ZONE zone;
    said bigint := said_before(NEW.document, NEW.event);
BEGIN
    IF NEW.late_at IS DISTINCT FROM open_from OR NEW.late IS DISTINCT FROM (
        EXISTS (SELECT FROM revision r WHERE r.document = NEW.document AND r.late)
        OR NEW.kind <> 'completion' AND coalesce(business_month(decisive_time(said), zone) <= closed, false))
    THEN
        -- A month was closed since the writer looked, or it tells what is not so.
        RAISE EXCEPTION 'revision % does not know which months are closed', NEW.event
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'revision_lateness';
    END IF;
    NEW.supersedes := coalesce(NEW.supersedes, said);
    RETURN NEW;
END
$$;
CREATE TRIGGER check_revision BEFORE INSERT ON revision FOR EACH ROW EXECUTE FUNCTION check_revision();

-- ---------------------------------------------------------------------------------------------------------------

-- Posts the running batch: the entries of its new documents and the differences of its revisions, then checks that
-- nothing was left out. Returns how many entries and postings were written.
CREATE FUNCTION post(OUT entries bigint, OUT postings bigint) LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    running batch := current_batch();
    first_id bigint := running.batch;
    last_id bigint := running.last_id;
    has_new boolean;
    many boolean := last_id - first_id > 500;
    nested_loops text := current_setting('enable_nestloop');
    target text := 'INSERT INTO posting (event, document, at, kind, leg, account, facility, material, lot, party,
        origin, mass, n) SELECT event, document, at, kind, leg, account, facility, material, lot, party, origin, mass,
        (row_number() OVER ())::integer FROM ';
    wrong bigint;
    more bigint;
BEGIN
    SELECT coalesce(bool_or(posts(j.kind) AND j.event = j.document), false),
        count(*) FILTER (WHERE posts(j.kind) OR is_revision(j.kind))
    INTO has_new, entries
    FROM journal j WHERE j.event BETWEEN first_id AND last_id;
    postings := 0;
    IF many THEN
        -- The rows of this batch are not in the statistics yet, and the planner takes them for a few. It would join
        -- many rows one by one. ANALYZE would tell it, but its lock stays until the commit: no other import could
        -- post meanwhile. Hash joins are right for many rows whatever the planner thinks.
        PERFORM set_config('enable_nestloop', 'off', true);
    END IF;
    -- Planned anew each time: a plan for a city-year is none for a ticket.
    IF has_new THEN
        EXECUTE target || format(
            'document_posting v WHERE v.event BETWEEN %s AND %s AND v.event = v.document', first_id, last_id);
        GET DIAGNOSTICS postings = ROW_COUNT;
    END IF;
    IF EXISTS (SELECT FROM revision r WHERE r.event BETWEEN first_id AND last_id) THEN
        EXECUTE target || format('revision_posting(%s, %s)', first_id, last_id);
        GET DIAGNOSTICS more = ROW_COUNT;
        postings := postings + more;
    END IF;
    EXECUTE format('SELECT event FROM half_event(%s, %s) LIMIT 1', first_id, last_id) INTO wrong;
    IF wrong IS NULL THEN
        -- A lot that is new has an id that nobody else can have.
        SELECT l.event INTO wrong FROM lot l
        WHERE l.event BETWEEN first_id AND last_id AND l.is_first AND l.lot NOT BETWEEN first_id AND last_id LIMIT 1;
    END IF;
    IF wrong IS NOT NULL THEN
        PERFORM refuse_half_events(wrong);
    END IF;
    IF many THEN
        PERFORM set_config('enable_nestloop', nested_loops, true);
    END IF;

    INSERT INTO batch_posted VALUES (running.batch, entries, postings);
END
$$;
GRANT EXECUTE ON FUNCTION post() TO urbanmine_app;

-- Tells the planner of what a large batch brought, once that is committed: within the batch, the lock would keep other
-- imports from posting. Rough figures do. A table that somebody else is analysing is passed over.
CREATE FUNCTION refresh_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp SET default_statistics_target = 10 AS $$
BEGIN
    ANALYZE (SKIP_LOCKED) journal, lot, intake, run, run_input, run_addition, run_loss, transfer, transfer_line,
        shipment, shipment_line, posting, day_delta;
END
$$;
GRANT EXECUTE ON FUNCTION refresh_statistics() TO urbanmine_app;
