package import MaterialLedger
package import Postgres

/// Finds what someone may have meant among all names on record; asked only once a name is not found.
package enum NearNamesQuery {
    /// The name on record that is nearest to a code; nil where none is near.
    ///
    /// - Parameter near: another candidate.
    package static func nearest(
        to code: String, _ what: NamedThing, or near: String? = nil, on connection: isolated Connection
    ) throws -> String? {
        let names: SQL =
            switch what {
            case .party: "SELECT code FROM party WHERE true"
            case .facility: "SELECT code FROM facility WHERE true"
            case .material: "SELECT code FROM material WHERE true"
            case .lot: "SELECT code FROM lot WHERE is_first"
            case .shipment: "SELECT code FROM journal WHERE kind = 5 AND event = document AND code IS NOT NULL"
            }
        // Words one slip away come by the index; so do the neighbours in the order of codes, which may have more slips
        // near their ends. Of few names all are looked at.
        let variants = Spelling.variants(of: code)
        let found = try connection.query(
            """
            (\(names) AND code = ANY (\(variants)))
            UNION (\(names) AND code > \(code) ORDER BY code LIMIT 50)
            UNION (\(names) AND code < \(code) ORDER BY code DESC LIMIT 50)
            UNION (\(names) LIMIT 2000)
            """
        ).decode(String.self)
        return Spelling.nearest(to: code, in: found + (near.map { [$0] } ?? []))
    }
}
