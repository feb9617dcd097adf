-- What revisions take back of their documents (sign -1: the event that spoke before) and put in its place (1), where the
-- month of the document was closed. It counts at late_at, the first instant that was open, or at its own time after it.
CREATE VIEW urbanmine_read.late_statement WITH (security_invoker = true) AS
    SELECT v.event, v.late_at, said.sign, said.event AS said
    FROM revision v
    CROSS JOIN LATERAL (VALUES (-1, v.supersedes), (1, v.event)) AS said (sign, event)
    WHERE v.late;
GRANT SELECT ON urbanmine_read.late_statement TO urbanmine_app;

-- The differences that revisions of intakes made after the close of their month.
CREATE VIEW urbanmine_read.late_intake WITH (security_invoker = true) AS
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
GRANT SELECT ON urbanmine_read.late_intake TO urbanmine_app;

-- Tickets and settled mass of the months that begin at starts (the last one ends them); province: that of
-- the ticket, else the supplier's, at province level.
CREATE FUNCTION urbanmine_read.inflow(first integer, starts timestamptz[]) RETURNS TABLE (
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
GRANT EXECUTE ON FUNCTION urbanmine_read.inflow(integer, timestamptz[]) TO urbanmine_app;
