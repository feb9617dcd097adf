-- How programs write. One transaction: begin_batch (locks, ids), put_… (rows as arrays), post (entries, checks), and
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

CREATE FUNCTION put_sources(sources bigint[], names text[], digests bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
DECLARE
    running batch := current_batch();
BEGIN
    IF EXISTS (SELECT FROM unnest(sources) s WHERE s NOT BETWEEN running.batch AND running.last_id) THEN
        RAISE EXCEPTION 'source files carry ids of the running batch'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'within_batch', TABLE = 'source_file';
    END IF;
    INSERT INTO source_file (source, batch, name, sha256)
    SELECT s, running.batch, n, d FROM unnest(sources, names, digests) u (s, n, d);
END
$$;
GRANT EXECUTE ON FUNCTION put_sources(bigint[], text[], bytea[]) TO urbanmine_app;

CREATE FUNCTION put_journal(
    events bigint[], documents bigint[], kinds text[], codes text[], occurred timestamptz[], sources bigint[],
    lines integer[], recorders text[], reasons text[], digests bytea[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
DECLARE
    running bigint := (current_batch()).batch;
    zone text := (SELECT time_zone FROM site);
BEGIN
    -- A document that posts nothing (a count) can't be dated in a closed month either.
    IF cardinality(occurred) = 1 THEN
        IF is_document(kinds[1]::event_kind) THEN
            PERFORM hold_months(ARRAY[business_month(occurred[1], zone)]);
        END IF;
    ELSE
        PERFORM hold_months((
            SELECT array_agg(DISTINCT business_month(o, zone)) FROM unnest(occurred, kinds) u (o, k)
            WHERE o IS NOT NULL AND is_document(k::event_kind)));
    END IF;
    INSERT INTO journal (event, document, batch, occurred_at, source, line, kind, code, recorded_by, reason, digest)
    SELECT e, d, running, o, s, l, k::event_kind, c, r, w, g
    FROM unnest(events, documents, kinds, codes, occurred, sources, lines, recorders, reasons, digests)
        u (e, d, k, c, o, s, l, r, w, g);
END
$$;
GRANT EXECUTE ON FUNCTION put_journal(bigint[], bigint[], text[], text[], timestamptz[], bigint[], integer[], text[],
    text[], bytea[]) TO urbanmine_app;

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
-- counted. late_at: the first instant that is still open; null before the first close.
CREATE FUNCTION put_revisions(
    events bigint[], documents bigint[], kinds text[], late boolean[], late_at timestamptz[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
DECLARE
    zone text := (SELECT time_zone FROM site);
    closed integer := last_closed_month();
    open_from timestamptz := make_date((closed + 1) / 12, (closed + 1) % 12 + 1, 1)::timestamp AT TIME ZONE zone;
    wrong bigint;
BEGIN
    SELECT e INTO wrong FROM unnest(events, documents, kinds, late, late_at) u (e, d, k, l, a)
    WHERE a IS DISTINCT FROM open_from OR l IS DISTINCT FROM (
        EXISTS (SELECT FROM revision r WHERE r.document = d AND r.late)
        OR k <> 'completion'
        AND coalesce(business_month(decisive_time(said_before(d, e)), zone) <= closed, false))
    LIMIT 1;
    IF FOUND THEN
        -- A month was closed since the writer looked, or it tells what is not so.
        RAISE EXCEPTION 'revision % does not know which months are closed', wrong
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'revision_lateness';
    END IF;
    -- A batch may revise a document more than once: the one before may be among these rows.
    INSERT INTO revision (event, document, supersedes, kind, late, late_at)
    SELECT e, d, greatest(said_before(d, e), lag(e) OVER (PARTITION BY d ORDER BY e)), k::event_kind, l, a
    FROM unnest(events, documents, kinds, late, late_at) u (e, d, k, l, a);
END
$$;
GRANT EXECUTE ON FUNCTION put_revisions(bigint[], bigint[], text[], boolean[], timestamptz[]) TO urbanmine_app;

CREATE FUNCTION put_correction_fields(
    events bigint[], ns integer[], fields text[], old_values text[], new_values text[], typed text[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO correction_field SELECT * FROM unnest(events, ns, fields, old_values, new_values, typed);
END
$$;
GRANT EXECUTE ON FUNCTION put_correction_fields(bigint[], integer[], text[], text[], text[], text[]) TO urbanmine_app;

CREATE FUNCTION put_parties(
    events bigint[], parties bigint[], codes text[], names text[], provinces text[], usccs text[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO party SELECT e, c FROM unnest(events, parties, codes) u (e, p, c) WHERE e = p;
    INSERT INTO party_revision SELECT * FROM unnest(events, parties, names, provinces, usccs);
END
$$;
GRANT EXECUTE ON FUNCTION put_parties(bigint[], bigint[], text[], text[], text[], text[]) TO urbanmine_app;

CREATE FUNCTION put_facilities(
    events bigint[], facilities bigint[], codes text[], names text[], operators text[], parks text[],
    capacities bigint[], permits text[], permit_masses bigint[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO facility SELECT e, c FROM unnest(events, facilities, codes) u (e, f, c) WHERE e = f;
    INSERT INTO facility_revision
    SELECT * FROM unnest(events, facilities, names, operators, parks, capacities, permits, permit_masses);
END
$$;
GRANT EXECUTE ON FUNCTION put_facilities(bigint[], bigint[], text[], text[], text[], text[], bigint[], text[],
    bigint[]) TO urbanmine_app;

CREATE FUNCTION put_materials(
    events bigint[], materials bigint[], codes text[], names_zh text[], names_en text[], streams text[], roles text[],
    unit_masses bigint[], waste_codes text[], reported boolean[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO material SELECT e, c FROM unnest(events, materials, codes) u (e, m, c) WHERE e = m;
    INSERT INTO material_revision
    SELECT * FROM unnest(events, materials, names_zh, names_en, streams, roles, unit_masses, waste_codes, reported);
END
$$;
GRANT EXECUTE ON FUNCTION put_materials(bigint[], bigint[], text[], text[], text[], text[], text[], bigint[], text[],
    boolean[]) TO urbanmine_app;

CREATE FUNCTION put_compositions(
    events bigint[], materials bigint[], substances text[], fractions text[], sigmas double precision[],
    valid_from timestamptz[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO composition
    SELECT e, m, s, f::numeric, g, v FROM unnest(events, materials, substances, fractions, sigmas, valid_from)
        u (e, m, s, f, g, v);
END
$$;
GRANT EXECUTE ON FUNCTION put_compositions(bigint[], bigint[], text[], text[], double precision[], timestamptz[]) TO
    urbanmine_app;

CREATE FUNCTION put_assays(
    events bigint[], lots bigint[], substances text[], fractions text[], sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO assay
    SELECT e, l, s, f::numeric, g FROM unnest(events, lots, substances, fractions, sigmas) u (e, l, s, f, g);
END
$$;
GRANT EXECUTE ON FUNCTION put_assays(bigint[], bigint[], text[], text[], double precision[]) TO urbanmine_app;

CREATE FUNCTION put_history(
    events bigint[], months integer[], directions text[], materials bigint[], facilities bigint[], masses bigint[],
    units bigint[], tickets bigint[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO history SELECT * FROM unnest(events, months, directions, materials, facilities, masses, units, tickets);
END
$$;
GRANT EXECUTE ON FUNCTION put_history(bigint[], integer[], text[], bigint[], bigint[], bigint[], bigint[], bigint[])
    TO urbanmine_app;

CREATE FUNCTION put_lots(
    lots bigint[], events bigint[], documents bigint[], codes text[], materials bigint[], facilities bigint[],
    created timestamptz[], masses bigint[], units bigint[], bases text[], methods text[], sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
DECLARE
    running batch := current_batch();
BEGIN
    INSERT INTO lot (lot, event, document, code, material, facility, created_at, mass, units, basis, method, sigma,
        is_first)
    SELECT u.*, u.lot BETWEEN running.batch AND running.last_id
    FROM unnest(lots, events, documents, codes, materials, facilities, created, masses, units, bases, methods, sigmas)
        u (lot, event, document, code, material, facility, created, mass, pieces, basis, method, sigma);
END
$$;
GRANT EXECUTE ON FUNCTION put_lots(bigint[], bigint[], bigint[], text[], bigint[], bigint[], timestamptz[], bigint[],
    bigint[], text[], text[], double precision[]) TO urbanmine_app;

CREATE FUNCTION put_intakes(
    events bigint[], documents bigint[], lots bigint[], facilities bigint[], materials bigint[], suppliers bigint[],
    received timestamptz[], grosses bigint[], tares bigint[], deductions bigint[], nets bigint[], books bigint[],
    moistures bigint[], impurities bigint[], declared bigint[], removed boolean[], provinces text[], trucks text[],
    manifests text[], owners text[], origin_classes text[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO intake
    SELECT * FROM unnest(events, documents, lots, facilities, materials, suppliers, received, grosses, tares,
        deductions, nets, books, moistures, impurities, declared, removed, provinces, trucks, manifests, owners,
        origin_classes);
END
$$;
GRANT EXECUTE ON FUNCTION put_intakes(bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], timestamptz[],
    bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], boolean[], text[], text[], text[],
    text[], text[]) TO urbanmine_app;

CREATE FUNCTION put_openings(
    events bigint[], documents bigint[], lots bigint[], facilities bigint[], materials bigint[], suppliers bigint[],
    ats timestamptz[], masses bigint[], provinces text[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO opening
    SELECT * FROM unnest(events, documents, lots, facilities, materials, suppliers, ats, masses, provinces);
END
$$;
GRANT EXECUTE ON FUNCTION put_openings(bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], timestamptz[],
    bigint[], text[]) TO urbanmine_app;

CREATE FUNCTION put_runs(
    events bigint[], documents bigint[], facilities bigint[], started timestamptz[], ended timestamptz[],
    processes text[], energies text[], greens text[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO run
    SELECT e, d, f, s, x, p, k::numeric, g::numeric
    FROM unnest(events, documents, facilities, started, ended, processes, energies, greens) u (e, d, f, s, x, p, k, g);
END
$$;
GRANT EXECUTE ON FUNCTION put_runs(bigint[], bigint[], bigint[], timestamptz[], timestamptz[], text[], text[], text[])
    TO urbanmine_app;

CREATE FUNCTION put_run_inputs(
    events bigint[], lots bigint[], sources bigint[], masses bigint[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO run_input SELECT * FROM unnest(events, lots, sources, masses, bases, methods, sigmas);
END
$$;
GRANT EXECUTE ON FUNCTION put_run_inputs(bigint[], bigint[], bigint[], bigint[], text[], text[], double precision[])
    TO urbanmine_app;

CREATE FUNCTION put_run_additions(
    events bigint[], ns integer[], materials bigint[], masses bigint[], origins text[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO run_addition SELECT * FROM unnest(events, ns, materials, masses, origins, bases, methods, sigmas);
END
$$;
GRANT EXECUTE ON FUNCTION put_run_additions(bigint[], integer[], bigint[], bigint[], text[], text[], text[], double
    precision[]) TO urbanmine_app;

CREATE FUNCTION put_run_losses(
    events bigint[], ns integer[], materials bigint[], masses bigint[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO run_loss SELECT * FROM unnest(events, ns, materials, masses, bases, methods, sigmas);
END
$$;
GRANT EXECUTE ON FUNCTION put_run_losses(bigint[], integer[], bigint[], bigint[], text[], text[], double precision[])
    TO urbanmine_app;

CREATE FUNCTION put_transfers(
    events bigint[], documents bigint[], from_facilities bigint[], to_facilities bigint[], sent timestamptz[],
    received timestamptz[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO transfer SELECT * FROM unnest(events, documents, from_facilities, to_facilities, sent, received);
END
$$;
GRANT EXECUTE ON FUNCTION put_transfers(bigint[], bigint[], bigint[], bigint[], timestamptz[], timestamptz[]) TO
    urbanmine_app;

CREATE FUNCTION put_transfer_lines(
    events bigint[], lots bigint[], masses bigint[], received bigint[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO transfer_line SELECT * FROM unnest(events, lots, masses, received, bases, methods, sigmas);
END
$$;
GRANT EXECUTE ON FUNCTION put_transfer_lines(bigint[], bigint[], bigint[], bigint[], text[], text[], double
    precision[]) TO urbanmine_app;

CREATE FUNCTION put_shipments(
    events bigint[], documents bigint[], facilities bigint[], customers bigint[], shipped timestamptz[], kinds text[],
    manifests text[], orders text[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO shipment
    SELECT * FROM unnest(events, documents, facilities, customers, shipped, kinds, manifests, orders);
END
$$;
GRANT EXECUTE ON FUNCTION put_shipments(bigint[], bigint[], bigint[], bigint[], timestamptz[], text[], text[], text[])
    TO urbanmine_app;

CREATE FUNCTION put_shipment_lines(
    events bigint[], lots bigint[], masses bigint[], units bigint[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO shipment_line SELECT * FROM unnest(events, lots, masses, units, bases, methods, sigmas);
END
$$;
GRANT EXECUTE ON FUNCTION put_shipment_lines(bigint[], bigint[], bigint[], bigint[], text[], text[], double
    precision[]) TO urbanmine_app;

CREATE FUNCTION put_returns(
    events bigint[], documents bigint[], facilities bigint[], shipments bigint[], customers bigint[],
    returned timestamptz[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO goods_return SELECT * FROM unnest(events, documents, facilities, shipments, customers, returned);
END
$$;
GRANT EXECUTE ON FUNCTION put_returns(bigint[], bigint[], bigint[], bigint[], bigint[], timestamptz[]) TO
    urbanmine_app;

CREATE FUNCTION put_return_lines(
    events bigint[], lots bigint[], masses bigint[], units bigint[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO goods_return_line SELECT * FROM unnest(events, lots, masses, units, bases, methods, sigmas);
END
$$;
GRANT EXECUTE ON FUNCTION put_return_lines(bigint[], bigint[], bigint[], bigint[], text[], text[], double precision[])
    TO urbanmine_app;

CREATE FUNCTION put_adjustments(
    events bigint[], documents bigint[], facilities bigint[], ats timestamptz[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO adjustment SELECT * FROM unnest(events, documents, facilities, ats);
END
$$;
GRANT EXECUTE ON FUNCTION put_adjustments(bigint[], bigint[], bigint[], timestamptz[]) TO urbanmine_app;

CREATE FUNCTION put_adjustment_lines(
    events bigint[], lots bigint[], masses bigint[], reasons text[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO adjustment_line SELECT * FROM unnest(events, lots, masses, reasons, bases, methods, sigmas);
END
$$;
GRANT EXECUTE ON FUNCTION put_adjustment_lines(bigint[], bigint[], bigint[], text[], text[], text[], double
    precision[]) TO urbanmine_app;

CREATE FUNCTION put_counts(
    events bigint[], documents bigint[], facilities bigint[], counted timestamptz[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO inventory_count SELECT * FROM unnest(events, documents, facilities, counted);
END
$$;
GRANT EXECUTE ON FUNCTION put_counts(bigint[], bigint[], bigint[], timestamptz[]) TO urbanmine_app;

CREATE FUNCTION put_count_lines(
    events bigint[], lots bigint[], masses bigint[], bases text[], methods text[], sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO inventory_count_line SELECT * FROM unnest(events, lots, masses, bases, methods, sigmas);
END
$$;
GRANT EXECUTE ON FUNCTION put_count_lines(bigint[], bigint[], bigint[], text[], text[], double precision[]) TO
    urbanmine_app;

CREATE FUNCTION put_acceptances(
    events bigint[], documents bigint[], counts bigint[], facilities bigint[], ats timestamptz[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO acceptance SELECT * FROM unnest(events, documents, counts, facilities, ats);
END
$$;
GRANT EXECUTE ON FUNCTION put_acceptances(bigint[], bigint[], bigint[], bigint[], timestamptz[]) TO urbanmine_app;

CREATE FUNCTION put_acceptance_lines(events bigint[], lots bigint[], masses bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO acceptance_line SELECT * FROM unnest(events, lots, masses);
END
$$;
GRANT EXECUTE ON FUNCTION put_acceptance_lines(bigint[], bigint[], bigint[]) TO urbanmine_app;

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
