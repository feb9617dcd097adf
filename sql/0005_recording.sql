-- The functions are in plpgsql because it keeps their plans from call to call.
--
-- How programs write. One transaction: begin_batch (locks, ids), put_… (rows as arrays), post (entries, checks), and
-- the commit, which fails unless the batch was posted. Everything is set-based; a single document is a batch of one.
SET LOCAL ROLE urbanmine_owner;

-- Begins to record: holds the months, then the lots, each in one sorted order, and takes `ids` ids in a row.
-- Returns the batch, which is also the first id. lot_codes: existing lots that the batch moves.
CREATE FUNCTION begin_batch(
    actor text, host text, program text, ids bigint, months integer[], lot_codes text[]
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
DECLARE
    first_id bigint;
    high bigint := (SELECT number FROM site)::bigint << 48;
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
        PERFORM set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
            set_config('jit', 'off', true);
    END IF;
    PERFORM hold_months(months);
    IF lot_codes <> '{}' THEN
        PERFORM FROM lot l WHERE l.code = ANY (lot_codes) AND l.is_first ORDER BY l.lot FOR NO KEY UPDATE;
    END IF;
    -- Ids of one batch stand in a row. The lock is held for the moment between the two calls only, and a rollback does
    -- not end it: whatever happens in between must.
    BEGIN
        PERFORM pg_advisory_lock(30061, -1);
        first_id := nextval('id');
        IF ids > 1 THEN
            PERFORM setval('id', first_id + ids - 1);
        END IF;
        PERFORM pg_advisory_unlock(30061, -1);
    EXCEPTION WHEN query_canceled OR OTHERS THEN
        PERFORM pg_advisory_unlock(30061, -1);
        RAISE;
    END;
    INSERT INTO batch (batch, last_id, actor, host, program)
    VALUES (high + first_id, high + first_id + greatest(ids, 1) - 1, actor, host, program);
    PERFORM set_config('urbanmine.batch', (high + first_id)::text, true);
    RETURN high + first_id;
END
$$;

CREATE FUNCTION put_sources(sources bigint[], names text[], digests bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO source_file (source, batch, name, sha256)
    SELECT s, (current_batch()).batch, n, d FROM unnest(sources, names, digests) u (s, n, d);
END
$$;

CREATE FUNCTION put_journal(
    events bigint[], documents bigint[], kinds smallint[], codes text[], occurred timestamptz[], sources bigint[],
    lines integer[], recorders text[], reasons text[], digests bytea[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
DECLARE
    running bigint := (current_batch()).batch;
    zone text := (SELECT time_zone FROM site);
BEGIN
    -- A document that posts nothing (a count) can't be dated in a closed month either.
    IF cardinality(occurred) = 1 THEN
        IF kinds[1] < 20 THEN
            PERFORM hold_months(ARRAY[business_month(occurred[1], zone)]);
        END IF;
    ELSE
        PERFORM hold_months((
            SELECT array_agg(DISTINCT business_month(o, zone)) FROM unnest(occurred, kinds) u (o, k)
            WHERE o IS NOT NULL AND k < 20));
    END IF;
    INSERT INTO journal (event, document, batch, occurred_at, source, line, kind, code, recorded_by, reason, digest)
    SELECT e, d, running, o, s, l, k, c, r, w, g
    FROM unnest(events, documents, kinds, codes, occurred, sources, lines, recorders, reasons, digests)
        u (e, d, k, c, o, s, l, r, w, g);
END
$$;

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

-- The event that says what a document is before another event revises it.
CREATE FUNCTION said_before(revised bigint, revising bigint) RETURNS bigint LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
    SELECT greatest(revised, (SELECT max(r.event) FROM revision r WHERE r.document = revised AND r.event < revising))
$$;

-- late: the document counted in a month that is closed by now, or was late before; a completion moves nothing that
-- counted. late_at: the first instant that is still open; null before the first close.
CREATE FUNCTION put_revisions(
    events bigint[], documents bigint[], kinds smallint[], late boolean[], late_at timestamptz[]
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
        OR k <> 32 AND coalesce(business_month(decisive_time(said_before(d, e)), zone) <= closed, false))
    LIMIT 1;
    IF FOUND THEN
        -- A month was closed since the writer looked, or it tells what is not so.
        RAISE EXCEPTION 'revision % does not know which months are closed', wrong
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'revision_lateness';
    END IF;
    INSERT INTO revision (event, document, kind, late, late_at)
    SELECT * FROM unnest(events, documents, kinds, late, late_at);
END
$$;

CREATE FUNCTION put_correction_fields(
    events bigint[], ns integer[], fields text[], old_values text[], new_values text[], typed text[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO correction_field SELECT * FROM unnest(events, ns, fields, old_values, new_values, typed);
END
$$;

CREATE FUNCTION put_parties(
    events bigint[], parties bigint[], codes text[], names text[], provinces text[], usccs text[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO party SELECT e, c FROM unnest(events, parties, codes) u (e, p, c) WHERE e = p;
    INSERT INTO party_revision SELECT * FROM unnest(events, parties, names, provinces, usccs);
END
$$;

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

CREATE FUNCTION put_assays(
    events bigint[], lots bigint[], substances text[], fractions text[], sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO assay
    SELECT e, l, s, f::numeric, g FROM unnest(events, lots, substances, fractions, sigmas) u (e, l, s, f, g);
END
$$;

CREATE FUNCTION put_history(
    events bigint[], months integer[], directions text[], materials bigint[], facilities bigint[], masses bigint[],
    units bigint[], tickets bigint[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO history SELECT * FROM unnest(events, months, directions, materials, facilities, masses, units, tickets);
END
$$;

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

CREATE FUNCTION put_openings(
    events bigint[], documents bigint[], lots bigint[], facilities bigint[], materials bigint[], suppliers bigint[],
    ats timestamptz[], masses bigint[], provinces text[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO opening
    SELECT * FROM unnest(events, documents, lots, facilities, materials, suppliers, ats, masses, provinces);
END
$$;

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

CREATE FUNCTION put_run_inputs(
    events bigint[], lots bigint[], sources bigint[], masses bigint[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO run_input SELECT * FROM unnest(events, lots, sources, masses, bases, methods, sigmas);
END
$$;

CREATE FUNCTION put_run_additions(
    events bigint[], ns integer[], materials bigint[], masses bigint[], origins text[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO run_addition SELECT * FROM unnest(events, ns, materials, masses, origins, bases, methods, sigmas);
END
$$;

CREATE FUNCTION put_run_losses(
    events bigint[], ns integer[], materials bigint[], masses bigint[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO run_loss SELECT * FROM unnest(events, ns, materials, masses, bases, methods, sigmas);
END
$$;

CREATE FUNCTION put_transfers(
    events bigint[], documents bigint[], from_facilities bigint[], to_facilities bigint[], sent timestamptz[],
    received timestamptz[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO transfer SELECT * FROM unnest(events, documents, from_facilities, to_facilities, sent, received);
END
$$;

CREATE FUNCTION put_transfer_lines(
    events bigint[], lots bigint[], masses bigint[], received bigint[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO transfer_line SELECT * FROM unnest(events, lots, masses, received, bases, methods, sigmas);
END
$$;

CREATE FUNCTION put_shipments(
    events bigint[], documents bigint[], facilities bigint[], customers bigint[], shipped timestamptz[], kinds text[],
    manifests text[], orders text[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO shipment SELECT * FROM unnest(events, documents, facilities, customers, shipped, kinds, manifests, orders);
END
$$;

CREATE FUNCTION put_shipment_lines(
    events bigint[], lots bigint[], masses bigint[], units bigint[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO shipment_line SELECT * FROM unnest(events, lots, masses, units, bases, methods, sigmas);
END
$$;

CREATE FUNCTION put_returns(
    events bigint[], documents bigint[], facilities bigint[], shipments bigint[], customers bigint[],
    returned timestamptz[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO goods_return SELECT * FROM unnest(events, documents, facilities, shipments, customers, returned);
END
$$;

CREATE FUNCTION put_return_lines(
    events bigint[], lots bigint[], masses bigint[], units bigint[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO goods_return_line SELECT * FROM unnest(events, lots, masses, units, bases, methods, sigmas);
END
$$;

CREATE FUNCTION put_adjustments(
    events bigint[], documents bigint[], facilities bigint[], ats timestamptz[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO adjustment SELECT * FROM unnest(events, documents, facilities, ats);
END
$$;

CREATE FUNCTION put_adjustment_lines(
    events bigint[], lots bigint[], masses bigint[], reasons text[], bases text[], methods text[],
    sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO adjustment_line SELECT * FROM unnest(events, lots, masses, reasons, bases, methods, sigmas);
END
$$;

CREATE FUNCTION put_counts(
    events bigint[], documents bigint[], facilities bigint[], counted timestamptz[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO inventory_count SELECT * FROM unnest(events, documents, facilities, counted);
END
$$;

CREATE FUNCTION put_count_lines(
    events bigint[], lots bigint[], masses bigint[], bases text[], methods text[], sigmas double precision[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO inventory_count_line SELECT * FROM unnest(events, lots, masses, bases, methods, sigmas);
END
$$;

CREATE FUNCTION put_acceptances(
    events bigint[], documents bigint[], counts bigint[], facilities bigint[], ats timestamptz[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO acceptance SELECT * FROM unnest(events, documents, counts, facilities, ats);
END
$$;

CREATE FUNCTION put_acceptance_lines(events bigint[], lots bigint[], masses bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
BEGIN
    INSERT INTO acceptance_line SELECT * FROM unnest(events, lots, masses);
END
$$;

-- ---------------------------------------------------------------------------------------------------------------

-- The differences that the revisions of this batch make: what their documents say now less what is posted for them,
-- and the same for all documents that move a lot whose material was corrected. What falls into a closed month is
-- posted at the revision's late_at.
CREATE FUNCTION revision_posting(first_id bigint, last_id bigint) RETURNS TABLE (
    event bigint, document bigint, at timestamptz, kind smallint, leg smallint, account smallint, facility bigint,
    material bigint, lot bigint, party bigint, origin text, mass bigint
) LANGUAGE sql STABLE AS $$
    WITH now_revised AS (
        SELECT r.event, r.document, r.late_at FROM revision r WHERE r.event BETWEEN first_id AND last_id
    ), moved AS (
        -- Documents to post again, under the event that causes it.
        SELECT n.event, n.document, n.late_at FROM now_revised n
        UNION
        SELECT n.event, p.document, n.late_at
        FROM now_revised n
        JOIN lot changed ON changed.event = n.event
        JOIN posting p ON p.lot = changed.lot AND p.account = 1
        WHERE p.material <> changed.material AND NOT EXISTS (SELECT FROM now_revised m WHERE m.document = p.document)
        UNION
        -- Returns follow their shipment's customer.
        SELECT n.event, b.document, n.late_at
        FROM now_revised n JOIN goods_return b ON b.shipment = n.document
        WHERE NOT EXISTS (SELECT FROM now_revised m WHERE m.document = b.document)
    ), cause AS (
        SELECT DISTINCT ON (m.document) m.document, m.event, m.late_at FROM moved m ORDER BY m.document, m.event DESC
    ), events_of AS (
        SELECT c.document AS event, c.document FROM cause c
        UNION SELECT r.event, r.document FROM cause c JOIN revision r ON r.document = c.document
    ), wanted AS (
        SELECT d.document, d.at, d.kind, d.leg, d.account, d.facility, d.material, d.lot, d.party, d.origin, d.mass
        FROM document_posting d JOIN events_of e ON e.event = d.event
        WHERE NOT EXISTS (SELECT FROM superseded s WHERE s.event = d.event)
    ), posted AS (
        SELECT p.document, p.at, p.kind, p.leg, p.account, p.facility, p.material, p.lot, p.party, p.origin, -p.mass
        FROM posting p
        WHERE p.document = ANY (ARRAY(SELECT c.document FROM cause c))
          AND p.event = ANY (ARRAY(
              SELECT e.event FROM events_of e
              -- A corrected lot or shipment posts for other documents under its own event.
              UNION SELECT r.event FROM revision r))
    ), both_sides AS (
        SELECT b.*, c.event, CASE
            WHEN business_month(b.at, (SELECT time_zone FROM site)) <= last_closed_month() THEN c.late_at
            ELSE b.at END AS booked_at
        FROM (SELECT * FROM wanted UNION ALL SELECT * FROM posted) b JOIN cause c ON c.document = b.document
    )
    SELECT b.event, b.document, b.booked_at, b.kind, b.leg, b.account, b.facility, b.material, b.lot, b.party,
        b.origin, sum(b.mass)::bigint
    FROM both_sides b
    GROUP BY b.event, b.document, b.booked_at, b.kind, b.leg, b.account, b.facility, b.material, b.lot, b.party,
        b.origin
    HAVING sum(b.mass) <> 0
$$;

-- What documents say, one row for each event: which document, of which kind, and when.
CREATE VIEW document_row AS
    SELECT event, document, 1::smallint AS kind, at FROM opening
    UNION ALL SELECT event, document, 2::smallint, received_at FROM intake
    UNION ALL SELECT event, document, 3::smallint, started_at FROM run
    UNION ALL SELECT event, document, 4::smallint, sent_at FROM transfer
    UNION ALL SELECT event, document, 5::smallint, shipped_at FROM shipment
    UNION ALL SELECT event, document, 6::smallint, returned_at FROM goods_return
    UNION ALL SELECT event, document, 7::smallint, at FROM adjustment
    UNION ALL SELECT event, document, 8::smallint, counted_at FROM inventory_count
    UNION ALL SELECT event, document, 9::smallint, at FROM acceptance;

-- Whether a document's mass came, at one instant, out of another document's runs: runs without duration can feed each
-- other only at that instant, in every other ring someone would have to draw before the lot exists.
CREATE FUNCTION comes_from(source bigint, origin bigint, instant timestamptz) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
    WITH RECURSIVE ancestor (document) AS (
        SELECT source
        UNION
        SELECT i.source FROM ancestor a
        JOIN run r ON r.document = a.document AND r.started_at = instant AND r.ended_at = instant
            AND NOT EXISTS (SELECT FROM superseded s WHERE s.event = r.event)
        JOIN run_input i ON i.event = r.event
    )
    SELECT EXISTS (SELECT FROM ancestor a WHERE a.document = origin)
$$;

-- Events of a batch that are not whole: without the rows that their kind has, or with rows that do not agree with each
-- other or with what they refer to.
CREATE FUNCTION half_event(first_id bigint, last_id bigint) RETURNS TABLE (event bigint)
LANGUAGE sql STABLE AS $$
    -- A document without postings, or postings without a document.
    SELECT j.event FROM journal j JOIN event_kind k ON k.kind = j.kind
    WHERE j.event BETWEEN first_id AND last_id AND k.posts AND j.event = j.document
      AND NOT EXISTS (SELECT FROM posting p WHERE p.event = j.event AND p.event BETWEEN first_id AND last_id)
    UNION ALL
    SELECT p.event FROM posting p WHERE p.event BETWEEN first_id AND last_id
      AND NOT EXISTS (SELECT FROM journal j WHERE j.event = p.event AND j.event BETWEEN first_id AND last_id)
    UNION ALL
    -- Documents: one row that says what the journal says.
    SELECT j.event FROM journal j LEFT JOIN document_row d ON d.event = j.event AND d.event BETWEEN first_id AND last_id
    WHERE j.event BETWEEN first_id AND last_id AND j.kind < 20 AND (j.event, j.event, j.kind, j.occurred_at)
        IS DISTINCT FROM (d.document, j.document, d.kind, d.at)
    UNION ALL
    SELECT j.event FROM journal j LEFT JOIN document_row d ON d.event = j.event AND d.event BETWEEN first_id AND last_id
    WHERE j.event BETWEEN first_id AND last_id AND j.kind IN (30, 32) AND (d.document IS DISTINCT FROM j.document
        OR d.kind IS DISTINCT FROM (SELECT f.kind FROM journal f WHERE f.event = j.document))
    UNION ALL
    -- Master data and closes.
    SELECT j.event FROM journal j
    LEFT JOIN (
        SELECT event, 20 AS kind, party AS identity FROM party_revision
        UNION ALL SELECT event, 21, facility FROM facility_revision
        UNION ALL SELECT event, 22, material FROM material_revision
        UNION ALL SELECT event, 23, NULL FROM composition
        UNION ALL SELECT event, 24, NULL FROM assay
        UNION ALL SELECT event, 25, NULL FROM history
        UNION ALL SELECT event, 33, NULL FROM period
    ) m ON m.event = j.event AND m.event BETWEEN first_id AND last_id
    WHERE j.event BETWEEN first_id AND last_id AND (j.kind BETWEEN 20 AND 25 OR j.kind = 33)
      AND (m.kind IS DISTINCT FROM j.kind OR m.identity <> j.document)
    UNION ALL
    SELECT c.event FROM period c WHERE c.event BETWEEN first_id AND last_id
      AND NOT EXISTS (SELECT FROM journal j WHERE j.event = c.event AND j.kind = 33)
    UNION ALL
    -- Revisions.
    SELECT j.event FROM journal j LEFT JOIN revision r ON r.event = j.event
    WHERE j.event BETWEEN first_id AND last_id AND j.kind IN (30, 31, 32)
      AND (r.document, r.kind) IS DISTINCT FROM (j.document, j.kind)
    UNION ALL
    -- A reversed document whose lots others still move.
    SELECT r.event FROM revision r JOIN lot made ON made.event = r.document AND made.is_first
    JOIN posting p ON p.lot = made.lot AND p.account = 1 AND p.document <> r.document
    WHERE r.event BETWEEN first_id AND last_id AND r.kind = 31
      AND NOT EXISTS (SELECT FROM revision v WHERE v.document = p.document AND v.kind = 31)
    UNION ALL
    -- Lots: what their documents say, and made once.
    SELECT i.event FROM intake i LEFT JOIN lot l
        ON l.event = i.event AND l.lot = i.lot AND l.event BETWEEN first_id AND last_id
    WHERE i.event BETWEEN first_id AND last_id
      AND (l.mass, l.facility, l.material, l.created_at, l.document)
        IS DISTINCT FROM (i.book, i.facility, i.material, i.received_at, i.document)
    UNION ALL
    SELECT o.event FROM opening o LEFT JOIN lot l ON l.event = o.event AND l.lot = o.lot
    WHERE o.event BETWEEN first_id AND last_id
      AND (l.mass, l.facility, l.material, l.created_at, l.document)
        IS DISTINCT FROM (o.mass, o.facility, o.material, o.at, o.document)
    UNION ALL
    SELECT l.event FROM lot l
    LEFT JOIN run r ON r.event = l.event AND r.event BETWEEN first_id AND last_id
    LEFT JOIN intake i ON i.event = l.event AND i.lot = l.lot AND i.event BETWEEN first_id AND last_id
    LEFT JOIN opening o ON o.event = l.event AND o.lot = l.lot AND o.event BETWEEN first_id AND last_id
    WHERE l.event BETWEEN first_id AND last_id AND CASE
        WHEN r.event IS NOT NULL
            THEN (l.facility, l.created_at, l.document) IS DISTINCT FROM (r.facility, r.ended_at, r.document)
        -- A lot that no document of this event makes.
        ELSE i.event IS NULL AND o.event IS NULL END
    UNION ALL
    SELECT l.event FROM lot l
    WHERE l.event BETWEEN first_id AND last_id AND NOT l.is_first AND NOT EXISTS (
        SELECT FROM lot f WHERE f.lot = l.lot AND f.is_first AND f.document = l.document AND f.code = l.code)
    UNION ALL
    -- Lines: of lots on record; those of runs with the document that made the lot, and never in a ring.
    SELECT i.event FROM run_input i LEFT JOIN lot l ON l.lot = i.lot AND l.is_first
    WHERE i.event BETWEEN first_id AND last_id AND i.source IS DISTINCT FROM l.document
    UNION ALL
    SELECT r.event FROM run r JOIN run_input i ON i.event = r.event
    WHERE r.event BETWEEN first_id AND last_id AND r.event <> r.document AND i.source >= r.document
      AND comes_from(i.source, r.document, r.started_at)
    UNION ALL
    SELECT x.event FROM (
        SELECT event, lot FROM transfer_line UNION ALL SELECT event, lot FROM shipment_line
        UNION ALL SELECT event, lot FROM goods_return_line UNION ALL SELECT event, lot FROM adjustment_line
        UNION ALL SELECT event, lot FROM inventory_count_line UNION ALL SELECT event, lot FROM acceptance_line
        UNION ALL SELECT event, lot FROM assay
    ) x LEFT JOIN lot l ON l.lot = x.lot AND l.is_first
    WHERE x.event BETWEEN first_id AND last_id AND l.lot IS NULL
    UNION ALL
    -- Parties, and facilities that nothing is posted to.
    SELECT x.event FROM (
        SELECT event, supplier AS party FROM intake
        UNION ALL SELECT event, supplier FROM opening WHERE supplier IS NOT NULL
        UNION ALL SELECT event, customer FROM shipment
    ) x LEFT JOIN party p ON p.event = x.party
    WHERE x.event BETWEEN first_id AND last_id AND p.event IS NULL
    UNION ALL
    SELECT n.event FROM inventory_count n LEFT JOIN facility f ON f.event = n.facility
    WHERE n.event BETWEEN first_id AND last_id AND f.event IS NULL
    UNION ALL
    -- Shipments of which more came back than left.
    SELECT first_id FROM (
        SELECT DISTINCT g.shipment FROM goods_return g WHERE g.event BETWEEN first_id AND last_id
        UNION SELECT r.document FROM revision r WHERE r.event BETWEEN first_id AND last_id
    ) touched
    JOIN goods_return g ON g.shipment = touched.shipment
        AND NOT EXISTS (SELECT FROM superseded s WHERE s.event = g.event)
    JOIN goods_return_line back ON back.event = g.event
    GROUP BY touched.shipment, back.lot
    HAVING sum(back.mass) > coalesce((
        SELECT sum(x.mass) FROM shipment s JOIN shipment_line x ON x.event = s.event
        WHERE s.document = touched.shipment AND x.lot = back.lot
          AND NOT EXISTS (SELECT FROM superseded o WHERE o.event = s.event)), 0)
$$;

CREATE FUNCTION refuse_half_events(event bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'event % is not whole: its document, lots and postings do not agree', event
        USING ERRCODE = 'check_violation', CONSTRAINT = 'event_is_whole', TABLE = 'journal';
END
$$;

-- Posts the running batch: the entries of its new documents and the differences of its revisions, then checks that
-- nothing was left out. Returns how many entries and postings were written.
CREATE FUNCTION post(OUT entries bigint, OUT postings bigint) LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    running batch := current_batch();
    first_id bigint := running.batch;
    last_id bigint := running.last_id;
    kinds smallint[];
    tickets_only boolean;
    many boolean := last_id - first_id > 500;
    target text := 'INSERT INTO posting (event, document, at, kind, leg, account, facility, material, lot, party,
        origin, mass, n) SELECT event, document, at, kind, leg, account, facility, material, lot, party, origin, mass,
        (row_number() OVER ())::integer FROM ';
    events bigint[];
    whole bigint;
    wrong bigint;
    more bigint;
BEGIN
    SELECT count(*), bool_and(j.kind = 2 AND j.event = j.document), array_agg(j.event) INTO entries, tickets_only, events
    FROM journal j WHERE j.event BETWEEN first_id AND last_id;

    IF tickets_only AND NOT many THEN
        -- Single tickets are the most frequent documents by far: statements with plans of their own.
        INSERT INTO posting (event, document, at, kind, leg, account, facility, material, lot, party, origin, mass, n)
        SELECT v.event, v.document, v.at, v.kind, v.leg, v.account, v.facility, v.material, v.lot, v.party, v.origin,
            v.mass, v.account
        FROM intake_posting v WHERE v.event = ANY (events);
        GET DIAGNOSTICS postings = ROW_COUNT;
        -- Each ticket of the journal has its row, its one lot and its two sides.
        SELECT count(*) INTO whole FROM intake i JOIN lot l ON l.lot = i.lot AND l.event = i.event
        JOIN journal j ON j.event = i.event JOIN party s ON s.event = i.supplier
        WHERE i.event = ANY (events) AND i.event = i.document AND l.is_first
          AND (l.mass, l.facility, l.material, l.created_at, l.document, j.document, j.occurred_at)
            = (i.book, i.facility, i.material, i.received_at, i.document, i.document, i.received_at);
        IF whole <> entries OR postings <> 2 * entries
            OR entries <> (SELECT count(*) FROM lot l WHERE l.event = ANY (events))
        THEN
            PERFORM refuse_half_events(first_id);
        END IF;
    ELSE
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
    END IF;

    INSERT INTO batch_posted VALUES (running.batch, entries, postings);
END
$$;

-- ---------------------------------------------------------------------------------------------------------------

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
    PERFORM pg_advisory_xact_lock(30061, -2);
    IF last_closed_month() IS NULL THEN
        PERFORM pg_advisory_xact_lock(30061, -4);
    END IF;
    PERFORM pg_advisory_xact_lock(30061, wanted);
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
    INSERT INTO period_opening (month, account, facility, material, mass)
    SELECT wanted + 1, b.account, b.facility, b.material, b.mass FROM balance_at_month(wanted + 1) b;
    INSERT INTO period (month, event) VALUES (wanted, closing);
END
$$;

-- What is posted and what the documents say, where they differ: nothing in books that are whole. Late differences
-- stand at another time, so times are left aside for documents that have been revised.
CREATE VIEW book_difference AS
    SELECT b.document, b.account, b.facility, b.material, b.lot, b.party, sum(b.mass)::bigint AS mass
    FROM (
        SELECT d.document, d.account, d.facility, d.material, d.lot, d.party, d.mass
        FROM document_posting d WHERE NOT EXISTS (SELECT FROM superseded s WHERE s.event = d.event)
        UNION ALL
        SELECT p.document, p.account, p.facility, p.material, p.lot, p.party, -p.mass FROM posting p
    ) b
    GROUP BY b.document, b.account, b.facility, b.material, b.lot, b.party
    HAVING sum(b.mass) <> 0;

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA urbanmine TO urbanmine_app;
REVOKE EXECUTE ON FUNCTION refuse_change(), require_batch(), require_event(), require_posted(), site_is_fixed(), check_postings()
    FROM urbanmine_app;
RESET ROLE;
