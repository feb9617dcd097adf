package import MaterialLedger
package import Postgres

/// What balances are summed by.
package enum BalanceKey: String, Sendable, CaseIterable {
    case account, facility, material, lot
}

/// A balance of the ledger; fields that were summed over are nil.
package struct BalanceRow: Sendable, Equatable {
    /// The account: `stock`, `process`, `supplier:CODE`, `customer:CODE`, `addition:SOURCE` and so on.
    package var account: String?
    package var facility: String?
    package var material: String?
    package var lot: String?
    package var mass: Int64
}

/// Balances as of any time, on both clocks: what was there, and what was known.
package enum BalanceQuery {
    /// - Parameters:
    ///   - at: business time; postings up to and at it count. Nil: all.
    ///   - knownAt: recording time; what was recorded later does not count. Nil: all.
    ///   - account: a pattern with `*` and `?` on the account's name.
    package static func load(
        by key: BalanceKey?, account pattern: String?, at: Instant?, knownAt: Instant?,
        on connection: isolated Connection
    ) throws -> [BalanceRow] {
        // Sums over everything but lots and parties are read from the day deltas.
        if knownAt == nil, pattern == nil, key == .facility || key == .material {
            return try fromDeltas(key, at: at, on: connection)
        }
        let name: SQL =
            """
            p.account || CASE WHEN p.party IS NOT NULL THEN ':' || party.code
                WHEN p.origin IS NOT NULL THEN ':' || p.origin ELSE '' END
            """
        let columns: (SQL, SQL, SQL, SQL) =
            switch key {
            case nil: (name, "f.code", "m.code", "l.code")
            case .account: (name, "NULL::text", "NULL::text", "NULL::text")
            case .facility: ("NULL::text", "f.code", "NULL::text", "NULL::text")
            case .material: ("NULL::text", "NULL::text", "m.code", "NULL::text")
            case .lot: ("NULL::text", "NULL::text", "NULL::text", "l.code")
            }
        let like = pattern.map(likePattern)
        return try connection.query(
            """
            WITH sums AS (
                SELECT p.account, p.facility, p.material, p.lot, p.party, p.origin, sum(p.mass) AS mass
                FROM posting p
                WHERE (\(at)::timestamptz IS NULL OR p.at <= \(at))
                  AND (\(knownAt)::timestamptz IS NULL OR p.event < coalesce((
                      SELECT min(b.batch) FROM batch b WHERE b.recorded_at > \(knownAt)), 9223372036854775807))
                GROUP BY p.account, p.facility, p.material, p.lot, p.party, p.origin HAVING sum(p.mass) <> 0
            )
            SELECT \(columns.0) AS account, \(columns.1) AS facility, \(columns.2) AS material, \(columns.3) AS lot,
                sum(p.mass)::bigint
            FROM sums p
            LEFT JOIN facility f ON f.event = p.facility LEFT JOIN material m ON m.event = p.material
            LEFT JOIN lot l ON l.lot = p.lot AND l.is_first LEFT JOIN party ON party.event = p.party
            WHERE \(like)::text IS NULL OR \(name) LIKE \(like)
            GROUP BY 1, 2, 3, 4 HAVING sum(p.mass) <> 0 ORDER BY 1, 2, 3, 4
            """
        ).map { row in
            let (account, facility, material, lot, mass) = try row.decode(
                String?.self, String?.self, String?.self, String?.self, Int64.self)
            return BalanceRow(account: account, facility: facility, material: material, lot: lot, mass: mass)
        }
    }

    /// From the last sealed opening, the deltas of the days since, and the postings of the day itself.
    private static func fromDeltas(
        _ key: BalanceKey?, at: Instant?, on connection: isolated Connection
    ) throws -> [BalanceRow] {
        let column: SQL = key == .facility ? "f.code" : "m.code"
        let parts: SQL =
            at.map { at in
                """
                SELECT b.facility, b.material, b.mass
                FROM site, balance_at_month(business_month(\(at), site.time_zone)) b
                UNION ALL
                SELECT d.facility, d.material, d.mass FROM site, day_delta d
                WHERE d.day >= date_trunc('month', business_day(\(at), site.time_zone)::timestamp)::date
                  AND d.day < business_day(\(at), site.time_zone)
                UNION ALL
                SELECT p.facility, p.material, p.mass FROM site, posting p
                WHERE p.at >= business_day(\(at), site.time_zone)::timestamp AT TIME ZONE site.time_zone
                  AND p.at <= \(at)
                """
            } ?? "SELECT facility, material, mass FROM day_delta"
        return try connection.query(
            """
            SELECT \(column), sum(d.mass)::bigint FROM (
                SELECT facility, material, sum(mass) AS mass FROM (\(parts)) part GROUP BY facility, material
            ) d LEFT JOIN facility f ON f.event = d.facility JOIN material m ON m.event = d.material
            GROUP BY 1 HAVING sum(d.mass) <> 0 ORDER BY 1
            """
        ).map { row in
            let (code, mass) = try row.decode(String?.self, Int64.self)
            return BalanceRow(
                account: nil, facility: key == .facility ? code : nil, material: key == .material ? code : nil,
                lot: nil, mass: mass)
        }
    }

    /// `*` and `?` as LIKE knows them, everything else literal.
    private static func likePattern(_ glob: String) -> String {
        var pattern = ""
        for character in glob {
            switch character {
            case "*": pattern += "%"
            case "?": pattern += "_"
            case "%", "_", "\\": pattern += "\\\(character)"
            default: pattern.append(character)
            }
        }
        return pattern
    }
}
