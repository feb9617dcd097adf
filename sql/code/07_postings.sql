-- What each kind of document posts. These views define the books.

CREATE VIEW opening_posting WITH (security_invoker = true) AS
    SELECT o.event, o.document, o.at, 'opening'::event_kind AS kind, 'start'::leg AS leg,
        side.account, o.facility, o.material, o.lot, NULL::bigint AS party, NULL::text AS origin, side.mass
    FROM opening o
    CROSS JOIN LATERAL (VALUES
        ('stock'::account, o.mass::bigint),
        ('opening'::account, -o.mass::bigint)) AS side (account, mass);
GRANT SELECT ON opening_posting TO urbanmine_app;

CREATE VIEW intake_posting WITH (security_invoker = true) AS
    SELECT i.event, i.document, i.received_at AS at, 'intake'::event_kind AS kind, 'start'::leg AS leg,
        side.account, i.facility, i.material, i.lot, side.party, NULL::text AS origin, side.mass
    FROM intake i
    CROSS JOIN LATERAL (VALUES
        ('stock'::account, NULL::bigint, i.book::bigint),
        ('supplier'::account, i.supplier, -i.book::bigint)) AS side (account, party, mass);
GRANT SELECT ON intake_posting TO urbanmine_app;

CREATE VIEW run_posting WITH (security_invoker = true) AS
    SELECT r.event, r.document, moment.at, 'run'::event_kind AS kind, moment.leg, moment.account, r.facility,
        l.material, i.lot, NULL::bigint AS party, NULL::text AS origin, moment.sign * i.mass::bigint AS mass
    FROM run r JOIN run_input i ON i.event = r.event JOIN current_lot l ON l.lot = i.lot
    CROSS JOIN LATERAL (VALUES
        ('start'::leg, 'stock'::account, r.started_at, -1),
        ('start'::leg, 'process'::account, r.started_at, 1),
        ('end'::leg, 'process'::account, r.ended_at, -1)) AS moment (leg, account, at, sign)
    WHERE moment.at IS NOT NULL
    UNION ALL
    SELECT r.event, r.document, r.ended_at, 'run', 'end', 'stock', r.facility, l.material, l.lot,
        NULL, NULL, l.mass::bigint
    FROM run r JOIN lot l ON l.event = r.event
    UNION ALL
    SELECT r.event, r.document, r.ended_at, 'run', 'end', 'addition', r.facility, a.material, NULL,
        NULL, a.origin, -a.mass::bigint
    FROM run r JOIN run_addition a ON a.event = r.event
    UNION ALL
    SELECT r.event, r.document, r.ended_at, 'run', 'end', 'loss', r.facility, x.material, NULL,
        NULL, NULL, x.mass::bigint
    FROM run r JOIN run_loss x ON x.event = r.event;
GRANT SELECT ON run_posting TO urbanmine_app;

CREATE VIEW transfer_posting WITH (security_invoker = true) AS
    SELECT t.event, t.document, moment.at, 'transfer'::event_kind AS kind, moment.leg, moment.account, moment.facility,
        l.material, x.lot, NULL::bigint AS party, NULL::text AS origin, moment.mass
    FROM transfer t JOIN transfer_line x ON x.event = t.event JOIN current_lot l ON l.lot = x.lot
    CROSS JOIN LATERAL (VALUES
        ('start'::leg, 'stock'::account, t.sent_at, t.from_facility, -x.mass::bigint),
        ('start'::leg, 'in_transit'::account, t.sent_at, NULL::bigint, x.mass::bigint),
        ('end'::leg, 'in_transit'::account, t.received_at, NULL::bigint, -x.mass::bigint),
        ('end'::leg, 'stock'::account, t.received_at, t.to_facility, x.received::bigint),
        ('end'::leg, 'difference'::account, t.received_at, t.to_facility, x.mass::bigint - x.received::bigint))
        AS moment (leg, account, at, facility, mass)
    WHERE moment.at IS NOT NULL AND moment.mass <> 0;
GRANT SELECT ON transfer_posting TO urbanmine_app;

CREATE VIEW shipment_posting WITH (security_invoker = true) AS
    SELECT s.event, s.document, s.shipped_at AS at, 'shipment'::event_kind AS kind, 'start'::leg AS leg,
        side.account, s.facility, l.material, x.lot, side.party, NULL::text AS origin, side.mass
    FROM shipment s JOIN shipment_line x ON x.event = s.event JOIN current_lot l ON l.lot = x.lot
    CROSS JOIN LATERAL (VALUES
        ('stock'::account, NULL::bigint, -x.mass::bigint),
        ('customer'::account, s.customer, x.mass::bigint)) AS side (account, party, mass);
