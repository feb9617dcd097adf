-- The recovery of substances after a lot was corrected late: what runs of closed months drew of it counted as what the
-- lot was thought to be then, and the difference counts in the open month. These definitions take the place of
-- substance_balance in 0006_reports, which knew of late changes of the runs only.
SET LOCAL ROLE urbanmine_owner;

-- What runs had drawn of a lot before its document was revised late: taken back as the lot was (negative), and put in
-- its place as it is said to be. Of a lot that was not changed both cancel out.
CREATE VIEW late_input AS
    SELECT s.late_at, r.facility, l.lot, l.material, l.created_at, s.sign * r.sign * i.mass::bigint AS mass
    FROM late_statement s
    JOIN lot l ON l.event = s.said
    JOIN run_input i ON i.lot = l.lot
    JOIN counted_run r ON r.event = i.event AND r.at < s.late_at;

-- Substances in the runs of some facilities (null: all) that ended in a month, in exact grams: in consumed lots of
-- role scrap, in losses and outputs of role residue, and in all inputs and additions less all outputs and losses.
-- unassayed: mass of the lots and losses that took part and have neither assay nor composition.
--
-- Masses are summed by material and composition first: the fractions then meet a few rows only, and only assayed
-- lots stand alone.
CREATE OR REPLACE FUNCTION substance_balance(wanted integer, starts timestamptz[], facilities bigint[]) RETURNS TABLE (
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
        -- Compositions are those of the run's end, whenever what was said of it counts.
        SELECT r.event, r.facility, e.ended_at, r.sign FROM counted_run r JOIN run e ON e.event = r.event
        WHERE r.at >= starts[1] AND r.at < starts[2]
          AND (facilities IS NULL OR r.facility = ANY (facilities))
    ), part AS MATERIALIZED (
        SELECT 'input' AS side, l.lot, l.material, l.created_at AS at, r.sign * i.mass AS mass
        FROM ended r JOIN run_input i ON i.event = r.event JOIN lot l ON l.lot = i.lot
        WHERE NOT EXISTS (
            SELECT FROM superseded_as_of((SELECT k.last_event FROM known k)) u WHERE u.event = l.event)
        UNION ALL
        SELECT 'input', c.lot, c.material, c.created_at, c.mass FROM late_input c
        WHERE c.late_at >= starts[1] AND c.late_at < starts[2]
          AND (facilities IS NULL OR c.facility = ANY (facilities))
        UNION ALL
        SELECT 'output', l.lot, l.material, l.created_at, r.sign * l.mass FROM ended r JOIN lot l ON l.event = r.event
        UNION ALL
        SELECT 'addition', NULL, a.material, r.ended_at, r.sign * a.mass
        FROM ended r JOIN run_addition a ON a.event = r.event
        UNION ALL
        SELECT 'loss', NULL, x.material, r.ended_at, r.sign * x.mass FROM ended r JOIN run_loss x ON x.event = r.event
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

GRANT SELECT ON late_input TO urbanmine_app;
RESET ROLE;
