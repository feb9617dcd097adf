-- The figures of the monthly report, each a function that an auditor can read and run:
--     SET search_path = urbanmine, urbanmine_read;
--     SELECT * FROM monthly_balance(month_number('2024-11'));
--     SELECT * FROM inflow(
--         month_number('2024-11'), (SELECT month_starts(month_number('2024-11'), month_number('2024-11'))));
-- Those that read documents take the first instants of their months (starts, see month_starts): as constants the
-- planner knows how many rows lie between them, and no row calls a function to learn its month.
-- Masses that move come from the day deltas (and so agree with the ledger by construction); what the ledger does not
-- know (settled mass, tickets, pieces, energy, substances) comes from the documents.
--
-- What is known. A closed month is told as it was known at its close, an open one as it is known now: master data,
-- compositions and assays as of closing_event(month). Documents count in the month of their business time as they
-- stood at that month's close (superseded_in_reports); what was changed later counts, as a difference, in the month
-- in which it was posted.

-- The material balance.

-- What moved in each of the months first … last, by facility, material and reason (kind and leg as in posting).
CREATE FUNCTION urbanmine_read.month_flow(first integer, last integer) RETURNS TABLE (
    month integer, facility bigint, material bigint, kind event_kind, leg leg, account account, mass bigint
) LANGUAGE sql STABLE AS $$
    SELECT first - 1 + width_bucket(d.day, bound.days), d.facility, d.material, d.kind, d.leg, d.account,
        sum(d.mass)::bigint
    FROM day_delta d, (
        SELECT array_agg(make_date(m / 12, m % 12 + 1, 1) ORDER BY m) AS days
        FROM generate_series(first, last + 1) m
    ) bound
    WHERE d.day >= make_date(first / 12, first % 12 + 1, 1)
      AND d.day < make_date((last + 1) / 12, (last + 1) % 12 + 1, 1)
    GROUP BY 1, d.facility, d.material, d.kind, d.leg, d.account
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.month_flow(integer, integer) TO urbanmine_app;

-- The material balance of a month by facility and material. Summed over the materials of a facility:
--     opening + intake + transfer_in − transfer_out − shipped + returned + added − loss + adjustment = closing,
-- opening and closing being stock and process together; for one material, + produced − processed besides.
-- What is on the road has no facility.
CREATE FUNCTION urbanmine_read.monthly_balance(wanted integer) RETURNS TABLE (
    facility bigint, material bigint, opening_stock bigint, opening_process bigint, intake bigint, transfer_in bigint,
    transfer_out bigint, shipped bigint, returned bigint, added bigint, loss bigint, adjustment bigint,
    own_use bigint, processed bigint, produced bigint, closing_stock bigint, closing_process bigint,
    difference bigint, in_transit bigint
) LANGUAGE sql STABLE AS $$
    SELECT m.facility, m.material,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 'stock' AND m.kind IS NULL), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 'process' AND m.kind IS NULL), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 'stock' AND m.kind = 'intake'), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 'stock' AND m.kind = 'transfer' AND m.leg = 'end'), 0)::bigint,
        -coalesce(sum(m.mass) FILTER (WHERE m.account = 'stock' AND m.kind = 'transfer' AND m.leg = 'start'), 0)::bigint,
        -coalesce(sum(m.mass) FILTER (WHERE m.account = 'stock' AND m.kind = 'shipment'), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 'stock' AND m.kind = 'return'), 0)::bigint,
        -coalesce(sum(m.mass) FILTER (WHERE m.account = 'addition' AND m.kind IS NOT NULL), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 'loss' AND m.kind IS NOT NULL), 0)::bigint,
        coalesce(sum(m.mass) FILTER (
            WHERE m.account = 'stock' AND m.kind IN ('opening', 'adjustment', 'acceptance')), 0)::bigint,
        -coalesce(sum(m.mass) FILTER (WHERE m.account = 'stock' AND m.kind = 'run' AND m.leg = 'start'), 0)::bigint,
        -coalesce(sum(m.mass) FILTER (WHERE m.account = 'process' AND m.kind = 'run' AND m.leg = 'end'), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 'stock' AND m.kind = 'run' AND m.leg = 'end'), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 'stock'), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 'process'), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 'difference' AND m.kind IS NOT NULL), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 'in_transit'), 0)::bigint
    FROM (
        -- Without a kind: what was there when the month began.
        SELECT o.facility, o.material, o.account, NULL::event_kind AS kind, NULL::leg AS leg, o.mass
        FROM balance_at_month(wanted) o WHERE o.account IN ('stock', 'process', 'in_transit')
        UNION ALL
        SELECT f.facility, f.material, f.account, f.kind, f.leg, f.mass
        FROM month_flow(wanted, wanted) f
        WHERE f.account IN ('stock', 'process', 'addition', 'loss', 'in_transit', 'difference')
    ) m
    GROUP BY m.facility, m.material
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.monthly_balance(integer) TO urbanmine_app;

