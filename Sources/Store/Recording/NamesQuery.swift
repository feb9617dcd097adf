package import MaterialLedger
package import Postgres

/// Looks up what is on record of the names and documents that a bundle mentions.
package enum NamesQuery {
    package static func load(
        _ names: BundleCheck.Names, on connection: isolated Connection
    ) throws -> KnownNames {
        try load(names, lots: [], on: connection).names
    }

    /// The same, and lots of these codes; a ticket's in the same round trip.
    package static func load(
        _ names: BundleCheck.Names, lots: Set<String>, on connection: isolated Connection
    ) throws -> (names: KnownNames, lots: KnownLots) {
        var known = KnownNames()
        var lotRows: Rows?
        // A ticket's names are asked for in one round trip and with kept plans; those of a city-year one after the
        // other, each planned for its number.
        let isSmall = names.count <= 100
        var asked: [(statement: SQL, take: (Rows, inout KnownNames) throws -> Void)] = []
        func ask(_ statement: SQL, _ take: @escaping (Rows, inout KnownNames) throws -> Void) {
            asked.append((statement, take))
        }
        if isSmall {
            // By index even where a table was all but empty when the plan was made.
            ask(
                """
                SELECT set_config('plan_cache_mode', 'force_generic_plan', true),
                    set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)
                """
            ) { _, _ in }
        }
        // Before the documents: a lot that is seen has its ticket seen, too, whoever records it in between.
        if !lots.isEmpty { ask(LotsQuery.statement(lots)) { rows, _ in lotRows = rows } }
        if !names.parties.isEmpty {
            ask(mastersStatement("party", names.parties)) { $1.parties = try masters($0) }
        }
        if !names.facilities.isEmpty {
            ask(mastersStatement("facility", names.facilities)) { $1.facilities = try masters($0) }
        }
        if !names.materials.isEmpty {
            ask(mastersStatement("material", names.materials)) { $1.materials = try masters($0) }
        }
        ask("SELECT max(month) FROM period") {
            $1.closedThrough = try $0.only().decode(Int32?.self).flatMap { Month(number: $0) }
        }
        for (kind, codes) in names.documents where !codes.isEmpty {
            ask(documentsStatement(kind, codes)) { $1.documents[kind] = try documents($0) }
        }
        if isSmall {
            ask("SELECT set_config('plan_cache_mode', 'auto', true), set_config('enable_seqscan', 'on', true)") {
                _, _ in
            }
            for (rows, question) in zip(try connection.pipeline(asked.map(\.statement)), asked) {
                try question.take(rows, &known)
            }
        } else {
            for question in asked { try question.take(connection.query(question.statement), &known) }
        }
        try loadCompositions(names, into: &known, on: connection)
        try loadAssays(names, into: &known, on: connection)
        if names.wantsHistory { try loadHistory(into: &known, on: connection) }
        let knownLots = try lotRows.map { try LotsQuery.load(shipments: [], found: $0, on: connection) }
        return (known, knownLots ?? KnownLots())
    }

    private static func mastersStatement(_ table: String, _ codes: Set<String>) -> SQL {
        """
        SELECT DISTINCT ON (p.event) p.code, p.event, j.digest
        FROM \(unsafe: table) p JOIN \(unsafe: table)_revision r ON r.\(unsafe: table) = p.event
        JOIN journal j ON j.event = r.event
        WHERE p.code = ANY (\(Array(codes))) ORDER BY p.event, r.event DESC
        """
    }

    private static func masters(_ rows: Rows) throws -> [String: KnownNames.Master] {
        var known: [String: KnownNames.Master] = [:]
        known.reserveCapacity(rows.count)
        for row in rows {
            let (code, id, digest) = try row.decode(String.self, Int64.self, ContentDigest.self)
            known[code] = .init(id: id, digest: digest)
        }
        return known
    }

    private static func documentsStatement(_ kind: EventKind, _ codes: [String]) -> SQL {
        """
        SELECT first.code, first.event, first.digest, (
            SELECT array_agg(later.digest ORDER BY r.event) FROM revision r
            JOIN journal later ON later.event = r.event
            WHERE r.document = first.event AND r.kind <> \(EventKind.reversal)
        ), EXISTS (
            SELECT FROM revision r WHERE r.document = first.event AND r.kind = \(EventKind.reversal))
        FROM journal first
        WHERE first.kind = \(kind) AND first.event = first.document AND first.code = ANY (\(codes))
        """
    }

    private static func documents(_ rows: Rows) throws -> [String: KnownNames.Document] {
        var documents: [String: KnownNames.Document] = [:]
        documents.reserveCapacity(rows.count)
        for row in rows {
            let (code, id, digest, later, isReversed) = try row.decode(
                String.self, Int64.self, ContentDigest.self, [ContentDigest]?.self, Bool.self)
            documents[code] = .init(id: id, digests: [digest] + (later ?? []), isReversed: isReversed)
        }
        return documents
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
}
