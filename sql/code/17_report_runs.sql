-- Runs as reports count them, each at the instant that decides the month: as they stood at the close of the month in
-- which they ended, and what was said after that close as a difference, like late_intake.
CREATE VIEW urbanmine_read.counted_run WITH (security_invoker = true) AS
    SELECT r.event, r.facility, r.ended_at AS at, r.energy_kwh, r.green_kwh, 1 AS sign
    FROM run r
    WHERE r.ended_at IS NOT NULL AND NOT EXISTS (SELECT FROM superseded_in_reports u WHERE u.event = r.event)
    UNION ALL
    SELECT r.event, r.facility, greatest(r.ended_at, l.late_at), r.energy_kwh, r.green_kwh, l.sign
    FROM late_statement l JOIN run r ON r.event = l.said
    WHERE r.ended_at IS NOT NULL;
GRANT SELECT ON urbanmine_read.counted_run TO urbanmine_app;

-- Lots and pieces that runs made in the months that begin at starts (the last one ends them); units are null
-- where none was given.
CREATE FUNCTION urbanmine_read.run_output(first integer, starts timestamptz[]) RETURNS TABLE (
    month integer, facility bigint, material bigint, lots bigint, units bigint
) LANGUAGE sql STABLE AS $$
    SELECT first - 1 + width_bucket(r.at, starts), l.facility, l.material, sum(r.sign)::bigint,
        sum(r.sign * l.units)::bigint
    FROM counted_run r JOIN lot l ON l.event = r.event
    WHERE r.at >= starts[1] AND r.at < starts[cardinality(starts)]
    GROUP BY 1, 2, 3
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.run_output(integer, timestamptz[]) TO urbanmine_app;

-- Losses found by difference in runs that ended in a month.
CREATE FUNCTION urbanmine_read.loss_by_difference(starts timestamptz[]) RETURNS TABLE (
    facility bigint, material bigint, mass bigint
)
LANGUAGE sql STABLE AS $$
    SELECT r.facility, x.material, sum(r.sign * x.mass)::bigint
    FROM counted_run r JOIN run_loss x ON x.event = r.event
    WHERE x.basis = 'difference' AND r.at >= starts[1] AND r.at < starts[2]
    GROUP BY r.facility, x.material
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.loss_by_difference(timestamptz[]) TO urbanmine_app;

-- Electric energy of the runs that ended in a month.
CREATE FUNCTION urbanmine_read.run_energy(starts timestamptz[]) RETURNS TABLE (
    facility bigint, kwh numeric, green_kwh numeric
)
LANGUAGE sql STABLE AS $$
    SELECT r.facility, coalesce(sum(r.sign * r.energy_kwh), 0), coalesce(sum(r.sign * r.green_kwh), 0)
    FROM counted_run r
    WHERE r.at >= starts[1] AND r.at < starts[2]
    GROUP BY r.facility
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.run_energy(timestamptz[]) TO urbanmine_app;
