-- Whether events are whole, by sets: post() asks for a batch, doctor for all batches.
--
-- Each function lists events of a range of ids that are not whole: without the rows that their kind has, or with rows
-- that do not agree with each other or with what they refer to.

-- Whether a document's mass came, at one instant, out of another document's runs: runs without duration can feed each
-- other only at that instant, in every other ring someone would have to draw before the lot exists.
CREATE FUNCTION comes_from(source bigint, origin bigint, instant timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
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
GRANT EXECUTE ON FUNCTION comes_from(bigint, bigint, timestamptz) TO urbanmine_app;

-- Journal and postings, journal and documents.
CREATE FUNCTION half_document(first_id bigint, last_id bigint) RETURNS TABLE (event bigint)
LANGUAGE sql STABLE AS $$
    -- A document without postings, or postings without a document.
    SELECT coalesce(j.event, p.event) FROM (
        SELECT j.event, posts(j.kind) AND j.event = j.document AS must_post
        FROM journal j WHERE j.event BETWEEN first_id AND last_id
    ) j FULL JOIN (
        SELECT DISTINCT p.event FROM posting p WHERE p.event BETWEEN first_id AND last_id
    ) p ON p.event = j.event
    WHERE j.event IS NULL OR j.must_post AND p.event IS NULL
    UNION ALL
    -- Documents: one row that says what the journal says.
    SELECT j.event FROM journal j LEFT JOIN document_row d ON d.event = j.event AND d.event BETWEEN first_id AND last_id
    WHERE j.event BETWEEN first_id AND last_id AND is_document(j.kind) AND (j.event, j.event, j.kind, j.occurred_at)
        IS DISTINCT FROM (d.document, j.document, d.kind, d.at)
    UNION ALL
    SELECT j.event FROM journal j LEFT JOIN document_row d ON d.event = j.event AND d.event BETWEEN first_id AND last_id
    WHERE j.event BETWEEN first_id AND last_id AND j.kind IN ('correction', 'completion')
      AND (d.document IS DISTINCT FROM j.document OR d.kind IS DISTINCT FROM (SELECT f.kind FROM journal f WHERE f.event = j.document))
    UNION ALL
    -- Master data and closes.
    SELECT j.event FROM journal j
    LEFT JOIN (
        SELECT event, 'party'::event_kind AS kind, party AS identity FROM party_revision
        UNION ALL SELECT event, 'facility', facility FROM facility_revision
        UNION ALL SELECT event, 'material', material FROM material_revision
        UNION ALL SELECT event, 'composition', NULL FROM composition
        UNION ALL SELECT event, 'assay', NULL FROM assay
        UNION ALL SELECT event, 'history', NULL FROM history
        UNION ALL SELECT event, 'close', NULL FROM period
    ) m ON m.event = j.event AND m.event BETWEEN first_id AND last_id
    WHERE j.event BETWEEN first_id AND last_id AND (is_timeless(j.kind) OR j.kind = 'close')
      AND (m.kind IS DISTINCT FROM j.kind OR m.identity <> j.document)
    UNION ALL
    -- What a thing is called for ever: said by its first event, as the journal has it, and by no other.
    SELECT j.event FROM journal j
    LEFT JOIN (
        SELECT event, 'party'::event_kind AS kind, code FROM party
        UNION ALL SELECT event, 'facility', code FROM facility
        UNION ALL SELECT event, 'material', code FROM material
    ) t ON t.event = j.event AND t.event BETWEEN first_id AND last_id
    WHERE j.event BETWEEN first_id AND last_id AND j.kind IN ('party', 'facility', 'material')
      AND CASE WHEN j.event = j.document THEN (t.kind, t.code) IS DISTINCT FROM (j.kind, j.code)
        ELSE t.event IS NOT NULL END
    UNION ALL
    SELECT c.event FROM period c WHERE c.event BETWEEN first_id AND last_id
      AND NOT EXISTS (SELECT FROM journal j WHERE j.event = c.event AND j.kind = 'close')
    UNION ALL
    -- Revisions: as the journal has them, each behind the event that spoke last.
    SELECT j.event FROM journal j LEFT JOIN revision r ON r.event = j.event
    WHERE j.event BETWEEN first_id AND last_id AND is_revision(j.kind)
      AND (r.document, r.kind, r.supersedes)
        IS DISTINCT FROM (j.document, j.kind, said_before(j.document, j.event))
    UNION ALL
    -- A reversed document whose lots others still move.
    SELECT r.event FROM revision r JOIN lot made ON made.event = r.document AND made.is_first
    JOIN posting p ON p.lot = made.lot AND p.account = 'stock' AND p.document <> r.document
    WHERE r.event BETWEEN first_id AND last_id AND r.kind = 'reversal'
      AND NOT EXISTS (SELECT FROM revision v WHERE v.document = p.document AND v.kind = 'reversal')
$$;
GRANT EXECUTE ON FUNCTION half_document(bigint, bigint) TO urbanmine_app;

-- Lots: what their documents say, and made once.
CREATE FUNCTION half_lot(first_id bigint, last_id bigint) RETURNS TABLE (event bigint)
LANGUAGE sql STABLE AS $$
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
    -- A lot that is new twice, under two codes.
    SELECT max(l.event) FROM lot l
    WHERE l.event BETWEEN first_id AND last_id AND l.is_first
    GROUP BY l.lot HAVING count(*) > 1
$$;
GRANT EXECUTE ON FUNCTION half_lot(bigint, bigint) TO urbanmine_app;

-- Lines: of lots on record; those of runs with the document that made the lot, and never in a ring. Parties, and
-- facilities that nothing is posted to.
CREATE FUNCTION half_line(first_id bigint, last_id bigint) RETURNS TABLE (event bigint)
LANGUAGE sql STABLE AS $$
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
    SELECT x.event FROM (
        SELECT event, supplier AS party FROM intake
        UNION ALL SELECT event, supplier FROM opening WHERE supplier IS NOT NULL
        UNION ALL SELECT event, customer FROM shipment
    ) x LEFT JOIN party p ON p.event = x.party
    WHERE x.event BETWEEN first_id AND last_id AND p.event IS NULL
    UNION ALL
    SELECT n.event FROM inventory_count n LEFT JOIN facility f ON f.event = n.facility
    WHERE n.event BETWEEN first_id AND last_id AND f.event IS NULL
$$;
GRANT EXECUTE ON FUNCTION half_line(bigint, bigint) TO urbanmine_app;

-- Shipments that the range brings goods back from, or revises, and of which more came back than left: the last of their
-- returns.
CREATE FUNCTION half_return(first_id bigint, last_id bigint) RETURNS TABLE (event bigint)
LANGUAGE sql STABLE AS $$
    -- As revision_in_force says, but for all at once: an import can bring thousands of returns.
    WITH touched AS (
        SELECT t.shipment, coalesce(max(v.event), t.shipment) AS event
        FROM (
            SELECT g.shipment FROM goods_return g WHERE g.event BETWEEN first_id AND last_id
            UNION SELECT r.document FROM revision r WHERE r.event BETWEEN first_id AND last_id
        ) t LEFT JOIN revision v ON v.document = t.shipment AND v.kind <> 'reversal'
        GROUP BY t.shipment
    )
    SELECT back.event FROM (
        SELECT g.shipment, x.lot, max(g.event) AS event, sum(x.mass) AS mass
        FROM touched t JOIN goods_return g ON g.shipment = t.shipment JOIN goods_return_line x ON x.event = g.event
        WHERE NOT EXISTS (SELECT FROM superseded s WHERE s.event = g.event)
        GROUP BY g.shipment, x.lot
    ) back LEFT JOIN (
        SELECT t.shipment, x.lot, sum(x.mass) AS mass
        FROM touched t JOIN shipment_line x ON x.event = t.event
        WHERE NOT EXISTS (SELECT FROM superseded s WHERE s.event = t.event)
        GROUP BY t.shipment, x.lot
    ) sent ON sent.shipment = back.shipment AND sent.lot = back.lot
    WHERE back.mass > coalesce(sent.mass, 0)
$$;
GRANT EXECUTE ON FUNCTION half_return(bigint, bigint) TO urbanmine_app;

CREATE FUNCTION half_event(first_id bigint, last_id bigint) RETURNS TABLE (event bigint)
LANGUAGE sql STABLE AS $$
    SELECT event FROM half_document(first_id, last_id) UNION ALL SELECT event FROM half_lot(first_id, last_id)
    UNION ALL SELECT event FROM half_line(first_id, last_id) UNION ALL SELECT event FROM half_return(first_id, last_id)
$$;
GRANT EXECUTE ON FUNCTION half_event(bigint, bigint) TO urbanmine_app;

CREATE FUNCTION refuse_half_events(event bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'event % is not whole: its document, lots and postings do not agree', event
        USING ERRCODE = 'check_violation', CONSTRAINT = 'event_is_whole', TABLE = 'journal';
END
$$;
