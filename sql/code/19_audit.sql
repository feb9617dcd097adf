-- What is posted and what the documents say, where they differ: nothing in books that are whole. Late differences
-- stand at another time, so times are left aside for documents that have been revised.
CREATE VIEW urbanmine_read.book_difference WITH (security_invoker = true) AS
    SELECT b.document, b.account, b.facility, b.material, b.lot, b.party, sum(b.mass)::bigint AS mass
    FROM (
        SELECT d.document, d.account, d.facility, d.material, d.lot, d.party, d.mass
        FROM document_posting d WHERE NOT EXISTS (SELECT FROM superseded s WHERE s.event = d.event)
        UNION ALL
        SELECT p.document, p.account, p.facility, p.material, p.lot, p.party, -p.mass FROM posting p
    ) b
    GROUP BY b.document, b.account, b.facility, b.material, b.lot, b.party
    HAVING sum(b.mass) <> 0;
GRANT SELECT ON urbanmine_read.book_difference TO urbanmine_app;

-- Corrections and reversals: when they were made (corrected_at where someone said so), and when what they change counts.
CREATE VIEW urbanmine_read.document_change WITH (security_invoker = true) AS
    SELECT r.event, r.document, d.code, r.kind, j.reason, b.recorded_at,
        coalesce(j.occurred_at, b.recorded_at) AS made_at,
        CASE WHEN r.late THEN r.late_at ELSE d.occurred_at END AS counts_at
    FROM revision r
    JOIN journal j ON j.event = r.event
    JOIN journal d ON d.event = r.document
    JOIN batch b ON b.batch = j.batch
    WHERE r.kind IN ('correction', 'reversal');
GRANT SELECT ON urbanmine_read.document_change TO urbanmine_app;
