import MaterialLedger
import Postgres

/// What a trace tells of a lot, by the lot's latest revision.
struct LotDetail {
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
        let arrival: SQL =
            withArrivals
            ? """
            coalesce(i.supplier, o.supplier), coalesce(i.province, o.province), o.event IS NOT NULL
            FROM lot l LEFT JOIN intake i ON i.event = l.event LEFT JOIN opening o ON o.event = l.event
            """
            : "NULL::bigint, NULL::text, false FROM lot l"
        let rows = try connection.query(
            about: lots,
            """
            SELECT l.lot, l.code, l.material, l.facility, l.created_at, \(arrival)
            WHERE l.lot = ANY (\(lots))
              AND NOT EXISTS (SELECT FROM revision v WHERE v.document = l.document AND v.event > l.event)
            """)
        var details: [Int64: LotDetail] = [:]
        details.reserveCapacity(rows.count)
        for row in rows {
            details[try row[0]] = LotDetail(
                code: try row[1], material: try row[2], facility: try row[3], createdAt: try row[4],
                supplier: try row[5], province: try row[6], isOpening: try row[7])
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
