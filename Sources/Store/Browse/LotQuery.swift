package import MaterialLedger
package import Postgres
import Wording

/// A lot as its page shows it: what made it, where it lies, what happened to it.
package struct LotPage: Sendable {
    package struct Balance: Sendable {
        package var facility: String
        package var mass: Mass
    }

    package struct Movement: Sendable {
        package var at: Instant
        package var facility: String
        package var mass: Int64
        package var kind: String
        package var document: String
    }

    package var lot: String
    package var material: String
    package var facility: String
    package var createdAt: Instant
    package var mass: Mass
    package var units: Int64?
    package var measurement: Measurement
    /// The kind and id of the document that made it.
    package var originKind: EventKind
    package var originDocument: String
    package var isReversed: Bool
    package var stock: [Balance]
    package var assays: [Assay]
    /// Everything that moved it into or out of a yard, in the order of business time.
    package var movements: [Movement]
}

/// Reads single lots.
package enum LotQuery {
    /// The lot with this code, or the one that the intake with this ticket made.
    ///
    /// - Throws: `Fault` `not_found`; `PostgresError`.
    package static func page(of code: String, on connection: isolated Connection) throws -> LotPage {
        let heads = try connection.query(
            """
            SELECT l.lot, l.code, m.code, f.code, l.created_at, l.mass::bigint, l.units::bigint, l.basis, l.method,
                l.sigma, j.kind, coalesce(j.code, l.code),
                EXISTS (SELECT FROM revision v WHERE v.document = l.document AND v.kind = \(EventKind.reversal))
            FROM lot named JOIN lot l ON l.lot = named.lot JOIN journal j ON j.event = l.document
            JOIN material m ON m.event = l.material JOIN facility f ON f.event = l.facility
            WHERE named.event = named.document
              AND (named.code = \(code) OR named.event = (
                  SELECT t.event FROM journal t WHERE t.kind = 'intake' AND t.code = \(code) AND t.event = t.document))
              AND NOT EXISTS (
                  SELECT FROM superseded s WHERE s.event = l.event AND s.kind <> \(EventKind.reversal))
            ORDER BY named.code = \(code) DESC LIMIT 1
            """)
        guard let head = heads.first else {
            let near = try NearNamesQuery.nearest(to: code, .lot, on: connection)
            throw Faults(
                Fault(.notFound, field: "lot", value: code, FaultSubject.unknownMessage(.lot, code, near: near)))
        }
        let lot = try head.decode(Int64.self, at: 0)
        let name = try head.decode(String.self, at: 1)
        return LotPage(
            lot: name, material: try head.decode(String.self, at: 2), facility: try head.decode(String.self, at: 3),
            createdAt: try head.decode(Instant.self, at: 4), mass: try head.decode(Mass.self, at: 5),
            units: try head.decode(Int64?.self, at: 6),
            measurement: Measurement(
                basis: try head.decode(String?.self, at: 7).flatMap(MassBasis.init),
                method: try head.decode(String?.self, at: 8), sigmaGrams: try head.decode(Double?.self, at: 9)),
            originKind: try head.decode(EventKind.self, at: 10),
            originDocument: try head.decode(String.self, at: 11), isReversed: try head.decode(Bool.self, at: 12),
            stock: try stock(of: lot, on: connection), assays: try assays(of: lot, named: name, on: connection),
            movements: try movements(of: lot, on: connection))
    }

    private static func stock(of lot: Int64, on connection: isolated Connection) throws -> [LotPage.Balance] {
        try connection.query(
            """
            SELECT f.code, sum(p.mass)::bigint FROM posting p JOIN facility f ON f.event = p.facility
            WHERE p.account = 'stock' AND p.lot = \(lot) GROUP BY f.code HAVING sum(p.mass) <> 0 ORDER BY f.code
            """
        ).map { row in
            let (facility, mass) = try row.decode(String.self, Mass.self)
            return LotPage.Balance(facility: facility, mass: mass)
        }
    }

    private static func movements(of lot: Int64, on connection: isolated Connection) throws -> [LotPage.Movement] {
        try connection.query(
            """
            SELECT p.at, f.code, p.mass, CASE
                WHEN j.kind IN (\(EventKind.correction), \(EventKind.reversal)) THEN j.kind ELSE d.kind END, coalesce(d.code, d.event::text) FROM posting p
            JOIN facility f ON f.event = p.facility JOIN journal j ON j.event = p.event
            JOIN journal d ON d.event = p.document
            WHERE p.account = 'stock' AND p.lot = \(lot) ORDER BY p.at, p.mass < 0, p.event, p.n
            """
        ).map { row in
            let (at, facility, mass, kind, document) = try row.decode(
                Instant.self, String.self, Int64.self, String.self, String.self)
            return LotPage.Movement(at: at, facility: facility, mass: mass, kind: kind, document: document)
        }
    }

    private static func assays(
        of lot: Int64, named name: String, on connection: isolated Connection
    ) throws -> [Assay] {
        try connection.query(
            """
            SELECT DISTINCT ON (a.substance) a.substance, a.fraction::text, a.sigma FROM assay a
            WHERE a.lot = \(lot) ORDER BY a.substance, a.event DESC
            """
        ).map { row in
            let (substance, fraction, sigma) = try row.decode(String.self, String.self, Double?.self)
            return Assay(
                source: SourceLine(.assays, line: 0), lot: name, substance: substance,
                fraction: try MasterDataQuery.fraction(fraction), sigma: sigma)
        }
    }
}
