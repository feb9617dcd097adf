import MaterialLedger
import Postgres

extension SubstanceFractions {
    /// Loads the compositions by a substance; nil: masses are weighed.
    static func load(_ substance: String?, on connection: isolated Connection) throws -> SubstanceFractions {
        guard let substance else { return .mass }
        let rows = try connection.query(
            """
            SELECT DISTINCT ON (c.material, c.valid_from)
                c.material, c.valid_from, (c.fraction * \(Fraction.one))::bigint
            FROM composition c WHERE c.substance = \(substance)
            ORDER BY c.material, c.valid_from, c.event DESC
            """
        ).decode(Int64.self, Instant?.self, Int64.self)
        return SubstanceFractions(
            rows.map { Version(material: $0.0, validFrom: $0.1, fraction: Fraction(units: $0.2)) })
    }

    /// Loads the assays of lots, to count before their materials' compositions.
    mutating func loadAssays(
        of lots: [Int64], substance: String?, on connection: isolated Connection
    ) throws {
        guard let substance, !lots.isEmpty else { return }
        let rows = try connection.query(
            about: lots,
            """
            SELECT DISTINCT ON (a.lot) a.lot, (a.fraction * \(Fraction.one))::bigint
            FROM assay a WHERE a.lot = ANY (\(lots)) AND a.substance = \(substance)
            ORDER BY a.lot, a.event DESC
            """
        ).decode(Int64.self, Int64.self)
        for (lot, units) in rows { setAssay(Fraction(units: units), ofLot: lot) }
    }
}
