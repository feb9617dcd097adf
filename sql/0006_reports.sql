-- The figures of the monthly report, each a function that an auditor can read and run:
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
SET LOCAL ROLE urbanmine_owner;

CREATE FUNCTION month_number(month text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN split_part(month, '-', 1)::integer * 12 + split_part(month, '-', 2)::integer - 1;

CREATE FUNCTION month_start(month integer, zone text) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN make_date(month / 12, month % 12 + 1, 1)::timestamp AT TIME ZONE zone;

-- The first instants of the months first … last + 1 at the site: bounds for range comparisons and width_bucket.
CREATE FUNCTION month_starts(first integer, last integer) RETURNS timestamptz[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT array_agg(month_start(m, s.time_zone) ORDER BY m) FROM generate_series(first, last + 1) m, site s);

-- The event that closed a month, the last one that its report knows; null while the month is open. What lies before
-- the first close was closed with it.
CREATE FUNCTION closing_event(wanted integer) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT p.event FROM period p WHERE p.month >= wanted ORDER BY p.month LIMIT 1);

-- The month of the first document; null in empty books. A document with a mistyped year that was corrected or reversed
-- is none: what was posted for it on its day adds up to 0.
CREATE FUNCTION first_month() RETURNS integer LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    first_day date;
BEGIN
    SELECT min(d.day) INTO first_day FROM day_delta d;
    WHILE first_day IS NOT NULL AND NOT EXISTS (
        SELECT FROM day_delta d WHERE d.day = first_day
        GROUP BY d.facility, d.material, d.kind, d.leg, d.account HAVING sum(d.mass) <> 0)
    LOOP
        SELECT min(d.day) INTO first_day FROM day_delta d WHERE d.day > first_day;
    END LOOP;
    RETURN least(
        extract(year FROM first_day)::integer * 12 + extract(month FROM first_day)::integer - 1,
        (SELECT min(p.month) FROM period p));
END
$$;

-- Events that were superseded as of an event (null: now); cf. superseded, which is the same with null.
CREATE FUNCTION superseded_as_of(last_event bigint) RETURNS TABLE (event bigint) LANGUAGE sql STABLE AS $$
    SELECT r.document FROM revision r WHERE last_event IS NULL OR r.event <= last_event
    UNION
    SELECT earlier.event FROM revision earlier JOIN revision later
        ON later.document = earlier.document AND later.event > earlier.event
    WHERE last_event IS NULL OR later.event <= last_event
    UNION
    SELECT r.event FROM revision r WHERE r.kind = 31 OR r.event > last_event
$$;

-- The event that says what a document is, as of an event (null: now).
CREATE FUNCTION revision_in_force(wanted bigint, last_event bigint) RETURNS bigint
    LANGUAGE sql STABLE
    RETURN coalesce((
        SELECT max(r.event) FROM revision r
        WHERE r.document = wanted AND r.kind <> 31 AND (last_event IS NULL OR r.event <= last_event)), wanted);

CREATE FUNCTION history_as_of(last_event bigint) RETURNS TABLE (
    month integer, direction text, material bigint, facility bigint, mass bigint, units bigint, tickets bigint
) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (h.month, h.direction, h.material, h.facility)
        h.month, h.direction, h.material, h.facility, h.mass, h.units, h.tickets
    FROM history h
    WHERE last_event IS NULL OR h.event <= last_event
    ORDER BY h.month, h.direction, h.material, h.facility, h.event DESC
$$;

-- ---------------------------------------------------------------------------------------------------------------
-- The material balance

