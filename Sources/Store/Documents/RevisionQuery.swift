package import MaterialLedger
package import Postgres

/// Revisions of documents: corrections, completions, reversals.
package enum RevisionQuery {
    /// Whether a revision of the document was posted after its month's close.
    package static func hasLate(_ document: Int64, on connection: isolated Connection) throws -> Bool {
        try connection.query("SELECT EXISTS (SELECT FROM revision r WHERE r.document = \(document) AND r.late)")
            .only().decode(Bool.self)
    }

    /// Whether exactly this correction of the document is on record.
    ///
    /// - Parameters:
    ///   - fields: what was typed, in that order: a field and its value.
    ///   - at: when it was made; nil: at any time.
    package static func isCorrected(
        _ document: Int64, _ fields: [(field: String, value: String)], reason: String, at: Instant?,
        on connection: isolated Connection
    ) throws -> Bool {
        try connection.query(
            """
            SELECT EXISTS (
                SELECT FROM revision r JOIN journal j ON j.event = r.event
                CROSS JOIN LATERAL (
                    SELECT array_agg(c.field ORDER BY c.n) AS names, array_agg(c.typed ORDER BY c.n) AS words
                    FROM correction_field c WHERE c.event = r.event AND c.typed IS NOT NULL) typed
                WHERE r.document = \(document) AND r.kind = \(EventKind.correction)
                  AND j.reason = \(reason) AND (\(at)::timestamptz IS NULL OR j.occurred_at = \(at))
                  AND typed.names = \(fields.map(\.field)) AND typed.words = \(fields.map(\.value)))
            """
        ).only().decode(Bool.self)
    }
}
