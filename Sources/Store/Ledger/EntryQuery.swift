package import MaterialLedger
package import Postgres
import Wording

/// An entry of the ledger: one event and its postings.
package struct LedgerEntry: Sendable {
    package struct Posting: Sendable {
        package var account: String
        package var facility: String?
        package var material: String
        package var lot: String?
        package var at: Instant
        package var mass: Int64
    }

    package var event: Int64
    /// What was recorded: a kind of document, `correction`, `completion` or `reversal`.
    package var kind: String
    package var documentKind: String
    package var document: String
    package var recordedAt: Instant
    package var actor: String
    package var reason: String?
    package var postings: [Posting]
}

/// Reads entries, the newest last.
package enum EntryQuery {
    /// - Parameters:
    ///   - lot: only entries that move this lot.
    ///   - since: only entries recorded at this time or later.
    ///   - limit: the newest so many.
    package static func load(
        lot: String?, since: Instant?, limit: Int, on connection: isolated Connection
    ) throws -> [LedgerEntry] {
        if let lot {
            let exists = try connection.query("SELECT EXISTS (SELECT FROM lot WHERE code = \(lot))").only()
                .decode(Bool.self)
            guard exists else {
                let near = try NearNamesQuery.nearest(to: lot, .lot, on: connection)
                let message = FaultSubject.unknownMessage(.lot, lot, near: near)
                throw Faults(Fault(.notFound, field: "lot", value: lot, message))
            }
        }
        let rows = try connection.query(
            """
            WITH wanted AS (
                SELECT j.event, j.kind, d.kind AS document_kind, coalesce(d.code, d.event::text) AS code,
                    b.recorded_at, coalesce(j.recorded_by, b.actor) AS actor, j.reason
                FROM journal j JOIN journal d ON d.event = j.document JOIN batch b ON b.batch = j.batch
                WHERE (\(since)::timestamptz IS NULL OR b.recorded_at >= \(since))
                  AND CASE WHEN \(lot)::text IS NULL
                      THEN EXISTS (SELECT FROM posting p WHERE p.event = j.event)
                      ELSE j.event = ANY (ARRAY(SELECT p.event FROM posting p WHERE p.account = 'stock' AND p.lot =
                          (SELECT l.lot FROM lot l WHERE l.code = \(lot) AND l.is_first))) END
                ORDER BY j.event DESC LIMIT \(Int64(limit))
            )
            SELECT w.event, w.kind, w.document_kind, w.code, w.recorded_at, w.actor, w.reason,
                p.account || CASE WHEN p.party IS NOT NULL THEN ':' || party.code
                    WHEN p.origin IS NOT NULL THEN ':' || p.origin ELSE '' END,
                f.code, m.code, l.code, p.at, p.mass
            FROM wanted w JOIN posting p ON p.event = w.event
            JOIN material m ON m.event = p.material LEFT JOIN facility f ON f.event = p.facility
            LEFT JOIN lot l ON l.lot = p.lot AND l.is_first LEFT JOIN party ON party.event = p.party
            ORDER BY w.event, p.at, p.n
            """)
        var entries: [LedgerEntry] = []
        for row in rows {
            let (event, kind, documentKind, code, recordedAt, actor, reason) = try row.decodePrefix()
            let posting = LedgerEntry.Posting(
                account: try row.decode(String.self, at: 7), facility: try row.decode(String?.self, at: 8),
                material: try row.decode(String.self, at: 9), lot: try row.decode(String?.self, at: 10),
                at: try row.decode(Instant.self, at: 11), mass: try row.decode(Int64.self, at: 12))
            if entries.last?.event == event {
                entries[entries.count - 1].postings.append(posting)
            } else {
                entries.append(
                    LedgerEntry(
                        event: event, kind: kind, documentKind: documentKind, document: code, recordedAt: recordedAt,
                        actor: actor, reason: reason, postings: [posting]))
            }
        }
        return entries
    }
}

extension Row {
    fileprivate func decodePrefix() throws -> (Int64, String, String, String, Instant, String, String?) {
        (
            try decode(Int64.self, at: 0), try decode(String.self, at: 1), try decode(String.self, at: 2),
            try decode(String.self, at: 3), try decode(Instant.self, at: 4), try decode(String.self, at: 5),
            try decode(String?.self, at: 6)
        )
    }
}
