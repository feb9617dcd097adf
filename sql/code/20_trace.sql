-- What traces read: which runs drew which lots, and what became of each lot. Latest revisions count, and reversed
-- documents do not exist.

-- The genealogy as it stands: an edge from the lot, which `source` made, to the run that drew it. `run` is the run's
-- document, which is also the source of the lots that the run made.
CREATE VIEW urbanmine_read.genealogy WITH (security_invoker = true) AS
    SELECT r.document AS run, i.lot, i.source, i.mass::bigint AS mass
    FROM run r JOIN run_input i ON i.event = r.event
    WHERE NOT EXISTS (SELECT FROM superseded s WHERE s.event = r.event);
GRANT SELECT ON urbanmine_read.genealogy TO urbanmine_app;

-- Mass that adjustments and accepted counts added to lots or, negative, took from them.
CREATE VIEW urbanmine_read.lot_adjustment WITH (security_invoker = true) AS
    SELECT x.lot, a.facility, x.mass, a.document
    FROM adjustment a JOIN adjustment_line x ON x.event = a.event
    WHERE NOT EXISTS (SELECT FROM superseded s WHERE s.event = a.event)
    UNION ALL
    SELECT x.lot, a.facility, x.mass, a.document
    FROM acceptance a JOIN acceptance_line x ON x.event = a.event
    WHERE NOT EXISTS (SELECT FROM superseded s WHERE s.event = a.event);
GRANT SELECT ON urbanmine_read.lot_adjustment TO urbanmine_app;

-- Where the mass of lots went, document by document. States: stock, in_process, used (by the run `document`, which has
-- ended), in_transit, difference, shipped, disposed, returned_to_supplier, adjustment (mass that adjustments and
-- accepted counts took away; what they added is negative). The masses of a lot add up to what it was created with.
--
-- Read from the postings: netted by document they are what the latest revision says, in one index scan for a lot.
CREATE FUNCTION urbanmine_read.lot_whereabouts(lots bigint[]) RETURNS TABLE (
    lot bigint, state text, facility bigint, customer bigint, document bigint, mass bigint
) LANGUAGE sql STABLE AS $$
    WITH moved AS MATERIALIZED (
        SELECT p.lot, p.document, p.kind, p.leg, p.facility, sum(p.mass)::bigint AS mass
        FROM posting p
        WHERE p.account = 'stock' AND p.lot = ANY (lots)
        GROUP BY p.lot, p.document, p.kind, p.leg, p.facility HAVING sum(p.mass) <> 0
    )
    SELECT m.lot, 'stock', m.facility, NULL::bigint, NULL::bigint, sum(m.mass)::bigint
    FROM moved m GROUP BY m.lot, m.facility HAVING sum(m.mass) <> 0
    UNION ALL
    SELECT m.lot, 'adjustment', m.facility, NULL, m.document, -m.mass
    FROM moved m WHERE m.kind IN ('adjustment', 'acceptance')
    UNION ALL
    SELECT m.lot, CASE WHEN r.ended_at IS NULL THEN 'in_process' ELSE 'used' END, r.facility, NULL, m.document, -m.mass
    FROM moved m
    CROSS JOIN LATERAL revision_in_force(m.document, NULL) latest
    JOIN run r ON r.event = latest.event
    WHERE m.kind = 'run' AND m.leg = 'start'
    UNION ALL
    SELECT m.lot, CASE WHEN t.received_at IS NULL THEN 'in_transit' ELSE 'difference' END,
        CASE WHEN t.received_at IS NOT NULL THEN t.to_facility END, NULL, m.document, -m.mass
    FROM (
        SELECT sent.lot, sent.document, sum(sent.mass)::bigint AS mass FROM moved sent
        WHERE sent.kind = 'transfer' GROUP BY sent.lot, sent.document HAVING sum(sent.mass) <> 0
    ) m
    CROSS JOIN LATERAL revision_in_force(m.document, NULL) latest
    JOIN transfer t ON t.event = latest.event
    UNION ALL
    SELECT m.lot, CASE s.kind WHEN 'disposal' THEN 'disposed' WHEN 'return_to_supplier' THEN 'returned_to_supplier'
            ELSE 'shipped' END, s.facility, s.customer, m.document, -m.mass
    FROM moved m
    CROSS JOIN LATERAL revision_in_force(m.document, NULL) latest
    JOIN shipment s ON s.event = latest.event
    WHERE m.kind = 'shipment'
    UNION ALL
    -- What came back lessens the row of its shipment.
    SELECT m.lot, CASE s.kind WHEN 'disposal' THEN 'disposed' WHEN 'return_to_supplier' THEN 'returned_to_supplier'
            ELSE 'shipped' END, s.facility, s.customer, m.document, -m.mass
    FROM moved m
    CROSS JOIN LATERAL revision_in_force(m.document, NULL) latest
    JOIN goods_return g ON g.event = latest.event
    CROSS JOIN LATERAL revision_in_force(g.shipment, NULL) shipped
    JOIN shipment s ON s.event = shipped.event
    WHERE m.kind = 'return'
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.lot_whereabouts(bigint[]) TO urbanmine_app;
