package import MaterialLedger
package import Postgres

/// Looks up what is on record of the names and documents that a bundle mentions.
package enum NamesQuery {
    package static func load(
        _ names: BundleCheck.Names, on connection: isolated Connection
    ) throws -> KnownNames {
        var known = KnownNames()
        known.parties = try masters(
            names.parties,
            """
            SELECT DISTINCT ON (p.event) p.code, p.event, j.digest
            FROM party p JOIN party_revision r ON r.party = p.event JOIN journal j ON j.event = r.event
            WHERE p.code = ANY
            """, order: "p.event, r.event DESC", on: connection)
        known.facilities = try masters(
            names.facilities,
            """
            SELECT DISTINCT ON (p.event) p.code, p.event, j.digest
            FROM facility p JOIN facility_revision r ON r.facility = p.event JOIN journal j ON j.event = r.event
            WHERE p.code = ANY
            """, order: "p.event, r.event DESC", on: connection)
        known.materials = try masters(
            names.materials,
            """
            SELECT DISTINCT ON (p.event) p.code, p.event, j.digest
            FROM material p JOIN material_revision r ON r.material = p.event JOIN journal j ON j.event = r.event
            WHERE p.code = ANY
            """, order: "p.event, r.event DESC", on: connection)
        known.closedThrough = try connection.query("SELECT last_closed_month()").only().decode(Int32?.self)
            .flatMap { Month(number: $0) }
        try loadCompositions(names, into: &known, on: connection)
        try loadAssays(names, into: &known, on: connection)
        if names.wantsHistory { try loadHistory(into: &known, on: connection) }
        try loadDocuments(names, into: &known, on: connection)
        return known
    }

    private static func masters(
        _ codes: Set<String>, _ select: String, order: String, on connection: isolated Connection
    ) throws -> [String: KnownNames.Master] {
        guard !codes.isEmpty else { return [:] }
        let rows = try connection.query(
            "\(unsafe: select) (\(Array(codes))) ORDER BY \(unsafe: order)")
        var known: [String: KnownNames.Master] = [:]
        known.reserveCapacity(rows.count)
        for row in rows {
            let (code, id, digest) = try row.decode(String.self, Int64.self, ContentDigest.self)
            known[code] = .init(id: id, digest: digest)
        }
        return known
    }

    private static func loadCompositions(
        _ names: BundleCheck.Names, into known: inout KnownNames, on connection: isolated Connection
    ) throws {
        guard !names.compositionMaterials.isEmpty else { return }
        let rows = try connection.query(
            """
            SELECT m.code, c.substance, c.valid_from, j.document, j.digest
            FROM composition c JOIN material m ON m.event = c.material JOIN journal j ON j.event = c.event
            WHERE m.code = ANY (\(Array(names.compositionMaterials))) ORDER BY c.event
            """)
        for row in rows {
            let (material, substance, validFrom, document, digest) = try row.decode(
                String.self, String.self, Instant?.self, Int64.self, ContentDigest.self)
            let key = Composition(
                source: SourceLine(.compositions, line: 0), material: material, substance: substance,
                fraction: Fraction(units: 0), validFrom: validFrom
            ).key
            known.compositions[key] = .init(id: document, digest: digest)
        }
    }

    private static func loadAssays(
        _ names: BundleCheck.Names, into known: inout KnownNames, on connection: isolated Connection
    ) throws {
        guard !names.assayLots.isEmpty else { return }
        let rows = try connection.query(
            """
            SELECT l.code, a.substance, j.document, j.digest
            FROM lot l JOIN assay a ON a.lot = l.lot JOIN journal j ON j.event = a.event
            WHERE l.is_first AND l.code = ANY (\(Array(names.assayLots))) ORDER BY a.event
            """)
        for row in rows {
            let (lot, substance, document, digest) = try row.decode(
                String.self, String.self, Int64.self, ContentDigest.self)
            known.assays["\(lot)\u{0}\(substance)"] = .init(id: document, digest: digest)
        }
    }

    private static func loadHistory(into known: inout KnownNames, on connection: isolated Connection) throws {
        let rows = try connection.query(
            """
            SELECT h.month, h.direction, m.code, f.code, j.document, j.digest
            FROM history h JOIN material m ON m.event = h.material LEFT JOIN facility f ON f.event = h.facility
            JOIN journal j ON j.event = h.event ORDER BY h.event
            """)
        for row in rows {
            let (month, table, material, facility, document, digest) = try row.decode(
                Int32.self, String.self, String.self, String?.self, Int64.self, ContentDigest.self)
            guard let period = Month(number: month) else { continue }
            known.history["\(period.text)\u{0}\(table)\u{0}\(material)\u{0}\(facility ?? "")"] = .init(
                id: document, digest: digest)
        }
    }

    private static func loadDocuments(
        _ names: BundleCheck.Names, into known: inout KnownNames, on connection: isolated Connection
    ) throws {
        for (kind, codes) in names.documents {
            let rows = try connection.query(
                """
                SELECT first.code, first.event, first.digest, (
                    SELECT array_agg(later.digest ORDER BY r.event) FROM revision r
                    JOIN journal later ON later.event = r.event WHERE r.document = first.event AND r.kind <> 31)
                FROM journal first
                WHERE first.kind = \(kind.rawValue) AND first.event = first.document
                  AND first.code = ANY (\(codes))
                """)
            guard !rows.isEmpty else { continue }
            var documents: [String: KnownNames.Document] = [:]
            documents.reserveCapacity(rows.count)
            for row in rows {
                let (code, id, digest, later) = try row.decode(
                    String.self, Int64.self, ContentDigest.self, [ContentDigest]?.self)
                documents[code] = .init(id: id, digests: [digest] + (later ?? []))
            }
            known.documents[kind] = documents
        }
    }
}
