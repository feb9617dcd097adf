import MaterialLedger
import Postgres
import Wording

extension SubstanceFractions {
    /// Loads the compositions by a substance; nil: masses are weighed.
    ///
    /// - Throws: `Fault` `unknown_reference` for a substance that neither a composition nor an assay names;
    ///   `PostgresError`.
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
        if rows.isEmpty { try checkAssayed(substance, on: connection) }
        return SubstanceFractions(
            rows.map { Version(material: $0.0, validFrom: $0.1, fraction: Fraction(units: $0.2)) })
    }

    private static func checkAssayed(_ substance: String, on connection: isolated Connection) throws {
        let isKnown: Bool = try connection.query("SELECT EXISTS (SELECT FROM assay WHERE substance = \(substance))")
            .only().decode(Bool.self)
        if isKnown { return }
        let known = try connection.query(
            "SELECT substance FROM composition UNION SELECT substance FROM assay ORDER BY 1 LIMIT 1000"
        ).decode(String.self)
        throw Fault(
            .unknownReference, field: "substance", value: substance,
            """
            no composition and no assay on record names the substance '\(substance)'\
            \(Spelling.hint(for: substance, in: known))
            """)
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
