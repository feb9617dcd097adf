import MaterialLedger
import Postgres
import Wording

/// The lot that is traced, as its latest revision says.
struct TracedLot: Sendable {
    var lot: Int64
    var code: String
    /// The document that made it: the source of its edges.
    var document: Int64
    var isMadeByRun: Bool
    var material: Int64
    var materialCode: String
    var createdAt: Instant
    var mass: Mass

    /// Finds a lot by its code.
    ///
    /// - Throws: `Fault` `not_found`, with how its document was reversed, or a lot of a similar code where there is one;
    ///   `PostgresError`.
    static func find(_ code: String, on connection: isolated Connection) throws -> TracedLot {
        let rows = try connection.query(
            """
            SELECT l.lot, l.code, l.document, made.event IS NOT NULL, l.material, m.code, l.created_at, l.mass::bigint
            FROM lot named JOIN lot l ON l.lot = named.lot
            JOIN material m ON m.event = l.material
            LEFT JOIN run made ON made.event = l.document
            WHERE named.code = \(code) AND named.is_first
              AND NOT EXISTS (SELECT FROM superseded s WHERE s.event = l.event)
            """)
        guard let row = rows.first else { throw try missing(code, on: connection) }
        let values = try row.decode(
            Int64.self, String.self, Int64.self, Bool.self, Int64.self, String.self, Instant.self, Mass.self)
        return TracedLot(
            lot: values.0, code: values.1, document: values.2, isMadeByRun: values.3, material: values.4,
            materialCode: values.5, createdAt: values.6, mass: values.7)
    }

    private static func missing(_ code: String, on connection: isolated Connection) throws -> Fault {
        if let reversal = try reversal(code, on: connection) {
            return Fault(.notFound, field: "lot", value: code, reversal)
        }
        let near = try NearNamesQuery.nearest(to: code, .lot, on: connection)
        return Fault(.notFound, field: "lot", value: code, FaultSubject.unknownMessage(.lot, code, near: near))
    }

    /// When the document that made a lot was reversed, by which entry and why; nil where it was not.
    private static func reversal(_ code: String, on connection: isolated Connection) throws -> Sentence? {
        let rows = try connection.query(
            """
            SELECT made.kind, coalesce(made.code, l.code), r.event, back.reason,
                to_char(b.recorded_at AT TIME ZONE (SELECT time_zone FROM site), 'YYYY-MM-DD HH24:MI')
            FROM lot l JOIN revision r ON r.document = l.document AND r.kind = \(EventKind.reversal)
            JOIN journal made ON made.event = l.document
            JOIN journal back ON back.event = r.event JOIN batch b ON b.batch = back.batch
            WHERE l.is_first AND l.code = \(code)
            """
        ).decode(String.self, String.self, Int64.self, String?.self, String.self)
        return rows.first.map { kind, document, entry, reason, at in
            """
            \(Sentence(term: kind)) \(document), which made the lot \(code), was reversed at \(at) by entry \(entry)\
            \(reason.map { ": \($0)" } ?? "")
            """
        }
    }
}