-- What moved in each of the months first … last, by facility, material and reason (kind and leg as in posting).
CREATE FUNCTION month_flow(first integer, last integer) RETURNS TABLE (
    month integer, facility bigint, material bigint, kind smallint, leg smallint, account smallint, mass bigint
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

-- The material balance of a month by facility and material. Summed over the materials of a facility:
--     opening + intake + transfer_in − transfer_out − shipped + returned + added − loss + adjustment = closing,
-- opening and closing being stock and process together; for one material, + produced − processed besides.
-- What is on the road has no facility.
CREATE FUNCTION monthly_balance(wanted integer) RETURNS TABLE (
    facility bigint, material bigint, opening_stock bigint, opening_process bigint, intake bigint, transfer_in bigint,
    transfer_out bigint, shipped bigint, returned bigint, added bigint, loss bigint, adjustment bigint,
    own_use bigint, processed bigint, produced bigint, closing_stock bigint, closing_process bigint,
    difference bigint, in_transit bigint
) LANGUAGE sql STABLE AS $$
    SELECT m.facility, m.material,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 1 AND m.kind = 0), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 2 AND m.kind = 0), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 1 AND m.kind = 2), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 1 AND m.kind = 4 AND m.leg = 1), 0)::bigint,
        -coalesce(sum(m.mass) FILTER (WHERE m.account = 1 AND m.kind = 4 AND m.leg = 0), 0)::bigint,
        -coalesce(sum(m.mass) FILTER (WHERE m.account = 1 AND m.kind = 5), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 1 AND m.kind = 6), 0)::bigint,
        -coalesce(sum(m.mass) FILTER (WHERE m.account = 5 AND m.kind <> 0), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 6 AND m.kind <> 0), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 1 AND m.kind IN (1, 7, 9)), 0)::bigint,
        -coalesce(sum(m.mass) FILTER (WHERE m.account = 1 AND m.kind = 3 AND m.leg = 0), 0)::bigint,
        -coalesce(sum(m.mass) FILTER (WHERE m.account = 2 AND m.kind = 3 AND m.leg = 1), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 1 AND m.kind = 3 AND m.leg = 1), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 1), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 2), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 8 AND m.kind <> 0), 0)::bigint,
        coalesce(sum(m.mass) FILTER (WHERE m.account = 7), 0)::bigint
    FROM (
        -- Kind 0: what was there when the month began.
        SELECT o.facility, o.material, o.account, 0::smallint AS kind, 0::smallint AS leg, o.mass
        FROM balance_at_month(wanted) o WHERE o.account IN (1, 2, 7)
        UNION ALL
        SELECT f.facility, f.material, f.account, f.kind, f.leg, f.mass
        FROM month_flow(wanted, wanted) f WHERE f.account IN (1, 2, 5, 6, 7, 8)
    ) m
    GROUP BY m.facility, m.material
$$;

-- Mass that shipments other than sales took away in a month, less what came back of them.
CREATE FUNCTION shipped_unsold(wanted integer, starts timestamptz[]) RETURNS TABLE (
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
        JOIN shipment s ON s.event = revision_in_force(g.shipment, (SELECT k.last_event FROM known k))
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
        JOIN posting p ON p.event = r.event AND p.account = 1 AND p.kind IN (5, 6)
        LEFT JOIN goods_return g ON g.event = p.document
        JOIN shipment s ON s.event = revision_in_force(
            coalesce(g.shipment, p.document), (SELECT k.last_event FROM known k))
        WHERE r.late AND s.kind <> 'sale' AND (r.document = p.document OR p.at = r.late_at)
          AND p.at >= starts[1] AND p.at < starts[2]
        UNION ALL
        -- A shipment that closed months counted as a sale and that is none, or the other way round: what they counted
        -- of it and of its returns changes sides.
        SELECT p.facility, p.material, CASE WHEN now.kind = 'sale' THEN p.mass ELSE -p.mass END
        FROM revision r
        JOIN shipment now ON now.event = r.event
        JOIN shipment earlier ON earlier.event = said_before(r.document, r.event)
        JOIN posting p ON p.account = 1 AND p.kind IN (5, 6) AND p.event < r.event AND p.at < r.late_at
            AND (p.document = r.document OR p.document IN (
                SELECT g.document FROM goods_return g WHERE g.shipment = r.document))
        WHERE r.late AND (now.kind = 'sale') <> (earlier.kind = 'sale')
          AND p.lot IN (
            SELECT x.lot FROM shipment e JOIN shipment_line x ON x.event = e.event WHERE e.document = r.document)
          AND r.late_at >= starts[1] AND r.late_at < starts[2]
    )
    SELECT l.facility, l.material, sum(l.mass)::bigint FROM lines l GROUP BY l.facility, l.material
$$;

