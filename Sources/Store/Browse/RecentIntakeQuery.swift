package import MaterialLedger
package import Postgres

/// Looks for a truck that was weighed twice.
package enum RecentIntakeQuery {
    /// Tickets of the same truck with the same net mass within `seconds` before or after an instant, but `ticket`.
    ///
    /// The BRIN index on the postings' times leads to the few intakes of that hour; intakes have no index of their own
    /// on truck or time, as nothing else asks so.
    package static func tickets(
        truck: String, net: Mass, at: Instant, within seconds: Int64, butNot ticket: String,
        on connection: isolated Connection
    ) throws -> [String] {
        let (from, until) = (at.advanced(bySeconds: -seconds), at.advanced(bySeconds: seconds))
        return try connection.query(
            """
            SELECT j.code FROM (
                SELECT DISTINCT p.event FROM posting p
                WHERE p.at BETWEEN \(from) AND \(until) AND p.kind = 'intake' AND p.account = 'stock'
            ) near JOIN intake i ON i.event = near.event JOIN journal j ON j.event = i.document
            WHERE i.truck = \(truck) AND i.net = \(net)::bigint AND i.received_at BETWEEN \(from) AND \(until)
              AND j.code <> \(ticket)
              AND NOT EXISTS (SELECT FROM superseded s WHERE s.event = i.event)
            ORDER BY i.received_at, j.code LIMIT 5
            """
        ).decode(String.self)
    }
}
