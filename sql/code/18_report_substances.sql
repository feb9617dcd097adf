-- The recovery of substances. What a closed month printed of a run and was corrected later is taken back as it was
-- known then, and the run counts anew as it is known now.

-- When the content of a run counts: when it ends (as each of its statements says), and again when it, or a document
-- that made a lot which it draws, is revised after its month was closed. is_revised: whether it may count more than
-- once.
CREATE VIEW urbanmine_read.run_count_time WITH (security_invoker = true) AS
    SELECT r.document AS run, r.ended_at AS at,
        r.document IN (SELECT v.document FROM revision v) AS is_revised
    FROM run r WHERE r.ended_at IS NOT NULL
    UNION ALL
    SELECT r.document, v.late_at, true FROM revision v JOIN run r ON r.event = v.document WHERE v.late
    UNION ALL
    SELECT r.document, v.late_at, true
    FROM revision v JOIN lot l ON l.event = v.document JOIN run_input i ON i.lot = l.lot JOIN run r ON r.event = i.event
    WHERE v.late;
GRANT SELECT ON urbanmine_read.run_count_time TO urbanmine_app;

-- Substances in the runs of some facilities (null: all) that ended in a month, in exact grams: in consumed lots of
-- role scrap, in losses and outputs of role residue, and in all inputs and additions less all outputs and losses.
-- unassayed: mass of the lots and losses that took part and have neither assay nor composition.
--
-- A run that counted in an earlier month and counts again is there twice: negative, with the lots, assays, compositions
-- and roles as that month's report knows them, and as this month's report knows them. `known` is the last event that is
-- known. Masses are summed by material and composition first: the fractions then meet a few rows only, and only assayed
-- lots stand alone.
CREATE FUNCTION urbanmine_read.substance_balance(
    wanted integer, starts timestamptz[], facilities bigint[]
) RETURNS TABLE (
    substance text, input numeric, lost numeric, imbalance numeric, unassayed bigint
) LANGUAGE sql STABLE AS $$
    WITH counting AS MATERIALIZED (
        SELECT t.run, bool_or(t.is_revised) AS is_revised FROM run_count_time t
        WHERE t.at >= starts[1] AND t.at < starts[2] GROUP BY t.run
    ), counted AS MATERIALIZED (
        SELECT b.run, coalesce(closing_event(b.month), 9223372036854775807) AS known,
            month_start(b.month + 1, b.zone) AS month_end
        FROM (
            SELECT t.run, business_month(max(t.at), min(s.time_zone)) AS month, min(s.time_zone) AS zone
            FROM run_count_time t JOIN counting c ON c.run = t.run AND c.is_revised CROSS JOIN site s
            WHERE t.at < starts[1] GROUP BY t.run
        ) b
    ), term AS MATERIALIZED (
        SELECT r.event, r.facility, r.ended_at, k.known, 1 AS sign
        FROM counting c JOIN run r ON r.document = c.run
        CROSS JOIN (SELECT coalesce(closing_event(wanted), 9223372036854775807) AS known) k
        WHERE r.ended_at < starts[2] AND r.event <= k.known AND (facilities IS NULL OR r.facility = ANY (facilities))
          AND NOT EXISTS (SELECT FROM superseded s WHERE s.event = r.event AND s.by <= k.known)
        UNION ALL
        SELECT r.event, r.facility, r.ended_at, b.known, -1
        FROM counted b JOIN run r ON r.document = b.run
        WHERE r.ended_at < b.month_end AND r.event <= b.known AND (facilities IS NULL OR r.facility = ANY (facilities))
          AND NOT EXISTS (SELECT FROM superseded s WHERE s.event = r.event AND s.by <= b.known)
    ), knowledge AS MATERIALIZED (
        SELECT DISTINCT t.known FROM term t
    ), superseding AS MATERIALIZED (
        SELECT k.known, s.event FROM knowledge k CROSS JOIN LATERAL superseded_as_of(k.known) s
    ), version AS MATERIALIZED (
        SELECT k.known, c.material, c.substance, c.fraction, coalesce(c.valid_from, '-infinity') AS since
        FROM knowledge k CROSS JOIN LATERAL composition_as_of(k.known) c
    ), epoch AS MATERIALIZED (
        -- Instants at which any composition changes; between two of them all stay.
        SELECT array_agg(e.since ORDER BY e.since) AS since
        FROM (SELECT '-infinity'::timestamptz AS since UNION SELECT v.since FROM version v) e
    ), part AS MATERIALIZED (
        SELECT t.known, 'input' AS side, l.lot, l.material, l.created_at AS at, t.sign * i.mass AS mass
        FROM term t JOIN run_input i ON i.event = t.event JOIN lot l ON l.lot = i.lot
        WHERE NOT EXISTS (SELECT FROM superseding s WHERE s.known = t.known AND s.event = l.event)
        UNION ALL
        SELECT t.known, 'output', l.lot, l.material, l.created_at, t.sign * l.mass
        FROM term t JOIN lot l ON l.event = t.event
        UNION ALL
        SELECT t.known, 'addition', NULL, a.material, t.ended_at, t.sign * a.mass
        FROM term t JOIN run_addition a ON a.event = t.event
        UNION ALL
        SELECT t.known, 'loss', NULL, x.material, t.ended_at, t.sign * x.mass
        FROM term t JOIN run_loss x ON x.event = t.event
    ), tested AS MATERIALIZED (
        SELECT DISTINCT ON (p.known, a.lot, a.substance) p.known, a.lot, a.substance, a.fraction
        FROM (SELECT DISTINCT known, lot FROM part) p JOIN assay a ON a.lot = p.lot AND a.event <= p.known
        ORDER BY p.known, a.lot, a.substance, a.event DESC
    ), heap AS MATERIALIZED (
        SELECT p.known, p.side, p.material, t.lot, width_bucket(p.at, (SELECT e.since FROM epoch e)) AS epoch,
            sum(p.mass) AS mass
        FROM part p LEFT JOIN (SELECT DISTINCT known, lot FROM tested) t ON t.lot = p.lot AND t.known = p.known
        GROUP BY 1, 2, 3, 4, 5
    ), in_force AS MATERIALIZED (
        SELECT DISTINCT ON (h.known, h.material, h.epoch, v.substance) h.known, h.material, h.epoch, v.substance,
            v.fraction
        FROM (SELECT DISTINCT known, material, epoch FROM heap) h
        JOIN version v ON v.known = h.known AND v.material = h.material
            AND v.since <= (SELECT e.since[h.epoch] FROM epoch e)
        ORDER BY h.known, h.material, h.epoch, v.substance, v.since DESC
    ), content AS MATERIALIZED (
        SELECT c.known, c.side, c.material, c.substance, sum(c.mass) AS mass
        FROM (
            SELECT h.known, h.side, h.material, f.substance, h.mass * f.fraction AS mass
            FROM heap h JOIN in_force f ON f.known = h.known AND f.material = h.material AND f.epoch = h.epoch
            -- Not one by one: NOT IN is answered by a hash, whatever the planner thinks of how many there are.
            WHERE h.lot IS NULL
               OR (h.known, h.lot, f.substance) NOT IN (SELECT t.known, t.lot, t.substance FROM tested t)
            UNION ALL
            SELECT h.known, h.side, h.material, t.substance, h.mass * t.fraction
            FROM heap h JOIN tested t ON t.known = h.known AND t.lot = h.lot
        ) c
        GROUP BY c.known, c.side, c.material, c.substance
    ), role AS MATERIALIZED (
        SELECT k.known, m.material, m.role FROM knowledge k CROSS JOIN LATERAL material_as_of(k.known) m
    )
    SELECT c.substance,
        coalesce(sum(c.mass) FILTER (WHERE c.side = 'input' AND m.role = 'scrap'), 0),
        coalesce(sum(c.mass) FILTER (WHERE c.side = 'loss' OR c.side = 'output' AND m.role = 'residue'), 0),
        sum(CASE WHEN c.side IN ('input', 'addition') THEN c.mass ELSE -c.mass END),
        (SELECT coalesce(sum(h.mass), 0)::bigint FROM heap h
         WHERE h.side <> 'addition' AND h.lot IS NULL
           AND NOT EXISTS (
               SELECT FROM in_force f WHERE f.known = h.known AND f.material = h.material AND f.epoch = h.epoch))
    FROM content c JOIN role m ON m.known = c.known AND m.material = c.material
    GROUP BY c.substance
    HAVING bool_or(c.mass <> 0)
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.substance_balance(integer, timestamptz[], bigint[]) TO urbanmine_app;
