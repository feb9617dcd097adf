package import MaterialLedger
package import Postgres
package import Wording

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
            case .shipment: "SELECT code FROM journal WHERE kind = 'shipment' AND event = document AND code IS NOT NULL"
            }
        return Spelling.nearest(to: code, in: try candidates(code, names, on: connection) + (near.map { [$0] } ?? []))
    }

    /// A question whether the document was meant that is nearest to an id; empty where none is near.
    package static func documentHint(
        for code: String, _ kinds: [EventKind], on connection: isolated Connection
    ) throws -> Sentence {
        let ids: SQL =
            "SELECT code FROM journal WHERE kind = ANY (\(kinds)::event_kind[]) AND event = document AND code IS NOT NULL"
        return Spelling.hint(for: code, in: try candidates(code, ids, on: connection))
    }

    private static func candidates(_ code: String, _ names: SQL, on connection: isolated Connection) throws -> [String]
    {
        // Words one slip away come by the index; so do the neighbours in the order of codes, which may have more slips
        // near their ends. Of few names all are looked at.
        let variants = Spelling.variants(of: code)
        return try connection.query(
            """
            (\(names) AND code = ANY (\(variants)))
            UNION (\(names) AND code > \(code) ORDER BY code LIMIT 50)
            UNION (\(names) AND code < \(code) ORDER BY code DESC LIMIT 50)
            UNION (\(names) LIMIT 2000)
            """
        ).decode(String.self)
    }
}