-- What is on the road when a month ends, by the facility that sent it.
CREATE FUNCTION sent_in_transit(wanted integer, starts timestamptz[]) RETURNS TABLE (facility bigint, mass bigint)
LANGUAGE sql STABLE AS $$
    SELECT t.from_facility, sum(x.mass)::bigint
    FROM transfer t JOIN transfer_line x ON x.event = t.event
    WHERE t.sent_at < starts[2] AND (t.received_at IS NULL OR t.received_at >= starts[2])
      AND NOT EXISTS (
          SELECT FROM superseded_as_of((SELECT closing_event(wanted))) u WHERE u.event = t.event)
    GROUP BY t.from_facility
$$;

-- ---------------------------------------------------------------------------------------------------------------
-- Intakes

-- What revisions take back of their documents (sign -1: the event that spoke before) and put in its place (1), where the
-- month of the document was closed. It counts at late_at, the first instant that was open, or at its own time after it.
CREATE VIEW late_statement AS
    SELECT v.event, v.late_at, said.sign, said.event AS said
    FROM revision v
    CROSS JOIN LATERAL (VALUES (-1, said_before(v.document, v.event)), (1, v.event)) AS said (sign, event)
    WHERE v.late;

-- The differences that revisions of intakes made after the close of their month.
CREATE VIEW late_intake AS
    SELECT greatest(i.received_at, l.late_at) AS at, i.facility, i.material, i.supplier, i.province,
        l.sign AS tickets, l.sign * i.net AS net,
        -- The close up to which the supplier counts as it was then, null: as in the report; what is taken back stood
        -- under the province of the month in which it counted.
        CASE WHEN l.sign < 0 THEN (
            SELECT c.event FROM period c
            WHERE c.event < l.event AND c.month = business_month(
                coalesce((SELECT greatest(e.late_at, i.received_at) FROM revision e
                    WHERE e.event = l.said AND e.late), i.received_at),
                (SELECT s.time_zone FROM site s)))
        END AS known
    FROM late_statement l JOIN intake i ON i.event = l.said;

-- Tickets and settled mass of the months that begin at starts (the last one ends them); province: that of
-- the ticket, else the supplier's, at province level.
CREATE FUNCTION inflow(first integer, starts timestamptz[]) RETURNS TABLE (
    month integer, facility bigint, material bigint, province text, tickets bigint, net bigint
) LANGUAGE sql STABLE AS $$
    SELECT g.month, g.facility, g.material, coalesce(g.province, left(p.province, 2)) || '0000',
        sum(g.tickets)::bigint, sum(g.net)::bigint
    FROM (
        SELECT first - 1 + width_bucket(i.received_at, starts) AS month, i.facility,
            i.material, left(i.province, 2) AS province, CASE WHEN i.province IS NULL THEN i.supplier END AS supplier,
            count(*) AS tickets, sum(i.net) AS net
        FROM intake i
        WHERE i.received_at >= starts[1] AND i.received_at < starts[cardinality(starts)]
          AND NOT EXISTS (SELECT FROM superseded_in_reports u WHERE u.event = i.event)
        GROUP BY 1, 2, 3, 4, 5
        UNION ALL
        SELECT first - 1 + width_bucket(i.at, starts), i.facility, i.material,
            left(coalesce(i.province, once.province), 2), CASE WHEN i.known IS NULL THEN i.supplier END, i.tickets,
            i.net
        FROM late_intake i LEFT JOIN LATERAL (
            SELECT p.province FROM party_as_of(i.known) p WHERE p.party = i.supplier AND i.known IS NOT NULL) once
            ON true
        WHERE i.at >= starts[1] AND i.at < starts[cardinality(starts)]
    ) g
    LEFT JOIN party_as_of((SELECT closing_event(first + cardinality(starts) - 2))) p ON p.party = g.supplier
    GROUP BY 1, 2, 3, 4
$$;

-- ---------------------------------------------------------------------------------------------------------------
-- Runs

-- Runs as reports count them, each at the instant that decides the month: as they stood at the close of the month in
-- which they ended, and what was said after that close as a difference, like late_intake.
CREATE VIEW counted_run AS
    SELECT r.event, r.facility, r.ended_at AS at, r.energy_kwh, r.green_kwh, 1 AS sign
    FROM run r
    WHERE r.ended_at IS NOT NULL AND NOT EXISTS (SELECT FROM superseded_in_reports u WHERE u.event = r.event)
    UNION ALL
    SELECT r.event, r.facility, greatest(r.ended_at, l.late_at), r.energy_kwh, r.green_kwh, l.sign
    FROM late_statement l JOIN run r ON r.event = l.said
    WHERE r.ended_at IS NOT NULL;

