package import MaterialLedger
package import Postgres

/// Reverses documents (冲销) and closes months (结账).
package enum ReversalWriter {
    /// What must be reversed first: documents that use what this one made.
    package static func consumers(of document: RecordedDocument, on connection: isolated Connection) throws -> [String]
    {
        try connection.query(
            """
            SELECT DISTINCT j.kind || ' ' || coalesce(j.code, j.event::text), j.event
            FROM (
                SELECT p.document FROM lot made JOIN posting p ON p.lot = made.lot AND p.account = 'stock'
                WHERE made.document = \(document.document) AND p.document <> \(document.document)
                UNION
                SELECT r.document FROM goods_return r WHERE r.shipment = \(document.document)
                UNION
                SELECT a.document FROM acceptance a WHERE a.counted = \(document.document)
            ) user_of
            JOIN journal j ON j.event = user_of.document
            WHERE NOT EXISTS (SELECT FROM revision v WHERE v.document = user_of.document AND v.kind = \(EventKind.reversal))
            ORDER BY j.event DESC
            """
        ).map { try $0.decode(String.self, at: 0) }
    }

    /// The event of the reversal of a document, if it was reversed.
    package static func reversal(of document: RecordedDocument, on connection: isolated Connection) throws -> Int64? {
        try connection.query(
            "SELECT event FROM revision WHERE document = \(document.document) AND kind = \(EventKind.reversal)"
        ).decode(Int64.self).first
    }

    /// Begins the batch of a reversal: holds the lots that the document moves.
    ///
    /// - Returns: the base of the batch's ids, for `reverse`.
    package static func begin(
        _ document: RecordedDocument, provenance: Provenance, on connection: isolated Connection
    ) throws -> Int64 {
        try BatchWriter.begin(
            ids: 1, months: [], lots: try lots(of: document, on: connection), provenance: provenance, on: connection)
    }

    private static func lots(of document: RecordedDocument, on connection: isolated Connection) throws -> Set<String> {
        Set(
            try connection.query(
                """
                SELECT l.code FROM lot l WHERE l.is_first AND l.lot IN (
                    SELECT p.lot FROM posting p WHERE p.account = 'stock' AND p.document = \(document.document)
                      AND p.event = ANY (ARRAY(
                          SELECT \(document.document) UNION
                          SELECT r.event FROM revision r WHERE r.document = \(document.document))))
                """
            ).decode(String.self))
    }

    /// The lot that would fall below zero without the document; nil where none would.
    ///
    /// - Parameter booked: when a posting of a time is taken back.
    package static func shortfall(
        without document: RecordedDocument, booked: (Instant) -> Instant, on connection: isolated Connection
    ) throws -> (lot: String, shortfall: Shortfall)? {
        let known = try LotsQuery.load(
            lots: try lots(of: document, on: connection), shipments: [], on: connection)
        let back = known.movements.filter { $0.document == document.document }.map { movement in
            var movement = movement
            movement.at = booked(movement.at)
            movement.mass = -movement.mass
            return movement
        }
        return Shortfall.first(in: known.movements, adding: back).map { (known.code(of: $0.lot), $0) }
    }

    /// A lot of which more pieces would be drawn than there are, without a return; nil where there is none.
    package static func missingPieces(
        without document: RecordedDocument, on connection: isolated Connection
    ) throws -> (lot: String, missing: Int64)? {
        guard document.kind == .goodsReturn else { return nil }
        let rows = try DocumentQuery.rows(of: document, on: connection).returns
        let known = try LotsQuery.load(lots: Set(rows.map(\.lot)), shipments: [], on: connection)
        for row in rows {
            guard let lot = known.lots[row.lot], let units = lot.units, let back = row.units else { continue }
            if lot.unitsDrawn + back > units { return (row.lot, lot.unitsDrawn + back - units) }
        }
        return nil
    }

    /// Posts the document's postings again with the opposite sign: at their own times, or at `lateAt` where the month
    /// is closed.
    ///
    /// `base` is that of the batch that `begin` began.
    package static func reverse(
        _ document: RecordedDocument, reason: String, at: Instant, isLate: Bool, lateAt: Instant?, base: Int64,
        on connection: isolated Connection
    ) throws -> (event: Int64, counts: BatchCounts) {
        let event = RecordingPlan.id(-1, base: base)
        let digest = Reversal(
            kind: document.kind, document: document.code, entry: document.document, reason: reason, at: at
        ).content.digest
        let journal = TableRows.journal(
            event, .reversal, document: document.document, code: document.code, at: at, reason: reason, digest,
            batch: base)
        var revision = TableRows("revision")
        revision.add("event", [event])
        revision.add("document", [document.document])
        revision.add("kind", [EventKind.reversal.name], as: "urbanmine.event_kind")
        revision.add("late", [isLate])
        revision.add("late_at", [lateAt])
        _ = try connection.pipeline([journal.statement, revision.statement])
        return (event, try BatchWriter.post(on: connection))
    }

    /// Closes a month; the database checks the order and waits for writers no longer than `lock_timeout`.
    package static func close(
        _ month: Month, provenance: Provenance, on connection: isolated Connection
    ) throws {
        try connection.script("SET LOCAL lock_timeout = '10s'")
        _ = try connection.query("SELECT hold_for_close(\(month.number))")
        let base = try BatchWriter.begin(ids: 1, months: [], lots: [], provenance: provenance, on: connection)
        let event = RecordingPlan.id(-1, base: base)
        let digest = Close(month: month).content.digest
        // Before the journal, whose unique codes would speak of a conflict where the month is closed already.
        _ = try connection.query("SELECT close_period(\(event), \(month.number))")
        let journal = TableRows.journal(event, .close, code: month.text, at: nil, digest, batch: base)
        _ = try connection.query(journal.statement)
        _ = try BatchWriter.post(on: connection)
    }
}