GRANT SELECT ON shipment_posting TO urbanmine_app;

-- Goods come back from whom the shipment went to, as it says now: a corrected customer takes its returns along.
CREATE VIEW return_posting WITH (security_invoker = true) AS
    SELECT r.event, r.document, r.returned_at AS at, 'return'::event_kind AS kind, 'start'::leg AS leg,
        side.account, r.facility, l.material, x.lot, side.party, NULL::text AS origin, side.mass
    FROM goods_return r JOIN goods_return_line x ON x.event = r.event JOIN current_lot l ON l.lot = x.lot
    JOIN shipment s ON s.event = (SELECT f.event FROM revision_in_force(r.shipment, NULL) f)
    CROSS JOIN LATERAL (VALUES
        ('stock'::account, NULL::bigint, x.mass::bigint),
        ('customer'::account, s.customer, -x.mass::bigint)) AS side (account, party, mass);
GRANT SELECT ON return_posting TO urbanmine_app;

CREATE VIEW adjustment_posting WITH (security_invoker = true) AS
    SELECT a.event, a.document, a.at, 'adjustment'::event_kind AS kind, 'start'::leg AS leg,
        side.account, a.facility, l.material, x.lot, NULL::bigint AS party, NULL::text AS origin, side.mass
    FROM adjustment a JOIN adjustment_line x ON x.event = a.event JOIN current_lot l ON l.lot = x.lot
    CROSS JOIN LATERAL (VALUES ('stock'::account, x.mass), ('adjustment'::account, -x.mass)) AS side (account, mass);
GRANT SELECT ON adjustment_posting TO urbanmine_app;

CREATE VIEW acceptance_posting WITH (security_invoker = true) AS
    SELECT a.event, a.document, a.at, 'acceptance'::event_kind AS kind, 'start'::leg AS leg,
        side.account, a.facility, l.material, x.lot, NULL::bigint AS party, NULL::text AS origin, side.mass
    FROM acceptance a JOIN acceptance_line x ON x.event = a.event JOIN current_lot l ON l.lot = x.lot
    CROSS JOIN LATERAL (VALUES ('stock'::account, x.mass), ('adjustment'::account, -x.mass)) AS side (account, mass);
GRANT SELECT ON acceptance_posting TO urbanmine_app;

CREATE VIEW document_posting WITH (security_invoker = true) AS
    SELECT * FROM opening_posting UNION ALL SELECT * FROM intake_posting UNION ALL SELECT * FROM run_posting
    UNION ALL SELECT * FROM transfer_posting UNION ALL SELECT * FROM shipment_posting
    UNION ALL SELECT * FROM return_posting UNION ALL SELECT * FROM adjustment_posting
    UNION ALL SELECT * FROM acceptance_posting;
GRANT SELECT ON document_posting TO urbanmine_app;

-- What documents say, one row for each event: which document, of which kind, and when.
CREATE VIEW document_row WITH (security_invoker = true) AS
    SELECT event, document, 'opening'::event_kind AS kind, at FROM opening
    UNION ALL SELECT event, document, 'intake', received_at FROM intake
    UNION ALL SELECT event, document, 'run', started_at FROM run
    UNION ALL SELECT event, document, 'transfer', sent_at FROM transfer
    UNION ALL SELECT event, document, 'shipment', shipped_at FROM shipment
    UNION ALL SELECT event, document, 'return', returned_at FROM goods_return
    UNION ALL SELECT event, document, 'adjustment', at FROM adjustment
    UNION ALL SELECT event, document, 'count', counted_at FROM inventory_count
    UNION ALL SELECT event, document, 'acceptance', at FROM acceptance;
GRANT SELECT ON document_row TO urbanmine_app;

-- The differences that the revisions of this batch make: what their documents say now less what is posted for them,
-- and the same for all documents that move a lot whose material was corrected. What falls into a closed month is
-- posted at the revision's late_at.
CREATE FUNCTION revision_posting(first_id bigint, last_id bigint) RETURNS TABLE (
    event bigint, document bigint, at timestamptz, kind event_kind, leg leg, account account, facility bigint,
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
        JOIN posting p ON p.lot = changed.lot AND p.account = 'stock'
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