-- Lots and pieces that runs made in the months that begin at starts (the last one ends them); units are null
-- where none was given.
CREATE FUNCTION run_output(first integer, starts timestamptz[]) RETURNS TABLE (
    month integer, facility bigint, material bigint, lots bigint, units bigint
) LANGUAGE sql STABLE AS $$
    SELECT first - 1 + width_bucket(r.at, starts), l.facility, l.material, sum(r.sign)::bigint,
        sum(r.sign * l.units)::bigint
    FROM counted_run r JOIN lot l ON l.event = r.event
    WHERE r.at >= starts[1] AND r.at < starts[cardinality(starts)]
    GROUP BY 1, 2, 3
$$;

-- Losses found by difference in runs that ended in a month.
CREATE FUNCTION loss_by_difference(starts timestamptz[]) RETURNS TABLE (facility bigint, material bigint, mass bigint)
LANGUAGE sql STABLE AS $$
    SELECT r.facility, x.material, sum(r.sign * x.mass)::bigint
    FROM counted_run r JOIN run_loss x ON x.event = r.event
    WHERE x.basis = 'difference' AND r.at >= starts[1] AND r.at < starts[2]
    GROUP BY r.facility, x.material
$$;

-- Electric energy of the runs that ended in a month.
CREATE FUNCTION run_energy(starts timestamptz[]) RETURNS TABLE (facility bigint, kwh numeric, green_kwh numeric)
LANGUAGE sql STABLE AS $$
    SELECT r.facility, coalesce(sum(r.sign * r.energy_kwh), 0), coalesce(sum(r.sign * r.green_kwh), 0)
    FROM counted_run r
    WHERE r.at >= starts[1] AND r.at < starts[2]
    GROUP BY r.facility
$$;

