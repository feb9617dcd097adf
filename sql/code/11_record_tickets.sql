-- Records new tickets (过磅单) as a batch of its own, in one statement of the client: what begin_batch, put_journal,
-- put_lots, put_intakes and post do one after the other, with ids that nobody but the database has to know.
CREATE FUNCTION record_tickets(
    actor text, host text, program text, months integer[], codes text[], received timestamptz[], digests bytea[],
    recorders text[], lots text[], bases text[], methods text[], sigmas double precision[], facilities bigint[],
    materials bigint[], suppliers bigint[], grosses bigint[], tares bigint[], deductions bigint[], nets bigint[],
    books bigint[], moistures bigint[], impurities bigint[], declared bigint[], removed boolean[], provinces text[],
    trucks text[], manifests text[], owners text[], origin_classes text[], OUT entries bigint, OUT postings bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = urbanmine, pg_temp AS $$
#variable_conflict use_column
DECLARE
    ids bigint := 1 + 2 * cardinality(codes);
    base bigint := begin_batch(actor, host, program, ids, months, '{}');
BEGIN
    WITH ticket AS MATERIALIZED (
        -- What is missing, a supplier that nobody knows included, is null, and no column takes that.
        SELECT base + 2 * n - 1 AS event, base + 2 * n AS lot, party.event AS supplier, u.*
        FROM unnest(codes, received, digests, recorders, lots, bases, methods, sigmas, facilities, materials, suppliers,
            grosses, tares, deductions, nets, books, moistures, impurities, declared, removed, provinces, trucks,
            manifests, owners, origin_classes) WITH ORDINALITY
            u (code, received_at, digest, recorded_by, lot_code, basis, method, sigma, facility, material, asked,
                gross, tare, deduction, net, book, moisture, impurity, said, is_removed, province, truck, manifest,
                owner, origin_class, n)
        LEFT JOIN party ON party.event = u.asked
    ), journalled AS (
        INSERT INTO journal (event, document, batch, occurred_at, kind, code, recorded_by, digest)
        SELECT event, event, base, received_at, 'intake', code, recorded_by, digest FROM ticket
    ), piled AS (
        INSERT INTO lot (lot, event, document, code, material, facility, created_at, mass, basis, method, sigma,
            is_first)
        SELECT lot, event, event, lot_code, material, facility, received_at, book, basis, method, sigma, true
        FROM ticket
    )
    INSERT INTO intake
    SELECT event, event, lot, facility, material, supplier, received_at, gross, tare, deduction, net, book, moisture,
        impurity, said, is_removed, province, truck, manifest, owner, origin_class
    FROM ticket;
    GET DIAGNOSTICS entries = ROW_COUNT;
    INSERT INTO posting (event, document, at, kind, leg, account, facility, material, lot, party, origin, mass, n)
    SELECT v.event, v.document, v.at, v.kind, v.leg, v.account, v.facility, v.material, v.lot, v.party, v.origin,
        v.mass, CASE v.account WHEN 'stock' THEN 1 ELSE 2 END
    FROM intake_posting v WHERE v.event BETWEEN base AND base + ids;
    GET DIAGNOSTICS postings = ROW_COUNT;
    INSERT INTO batch_posted VALUES (base, entries, postings);
END
$$;
GRANT EXECUTE ON FUNCTION record_tickets(text, text, text, integer[], text[], timestamptz[], bytea[], text[], text[],
    text[], text[], double precision[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[],
    bigint[], bigint[], bigint[], bigint[], boolean[], text[], text[], text[], text[], text[]) TO urbanmine_app;