-- Mass that shipments other than sales took away in a month, less what came back of them.
CREATE FUNCTION urbanmine_read.shipped_unsold(wanted integer, starts timestamptz[]) RETURNS TABLE (
    facility bigint, material bigint, mass bigint
) LANGUAGE sql STABLE AS $$
    WITH known AS MATERIALIZED (SELECT closing_event(wanted) AS last_event),
    moved AS (
        SELECT s.event, s.facility, 1 AS sign FROM shipment s
        WHERE s.kind <> 'sale'
          AND s.shipped_at >= starts[1] AND s.shipped_at < starts[2]
        UNION ALL
        SELECT g.event, g.facility, -1
        FROM goods_return g
        CROSS JOIN LATERAL revision_in_force(g.shipment, (SELECT k.last_event FROM known k)) f
        JOIN shipment s ON s.event = f.event
        WHERE s.kind <> 'sale'
          AND g.returned_at >= starts[1] AND g.returned_at < starts[2]
    ), lines AS (
        SELECT m.facility, l.material, m.sign * x.mass AS mass
        FROM moved m
        JOIN (
            SELECT event, lot, mass FROM shipment_line UNION ALL SELECT event, lot, mass FROM goods_return_line
        ) x ON x.event = m.event
        JOIN lot l ON l.lot = x.lot
        WHERE NOT EXISTS (SELECT FROM superseded_in_reports u WHERE u.event = m.event)
          AND NOT EXISTS (
              SELECT FROM superseded_as_of((SELECT k.last_event FROM known k)) u WHERE u.event = l.event)
        UNION ALL
        -- Differences that were posted after the close of their month. A late correction of a lot's material posts
        -- for shipments of open months too; those were read above with the lot as it is.
        SELECT p.facility, p.material, -p.mass
        FROM revision r
        JOIN posting p ON p.event = r.event AND p.account = 'stock' AND p.kind IN ('shipment', 'return')
        LEFT JOIN goods_return g ON g.event = p.document
        CROSS JOIN LATERAL revision_in_force(
            coalesce(g.shipment, p.document), (SELECT k.last_event FROM known k)) f
        JOIN shipment s ON s.event = f.event
        WHERE r.late AND s.kind <> 'sale' AND (r.document = p.document OR p.at = r.late_at)
          AND p.at >= starts[1] AND p.at < starts[2]
        UNION ALL
        -- A shipment that closed months counted as a sale and that is none, or the other way round: what they counted
        -- of it and of its returns changes sides.
        SELECT p.facility, p.material, CASE WHEN now.kind = 'sale' THEN p.mass ELSE -p.mass END
        FROM revision r
        JOIN shipment now ON now.event = r.event
        JOIN shipment earlier ON earlier.event = r.supersedes
        JOIN posting p ON p.account = 'stock' AND p.kind IN ('shipment', 'return')
            AND p.event < r.event AND p.at < r.late_at
            AND (p.document = r.document OR p.document IN (
                SELECT g.document FROM goods_return g WHERE g.shipment = r.document))
        WHERE r.late AND (now.kind = 'sale') <> (earlier.kind = 'sale')
          AND p.lot IN (
            SELECT x.lot FROM shipment e JOIN shipment_line x ON x.event = e.event WHERE e.document = r.document)
          AND r.late_at >= starts[1] AND r.late_at < starts[2]
    )
    SELECT l.facility, l.material, sum(l.mass)::bigint FROM lines l GROUP BY l.facility, l.material
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.shipped_unsold(integer, timestamptz[]) TO urbanmine_app;

-- What is on the road when a month ends, by the facility that sent it.
CREATE FUNCTION urbanmine_read.sent_in_transit(wanted integer, starts timestamptz[]) RETURNS TABLE (
    facility bigint, mass bigint
)
LANGUAGE sql STABLE AS $$
    SELECT t.from_facility, sum(x.mass)::bigint
    FROM transfer t JOIN transfer_line x ON x.event = t.event
    WHERE t.sent_at < starts[2] AND (t.received_at IS NULL OR t.received_at >= starts[2])
      AND NOT EXISTS (
          SELECT FROM superseded_as_of((SELECT closing_event(wanted))) u WHERE u.event = t.event)
    GROUP BY t.from_facility
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.sent_in_transit(integer, timestamptz[]) TO urbanmine_app;