-- Substances in the runs of some facilities (null: all) that ended in a month, in exact grams: in consumed lots of
-- role scrap, in losses and outputs of role residue, and in all inputs and additions less all outputs and losses.
-- unassayed: mass of the lots and losses that took part and have neither assay nor composition.
--
-- Masses are summed by material and composition first: the fractions then meet a few rows only, and only assayed
-- lots stand alone.
CREATE FUNCTION substance_balance(wanted integer, starts timestamptz[], facilities bigint[]) RETURNS TABLE (
    substance text, input numeric, lost numeric, imbalance numeric, unassayed bigint
) LANGUAGE sql STABLE AS $$
    WITH known AS MATERIALIZED (
        SELECT closing_event(wanted) AS last_event
    ), version AS MATERIALIZED (
        SELECT c.material, c.substance, c.fraction, coalesce(c.valid_from, '-infinity') AS since
        FROM composition_as_of((SELECT k.last_event FROM known k)) c
    ), epoch AS MATERIALIZED (
        -- Instants at which any composition changes; between two of them all stay.
        SELECT array_agg(e.since ORDER BY e.since) AS since
        FROM (SELECT '-infinity'::timestamptz AS since UNION SELECT v.since FROM version v) e
    ), ended AS MATERIALIZED (
        SELECT r.event, r.facility, r.at, r.sign FROM counted_run r
        WHERE r.at >= starts[1] AND r.at < starts[2]
          AND (facilities IS NULL OR r.facility = ANY (facilities))
    ), part AS MATERIALIZED (
        SELECT 'input' AS side, l.lot, l.material, l.created_at AS at, r.sign * i.mass AS mass
        FROM ended r JOIN run_input i ON i.event = r.event JOIN lot l ON l.lot = i.lot
        WHERE NOT EXISTS (
            SELECT FROM superseded_as_of((SELECT k.last_event FROM known k)) u WHERE u.event = l.event)
        UNION ALL
        SELECT 'output', l.lot, l.material, l.created_at, r.sign * l.mass FROM ended r JOIN lot l ON l.event = r.event
        UNION ALL
        SELECT 'addition', NULL, a.material, r.at, r.sign * a.mass
        FROM ended r JOIN run_addition a ON a.event = r.event
        UNION ALL
        SELECT 'loss', NULL, x.material, r.at, r.sign * x.mass FROM ended r JOIN run_loss x ON x.event = r.event
    ), tested AS MATERIALIZED (
        SELECT DISTINCT ON (a.lot, a.substance) a.lot, a.substance, a.fraction
        FROM assay a, known k
        WHERE a.lot IN (SELECT p.lot FROM part p) AND (k.last_event IS NULL OR a.event <= k.last_event)
        ORDER BY a.lot, a.substance, a.event DESC
    ), heap AS MATERIALIZED (
        SELECT p.side, p.material, t.lot, width_bucket(p.at, (SELECT e.since FROM epoch e)) AS epoch,
            sum(p.mass) AS mass
        FROM part p LEFT JOIN (SELECT DISTINCT lot FROM tested) t ON t.lot = p.lot
        GROUP BY 1, 2, 3, 4
    ), in_force AS MATERIALIZED (
        SELECT DISTINCT ON (h.material, h.epoch, v.substance) h.material, h.epoch, v.substance, v.fraction
        FROM (SELECT DISTINCT material, epoch FROM heap) h
        JOIN version v ON v.material = h.material AND v.since <= (SELECT e.since[h.epoch] FROM epoch e)
        ORDER BY h.material, h.epoch, v.substance, v.since DESC
    ), content AS (
        SELECT h.side, h.material, f.substance, h.mass * f.fraction AS mass
        FROM heap h JOIN in_force f ON f.material = h.material AND f.epoch = h.epoch
        WHERE NOT EXISTS (SELECT FROM tested t WHERE t.lot = h.lot AND t.substance = f.substance)
        UNION ALL
        SELECT h.side, h.material, t.substance, h.mass * t.fraction FROM heap h JOIN tested t ON t.lot = h.lot
    )
    SELECT c.substance,
        coalesce(sum(c.mass) FILTER (WHERE c.side = 'input' AND m.role = 'scrap'), 0),
        coalesce(sum(c.mass) FILTER (WHERE c.side = 'loss' OR c.side = 'output' AND m.role = 'residue'), 0),
        sum(CASE WHEN c.side IN ('input', 'addition') THEN c.mass ELSE -c.mass END),
        (SELECT coalesce(sum(h.mass), 0)::bigint FROM heap h
         WHERE h.side <> 'addition' AND h.lot IS NULL
           AND NOT EXISTS (SELECT FROM in_force f WHERE f.material = h.material AND f.epoch = h.epoch))
    FROM content c JOIN material_as_of((SELECT k.last_event FROM known k)) m ON m.material = c.material
    GROUP BY c.substance
    HAVING bool_or(c.mass <> 0)
$$;

-- ---------------------------------------------------------------------------------------------------------------

-- Corrections and reversals: when they were made (corrected_at where someone said so), and when what they change counts.
CREATE VIEW document_change AS
    SELECT r.event, r.document, d.code, k.name AS kind, j.reason, b.recorded_at,
        coalesce(j.occurred_at, b.recorded_at) AS made_at,
        CASE WHEN r.late THEN r.late_at ELSE d.occurred_at END AS counts_at
    FROM revision r
    JOIN journal j ON j.event = r.event
    JOIN journal d ON d.event = r.document
    JOIN batch b ON b.batch = j.batch
    JOIN event_kind k ON k.kind = r.kind
    WHERE r.kind IN (30, 31);

GRANT EXECUTE ON FUNCTION month_number(text), month_start(integer, text), month_starts(integer, integer),
    closing_event(integer), first_month(), superseded_as_of(bigint), revision_in_force(bigint, bigint),
    history_as_of(bigint), month_flow(integer, integer), monthly_balance(integer),
    shipped_unsold(integer, timestamptz[]), sent_in_transit(integer, timestamptz[]), inflow(integer, timestamptz[]),
    run_output(integer, timestamptz[]), loss_by_difference(timestamptz[]), run_energy(timestamptz[]),
    substance_balance(integer, timestamptz[], bigint[])
    TO urbanmine_app;
GRANT SELECT ON late_statement, late_intake, counted_run, document_change TO urbanmine_app;
RESET ROLE;
