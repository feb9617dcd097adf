import MaterialLedger
import Postgres

/// What a trace tells of a lot, by the lot's latest revision.
struct LotDetail {
    /// The revision that says this.
    var event: Int64
    var code: String
    var material: Int64
    var facility: Int64
    var createdAt: Instant
    /// Of an intake, and where it is known of opening stock.
    var supplier: Int64?
    var province: String?
    var isOpening: Bool

    /// Details of lots by their ids.
    ///
    /// - Parameter withArrivals: whether suppliers and provinces are needed.
    static func load(
        _ lots: [Int64], withArrivals: Bool, on connection: isolated Connection
    ) throws -> [Int64: LotDetail] {
        guard !lots.isEmpty else { return [:] }
        // OFFSET 0 keeps opening stock from being looked for where there is a ticket.
        let arrival: SQL =
            withArrivals
            ? """
            coalesce(i.supplier, o.supplier), coalesce(i.province, o.province), o.event IS NOT NULL
            FROM lot l LEFT JOIN intake i ON i.event = l.event
            LEFT JOIN LATERAL (
                SELECT * FROM opening first WHERE first.event = l.event AND i.event IS NULL OFFSET 0) o ON true
            """
            : "NULL::bigint, NULL::text, false FROM lot l"
        let rows = try connection.query(
            about: lots,
            """
            SELECT l.lot, l.event, l.code, l.material, l.facility, l.created_at, \(arrival)
            WHERE l.lot = ANY (\(lots))
            """)
        var details: [Int64: LotDetail] = [:]
        details.reserveCapacity(rows.count)
        for row in rows {
            // Nothing that is traced was reversed, and a revision writes its lots again: the last row is in force.
            let (lot, event): (Int64, Int64) = (try row[0], try row[1])
            if let other = details[lot], other.event > event { continue }
            details[lot] = LotDetail(
                event: event, code: try row[2], material: try row[3], facility: try row[4], createdAt: try row[5],
                supplier: try row[6], province: try row[7], isOpening: try row[8])
        }
        return details
    }
}

extension [Int64: LotDetail] {
    func detail(of lot: Int64) throws -> LotDetail {
        guard let detail = self[lot] else {
            throw PostgresError(code: .decoding, message: "the lot with the id \(lot) is not in force")
        }
        return detail
    }
}
