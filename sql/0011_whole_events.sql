-- Whether a batch's events are whole, by sets: returns against shipments were compared one by one, which took a
-- city-year's import as long as a fourth of all else. These definitions take the place of half_event in 0005_recording.
-- Each lists events of the batch's range of ids that are not whole: without the rows that their kind has, or with rows
-- that do not agree with each other or with what they refer to.
SET LOCAL ROLE urbanmine_owner;

-- Journal and postings, journal and documents.
CREATE FUNCTION half_document(first_id bigint, last_id bigint) RETURNS TABLE (event bigint)
LANGUAGE sql STABLE AS $$
    -- A document without postings, or postings without a document.
    SELECT coalesce(j.event, p.event) FROM (
        SELECT j.event, k.posts AND j.event = j.document AS must_post
        FROM journal j JOIN event_kind k ON k.kind = j.kind WHERE j.event BETWEEN first_id AND last_id
    ) j FULL JOIN (
        SELECT DISTINCT p.event FROM posting p WHERE p.event BETWEEN first_id AND last_id
    ) p ON p.event = j.event
    WHERE j.event IS NULL OR j.must_post AND p.event IS NULL
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
$$;

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
$$;

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

-- Shipments that the range brings goods back from, or revises, and of which more came back than left: the last of their
-- returns.
CREATE FUNCTION half_return(first_id bigint, last_id bigint) RETURNS TABLE (event bigint)
LANGUAGE sql STABLE AS $$
    WITH touched AS (
        SELECT t.shipment, coalesce(max(v.event), t.shipment) AS event
        FROM (
            SELECT g.shipment FROM goods_return g WHERE g.event BETWEEN first_id AND last_id
            UNION SELECT r.document FROM revision r WHERE r.event BETWEEN first_id AND last_id
        ) t LEFT JOIN revision v ON v.document = t.shipment AND v.kind <> 31
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

CREATE OR REPLACE FUNCTION half_event(first_id bigint, last_id bigint) RETURNS TABLE (event bigint)
LANGUAGE sql STABLE AS $$
    SELECT event FROM half_document(first_id, last_id) UNION ALL SELECT event FROM half_lot(first_id, last_id)
    UNION ALL SELECT event FROM half_line(first_id, last_id) UNION ALL SELECT event FROM half_return(first_id, last_id)
$$;

-- doctor asks for the events of all batches.
GRANT EXECUTE ON FUNCTION half_document(bigint, bigint), half_lot(bigint, bigint), half_line(bigint, bigint),
    half_return(bigint, bigint) TO urbanmine_app;
RESET ROLE;
