import MaterialLedger
import Postgres

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
    /// - Throws: `Fault` `not_found`, with a lot of a similar code where there is one; `PostgresError`.
    static func find(_ code: String, on connection: isolated Connection) throws -> TracedLot {
        let rows = try connection.query(
            """
            SELECT l.lot, l.code, l.document, made.event IS NOT NULL, l.material, m.code, l.created_at, l.mass::bigint
            FROM lot named JOIN lot l ON l.lot = named.lot
            JOIN material m ON m.event = l.material
            LEFT JOIN run made ON made.event = l.document
            WHERE named.code = \(code) AND named.is_first
              AND NOT EXISTS (SELECT FROM revision v WHERE v.document = l.document AND v.event > l.event)
            """)
        guard let row = rows.first else { throw try missing(code, on: connection) }
        let values = try row.decode(
            Int64.self, String.self, Int64.self, Bool.self, Int64.self, String.self, Instant.self, Mass.self)
        return TracedLot(
            lot: values.0, code: values.1, document: values.2, isMadeByRun: values.3, material: values.4,
            materialCode: values.5, createdAt: values.6, mass: values.7)
    }

    private static func missing(_ code: String, on connection: isolated Connection) throws -> Fault {
        // What was mistyped near its end stands beside the right one in the order of codes.
        let neighbours = try connection.query(
            """
            (SELECT l.code FROM lot l WHERE l.is_first AND l.code >= \(code) ORDER BY l.code LIMIT 50)
            UNION ALL
            (SELECT l.code FROM lot l WHERE l.is_first AND l.code < \(code) ORDER BY l.code DESC LIMIT 50)
            """
        ).decode(String.self)
        let hint = Spelling.nearest(to: code, in: neighbours).map { "; did you mean \($0)?" } ?? ""
        return Fault(.notFound, field: "lot", value: code, "there is no lot \(code)\(hint)")
    }
}
