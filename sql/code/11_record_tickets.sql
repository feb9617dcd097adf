-- Records new tickets (过磅单) as a batch of its own, in one statement of the client: what begin_batch, the INSERTs and
-- post do one after the other, with ids that nobody but the database has to know.
--
-- Each ticket is an object of three rows, {"journal": {…}, "lot": {…}, "intake": {…}}, columns by their names. Ids, and
-- what lot and journal repeat of the intake, are filled in here.
CREATE FUNCTION record_tickets(
    actor text, host text, program text, months integer[], tickets jsonb, OUT entries bigint, OUT postings bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
DECLARE
    ids bigint := 1 + 2 * jsonb_array_length(tickets);
    base bigint := begin_batch(actor, host, program, ids, months, '{}');
BEGIN
    WITH ticket AS MATERIALIZED (
        SELECT t.said -> 'journal' AS journal, t.said -> 'lot' AS lot, t.said -> 'intake' AS intake,
            jsonb_build_object(
                'event', base + 2 * t.n - 1, 'document', base + 2 * t.n - 1, 'batch', base, 'lot', base + 2 * t.n,
                'kind', 'intake', 'is_first', true) AS ids
        FROM jsonb_array_elements(tickets) WITH ORDINALITY t (said, n)
    ), journalled AS (
        INSERT INTO journal
        SELECT r.* FROM ticket t CROSS JOIN LATERAL jsonb_populate_record(NULL::journal,
            t.journal || t.ids || jsonb_build_object('occurred_at', t.intake -> 'received_at')) r
    ), piled AS (
        INSERT INTO lot
        SELECT r.* FROM ticket t CROSS JOIN LATERAL jsonb_populate_record(NULL::lot,
            t.lot || t.ids || jsonb_build_object('material', t.intake -> 'material', 'facility',
                t.intake -> 'facility', 'created_at', t.intake -> 'received_at', 'mass', t.intake -> 'book')) r
    )
    INSERT INTO intake
    SELECT r.* FROM ticket t
    -- A supplier that nobody knows is null, and no column takes that.
    LEFT JOIN party p ON p.event = (t.intake ->> 'supplier')::bigint
    CROSS JOIN LATERAL jsonb_populate_record(NULL::intake,
        t.intake || t.ids || jsonb_build_object('supplier', p.event)) r;
    GET DIAGNOSTICS entries = ROW_COUNT;
    INSERT INTO posting (event, document, at, kind, leg, account, facility, material, lot, party, origin, mass, n)
    SELECT v.event, v.document, v.at, v.kind, v.leg, v.account, v.facility, v.material, v.lot, v.party, v.origin,
        v.mass, CASE v.account WHEN 'stock' THEN 1 ELSE 2 END
    FROM intake_posting v WHERE v.event BETWEEN base AND base + ids;
    GET DIAGNOSTICS postings = ROW_COUNT;
    INSERT INTO batch_posted VALUES (base, entries, postings);
END
$$;
GRANT EXECUTE ON FUNCTION record_tickets(text, text, text, integer[], jsonb) TO urbanmine_app;
